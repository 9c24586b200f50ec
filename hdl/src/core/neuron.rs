//! One lane of the neuron update: leak, feedback current, threshold, reset, refractory time
//! (`UPD-1` to `UPD-5`).
//!
//! ```text
//!  cycle   τ+3        τ+4           τ+5            τ+6               τ+7
//!          leak of v  v - leak ──►  + feedback ──► > θ ? reset ──►   membrane, refractory, spike
//! ```

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use spindle_spec::register_map::fields;

use crate::primitives::{DecaySubtract, Delay, Fire, RoundingShift, SaturatingAdd};

/// LIF pipeline; `M` membrane bits, `T = M - 1` threshold bits.
#[derive(LogicBlock)]
pub struct Neuron<const M: usize, const T: usize> {
    pub clock: Signal<In, Clock>,
    /// On `τ + 3`: membrane; behaviour (`MAP-5`).
    pub membrane_read: Signal<In, Bits<M>>,
    pub behaviour: Signal<In, Bits<16>>,
    /// On `τ + 5`: feedback current, and whether the word has its feedback connected.
    pub feedback: Signal<In, Bits<16>>,
    pub controlling: Signal<In, Bit>,
    /// On `τ + 5`.
    pub threshold: Signal<In, Bits<T>>,
    pub refractory_read: Signal<In, Bits<4>>,
    /// On `τ + 6`: the neuron is cleared.
    pub clear: Signal<In, Bit>,
    /// The neuron has late reset, on `τ + 6`; only in a core with a predictive unit.
    pub late: Vec<Signal<In, Bit>>,
    /// The bound that the membrane must exceed, on `τ + 6`; only in a core with a neuron model,
    /// else the threshold.
    pub limit: Vec<Signal<In, Bits<T>>>,
    /// Feedback is connected and the neuron is controlled, on `τ + 5`.
    pub active: Signal<Out, Bit>,
    /// Feedback is connected and the neuron is modulated, on `τ + 5`.
    pub modulated: Signal<Out, Bit>,
    /// Results, on `τ + 7`.
    pub membrane_after: Signal<Out, Bits<M>>,
    pub refractory_after: Signal<Out, Bits<4>>,
    pub spike: Signal<Out, Bit>,

    leak: RoundingShift<M>,
    leaked: DecaySubtract<M>,
    fine_leak: RoundingShift<M>,
    fine_leaked: DecaySubtract<M>,
    fine_shifted: DFF<Bits<M>>,
    fine_round: DFF<Bit>,
    value: DFF<Bits<M>>,
    shifted: DFF<Bits<M>>,
    round: DFF<Bit>,
    rested: DFF<Bits<M>>,
    current: Signal<Local, Bits<16>>,
    injection: SaturatingAdd<M, 16>,
    driven: DFF<Bits<M>>,
    fire: Fire<M, T>,
    limited: Vec<Fire<M, T>>,
    fires: Signal<Local, Bit>,
    after: DFF<Bits<M>>,
    counter: DFF<Bits<4>>,
    spiked: DFF<Bit>,
    threshold_used: DFF<Bits<T>>,
    refractory: DFF<Bits<4>>,
    controlled: Delay<Bit, 2>,
    injects: Delay<Bit, 2>,
    modulates: Delay<Bit, 2>,
    zero_reset: Delay<Bit, 3>,
    period: Delay<Bits<4>, 3>,
    none: Constant<Bits<16>>,
    resting: Constant<Bits<4>>,
    one: Constant<Bits<4>>,
    zero: Constant<Bits<M>>,
    _settled: Settled,
}

impl<const M: usize, const T: usize> Neuron<M, T> {
    /// A neuron pipeline; `late_reset` says whether neurons may reset late (`PRE-11`), `modelled`
    /// whether a neuron model gives the bound of firing (`MOD-1`).
    pub fn new(late_reset: bool, modelled: bool) -> Self {
        assert!(T + 1 == M, "a threshold has one bit less than a membrane");
        Self {
            clock: Signal::default(),
            membrane_read: Signal::default(),
            behaviour: Signal::default(),
            feedback: Signal::default(),
            controlling: Signal::default(),
            threshold: Signal::default(),
            refractory_read: Signal::default(),
            clear: Signal::default(),
            late: super::optional(late_reset),
            limit: super::optional(modelled),
            active: Signal::default(),
            modulated: Signal::default(),
            membrane_after: Signal::default(),
            refractory_after: Signal::default(),
            spike: Signal::default(),
            leak: RoundingShift::default(),
            leaked: DecaySubtract::default(),
            fine_leak: RoundingShift::default(),
            fine_leaked: DecaySubtract::default(),
            fine_shifted: DFF::default(),
            fine_round: DFF::default(),
            value: DFF::default(),
            shifted: DFF::default(),
            round: DFF::default(),
            rested: DFF::default(),
            current: Signal::default(),
            injection: SaturatingAdd::default(),
            driven: DFF::default(),
            fire: Fire::default(),
            limited: super::optional(modelled),
            fires: Signal::default(),
            after: DFF::default(),
            counter: DFF::default(),
            spiked: DFF::default(),
            threshold_used: DFF::default(),
            refractory: DFF::default(),
            controlled: Delay::default(),
            injects: Delay::default(),
            modulates: Delay::default(),
            zero_reset: Delay::default(),
            period: Delay::default(),
            none: Constant::new(0u64.into()),
            resting: Constant::new(0u64.into()),
            one: Constant::new(1u64.into()),
            zero: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl<const M: usize, const T: usize> Logic for Neuron<M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, value, shifted, round, rested, driven, after, counter, spiked);
        dff_setup!(self, clock, fine_shifted, fine_round, threshold_used, refractory);
        self.controlled.clock.next = self.clock.val();
        self.injects.clock.next = self.clock.val();
        self.modulates.clock.next = self.clock.val();
        self.zero_reset.clock.next = self.clock.val();
        self.period.clock.next = self.clock.val();

        comment!("τ + 3");
        self.leak.value.next = self.membrane_read.val();
        self.leak.shift.next = self.behaviour.val().get_bits::<{ fields::LEAK.bits }>(fields::LEAK.low);
        self.period.value.next = self
            .behaviour
            .val()
            .get_bits::<{ fields::REFRACTORY_PERIOD.bits }>(fields::REFRACTORY_PERIOD.low);
        self.zero_reset.value.next = self.behaviour.val().get_bit(fields::RESET_TO_ZERO.low);
        self.controlled.value.next = self.behaviour.val().get_bit(fields::CONTROLLED.low);
        self.injects.value.next = self.behaviour.val().get_bit(fields::INJECTED.low);
        self.modulates.value.next = self.behaviour.val().get_bit(fields::MODULATED.low);
        self.fine_leak.value.next = self.membrane_read.val();
        self.fine_leak.shift.next =
            self.behaviour.val().get_bits::<{ fields::FINE_LEAK.bits }>(fields::FINE_LEAK.low);
        self.fine_shifted.d.next = self.fine_leak.shifted.val();
        self.fine_round.d.next = self.fine_leak.round.val();
        self.value.d.next = self.membrane_read.val();
        self.shifted.d.next = self.leak.shifted.val();
        self.round.d.next = self.leak.round.val();

        comment!("τ + 4 (UPD-1)");
        self.leaked.value.next = self.value.q.val();
        self.leaked.shifted.next = self.shifted.q.val();
        self.leaked.round.next = self.round.q.val();
        self.fine_leaked.value.next = self.leaked.decayed.val();
        self.fine_leaked.shifted.next = self.fine_shifted.q.val();
        self.fine_leaked.round.next = self.fine_round.q.val();
        self.rested.d.next = self.fine_leaked.decayed.val();

        comment!("τ + 5 (UPD-2)");
        self.active.next = self.controlled.delayed.val() & self.controlling.val();
        self.modulated.next = self.modulates.delayed.val() & self.controlling.val();
        self.current.next = self.none.val();
        if self.injects.delayed.val() & self.controlling.val() {
            self.current.next = self.feedback.val();
        }
        self.injection.a.next = self.rested.q.val();
        self.injection.b.next = self.current.val();
        self.driven.d.next = self.injection.sum.val();

        self.threshold_used.d.next = self.threshold.val();
        self.refractory.d.next = self.refractory_read.val();

        comment!("τ + 6 (UPD-3 to UPD-5, UPD-8)");
        self.fire.membrane.next = self.driven.q.val();
        self.fire.threshold.next = self.threshold_used.q.val();
        self.fires.next = self.fire.above.val() & (self.refractory.q.val() == self.resting.val());
        for i in 0..self.limited.len() {
            self.limited[i].membrane.next = self.driven.q.val();
            self.limited[i].threshold.next = self.limit[i].val();
            self.fires.next = self.limited[i].above.val() & (self.refractory.q.val() == self.resting.val());
        }
        self.after.d.next = self.driven.q.val();
        self.counter.d.next = self.resting.val();
        if self.refractory.q.val() != self.resting.val() {
            self.counter.d.next = self.refractory.q.val() - self.one.val();
        }
        if self.fires.val() {
            self.counter.d.next = self.period.delayed.val();
            self.after.d.next = self.fire.difference.val();
            if self.zero_reset.delayed.val() {
                self.after.d.next = self.zero.val();
            }
            for i in 0..self.late.len() {
                if self.late[i].val() {
                    self.after.d.next = self.driven.q.val();
                }
            }
        }
        self.spiked.d.next = self.fires.val();
        if self.clear.val() {
            self.after.d.next = self.zero.val();
            self.counter.d.next = self.resting.val();
        }

        comment!("τ + 7");
        self.membrane_after.next = self.after.q.val();
        self.refractory_after.next = self.counter.q.val();
        self.spike.next = self.spiked.q.val();
    }
}
