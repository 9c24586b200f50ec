//! Lowest set bit and number of set bits of a lane mask.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

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
    /// High if a bit is set.
    pub any: Signal<Out, Bit>,
    /// High if exactly one bit is set.
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
        // The last-bit flag is needed early in the cycle: it is derived from groups of four, not
        // from the remainder.
        let pairs = |bits: &str, from: usize| {
            let bit = |i: usize| format!("{bits}[{}]", from + i);
            let pair = |(a, b)| format!("({} & {})", bit(a), bit(b));
            [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)].map(pair).join(" | ")
        };
        let groups = [12, 8, 4, 0];
        let some = groups.map(|from| format!("|mask[{}:{from}]", from + 3)).join(", ");
        let several = groups.map(|from| pairs("mask", from)).join(", ");
        let code = format!(
            "wire [15:0] lowest = mask & (~mask + 16'd1);\n\
             assign index = {{|(lowest & 16'hff00), |(lowest & 16'hf0f0), |(lowest & 16'hcccc), |(lowest & 16'haaaa)}};\n\
             assign rest = mask ^ lowest;\n\
             wire [3:0] some = {{{some}}};\n\
             wire [3:0] several = {{{several}}};\n\
             wire apart = {};\n\
             assign any = |some;\n\
             assign last = any & ~apart & ~(|several);\n",
            pairs("some", 0)
        );
        continuous("first_set", &code)
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
        continuous("population_count", &format!("assign count = {};\n", bits.join(" + ")))
    }
}
