//! A board behind a serial port: loaded, fed, trained, read back (`docs/host.md`).

mod board;
mod check;
mod checkpoint;
#[cfg(test)]
mod fake;
mod link;
mod load;
mod simulate;
mod stream;
mod train;
mod wire;

pub use board::{Board, Faults, Identity, Spikes};
pub use check::check_sum;
pub use checkpoint::Progress;
pub use link::{Burst, Link};
pub use load::used_words;
pub use simulate::{SIMULATED_BAUD, SIMULATED_CLOCK, simulated};
pub use stream::{Shown, show};
pub use train::{BoardEpoch, Difference, Training, first_difference};
pub use wire::{Port, Wire};

/// Why a board cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// No such port.
    #[error("{port}: no such serial port; {present}")]
    Absent {
        /// The port.
        port: String,
        /// What ports there are.
        present: String,
    },
    /// Another program has the port.
    #[error("{port}: the port is busy; close the program that uses it")]
    Busy {
        /// The port.
        port: String,
    },
    /// It cannot be opened.
    #[error(
        "{port}: cannot be opened as a serial port: {source}; check the path, and that you may use it (group dialout)"
    )]
    Port {
        /// The port.
        port: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// It went away.
    #[error("{port}: the port is gone: {source}; plug the board in again and go on with --resume")]
    Gone {
        /// The port.
        port: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// Nobody answers.
    #[error(
        "{port}: no answer; check that the bitstream is loaded, --baud, and that no other program is using the port"
    )]
    Silent {
        /// The port.
        port: String,
    },
    /// Something else answers.
    #[error(
        "{port}: this is no Spindle core: its identity is {identity:#010x} in place of {:#010x}; check the port and --baud",
        spindle_spec::memory_map::IDENTITY_VALUE
    )]
    NoCore {
        /// The port.
        port: String,
        /// What was read.
        identity: u32,
    },
    /// The core is of another version or shape.
    #[error(
        "{port}: the board's core has {what} {board}, the manifest needs {manifest}; build the bitstream from this manifest"
    )]
    Shape {
        /// The port.
        port: String,
        /// What differs.
        what: &'static str,
        /// What the board has.
        board: u32,
        /// What the manifest says.
        manifest: u32,
    },
    /// Event words arrived other than they were sent.
    #[error(
        "{port}: event words {first} to {last} were damaged on the way to the board (its check sum is {found:#010x} in place of {expected:#010x}), and the network has learned from them; begin again, or from the last epoch with --resume"
    )]
    Damaged {
        /// The port.
        port: String,
        /// First word that may be damaged, counted from the start of the epoch or sample.
        first: u64,
        /// Last one.
        last: u64,
        /// What was read.
        found: u32,
        /// What it should be.
        expected: u32,
    },
    /// The board has taken events that this process did not send.
    #[error(
        "{port}: the board has accepted {found} event words in place of {expected}: another program feeds it, or it was reset; begin again, or from the last epoch with --resume"
    )]
    Strange {
        /// The port.
        port: String,
        /// Words accepted.
        found: u32,
        /// Words that can have been.
        expected: u32,
    },
    /// What was written reads back otherwise.
    #[error(
        "{port}: address {address:#08x} holds {found:#x} after {written:#x} was written: it was damaged on the way to the board; check the cable and --baud"
    )]
    Unwritten {
        /// The port.
        port: String,
        /// Word address.
        address: u32,
        /// What was read.
        found: u32,
        /// What was written.
        written: u32,
    },
    /// The same words are read otherwise each time.
    #[error(
        "{port}: {readings} answers about address {address:#08x} do not agree: bytes are damaged on the way {direction} the board; check the cable and --baud"
    )]
    Disagreement {
        /// The port.
        port: String,
        /// Word address of the first.
        address: u32,
        /// How often they were read.
        readings: usize,
        /// Where bytes are damaged, as far as it is known.
        direction: &'static str,
    },
    /// The core does not come to rest.
    #[error("{port}: the core does not finish its events; power the board down and up")]
    Restless {
        /// The port.
        port: String,
    },
    /// The line loses too much.
    #[error("{port}: packets get lost again and again; check the cable and --baud")]
    Lossy {
        /// The port.
        port: String,
    },
    /// Spikes were lost.
    #[error("{port}: {count} spikes were lost on their way; begin again")]
    LostSpikes {
        /// The port.
        port: String,
        /// How many, at least.
        count: u32,
    },
    /// What should be compared does not exist, so nothing can be said to be equal.
    #[error("nothing was compared: {why}")]
    Uncompared {
        /// Why, and what to do.
        why: String,
    },
    /// The configuration does not fit.
    #[error(transparent)]
    Fit(#[from] spindle_spec::FitError),
    /// The golden model or the session cannot be set up.
    #[error(transparent)]
    Learn(#[from] spindle_learning::learn::LearnError),
    /// It cannot be modelled.
    #[error(transparent)]
    Model(#[from] spindle_golden::ModelError),
    /// A file.
    #[error(transparent)]
    File(#[from] spindle_learning::files::FileError),
    /// Nothing was trained there.
    #[error(
        "{file}: there is no checkpoint of a board; run `spindle host train` without --resume first, or name its folder with --out"
    )]
    Untrained {
        /// The file.
        file: String,
    },
    /// A checkpoint of something else.
    #[error("{file}: {what}; train without --resume to start again")]
    Checkpoint {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// The board's top module cannot be generated.
    #[error(transparent)]
    Top(#[from] spindle_hdl::host::TopError),
}
