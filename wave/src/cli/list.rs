//! Listing the contents of a dump.

use std::path::PathBuf;

use clap::Args;

use super::{Console, Finding, Reading};
use crate::Error;

/// Arguments of `wavecmp list`.
#[derive(Args, Clone, Debug)]
pub struct List {
    /// The file: VCD, FST or GHW.
    pub file: PathBuf,
    /// Lists only matching signals: a whole name with its scopes, or its end after a dot; `*` and
    /// `?` allowed.
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// Options for reading the file.
    #[command(flatten)]
    pub reading: Reading,
}

impl List {
    /// Prints the contents of the file.
    ///
    /// # Errors
    /// The file cannot be read, or a pattern matches nothing.
    pub fn run(&self, console: Console) -> Result<Finding, Error> {
        let listing = crate::list(&self.file, &self.only, &self.reading.options(false))?;
        console.result(&listing.text(&self.file.display().to_string()), &listing)?;
        Ok(None)
    }
}
