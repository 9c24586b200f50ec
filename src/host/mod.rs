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
        /// Existing ports.
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
    #[error("{port}: the port is gone: {source}; plug the board in again and continue with --resume")]
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
    /// An unexpected device responds.
    #[error(
        "{port}: this is not a Spindle core: its identity is {identity:#010x} instead of {:#010x}; check the port and --baud",
        spindle_spec::memory_map::IDENTITY_VALUE
    )]
    NoCore {
        /// The port.
        port: String,
        /// The value read.
        identity: u32,
    },
    /// The core is of another version or shape.
    #[error(
        "{port}: the board's core has {what} {board}, the manifest needs {manifest}; build the bitstream from this manifest"
    )]
    Shape {
        /// The port.
        port: String,
        /// The differing value.
        what: &'static str,
        /// Value on the board.
        board: u32,
        /// Value in the manifest.
        manifest: u32,
    },
    /// Event words arrived other than they were sent.
    #[error(
        "{port}: event words {first} to {last} were damaged on the way to the board (its checksum is {found:#010x} instead of {expected:#010x}), and the network has learned from them; start again, or from the last epoch with --resume"
    )]
    Damaged {
        /// The port.
        port: String,
        /// First word that may be damaged, counted from the start of the epoch or sample.
        first: u64,
        /// Last one.
        last: u64,
        /// The value read.
        found: u32,
        /// The expected value.
        expected: u32,
    },
    /// The board has taken events that this process did not send.
    #[error(
        "{port}: the board has accepted {found} event words instead of {expected}: another program feeds it, or it was reset; begin again, or from the last epoch with --resume"
    )]
    Strange {
        /// The port.
        port: String,
        /// Words accepted.
        found: u32,
        /// Words that can have been.
        expected: u32,
    },
    /// A written word reads back differently.
    #[error(
        "{port}: address {address:#08x} holds {found:#x} after {written:#x} was written: it was damaged on the way to the board; check the cable and --baud"
    )]
    Unwritten {
        /// The port.
        port: String,
        /// Word address.
        address: u32,
        /// The value read.
        found: u32,
        /// The value written.
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
        /// Number of readings.
        readings: usize,
        /// Direction in which bytes are damaged, as far as known.
        direction: &'static str,
    },
    /// The core does not come to rest.
    #[error("{port}: the core does not finish its events; power the board down and up")]
    Restless {
        /// The port.
        port: String,
    },
    /// The line loses too much.
    #[error("{port}: packets are lost repeatedly; check the cable and --baud")]
    Lossy {
        /// The port.
        port: String,
    },
    /// Spikes were lost.
    #[error("{port}: {count} spikes were lost on their way; start again")]
    LostSpikes {
        /// The port.
        port: String,
        /// Number, at least.
        count: u32,
    },
    /// Nothing to compare, so equality cannot be claimed.
    #[error("nothing was compared: {why}")]
    Uncompared {
        /// The reason, and the remedy.
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
    /// A checkpoint of another training.
    #[error("{file}: {what}; train without --resume to start again")]
    Checkpoint {
        /// The file.
        file: String,
        /// The problem.
        what: String,
    },
    /// The board's top module cannot be generated.
    #[error(transparent)]
    Top(#[from] spindle_hdl::host::TopError),
}
