//! A core behind AXI4-Lite, its events and spikes AXI4-Streams.
//!
//! Events are held back (`s_axis_tready`) while the core's event FIFO is full. Spikes are not: if
//! they are not taken, the core continues and drops spikes beyond the capacity of its output FIFO
//! (`OUT-1`: register `dropped`, status bit 2). A master that must not lose any takes them as they
//! come, or sends few enough steps at a time that the FIFO holds all their neuron words.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::core::AnyCore;
use spindle_spec::geometry::Geometry;

/// State of a transfer; one at a time.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Transfer {
    /// No request.
    Waiting,
    /// A request to the core is pending.
    Access,
    /// A response waits for the master.
    Respond,
}

/// A core: control over AXI4-Lite (32-bit data, byte addresses, four times those of section 9),
/// event words in the low 18 bits of the slave stream, neuron numbers on the master stream. A write
/// must strobe all bytes: another one gets SLVERR and does nothing. Reads and writes that are
/// requested together take turns.
#[derive(LogicBlock)]
pub struct Axi {
    /// The clock of everything.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub aresetn: Signal<In, Bit>,
    /// AXI4-Lite, write address: offered; taken on an edge with `s_axil_awready`.
    pub s_axil_awvalid: Signal<In, Bit>,
    /// The write address is taken.
    pub s_axil_awready: Signal<Out, Bit>,
    /// Byte address, four times the word address of section 9.
    pub s_axil_awaddr: Signal<In, Bits<26>>,
    /// Protection; not used.
    pub s_axil_awprot: Signal<In, Bits<3>>,
    /// AXI4-Lite, write data: offered; taken on an edge with `s_axil_wready`.
    pub s_axil_wvalid: Signal<In, Bit>,
    /// The write data are taken.
    pub s_axil_wready: Signal<Out, Bit>,
    /// The word to write.
    pub s_axil_wdata: Signal<In, Bits<32>>,
    /// Bytes to write: all four, or the write is refused with SLVERR.
    pub s_axil_wstrb: Signal<In, Bits<4>>,
    /// AXI4-Lite, write response: offered; taken on an edge with `s_axil_bready`.
    pub s_axil_bvalid: Signal<Out, Bit>,
    /// The master takes the write response.
    pub s_axil_bready: Signal<In, Bit>,
    /// OKAY or SLVERR.
    pub s_axil_bresp: Signal<Out, Bits<2>>,
    /// AXI4-Lite, read address: offered; taken on an edge with `s_axil_arready`.
    pub s_axil_arvalid: Signal<In, Bit>,
    /// The read address is taken.
    pub s_axil_arready: Signal<Out, Bit>,
    /// Byte address, four times the word address of section 9.
    pub s_axil_araddr: Signal<In, Bits<26>>,
    /// Protection; not used.
    pub s_axil_arprot: Signal<In, Bits<3>>,
    /// AXI4-Lite, read data: offered; taken on an edge with `s_axil_rready`.
    pub s_axil_rvalid: Signal<Out, Bit>,
    /// The master takes the read data.
    pub s_axil_rready: Signal<In, Bit>,
    /// The word read.
    pub s_axil_rdata: Signal<Out, Bits<32>>,
    /// OKAY.
    pub s_axil_rresp: Signal<Out, Bits<2>>,
    /// AXI4-Stream of events (EVT-1): offered; taken on an edge with `s_axis_tready`.
    pub s_axis_tvalid: Signal<In, Bit>,
    /// The event queue is not full.
    pub s_axis_tready: Signal<Out, Bit>,
    /// The event word in bits 17:0.
    pub s_axis_tdata: Signal<In, Bits<32>>,
    /// AXI4-Stream of spikes (OUT-2): offered; taken on an edge with `m_axis_tready`.
    pub m_axis_tvalid: Signal<Out, Bit>,
    /// The master takes the spike.
    pub m_axis_tready: Signal<In, Bit>,
    /// The number of the neuron that spiked.
    pub m_axis_tdata: Signal<Out, Bits<16>>,
    core: AnyCore,
    transfer: DFF<Transfer>,
    write: DFF<Bit>,
    refused: DFF<Bit>,
    address: DFF<Bits<24>>,
    data: DFF<Bits<32>>,
    idle: Signal<Local, Bit>,
    writes: Signal<Local, Bit>,
    reads: Signal<Local, Bit>,
    all: Constant<Bits<4>>,
    okay: Constant<Bits<2>>,
    slave_error: Constant<Bits<2>>,
}

impl Axi {
    /// A core of this geometry.
    ///
    /// # Panics
    /// If the geometry is not valid.
    pub fn new(geometry: &Geometry) -> Self {
        Self {
            clock: Signal::default(),
            aresetn: Signal::default(),
            s_axil_awvalid: Signal::default(),
            s_axil_awready: Signal::default(),
            s_axil_awaddr: Signal::default(),
            s_axil_awprot: Signal::default(),
            s_axil_wvalid: Signal::default(),
            s_axil_wready: Signal::default(),
            s_axil_wdata: Signal::default(),
            s_axil_wstrb: Signal::default(),
            s_axil_bvalid: Signal::default(),
            s_axil_bready: Signal::default(),
            s_axil_bresp: Signal::default(),
            s_axil_arvalid: Signal::default(),
            s_axil_arready: Signal::default(),
            s_axil_araddr: Signal::default(),
            s_axil_arprot: Signal::default(),
            s_axil_rvalid: Signal::default(),
            s_axil_rready: Signal::default(),
            s_axil_rdata: Signal::default(),
            s_axil_rresp: Signal::default(),
            s_axis_tvalid: Signal::default(),
            s_axis_tready: Signal::default(),
            s_axis_tdata: Signal::default(),
            m_axis_tvalid: Signal::default(),
            m_axis_tready: Signal::default(),
            m_axis_tdata: Signal::default(),
            core: AnyCore::new(geometry, &[]),
            transfer: DFF::default(),
            write: DFF::default(),
            refused: DFF::default(),
            address: DFF::default(),
            data: DFF::default(),
            idle: Signal::default(),
            writes: Signal::default(),
            reads: Signal::default(),
            all: Constant::new(0xFu64.into()),
            okay: Constant::new(0u64.into()),
            slave_error: Constant::new(2u64.into()),
        }
    }
}

impl Logic for Axi {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, transfer, write, refused, address, data);
        self.core.clock.next = self.clock.val();
        self.core.reset.next = !self.aresetn.val();

        comment!("A write is taken when address and data are both there; if a read waits too,");
        comment!("the other");
        comment!("kind than last time.");
        self.idle.next = (self.transfer.q.val() == Transfer::Waiting) & self.aresetn.val();
        self.writes.next = self.idle.val()
            & self.s_axil_awvalid.val()
            & self.s_axil_wvalid.val()
            & (!self.s_axil_arvalid.val() | !self.write.q.val());
        self.reads.next = self.idle.val() & self.s_axil_arvalid.val() & !self.writes.val();
        self.s_axil_awready.next = self.writes.val();
        self.s_axil_wready.next = self.writes.val();
        self.s_axil_arready.next = self.reads.val();
        if self.writes.val() {
            self.write.d.next = true;
            self.address.d.next = self.s_axil_awaddr.val().get_bits::<24>(2);
            self.data.d.next = self.s_axil_wdata.val();
            self.refused.d.next = self.s_axil_wstrb.val() != self.all.val();
            self.transfer.d.next = Transfer::Access;
            if self.s_axil_wstrb.val() != self.all.val() {
                self.transfer.d.next = Transfer::Respond;
            }
        }
        if self.reads.val() {
            self.write.d.next = false;
            self.address.d.next = self.s_axil_araddr.val().get_bits::<24>(2);
            self.refused.d.next = false;
            self.transfer.d.next = Transfer::Access;
        }
        self.core.bus_valid.next = self.transfer.q.val() == Transfer::Access;
        self.core.bus_write.next = self.write.q.val();
        self.core.bus_address.next = self.address.q.val();
        self.core.bus_write_data.next = self.data.q.val();
        if (self.transfer.q.val() == Transfer::Access) & self.core.bus_ready.val() {
            self.transfer.d.next = Transfer::Respond;
            self.data.d.next = self.core.bus_read_data.val();
        }
        self.s_axil_bvalid.next = (self.transfer.q.val() == Transfer::Respond) & self.write.q.val();
        self.s_axil_rvalid.next = (self.transfer.q.val() == Transfer::Respond) & !self.write.q.val();
        self.s_axil_rdata.next = self.data.q.val();
        self.s_axil_rresp.next = self.okay.val();
        self.s_axil_bresp.next = self.okay.val();
        if self.refused.q.val() {
            self.s_axil_bresp.next = self.slave_error.val();
        }
        if (self.s_axil_bvalid.val() & self.s_axil_bready.val())
            | (self.s_axil_rvalid.val() & self.s_axil_rready.val())
        {
            self.transfer.d.next = Transfer::Waiting;
        }
        if !self.aresetn.val() {
            self.write.d.next = false;
            self.transfer.d.next = Transfer::Waiting;
        }

        self.core.event_valid.next = self.s_axis_tvalid.val();
        self.core.event_data.next = self.s_axis_tdata.val().get_bits::<18>(0);
        self.s_axis_tready.next = self.core.event_ready.val() & self.aresetn.val();
        self.m_axis_tvalid.next = self.core.spike_valid.val();
        self.m_axis_tdata.next = self.core.spike_address.val();
        self.core.spike_ready.next = self.m_axis_tready.val();
    }
}
