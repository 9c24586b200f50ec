//! What connects a core to its host: a serial line with `LiteX`'s `uartbone` packets (`docs/host.md`).

pub mod bridge;
mod divider;
pub mod generate;
pub mod power_on;
pub mod receiver;
pub mod top;
pub mod transmitter;
pub mod window;

pub use divider::{LEAST_DIVISOR, MOST_DIVISOR};
pub use generate::{TOP, TopError, generate_top};
