//! The one true product of the core.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::continuous;

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
        continuous("multiply", "assign product = a * b;\n")
    }
}
