//! From a stored weight to what it adds to a membrane (`NUM-3`).

use rust_hdl::prelude::*;

use super::{continuous, to_bits, to_signed};

/// Width of a used weight, bits.
const USED: usize = 8;
/// Width of a scaled used weight, bits.
const ADDEND: usize = 16;

/// `addend = (weight >> (W - 8)) << scale`, signed, `W` at least 8.
#[derive(LogicBlock)]
pub struct UsedWeight<const W: usize> {
    /// Stored weight, signed.
    pub weight: Signal<In, Bits<W>>,
    /// Contribution to the membrane, signed, membrane units.
    pub addend: Signal<Out, Bits<16>>,
    _scale: usize,
}

impl<const W: usize> UsedWeight<W> {
    /// A block for the weight scale `F = scale`, 0 … 8.
    ///
    /// # Panics
    /// For a larger scale, which `Geometry::validate` refuses.
    pub fn new(scale: usize) -> Self {
        assert!(scale <= ADDEND - USED, "weight scale {scale} exceeds {}", ADDEND - USED);
        Self { weight: Signal::default(), addend: Signal::default(), _scale: scale }
    }
}

impl<const W: usize> Logic for UsedWeight<W> {
    fn update(&mut self) {
        const { assert!(W >= USED && W <= 32) };
        self.addend.next = to_bits((to_signed(self.weight.val()) >> (W - USED)) << self._scale);
    }
    fn connect(&mut self) {
        self.addend.connect();
    }
    fn hdl(&self) -> Verilog {
        let scale = self._scale;
        let sign = W - 1;
        let mut parts = vec![format!("weight[{sign}:{}]", W - USED)];
        if scale < ADDEND - USED {
            parts.insert(0, format!("{{{}{{weight[{sign}]}}}}", ADDEND - USED - scale));
        }
        if scale > 0 {
            parts.push(format!("{scale}'d0"));
        }
        let addend = format!("assign addend = {{{}}};\n", parts.join(", "));
        let fraction = W - USED;
        continuous(match fraction {
            0 => addend,
            _ => format!("{addend}wire [{0}:0] unused_fraction = weight[{0}:0];\n", fraction - 1),
        })
    }
}
