//! A board's top module: a core behind a serial line.

use rust_hdl::prelude::*;

use super::bridge::Bridge;
use super::power_on::PowerOn;
use super::receiver::Receiver;
use super::transmitter::Transmitter;
use super::window::Window;
use crate::core::Core;
use crate::geometry::Geometry;
use crate::memory_map as map;

/// A core of `W`-bit weights and `M`-bit membranes (`T = M - 1`) with its host on a serial line. The core's own
/// event store is the smallest there is: events wait in the store of the window, which counts them.
#[derive(LogicBlock)]
pub struct Top<const W: usize, const M: usize, const T: usize> {
    pub clock: Signal<In, Clock>,
    pub rx: Signal<In, Bit>,
    pub tx: Signal<Out, Bit>,
    /// Changes every 512 accepted events.
    pub led: Signal<Out, Bit>,
    power_on: PowerOn,
    receiver: Receiver,
    transmitter: Transmitter,
    bridge: Bridge,
    window: Window,
    core: Core<W, M, T>,
    in_window: Signal<Local, Bit>,
    region: Signal<Local, Bits<4>>,
    window_region: Constant<Bits<4>>,
}

/// Words in the core's own event store, where a bridge keeps a store beside it.
pub(super) const LEAST_EVENTS: usize = 2;

impl<const W: usize, const M: usize, const T: usize> Top<W, M, T> {
    /// A core of this geometry behind a line of `divisor` clocks a bit; a packet is given up after
    /// `2^silence_bits` clocks of silence.
    ///
    /// # Panics
    /// If the geometry is not valid, its widths are not `W` and `M`, or the line is out of range.
    pub fn new(geometry: &Geometry, divisor: u64, silence_bits: u32) -> Self {
        let inner = Geometry { event_depth: LEAST_EVENTS, ..geometry.clone() };
        Self {
            clock: Signal::default(),
            rx: Signal::default(),
            tx: Signal::default(),
            led: Signal::default(),
            power_on: PowerOn::default(),
            receiver: Receiver::new(divisor),
            transmitter: Transmitter::new(divisor),
            bridge: Bridge::new(silence_bits),
            window: Window::new(geometry.event_depth),
            core: Core::new(&inner, &[]),
            in_window: Signal::default(),
            region: Signal::default(),
            window_region: Constant::new(u64::from(map::WINDOW_BASE >> 20).into()),
        }
    }
}

impl<const W: usize, const M: usize, const T: usize> Logic for Top<W, M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        self.power_on.clock.next = self.clock.val();
        self.receiver.clock.next = self.clock.val();
        self.transmitter.clock.next = self.clock.val();
        self.bridge.clock.next = self.clock.val();
        self.window.clock.next = self.clock.val();
        self.core.clock.next = self.clock.val();
        self.receiver.reset.next = self.power_on.reset.val();
        self.transmitter.reset.next = self.power_on.reset.val();
        self.bridge.reset.next = self.power_on.reset.val();
        self.window.reset.next = self.power_on.reset.val();
        self.core.reset.next = self.power_on.reset.val();

        self.receiver.line.next = self.rx.val();
        self.tx.next = self.transmitter.line.val();
        self.led.next = self.window.activity.val();

        self.bridge.byte_valid.next = self.receiver.valid.val();
        self.bridge.octet.next = self.receiver.octet.val();
        self.bridge.damaged.next = self.receiver.damaged.val();
        self.transmitter.valid.next = self.bridge.reply_valid.val();
        self.transmitter.octet.next = self.bridge.reply.val();
        self.bridge.reply_ready.next = self.transmitter.ready.val();

        self.region.next = self.bridge.bus_address.val().get_bits::<4>(20);
        self.in_window.next = self.region.val() == self.window_region.val();
        self.window.bus_valid.next = self.bridge.bus_valid.val() & self.in_window.val();
        self.window.bus_write.next = self.bridge.bus_write.val();
        self.window.bus_address.next = self.bridge.bus_address.val().get_bits::<4>(0);
        self.window.bus_write_data.next = self.bridge.bus_write_data.val();
        self.core.bus_valid.next = self.bridge.bus_valid.val() & !self.in_window.val();
        self.core.bus_write.next = self.bridge.bus_write.val();
        self.core.bus_address.next = self.bridge.bus_address.val();
        self.core.bus_write_data.next = self.bridge.bus_write_data.val();
        self.bridge.bus_ready.next = self.in_window.val() | self.core.bus_ready.val();
        self.bridge.bus_read_data.next = self.core.bus_read_data.val();
        if self.in_window.val() {
            self.bridge.bus_read_data.next = self.window.bus_read_data.val();
        }

        self.core.event_valid.next = self.window.event_valid.val();
        self.core.event_data.next = self.window.event_data.val();
        self.window.event_ready.next = self.core.event_ready.val();
        self.window.spike_valid.next = self.core.spike_valid.val();
        self.window.spike_address.next = self.core.spike_address.val();
        self.core.spike_ready.next = self.window.spike_ready.val();
        self.window.lost.next = self.bridge.lost.val();
        self.window.expired.next = self.bridge.expired.val();
        self.window.unknown.next = self.bridge.unknown.val();
    }
}
