//! The core's Verilog.

use crate::geometry::Geometry;

/// Name of the top module.
pub const TOP: &str = "spindle_core";

/// Verilog-2001 of the core; the same geometry gives the same bytes. Contents of its memories come from
/// [`crate::Configuration::images`], by `$readmemh`.
///
/// # Panics
/// If the geometry is not valid.
pub fn verilog(geometry: &Geometry) -> String {
    let raw = crate::embedded::raw_verilog(geometry);
    let mut out = String::new();
    let chars: Vec<char> = raw.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let word = |c: &char| c.is_alphanumeric() || *c == '_';
        let inside = i > 0 && word(&chars[i - 1]);
        out.push(if *c == '$' && inside { '_' } else { *c });
    }
    out.replace("module top(", "module spindle_core(").replace(" top_", " spindle_core_")
}
