//! The core's Verilog.

use rust_hdl::prelude::{Block, generate_verilog};

use crate::core::Core;
use crate::geometry::Geometry;
use crate::signals::TOP;
use crate::verilog::finish_without;
use crate::widths::with_widths;

/// What lanes share of the control retire port.
const CONTROL_PORTS: &[&str] = &["control_valid", "control_word"];
/// What lanes share of the synapse and neuron retire ports.
const RETIRE_PORTS: &[&str] =
    &["synapse_valid", "synapse_projection", "synapse_source", "synapse_post", "neuron_valid", "neuron_word"];

/// Verilog-2001 of the core; the same geometry gives the same bytes. Contents of its memories come from
/// [`crate::Configuration::images`], by `$readmemh`.
///
/// # Panics
/// If the geometry is not valid.
pub fn verilog(geometry: &Geometry) -> String {
    let raw = raw_verilog(geometry);
    let control = (!geometry.controllers || !geometry.retire).then_some(CONTROL_PORTS);
    let others = (!geometry.retire).then_some(RETIRE_PORTS);
    let hidden: Vec<&str> = control.into_iter().chain(others).flatten().copied().collect();
    finish_without(&raw, TOP, &hidden).unwrap_or_else(|error| panic!("the core's own Verilog: {error}"))
}

/// The core's Verilog as Rust-HDL gives it, before it is finished.
///
/// # Panics
/// If the geometry is not valid.
pub fn raw_verilog(geometry: &Geometry) -> String {
    fn build<const W: usize, const M: usize, const T: usize>(geometry: &Geometry) -> String {
        let mut core = Core::<W, M, T>::new(geometry, &[]);
        core.connect_all();
        generate_verilog(&core)
    }
    with_widths!(geometry, build, geometry)
}
