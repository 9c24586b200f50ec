//! Simulators and lockstep. Knows no learning rule.

pub mod activity;
pub mod backend;
pub mod board;
pub mod coverage;
pub mod design;
pub mod eda;
pub mod error;
pub mod fault;
pub mod folders;
pub mod formal;
pub mod lockstep;
pub mod mutation;
pub mod proofs;
pub mod remark;
pub mod temporary;
pub mod testbench;
pub mod tool;
pub mod window;
