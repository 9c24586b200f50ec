//! Products with a spike, and the one true product of the core.

use rust_hdl::prelude::*;

use super::{continuous, to_bits, to_signed};

/// `result = enable ? (negative ? -value : value) : 0`, modulo `2^N`: a gain times -1, 0 or 1.
#[derive(LogicBlock, Default)]
pub struct Negate<const N: usize> {
    /// The gain, 0 … 2^(N-1) - 1.
    pub value: Signal<In, Bits<N>>,
    /// Whether to change its sign.
    pub negative: Signal<In, Bit>,
    /// Whether the result is not 0.
    pub enable: Signal<In, Bit>,
    /// The product, signed.
    pub result: Signal<Out, Bits<N>>,
}

impl<const N: usize> Logic for Negate<N> {
    fn update(&mut self) {
        let value = to_signed(self.value.val());
        self.result.next = to_bits(match (self.enable.val(), self.negative.val()) {
            (false, _) => 0,
            (true, false) => value,
            (true, true) => -value,
        });
    }
    fn connect(&mut self) {
        self.result.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous(format!(
            "wire minus = enable & negative;\n\
             wire [{}:0] operand = value & {{{N}{{enable}}}};\n\
             assign result = (operand ^ {{{N}{{minus}}}}) + {{{{{}{{1'b0}}}}, minus}};\n",
            N - 1,
            N - 1
        ))
    }
}

/// `product = a * b mod 2^16`, unsigned.
#[derive(LogicBlock, Default)]
pub struct Multiply {
    /// First factor.
    pub a: Signal<In, Bits<16>>,
    /// Second factor.
    pub b: Signal<In, Bits<16>>,
    /// Low 16 bits of the product.
    pub product: Signal<Out, Bits<16>>,
}

impl Logic for Multiply {
    fn update(&mut self) {
        self.product.next = ((u64::from(self.a.val()) * u64::from(self.b.val())) & 0xFFFF).into();
    }
    fn connect(&mut self) {
        self.product.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous("assign product = a * b;\n".to_owned())
    }
}
