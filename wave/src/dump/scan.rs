//! Splits a file into tokens between white space, in large buffers.

use std::io::Read;
use std::ops::Range;

use crate::Error;
use crate::dump::source::{Source, read_error};
use crate::dump::warn::Warnings;
use crate::escape::clean;

/// Bytes per read. Small when fuzzing, so that small files reach buffer ends too.
const CHUNK: usize = if cfg!(fuzzing) { 64 } else { 256 * 1024 };
/// A longer token is not VCD: it is longer than the widest vector that [`crate::header`] accepts.
const LONGEST_TOKEN: usize = 4 * 1024 * 1024;

const STRICT: &str = "write the dump again, or read it without `--strict`";

const CUT: &str = "write the dump again, or end the window before the damage with `--to`";

/// A file and the part of it that is in memory. Tokens are given as ranges of [`Scanner::bytes`],
/// valid until the next call of [`Scanner::token`].
pub(crate) struct Scanner {
    content: Box<dyn Read + Send>,
    path: String,
    strict: bool,
    pub(crate) warnings: Warnings,
    buffer: Vec<u8>,
    /// Next byte to read.
    position: usize,
    /// End of the last white space in memory: tokens before it are whole.
    whole: usize,
    /// End of the buffered bytes.
    filled: usize,
    bytes_before: u64,
    lines_before: u64,
    last: Range<usize>,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

impl Scanner {
    pub(crate) fn open(source: &Source, strict: bool) -> Result<Self, Error> {
        Ok(Self {
            content: source.content()?,
            path: source.name.clone(),
            strict,
            warnings: Warnings::default(),
            buffer: vec![0; CHUNK],
            position: 0,
            whole: 0,
            filled: 0,
            bytes_before: 0,
            lines_before: 1,
            last: 0..0,
        })
    }

    pub(crate) fn bytes(&self, token: Range<usize>) -> &[u8] {
        &self.buffer[token]
    }

    /// The whole tokens that are in memory.
    #[inline]
    pub(crate) fn ahead(&self) -> &[u8] {
        &self.buffer[self.position..self.whole]
    }

    /// Skips this many bytes.
    #[inline]
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.position += bytes;
    }

    /// The next token, or `None` at the end of the file. A last token without trailing white space
    /// may be truncated, which gives a warning.
    #[inline]
    pub(crate) fn token(&mut self) -> Result<Option<Range<usize>>, Error> {
        loop {
            let ahead = &self.buffer[self.position..self.whole];
            if let Some(skip) = ahead.iter().position(|&byte| !is_space(byte)) {
                let length =
                    ahead[skip..].iter().position(|&byte| is_space(byte)).unwrap_or(ahead.len() - skip);
                let start = self.position + skip;
                self.position = start + length;
                self.last = start..self.position;
                return Ok(Some(self.last.clone()));
            }
            self.position = self.whole;
            if !self.refill()? {
                return Ok(None);
            }
        }
    }

    /// Drops consumed bytes and reads more. False at the end of the file.
    #[cold]
    fn refill(&mut self) -> Result<bool, Error> {
        self.bytes_before += self.position as u64;
        self.lines_before += lines(&self.buffer[..self.position]);
        self.buffer.copy_within(self.position..self.filled, 0);
        self.filled -= self.position;
        (self.position, self.whole, self.last) = (0, 0, 0..0);
        loop {
            if self.filled == self.buffer.len() {
                if self.buffer.len() >= LONGEST_TOKEN {
                    return Err(
                        self.malformed("no white space in 4 MiB", "this is not a VCD: give a VCD file")
                    );
                }
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
            let got = loop {
                match self.content.read(&mut self.buffer[self.filled..]) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            let got = got.map_err(|error| read_error(&self.path, error))?;
            if got == 0 {
                if self.filled == 0 {
                    return Ok(false);
                }
                (self.last, self.whole) = (0..self.filled, self.filled);
                self.warn("it is read as it is", |scanner| {
                    let end = scanner.last();
                    format!("the file ends in the middle of a line, at {end}, which may be truncated")
                })?;
                return Ok(true);
            }
            let new = &self.buffer[self.filled..self.filled + got];
            let end = new.iter().rposition(|&byte| is_space(byte)).map(|at| self.filled + at + 1);
            self.filled += got;
            if let Some(end) = end {
                self.whole = end;
                return Ok(true);
            }
        }
    }

    /// The next token, where the file must not end.
    pub(crate) fn expect(&mut self, what: &str) -> Result<Range<usize>, Error> {
        match self.token()? {
            Some(token) => Ok(token),
            None => Err(self.cut(&format!("the file ends where {what} must follow"))),
        }
    }

    /// An error at the token read last.
    #[cold]
    pub(crate) fn malformed(&self, what: impl Into<String>, remedy: &'static str) -> Error {
        Error::Malformed {
            path: self.path.clone(),
            line: self.line(),
            byte: self.bytes_before + self.last.start as u64,
            what: clean(&what.into()).into_owned(),
            remedy,
        }
    }

    /// The line of the token read last.
    fn line(&self) -> u64 {
        self.lines_before + lines(&self.buffer[..self.last.start])
    }

    /// Accepts the last token as `reading` states, with a warning; refuses it in strict mode.
    #[cold]
    pub(crate) fn warn(
        &mut self,
        reading: &'static str,
        what: impl FnOnce(&Self) -> String,
    ) -> Result<(), Error> {
        if self.strict {
            return Err(self.malformed(what(self), STRICT));
        }
        let mut warnings = std::mem::take(&mut self.warnings);
        warnings
            .add(reading, || clean(&format!("{}:{}: {}", self.path, self.line(), what(self))).into_owned());
        self.warnings = warnings;
        Ok(())
    }

    /// True if another token follows in the same line.
    #[cold]
    pub(crate) fn goes_on(&mut self) -> Result<bool, Error> {
        loop {
            let ahead = &self.buffer[self.position..self.filled];
            if let Some(skip) = ahead.iter().position(|byte| !matches!(byte, b' ' | b'\t')) {
                return Ok(!is_space(ahead[skip]));
            }
            self.position = self.filled;
            self.whole = self.filled;
            if !self.refill()? {
                return Ok(false);
            }
        }
    }

    /// An error at the end of the file.
    #[cold]
    pub(crate) fn cut(&self, what: &str) -> Error {
        self.malformed(what, CUT)
    }

    /// Makes the token read last the next one again.
    pub(crate) fn unread(&mut self) {
        self.position = self.last.start;
    }

    pub(crate) fn last_bytes(&self) -> &[u8] {
        &self.buffer[self.last.clone()]
    }

    /// The token read last, for messages.
    pub(crate) fn last(&self) -> String {
        quoted(&self.buffer[self.last.clone()])
    }
}

/// The beginning of some bytes, printable.
fn quoted(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(24)];
    let dots = if shown.len() < bytes.len() { "..." } else { "" };
    format!("`{}{dots}`", shown.escape_ascii())
}
