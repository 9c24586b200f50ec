//! One lane of the feedback controller: target, error trace, spiking controller pair, feedback
//! current (`CTL-1` to `CTL-7`).
//!
//! ```text
//!  cycle   τ+5          τ+6       τ+7             τ+8        τ+9                τ+10          τ+11
//!          leak of e    e decays  error trace ─►  drive ──►  pair fires ──►     p, i  ─────►  feedback
//!          target       -         -               leak of p, i    p, i decay
//! ```
//! Each state is read in the cycle before it is used and written as it becomes ready. A clear
//! writes zeros by the same registers, which it holds at zero.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{
    DecaySubtract, Delay, GainStep, ModulatedStep, PairFire, RoundingShift, SaturatingAdd,
};

/// Controller pipeline of one neuron per cycle; modulators have `M` bits.
#[derive(LogicBlock, Default)]
pub struct Controller<const M: usize> {
    pub clock: Signal<In, Clock>,
    /// Zero.
    pub zero: Signal<In, Bits<16>>,
    /// Registers.
    pub error_leak: Signal<In, Bits<4>>,
    pub proportional_leak: Signal<In, Bits<4>>,
    pub integral_leak: Signal<In, Bits<4>>,
    pub modulatory_leak: Signal<In, Bits<4>>,
    pub error_gain: Signal<In, Bits<16>>,
    pub proportional_gain: Signal<In, Bits<16>>,
    pub integral_gain: Signal<In, Bits<16>>,
    /// On `τ + 5`: the neuron's controller is active; it follows its modulator; target and error
    /// state.
    pub active: Signal<In, Bit>,
    pub modulated: Signal<In, Bit>,
    pub rate: Signal<In, Bits<8>>,
    pub phase: Signal<In, Bits<8>>,
    pub error: Signal<In, Bits<16>>,
    /// On `τ + 7`: the neuron fired; its membrane is negative; the word is cleared.
    pub spike: Signal<In, Bit>,
    pub far_from_firing: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    /// On `τ + 8`: drive and traces.
    pub drive: Signal<In, Bits<16>>,
    pub proportional: Signal<In, Bits<16>>,
    pub integral: Signal<In, Bits<16>>,
    /// On `τ + 9`: threshold of the pair.
    pub controller_threshold: Signal<In, Bits<16>>,
    /// On `τ + 10`: the modulator.
    pub modulator: Signal<In, Bits<M>>,
    /// New state: phase on `τ + 6`, error on `τ + 8`, drive on `τ + 10`, traces on `τ + 11`,
    /// feedback on `τ + 12`.
    pub phase_after: Signal<Out, Bits<8>>,
    pub error_after: Signal<Out, Bits<16>>,
    pub drive_after: Signal<Out, Bits<16>>,
    pub proportional_after: Signal<Out, Bits<16>>,
    pub integral_after: Signal<Out, Bits<16>>,
    pub feedback_after: Signal<Out, Bits<16>>,
    /// High to write that state; and on `τ + 10`, the modulator, with zero.
    pub phase_write: Signal<Out, Bit>,
    pub error_write: Signal<Out, Bit>,
    pub drive_write: Signal<Out, Bit>,
    pub proportional_write: Signal<Out, Bit>,
    pub integral_write: Signal<Out, Bit>,
    pub feedback_write: Signal<Out, Bit>,
    pub modulator_write: Signal<Out, Bit>,
    /// The pair, on `τ + 10`.
    pub fired_positive: Signal<Out, Bit>,
    pub fired_negative: Signal<Out, Bit>,

    active_6: DFF<Bit>,
    active_7: DFF<Bit>,
    active_8: DFF<Bit>,
    active_9: DFF<Bit>,
    active_10: DFF<Bit>,
    active_11: DFF<Bit>,
    active_12: DFF<Bit>,
    modulated_8: Delay<Bit, 3>,
    modulated_9: DFF<Bit>,
    modulated_10: DFF<Bit>,
    modulated_11: DFF<Bit>,
    modulated_12: DFF<Bit>,
    clear_8: DFF<Bit>,
    clear_9: DFF<Bit>,
    clear_10: DFF<Bit>,
    clear_11: DFF<Bit>,
    clear_12: DFF<Bit>,
    far_11: Delay<Bit, 4>,
    integral_leak_used: Signal<Local, Bits<4>>,
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
    error_step: GainStep,
    error_new: DFF<Bits<16>>,
    proportional_shift: RoundingShift<16>,
    proportional_decay: DecaySubtract<16>,
    proportional_value: DFF<Bits<16>>,
    proportional_shifted: DFF<Bits<16>>,
    proportional_round: DFF<Bit>,
    proportional_decayed: DFF<Bits<16>>,
    proportional_step: GainStep,
    proportional_new: DFF<Bits<16>>,
    integral_shift: RoundingShift<16>,
    integral_decay: DecaySubtract<16>,
    integral_value: DFF<Bits<16>>,
    integral_shifted: DFF<Bits<16>>,
    integral_round: DFF<Bit>,
    integral_decayed: DFF<Bits<16>>,
    integral_step: ModulatedStep<M>,
    integral_new: DFF<Bits<16>>,
    drive_sum: SaturatingAdd<16, 16>,
    driven: DFF<Bits<16>>,
    pair: PairFire,
    drive_new: DFF<Bits<16>>,
    positive: DFF<Bit>,
    negative: DFF<Bit>,
    pair_fired: Signal<Local, Bit>,
    current: SaturatingAdd<16, 16>,
    feedback_new: DFF<Bits<16>>,
    _settled: Settled,
}

impl<const M: usize> Logic for Controller<M> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, active_6, active_7, active_8, active_9, active_10, active_11, active_12);
        dff_setup!(self, clock, modulated_9, modulated_10, modulated_11, modulated_12);
        dff_setup!(self, clock, clear_8, clear_9, clear_10, clear_11, clear_12);
        dff_setup!(self, clock, target_phase, target, target_late);
        dff_setup!(self, clock, error_value, error_shifted, error_round, error_decayed, error_new);
        dff_setup!(self, clock, proportional_value, proportional_shifted, proportional_round);
        dff_setup!(self, clock, proportional_decayed, integral_decayed, feedback_new);
        dff_setup!(self, clock, proportional_new, integral_new, driven, drive_new, positive, negative);
        dff_setup!(self, clock, integral_value, integral_shifted, integral_round);
        self.modulated_8.clock.next = self.clock.val();
        self.far_11.clock.next = self.clock.val();

        self.active_6.d.next = self.active.val();
        self.active_7.d.next = self.active_6.q.val();
        self.active_8.d.next = self.active_7.q.val();
        self.active_9.d.next = self.active_8.q.val();
        self.active_10.d.next = self.active_9.q.val();
        self.active_11.d.next = self.active_10.q.val();
        self.active_12.d.next = self.active_11.q.val();
        self.modulated_8.value.next = self.modulated.val();
        self.modulated_9.d.next = self.modulated_8.delayed.val();
        self.modulated_10.d.next = self.modulated_9.q.val();
        self.modulated_11.d.next = self.modulated_10.q.val();
        self.modulated_12.d.next = self.modulated_11.q.val();
        self.clear_8.d.next = self.clear.val();
        self.clear_9.d.next = self.clear_8.q.val();
        self.clear_10.d.next = self.clear_9.q.val();
        self.clear_11.d.next = self.clear_10.q.val();
        self.clear_12.d.next = self.clear_11.q.val();
        self.far_11.value.next = self.far_from_firing.val();

        comment!("τ + 5: target spike generator (CTL-1); first half of the error's leak.");
        self.target_sum.next = bit_cast::<9, 8>(self.phase.val()) + bit_cast::<9, 8>(self.rate.val());
        self.target_phase.d.next = self.target_sum.val().get_bits::<8>(0);
        self.target.d.next = self.target_sum.val().get_bit(8);
        self.error_shift.value.next = self.error.val();
        self.error_shift.shift.next = self.error_leak.val();
        self.error_value.d.next = self.error.val();
        self.error_shifted.d.next = self.error_shift.shifted.val();
        self.error_round.d.next = self.error_shift.round.val();

        comment!("τ + 6: its second half.");
        self.phase_after.next = self.target_phase.q.val();
        self.phase_write.next = self.active_6.q.val();
        self.target_late.d.next = self.target.q.val();
        self.error_decay.value.next = self.error_value.q.val();
        self.error_decay.shifted.next = self.error_shifted.q.val();
        self.error_decay.round.next = self.error_round.q.val();
        self.error_decayed.d.next = self.error_decay.decayed.val();

        comment!("τ + 7: error trace (CTL-2).");
        self.error_step.trace.next = self.error_decayed.q.val();
        self.error_step.gain.next = self.error_gain.val();
        self.error_step.negative.next = self.spike.val();
        self.error_step.enable.next = self.spike.val() ^ self.target_late.q.val();
        self.error_new.d.next = self.error_step.sum.val();
        if self.clear.val() {
            self.error_new.d.next = self.zero.val();
        }

        comment!("τ + 8: drive (CTL-3); first halves of the traces' leaks.");
        self.error_after.next = self.error_new.q.val();
        self.error_write.next = self.active_8.q.val() | self.clear_8.q.val();
        self.drive_sum.a.next = self.drive.val();
        self.drive_sum.b.next = self.error_new.q.val();
        self.driven.d.next = self.drive_sum.sum.val();
        self.proportional_shift.value.next = self.proportional.val();
        self.proportional_shift.shift.next = self.proportional_leak.val();
        self.proportional_value.d.next = self.proportional.val();
        self.proportional_shifted.d.next = self.proportional_shift.shifted.val();
        self.proportional_round.d.next = self.proportional_shift.round.val();
        self.integral_shift.value.next = self.integral.val();
        self.integral_leak_used.next = self.integral_leak.val();
        if self.modulated_8.delayed.val() {
            self.integral_leak_used.next = self.modulatory_leak.val();
        }
        self.integral_shift.shift.next = self.integral_leak_used.val();
        self.integral_value.d.next = self.integral.val();
        self.integral_shifted.d.next = self.integral_shift.shifted.val();
        self.integral_round.d.next = self.integral_shift.round.val();

        comment!("τ + 9: the pair (CTL-4); second halves of the traces' leaks.");
        self.pair.drive.next = self.driven.q.val();
        self.pair.threshold.next = self.controller_threshold.val();
        self.drive_new.d.next = self.pair.rest.val();
        if self.clear_9.q.val() {
            self.drive_new.d.next = self.zero.val();
        }
        self.positive.d.next = self.active_9.q.val() & self.pair.positive.val();
        self.negative.d.next = self.active_9.q.val() & self.pair.negative.val();
        self.proportional_decay.value.next = self.proportional_value.q.val();
        self.proportional_decay.shifted.next = self.proportional_shifted.q.val();
        self.proportional_decay.round.next = self.proportional_round.q.val();
        self.proportional_decayed.d.next = self.proportional_decay.decayed.val();
        self.integral_decay.value.next = self.integral_value.q.val();
        self.integral_decay.shifted.next = self.integral_shifted.q.val();
        self.integral_decay.round.next = self.integral_round.q.val();
        self.integral_decayed.d.next = self.integral_decay.decayed.val();

        comment!("τ + 10: traces of the controller spikes (CTL-5), or of the modulator (CTL-7).");
        self.drive_after.next = self.drive_new.q.val();
        self.drive_write.next = self.active_10.q.val() | self.clear_10.q.val();
        self.modulator_write.next = self.modulated_10.q.val() | self.clear_10.q.val();
        self.fired_positive.next = self.positive.q.val();
        self.fired_negative.next = self.negative.q.val();
        self.pair_fired.next = self.positive.q.val() | self.negative.q.val();
        self.proportional_step.trace.next = self.proportional_decayed.q.val();
        self.proportional_step.gain.next = self.proportional_gain.val();
        self.proportional_step.negative.next = self.negative.q.val();
        self.proportional_step.enable.next = self.pair_fired.val();
        self.proportional_new.d.next = self.proportional_step.sum.val();
        comment!("A neuron without control has no proportional part (CTL-6); a cleared word");
        comment!("has no control.");
        if !self.active_10.q.val() {
            self.proportional_new.d.next = self.zero.val();
        }
        self.integral_step.trace.next = self.integral_decayed.q.val();
        self.integral_step.gain.next = self.integral_gain.val();
        self.integral_step.negative.next = self.negative.q.val();
        self.integral_step.enable.next = self.pair_fired.val();
        self.integral_step.modulator.next = self.modulator.val();
        self.integral_step.modulated.next = self.modulated_10.q.val();
        self.integral_new.d.next = self.integral_step.sum.val();
        if self.clear_10.q.val() {
            self.integral_new.d.next = self.zero.val();
        }

        comment!("τ + 11: feedback current (CTL-6).");
        self.proportional_after.next = self.proportional_new.q.val();
        self.integral_after.next = self.integral_new.q.val();
        self.proportional_write.next = self.active_11.q.val() | self.clear_11.q.val();
        self.integral_write.next = self.active_11.q.val() | self.modulated_11.q.val() | self.clear_11.q.val();
        self.current.a.next = self.proportional_new.q.val();
        self.current.b.next = self.integral_new.q.val();
        self.feedback_new.d.next = self.current.sum.val();
        if (self.modulated_11.q.val() & self.far_11.delayed.val()) | self.clear_11.q.val() {
            self.feedback_new.d.next = self.zero.val();
        }

        comment!("τ + 12");
        self.feedback_after.next = self.feedback_new.q.val();
        self.feedback_write.next = self.active_12.q.val() | self.modulated_12.q.val() | self.clear_12.q.val();
    }
}
