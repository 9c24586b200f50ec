//! The Spindle core in Rust-HDL, and the configuration and memory map that it shares with its golden model.
//!
//! `docs/specification.md` fixes every value and clock; identifiers such as `SYN-4` refer to it.

pub mod configuration;
pub mod controller;
pub mod core;
pub mod delay;
pub mod embedded;
pub mod expander;
pub mod fetch;
pub mod fifo;
pub mod gather;
pub mod generate;
pub mod geometry;
pub mod lane;
pub mod memory_map;
pub mod neuron;
pub mod primitives;
pub mod projection_table;
pub mod register_map;
pub mod registers;
pub mod retire;
pub mod scheduler;
pub mod signals;
pub mod streamer;
pub mod synapse;
pub mod timing;
mod vcd_header;

pub use configuration::{Configuration, Controller, Neuron, Projection};
pub use geometry::Geometry;
