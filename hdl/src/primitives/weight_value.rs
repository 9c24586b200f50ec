//! Value of a stored weight in the predictive pass (`PRE-3`).

use std::fmt::Write;

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::scaled_product::registered;
use super::{continuous, to_bits, to_signed};

/// One cycle later: `value = stored`, or if `logarithmic` `2^(16 + stored / 2^11)` by table and
/// shift.
///
/// Both forms are signed, one is `2^16`; 0 before the first cycle.
#[derive(LogicBlock)]
pub struct WeightValue {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// The weight as stored.
    pub stored: Signal<In, Bits<16>>,
    /// High if it is a logarithm.
    pub logarithmic: Signal<In, Bit>,
    /// Value of the weight of one cycle ago, signed.
    pub value: Signal<Out, Bits<18>>,
    _powers: Vec<u32>,
    _stored: i64,
    _logarithmic: bool,
}

impl Default for WeightValue {
    fn default() -> Self {
        Self {
            clock: Signal::default(),
            stored: Signal::default(),
            logarithmic: Signal::default(),
            value: Signal::default(),
            _powers: powers(),
            _stored: 0,
            _logarithmic: false,
        }
    }
}

/// The integers nearest to `2^(16 + m/256)`.
fn powers() -> Vec<u32> {
    (0..256).map(|m| (2f64.powi(16) * 2f64.powf(f64::from(m) / 256.0) + 0.5).floor() as u32).collect()
}

impl Logic for WeightValue {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._stored = to_signed(self.stored.val());
            self._logarithmic = self.logarithmic.val();
        }
        let whole = self._stored >> 11;
        let mantissa = i64::from(self._powers[(self._stored >> 3 & 0xFF) as usize]);
        let value = match (self._logarithmic, whole) {
            (false, _) => self._stored,
            (true, 1..) => 0x1_FFFF,
            (true, _) => mantissa >> -whole,
        };
        self.value.next = to_bits(value);
    }
    fn connect(&mut self) {
        self.value.connect();
    }
    fn hdl(&self) -> Verilog {
        let mut code = String::from("reg [16:0] powers [0:255];\ninitial begin\n");
        for (m, power) in self._powers.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = writeln!(code, "   powers[{m}] = 17'd{power};");
        }
        code += "end\n\
             reg [16:0] mantissa;\n\
             initial mantissa = 17'd0;\n\
             reg [15:0] held;\n\
             initial held = 16'd0;\n\
             reg power;\n\
             initial power = 1'b0;\n\
             always @(posedge clock) begin\n\
             \x20   mantissa <= powers[stored[10:3]];\n\
             \x20   held <= stored;\n\
             \x20   power <= logarithmic;\n\
             end\n\
             wire above = ~held[15] & (|held[14:11]);\n\
             wire [4:0] down = ~held[15:11] + 5'd1;\n\
             wire [16:0] shifted = mantissa >> down;\n\
             wire [16:0] raised = shifted | {17{above}};\n\
             assign value = power ? {1'b0, raised} : {{2{held[15]}}, held};\n";
        continuous("weight_value", &code)
    }
    fn timing(&self) -> Vec<TimingInfo> {
        registered("weight_value", &["stored", "logarithmic"], "value")
    }
}
