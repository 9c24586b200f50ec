//! Prediction error, gradient and membrane of the predictive pass (`PRE-7`, `PRE-8`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::saturation::{clamp, saturate};
use super::scaled_product::registered;
use super::{continuous, sign_extended, to_bits, to_signed};

/// `error = sat_18(2 · trace - predicted)`.
#[derive(LogicBlock, Default)]
pub struct PredictionError {
    /// Input trace, unsigned; one is `2^15`.
    pub trace: Signal<In, Bits<16>>,
    /// Prediction of the neuron, signed; one is `2^16`.
    pub predicted: Signal<In, Bits<26>>,
    /// The difference, signed; one is `2^16`.
    pub error: Signal<Out, Bits<18>>,
}

impl Logic for PredictionError {
    fn update(&mut self) {
        let trace = u64::from(self.trace.val()) as i64;
        self.error.next = to_bits(saturate(2 * trace - to_signed(self.predicted.val()), 18));
    }
    fn connect(&mut self) {
        self.error.connect();
    }
    fn hdl(&self) -> Verilog {
        let code = format!(
            "wire [26:0] exact = {{10'd0, trace, 1'b0}} - {{predicted[25], predicted}};\n{}",
            clamp("exact", 27, "error", 18)
        );
        continuous("prediction_error", &code)
    }
}

/// One cycle later: `gradient = sat_24((membrane · error + 2 · sum · eligibility + 2^15) >> 16)`.
#[derive(LogicBlock, Default)]
pub struct Gradient {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Membrane, signed.
    pub membrane: Signal<In, Bits<24>>,
    /// Prediction error, signed.
    pub error: Signal<In, Bits<18>>,
    /// Error sum, signed.
    pub sum: Signal<In, Bits<24>>,
    /// Eligibility; its highest bit is 0.
    pub eligibility: Signal<In, Bits<24>>,
    /// Gradient for the values of one cycle ago, signed; of zeros at first.
    pub gradient: Signal<Out, Bits<24>>,
    _own: i64,
    _common: i64,
}

impl Logic for Gradient {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._own = to_signed(self.membrane.val()) * to_signed(self.error.val());
            self._common = to_signed(self.sum.val()) * to_signed(self.eligibility.val());
        }
        let total = self._own + 2 * self._common + (1 << 15);
        self.gradient.next = to_bits(saturate(total >> 16, 24));
    }
    fn connect(&mut self) {
        self.gradient.connect();
    }
    fn hdl(&self) -> Verilog {
        let code = format!(
            "wire signed [41:0] membrane_signed = {};\n\
             wire signed [41:0] error_signed = {};\n\
             wire signed [47:0] sum_signed = {};\n\
             wire signed [47:0] eligibility_signed = {};\n\
             reg signed [41:0] own;\n\
             initial own = 42'sd0;\n\
             reg signed [47:0] common;\n\
             initial common = 48'sd0;\n\
             always @(posedge clock) begin\n\
             \x20   own <= membrane_signed * error_signed;\n\
             \x20   common <= sum_signed * eligibility_signed;\n\
             end\n\
             wire [49:0] total = {{{{8{{own[41]}}}}, own}} + {{common[47], common, 1'b0}} + 50'd32768;\n\
             wire [15:0] unused_low = total[15:0];\n\
             wire [33:0] exact = total[49:16];\n{}",
            sign_extended("membrane", 24, 42),
            sign_extended("error", 18, 42),
            sign_extended("sum", 24, 48),
            sign_extended("eligibility", 24, 48),
            clamp("exact", 34, "gradient", 24)
        );
        continuous("gradient", &code)
    }
    fn timing(&self) -> Vec<TimingInfo> {
        registered("gradient", &["membrane", "error", "sum", "eligibility"], "gradient")
    }
}

/// `after = sat_24(leaked + drive - (due ? threshold : 0))`.
#[derive(LogicBlock, Default)]
pub struct PredictedMembrane {
    /// Membrane after its leak, signed.
    pub leaked: Signal<In, Bits<24>>,
    /// Drive, signed.
    pub drive: Signal<In, Bits<24>>,
    /// Threshold.
    pub threshold: Signal<In, Bits<23>>,
    /// High to subtract it.
    pub due: Signal<In, Bit>,
    /// The new membrane, signed.
    pub after: Signal<Out, Bits<24>>,
}

impl Logic for PredictedMembrane {
    fn update(&mut self) {
        let reset = if self.due.val() { u64::from(self.threshold.val()) as i64 } else { 0 };
        self.after.next =
            to_bits(saturate(to_signed(self.leaked.val()) + to_signed(self.drive.val()) - reset, 24));
    }
    fn connect(&mut self) {
        self.after.connect();
    }
    fn hdl(&self) -> Verilog {
        let (leaked, drive) = (sign_extended("leaked", 24, 26), sign_extended("drive", 24, 26));
        let code = format!(
            "wire [22:0] reset = threshold & {{23{{due}}}};\n\
             wire [25:0] exact = {leaked} + {drive} - {{3'd0, reset}};\n{}",
            clamp("exact", 26, "after", 24)
        );
        continuous("predicted_membrane", &code)
    }
}
