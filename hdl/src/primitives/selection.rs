//! Lowest set bit and number of set bits of a lane mask.

use rust_hdl::prelude::*;

use super::continuous;

/// The lowest set bit of a mask, and the mask without it.
#[derive(LogicBlock, Default)]
pub struct FirstSet {
    /// The mask.
    pub mask: Signal<In, Bits<16>>,
    /// Position of its lowest set bit; 0 if there is none.
    pub index: Signal<Out, Bits<4>>,
    /// The mask without that bit.
    pub rest: Signal<Out, Bits<16>>,
    /// Whether a bit is set.
    pub any: Signal<Out, Bit>,
    /// Whether exactly one bit is set.
    pub last: Signal<Out, Bit>,
}

impl Logic for FirstSet {
    fn update(&mut self) {
        let mask = u64::from(self.mask.val());
        let rest = mask & mask.wrapping_sub(1);
        self.index.next = if mask == 0 { 0 } else { u64::from(mask.trailing_zeros()) }.into();
        self.rest.next = rest.into();
        self.any.next = mask != 0;
        self.last.next = mask != 0 && rest == 0;
    }
    fn connect(&mut self) {
        self.index.connect();
        self.rest.connect();
        self.any.connect();
        self.last.connect();
    }
    fn hdl(&self) -> Verilog {
        continuous(
            "wire [15:0] first = mask & (~mask + 16'd1);\n\
             assign index = {|(first & 16'hff00), |(first & 16'hf0f0), |(first & 16'hcccc), |(first & 16'haaaa)};\n\
             assign rest = mask ^ first;\n\
             assign any = |mask;\n\
             assign last = any & ~(|rest);\n"
                .to_owned(),
        )
    }
}

/// The number of set bits of a mask.
#[derive(LogicBlock, Default)]
pub struct PopulationCount {
    /// The mask.
    pub mask: Signal<In, Bits<16>>,
    /// Number of set bits, 0 … 16.
    pub count: Signal<Out, Bits<5>>,
}

impl Logic for PopulationCount {
    fn update(&mut self) {
        self.count.next = u64::from(u64::from(self.mask.val()).count_ones()).into();
    }
    fn connect(&mut self) {
        self.count.connect();
    }
    fn hdl(&self) -> Verilog {
        let bits: Vec<String> = (0..16).map(|bit| format!("{{4'd0, mask[{bit}]}}")).collect();
        continuous(format!("assign count = {};\n", bits.join(" + ")))
    }
}
