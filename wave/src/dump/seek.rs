//! A file with cached pages that survive seeks. (`std::io::BufReader` reads again after each seek,
//! and an FST reader seeks to the values of each signal in each block.)

use std::fs::File;
use std::io::{BufRead, Read, Result, Seek, SeekFrom};

const PAGE: u64 = 64 * 1024;
/// Pages that are kept: values that signals share are sought again and again, far from all others.
const PAGES: u64 = 64;

/// A part of the file.
#[derive(Clone, Default)]
struct Page {
    /// Which one; none if it was not read yet.
    number: Option<u64>,
    bytes: Vec<u8>,
}

/// The beginning of a file.
pub(crate) struct Buffered {
    file: File,
    /// Length of the file.
    length: u64,
    position: u64,
    /// Each page has one slot, by its number.
    pages: Vec<Page>,
}

impl Buffered {
    /// The first `length` bytes of a file.
    pub(crate) fn new(file: File, length: u64) -> Self {
        Self { file, length, position: 0, pages: vec![Page::default(); PAGES as usize] }
    }

    /// The same file, up to a place.
    pub(crate) fn up_to(self, length: u64) -> Self {
        Self::new(self.file, length)
    }
}

impl BufRead for Buffered {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.position >= self.length {
            return Ok(&[]);
        }
        let number = self.position / PAGE;
        let page = &mut self.pages[(number % PAGES) as usize];
        if page.number != Some(number) {
            let start = number * PAGE;
            page.number = None;
            page.bytes.clear();
            self.file.seek(SeekFrom::Start(start))?;
            Read::by_ref(&mut self.file).take(PAGE.min(self.length - start)).read_to_end(&mut page.bytes)?;
            page.number = Some(number);
        }
        Ok(page.bytes.get((self.position % PAGE) as usize..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.position += count as u64;
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
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.position = position.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_slot_are_distinguished() {
        let mut file = tempfile::tempfile().unwrap();
        let first = |number: u64| [number as u8 + 1; 8];
        for number in [0, 1, PAGES, PAGES + 1] {
            file.seek(SeekFrom::Start(number * PAGE)).unwrap();
            std::io::Write::write_all(&mut file, &first(number)).unwrap();
        }
        let mut input = Buffered::new(file, (PAGES + 1) * PAGE + 8);
        for number in [0, PAGES, 1, 0, PAGES + 1, PAGES, 1] {
            input.seek(SeekFrom::Start(number * PAGE)).unwrap();
            let mut read = [0; 8];
            input.read_exact(&mut read).unwrap();
            assert_eq!(read, first(number), "{number}");
        }
    }

    #[test]
    fn it_reads_what_the_file_holds_wherever_it_goes() {
        let bytes: Vec<u8> = (0..3 * PAGE as u32 + 5).map(|n| (u64::from(n).pow(2) % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        let length = bytes.len() - 3;
        let mut input = Buffered::new(file, length as u64);
        let page = PAGE as usize;
        let places = [0, 5, page - 2, page, 3, 2 * page + 7, 2 * page, length - 4, 1, length, length + 9];
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
