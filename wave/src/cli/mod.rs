//! The command line, of the program `wavecmp` and of larger ones that have the same commands.

mod diff;
mod lines;
mod list;
mod reading;

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use crate::Error;
use crate::escape;

pub use diff::Diff;
pub use list::List;
pub use reading::Reading;

/// Output of a command.
#[derive(Clone, Copy, Debug, Default)]
pub struct Console {
    /// One JSON object on standard output instead of text.
    pub json: bool,
    /// No remarks.
    pub quiet: bool,
    /// True if standard output carries machine-readable lines, so that the report goes to standard
    /// error.
    is_taken: bool,
}

/// Finding that makes the exit status 1, in a few words.
pub type Finding = Option<&'static str>;

impl Console {
    /// A console for `json` instead of text, or without remarks.
    pub fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet, is_taken: false }
    }

    /// The result: as text, or as one JSON object.
    fn result(self, text: &str, object: &impl Serialize) -> Result<(), Error> {
        if !self.json {
            return self.line(text.trim_end());
        }
        let text = serde_json::to_string(object).map_err(|error| unwritten(error.into()))?;
        self.line(escape::json(&text))
    }

    /// A remark in addition to the result.
    fn remark(self, text: &str) -> Result<(), Error> {
        if self.json || self.quiet { Ok(()) } else { self.line(text) }
    }

    fn line(self, text: impl Display) -> Result<(), Error> {
        let written =
            if self.is_taken { writeln!(io::stderr(), "{text}") } else { writeln!(io::stdout(), "{text}") };
        match written {
            // A reader that closes the pipe early is not an error.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(error)),
            _ => Ok(()),
        }
    }
}

fn unwritten(source: io::Error) -> Error {
    Error::Write { path: "standard output".into(), source }
}
