//! One lane of the synapse pass: accumulate a weight, and learn in the same pass (`SYN-4` to `SYN-7`).
//!
//! ```text
//!  clock    t+1              t+2               t+3                    t+4
//!  learn    f + random  ──►  >> η  = δ  ──►    w + δ  ──► weight
//!  read                      weight ─far─►     ─near─ w ─────────►    v ± u(w)·2^F ──► membrane
//! ```

use rust_hdl::prelude::*;

use crate::primitives::{Delay, SaturatingAdd, StochasticMask, StochasticShift, UsedWeight};

/// Weight and membrane read-modify-write with forwarding; `W` weight bits, `M` membrane bits.
#[derive(LogicBlock)]
pub struct Synapse<const W: usize, const M: usize> {
    pub clock: Signal<In, Clock>,
    /// On `t + 1`: feedback current, random number, rate shift.
    pub feedback: Signal<In, Bits<16>>,
    pub random: Signal<In, Bits<16>>,
    pub mask_shift: Signal<In, Bits<4>>,
    /// On `t + 2`: rate shift, weight as read, whether the word two clocks before had the same address.
    pub delta_shift: Signal<In, Bits<4>>,
    pub weight_read: Signal<In, Bits<W>>,
    pub weight_far: Signal<In, Bit>,
    /// On `t + 3`: whether the word one clock before had the same address; learning active; the membrane or
    /// modulator.
    pub weight_near: Signal<In, Bit>,
    pub learn: Signal<In, Bit>,
    pub membrane_read: Signal<In, Bits<M>>,
    pub membrane_far: Signal<In, Bit>,
    /// On `t + 3`: the weight is added unscaled (SYN-8), or negated.
    pub plain: Signal<In, Bit>,
    pub negate: Signal<In, Bit>,
    /// On `t + 4`.
    pub membrane_near: Signal<In, Bit>,
    /// The weight to write, on `t + 3`.
    pub weight_write: Signal<Out, Bits<W>>,
    /// The membrane to write, on `t + 4`.
    pub membrane_write: Signal<Out, Bits<M>>,
    /// What retires, on `t + 5`.
    pub weight_before: Signal<Out, Bits<W>>,
    pub weight_after: Signal<Out, Bits<W>>,
    pub membrane_before: Signal<Out, Bits<M>>,
    pub membrane_after: Signal<Out, Bits<M>>,

    noise: StochasticMask,
    noisy: DFF<Bits<17>>,
    scaling: StochasticShift,
    delta: DFF<Bits<16>>,
    captured: DFF<Bits<W>>,
    weight: Signal<Local, Bits<W>>,
    plasticity: SaturatingAdd<W, 16>,
    learned: Signal<Local, Bits<W>>,
    result: DFF<Bits<W>>,
    used: DFF<Bits<W>>,
    current: UsedWeight<W>,
    addend: DFF<Bits<17>>,
    membrane_captured: DFF<Bits<M>>,
    membrane: Signal<Local, Bits<M>>,
    integration: SaturatingAdd<M, 17>,
    membrane_result: DFF<Bits<M>>,
    membrane_used: DFF<Bits<M>>,
    before_late: Delay<Bits<W>, 1>,
    after_late: Delay<Bits<W>, 1>,
}

impl<const W: usize, const M: usize> Synapse<W, M> {
    /// A pipeline with weight scale `F`.
    pub fn new(scale: usize) -> Self {
        Self {
            clock: Signal::default(),
            feedback: Signal::default(),
            random: Signal::default(),
            mask_shift: Signal::default(),
            delta_shift: Signal::default(),
            weight_read: Signal::default(),
            weight_far: Signal::default(),
            weight_near: Signal::default(),
            learn: Signal::default(),
            membrane_read: Signal::default(),
            membrane_far: Signal::default(),
            membrane_near: Signal::default(),
            plain: Signal::default(),
            negate: Signal::default(),
            weight_write: Signal::default(),
            membrane_write: Signal::default(),
            weight_before: Signal::default(),
            weight_after: Signal::default(),
            membrane_before: Signal::default(),
            membrane_after: Signal::default(),
            noise: StochasticMask::default(),
            noisy: DFF::default(),
            scaling: StochasticShift::default(),
            delta: DFF::default(),
            captured: DFF::default(),
            weight: Signal::default(),
            plasticity: SaturatingAdd::default(),
            learned: Signal::default(),
            result: DFF::default(),
            used: DFF::default(),
            current: UsedWeight::new(scale),
            addend: DFF::default(),
            membrane_captured: DFF::default(),
            membrane: Signal::default(),
            integration: SaturatingAdd::default(),
            membrane_result: DFF::default(),
            membrane_used: DFF::default(),
            before_late: Delay::default(),
            after_late: Delay::default(),
        }
    }
}

impl<const W: usize, const M: usize> Logic for Synapse<W, M> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, noisy, delta, captured, result, used);
        dff_setup!(self, clock, membrane_captured, membrane_result, membrane_used, addend);
        self.before_late.clock.next = self.clock.val();
        self.after_late.clock.next = self.clock.val();

        // t + 1, t + 2: stochastic rounding of the feedback current (SYN-4).
        self.noise.value.next = self.feedback.val();
        self.noise.random.next = self.random.val();
        self.noise.shift.next = self.mask_shift.val();
        self.noisy.d.next = self.noise.sum.val();
        self.scaling.sum.next = self.noisy.q.val();
        self.scaling.shift.next = self.delta_shift.val();
        self.delta.d.next = self.scaling.delta.val();

        // t + 2, t + 3: the weight, from memory or from the words just before (SYN-5).
        self.captured.d.next = self.weight_read.val();
        if self.weight_far.val() {
            self.captured.d.next = self.result.q.val();
        }
        self.weight.next = self.captured.q.val();
        if self.weight_near.val() {
            self.weight.next = self.result.q.val();
        }
        self.plasticity.a.next = self.weight.val();
        self.plasticity.b.next = self.delta.q.val();
        self.learned.next = self.weight.val();
        if self.learn.val() {
            self.learned.next = self.plasticity.sum.val();
        }
        self.weight_write.next = self.learned.val();
        self.result.d.next = self.learned.val();
        self.used.d.next = self.weight.val();

        self.current.weight.next = self.weight.val();
        self.current.plain.next = self.plain.val();
        self.current.negate.next = self.negate.val();
        self.addend.d.next = self.current.addend.val();

        // t + 3, t + 4: the membrane (SYN-6), or in its place the modulator (SYN-8).
        self.membrane_captured.d.next = self.membrane_read.val();
        if self.membrane_far.val() {
            self.membrane_captured.d.next = self.membrane_result.q.val();
        }
        self.membrane.next = self.membrane_captured.q.val();
        if self.membrane_near.val() {
            self.membrane.next = self.membrane_result.q.val();
        }
        self.integration.a.next = self.membrane.val();
        self.integration.b.next = self.addend.q.val();
        self.membrane_write.next = self.integration.sum.val();
        self.membrane_result.d.next = self.integration.sum.val();
        self.membrane_used.d.next = self.membrane.val();

        // t + 5: what retires.
        self.before_late.value.next = self.used.q.val();
        self.after_late.value.next = self.result.q.val();
        self.weight_before.next = self.before_late.delayed.val();
        self.weight_after.next = self.after_late.delayed.val();
        self.membrane_before.next = self.membrane_used.q.val();
        self.membrane_after.next = self.membrane_result.q.val();
    }
}
