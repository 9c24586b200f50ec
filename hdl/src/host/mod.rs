//! Connections of a core to its host: a serial line with `LiteX`'s `uartbone` packets, Wishbone,
//! AXI (`docs/host.md`).

pub mod axi;
pub mod bridge;
mod divider;
pub mod generate;
pub mod hosted;
pub mod power_on;
pub mod receiver;
pub mod top;
pub mod transmitter;
pub mod window;
pub mod wishbone;

pub use divider::{LEAST_DIVISOR, MOST_DIVISOR};
pub use generate::{
    AXI, TOP, TopError, WISHBONE, axi_sources, generate_axi, generate_top, generate_wishbone, top_sources,
    wishbone_sources,
};
