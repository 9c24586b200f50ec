//! What the coverage of generated Verilog is counted by.

pub mod blocks;
pub mod count;
pub mod waivers;
