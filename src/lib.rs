//! Spindle: on-chip learning cores, from one description to verified Verilog.

pub mod command;
pub mod files;
pub mod generate;
pub mod learn;
pub mod manifest;
pub mod model;
pub mod random;
pub mod report;
pub mod task;
pub mod tune;
pub mod verify;
