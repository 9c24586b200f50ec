//! One lane of the feedback controller: target, error trace, spiking controller pair, feedback current
//! (`CTL-1` to `CTL-7`).
//!
//! ```text
//!  clock   τ+5          τ+6        τ+7             τ+8         τ+9              τ+10          τ+11
//!          leaks,       traces     error trace ─►  drive ───►  pair fires ──►   p, i  ─────►  feedback
//!          target phase decayed    (after spike)
//! ```

use rust_hdl::prelude::*;

use crate::primitives::{
    DecaySubtract, Delay, Negate, RoundingShift, SaturatingAdd, SaturatingNarrow, SignedAdd,
};

/// Controller pipeline of one neuron a clock; modulators have `M` bits.
#[derive(LogicBlock, Default)]
pub struct Controller<const M: usize> {
    pub clock: Signal<In, Clock>,
    /// Zero.
    pub nothing: Signal<In, Bits<16>>,
    /// Registers.
    pub error_leak: Signal<In, Bits<4>>,
    pub proportional_leak: Signal<In, Bits<4>>,
    pub integral_leak: Signal<In, Bits<4>>,
    pub modulatory_leak: Signal<In, Bits<4>>,
    pub error_gain: Signal<In, Bits<16>>,
    pub proportional_gain: Signal<In, Bits<16>>,
    pub integral_gain: Signal<In, Bits<16>>,
    /// On `τ + 5`: the neuron's controller is active; it follows its modulator; its state.
    pub active: Signal<In, Bit>,
    pub modulated: Signal<In, Bit>,
    pub rate: Signal<In, Bits<8>>,
    pub phase: Signal<In, Bits<8>>,
    pub error: Signal<In, Bits<16>>,
    pub drive: Signal<In, Bits<16>>,
    pub proportional: Signal<In, Bits<16>>,
    pub integral: Signal<In, Bits<16>>,
    pub feedback: Signal<In, Bits<16>>,
    /// On `τ + 7`: the neuron fired; its membrane is negative.
    pub spike: Signal<In, Bit>,
    pub far_from_firing: Signal<In, Bit>,
    /// On `τ + 9`: threshold of the pair; the modulator.
    pub controller_threshold: Signal<In, Bits<16>>,
    pub modulator: Signal<In, Bits<M>>,
    /// New state: phase on `τ + 6`, error on `τ + 8`, drive on `τ + 10`, traces on `τ + 11`, feedback on `τ + 12`.
    pub phase_after: Signal<Out, Bits<8>>,
    pub error_after: Signal<Out, Bits<16>>,
    pub drive_after: Signal<Out, Bits<16>>,
    pub proportional_after: Signal<Out, Bits<16>>,
    pub integral_after: Signal<Out, Bits<16>>,
    pub feedback_after: Signal<Out, Bits<16>>,
    /// Whether that state is to be written.
    pub phase_write: Signal<Out, Bit>,
    pub error_write: Signal<Out, Bit>,
    pub drive_write: Signal<Out, Bit>,
    pub proportional_write: Signal<Out, Bit>,
    pub modulator_used: Signal<Out, Bit>,
    pub integral_write: Signal<Out, Bit>,
    pub feedback_write: Signal<Out, Bit>,
    /// The pair, on `τ + 10`.
    pub fired_positive: Signal<Out, Bit>,
    pub fired_negative: Signal<Out, Bit>,
    /// What retires, on `τ + 12`, beside the feedback.
    pub error_retire: Signal<Out, Bits<16>>,
    pub drive_retire: Signal<Out, Bits<16>>,
    pub positive_retire: Signal<Out, Bit>,
    pub negative_retire: Signal<Out, Bit>,

    active_6: DFF<Bit>,
    active_7: DFF<Bit>,
    active_8: DFF<Bit>,
    active_9: DFF<Bit>,
    active_10: DFF<Bit>,
    active_11: DFF<Bit>,
    active_12: DFF<Bit>,
    modulated_9: Delay<Bit, 4>,
    modulated_10: DFF<Bit>,
    modulated_11: DFF<Bit>,
    modulated_12: DFF<Bit>,
    far_11: Delay<Bit, 4>,
    modulator_held: DFF<Bits<M>>,
    modulator_sum: SaturatingAdd<16, M>,
    integral_leak_used: Signal<Local, Bits<4>>,
    error_stored: Delay<Bits<16>, 2>,
    drive_stored: Delay<Bits<16>, 3>,
    feedback_stored: Delay<Bits<16>, 6>,
    proportional_decayed: Delay<Bits<16>, 4>,
    integral_decayed: Delay<Bits<16>, 4>,
    error_retired: Delay<Bits<16>, 4>,
    drive_retired: Delay<Bits<16>, 2>,
    positive_retired: Delay<Bit, 2>,
    negative_retired: Delay<Bit, 2>,
    target_sum: Signal<Local, Bits<9>>,
    target_phase: DFF<Bits<8>>,
    target: DFF<Bit>,
    target_late: DFF<Bit>,
    error_shift: RoundingShift<16>,
    error_decay: DecaySubtract<16>,
    error_value: DFF<Bits<16>>,
    error_shifted: DFF<Bits<16>>,
    error_round: DFF<Bit>,
    error_decayed: DFF<Bits<16>>,
    error_step: Negate<16>,
    error_sum: SaturatingAdd<16, 16>,
    error_new: DFF<Bits<16>>,
    proportional_shift: RoundingShift<16>,
    proportional_decay: DecaySubtract<16>,
    proportional_value: DFF<Bits<16>>,
    proportional_shifted: DFF<Bits<16>>,
    proportional_round: DFF<Bit>,
    proportional_step: Negate<16>,
    proportional_sum: SaturatingAdd<16, 16>,
    proportional_new: DFF<Bits<16>>,
    integral_shift: RoundingShift<16>,
    integral_decay: DecaySubtract<16>,
    integral_value: DFF<Bits<16>>,
    integral_shifted: DFF<Bits<16>>,
    integral_round: DFF<Bit>,
    integral_step: Negate<16>,
    integral_sum: SaturatingAdd<16, 16>,
    integral_new: DFF<Bits<16>>,
    drive_sum: SaturatingAdd<16, 16>,
    driven: DFF<Bits<16>>,
    threshold_negative: Negate<16>,
    lowered: SignedAdd<16, 17>,
    raised: SignedAdd<16, 17>,
    fires_positive: Signal<Local, Bit>,
    fires_negative: Signal<Local, Bit>,
    drive_new: DFF<Bits<16>>,
    positive: DFF<Bit>,
    negative: DFF<Bit>,
    proportional_used: Signal<Local, Bits<16>>,
    current: SignedAdd<16, 17>,
    clamp: SaturatingNarrow<17, 16>,
    feedback_new: DFF<Bits<16>>,
}

impl<const M: usize> Logic for Controller<M> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, active_6, active_7, active_8, active_9, active_10, active_11, active_12);
        dff_setup!(self, clock, target_phase, target, target_late);
        dff_setup!(self, clock, error_value, error_shifted, error_round, error_decayed, error_new);
        dff_setup!(self, clock, proportional_value, proportional_shifted, proportional_round);
        dff_setup!(self, clock, proportional_new, integral_new, driven, drive_new, positive, negative);
        dff_setup!(self, clock, integral_value, integral_shifted, integral_round, feedback_new);
        dff_setup!(self, clock, modulated_10, modulated_11, modulated_12, modulator_held);
        self.modulated_9.clock.next = self.clock.val();
        self.far_11.clock.next = self.clock.val();
        self.error_stored.clock.next = self.clock.val();
        self.drive_stored.clock.next = self.clock.val();
        self.feedback_stored.clock.next = self.clock.val();
        self.proportional_decayed.clock.next = self.clock.val();
        self.integral_decayed.clock.next = self.clock.val();
        self.error_retired.clock.next = self.clock.val();
        self.drive_retired.clock.next = self.clock.val();
        self.positive_retired.clock.next = self.clock.val();
        self.negative_retired.clock.next = self.clock.val();

        self.active_6.d.next = self.active.val();
        self.active_7.d.next = self.active_6.q.val();
        self.active_8.d.next = self.active_7.q.val();
        self.active_9.d.next = self.active_8.q.val();
        self.active_10.d.next = self.active_9.q.val();
        self.active_11.d.next = self.active_10.q.val();
        self.active_12.d.next = self.active_11.q.val();
        self.modulated_9.value.next = self.modulated.val();
        self.modulated_10.d.next = self.modulated_9.delayed.val();
        self.modulated_11.d.next = self.modulated_10.q.val();
        self.modulated_12.d.next = self.modulated_11.q.val();
        self.far_11.value.next = self.far_from_firing.val();

        // τ + 5: target spike generator (CTL-1); first halves of the leaks.
        self.target_sum.next = bit_cast::<9, 8>(self.phase.val()) + bit_cast::<9, 8>(self.rate.val());
        self.target_phase.d.next = self.target_sum.val().get_bits::<8>(0);
        self.target.d.next = self.target_sum.val().get_bit(8);
        self.error_shift.value.next = self.error.val();
        self.error_shift.shift.next = self.error_leak.val();
        self.error_value.d.next = self.error.val();
        self.error_shifted.d.next = self.error_shift.shifted.val();
        self.error_round.d.next = self.error_shift.round.val();
        self.proportional_shift.value.next = self.proportional.val();
        self.proportional_shift.shift.next = self.proportional_leak.val();
        self.proportional_value.d.next = self.proportional.val();
        self.proportional_shifted.d.next = self.proportional_shift.shifted.val();
        self.proportional_round.d.next = self.proportional_shift.round.val();
        self.integral_shift.value.next = self.integral.val();
        self.integral_leak_used.next = self.integral_leak.val();
        if self.modulated.val() {
            self.integral_leak_used.next = self.modulatory_leak.val();
        }
        self.integral_shift.shift.next = self.integral_leak_used.val();
        self.integral_value.d.next = self.integral.val();
        self.integral_shifted.d.next = self.integral_shift.shifted.val();
        self.integral_round.d.next = self.integral_shift.round.val();
        self.error_stored.value.next = self.error.val();
        self.drive_stored.value.next = self.drive.val();
        self.feedback_stored.value.next = self.feedback.val();

        // τ + 6: second halves of the leaks.
        self.phase_after.next = self.target_phase.q.val();
        self.phase_write.next = self.active_6.q.val();
        self.target_late.d.next = self.target.q.val();
        self.error_decay.value.next = self.error_value.q.val();
        self.error_decay.shifted.next = self.error_shifted.q.val();
        self.error_decay.round.next = self.error_round.q.val();
        self.error_decayed.d.next = self.error_decay.decayed.val();
        self.proportional_decay.value.next = self.proportional_value.q.val();
        self.proportional_decay.shifted.next = self.proportional_shifted.q.val();
        self.proportional_decay.round.next = self.proportional_round.q.val();
        self.proportional_decayed.value.next = self.proportional_decay.decayed.val();
        self.integral_decay.value.next = self.integral_value.q.val();
        self.integral_decay.shifted.next = self.integral_shifted.q.val();
        self.integral_decay.round.next = self.integral_round.q.val();
        self.integral_decayed.value.next = self.integral_decay.decayed.val();

        // τ + 7: error trace (CTL-2).
        self.error_step.value.next = self.error_gain.val();
        self.error_step.negative.next = self.spike.val();
        self.error_step.enable.next = self.spike.val() ^ self.target_late.q.val();
        self.error_sum.a.next = self.error_decayed.q.val();
        self.error_sum.b.next = self.error_step.result.val();
        self.error_new.d.next = self.error_stored.delayed.val();
        if self.active_7.q.val() {
            self.error_new.d.next = self.error_sum.sum.val();
        }

        // τ + 8: drive (CTL-3).
        self.error_after.next = self.error_new.q.val();
        self.error_write.next = self.active_8.q.val();
        self.error_retired.value.next = self.error_new.q.val();
        self.drive_sum.a.next = self.drive_stored.delayed.val();
        self.drive_sum.b.next = self.error_new.q.val();
        self.driven.d.next = self.drive_stored.delayed.val();
        if self.active_8.q.val() {
            self.driven.d.next = self.drive_sum.sum.val();
        }

        // τ + 9: the pair (CTL-4).
        self.threshold_negative.value.next = self.controller_threshold.val();
        self.threshold_negative.negative.next = true;
        self.threshold_negative.enable.next = true;
        self.lowered.a.next = self.driven.q.val();
        self.lowered.b.next = self.threshold_negative.result.val();
        self.raised.a.next = self.driven.q.val();
        self.raised.b.next = self.controller_threshold.val();
        self.fires_positive.next = self.active_9.q.val() & !self.lowered.sum.val().get_bit(16);
        self.fires_negative.next = self.active_9.q.val()
            & self.lowered.sum.val().get_bit(16)
            & (self.raised.sum.val().get_bit(16) | !self.raised.sum.val().any());
        self.drive_new.d.next = self.driven.q.val();
        if self.fires_positive.val() {
            self.drive_new.d.next = self.lowered.sum.val().get_bits::<16>(0);
        }
        if self.fires_negative.val() {
            self.drive_new.d.next = self.raised.sum.val().get_bits::<16>(0);
        }
        self.modulator_held.d.next = self.modulator.val();
        self.modulator_used.next = self.modulated_9.delayed.val();
        self.positive.d.next = self.fires_positive.val();
        self.negative.d.next = self.fires_negative.val();

        // τ + 10: traces of the controller spikes (CTL-5), or of the modulator (CTL-7).
        self.drive_after.next = self.drive_new.q.val();
        self.drive_write.next = self.active_10.q.val();
        self.fired_positive.next = self.positive.q.val();
        self.fired_negative.next = self.negative.q.val();
        self.drive_retired.value.next = self.drive_new.q.val();
        self.positive_retired.value.next = self.positive.q.val();
        self.negative_retired.value.next = self.negative.q.val();
        self.proportional_step.value.next = self.proportional_gain.val();
        self.proportional_step.negative.next = self.negative.q.val();
        self.proportional_step.enable.next = self.positive.q.val() | self.negative.q.val();
        self.proportional_sum.a.next = self.proportional_decayed.delayed.val();
        self.proportional_sum.b.next = self.proportional_step.result.val();
        self.proportional_new.d.next = self.proportional_sum.sum.val();
        self.integral_step.value.next = self.integral_gain.val();
        self.integral_step.negative.next = self.negative.q.val();
        self.integral_step.enable.next = self.positive.q.val() | self.negative.q.val();
        self.integral_sum.a.next = self.integral_decayed.delayed.val();
        self.integral_sum.b.next = self.integral_step.result.val();
        self.modulator_sum.a.next = self.integral_decayed.delayed.val();
        self.modulator_sum.b.next = self.modulator_held.q.val();
        self.integral_new.d.next = self.integral_sum.sum.val();
        if self.modulated_10.q.val() {
            self.integral_new.d.next = self.modulator_sum.sum.val();
        }

        // τ + 11: feedback current (CTL-6).
        self.proportional_after.next = self.proportional_new.q.val();
        self.integral_after.next = self.integral_new.q.val();
        self.proportional_write.next = self.active_11.q.val();
        self.integral_write.next = self.active_11.q.val() | self.modulated_11.q.val();
        self.proportional_used.next = self.nothing.val();
        if self.active_11.q.val() {
            self.proportional_used.next = self.proportional_new.q.val();
        }
        self.current.a.next = self.proportional_used.val();
        self.current.b.next = self.integral_new.q.val();
        self.clamp.value.next = self.current.sum.val();
        self.feedback_new.d.next = self.feedback_stored.delayed.val();
        if self.active_11.q.val() | self.modulated_11.q.val() {
            self.feedback_new.d.next = self.clamp.narrow.val();
        }
        if self.modulated_11.q.val() & self.far_11.delayed.val() {
            self.feedback_new.d.next = self.nothing.val();
        }

        // τ + 12
        self.feedback_after.next = self.feedback_new.q.val();
        self.feedback_write.next = self.active_12.q.val() | self.modulated_12.q.val();
        self.error_retire.next = self.error_retired.delayed.val();
        self.drive_retire.next = self.drive_retired.delayed.val();
        self.positive_retire.next = self.positive_retired.delayed.val();
        self.negative_retire.next = self.negative_retired.delayed.val();
    }
}
