//! The adaptive threshold (`MOD-3`).
//!
//! ```text
//!  cycle   τ+5              τ+6               τ+7
//!          θ + a ────────►  limit
//!          leak of a ────►  a - leak ──────►  + step if fired ──► a'
//! ```

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};
use spindle_spec::models::{ADAPTATION_LEAK, ADAPTATION_STEP};

use crate::clocked::Settled;
use crate::primitives::{DecaySubtract, Delay, RoundingShift, SaturatingAdd};

/// The pipeline of the rise `a`, which is never negative; `M` membrane bits, `T = M - 1` threshold
/// bits.
#[derive(LogicBlock)]
pub struct AdaptiveThreshold<const M: usize, const T: usize> {
    pub clock: Signal<In, Clock>,
    /// On `τ + 5`: model word, rise, threshold.
    pub parameters: Signal<In, Bits<32>>,
    pub state: Signal<In, Bits<M>>,
    pub threshold: Signal<In, Bits<T>>,
    /// On `τ + 7`: the neuron fired; it is cleared.
    pub spike: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    /// On `τ + 6`: threshold and rise.
    pub limit: Signal<Out, Bits<T>>,
    /// On `τ + 7`: the rise that is written.
    pub state_after: Signal<Out, Bits<M>>,

    raised: SaturatingAdd<M, M>,
    limit_used: DFF<Bits<T>>,
    leak: RoundingShift<M>,
    value: DFF<Bits<M>>,
    shifted: DFF<Bits<M>>,
    round: DFF<Bit>,
    leaked: DecaySubtract<M>,
    decayed: DFF<Bits<M>>,
    step: Delay<Bits<T>, 2>,
    added: Signal<Local, Bits<M>>,
    grown: SaturatingAdd<M, M>,
    none: Constant<Bits<M>>,
    _settled: Settled,
}

impl<const M: usize, const T: usize> Default for AdaptiveThreshold<M, T> {
    fn default() -> Self {
        Self {
            clock: Signal::default(),
            parameters: Signal::default(),
            state: Signal::default(),
            threshold: Signal::default(),
            spike: Signal::default(),
            clear: Signal::default(),
            limit: Signal::default(),
            state_after: Signal::default(),
            raised: SaturatingAdd::default(),
            limit_used: DFF::default(),
            leak: RoundingShift::default(),
            value: DFF::default(),
            shifted: DFF::default(),
            round: DFF::default(),
            leaked: DecaySubtract::default(),
            decayed: DFF::default(),
            step: Delay::default(),
            added: Signal::default(),
            grown: SaturatingAdd::default(),
            none: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl<const M: usize, const T: usize> Logic for AdaptiveThreshold<M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, limit_used, value, shifted, round, decayed);
        self.step.clock.next = self.clock.val();

        comment!("τ + 5 (MOD-3)");
        self.raised.a.next = self.state.val();
        self.raised.b.next = bit_cast::<M, T>(self.threshold.val());
        self.limit_used.d.next = self.raised.sum.val().get_bits::<T>(0);
        self.leak.value.next = self.state.val();
        self.leak.shift.next =
            self.parameters.val().get_bits::<{ ADAPTATION_LEAK.bits }>(ADAPTATION_LEAK.low);
        self.value.d.next = self.state.val();
        self.shifted.d.next = self.leak.shifted.val();
        self.round.d.next = self.leak.round.val();
        self.step.value.next = self.parameters.val().get_bits::<T>(ADAPTATION_STEP.low);

        comment!("τ + 6 (MOD-3)");
        self.limit.next = self.limit_used.q.val();
        self.leaked.value.next = self.value.q.val();
        self.leaked.shifted.next = self.shifted.q.val();
        self.leaked.round.next = self.round.q.val();
        self.decayed.d.next = self.leaked.decayed.val();

        comment!("τ + 7 (MOD-3)");
        self.added.next = self.none.val();
        if self.spike.val() {
            self.added.next = bit_cast::<M, T>(self.step.delayed.val());
        }
        self.grown.a.next = self.decayed.q.val();
        self.grown.b.next = self.added.val();
        self.state_after.next = self.grown.sum.val();
        if self.clear.val() {
            self.state_after.next = self.none.val();
        }
    }
}
