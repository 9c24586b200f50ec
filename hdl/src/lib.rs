//! The Spindle core in Rust-HDL, and the configuration and memory map that it shares with its golden model.
//!
//! `docs/specification.md` fixes every value and clock; identifiers such as `SYN-4` refer to it.

pub mod configuration;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod core;
pub mod embedded;
pub mod generate;
pub mod geometry;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod host;
pub mod memory_map;
pub mod primitives;
pub mod register_map;
pub mod signals;
pub mod state;
mod surface;
mod vcd_header;
pub mod verilog;
mod widths;

pub use configuration::{Configuration, Controller, Neuron, Prediction, Predictive, Projection};
pub use geometry::{Geometry, Leaks};
pub use state::State;
