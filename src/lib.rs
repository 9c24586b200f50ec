//! Spindle: on-chip learning cores, from one description to verified Verilog.

pub mod model;
pub mod verify;
