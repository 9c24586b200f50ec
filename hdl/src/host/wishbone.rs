//! A core as a Wishbone slave (B4, classic cycles).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::hosted::Hosted;
use spindle_spec::geometry::Geometry;

/// A core with its window: 32-bit data, word addresses. A write must select all bytes: another one
/// ends with `err` and does nothing. The master holds a request until `ack` or `err`.
#[derive(LogicBlock)]
pub struct Wishbone {
    /// The clock of everything.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset.
    pub reset: Signal<In, Bit>,
    /// A bus cycle is under way.
    pub wb_cyc: Signal<In, Bit>,
    /// A request is offered; it stays until `wb_ack` or `wb_err`.
    pub wb_stb: Signal<In, Bit>,
    /// The request writes.
    pub wb_we: Signal<In, Bit>,
    /// Bytes to write: all four, or the write ends with `wb_err`.
    pub wb_sel: Signal<In, Bits<4>>,
    /// The word address (section 9, and the window of `HOST-7`).
    pub wb_adr: Signal<In, Bits<24>>,
    /// The word to write.
    pub wb_dat_w: Signal<In, Bits<32>>,
    /// The word read, valid with `wb_ack`.
    pub wb_dat_r: Signal<Out, Bits<32>>,
    /// The request is done, for one cycle.
    pub wb_ack: Signal<Out, Bit>,
    /// The request is refused, for one cycle.
    pub wb_err: Signal<Out, Bit>,
    /// A spike waits.
    pub irq: Signal<Out, Bit>,
    hosted: Hosted,
    asked: Signal<Local, Bit>,
    partial: Signal<Local, Bit>,
    all: Constant<Bits<4>>,
}

impl Wishbone {
    /// A core of this geometry.
    ///
    /// # Panics
    /// If the geometry is not valid.
    pub fn new(geometry: &Geometry) -> Self {
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            wb_cyc: Signal::default(),
            wb_stb: Signal::default(),
            wb_we: Signal::default(),
            wb_sel: Signal::default(),
            wb_adr: Signal::default(),
            wb_dat_w: Signal::default(),
            wb_dat_r: Signal::default(),
            wb_ack: Signal::default(),
            wb_err: Signal::default(),
            irq: Signal::default(),
            hosted: Hosted::new(geometry, &[]),
            asked: Signal::default(),
            partial: Signal::default(),
            all: Constant::new(0xFu64.into()),
        }
    }
}

impl Logic for Wishbone {
    #[hdl_gen]
    fn update(&mut self) {
        self.hosted.clock.next = self.clock.val();
        self.hosted.reset.next = self.reset.val();
        self.asked.next = self.wb_cyc.val() & self.wb_stb.val();
        self.partial.next = self.wb_we.val() & (self.wb_sel.val() != self.all.val());
        self.hosted.bus_valid.next = self.asked.val() & !self.partial.val();
        self.hosted.bus_write.next = self.wb_we.val();
        self.hosted.bus_address.next = self.wb_adr.val();
        self.hosted.bus_write_data.next = self.wb_dat_w.val();
        self.wb_dat_r.next = self.hosted.bus_read_data.val();
        self.wb_ack.next = self.asked.val() & !self.partial.val() & self.hosted.bus_ready.val();
        self.wb_err.next = self.asked.val() & self.partial.val();
        self.irq.next = self.hosted.spike_waits.val();
        self.hosted.lost.next = false;
        self.hosted.expired.next = false;
        self.hosted.unknown.next = false;
    }
}
