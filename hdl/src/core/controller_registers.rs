//! Registers of the controllers (`MAP-2`), in a core that has controllers.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;

use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map as map;
use spindle_spec::register_map::fields;

/// Leaks and gains, written and read over the bus. Leaks that the hardware fixes are read only
/// (`GEO-11`).
#[derive(LogicBlock)]
pub struct ControllerRegisters {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// A register is written in this cycle.
    pub write: Signal<In, Bit>,
    /// Its address, and the data.
    pub address: Signal<In, Bits<6>>,
    pub data: Signal<In, Bits<16>>,
    /// Content of the addressed register; 0 for others.
    pub read: Signal<Out, Bits<16>>,
    pub error_leak: Signal<Out, Bits<4>>,
    pub proportional_leak: Signal<Out, Bits<4>>,
    pub integral_leak: Signal<Out, Bits<4>>,
    pub modulatory_leak: Signal<Out, Bits<4>>,
    pub error_gain: Signal<Out, Bits<16>>,
    pub proportional_gain: Signal<Out, Bits<16>>,
    pub integral_gain: Signal<Out, Bits<16>>,
    leaks: Vec<DFF<Bits<16>>>,
    leaks_used: Signal<Local, Bits<16>>,
    fixed_leaks: Constant<Bits<16>>,
    r_error_gain: DFF<Bits<15>>,
    r_proportional_gain: DFF<Bits<15>>,
    r_integral_gain: DFF<Bits<15>>,
    leak_bits: Constant<Bits<16>>,
    no_leaks: Constant<Bits<16>>,
    no_gain: Constant<Bits<15>>,
    at_leaks: Constant<Bits<6>>,
    at_error_gain: Constant<Bits<6>>,
    at_proportional_gain: Constant<Bits<6>>,
    at_integral_gain: Constant<Bits<6>>,
    _settled: Settled,
}

impl ControllerRegisters {
    /// Registers of a core of this geometry.
    pub fn new(geometry: &Geometry) -> Self {
        let fixed = geometry.fixed_leaks.map(|leaks| leaks.word());
        let at = |address: u32| Constant::new(u64::from(address).into());
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            write: Signal::default(),
            address: Signal::default(),
            data: Signal::default(),
            read: Signal::default(),
            error_leak: Signal::default(),
            proportional_leak: Signal::default(),
            integral_leak: Signal::default(),
            modulatory_leak: Signal::default(),
            error_gain: Signal::default(),
            proportional_gain: Signal::default(),
            integral_gain: Signal::default(),
            leaks: super::optional(fixed.is_none()),
            leaks_used: Signal::default(),
            fixed_leaks: Constant::new(u64::from(fixed.unwrap_or(0)).into()),
            r_error_gain: DFF::default(),
            r_proportional_gain: DFF::default(),
            r_integral_gain: DFF::default(),
            leak_bits: Constant::new(if geometry.modulators { 0xFFFFu64 } else { 0x0FFF }.into()),
            no_leaks: Constant::new(0u64.into()),
            no_gain: Constant::new(0u64.into()),
            at_leaks: at(map::CONTROLLER_LEAKS),
            at_error_gain: at(map::ERROR_GAIN),
            at_proportional_gain: at(map::PROPORTIONAL_GAIN),
            at_integral_gain: at(map::INTEGRAL_GAIN),
            _settled: Settled::default(),
        }
    }
}

impl Logic for ControllerRegisters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, r_error_gain, r_proportional_gain, r_integral_gain);
        self.leaks_used.next = self.fixed_leaks.val();
        for i in 0..self.leaks.len() {
            self.leaks[i].clock.next = self.clock.val();
            self.leaks[i].d.next = self.leaks[i].q.val();
            self.leaks_used.next = self.leaks[i].q.val();
            if self.write.val() & (self.address.val() == self.at_leaks.val()) {
                self.leaks[i].d.next = self.data.val() & self.leak_bits.val();
            }
            if self.reset.val() {
                self.leaks[i].d.next = self.no_leaks.val();
            }
        }
        self.read.next = self.no_leaks.val();
        if self.address.val() == self.at_leaks.val() {
            self.read.next = self.leaks_used.val();
        }
        if self.address.val() == self.at_error_gain.val() {
            self.read.next = bit_cast::<16, 15>(self.r_error_gain.q.val());
            if self.write.val() {
                self.r_error_gain.d.next =
                    self.data.val().get_bits::<{ fields::ERROR_STEP.bits }>(fields::ERROR_STEP.low);
            }
        }
        if self.address.val() == self.at_proportional_gain.val() {
            self.read.next = bit_cast::<16, 15>(self.r_proportional_gain.q.val());
            if self.write.val() {
                self.r_proportional_gain.d.next = self
                    .data
                    .val()
                    .get_bits::<{ fields::PROPORTIONAL_STEP.bits }>(fields::PROPORTIONAL_STEP.low);
            }
        }
        if self.address.val() == self.at_integral_gain.val() {
            self.read.next = bit_cast::<16, 15>(self.r_integral_gain.q.val());
            if self.write.val() {
                self.r_integral_gain.d.next =
                    self.data.val().get_bits::<{ fields::INTEGRAL_STEP.bits }>(fields::INTEGRAL_STEP.low);
            }
        }
        self.error_leak.next =
            self.leaks_used.val().get_bits::<{ fields::ERROR_LEAK.bits }>(fields::ERROR_LEAK.low);
        self.proportional_leak.next = self
            .leaks_used
            .val()
            .get_bits::<{ fields::PROPORTIONAL_LEAK.bits }>(fields::PROPORTIONAL_LEAK.low);
        self.integral_leak.next =
            self.leaks_used.val().get_bits::<{ fields::INTEGRAL_LEAK.bits }>(fields::INTEGRAL_LEAK.low);
        self.modulatory_leak.next =
            self.leaks_used.val().get_bits::<{ fields::MODULATORY_LEAK.bits }>(fields::MODULATORY_LEAK.low);
        self.error_gain.next = bit_cast::<16, 15>(self.r_error_gain.q.val());
        self.proportional_gain.next = bit_cast::<16, 15>(self.r_proportional_gain.q.val());
        self.integral_gain.next = bit_cast::<16, 15>(self.r_integral_gain.q.val());
        if self.reset.val() {
            self.r_error_gain.d.next = self.no_gain.val();
            self.r_proportional_gain.d.next = self.no_gain.val();
            self.r_integral_gain.d.next = self.no_gain.val();
        }
    }
}
