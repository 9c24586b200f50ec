//! Coverage counting for the generated Verilog.

pub mod blocks;
pub mod count;
pub mod waivers;
