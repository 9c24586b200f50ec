//! The core's Verilog.

use crate::geometry::Geometry;
use crate::verilog::finish;

/// Name of the top module.
pub const TOP: &str = "spindle_core";

/// Verilog-2001 of the core; the same geometry gives the same bytes. Contents of its memories come from
/// [`crate::Configuration::images`], by `$readmemh`.
///
/// # Panics
/// If the geometry is not valid.
pub fn verilog(geometry: &Geometry) -> String {
    let raw = crate::embedded::raw_verilog(geometry);
    finish(&raw, TOP).unwrap_or_else(|error| panic!("the core's own Verilog: {error}"))
}
