//! Collects one bit of each lane into a mask.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::titled;

/// `mask` bit `i` is `lanes[i]`, for up to 16 lanes; bits beyond are 0.
#[derive(LogicBlock)]
pub struct Gather {
    /// One bit a lane.
    pub lanes: Vec<Signal<In, Bit>>,
    /// All of them.
    pub mask: Signal<Out, Bits<16>>,
}

impl Gather {
    /// For `lanes` lanes.
    pub fn new(lanes: usize) -> Self {
        Self { lanes: (0..lanes).map(|_| Signal::default()).collect(), mask: Signal::default() }
    }
}

impl Logic for Gather {
    fn update(&mut self) {
        let mask =
            self.lanes.iter().enumerate().fold(0u64, |mask, (i, bit)| mask | (u64::from(bit.val()) << i));
        self.mask.next = mask.into();
    }

    fn connect(&mut self) {
        self.mask.connect();
    }

    fn hdl(&self) -> Verilog {
        let count = self.lanes.len();
        let mut parts: Vec<String> = (0..count).rev().map(|i| format!("lanes${i}")).collect();
        if count < 16 {
            parts.insert(0, format!("{}'h0", 16 - count));
        }
        let title = titled(&format!("gather_{count}"));
        Verilog::Custom(format!("{title}always @(*) mask = {{{}}};\n", parts.join(", ")))
    }
}
