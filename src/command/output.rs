//! Output of a command: results to standard output, progress and errors to standard error.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};

use indicatif::ProgressBar;
use serde::Serialize;
use spindle_wave::escape;

use super::printable::{printable, shortened};
use super::progress::progress;

/// Why a command ends other than well.
#[derive(Debug)]
pub struct Failure {
    /// Exit status: 1 for a mismatch or a missed bound, 2 for input that cannot be used or a
    /// missing tool.
    pub status: u8,
    /// Problem, place and remedy.
    pub message: String,
}

impl Failure {
    /// It ran, and found a mismatch or missed a stated bound.
    pub fn found(message: impl Display) -> Self {
        Self { status: 1, message: message.to_string() }
    }
}

/// Errors of the library are about input: status 2.
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { status: 2, message: error.to_string() }
    }
}

/// Output of a command.
#[derive(Debug)]
pub struct Output {
    json: bool,
    quiet: bool,
}

impl Output {
    /// `json`: one object instead of text; `quiet`: no remarks and no progress.
    pub fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet }
    }

    /// True if the result is one JSON object.
    pub fn json(&self) -> bool {
        self.json
    }

    /// True if there are no remarks.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// A line of a command's result; not with `--json`.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn line(&self, text: impl Display) -> Result<(), Failure> {
        if self.json { Ok(()) } else { print(&printable(&text.to_string())) }
    }

    /// A remark in addition to the result; not with `--json` or `--quiet`.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn remark(&self, text: impl Display) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.line(text) }
    }

    /// The result as one JSON object; only with `--json`.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn object(&self, result: &impl Serialize) -> Result<(), Failure> {
        if self.json { print(&escape::json(&serde_json::to_string(result)?)) } else { Ok(()) }
    }

    /// Shows lines, or with `--json` the object, before an action. A closed pipe is an error here,
    /// because the user saw nothing.
    ///
    /// # Errors
    /// Standard output cannot be written, or its reader is gone.
    pub fn shown(&self, lines: &[String], result: &impl Serialize) -> Result<(), Failure> {
        if self.json {
            return write(&escape::json(&serde_json::to_string(result)?)).map_err(|error| unwritten(&error));
        }
        lines.iter().try_for_each(|line| write(&printable(line))).map_err(|error| unwritten(&error))
    }

    /// Progress on standard error: a bar on a terminal, elsewhere lines; not with `--quiet`, and no
    /// lines with `--json`.
    pub fn progress(&self, length: u64, what: &'static str) -> ProgressBar {
        if self.quiet || self.json && !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        progress(length, what)
    }

    /// The error a command ends with.
    pub fn error(&self, failure: &Failure) {
        // If standard error is closed, the message cannot be shown anywhere.
        let _ = writeln!(io::stderr(), "error: {}", shortened(&printable(&failure.message)));
    }
}

/// A remark of code without access to the command; on standard error, because the result may be one
/// object.
pub(super) fn remark_to_stderr(text: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(text));
}

/// A reader that closes the pipe early is not an error.
fn print(text: &impl Display) -> Result<(), Failure> {
    match write(text) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(&error)),
        _ => Ok(()),
    }
}

fn write(text: &impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

fn unwritten(error: &io::Error) -> Failure {
    let message = format!("standard output: {error}; free space, or write elsewhere");
    Failure { status: 2, message }
}
