//! The Spindle core in Rust-HDL, and the configuration and memory map that it shares with its golden model.
//!
//! `docs/specification.md` fixes every value and clock; identifiers such as `SYN-4` refer to it.

pub mod configuration;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod controller;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod core;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod delay;
pub mod embedded;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod expander;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod fetch;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod fifo;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod gather;
pub mod generate;
pub mod geometry;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod lane;
pub mod memory_map;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod neuron;
pub mod primitives;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod projection_table;
pub mod register_map;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod registers;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod retire;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod scheduler;
pub mod signals;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod streamer;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod synapse;
#[allow(missing_docs, reason = "ports are described in groups")]
pub mod timing;
mod vcd_header;
pub mod verilog;

pub use configuration::{Configuration, Controller, Neuron, Projection};
pub use geometry::Geometry;
