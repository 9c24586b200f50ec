//! Stochastic rounding `(value + (random mod 2^shift)) >> shift` of `SYN-4` in two pipeline stages,
//! and the update of the weight (`SYN-5`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

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

/// Second stage: `delta = sat_(W+1)(sum >> shift)` (arithmetic shift). No weight of `W` bits can
/// change by more.
#[derive(LogicBlock, Default)]
pub struct StochasticShift<const W: usize> {
    /// From the first stage, signed.
    pub sum: Signal<In, Bits<17>>,
    /// Shift, 0 … 15.
    pub shift: Signal<In, Bits<4>>,
    /// That many ones, as [`NoiseMask`] gives them.
    pub mask: Signal<In, Bits<16>>,
    /// The rounded value, signed.
    pub delta: Signal<Out, Bits<17>>,
}

impl<const W: usize> Logic for StochasticShift<W> {
    fn update(&mut self) {
        const { assert!(W >= 2 && W <= 16) };
        let sum = to_signed(self.sum.val());
        let sign = sum >> 16;
        let upper = !(u64::from(self.mask.val()) << W) & (0xFFFF << W) & 0xFFFF;
        let fits = (sum ^ sign) as u64 & upper == 0;
        let most = (1 << W) - 1;
        self.delta.next = to_bits(if fits { sum >> u64::from(self.shift.val()) } else { most ^ sign });
    }
    fn connect(&mut self) {
        self.delta.connect();
    }
    fn hdl(&self) -> Verilog {
        // Shifts by 8, 4, 2 and 1 in turn, each keeping no more bits than the rest can bring into
        // the W + 1 used. Overflow shows in the sum itself: its bit j lies above them if bit j - W
        // of the mask is 0.
        let (mut lines, mut given, mut last) = (Vec::new(), "sum".to_owned(), 16);
        for (bit, by) in [(3, 8), (2, 4), (1, 2), (0, 1)] {
            let (kept, name) = ((W + by - 1).min(16), format!("by_{by}"));
            let moved = match (kept + by).saturating_sub(last) {
                0 => format!("{given}[{}:{by}]", kept + by),
                fill => format!("{{{{{fill}{{{given}[{last}]}}}}, {given}[{last}:{by}]}}"),
            };
            lines.push(format!("wire [{kept}:0] {name} = shift[{bit}] ? {moved} : {given}[{kept}:0];\n"));
            (given, last) = (name, kept);
        }
        lines.push(match W {
            16 => "wire [15:0] unused_mask = mask;\nassign delta = by_1;\n".to_owned(),
            _ => format!(
                "wire [15:{W}] upper = (sum[15:{W}] ^ {{{0}{{sum[16]}}}}) & ~mask[{1}:0];\n\
                 wire [{W}:0] narrow = |upper ? {{sum[16], {{{W}{{~sum[16]}}}}}} : by_1;\n\
                 wire [{2}:0] unused_mask = mask[15:{0}];\n\
                 assign delta = {3};\n",
                16 - W,
                15 - W,
                W - 1,
                sign_extended("narrow", W + 1, 17),
            ),
        });
        continuous(&format!("stochastic_shift_{W}"), &lines.concat())
    }
}

/// `learned = learn ? sat_W(weight + delta) : weight`, for a delta of [`StochasticShift`].
#[derive(LogicBlock, Default)]
pub struct WeightStep<const W: usize> {
    /// Stored weight, signed.
    pub weight: Signal<In, Bits<W>>,
    /// Its change, signed, of which `W + 1` bits count.
    pub delta: Signal<In, Bits<17>>,
    /// High if it changes.
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
