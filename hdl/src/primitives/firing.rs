//! The firing decision of a neuron (`UPD-3`, `UPD-4`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::{continuous, to_bits, to_signed};

/// `above = membrane > threshold`, exact, and `difference = membrane - threshold` (low `M` bits;
/// exact when above). `T = M - 1`.
#[derive(LogicBlock, Default)]
pub struct Fire<const M: usize, const T: usize> {
    /// Membrane, signed.
    pub membrane: Signal<In, Bits<M>>,
    /// Threshold, unsigned.
    pub threshold: Signal<In, Bits<T>>,
    /// Low bits of membrane - threshold.
    pub difference: Signal<Out, Bits<M>>,
    /// High if the membrane is strictly above the threshold.
    pub above: Signal<Out, Bit>,
}

impl<const M: usize, const T: usize> Logic for Fire<M, T> {
    fn update(&mut self) {
        const { assert!(T + 1 == M && M < 32) };
        let exact = to_signed(self.membrane.val()) - u64::from(self.threshold.val()) as i64;
        self.difference.next = to_bits(exact);
        self.above.next = exact > 0;
    }
    fn connect(&mut self) {
        self.difference.connect();
        self.above.connect();
    }
    fn hdl(&self) -> Verilog {
        let sign = M - 1;
        let code = format!(
            "wire [{M}:0] margin = {{2'b00, threshold}} - {{membrane[{sign}], membrane}};\n\
             assign difference = membrane - {{1'b0, threshold}};\n\
             wire [{sign}:0] unused_margin = margin[{sign}:0];\n\
             assign above = margin[{M}];\n"
        );
        continuous(&format!("fire_{M}"), &code)
    }
}
