//! Testbenches around a design for simulators, and their files.
//!
//! Both testbenches follow section 12 of the specification on their own; they share their input
//! files: `writes.bin` (address, data), `events.bin` (gap, word; first the lead) and `reads.bin`
//! (address), all in 32-bit big-endian words, read one at a time while the simulation runs.

mod beside;
mod harness;
mod model;
mod verilog;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::design::Design;
use crate::error::BackendError;
use spindle_spec::stimulus::Stimulus;

pub use beside::Beside;
pub use harness::{frame, harness};
pub use model::{Loaded, cxxrtl_model, verilator_model};
pub use verilog::testbench;

/// Cycles between two progress messages; waveforms are flushed with each.
pub const ALIVE_CYCLES: u64 = 1024;
/// Cycles that a reset lasts (`RUN-5`).
pub const RESET_CYCLES: u64 = 16;
/// Cycles within which a bus request must be answered: more than 16 table entries of 4,096 words,
/// several times.
pub const READ_BOUND: u64 = 1 << 18;

/// Writes the memory images and the stimulus into `folder`.
///
/// # Errors
/// A file cannot be written.
pub fn write_inputs(folder: &Path, design: &Design, stimulus: &Stimulus) -> Result<(), BackendError> {
    for image in &design.images {
        write(folder, &image.name, |file| file.write_all(image.text().as_bytes()))?;
    }
    let pair = |file: &mut BufWriter<File>, first: u32, second: u32| {
        file.write_all(&first.to_be_bytes())?;
        file.write_all(&second.to_be_bytes())
    };
    write(folder, "writes.bin", |file| {
        stimulus.writes.iter().try_for_each(|(address, data)| pair(file, *address, *data))
    })?;
    write(folder, "events.bin", |file| {
        let mut events = stimulus.lead.iter().chain(&stimulus.events);
        events.try_for_each(|event| pair(file, event.gap, event.word))
    })?;
    write(folder, "reads.bin", |file| {
        stimulus.reads.iter().try_for_each(|address| file.write_all(&address.to_be_bytes()))
    })
}

/// Writes one file of `folder`.
///
/// # Errors
/// It cannot be written.
pub fn write(
    folder: &Path,
    name: &str,
    content: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<(), BackendError> {
    let path = folder.join(name);
    File::create(&path)
        .and_then(|file| {
            let mut file = BufWriter::new(file);
            content(&mut file)?;
            file.flush()
        })
        .map_err(|source| BackendError::Io { path: path.display().to_string(), source })
}
