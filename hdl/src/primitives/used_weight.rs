//! From a stored weight to the amount that it adds to a membrane (`NUM-3`, `SYN-6`) or modulator
//! (`SYN-8`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::{continuous, to_bits, to_signed};

/// Width of a used weight, bits; of one stored in fewer bits, all of them.
const USED: usize = 8;
/// Width of a scaled used weight of either sign, bits.
const ADDEND: usize = 17;
/// Largest weight scale.
const SCALE: usize = 8;

/// `addend = (weight >> max(W - 8, 0)) << (plain ? 0 : scale)`, signed, or its one's complement.
#[derive(LogicBlock)]
pub struct UsedWeight<const W: usize> {
    /// Stored weight, signed.
    pub weight: Signal<In, Bits<W>>,
    /// High if the scale does not apply.
    pub plain: Signal<In, Bit>,
    /// High for the one's complement, which with a carry negates.
    pub negate: Signal<In, Bit>,
    /// Contribution to the membrane or modulator, without that carry; signed.
    pub addend: Signal<Out, Bits<17>>,
    _scale: usize,
}

impl<const W: usize> UsedWeight<W> {
    /// A block for the weight scale `F = scale`, 0 … 8.
    ///
    /// # Panics
    /// For a larger scale, which `Geometry::validate` refuses.
    pub fn new(scale: usize) -> Self {
        assert!(scale <= SCALE, "weight scale {scale} exceeds {SCALE}");
        Self {
            weight: Signal::default(),
            plain: Signal::default(),
            negate: Signal::default(),
            addend: Signal::default(),
            _scale: scale,
        }
    }
}

impl<const W: usize> Logic for UsedWeight<W> {
    fn update(&mut self) {
        const { assert!(W >= 2 && W <= 32) };
        let used = to_signed(self.weight.val()) >> W.saturating_sub(USED);
        let scaled = if self.plain.val() { used } else { used << self._scale };
        self.addend.next = to_bits(if self.negate.val() { !scaled } else { scaled });
    }
    fn connect(&mut self) {
        self.addend.connect();
    }
    fn hdl(&self) -> Verilog {
        let scale = self._scale;
        let sign = W - 1;
        let fraction = W.saturating_sub(USED);
        let used = format!("weight[{sign}:{fraction}]");
        let extended =
            |zeros: usize| format!("{{{{{}{{weight[{sign}]}}}}, {used}", ADDEND - (W - fraction) - zeros);
        let zeros = if scale > 0 { format!(", {scale}'d0") } else { String::new() };
        let addend = format!(
            "wire [{0}:0] scaled = {1}{zeros}}};\n\
             wire [{0}:0] unscaled = {2}}};\n\
             wire [{0}:0] magnitude = plain ? unscaled : scaled;\n\
             assign addend = magnitude ^ {{{ADDEND}{{negate}}}};\n",
            ADDEND - 1,
            extended(scale),
            extended(0),
        );
        let code = match fraction {
            0 => addend,
            _ => format!("{addend}wire [{0}:0] unused_fraction = weight[{0}:0];\n", fraction - 1),
        };
        continuous(&format!("used_weight_{W}_scale_{scale}"), &code)
    }
}
