//! Data that cannot be used, and the limits and forms that errors name.

use std::path::Path;

use super::split::PartsError;
use crate::files::FileError;

/// Samples of a set. Each is indexed, named and shown.
pub(crate) const SAMPLES: usize = 1 << 20;

pub(super) const TABLE_FORM: &str = "a line is a sample: numbers with commas between them, the class last";
pub(super) const EVENT_FORM: &str = "a line is a time and an address, `sample NAME`, or a comment after a #";

/// Data that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A compressed stream ends early or is damaged.
    #[error("{file}: the compressed data are truncated or damaged {after} ({source}); fetch the file again")]
    Compressed {
        /// The file.
        file: String,
        /// Readable part.
        after: String,
        /// Message of the decoder.
        source: std::io::Error,
    },
    /// A line is not a sample.
    #[error("{file}:{line}: {what}; {form}")]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The problem.
        what: String,
        /// Form of a line.
        form: &'static str,
    },
    /// A file as a whole is not what it should be.
    #[error("{file}: {what}; {remedy}")]
    Content {
        /// The file.
        file: String,
        /// The problem.
        what: String,
        /// The remedy.
        remedy: &'static str,
    },
    /// The set is read from a path, and none was given.
    #[error("the task `{name}` reads {what}; name it with --data PATH, or as task.data in the manifest")]
    NoLocation {
        /// The set.
        name: &'static str,
        /// Expected content.
        what: &'static str,
    },
    /// A path was given to a set that comes with Spindle.
    #[error(
        "the task `{name}` comes with Spindle and reads no file; leave --data out, or set task.name = \"csv\""
    )]
    NotRead {
        /// The set.
        name: &'static str,
    },
    /// The samples cannot be split as the task requires.
    #[error(transparent)]
    Parts(#[from] PartsError),
}

impl DataError {
    pub(super) fn content(file: &Path, what: impl Into<String>, remedy: &'static str) -> Self {
        Self::Content { file: file.display().to_string(), what: what.into(), remedy }
    }
}
