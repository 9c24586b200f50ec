//! Trace steps of a controller, and firing of its pair (`CTL-2`, `CTL-4`, `CTL-5`, `CTL-7`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::saturation::{clamp, saturate};
use super::{continuous, sign_extended, to_bits, to_signed};

/// `sum = sat_16(trace + d * gain)`, `d` being 0, 1 or -1.
#[derive(LogicBlock, Default)]
pub struct GainStep {
    /// The trace, signed.
    pub trace: Signal<In, Bits<16>>,
    /// The gain, 0 … 2^15 - 1.
    pub gain: Signal<In, Bits<16>>,
    /// High if `d` is not 0.
    pub enable: Signal<In, Bit>,
    /// High if it is -1.
    pub negative: Signal<In, Bit>,
    /// The new trace, signed.
    pub sum: Signal<Out, Bits<16>>,
}

/// `d * gain`.
fn step(gain: Bits<16>, enable: bool, negative: bool) -> i64 {
    let gain = to_signed(gain);
    match (enable, negative) {
        (false, _) => 0,
        (true, false) => gain,
        (true, true) => -gain,
    }
}

/// Verilog of `d * gain` as a one's complement `term` and the carry `minus` that makes it two's.
const STEP: &str = "wire minus = enable & negative;\n\
                    wire [15:0] term = (gain & {16{enable}}) ^ {16{minus}};\n";

impl Logic for GainStep {
    fn update(&mut self) {
        let step = step(self.gain.val(), self.enable.val(), self.negative.val());
        self.sum.next = to_bits(saturate(to_signed(self.trace.val()) + step, 16));
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        let clamp = clamp("exact", 17, "sum", 16);
        let code = format!(
            "{STEP}wire [17:0] carried = {{trace[15], trace, 1'b1}} + {{term[15], term, minus}};\n\
             wire unused_carry = carried[0];\n\
             wire [16:0] exact = carried[17:1];\n{clamp}"
        );
        continuous("gain_step", &code)
    }
}

/// [`GainStep`] for a trace that may take a modulator of `M` bits instead of the step.
#[derive(LogicBlock, Default)]
pub struct ModulatedStep<const M: usize> {
    /// The trace, signed.
    pub trace: Signal<In, Bits<16>>,
    /// The gain, 0 … 2^15 - 1.
    pub gain: Signal<In, Bits<16>>,
    /// High if `d` is not 0.
    pub enable: Signal<In, Bit>,
    /// High if it is -1.
    pub negative: Signal<In, Bit>,
    /// The modulator, signed.
    pub modulator: Signal<In, Bits<M>>,
    /// High to add it instead.
    pub modulated: Signal<In, Bit>,
    /// The new trace, signed.
    pub sum: Signal<Out, Bits<16>>,
}

impl<const M: usize> Logic for ModulatedStep<M> {
    fn update(&mut self) {
        const { assert!(M >= 2 && M <= 30) };
        let added = if self.modulated.val() {
            to_signed(self.modulator.val())
        } else {
            step(self.gain.val(), self.enable.val(), self.negative.val())
        };
        self.sum.next = to_bits(saturate(to_signed(self.trace.val()) + added, 16));
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        let exact = M.max(16) + 1;
        let wide = |name: &str, bits| sign_extended(name, bits, exact);
        let clamp = clamp("exact", exact, "sum", 16);
        let code = format!(
            "{STEP}wire [{0}:0] added = modulated ? {1} : {2};\n\
             wire [{exact}:0] carried = {{{3}, 1'b1}} + {{added, minus & ~modulated}};\n\
             wire unused_carry = carried[0];\n\
             wire [{0}:0] exact = carried[{exact}:1];\n{clamp}",
            exact - 1,
            wide("modulator", M),
            wide("term", 16),
            wide("trace", 16),
        );
        continuous(&format!("modulated_step_{M}"), &code)
    }
}

/// The decision of a pair of controller neurons, by one addition: its drive moves towards 0 by the
/// threshold.
#[derive(LogicBlock, Default)]
pub struct PairFire {
    /// Drive, signed.
    pub drive: Signal<In, Bits<16>>,
    /// Threshold, 0 … 2^15 - 1.
    pub threshold: Signal<In, Bits<16>>,
    /// The positive neuron fires: drive ≥ threshold.
    pub positive: Signal<Out, Bit>,
    /// The negative one fires: drive ≤ -threshold, and the positive one does not.
    pub negative: Signal<Out, Bit>,
    /// The drive after a spike, otherwise unchanged; signed.
    pub rest: Signal<Out, Bits<16>>,
}

impl Logic for PairFire {
    fn update(&mut self) {
        let (drive, threshold) = (to_signed(self.drive.val()), to_signed(self.threshold.val()));
        let positive = drive >= threshold;
        let negative = !positive && drive <= -threshold;
        self.positive.next = positive;
        self.negative.next = negative;
        self.rest.next = to_bits(match (positive, negative) {
            (true, _) => drive - threshold,
            (_, true) => drive + threshold,
            _ => drive,
        });
    }
    fn connect(&mut self) {
        self.positive.connect();
        self.negative.connect();
        self.rest.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous(
            "pair_fire",
            "wire below = drive[15];\n\
             wire [16:0] term = {1'b0, threshold} ^ {17{~below}};\n\
             wire [17:0] carried = {below, drive, 1'b1} + {term, ~below};\n\
             wire unused_carry = carried[0];\n\
             wire [16:0] moved = carried[17:1];\n\
             assign positive = ~below & ~moved[16];\n\
             assign negative = below & (moved[16] | ~(|moved[15:0]));\n\
             assign rest = (positive | negative) ? moved[15:0] : drive;\n",
        )
    }
}
