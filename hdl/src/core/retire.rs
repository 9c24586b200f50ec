//! The retire port: the result of each word, one cycle later, kept until the next word or a reset
//! (`OBS-2` to `OBS-5`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{Delay, Held};

/// Registers of the retire port that all lanes share.
#[derive(LogicBlock, Default)]
pub struct Retire {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub synapse: Signal<In, Bit>,
    pub entry: Signal<In, Bits<5>>,
    pub source: Signal<In, Bits<16>>,
    pub post: Signal<In, Bits<16>>,
    pub neuron: Signal<In, Bit>,
    pub neuron_word: Signal<In, Bits<16>>,
    pub control: Signal<In, Bit>,
    pub control_word: Signal<In, Bits<16>>,
    pub synapse_valid: Signal<Out, Bit>,
    pub synapse_projection: Signal<Out, Bits<5>>,
    pub synapse_source: Signal<Out, Bits<16>>,
    pub synapse_post: Signal<Out, Bits<16>>,
    pub neuron_valid: Signal<Out, Bit>,
    pub neuron_retired: Signal<Out, Bits<16>>,
    pub control_valid: Signal<Out, Bit>,
    pub control_retired: Signal<Out, Bits<16>>,
    synapse_now: DFF<Bit>,
    projection_held: Held<Bits<5>>,
    source_held: Held<Bits<16>>,
    post_held: Held<Bits<16>>,
    neuron_now: DFF<Bit>,
    neuron_held: Held<Bits<16>>,
    control_now: DFF<Bit>,
    control_held: Held<Bits<16>>,
    _settled: Settled,
}

impl Logic for Retire {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, synapse_now);
        dff_setup!(self, clock, neuron_now, control_now);
        self.projection_held.clock.next = self.clock.val();
        self.projection_held.reset.next = self.reset.val();
        self.projection_held.load.next = self.synapse.val();
        self.source_held.clock.next = self.clock.val();
        self.source_held.reset.next = self.reset.val();
        self.source_held.load.next = self.synapse.val();
        self.post_held.clock.next = self.clock.val();
        self.post_held.reset.next = self.reset.val();
        self.post_held.load.next = self.synapse.val();
        self.neuron_held.clock.next = self.clock.val();
        self.neuron_held.reset.next = self.reset.val();
        self.neuron_held.load.next = self.neuron.val();
        self.control_held.clock.next = self.clock.val();
        self.control_held.reset.next = self.reset.val();
        self.control_held.load.next = self.control.val();
        self.synapse_now.d.next = self.synapse.val();
        self.projection_held.value.next = self.entry.val();
        self.source_held.value.next = self.source.val();
        self.post_held.value.next = self.post.val();
        self.neuron_now.d.next = self.neuron.val();
        self.neuron_held.value.next = self.neuron_word.val();
        self.control_now.d.next = self.control.val();
        self.control_held.value.next = self.control_word.val();
        self.synapse_valid.next = self.synapse_now.q.val();
        self.synapse_projection.next = self.projection_held.held.val();
        self.synapse_source.next = self.source_held.held.val();
        self.synapse_post.next = self.post_held.held.val();
        self.neuron_valid.next = self.neuron_now.q.val();
        self.neuron_retired.next = self.neuron_held.held.val();
        self.control_valid.next = self.control_now.q.val();
        self.control_retired.next = self.control_held.held.val();
    }
}

/// Retire port of one lane: synapse and neuron entries. Values that come before the strobe are
/// delayed here.
#[derive(LogicBlock, Default)]
pub struct RetireLane<const W: usize, const M: usize> {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// On `t + 5`.
    pub synapse: Signal<In, Bit>,
    /// On `t + 3`.
    pub weight_before: Signal<In, Bits<W>>,
    pub weight_after: Signal<In, Bits<W>>,
    /// On `t + 4`.
    pub membrane_before: Signal<In, Bits<M>>,
    pub membrane_after: Signal<In, Bits<M>>,
    /// On `τ + 7`.
    pub neuron: Signal<In, Bit>,
    pub neuron_after: Signal<In, Bits<M>>,
    pub spike: Signal<In, Bit>,
    /// On `τ + 3`.
    pub neuron_before: Signal<In, Bits<M>>,
    weight_before_late: Delay<Bits<W>, 2>,
    weight_after_late: Delay<Bits<W>, 2>,
    membrane_before_late: Delay<Bits<M>, 1>,
    membrane_after_late: Delay<Bits<M>, 1>,
    neuron_before_late: Delay<Bits<M>, 4>,
    synapse_weight_before: Held<Bits<W>>,
    synapse_weight_after: Held<Bits<W>>,
    synapse_membrane_before: Held<Bits<M>>,
    synapse_membrane_after: Held<Bits<M>>,
    neuron_membrane_before: Held<Bits<M>>,
    neuron_membrane_after: Held<Bits<M>>,
    neuron_spike: Held<Bit>,
    pub out_weight_before: Signal<Out, Bits<W>>,
    pub out_weight_after: Signal<Out, Bits<W>>,
    pub out_membrane_before: Signal<Out, Bits<M>>,
    pub out_membrane_after: Signal<Out, Bits<M>>,
    pub out_neuron_before: Signal<Out, Bits<M>>,
    pub out_neuron_after: Signal<Out, Bits<M>>,
    pub out_spike: Signal<Out, Bit>,
    _settled: Settled,
}

impl<const W: usize, const M: usize> Logic for RetireLane<W, M> {
    #[hdl_gen]
    fn update(&mut self) {
        self.weight_before_late.clock.next = self.clock.val();
        self.weight_after_late.clock.next = self.clock.val();
        self.membrane_before_late.clock.next = self.clock.val();
        self.membrane_after_late.clock.next = self.clock.val();
        self.neuron_before_late.clock.next = self.clock.val();
        self.weight_before_late.value.next = self.weight_before.val();
        self.weight_after_late.value.next = self.weight_after.val();
        self.membrane_before_late.value.next = self.membrane_before.val();
        self.membrane_after_late.value.next = self.membrane_after.val();
        self.neuron_before_late.value.next = self.neuron_before.val();
        self.synapse_weight_before.clock.next = self.clock.val();
        self.synapse_weight_before.reset.next = self.reset.val();
        self.synapse_weight_before.load.next = self.synapse.val();
        self.synapse_weight_after.clock.next = self.clock.val();
        self.synapse_weight_after.reset.next = self.reset.val();
        self.synapse_weight_after.load.next = self.synapse.val();
        self.synapse_membrane_before.clock.next = self.clock.val();
        self.synapse_membrane_before.reset.next = self.reset.val();
        self.synapse_membrane_before.load.next = self.synapse.val();
        self.synapse_membrane_after.clock.next = self.clock.val();
        self.synapse_membrane_after.reset.next = self.reset.val();
        self.synapse_membrane_after.load.next = self.synapse.val();
        self.neuron_membrane_before.clock.next = self.clock.val();
        self.neuron_membrane_before.reset.next = self.reset.val();
        self.neuron_membrane_before.load.next = self.neuron.val();
        self.neuron_membrane_after.clock.next = self.clock.val();
        self.neuron_membrane_after.reset.next = self.reset.val();
        self.neuron_membrane_after.load.next = self.neuron.val();
        self.neuron_spike.clock.next = self.clock.val();
        self.neuron_spike.reset.next = self.reset.val();
        self.neuron_spike.load.next = self.neuron.val();
        self.synapse_weight_before.value.next = self.weight_before_late.delayed.val();
        self.synapse_weight_after.value.next = self.weight_after_late.delayed.val();
        self.synapse_membrane_before.value.next = self.membrane_before_late.delayed.val();
        self.synapse_membrane_after.value.next = self.membrane_after_late.delayed.val();
        self.neuron_membrane_before.value.next = self.neuron_before_late.delayed.val();
        self.neuron_membrane_after.value.next = self.neuron_after.val();
        self.neuron_spike.value.next = self.spike.val();
        self.out_weight_before.next = self.synapse_weight_before.held.val();
        self.out_weight_after.next = self.synapse_weight_after.held.val();
        self.out_membrane_before.next = self.synapse_membrane_before.held.val();
        self.out_membrane_after.next = self.synapse_membrane_after.held.val();
        self.out_neuron_before.next = self.neuron_membrane_before.held.val();
        self.out_neuron_after.next = self.neuron_membrane_after.held.val();
        self.out_spike.next = self.neuron_spike.held.val();
    }
}

/// Retire port of one lane: control entries. Unwritten state shows as stored.
#[derive(LogicBlock, Default)]
pub struct RetireControl {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// On `τ + 12`.
    pub control: Signal<In, Bit>,
    pub feedback_written: Signal<In, Bit>,
    pub feedback_after: Signal<In, Bits<16>>,
    /// On `τ + 5`.
    pub error_before: Signal<In, Bits<16>>,
    pub feedback_before: Signal<In, Bits<16>>,
    /// On `τ + 8`.
    pub error_written: Signal<In, Bit>,
    pub error_after: Signal<In, Bits<16>>,
    pub drive_before: Signal<In, Bits<16>>,
    /// On `τ + 10`.
    pub drive_after: Signal<In, Bits<16>>,
    pub positive: Signal<In, Bit>,
    pub negative: Signal<In, Bit>,
    error_before_late: Delay<Bits<16>, 7>,
    feedback_before_late: Delay<Bits<16>, 7>,
    written: Delay<Bit, 4>,
    error_after_late: Delay<Bits<16>, 4>,
    drive_before_late: Delay<Bits<16>, 4>,
    drive_after_late: Delay<Bits<16>, 2>,
    positive_late: Delay<Bit, 2>,
    negative_late: Delay<Bit, 2>,
    error: Held<Bits<16>>,
    drive: Held<Bits<16>>,
    fired_positive: Held<Bit>,
    fired_negative: Held<Bit>,
    feedback: Held<Bits<16>>,
    pub out_error: Signal<Out, Bits<16>>,
    pub out_drive: Signal<Out, Bits<16>>,
    pub out_positive: Signal<Out, Bit>,
    pub out_negative: Signal<Out, Bit>,
    pub out_feedback: Signal<Out, Bits<16>>,
    _settled: Settled,
}

impl Logic for RetireControl {
    #[hdl_gen]
    fn update(&mut self) {
        self.error_before_late.clock.next = self.clock.val();
        self.feedback_before_late.clock.next = self.clock.val();
        self.written.clock.next = self.clock.val();
        self.error_after_late.clock.next = self.clock.val();
        self.drive_before_late.clock.next = self.clock.val();
        self.drive_after_late.clock.next = self.clock.val();
        self.positive_late.clock.next = self.clock.val();
        self.negative_late.clock.next = self.clock.val();
        self.error_before_late.value.next = self.error_before.val();
        self.feedback_before_late.value.next = self.feedback_before.val();
        self.written.value.next = self.error_written.val();
        self.error_after_late.value.next = self.error_after.val();
        self.drive_before_late.value.next = self.drive_before.val();
        self.drive_after_late.value.next = self.drive_after.val();
        self.positive_late.value.next = self.positive.val();
        self.negative_late.value.next = self.negative.val();
        self.error.clock.next = self.clock.val();
        self.error.reset.next = self.reset.val();
        self.error.load.next = self.control.val();
        self.drive.clock.next = self.clock.val();
        self.drive.reset.next = self.reset.val();
        self.drive.load.next = self.control.val();
        self.fired_positive.clock.next = self.clock.val();
        self.fired_positive.reset.next = self.reset.val();
        self.fired_positive.load.next = self.control.val();
        self.fired_negative.clock.next = self.clock.val();
        self.fired_negative.reset.next = self.reset.val();
        self.fired_negative.load.next = self.control.val();
        self.feedback.clock.next = self.clock.val();
        self.feedback.reset.next = self.reset.val();
        self.feedback.load.next = self.control.val();
        self.error.value.next = self.error_before_late.delayed.val();
        self.drive.value.next = self.drive_before_late.delayed.val();
        if self.written.delayed.val() {
            self.error.value.next = self.error_after_late.delayed.val();
            self.drive.value.next = self.drive_after_late.delayed.val();
        }
        self.fired_positive.value.next = self.positive_late.delayed.val();
        self.fired_negative.value.next = self.negative_late.delayed.val();
        self.feedback.value.next = self.feedback_before_late.delayed.val();
        if self.feedback_written.val() {
            self.feedback.value.next = self.feedback_after.val();
        }
        self.out_error.next = self.error.held.val();
        self.out_drive.next = self.drive.held.val();
        self.out_positive.next = self.fired_positive.held.val();
        self.out_negative.next = self.fired_negative.held.val();
        self.out_feedback.next = self.feedback.held.val();
    }
}
