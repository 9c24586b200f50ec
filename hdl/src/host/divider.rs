//! Bit times in cycles.

use rust_hdl::prelude::*;

/// Fewest cycles of a bit: the receiver's own delay must be short against a bit.
pub const LEAST_DIVISOR: u64 = 4;
/// Most cycles of a bit.
pub const MOST_DIVISOR: u64 = 1 << 16;

/// The constants of a 16-bit counter that runs from `divisor - 1` down to 0.
pub(super) struct Bit {
    /// `divisor - 1`.
    pub whole: Constant<Bits<16>>,
    /// Cycles in half a bit.
    pub half: Constant<Bits<16>>,
    /// The bits that the counter needs: the others are 0 at all times, which synthesis can see.
    pub mask: Constant<Bits<16>>,
}

impl Bit {
    pub fn new(divisor: u64) -> Self {
        assert!(
            (LEAST_DIVISOR..=MOST_DIVISOR).contains(&divisor),
            "{divisor} cycles per bit are outside {LEAST_DIVISOR} … {MOST_DIVISOR}"
        );
        let mask = (divisor.next_power_of_two() - 1) & 0xFFFF;
        Self {
            whole: Constant::new((divisor - 1).into()),
            half: Constant::new((divisor / 2 - 1).into()),
            mask: Constant::new(mask.into()),
        }
    }
}
