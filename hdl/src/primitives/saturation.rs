//! Signed addition and narrowing that saturate instead of wrapping.

use rust_hdl::prelude::*;

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

/// `narrow = sat_B(value)`, both signed, `A > B`.
#[derive(LogicBlock, Default)]
pub struct SaturatingNarrow<const A: usize, const B: usize> {
    /// Wide number, signed.
    pub value: Signal<In, Bits<A>>,
    /// The nearest `B`-bit number, signed.
    pub narrow: Signal<Out, Bits<B>>,
}

impl<const A: usize, const B: usize> Logic for SaturatingNarrow<A, B> {
    fn update(&mut self) {
        const { assert!(A > B && B >= 2 && A <= 32) };
        self.narrow.next = to_bits(saturate(to_signed(self.value.val()), B));
    }
    fn connect(&mut self) {
        self.narrow.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous(&format!("saturating_narrow_{A}_{B}"), &clamp("value", A, "narrow", B))
    }
}

/// `sum = a + b`, signed and exact, `S = A + 1`.
#[derive(LogicBlock, Default)]
pub struct SignedAdd<const A: usize, const S: usize> {
    /// First summand, signed.
    pub a: Signal<In, Bits<A>>,
    /// Second summand, signed.
    pub b: Signal<In, Bits<A>>,
    /// Sum, signed, one bit wider.
    pub sum: Signal<Out, Bits<S>>,
}

impl<const A: usize, const S: usize> Logic for SignedAdd<A, S> {
    fn update(&mut self) {
        const { assert!(S == A + 1 && S <= 32) };
        self.sum.next = to_bits(to_signed(self.a.val()) + to_signed(self.b.val()));
    }
    fn connect(&mut self) {
        self.sum.connect();
    }
    fn hdl(&self) -> Verilog {
        let (a, b) = (sign_extended("a", A, S), sign_extended("b", A, S));
        continuous(&format!("signed_add_{A}"), &format!("assign sum = {a} + {b};\n"))
    }
}
