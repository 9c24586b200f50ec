//! Tools of synthesis, and place and route, that cannot be used.

use std::path::PathBuf;

use super::version::Version;
use crate::folders::Foreign;

/// A tool that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EdaError {
    /// It is nowhere.
    #[error(
        "{name} was not found, neither in PATH nor in {}; install it: {install}, or set SPINDLE_TOOLS",
        folder.display()
    )]
    Missing {
        /// Its name.
        name: String,
        /// Last folder searched.
        folder: PathBuf,
        /// The line that installs it.
        install: &'static str,
    },
    /// It is not in `PATH`, and others could have filled the other folder.
    #[error("{name} was not found in PATH, and {source}")]
    Foreign {
        /// Its name.
        name: String,
        /// The folder.
        source: Foreign,
    },
    /// The tool found is too old, or does not run.
    #[error(
        "{}: {found}{}; install it in addition: {install}, or set SPINDLE_TOOLS",
        path.display(),
        needed.map_or_else(String::new, |needed| format!(", but {name} {needed} or newer is needed"))
    )]
    Unsuitable {
        /// Its name.
        name: String,
        /// The inspected program.
        path: PathBuf,
        /// Its version output.
        found: String,
        /// The oldest that would do, if not any does.
        needed: Option<Version>,
        /// The line that installs another.
        install: &'static str,
    },
}
