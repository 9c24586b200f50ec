//! Schedule of the lanes' stages, words and cycles: addresses, strobes and forwarding, shared by
//! all lanes (`CLK-7`, `CLK-9`, `SYN-7`).
//!
//! A weight word issued in cycle `t`: feedback read `t`, weight read `t + 1`, membrane read
//! `t + 2`, weight written `t + 3`, membrane written `t + 4`. Two words to one address that follow
//! each other closer than the memory can show are forwarded: *near* (one cycle apart), *far* (two
//! cycles apart).
//!
//! A neuron word issued in cycle `τ`: membrane and leak read `τ + 2`; threshold, refractory
//! counter, target, error and feedback read `τ + 4`; written `τ + 7`, when drive and traces are
//! read; controller state written as it becomes ready, the feedback current last, on `τ + 12`.

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::{Delay, NoiseMask};

/// Number of cycles for which a neuron word is followed.
pub(crate) const NEURON_STAGES: usize = 13;

/// Delay lines from the streamer and the scheduler to the lanes.
#[derive(LogicBlock, Default)]
pub struct Timing {
    pub clock: Signal<In, Clock>,
    /// The weight word issued in this cycle.
    pub issue: Signal<In, Bit>,
    pub weight_address: Signal<In, Bits<16>>,
    pub post: Signal<In, Bits<16>>,
    pub shift: Signal<In, Bits<4>>,
    /// The entry learns, and both modes are set (SYN-3).
    pub learn: Signal<In, Bit>,
    /// The word meets modulators; the spike is of a negative controller neuron.
    pub modulatory: Signal<In, Bit>,
    pub negative: Signal<In, Bit>,
    pub entry: Signal<In, Bits<5>>,
    pub source: Signal<In, Bits<16>>,
    /// The neuron word issued in this cycle.
    pub update: Signal<In, Bit>,
    pub word: Signal<In, Bits<16>>,
    pub clearing: Signal<In, Bit>,
    /// A clear that is under way takes target rates and phases as well; it stays until all words
    /// are through.
    pub clearing_targets: Signal<In, Bit>,
    pub feedback: Signal<In, Bit>,
    /// Bus address while no word is in flight.
    pub access_address: Signal<In, Bits<16>>,

    pub feedback_read_address: Signal<Out, Bits<16>>,
    pub random_advance: Signal<Out, Bit>,
    /// A mask of the bits kept of the random number; one cycle later, rate shift and mask of the
    /// same word.
    pub noise_mask: Signal<Out, Bits<16>>,
    pub delta_shift: Signal<Out, Bits<4>>,
    pub delta_mask: Signal<Out, Bits<16>>,
    pub weight_read_address: Signal<Out, Bits<16>>,
    pub weight_write_address: Signal<Out, Bits<16>>,
    pub weight_write: Signal<Out, Bit>,
    pub weight_far: Signal<Out, Bit>,
    pub weight_near: Signal<Out, Bit>,
    pub membrane_read_address: Signal<Out, Bits<16>>,
    pub membrane_write_address: Signal<Out, Bits<16>>,
    pub membrane_write: Signal<Out, Bit>,
    pub membrane_far: Signal<Out, Bit>,
    pub membrane_near: Signal<Out, Bit>,
    /// On `t + 3`: the sum is a modulator, so the weight is not scaled; it is negated.
    pub plain: Signal<Out, Bit>,
    pub negate: Signal<Out, Bit>,
    /// Modulators: read for the word in stage 9, cleared for the one in stage 10.
    pub modulator_read_address: Signal<Out, Bits<16>>,
    pub modulator_write_address: Signal<Out, Bits<16>>,
    pub modulator_write: Signal<Out, Bit>,
    /// Selects the neuron pipeline's membrane for writing.
    pub neuron_write: Signal<Out, Bit>,
    pub neuron_clear: Signal<Out, Bit>,
    /// Target rate and phase of the word in stage 6 are cleared.
    pub clear_targets: Signal<Out, Bit>,
    /// The word in stage 6 or 7 is cleared.
    pub clear_6: Signal<Out, Bit>,
    pub clear_7: Signal<Out, Bit>,
    pub behaviour_read_address: Signal<Out, Bits<16>>,
    pub threshold_read_address: Signal<Out, Bits<16>>,
    pub late_read_address: Signal<Out, Bits<16>>,
    /// Words by stage.
    pub word_4: Signal<Out, Bits<16>>,
    pub word_6: Signal<Out, Bits<16>>,
    pub word_7: Signal<Out, Bits<16>>,
    pub word_8: Signal<Out, Bits<16>>,
    pub word_10: Signal<Out, Bits<16>>,
    pub word_11: Signal<Out, Bits<16>>,
    pub word_12: Signal<Out, Bits<16>>,
    /// The feedback mode of the word in stage 5.
    pub controlling: Signal<Out, Bit>,
    /// Lanes show spikes of the word in this cycle; they are pushed into the queues with the next
    /// one.
    pub spike_word: Signal<Out, Bits<16>>,
    pub spike_push: Signal<Out, Bit>,
    /// Controller spikes of the word are pushed in this cycle.
    pub pair_word: Signal<Out, Bits<16>>,
    pub pair_push: Signal<Out, Bit>,
    /// Strobes of the words that retire with the next edge.
    pub synapse_retire: Signal<Out, Bit>,
    pub synapse_entry: Signal<Out, Bits<5>>,
    pub synapse_source: Signal<Out, Bits<16>>,
    pub synapse_post: Signal<Out, Bits<16>>,
    pub neuron_retire: Signal<Out, Bit>,
    pub neuron_word: Signal<Out, Bits<16>>,
    pub control_retire: Signal<Out, Bit>,
    pub control_word: Signal<Out, Bits<16>>,

    issued: [DFF<Bit>; 6],
    address: [DFF<Bits<16>>; 4],
    posts: [DFF<Bits<16>>; 6],
    learning: [DFF<Bit>; 4],
    shifts: [DFF<Bits<4>>; 3],
    masking: NoiseMask,
    mask: DFF<Bits<16>>,
    mask_later: DFF<Bits<16>>,
    modulates: [DFF<Bit>; 5],
    negates: [DFF<Bit>; 4],
    same_weight_near: Delay<Bit, 3>,
    same_weight_far: Delay<Bit, 2>,
    same_post_near: Delay<Bit, 4>,
    same_post_far: Delay<Bit, 3>,
    entries: Delay<Bits<5>, 5>,
    sources: Delay<Bits<16>, 5>,
    updating: [DFF<Bit>; NEURON_STAGES],
    clears: [DFF<Bit>; NEURON_STAGES],
    controls: [DFF<Bit>; NEURON_STAGES],
    words: [DFF<Bits<16>>; NEURON_STAGES],
    _settled: Settled,
}

impl Logic for Timing {
    #[hdl_gen]
    fn update(&mut self) {
        // Index `i` of a line holds the word issued `i` cycles ago; index 0 is a stage of its own
        // that is never read, so that the numbers stay those of the specification.
        for i in 0..6 {
            self.issued[i].clock.next = self.clock.val();
            self.posts[i].clock.next = self.clock.val();
        }
        for i in 0..4 {
            self.address[i].clock.next = self.clock.val();
            self.negates[i].clock.next = self.clock.val();
            self.learning[i].clock.next = self.clock.val();
        }
        for i in 0..5 {
            self.modulates[i].clock.next = self.clock.val();
        }
        for i in 0..3 {
            self.shifts[i].clock.next = self.clock.val();
        }
        for i in 0..13 {
            self.updating[i].clock.next = self.clock.val();
            self.clears[i].clock.next = self.clock.val();
            self.controls[i].clock.next = self.clock.val();
            self.words[i].clock.next = self.clock.val();
        }
        self.same_weight_near.clock.next = self.clock.val();
        self.same_weight_far.clock.next = self.clock.val();
        self.same_post_near.clock.next = self.clock.val();
        self.same_post_far.clock.next = self.clock.val();
        self.entries.clock.next = self.clock.val();
        self.sources.clock.next = self.clock.val();

        self.issued[1].d.next = self.issue.val();
        self.posts[1].d.next = self.post.val();
        self.address[1].d.next = self.weight_address.val();
        self.learning[1].d.next = self.issue.val() & self.learn.val();
        self.shifts[1].d.next = self.shift.val();
        self.mask.clock.next = self.clock.val();
        self.mask_later.clock.next = self.clock.val();
        self.mask_later.d.next = self.mask.q.val();
        self.masking.shift.next = self.shift.val();
        self.mask.d.next = self.masking.mask.val();
        self.modulates[1].d.next = self.modulatory.val();
        self.negates[1].d.next = self.negative.val();
        self.issued[0].d.next = false;
        self.posts[0].d.next = self.post.val();
        self.address[0].d.next = self.weight_address.val();
        self.learning[0].d.next = false;
        self.shifts[0].d.next = self.shift.val();
        self.modulates[0].d.next = false;
        self.negates[0].d.next = false;
        for i in 2..5 {
            self.modulates[i].d.next = self.modulates[i - 1].q.val();
        }
        for i in 2..6 {
            self.issued[i].d.next = self.issued[i - 1].q.val();
            self.posts[i].d.next = self.posts[i - 1].q.val();
        }
        for i in 2..4 {
            self.address[i].d.next = self.address[i - 1].q.val();
            self.negates[i].d.next = self.negates[i - 1].q.val();
            self.learning[i].d.next = self.learning[i - 1].q.val();
        }
        self.shifts[2].d.next = self.shifts[1].q.val();
        self.entries.value.next = self.entry.val();
        self.sources.value.next = self.source.val();

        self.updating[1].d.next = self.update.val();
        self.clears[1].d.next = self.update.val() & self.clearing.val();
        self.controls[1].d.next = self.update.val() & self.feedback.val() & !self.clearing.val();
        self.words[1].d.next = self.word.val();
        self.updating[0].d.next = false;
        self.clears[0].d.next = false;
        self.controls[0].d.next = false;
        self.words[0].d.next = self.word.val();
        for i in 2..13 {
            self.updating[i].d.next = self.updating[i - 1].q.val();
            self.clears[i].d.next = self.clears[i - 1].q.val();
            self.controls[i].d.next = self.controls[i - 1].q.val();
            self.words[i].d.next = self.words[i - 1].q.val();
        }

        comment!("Forwarding (SYN-7).");
        self.same_weight_near.value.next =
            self.issued[1].q.val() & (self.address[1].q.val() == self.weight_address.val());
        self.same_weight_far.value.next =
            self.issued[2].q.val() & (self.address[2].q.val() == self.weight_address.val());
        self.same_post_near.value.next = self.issued[1].q.val()
            & (self.posts[1].q.val() == self.post.val())
            & (self.modulates[1].q.val() == self.modulatory.val());
        self.same_post_far.value.next = self.issued[2].q.val()
            & (self.posts[2].q.val() == self.post.val())
            & (self.modulates[2].q.val() == self.modulatory.val());
        self.weight_near.next = self.same_weight_near.delayed.val();
        self.weight_far.next = self.same_weight_far.delayed.val();
        self.membrane_near.next = self.same_post_near.delayed.val();
        self.membrane_far.next = self.same_post_far.delayed.val();

        comment!("Weight word.");
        self.feedback_read_address.next = self.words[4].q.val();
        if self.issue.val() {
            self.feedback_read_address.next = self.post.val();
        }
        self.random_advance.next = self.learning[1].q.val();
        self.noise_mask.next = self.mask.q.val();
        self.delta_shift.next = self.shifts[2].q.val();
        self.delta_mask.next = self.mask_later.q.val();
        self.weight_read_address.next = self.access_address.val();
        if self.issued[1].q.val() {
            self.weight_read_address.next = self.address[1].q.val();
        }
        self.weight_write_address.next = self.access_address.val();
        if self.learning[3].q.val() {
            self.weight_write_address.next = self.address[3].q.val();
        }
        self.weight_write.next = self.learning[3].q.val();
        self.membrane_read_address.next = self.posts[2].q.val();
        if self.updating[2].q.val() {
            self.membrane_read_address.next = self.words[2].q.val();
        }
        self.membrane_write_address.next = self.posts[4].q.val();
        self.membrane_write.next =
            (self.issued[4].q.val() & !self.modulates[4].q.val()) | self.updating[7].q.val();
        if self.updating[7].q.val() {
            self.membrane_write_address.next = self.words[7].q.val();
        }

        comment!("Modulator: as the membrane, but taken by the controller later.");
        self.plain.next = self.modulates[3].q.val();
        self.negate.next = self.negates[3].q.val();
        self.modulator_read_address.next = self.posts[2].q.val();
        if self.updating[9].q.val() {
            self.modulator_read_address.next = self.words[9].q.val();
        }
        self.modulator_write.next = self.issued[4].q.val() & self.modulates[4].q.val();
        self.modulator_write_address.next = self.posts[4].q.val();
        if self.updating[10].q.val() {
            self.modulator_write_address.next = self.words[10].q.val();
        }

        comment!("Neuron word.");
        self.neuron_write.next = self.updating[7].q.val();
        self.neuron_clear.next = self.clears[7].q.val();
        self.behaviour_read_address.next = self.words[2].q.val();
        self.threshold_read_address.next = self.words[4].q.val();
        self.late_read_address.next = self.words[5].q.val();
        self.clear_targets.next = self.clears[6].q.val() & self.clearing_targets.val();
        self.clear_6.next = self.clears[6].q.val();
        self.clear_7.next = self.clears[7].q.val();
        self.word_4.next = self.words[4].q.val();
        self.word_6.next = self.words[6].q.val();
        self.word_7.next = self.words[7].q.val();
        self.word_8.next = self.words[8].q.val();
        self.word_10.next = self.words[10].q.val();
        self.word_11.next = self.words[11].q.val();
        self.word_12.next = self.words[12].q.val();
        self.controlling.next = self.controls[5].q.val();
        self.spike_word.next = self.words[7].q.val();
        self.spike_push.next = self.updating[7].q.val() & !self.clears[7].q.val();
        self.pair_word.next = self.words[10].q.val();
        self.pair_push.next = self.controls[10].q.val();

        comment!("Retire port.");
        self.synapse_retire.next = self.issued[5].q.val();
        self.synapse_entry.next = self.entries.delayed.val();
        self.synapse_source.next = self.sources.delayed.val();
        self.synapse_post.next = self.posts[5].q.val();
        self.neuron_retire.next = self.updating[7].q.val() & !self.clears[7].q.val();
        self.neuron_word.next = self.words[7].q.val();
        self.control_retire.next = self.controls[12].q.val();
        self.control_word.next = self.words[12].q.val();
    }
}
