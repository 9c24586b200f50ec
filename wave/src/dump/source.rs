//! Opens dumps: regular files, plain or compressed with gzip.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::Error;

/// Options for reading files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Refuse deviations from the format, even if they have only one interpretation.
    pub strict: bool,
    /// Give the drive strengths of ports (`$dumpports`) as signals of their own.
    pub strength: bool,
    /// The most bytes that a file compressed with gzip may hold.
    pub max_unpacked: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { strict: false, strength: false, max_unpacked: 8 << 30 }
    }
}

/// First bytes of a compressed file.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Bytes that identify a format.
const START: usize = 16;

/// An inspected file.
pub(crate) struct Source {
    /// Its path, for messages.
    pub(crate) name: String,
    path: PathBuf,
    is_packed: bool,
    /// The first bytes of its content.
    pub(crate) start: Vec<u8>,
    max_unpacked: u64,
    /// File with the unpacked content.
    unpacked: Option<tempfile::NamedTempFile>,
}

/// Refuses a file that is not a regular one.
pub(crate) fn check_regular(path: &Path, name: &str) -> Result<(), Error> {
    let kind = std::fs::metadata(path).map_err(|source| Error::Io { path: name.into(), source })?.file_type();
    if kind.is_file() || kind.is_dir() {
        // (To read a folder is an error of the system's.)
        return Ok(());
    }
    Err(Error::request(
        format!("{name}: this is not a regular file, and a dump is read more than once"),
        "write it to a file first",
    ))
}

/// The text of a regular file of at most `most` bytes.
#[cfg(feature = "cli")]
pub(crate) fn read_text(path: &Path, most: u64) -> Result<String, Error> {
    let name = path.display().to_string();
    check_regular(path, &name)?;
    let io = |source| Error::Io { path: name.clone(), source };
    let mut text = String::new();
    File::open(path).and_then(|file| file.take(most + 1).read_to_string(&mut text)).map_err(io)?;
    if text.len() as u64 > most {
        return Err(Error::request(
            format!("{name}: the file is longer than {most} bytes"),
            "give a shorter one",
        ));
    }
    Ok(text)
}

impl Source {
    pub(crate) fn open(path: &Path, options: &ReadOptions) -> Result<Self, Error> {
        let name = path.display().to_string();
        check_regular(path, &name)?;
        let mut start = Vec::new();
        let io = |source| Error::Io { path: name.clone(), source };
        File::open(path).and_then(|file| file.take(START as u64).read_to_end(&mut start)).map_err(io)?;
        let mut source = Self {
            name,
            path: path.to_path_buf(),
            is_packed: start.starts_with(&GZIP),
            start,
            max_unpacked: options.max_unpacked,
            unpacked: None,
        };
        if source.is_packed {
            let mut start = Vec::new();
            source.content()?.take(START as u64).read_to_end(&mut start).map_err(|error| source.io(error))?;
            source.start = start;
        }
        Ok(source)
    }

    /// Error for a failure while reading the content of the file.
    fn io(&self, source: std::io::Error) -> Error {
        read_error(&self.name, source)
    }

    /// The content from its beginning on.
    pub(crate) fn content(&self) -> Result<Box<dyn Read + Send>, Error> {
        let file = File::open(&self.path).map_err(|error| self.io(error))?;
        if !self.is_packed {
            return Ok(Box::new(file));
        }
        let decoder = MultiGzDecoder::new(BufReader::new(file));
        Ok(Box::new(Unpacked { decoder, left: self.max_unpacked, most: self.max_unpacked }))
    }

    /// The path of a file with the content as it is: the file itself, or a temporary one.
    pub(crate) fn plain(&mut self) -> Result<PathBuf, Error> {
        if !self.is_packed {
            return Ok(self.path.clone());
        }
        let mut content = self.content()?;
        let mut target = tempfile::NamedTempFile::new().map_err(|error| self.io(error))?;
        std::io::copy(&mut content, &mut target).map_err(|error| self.io(error))?;
        Ok(self.unpacked.insert(target).path().to_path_buf())
    }
}

/// Why a compressed file could not be unpacked.
#[derive(Debug, thiserror::Error)]
enum Unpacking {
    #[error("the compressed file is cut or damaged: {0}")]
    Cut(std::io::Error),
    #[error("the compressed file holds more than {0} bytes")]
    TooLarge(u64),
}

/// The error of a file that unpacks to more bytes than it may.
pub(crate) fn too_large(name: &str, most: u64) -> Error {
    Error::Damaged {
        path: name.into(),
        what: Unpacking::TooLarge(most).to_string(),
        remedy: "raise the bound with `--max-unpacked` if it is to hold that much",
    }
}

/// Error for a failure while reading the content of the file.
pub(crate) fn read_error(name: &str, source: std::io::Error) -> Error {
    let remedy = match source.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(Unpacking::Cut(_)) => "write the dump again",
        Some(&Unpacking::TooLarge(most)) => return too_large(name, most),
        None => return Error::Io { path: name.into(), source },
    };
    Error::Damaged { path: name.into(), what: source.to_string(), remedy }
}

/// Unpacks up to a bound.
struct Unpacked {
    decoder: MultiGzDecoder<BufReader<File>>,
    left: u64,
    most: u64,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let got = self.decoder.read(buffer).map_err(|error| match error.kind() {
            std::io::ErrorKind::Interrupted => error,
            _ => std::io::Error::other(Unpacking::Cut(error)),
        })?;
        match self.left.checked_sub(got as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other(Unpacking::TooLarge(self.most))),
        }
        Ok(got)
    }
}
