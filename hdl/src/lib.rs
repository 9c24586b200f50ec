//! The Spindle core in Rust-HDL.
//!
//! `docs/specification.md` fixes every value and cycle; identifiers such as `SYN-4` refer to it.

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
