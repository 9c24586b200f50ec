//! Reset after configuration.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

/// Holds `reset` for the first 256 cycles: the core needs 16, and block memories of some parts can
/// only be read a few microseconds after configuration.
#[derive(LogicBlock)]
pub struct PowerOn {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<Out, Bit>,
    count: DFF<Bits<9>>,
    one: Constant<Bits<9>>,
}

impl Default for PowerOn {
    fn default() -> Self {
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            count: DFF::default(),
            one: Constant::new(1u64.into()),
        }
    }
}

impl Logic for PowerOn {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count);
        self.reset.next = !self.count.q.val().get_bit(8);
        if self.reset.val() {
            self.count.d.next = self.count.q.val() + self.one.val();
        }
    }
}
