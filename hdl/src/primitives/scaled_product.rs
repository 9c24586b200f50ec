//! Signed products of fixed-point numbers, rounded or cut to a coarser unit (`PRE-1`).

use std::fmt::Write;

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::{continuous, sign_extended, to_bits, to_signed};

/// One cycle later: `product = (a · b + half) >> shift`, its low `O` bits; `a` and `b` signed.
///
/// Users choose `O` so that it fits. The register is between multiplication and rounding.
#[derive(LogicBlock)]
pub struct ScaledProduct<const A: usize, const B: usize, const O: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// First factor, signed.
    pub a: Signal<In, Bits<A>>,
    /// Second factor, signed.
    pub b: Signal<In, Bits<B>>,
    /// Product of the factors one cycle ago, signed; of 0 and 0 at first.
    pub product: Signal<Out, Bits<O>>,
    _shift: usize,
    _half: i64,
    _exact: i64,
}

impl<const A: usize, const B: usize, const O: usize> ScaledProduct<A, B, O> {
    fn new(shift: usize, half: i64) -> Self {
        assert!(
            A + B <= 60 && shift + O <= A + B,
            "{O} bits from bit {shift} of a product of {A} and {B} bits"
        );
        Self {
            clock: Signal::default(),
            a: Signal::default(),
            b: Signal::default(),
            product: Signal::default(),
            _shift: shift,
            _half: half,
            _exact: 0,
        }
    }

    /// To the nearest multiple of `2^shift`, halves up; `shift` is at least 1.
    pub fn rounded(shift: usize) -> Self {
        Self::new(shift, 1 << (shift - 1))
    }

    /// Down to a multiple of `2^shift`.
    pub fn floored(shift: usize) -> Self {
        Self::new(shift, 0)
    }
}

impl<const A: usize, const B: usize, const O: usize> Logic for ScaledProduct<A, B, O> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._exact = to_signed(self.a.val()) * to_signed(self.b.val());
        }
        self.product.next = to_bits((self._exact + self._half) >> self._shift);
    }
    fn connect(&mut self) {
        self.product.connect();
    }
    fn hdl(&self) -> Verilog {
        let (bits, shift) = (A + B, self._shift);
        let top = bits - 1;
        let last = shift + O - 1;
        let kind = if self._half == 0 { "floored" } else { "rounded" };
        let mut code = format!(
            "wire signed [{top}:0] first = {0};\n\
             wire signed [{top}:0] second = {1};\n\
             reg signed [{top}:0] exact;\n\
             initial exact = {bits}'sd0;\n\
             always @(posedge clock) exact <= first * second;\n\
             wire [{top}:0] raw = exact;\n\
             wire [{top}:0] sum = raw + {bits}'d{2};\n\
             assign product = sum[{last}:{shift}];\n",
            sign_extended("a", A, bits),
            sign_extended("b", B, bits),
            self._half
        );
        if last < top {
            // Writing to a string cannot fail.
            let _ = writeln!(code, "wire [{}:0] unused_high = sum[{top}:{}];", top - last - 1, last + 1);
        }
        if shift > 0 {
            let _ = writeln!(code, "wire [{}:0] unused_low = sum[{}:0];", shift - 1, shift - 1);
        }
        continuous(&format!("product_{A}_{B}_{kind}_{shift}_{O}"), &code)
    }
    fn timing(&self) -> Vec<TimingInfo> {
        registered("scaled_product", &["a", "b"], "product")
    }
}

/// Timing of a block whose output comes from a register after its inputs.
pub(super) fn registered(name: &str, inputs: &[&str], output: &str) -> Vec<TimingInfo> {
    vec![TimingInfo {
        name: name.into(),
        clock: "clock".into(),
        inputs: inputs.iter().map(|input| (*input).to_owned()).collect(),
        outputs: vec![output.into()],
    }]
}
