//! `spindle wave`: the commands of the crate `spindle-wave`.

use clap::Subcommand;
use spindle_wave::cli::{Console, Diff, List};

use super::{Failure, Output};

/// Subcommands for waveforms.
#[derive(Debug, Subcommand)]
pub enum Wave {
    /// Compare two waveforms by value over time
    Diff(Box<Diff>),
    /// List the signals of a waveform, and the time that it covers
    List(List),
}

impl Wave {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let console = Console::new(output.json(), output.quiet());
        let result = match self {
            Wave::Diff(diff) => diff.run(console),
            Wave::List(list) => list.run(console),
        };
        match result {
            Ok(None) => Ok(()),
            Ok(Some(finding)) => Err(Failure::found(finding)),
            Err(error) => Err(error.into()),
        }
    }
}
