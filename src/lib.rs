//! Spindle: on-chip learning cores, from one description to verified Verilog.

pub mod board;
pub mod claim;
pub mod command;
pub mod energy;
pub mod files;
pub mod generate;
pub mod host;
pub mod learn;
pub mod manifest;
pub mod names;
pub mod predictive;
pub mod regress;
pub mod report;
pub mod reproduce;
pub mod sealed;
pub mod task;
pub mod tune;
pub mod verify;
