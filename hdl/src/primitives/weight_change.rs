//! The change of a weight by both rules, rounded stochastically once (`PRE-9`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::{continuous, to_bits, to_signed};

/// `change = (a + b + random) >> 16` with `a = scaled >> prediction_shift` if `predicts`, and
/// `b = (product · 2^16) >> feedback_shift` if `feeds`; 0 where not.
#[derive(LogicBlock, Default)]
pub struct WeightChange {
    /// Gradient times rate factor, signed.
    pub scaled: Signal<In, Bits<32>>,
    /// Shift of the predictive rate, 0 … 15.
    pub prediction_shift: Signal<In, Bits<4>>,
    /// Learning by prediction is active.
    pub predicts: Signal<In, Bit>,
    /// Feedback current times input trace, signed.
    pub product: Signal<In, Bits<16>>,
    /// Shift of the feedback rate, 0 … 15.
    pub feedback_shift: Signal<In, Bits<4>>,
    /// Learning by feedback is active.
    pub feeds: Signal<In, Bit>,
    /// Random number, unsigned.
    pub random: Signal<In, Bits<16>>,
    /// Change in units of the stored weight, signed.
    pub change: Signal<Out, Bits<18>>,
}

impl Logic for WeightChange {
    fn update(&mut self) {
        let shift = |value: i64, by: Bits<4>| value >> u64::from(by);
        let active = |value: i64, on: bool| if on { value } else { 0 };
        let a = active(shift(to_signed(self.scaled.val()), self.prediction_shift.val()), self.predicts.val());
        let b =
            active(shift(to_signed(self.product.val()) << 16, self.feedback_shift.val()), self.feeds.val());
        self.change.next = to_bits((a + b + u64::from(self.random.val()) as i64) >> 16);
    }
    fn connect(&mut self) {
        self.change.connect();
    }
    fn hdl(&self) -> Verilog {
        // Each shift is a statement of its own: next to an unsigned operand it would become a
        // logical one.
        continuous(
            "weight_change",
            "wire signed [31:0] gradient = scaled;\n\
             wire signed [31:0] gradient_moved = gradient >>> prediction_shift;\n\
             wire [31:0] predicted = gradient_moved;\n\
             wire signed [31:0] current = {product, 16'd0};\n\
             wire signed [31:0] current_moved = current >>> feedback_shift;\n\
             wire [31:0] fed = current_moved;\n\
             wire [31:0] a = predicted & {32{predicts}};\n\
             wire [31:0] b = fed & {32{feeds}};\n\
             wire [33:0] total = {{2{a[31]}}, a} + {{2{b[31]}}, b} + {18'd0, random};\n\
             wire [15:0] unused_low = total[15:0];\n\
             assign change = total[33:16];\n",
        )
    }
}
