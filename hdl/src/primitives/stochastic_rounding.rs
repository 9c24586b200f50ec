//! Stochastic rounding `(value + (random mod 2^shift)) >> shift` of `SYN-4` in two pipeline stages.

use rust_hdl::prelude::*;

use super::{continuous, to_bits, to_signed};

/// First stage: `sum = value + (random mod 2^shift)`.
#[derive(LogicBlock, Default)]
pub struct StochasticMask {
    /// The value to round, signed.
    pub value: Signal<In, Bits<16>>,
    /// Random number, unsigned.
    pub random: Signal<In, Bits<16>>,
    /// Shift, 0 … 15.
    pub shift: Signal<In, Bits<4>>,
    /// Exact sum, signed.
    pub sum: Signal<Out, Bits<17>>,
}

impl Logic for StochasticMask {
    fn update(&mut self) {
        let mask = (1 << u64::from(self.shift.val())) - 1;
        let noise = (u64::from(self.random.val()) & mask) as i64;
        self.sum.next = to_bits(to_signed(self.value.val()) + noise);
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous(
            "wire [15:0] mask = ~(16'hffff << shift);\n\
             assign sum = {value[15], value} + {1'b0, random & mask};\n"
                .to_owned(),
        )
    }
}

/// Second stage: `delta = sum >> shift` (arithmetic), which fits 16 bits for sums of [`StochasticMask`].
#[derive(LogicBlock, Default)]
pub struct StochasticShift {
    /// From the first stage, signed.
    pub sum: Signal<In, Bits<17>>,
    /// The same shift as in the first stage.
    pub shift: Signal<In, Bits<4>>,
    /// The rounded value, signed.
    pub delta: Signal<Out, Bits<16>>,
}

impl Logic for StochasticShift {
    fn update(&mut self) {
        self.delta.next = to_bits(to_signed(self.sum.val()) >> u64::from(self.shift.val()));
    }
    fn connect(&mut self) {
        self.delta.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous(
            "wire signed [16:0] exact = sum;\n\
             wire signed [16:0] moved = exact >>> shift;\n\
             wire unused_sign = moved[16];\n\
             assign delta = moved[15:0];\n"
                .to_owned(),
        )
    }
}
