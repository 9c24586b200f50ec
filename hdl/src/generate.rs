//! The core's Verilog.

use rust_hdl::prelude::{Block, generate_verilog};

use crate::core::AnyCore;
use crate::verilog::{Options, Source, fields, file, finish_as};
use spindle_spec::Image;
use spindle_spec::geometry::Geometry;
use spindle_spec::signals::PREFIX;

/// Waivers for Verilator's lint of the generated Verilog, each with its reason.
pub const LINT_WAIVERS: &str = include_str!("../verilog/verilator.vlt");

/// Signals of the control retire port that lanes share.
const CONTROL_PORTS: &[&str] = &["control_valid", "control_word"];
/// Signals of the synapse and neuron retire ports that lanes share.
const RETIRE_PORTS: &[&str] =
    &["synapse_valid", "synapse_projection", "synapse_source", "synapse_post", "neuron_valid", "neuron_word"];

/// Verilog-2001 of the core in one text; the same geometry gives the same bytes. Contents of its
/// memories come from [`spindle_spec::Configuration::images`], by `$readmemh`.
///
/// # Panics
/// If the geometry is not valid.
pub fn verilog(geometry: &Geometry) -> String {
    verilog_loading(geometry, &[])
}

/// The same with the memories of a [`spindle_spec::State`] that `images` names loaded in place of
/// cleared.
///
/// # Panics
/// If the geometry is not valid.
pub fn verilog_loading(geometry: &Geometry, images: &[Image]) -> String {
    let sources = finished(geometry, images, PREFIX);
    file(&sources, &format!("`{}`", sources[0].name))
}

/// The modules of the core, `<prefix>_core` first. All names of modules and memory images begin
/// with the prefix.
///
/// # Panics
/// If the geometry is not valid.
pub fn sources(geometry: &Geometry, prefix: &str) -> Vec<Source> {
    finished(geometry, &[], prefix)
}

fn finished(geometry: &Geometry, images: &[Image], prefix: &str) -> Vec<Source> {
    let options = Options {
        top: &format!("{prefix}_core"),
        prefix,
        images: prefix,
        block: "Core",
        hidden: &hidden(geometry),
        hidden_of: "Core",
        reset: geometry.reset,
    };
    finish_as(&raw(geometry, images), &options)
        .unwrap_or_else(|error| panic!("the core's own Verilog: {error}"))
}

/// Shared ports of the lanes that a core without retire ports has not (`GEO-9`).
pub(crate) fn hidden(geometry: &Geometry) -> Vec<&'static str> {
    let control = (!geometry.controllers || !geometry.retire).then_some(CONTROL_PORTS);
    let others = (!geometry.retire).then_some(RETIRE_PORTS);
    control.into_iter().chain(others).flatten().copied().collect()
}

/// The core's Verilog as Rust-HDL gives it, before it is finished.
///
/// # Panics
/// If the geometry is not valid.
pub fn raw_verilog(geometry: &Geometry) -> String {
    raw(geometry, &[])
}

fn raw(geometry: &Geometry, images: &[Image]) -> String {
    let mut core = AnyCore::new(geometry, images);
    core.connect_all();
    fields::resolve(&generate_verilog(&core)).into_owned()
}
