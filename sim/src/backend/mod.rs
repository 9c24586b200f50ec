//! Simulators behind one trait.
//!
//! A backend is a file here with a type that implements [`Backend`], and a line in [`by_name`].

mod external;
pub mod icarus;
pub mod rust_hdl;
pub mod verilator;

use std::ops::ControlFlow;
use std::path::Path;

use spindle_hdl::configuration::Image;
use spindle_hdl::geometry::Geometry;

use crate::layout::Layout;
use crate::stimulus::Stimulus;

/// A core to simulate: its shape, its generated Verilog and its memory images.
#[derive(Clone, Debug)]
pub struct Design {
    /// The shape that the Verilog was generated from.
    pub geometry: Geometry,
    /// The Verilog text; its top module is [`Design::TOP`].
    pub verilog: String,
    /// Files that the Verilog loads with `$readmemh`, by bare name.
    pub images: Vec<Image>,
}

impl Design {
    /// Name of the top module of generated Verilog.
    pub const TOP: &'static str = spindle_hdl::generate::TOP;

    /// The layout of this design's records.
    pub fn layout(&self) -> Layout {
        Layout::new(spindle_hdl::signals::observed(&self.geometry))
    }
}

/// What a run gave, beside its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Answers to [`Stimulus::reads`], in order.
    pub reads: Vec<u32>,
    /// Clocks simulated and observed.
    pub clocks: u64,
}

/// Why a simulator could not run.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// A tool is not installed.
    #[error("{tool} is needed for the {backend} backend and was not found; install it: {remedy}")]
    MissingTool {
        /// Program name.
        tool: String,
        /// Backend that needs it.
        backend: String,
        /// How to install it.
        remedy: String,
    },
    /// A tool ran and failed.
    #[error("{tool} failed ({status}):\n{output}")]
    ToolFailed {
        /// Program name.
        tool: String,
        /// Exit status.
        status: String,
        /// Its own last lines.
        output: String,
    },
    /// The simulator's answer could not be understood, or the design did not behave as a core must.
    #[error("{backend}: {what}")]
    Protocol {
        /// Backend name.
        backend: String,
        /// What was wrong.
        what: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
}

/// Receives each record: its clock and its values, packed by [`Layout`]. `Break` ends the run early.
pub type Sink<'a> = dyn FnMut(u64, &[u8]) -> ControlFlow<()> + 'a;

/// A simulator.
pub trait Backend {
    /// Name as on the command line, such as `icarus`.
    fn name(&self) -> &'static str;

    /// Runs `design` under `stimulus`, gives every record (`OBS-6`) to `sink` in order, and writes a waveform
    /// to `vcd` when asked to (`RUN-4`).
    ///
    /// # Errors
    /// A tool that is missing or fails, an unwritable file, a design that never answers.
    fn run(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        vcd: Option<&Path>,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError>;
}

/// Names of all backends, in the order of the ladder.
pub const NAMES: [&str; 3] = [rust_hdl::NAME, icarus::NAME, verilator::NAME];

/// The backend called `name`, with the installed tools.
pub fn by_name(name: &str) -> Option<Box<dyn Backend>> {
    match name {
        rust_hdl::NAME => Some(Box::new(rust_hdl::RustHdl)),
        icarus::NAME => Some(Box::new(icarus::Icarus::default())),
        verilator::NAME => Some(Box::new(verilator::Verilator::default())),
        _ => None,
    }
}
