//! The Spindle core in Rust-HDL, and the Verilog that is generated from it.
//!
//! `docs/specification.md` fixes every value and cycle; identifiers such as `SYN-4` refer to it.
//!
//! ```
//! use spindle_hdl::generate::verilog;
//! use spindle_spec::Geometry;
//!
//! let geometry = Geometry { lanes: 1, neurons: 4, weight_words: 16, ..Geometry::default() };
//! let verilog = verilog(&geometry);
//! assert!(verilog.contains("module spindle_core"));
//! ```

// Widths from the register map are const generic arguments in braces, which `hdl_gen` repeats as
// function arguments.
#![allow(unused_braces)]

/// A comment in the description of a block that its Verilog carries on: of a pipeline stage, for
/// example.
macro_rules! comment {
    ($text:literal) => {};
}

mod clocked;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod core;
pub mod embedded;
pub mod generate;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod host;
mod kernel;
pub mod primitives;
mod surface;
mod vcd_header;
pub mod verilog;
