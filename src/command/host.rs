//! `spindle host`: a board behind a serial port.

mod info;
mod simulate;
mod stream;
mod train;
mod weights;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use info::Info;
use simulate::Simulate;
use stream::Stream;
use train::Train;
use weights::{Load, Read, Verify};

use super::{Failure, Output};
use crate::host::{Board, Difference, HostError, Link, Port};

/// Name of the board's checkpoint in the output folder.
const PROGRESS: &str = "board.json";

/// Subcommands for a board.
#[derive(Debug, Subcommand)]
pub enum Host {
    /// Show the connected core and its counters
    Info(Info),
    /// Write topology, neurons and weights, and read them back
    Load(Load),
    /// Load, train, read the weights back, and compare them with the golden model's
    Train(Train),
    /// Show test samples without feedback, and compare every spike with the golden model's
    Stream(Stream),
    /// Read the weights into a file
    Read(Read),
    /// Compare the board's weights with the expected ones
    Verify(Verify),
    /// Simulate a board behind a pseudo-terminal, until interrupted
    Simulate(Simulate),
}

/// Location of the board.
#[derive(Clone, Debug, Args)]
struct Line {
    /// Serial port, such as /dev/ttyUSB1
    #[arg(long, value_name = "PATH")]
    port: PathBuf,
    /// Bits per second, as the bitstream was built
    #[arg(long, value_name = "N", default_value_t = 115_200, value_parser = clap::value_parser!(u32).range(300..))]
    baud: u32,
}

impl Line {
    fn board(&self) -> Result<Board, Failure> {
        let port = Port::open(&self.port, self.baud).map_err(failure)?;
        Board::connect(Link::new(Box::new(port), self.baud)).map_err(failure)
    }
}

/// Damaged events are a mismatch, and an empty comparison is not a match; all other errors concern
/// input.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn failure(error: HostError) -> Failure {
    let found = matches!(
        error,
        HostError::Damaged { .. }
            | HostError::Unwritten { .. }
            | HostError::LostSpikes { .. }
            | HostError::Uncompared { .. }
    );
    Failure { status: if found { 1 } else { 2 }, message: error.to_string() }
}

impl Host {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Info(verb) => verb.run(output),
            Self::Load(verb) => verb.run(output),
            Self::Train(verb) => verb.run(output),
            Self::Stream(verb) => verb.run(output),
            Self::Read(verb) => verb.run(output),
            Self::Verify(verb) => verb.run(output),
            Self::Simulate(verb) => verb.run(output),
        }
    }
}

fn differs(difference: &Difference) -> Failure {
    Failure::found(format!(
        "{} weights differ; the first: word {}, lane {}: board {}, golden model {}",
        difference.count, difference.word, difference.lane, difference.board, difference.golden
    ))
}
