//! The simulators that run the toy.

use std::ops::ControlFlow;
use std::path::PathBuf;

use spindle_sim::backend::cxxrtl::Cxxrtl;
use spindle_sim::backend::icarus::Icarus;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::backend::{Backend, BackendError, Design};
use spindle_spec::Outcome;
use spindle_spec::stimulus::Stimulus;

use super::design;

/// Verilator with a cache that stays between test runs.
pub fn verilator() -> Verilator {
    Verilator { cache: PathBuf::from(env!("CARGO_TARGET_TMPDIR")), ..Verilator::default() }
}

fn cxxrtl() -> Cxxrtl {
    Cxxrtl { cache: PathBuf::from(env!("CARGO_TARGET_TMPDIR")), ..Cxxrtl::default() }
}

pub fn backends() -> [Box<dyn Backend>; 3] {
    [Box::new(Icarus::default()), Box::new(verilator()), Box::new(cxxrtl())]
}

/// Runs without looking at the records.
pub fn run(backend: &dyn Backend, design: &Design, stimulus: &Stimulus) -> Result<Outcome, BackendError> {
    backend.run(design, stimulus, None, &mut |_, _| ControlFlow::Continue(()))
}

/// The toy, changed.
pub fn with_verilog(change: impl Fn(&str) -> String) -> Design {
    let mut design = design(0);
    let changed = change(&design.verilog);
    assert_ne!(changed, design.verilog, "the change must apply");
    design.verilog = changed;
    design
}
