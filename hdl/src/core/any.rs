//! A core of any of the stated widths (`GEO-3`) as one type. Rust-HDL fixes bit widths when it is
//! compiled: this is the one place where they are chosen, so that each pair of widths is compiled
//! once.

use std::ops::{Deref, DerefMut};

use rust_hdl::prelude::*;
use spindle_spec::Image;
use spindle_spec::geometry::Geometry;

use super::Core;
use crate::clocked::Clocked;

/// A core whose widths are chosen when it is made. A probe sees the [`Core`] itself.
pub struct AnyCore {
    ports: Ports,
    core: Box<dyn Inner>,
}

/// Calls a macro with the ports of a core whose widths are the same in every core: first inputs,
/// then outputs.
macro_rules! with_ports {
    ($use:ident) => {
        $use! {
            clock: Clock, reset: Bit, event_valid: Bit, event_data: Bits<18>, spike_ready: Bit, bus_valid: Bit,
            bus_write: Bit, bus_address: Bits<24>, bus_write_data: Bits<32>;
            event_ready: Bit, spike_valid: Bit, spike_address: Bits<16>, overflow: Bit, steps: Bits<32>,
            bus_ready: Bit, bus_read_data: Bits<32>
        }
    };
}

macro_rules! declare {
    ($($input:ident: $taken:ty),*; $($output:ident: $given:ty),*) => {
        /// Ports of a core whose widths are the same in every core, as [`Core`] has them.
        #[derive(Default)]
        pub struct Ports {
            $(pub $input: Signal<In, $taken>,)*
            $(pub $output: Signal<Out, $given>,)*
        }
    };
}
with_ports!(declare);

/// The operations of a core of some widths that one of any widths needs.
trait Inner: Block + Clocked + Send {
    fn connect_inputs(&mut self, ports: &Ports);
    fn take_inputs(&mut self, ports: &Ports);
    fn give_outputs(&self, ports: &mut Ports);
    fn observe(&self, put: &mut dyn FnMut(u32));
}

macro_rules! exchange {
    ($($input:ident: $taken:ty),*; $($output:ident: $given:ty),*) => {
        impl<const W: usize, const M: usize, const T: usize> Inner for Core<W, M, T> {
            fn connect_inputs(&mut self, ports: &Ports) {
                $(if ports.$input.connected() {
                    self.$input.connect();
                })*
            }

            fn take_inputs(&mut self, ports: &Ports) {
                $(self.$input.next = ports.$input.next;)*
            }

            fn give_outputs(&self, ports: &mut Ports) {
                $(ports.$output.next = self.$output.val();)*
            }

            fn observe(&self, put: &mut dyn FnMut(u32)) {
                Core::observe(self, put);
            }
        }
    };
}
with_ports!(exchange);

impl AnyCore {
    /// A core of this geometry, its memories loaded from `images`; zero without an image.
    ///
    /// # Panics
    /// If the geometry is not valid.
    pub fn new(geometry: &Geometry, images: &[Image]) -> Self {
        fn sized<const W: usize, const M: usize, const T: usize>(
            geometry: &Geometry,
            images: &[Image],
        ) -> Box<dyn Inner> {
            Box::new(Core::<W, M, T>::new(geometry, images))
        }
        let core = match (geometry.weight_bits, geometry.membrane_bits) {
            (4, 12) => sized::<4, 12, 11>(geometry, images),
            (4, 16) => sized::<4, 16, 15>(geometry, images),
            (4, 24) => sized::<4, 24, 23>(geometry, images),
            (8, 12) => sized::<8, 12, 11>(geometry, images),
            (8, 16) => sized::<8, 16, 15>(geometry, images),
            (8, 24) => sized::<8, 24, 23>(geometry, images),
            (16, 12) => sized::<16, 12, 11>(geometry, images),
            (16, 16) => sized::<16, 16, 15>(geometry, images),
            (16, 24) => sized::<16, 24, 23>(geometry, images),
            (w, m) => panic!("no core of {w}-bit weights and {m}-bit membranes: validate the geometry first"),
        };
        Self { ports: Ports::default(), core }
    }

    /// Gives every observed value to `put`, in the order of [`spindle_spec::signals::observed`].
    pub fn observe(&self, put: &mut dyn FnMut(u32)) {
        self.core.observe(put);
    }
}

impl Deref for AnyCore {
    type Target = Ports;

    fn deref(&self) -> &Ports {
        &self.ports
    }
}

impl DerefMut for AnyCore {
    fn deref_mut(&mut self) -> &mut Ports {
        &mut self.ports
    }
}

impl Logic for AnyCore {
    fn update(&mut self) {}
}

impl Block for AnyCore {
    fn connect_all(&mut self) {
        self.core.connect_inputs(&self.ports);
        self.core.connect_all();
    }

    fn update_all(&mut self) {
        self.core.take_inputs(&self.ports);
        self.core.update_all();
        self.core.give_outputs(&mut self.ports);
    }

    fn has_changed(&self) -> bool {
        self.core.has_changed()
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        self.core.accept(name, probe);
    }
}

impl Clocked for AnyCore {
    fn set_clock(&mut self, level: bool) {
        self.ports.clock.next = level.into();
        self.core.set_clock(level);
    }
}
