//! Why waveforms could not be compared.

use crate::escape::clean;

/// Errors of reading or comparing waveforms. Each message states problem, place and remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be opened or read.
    #[error("{path}: {source}; check the path and its permissions")]
    Io {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error(
        "{path}: cannot be written: {source}; check the folder and its permissions, free space, or write elsewhere"
    )]
    Write {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// A VCD is damaged or not whole.
    #[error("{path}:{line} (byte {byte}): {what}; {remedy}")]
    Malformed {
        /// The file.
        path: String,
        /// Line, counted from 1.
        line: u64,
        /// Offset of the offending token from the start of the file.
        byte: u64,
        /// The problem.
        what: String,
        /// The remedy.
        remedy: &'static str,
    },
    /// An FST or a GHW is damaged, not whole, or written in a way that cannot be read.
    #[error("{path}: {what}; {remedy}")]
    Damaged {
        /// The file.
        path: String,
        /// The problem.
        what: String,
        /// The remedy.
        remedy: &'static str,
    },
    /// The files are sound, but the requested comparison is not possible.
    #[error("{what}; {remedy}")]
    Request {
        /// The problem.
        what: String,
        /// The remedy.
        remedy: String,
    },
}

impl Error {
    pub(crate) fn damaged(path: &str, what: impl AsRef<str>) -> Self {
        Self::Damaged {
            path: path.into(),
            what: clean(what.as_ref()).into_owned(),
            remedy: "write the dump again",
        }
    }

    pub(crate) fn request(what: impl AsRef<str>, remedy: impl Into<String>) -> Self {
        Self::Request { what: clean(what.as_ref()).into_owned(), remedy: remedy.into() }
    }
}
