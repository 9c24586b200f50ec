//! A register that keeps its value until it is given another.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::titled;

/// From cycle `n + 1` on, the value offered in cycle `n` with `load` high; 0 before, and after a
/// reset.
#[derive(LogicBlock, Default)]
pub struct Held<T: Synth> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Back to 0, before `load`.
    pub reset: Signal<In, Bit>,
    /// The value is taken.
    pub load: Signal<In, Bit>,
    /// Input.
    pub value: Signal<In, T>,
    /// The last loaded input.
    pub held: Signal<Out, T>,
}

impl<T: Synth> Logic for Held<T> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            if self.reset.val() {
                self.held.next = T::default();
            } else if self.load.val() {
                self.held.next = self.value.val();
            }
        }
    }

    fn connect(&mut self) {
        self.held.connect();
    }

    fn hdl(&self) -> Verilog {
        let zero = format!("{}'h0", T::BITS);
        let title = titled(&format!("held_{}", T::BITS));
        Verilog::Custom(format!(
            "{title}initial held = {zero};\nalways @(posedge clock) begin\n    if (reset) held <= {zero};\n    else if (load) held <= value;\nend\n"
        ))
    }
}
