//! A core and its window behind one bus.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::window::Window;
use crate::core::AnyCore;
use spindle_spec::Image;
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map as map;

/// Words in the core's own event store: events wait in the store of the window, which counts them.
const LEAST_EVENTS: usize = 2;

/// A core whose events and spikes are registers too.
#[derive(LogicBlock)]
pub struct Hosted {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Bus, as `BUS-1`.
    pub bus_valid: Signal<In, Bit>,
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<24>>,
    pub bus_write_data: Signal<In, Bits<32>>,
    pub bus_ready: Signal<Out, Bit>,
    pub bus_read_data: Signal<Out, Bits<32>>,
    // Faults of a line, counted in the window.
    pub lost: Signal<In, Bit>,
    pub expired: Signal<In, Bit>,
    pub unknown: Signal<In, Bit>,
    /// A spike waits.
    pub spike_waits: Signal<Out, Bit>,
    /// Changes every 512 accepted events.
    pub activity: Signal<Out, Bit>,
    window: Window,
    core: AnyCore,
    in_window: Signal<Local, Bit>,
    region: Signal<Local, Bits<4>>,
    window_region: Constant<Bits<4>>,
}

impl Hosted {
    /// A core of this geometry, its memories loaded from `images`; zero without an image.
    ///
    /// # Panics
    /// If the geometry is not valid.
    pub fn new(geometry: &Geometry, images: &[Image]) -> Self {
        let inner = Geometry { event_depth: LEAST_EVENTS, ..geometry.clone() };
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            bus_valid: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_write_data: Signal::default(),
            bus_ready: Signal::default(),
            bus_read_data: Signal::default(),
            lost: Signal::default(),
            expired: Signal::default(),
            unknown: Signal::default(),
            spike_waits: Signal::default(),
            activity: Signal::default(),
            window: Window::new(geometry.event_depth),
            core: AnyCore::new(&inner, images),
            in_window: Signal::default(),
            region: Signal::default(),
            window_region: Constant::new(u64::from(map::WINDOW_BASE >> 20).into()),
        }
    }
}

impl Logic for Hosted {
    #[hdl_gen]
    fn update(&mut self) {
        self.window.clock.next = self.clock.val();
        self.core.clock.next = self.clock.val();
        self.window.reset.next = self.reset.val();
        self.core.reset.next = self.reset.val();

        self.region.next = self.bus_address.val().get_bits::<4>(20);
        self.in_window.next = self.region.val() == self.window_region.val();
        self.window.bus_valid.next = self.bus_valid.val() & self.in_window.val();
        self.window.bus_write.next = self.bus_write.val();
        self.window.bus_address.next = self.bus_address.val().get_bits::<4>(0);
        self.window.bus_write_data.next = self.bus_write_data.val();
        self.core.bus_valid.next = self.bus_valid.val() & !self.in_window.val();
        self.core.bus_write.next = self.bus_write.val();
        self.core.bus_address.next = self.bus_address.val();
        self.core.bus_write_data.next = self.bus_write_data.val();
        self.bus_ready.next = self.in_window.val() | self.core.bus_ready.val();
        self.bus_read_data.next = self.core.bus_read_data.val();
        if self.in_window.val() {
            self.bus_read_data.next = self.window.bus_read_data.val();
        }

        self.core.event_valid.next = self.window.event_valid.val();
        self.core.event_data.next = self.window.event_data.val();
        self.window.event_ready.next = self.core.event_ready.val();
        self.window.spike_valid.next = self.core.spike_valid.val();
        self.window.spike_address.next = self.core.spike_address.val();
        self.core.spike_ready.next = self.window.spike_ready.val();
        self.spike_waits.next = self.core.spike_valid.val();
        self.window.lost.next = self.lost.val();
        self.window.expired.next = self.expired.val();
        self.window.unknown.next = self.unknown.val();
        self.activity.next = self.window.activity.val();
    }
}
