//! A board's top module: a core behind a serial line.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::bridge::Bridge;
use super::hosted::Hosted;
use super::power_on::PowerOn;
use super::receiver::Receiver;
use super::transmitter::Transmitter;
use spindle_spec::geometry::Geometry;

/// A core with its host on a serial line.
#[derive(LogicBlock)]
pub struct Top {
    /// The clock of everything; power-up resets for 256 cycles.
    pub clock: Signal<In, Clock>,
    /// Serial line from the host: 8 data bits, no parity, one stop bit (HOST-1).
    pub rx: Signal<In, Bit>,
    /// Serial line to the host.
    pub tx: Signal<Out, Bit>,
    /// Changes every 512 accepted events.
    pub led: Signal<Out, Bit>,
    power_on: PowerOn,
    receiver: Receiver,
    transmitter: Transmitter,
    bridge: Bridge,
    hosted: Hosted,
}

impl Top {
    /// A core of this geometry behind a line of `divisor` cycles per bit; a packet is abandoned
    /// after a timeout of `2^silence_bits` cycles.
    ///
    /// # Panics
    /// If the geometry is not valid, or the line is out of range.
    pub fn new(geometry: &Geometry, divisor: u64, silence_bits: u32) -> Self {
        Self {
            clock: Signal::default(),
            rx: Signal::default(),
            tx: Signal::default(),
            led: Signal::default(),
            power_on: PowerOn::default(),
            receiver: Receiver::new(divisor),
            transmitter: Transmitter::new(divisor),
            bridge: Bridge::new(silence_bits),
            hosted: Hosted::new(geometry, &[]),
        }
    }
}

impl Logic for Top {
    #[hdl_gen]
    fn update(&mut self) {
        self.power_on.clock.next = self.clock.val();
        self.receiver.clock.next = self.clock.val();
        self.transmitter.clock.next = self.clock.val();
        self.bridge.clock.next = self.clock.val();
        self.hosted.clock.next = self.clock.val();
        self.receiver.reset.next = self.power_on.reset.val();
        self.transmitter.reset.next = self.power_on.reset.val();
        self.bridge.reset.next = self.power_on.reset.val();
        self.hosted.reset.next = self.power_on.reset.val();

        self.receiver.line.next = self.rx.val();
        self.tx.next = self.transmitter.line.val();
        self.led.next = self.hosted.activity.val();

        self.bridge.byte_valid.next = self.receiver.valid.val();
        self.bridge.octet.next = self.receiver.octet.val();
        self.bridge.damaged.next = self.receiver.damaged.val();
        self.transmitter.valid.next = self.bridge.reply_valid.val();
        self.transmitter.octet.next = self.bridge.reply.val();
        self.bridge.reply_ready.next = self.transmitter.ready.val();

        self.hosted.bus_valid.next = self.bridge.bus_valid.val();
        self.hosted.bus_write.next = self.bridge.bus_write.val();
        self.hosted.bus_address.next = self.bridge.bus_address.val();
        self.hosted.bus_write_data.next = self.bridge.bus_write_data.val();
        self.bridge.bus_ready.next = self.hosted.bus_ready.val();
        self.bridge.bus_read_data.next = self.hosted.bus_read_data.val();
        self.hosted.lost.next = self.bridge.lost.val();
        self.hosted.expired.next = self.bridge.expired.val();
        self.hosted.unknown.next = self.bridge.unknown.val();
    }
}
