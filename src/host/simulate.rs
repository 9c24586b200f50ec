//! The simulated board of a geometry.

use spindle_hdl::host::{TOP, generate_top};
use spindle_sim::board::Board;
use spindle_spec::Geometry;

use super::HostError;

/// Cycle of a simulated board, Hz: low, so that a second without bytes is quickly simulated.
pub const SIMULATED_CLOCK: u64 = 250_000;
/// Bits per second on its line: eight cycles per bit.
pub const SIMULATED_BAUD: u64 = SIMULATED_CLOCK / 8;

/// The board of this geometry; its clock runs faster than [`SIMULATED_CLOCK`] while bytes flow.
///
/// # Errors
/// A geometry out of bounds.
pub fn simulated(geometry: &Geometry) -> Result<Board, HostError> {
    Ok(Board {
        top: TOP.into(),
        verilog: generate_top(geometry, SIMULATED_CLOCK, SIMULATED_BAUD)?,
        divisor: SIMULATED_CLOCK / SIMULATED_BAUD,
        clock: SIMULATED_CLOCK,
    })
}
