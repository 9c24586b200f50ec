//! The random source of a lane (`RND-1` to `RND-3`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

/// A 31-bit linear feedback shift register, polynomial `x^31 + x^28 + 1`, advanced 16 bits at once.
///
/// The register holds `state XOR initial_state` and powers up at 0, so that it starts from
/// `initial_state` without a reset, and lanes that differ only in that constant share one Verilog
/// module.
#[derive(LogicBlock, Default)]
pub struct Random {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Back to `initial_state`; wins over `load`.
    pub reset: Signal<In, Bit>,
    /// Replaces the state by `seed`; wins over `advance`.
    pub load: Signal<In, Bit>,
    /// Steps to the next number.
    pub advance: Signal<In, Bit>,
    /// New state; not 0, from which the register would never leave.
    pub seed: Signal<In, Bits<31>>,
    /// State at power-up and after reset; to be held constant.
    pub initial_state: Signal<In, Bits<31>>,
    /// The state.
    pub random: Signal<Out, Bits<31>>,
    _offset: u64,
}

impl Logic for Random {
    fn update(&mut self) {
        let initial = u64::from(self.initial_state.val());
        if self.clock.pos_edge() {
            let state = self._offset ^ initial;
            if self.reset.val() {
                self._offset = 0;
            } else if self.load.val() {
                self._offset = u64::from(self.seed.val()) ^ initial;
            } else if self.advance.val() {
                let next = ((state << 16) & 0x7FFF_FFFF) | (((state >> 15) ^ (state >> 12)) & 0xFFFF);
                self._offset = next ^ initial;
            }
        }
        self.random.next = (self._offset ^ initial).into();
    }
    fn connect(&mut self) {
        self.random.connect();
    }
    fn hdl(&self) -> Verilog {
        super::continuous(
            "random_source",
            "reg [30:0] offset;\n\
             initial offset = 31'd0;\n\
             wire [30:0] next = {random[14:0], random[30:15] ^ random[27:12]};\n\
             assign random = offset ^ initial_state;\n\
             always @(posedge clock) begin\n\
             \x20   if (reset) offset <= 31'd0;\n\
             \x20   else if (load) offset <= seed ^ initial_state;\n\
             \x20   else if (advance) offset <= next ^ initial_state;\n\
             end\n",
        )
    }
    fn timing(&self) -> Vec<TimingInfo> {
        let inputs = ["reset", "load", "advance", "seed", "initial_state"];
        vec![TimingInfo {
            name: "random".into(),
            clock: "clock".into(),
            inputs: inputs.map(Into::into).into(),
            outputs: vec!["random".into()],
        }]
    }
}
