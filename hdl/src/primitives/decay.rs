//! `decay(x, k)` of `NUM-9` in two pipeline stages.
//!
//! `(x + 2^(k-1)) >> k` equals `(x >> k) + bit`, where `bit` is bit `k - 1` of the sign-extended
//! `x`: a shift that keeps the last bit shifted out, then one subtraction.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::{continuous, to_bits, to_signed};

/// The shift code that keeps a value (`NUM-9`).
const KEEP: i64 = 15;

/// First stage: `shifted = value >> shift` (arithmetic) and the last bit shifted out; both 0 for
/// shift 15.
#[derive(LogicBlock, Default)]
pub struct RoundingShift<const N: usize> {
    /// The value to decay, signed.
    pub value: Signal<In, Bits<N>>,
    /// Shift code `k`.
    pub shift: Signal<In, Bits<4>>,
    /// `value >> shift`, signed.
    pub shifted: Signal<Out, Bits<N>>,
    /// Bit `shift - 1` of the sign-extended value; 0 for shift 0.
    pub round: Signal<Out, Bit>,
}

impl<const N: usize> Logic for RoundingShift<N> {
    fn update(&mut self) {
        const { assert!(N >= 2 && N <= 32) };
        let shift = u64::from(self.shift.val()) as i64;
        let moved = if shift == KEEP { 0 } else { (to_signed(self.value.val()) << 1) >> shift };
        self.shifted.next = to_bits(moved >> 1);
        self.round.next = moved & 1 != 0;
    }
    fn connect(&mut self) {
        self.shifted.connect();
        self.round.connect();
    }
    fn hdl(&self) -> Verilog {
        // The shift is a statement of its own: next to an unsigned operand it would become a
        // logical one.
        let code = format!(
            "wire signed [{N}:0] doubled = {{value, 1'b0}};\n\
             wire signed [{N}:0] moved = doubled >>> shift;\n\
             wire [{N}:0] halves = moved;\n\
             wire keep = &shift;\n\
             assign {{shifted, round}} = halves & {{{}{{~keep}}}};\n",
            N + 1
        );
        continuous(&format!("rounding_shift_{N}"), &code)
    }
}

/// Second stage: `decayed = value - shifted - round`; never overflows for the outputs of
/// [`RoundingShift`].
#[derive(LogicBlock, Default)]
pub struct DecaySubtract<const N: usize> {
    /// The value to decay, signed.
    pub value: Signal<In, Bits<N>>,
    /// From the first stage, signed.
    pub shifted: Signal<In, Bits<N>>,
    /// From the first stage.
    pub round: Signal<In, Bit>,
    /// The decayed value, signed.
    pub decayed: Signal<Out, Bits<N>>,
}

impl<const N: usize> Logic for DecaySubtract<N> {
    fn update(&mut self) {
        let lost = to_signed(self.shifted.val()) + i64::from(self.round.val());
        self.decayed.next = to_bits(to_signed(self.value.val()) - lost);
    }
    fn connect(&mut self) {
        self.decayed.connect();
    }
    fn hdl(&self) -> Verilog {
        // One adder: the bit below the lowest carries `1 - round` into value + ~shifted.
        let code = format!(
            "wire [{N}:0] sum = {{value, 1'b1}} + {{~shifted, ~round}};\n\
             wire unused_carry = sum[0];\n\
             assign decayed = sum[{N}:1];\n"
        );
        continuous(&format!("decay_subtract_{N}"), &code)
    }
}
