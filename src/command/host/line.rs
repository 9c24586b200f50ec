//! The line to a board, and what goes wrong on it.

use std::path::PathBuf;

use clap::Args;

use crate::command::Failure;
use crate::host::{Board, Difference, HostError, Link, Port};

/// Name of the board's checkpoint in the output folder.
pub(super) const PROGRESS: &str = "board.json";

/// Location of the board.
#[derive(Clone, Debug, Args)]
pub(super) struct Line {
    /// Serial port, such as /dev/ttyUSB1
    #[arg(long, value_name = "PATH")]
    pub(super) port: PathBuf,
    /// Bits per second, as the bitstream was built
    #[arg(long, value_name = "N", default_value_t = 115_200, value_parser = clap::value_parser!(u32).range(300..))]
    pub(super) baud: u32,
}

impl Line {
    pub(super) fn board(&self) -> Result<Board, Failure> {
        let port = Port::open(&self.port, self.baud).map_err(failure)?;
        Board::connect(Link::new(Box::new(port), self.baud)).map_err(failure)
    }
}

/// Damaged events are a mismatch, and an empty comparison is not a match; all other errors concern
/// input.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn failure(error: HostError) -> Failure {
    let found = matches!(
        error,
        HostError::Damaged { .. }
            | HostError::Unwritten { .. }
            | HostError::LostSpikes { .. }
            | HostError::Uncompared { .. }
    );
    Failure { status: if found { 1 } else { 2 }, message: error.to_string() }
}

pub(super) fn differs(difference: &Difference) -> Failure {
    Failure::found(format!(
        "{} weights differ; the first: word {}, lane {}: board {}, golden model {}",
        difference.count, difference.word, difference.lane, difference.board, difference.golden
    ))
}
