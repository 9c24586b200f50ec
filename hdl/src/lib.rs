//! The Spindle core in Rust-HDL, and the configuration and memory map that it shares with its golden model.
//!
//! `docs/specification.md` fixes every value and clock; identifiers such as `SYN-4` refer to it.

pub mod configuration;
pub mod geometry;
pub mod memory_map;
pub mod primitives;
pub mod signals;

pub use configuration::{Configuration, Controller, Neuron, Projection};
pub use geometry::Geometry;
