//! The retire port: what each word did, one clock after it was done, kept until the next (`OBS-2` to `OBS-5`).

use rust_hdl::prelude::*;

/// Registers of the retire port that all lanes share.
#[derive(LogicBlock, Default)]
pub struct Retire {
    pub clock: Signal<In, Clock>,
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
    projection_held: DFF<Bits<5>>,
    source_held: DFF<Bits<16>>,
    post_held: DFF<Bits<16>>,
    neuron_now: DFF<Bit>,
    neuron_held: DFF<Bits<16>>,
    control_now: DFF<Bit>,
    control_held: DFF<Bits<16>>,
}

impl Logic for Retire {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, synapse_now, projection_held, source_held, post_held);
        dff_setup!(self, clock, neuron_now, neuron_held, control_now, control_held);
        self.synapse_now.d.next = self.synapse.val();
        if self.synapse.val() {
            self.projection_held.d.next = self.entry.val();
            self.source_held.d.next = self.source.val();
            self.post_held.d.next = self.post.val();
        }
        self.neuron_now.d.next = self.neuron.val();
        if self.neuron.val() {
            self.neuron_held.d.next = self.neuron_word.val();
        }
        self.control_now.d.next = self.control.val();
        if self.control.val() {
            self.control_held.d.next = self.control_word.val();
        }
        self.synapse_valid.next = self.synapse_now.q.val();
        self.synapse_projection.next = self.projection_held.q.val();
        self.synapse_source.next = self.source_held.q.val();
        self.synapse_post.next = self.post_held.q.val();
        self.neuron_valid.next = self.neuron_now.q.val();
        self.neuron_retired.next = self.neuron_held.q.val();
        self.control_valid.next = self.control_now.q.val();
        self.control_retired.next = self.control_held.q.val();
    }
}

/// Registers of the retire port of one lane.
#[derive(LogicBlock, Default)]
pub struct RetireLane<const W: usize, const M: usize> {
    pub clock: Signal<In, Clock>,
    pub synapse: Signal<In, Bit>,
    pub weight_before: Signal<In, Bits<W>>,
    pub weight_after: Signal<In, Bits<W>>,
    pub membrane_before: Signal<In, Bits<M>>,
    pub membrane_after: Signal<In, Bits<M>>,
    pub neuron: Signal<In, Bit>,
    pub neuron_before: Signal<In, Bits<M>>,
    pub neuron_after: Signal<In, Bits<M>>,
    pub spike: Signal<In, Bit>,
    pub control: Signal<In, Bit>,
    pub error: Signal<In, Bits<16>>,
    pub drive: Signal<In, Bits<16>>,
    pub positive: Signal<In, Bit>,
    pub negative: Signal<In, Bit>,
    pub feedback: Signal<In, Bits<16>>,
    synapse_weight_before: DFF<Bits<W>>,
    synapse_weight_after: DFF<Bits<W>>,
    synapse_membrane_before: DFF<Bits<M>>,
    synapse_membrane_after: DFF<Bits<M>>,
    neuron_membrane_before: DFF<Bits<M>>,
    neuron_membrane_after: DFF<Bits<M>>,
    neuron_spike: DFF<Bit>,
    control_error: DFF<Bits<16>>,
    control_drive: DFF<Bits<16>>,
    control_positive: DFF<Bit>,
    control_negative: DFF<Bit>,
    control_feedback: DFF<Bits<16>>,
    pub out_weight_before: Signal<Out, Bits<W>>,
    pub out_weight_after: Signal<Out, Bits<W>>,
    pub out_membrane_before: Signal<Out, Bits<M>>,
    pub out_membrane_after: Signal<Out, Bits<M>>,
    pub out_neuron_before: Signal<Out, Bits<M>>,
    pub out_neuron_after: Signal<Out, Bits<M>>,
    pub out_spike: Signal<Out, Bit>,
    pub out_error: Signal<Out, Bits<16>>,
    pub out_drive: Signal<Out, Bits<16>>,
    pub out_positive: Signal<Out, Bit>,
    pub out_negative: Signal<Out, Bit>,
    pub out_feedback: Signal<Out, Bits<16>>,
}

impl<const W: usize, const M: usize> Logic for RetireLane<W, M> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, synapse_weight_before, synapse_weight_after, synapse_membrane_before);
        dff_setup!(self, clock, synapse_membrane_after, neuron_membrane_before, neuron_membrane_after);
        dff_setup!(self, clock, neuron_spike, control_error, control_drive, control_positive);
        dff_setup!(self, clock, control_negative, control_feedback);
        if self.synapse.val() {
            self.synapse_weight_before.d.next = self.weight_before.val();
            self.synapse_weight_after.d.next = self.weight_after.val();
            self.synapse_membrane_before.d.next = self.membrane_before.val();
            self.synapse_membrane_after.d.next = self.membrane_after.val();
        }
        if self.neuron.val() {
            self.neuron_membrane_before.d.next = self.neuron_before.val();
            self.neuron_membrane_after.d.next = self.neuron_after.val();
            self.neuron_spike.d.next = self.spike.val();
        }
        if self.control.val() {
            self.control_error.d.next = self.error.val();
            self.control_drive.d.next = self.drive.val();
            self.control_positive.d.next = self.positive.val();
            self.control_negative.d.next = self.negative.val();
            self.control_feedback.d.next = self.feedback.val();
        }
        self.out_weight_before.next = self.synapse_weight_before.q.val();
        self.out_weight_after.next = self.synapse_weight_after.q.val();
        self.out_membrane_before.next = self.synapse_membrane_before.q.val();
        self.out_membrane_after.next = self.synapse_membrane_after.q.val();
        self.out_neuron_before.next = self.neuron_membrane_before.q.val();
        self.out_neuron_after.next = self.neuron_membrane_after.q.val();
        self.out_spike.next = self.neuron_spike.q.val();
        self.out_error.next = self.control_error.q.val();
        self.out_drive.next = self.control_drive.q.val();
        self.out_positive.next = self.control_positive.q.val();
        self.out_negative.next = self.control_negative.q.val();
        self.out_feedback.next = self.control_feedback.q.val();
    }
}
