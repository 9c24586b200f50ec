//! A file in a buffer that stays when the position moves inside it. (`std::io::BufReader` reads anew at each seek, and a reader of
//! FST seeks to the values of each signal in each block.)

use std::fs::File;
use std::io::{BufRead, Read, Result, Seek, SeekFrom};

const CHUNK: usize = 128 * 1024;

/// The beginning of a file.
pub(crate) struct Buffered {
    file: File,
    /// Where it ends.
    length: u64,
    buffer: Vec<u8>,
    filled: usize,
    /// Where in the file the buffer begins.
    start: u64,
    /// The position, in the buffer.
    at: usize,
}

impl Buffered {
    /// The first `length` bytes of a file.
    pub(crate) fn new(file: File, length: u64) -> Self {
        Self { file, length, buffer: vec![0; CHUNK], filled: 0, start: 0, at: 0 }
    }

    /// The same file, up to a place.
    pub(crate) fn up_to(self, length: u64) -> Self {
        Self::new(self.file, length)
    }
}

impl BufRead for Buffered {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.at == self.filled {
            self.start += self.filled as u64;
            (self.at, self.filled) = (0, 0);
            let left = self.length.saturating_sub(self.start).min(self.buffer.len() as u64) as usize;
            self.file.seek(SeekFrom::Start(self.start))?;
            self.filled = self.file.read(&mut self.buffer[..left])?;
        }
        Ok(&self.buffer[self.at..self.filled])
    }

    fn consume(&mut self, count: usize) {
        self.at = self.filled.min(self.at + count);
    }
}

impl Read for Buffered {
    fn read(&mut self, target: &mut [u8]) -> Result<usize> {
        let ahead = self.fill_buf()?;
        let count = ahead.len().min(target.len());
        target[..count].copy_from_slice(&ahead[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl Seek for Buffered {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => (self.start + self.at as u64).checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        let position = position.ok_or(std::io::ErrorKind::InvalidInput)?;
        match position.checked_sub(self.start) {
            Some(at) if at <= self.filled as u64 => self.at = at as usize,
            _ => (self.start, self.at, self.filled) = (position, 0, 0),
        }
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_the_file_holds_wherever_it_goes() {
        let bytes: Vec<u8> = (0..3 * CHUNK as u32 + 5).map(|n| (u64::from(n).pow(2) % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        let length = bytes.len() - 3;
        let mut input = Buffered::new(file, length as u64);
        let places = [0, 5, CHUNK - 2, CHUNK, 3, 2 * CHUNK + 7, 2 * CHUNK, length - 4, 1, length, length + 9];
        for from in places {
            assert_eq!(input.seek(SeekFrom::Start(from as u64)).unwrap(), from as u64);
            let mut read = Vec::new();
            Read::by_ref(&mut input).take(9).read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes[from.min(length)..(from + 9).min(length)], "{from}");
            assert_eq!(input.stream_position().unwrap(), (from + read.len()) as u64);
        }
        assert_eq!(input.seek(SeekFrom::End(-2)).unwrap(), length as u64 - 2);
        assert_eq!(input.seek(SeekFrom::Current(-3)).unwrap(), length as u64 - 5);
        let mut rest = Vec::new();
        input.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, bytes[length - 5..length]);
        assert!(input.seek(SeekFrom::End(-(length as i64) - 1)).is_err());
    }
}
