//! `spindle host`: a board behind a serial port.

mod info;
mod line;
mod simulate;
mod stream;
mod train;
mod weights;

use clap::Subcommand;
use info::Info;
use simulate::Simulate;
use stream::Stream;
use train::Train;
use weights::{Load, Read, Verify};

use super::{Failure, Output};

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
