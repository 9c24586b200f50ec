//! Listing what a dump holds.

use std::path::PathBuf;

use clap::Args;

use super::{Console, Finding, Reading};
use crate::Error;

/// Arguments of `wavecmp list`.
#[derive(Args, Clone, Debug)]
pub struct List {
    /// The file: VCD, FST or GHW.
    pub file: PathBuf,
    /// Lists only signals that match: a whole name with its scopes or its end behind a point; `*` and `?` allowed.
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// How the file is read.
    #[command(flatten)]
    pub reading: Reading,
}

impl List {
    /// Prints what the file holds.
    ///
    /// # Errors
    /// The file cannot be read, or a pattern matches nothing.
    pub fn run(&self, console: Console) -> Result<Finding, Error> {
        let listing = crate::list(&self.file, &self.only, &self.reading.options(false))?;
        console.result(&listing.text(&self.file.display().to_string()), &listing)?;
        Ok(None)
    }
}
