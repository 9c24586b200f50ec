//! A simulated board: a whole top module with its serial line, run by Verilator behind a
//! pseudo-terminal.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Stdio};
use std::time::Duration;

use crate::backend::verilator::{Source, Verilator};
use crate::error::BackendError;
use crate::testbench::Beside;
use crate::tool::{Chunk, Process, Tool};

const NAME: &str = "simulated board";
const HARNESS: &str = include_str!("harness.cpp");
/// Timeout for the program to create its terminal.
const START: Duration = Duration::from_secs(60);
/// Poll interval while waiting for its end.
const LOOK: Duration = Duration::from_millis(200);

/// Design to simulate.
#[derive(Clone, Debug)]
pub struct Board {
    /// Name of the top module; ports `clock`, `rx`, `tx`, `led`.
    pub top: String,
    /// Its Verilog.
    pub verilog: String,
    /// Cycles of a bit on the serial line.
    pub divisor: u64,
    /// Cycles of a second that pass where nothing happens; while bytes flow the simulation is as
    /// fast as it can be.
    pub clock: u64,
}

/// A board that runs until this is dropped.
#[derive(Debug)]
pub struct Running {
    process: Process,
    commands: ChildStdin,
    path: PathBuf,
}

impl Board {
    /// Compiles the board, unless that was done before.
    ///
    /// # Errors
    /// A missing tool, a design that Verilator refuses, a cache that cannot be written.
    pub fn compile(&self, verilator: &Verilator) -> Result<PathBuf, BackendError> {
        let source = Source {
            top: &self.top,
            prefix: "Vboard",
            verilog: &self.verilog,
            harness: HARNESS,
            beside: Beside::Nothing,
            cycles: u64::MAX,
        };
        Ok(verilator.build(&source)?.program)
    }

    /// Compiles and starts the board.
    ///
    /// # Errors
    /// As [`Board::compile`], or the system has no pseudo-terminals left.
    pub fn start(&self, verilator: &Verilator) -> Result<Running, BackendError> {
        let program = self.compile(verilator)?;
        let model = Tool { program, remedy: "run again: the compiled model was removed from the cache" };
        let mut command = model.command();
        command.arg(self.divisor.to_string()).arg(self.clock.to_string()).stdin(Stdio::piped());
        let mut process = Process::start(&model, NAME, &mut command)?;
        let Some(commands) = process.input() else {
            return Err(protocol("no standard input"));
        };
        match process.read(START) {
            Chunk::Bytes(bytes) => {
                let path = PathBuf::from(String::from_utf8_lossy(&bytes).trim_end());
                Ok(Running { process, commands, path })
            }
            Chunk::End => Err(process.died()),
            Chunk::Silent => Err(protocol("made no terminal within a minute")),
        }
    }
}

fn protocol(what: &str) -> BackendError {
    BackendError::Protocol { backend: NAME.into(), what: what.into() }
}

impl Running {
    /// The terminal, to open as a serial port.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Drives the line to the board with random levels for `bits` bit times, after earlier writes.
    ///
    /// # Errors
    /// The simulation has ended.
    pub fn noise(&mut self, seed: u32, bits: u32) -> Result<(), BackendError> {
        writeln!(self.commands, "noise {seed} {bits}")
            .and_then(|()| self.commands.flush())
            .map_err(|source| BackendError::Io { path: self.path.display().to_string(), source })
    }

    /// Waits for the simulation to end, which it does by itself only if it fails.
    ///
    /// # Errors
    /// It failed.
    pub fn wait(mut self) -> Result<(), BackendError> {
        while self.process.read(LOOK) != Chunk::End {}
        self.process.finish()
    }
}
