//! Spindle: on-chip learning cores, from one description to verified Verilog.

pub mod board;
pub mod claim;
pub mod command;
pub mod energy;
pub mod generate;
pub mod host;
pub mod regress;
pub mod tune;
pub mod verify;
