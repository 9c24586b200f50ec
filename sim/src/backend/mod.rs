//! Simulators with a common trait.
//!
//! A backend is a file here with a type that implements [`Backend`], and a line in [`by_name`].

mod cache;
mod compiled;
pub mod cxxrtl;
mod external;
pub mod icarus;
pub mod netlist;
pub mod rust_hdl;
pub mod verilator;

use std::path::Path;

pub use cache::cache_folder;

pub use crate::design::Design;
pub use crate::error::BackendError;
use spindle_spec::{Outcome, Sink, Stimulus};

/// A simulator.
pub trait Backend {
    /// Name as on the command line, such as `icarus`.
    fn name(&self) -> &'static str;

    /// Runs `design` under `stimulus`, gives every record (`OBS-6`) to `sink` in order, and writes
    /// a waveform to `vcd` if that is given (`RUN-4`).
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

/// Names of all backends, in the order of the backend list.
pub const NAMES: [&str; 5] = [rust_hdl::NAME, icarus::NAME, verilator::NAME, cxxrtl::NAME, netlist::NAME];

/// Names of all backends, and of the netlist's families.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    NAMES.into_iter().chain(netlist::Family::ALL.into_iter().map(netlist::Family::backend))
}

/// The backend called `name`, with the installed tools.
pub fn by_name(name: &str) -> Option<Box<dyn Backend>> {
    match name {
        rust_hdl::NAME => Some(Box::new(rust_hdl::RustHdl)),
        icarus::NAME => Some(Box::new(icarus::Icarus::default())),
        verilator::NAME => Some(Box::new(verilator::Verilator::default())),
        cxxrtl::NAME => Some(Box::new(cxxrtl::Cxxrtl::default())),
        _ => netlist::Netlist::by_name(name).map(|backend| Box::new(backend) as Box<dyn Backend>),
    }
}
