//! Signed addition that saturates instead of wrapping.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::{continuous, sign_extended, to_bits, to_signed};

/// Clamps to the range of `bits`-bit signed numbers.
pub(super) fn saturate(value: i64, bits: usize) -> i64 {
    let limit = 1 << (bits - 1);
    value.clamp(-limit, limit - 1)
}

/// Verilog that assigns to `output` (`to` bits) the saturated signed number `exact` (`from` bits).
pub(super) fn clamp(exact: &str, from: usize, output: &str, to: usize) -> String {
    let (sign, head) = (from - 1, to - 1);
    format!(
        "wire fits = (&{exact}[{sign}:{head}]) | ~(|{exact}[{sign}:{head}]);\n\
         assign {output} = fits ? {exact}[{head}:0] : {{{exact}[{sign}], {{{head}{{~{exact}[{sign}]}}}}}};\n"
    )
}

/// `sum = sat_A(a + b)`, all signed; `b` may be wider than `a`.
#[derive(LogicBlock, Default)]
pub struct SaturatingAdd<const A: usize, const B: usize> {
    /// First summand, signed.
    pub a: Signal<In, Bits<A>>,
    /// Second summand, signed.
    pub b: Signal<In, Bits<B>>,
    /// Saturated sum, signed.
    pub sum: Signal<Out, Bits<A>>,
}

impl<const A: usize, const B: usize> Logic for SaturatingAdd<A, B> {
    fn update(&mut self) {
        const { assert!(A >= 2 && B >= 1 && A < 32 && B < 32) };
        self.sum.next = to_bits(saturate(to_signed(self.a.val()) + to_signed(self.b.val()), A));
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        let exact = A.max(B) + 1;
        let (a, b) = (sign_extended("a", A, exact), sign_extended("b", B, exact));
        let clamp = clamp("exact", exact, "sum", A);
        continuous(
            &format!("saturating_add_{A}_{B}"),
            &format!("wire [{}:0] exact = {a} + {b};\n{clamp}", exact - 1),
        )
    }
}

/// `sum = sat_M(value + addend + carry)`; value and addend signed.
#[derive(LogicBlock, Default)]
pub struct SaturatingAccumulate<const M: usize> {
    /// First operand, signed.
    pub value: Signal<In, Bits<M>>,
    /// Second operand, signed; its one's complement, with the carry, to subtract it.
    pub addend: Signal<In, Bits<17>>,
    /// One more.
    pub carry: Signal<In, Bit>,
    /// Saturated sum, signed.
    pub sum: Signal<Out, Bits<M>>,
}

impl<const M: usize> Logic for SaturatingAccumulate<M> {
    fn update(&mut self) {
        const { assert!(M >= 2 && M <= 30) };
        let added = to_signed(self.addend.val()) + i64::from(self.carry.val());
        self.sum.next = to_bits(saturate(to_signed(self.value.val()) + added, M));
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        let exact = M.max(17) + 1;
        let (value, addend) = (sign_extended("value", M, exact), sign_extended("addend", 17, exact));
        let clamp = clamp("exact", exact, "sum", M);
        let code = format!(
            "wire [{exact}:0] carried = {{{value}, 1'b1}} + {{{addend}, carry}};\n\
             wire unused_carry = carried[0];\n\
             wire [{}:0] exact = carried[{exact}:1];\n{clamp}",
            exact - 1
        );
        continuous(&format!("saturating_accumulate_{M}"), &code)
    }
}
