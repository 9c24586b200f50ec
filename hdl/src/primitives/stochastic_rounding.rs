//! Stochastic rounding `(value + (random mod 2^shift)) >> shift` of `SYN-4` in two pipeline stages, and what a weight
//! makes of it (`SYN-5`).

use rust_hdl::prelude::*;

use super::saturation::{clamp, saturate};
use super::{continuous, sign_extended, to_bits, to_signed};

/// `mask = 2^shift - 1`: how much of a random number takes part.
#[derive(LogicBlock, Default)]
pub struct NoiseMask {
    /// Shift, 0 … 15.
    pub shift: Signal<In, Bits<4>>,
    /// That many ones.
    pub mask: Signal<Out, Bits<16>>,
}

impl Logic for NoiseMask {
    fn update(&mut self) {
        self.mask.next = ((1u64 << u64::from(self.shift.val())) - 1).into();
    }
    fn connect(&mut self) {
        self.mask.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous("noise_mask", "assign mask = ~(16'hffff << shift);\n")
    }
}

/// First stage: `sum = value + (random & mask)`, the mask being `2^shift - 1`.
#[derive(LogicBlock, Default)]
pub struct StochasticMask {
    /// The value to round, signed.
    pub value: Signal<In, Bits<16>>,
    /// Random number, unsigned.
    pub random: Signal<In, Bits<16>>,
    /// Which bits of it count.
    pub mask: Signal<In, Bits<16>>,
    /// Exact sum, signed.
    pub sum: Signal<Out, Bits<17>>,
}

impl Logic for StochasticMask {
    fn update(&mut self) {
        let noise = (u64::from(self.random.val()) & u64::from(self.mask.val())) as i64;
        self.sum.next = to_bits(to_signed(self.value.val()) + noise);
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous("stochastic_mask", "assign sum = {value[15], value} + {1'b0, random & mask};\n")
    }
}

/// Second stage: `delta = sat_(W+1)(sum >> shift)` (arithmetic shift). No weight of `W` bits can change by more.
#[derive(LogicBlock, Default)]
pub struct StochasticShift<const W: usize> {
    /// From the first stage, signed.
    pub sum: Signal<In, Bits<17>>,
    /// Shift, 0 … 15.
    pub shift: Signal<In, Bits<4>>,
    /// The rounded value, signed.
    pub delta: Signal<Out, Bits<17>>,
}

impl<const W: usize> Logic for StochasticShift<W> {
    fn update(&mut self) {
        const { assert!(W >= 2 && W <= 16) };
        self.delta.next = to_bits(saturate(to_signed(self.sum.val()) >> u64::from(self.shift.val()), W + 1));
    }
    fn connect(&mut self) {
        self.delta.connect();
    }
    fn hdl(&self) -> Verilog {
        let used = W + 1;
        let narrow = match W {
            16 => "wire [16:0] narrow = moved;\n".to_owned(),
            _ => format!("wire [{W}:0] narrow;\n{}", clamp("moved", 17, "narrow", used)),
        };
        let delta = if used < 17 { sign_extended("narrow", used, 17) } else { "narrow".to_owned() };
        let code = format!(
            "wire signed [16:0] exact = sum;\n\
             wire signed [16:0] moved = exact >>> shift;\n\
             {narrow}assign delta = {delta};\n"
        );
        continuous(&format!("stochastic_shift_{W}"), &code)
    }
}

/// `learned = learn ? sat_W(weight + delta) : weight`, for a delta of [`StochasticShift`].
#[derive(LogicBlock, Default)]
pub struct WeightStep<const W: usize> {
    /// Stored weight, signed.
    pub weight: Signal<In, Bits<W>>,
    /// Its change, signed, of which `W + 1` bits count.
    pub delta: Signal<In, Bits<17>>,
    /// Whether it changes.
    pub learn: Signal<In, Bit>,
    /// New weight, signed.
    pub learned: Signal<Out, Bits<W>>,
}

impl<const W: usize> Logic for WeightStep<W> {
    fn update(&mut self) {
        const { assert!(W >= 2 && W <= 16) };
        let weight = to_signed(self.weight.val());
        let sum = saturate(weight + to_signed(self.delta.val()), W);
        self.learned.next = to_bits(if self.learn.val() { sum } else { weight });
    }
    fn connect(&mut self) {
        self.learned.connect();
    }
    fn hdl(&self) -> Verilog {
        let exact = W + 2;
        let unused = match W {
            16 => String::new(),
            _ => format!("wire [{}:0] unused_delta = delta[16:{}];\n", 15 - W, W + 1),
        };
        let code = format!(
            "wire [{0}:0] exact = {1} + {{delta[{W}], delta[{W}:0]}};\n\
             {unused}wire [{2}:0] sum;\n{3}assign learned = learn ? sum : weight;\n",
            exact - 1,
            sign_extended("weight", W, exact),
            W - 1,
            clamp("exact", exact, "sum", W),
        );
        continuous(&format!("weight_step_{W}"), &code)
    }
}
