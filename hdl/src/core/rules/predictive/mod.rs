//! The predictive pass (section 13): the part that lanes share.

pub mod lane;
pub mod sequencer;
pub mod table;
pub mod timing;
pub mod traces;

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::clocked::Settled;
use crate::primitives::Held;
use sequencer::Sequencer;
use spindle_spec::Image;
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map as map;
use spindle_spec::register_map::fields;
use timing::PredictiveTiming;
use traces::SourceTraces;

/// Order, source traces, stage cycles, registers and shared retire registers of the predictive
/// pass. Outputs that end in a number go to the lanes, in that cycle after the issue of a row.
#[derive(LogicBlock)]
pub struct Predictive {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// A step or a clear is taken in this cycle.
    pub step: Signal<In, Bit>,
    pub clear: Signal<In, Bit>,
    pub entries: Signal<In, Bits<5>>,
    pub neuron_words: Signal<In, Bits<16>>,
    pub feedback: Signal<In, Bit>,
    pub learning: Signal<In, Bit>,
    pub table_write: Signal<In, Bit>,
    pub table_entry: Signal<In, Bits<4>>,
    pub table_field: Signal<In, Bits<2>>,
    pub table_data: Signal<In, Bits<32>>,
    /// A spike marks a trace.
    pub mark: Signal<In, Bit>,
    pub mark_address: Signal<In, Bits<16>>,
    /// Registers: a write is done in this cycle.
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<24>>,
    pub bus_data: Signal<In, Bits<32>>,
    /// High if the address is one of these registers, and its content.
    pub bus_selected: Signal<Out, Bit>,
    pub bus_read: Signal<Out, Bits<32>>,
    /// The update has to wait; memories are addressed by this pass.
    pub busy: Signal<Out, Bit>,
    pub word: Signal<Out, Bits<16>>,
    pub weight_address: Signal<Out, Bits<16>>,
    /// The row issued in this cycle is counted.
    pub counted: Signal<Out, Bit>,
    /// The last cycle of a neuron word: its membranes are written.
    pub finish: Signal<Out, Bit>,
    /// No row is in flight.
    pub rest: Signal<Out, Bit>,
    pub leak: Signal<Out, Bits<16>>,
    pub logarithmic_1: Signal<Out, Bit>,
    pub trace_4: Signal<Out, Bits<16>>,
    pub eligibility_5: Signal<Out, Bits<24>>,
    pub sums_6: Signal<Out, Bit>,
    pub trace_7: Signal<Out, Bits<16>>,
    pub rate_7: Signal<Out, Bits<8>>,
    pub prediction_shift_8: Signal<Out, Bits<4>>,
    pub feedback_shift_8: Signal<Out, Bits<4>>,
    pub predicts_8: Signal<Out, Bit>,
    pub feeds_8: Signal<Out, Bit>,
    pub active_8: Signal<Out, Bit>,
    pub active_9: Signal<Out, Bit>,
    pub bounded_9: Signal<Out, Bit>,
    pub logarithmic_10: Signal<Out, Bit>,
    pub write_10: Signal<Out, Bit>,
    pub weight_address_10: Signal<Out, Bits<16>>,
    pub trace_12: Signal<Out, Bits<16>>,
    pub drives_13: Signal<Out, Bit>,
    // Retire ports.
    pub row_valid: Signal<Out, Bit>,
    pub row_projection: Signal<Out, Bits<5>>,
    pub row_trace: Signal<Out, Bits<16>>,
    pub row_post: Signal<Out, Bits<16>>,
    pub row_input: Signal<Out, Bits<16>>,
    pub row_eligibility: Signal<Out, Bits<24>>,
    pub word_valid: Signal<Out, Bit>,
    pub word_retired: Signal<Out, Bits<16>>,

    sequencer: Sequencer,
    traces: SourceTraces,
    timing: PredictiveTiming,
    r_leak: DFF<Bits<16>>,
    r_decay: DFF<Bits<16>>,
    row_now: DFF<Bit>,
    projection_held: Held<Bits<5>>,
    trace_held: Held<Bits<16>>,
    post_held: Held<Bits<16>>,
    input_held: Held<Bits<16>>,
    eligibility_held: Held<Bits<24>>,
    word_now: DFF<Bit>,
    word_held: Held<Bits<16>>,
    at_leak: Constant<Bits<24>>,
    at_decay: Constant<Bits<24>>,
    at_sources: Constant<Bits<24>>,
    sources: Constant<Bits<32>>,
    nothing: Constant<Bits<16>>,
    _settled: Settled,
}

impl Predictive {
    /// The shared part of a core of this geometry, its memories loaded from `images`.
    pub fn new(geometry: &Geometry, images: &[Image]) -> Self {
        let sources = geometry.predictive_sources;
        let at = |address: u32| Constant::new(u64::from(address).into());
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            step: Signal::default(),
            clear: Signal::default(),
            entries: Signal::default(),
            neuron_words: Signal::default(),
            feedback: Signal::default(),
            learning: Signal::default(),
            table_write: Signal::default(),
            table_entry: Signal::default(),
            table_field: Signal::default(),
            table_data: Signal::default(),
            mark: Signal::default(),
            mark_address: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_data: Signal::default(),
            bus_selected: Signal::default(),
            bus_read: Signal::default(),
            busy: Signal::default(),
            word: Signal::default(),
            weight_address: Signal::default(),
            counted: Signal::default(),
            finish: Signal::default(),
            rest: Signal::default(),
            leak: Signal::default(),
            logarithmic_1: Signal::default(),
            trace_4: Signal::default(),
            eligibility_5: Signal::default(),
            sums_6: Signal::default(),
            trace_7: Signal::default(),
            rate_7: Signal::default(),
            prediction_shift_8: Signal::default(),
            feedback_shift_8: Signal::default(),
            predicts_8: Signal::default(),
            feeds_8: Signal::default(),
            active_8: Signal::default(),
            active_9: Signal::default(),
            bounded_9: Signal::default(),
            logarithmic_10: Signal::default(),
            write_10: Signal::default(),
            weight_address_10: Signal::default(),
            trace_12: Signal::default(),
            drives_13: Signal::default(),
            row_valid: Signal::default(),
            row_projection: Signal::default(),
            row_trace: Signal::default(),
            row_post: Signal::default(),
            row_input: Signal::default(),
            row_eligibility: Signal::default(),
            word_valid: Signal::default(),
            word_retired: Signal::default(),
            sequencer: Sequencer::new(
                geometry.projections,
                geometry.weight_words,
                geometry.neuron_words(),
                sources,
            ),
            traces: SourceTraces::new(sources, images),
            timing: PredictiveTiming::default(),
            r_leak: DFF::default(),
            r_decay: DFF::default(),
            row_now: DFF::default(),
            projection_held: Held::default(),
            trace_held: Held::default(),
            post_held: Held::default(),
            input_held: Held::default(),
            eligibility_held: Held::default(),
            word_now: DFF::default(),
            word_held: Held::default(),
            at_leak: at(map::PREDICTIVE_LEAK),
            at_decay: at(map::PREDICTIVE_DECAY),
            at_sources: at(map::PREDICTIVE_SOURCES),
            sources: Constant::new((sources as u64).into()),
            nothing: Constant::new(0u64.into()),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Predictive {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, r_leak, r_decay, row_now);
        dff_setup!(self, clock, word_now);
        self.sequencer.clock.next = self.clock.val();
        self.traces.clock.next = self.clock.val();
        self.timing.clock.next = self.clock.val();

        comment!("Order.");
        self.sequencer.reset.next = self.reset.val();
        self.sequencer.step.next = self.step.val();
        self.sequencer.clear.next = self.clear.val();
        self.sequencer.entries.next = self.entries.val();
        self.sequencer.neuron_words.next = self.neuron_words.val();
        self.sequencer.table_write.next = self.table_write.val();
        self.sequencer.table_entry.next = self.table_entry.val();
        self.sequencer.table_field.next = self.table_field.val();
        self.sequencer.table_data.next = self.table_data.val();
        self.busy.next = self.sequencer.busy.val();
        self.rest.next = !self.sequencer.busy.val();
        self.word.next = self.sequencer.word.val();
        self.weight_address.next = self.sequencer.weight_address.val();
        self.counted.next = self.sequencer.issue.val() & self.sequencer.second.val();
        self.finish.next = self.sequencer.finish.val();

        comment!("Traces.");
        self.traces.leak.next = self.r_leak.q.val();
        self.traces.decay.next = self.r_decay.q.val();
        self.traces.read_address.next = self.sequencer.trace_address.val();
        self.traces.advance.next = self.timing.advance_2.val();
        self.traces.advance_address.next = self.timing.trace_address_2.val();
        self.traces.mark.next = self.mark.val();
        self.traces.mark_address.next = self.mark_address.val();
        self.traces.clear.next = self.sequencer.sweep.val();
        self.traces.clear_address.next = self.sequencer.sweep_address.val();

        comment!("Stages.");
        self.timing.feedback.next = self.feedback.val();
        self.timing.learning.next = self.learning.val();
        self.timing.issue.next = self.sequencer.issue.val();
        self.timing.second.next = self.sequencer.second.val();
        self.timing.weight_address.next = self.sequencer.weight_address.val();
        self.timing.trace_address.next = self.sequencer.trace_address.val();
        self.timing.entry.next = self.sequencer.entry.val();
        self.timing.logarithmic.next = self.sequencer.logarithmic.val();
        self.timing.bounded.next = self.sequencer.bounded.val();
        self.timing.learns_prediction.next = self.sequencer.learns_prediction.val();
        self.timing.learns_feedback.next = self.sequencer.learns_feedback.val();
        self.timing.rate.next = self.sequencer.rate.val();
        self.timing.prediction_shift.next = self.sequencer.prediction_shift.val();
        self.timing.feedback_shift.next = self.sequencer.feedback_shift.val();
        self.timing.last_word.next = self.sequencer.last_word.val();
        self.timing.trace_1.next = self.traces.trace.val();
        self.timing.eligibility_1.next = self.traces.eligibility.val();
        self.logarithmic_1.next = self.timing.logarithmic_1.val();
        self.trace_4.next = self.timing.trace_4.val();
        self.eligibility_5.next = self.timing.eligibility_5.val();
        self.sums_6.next = self.timing.sums_6.val();
        self.trace_7.next = self.timing.trace_7.val();
        self.rate_7.next = self.timing.rate_7.val();
        self.prediction_shift_8.next = self.timing.prediction_shift_8.val();
        self.feedback_shift_8.next = self.timing.feedback_shift_8.val();
        self.predicts_8.next = self.timing.predicts_8.val();
        self.feeds_8.next = self.timing.feeds_8.val();
        self.active_8.next = self.timing.active_8.val();
        self.active_9.next = self.timing.active_9.val();
        self.bounded_9.next = self.timing.bounded_9.val();
        self.logarithmic_10.next = self.timing.logarithmic_10.val();
        self.write_10.next = self.timing.write_10.val();
        self.weight_address_10.next = self.timing.weight_address_10.val();
        self.trace_12.next = self.timing.trace_12.val();
        self.drives_13.next = self.timing.drives_13.val();

        comment!("Registers (MAP-9).");
        self.bus_selected.next = false;
        self.bus_read.next = bit_cast::<32, 16>(self.r_leak.q.val());
        if self.bus_address.val() == self.at_leak.val() {
            self.bus_selected.next = true;
            if self.bus_write.val() {
                self.r_leak.d.next =
                    self.bus_data.val().get_bits::<{ fields::LEAK_FACTOR.bits }>(fields::LEAK_FACTOR.low);
            }
        }
        if self.bus_address.val() == self.at_decay.val() {
            self.bus_selected.next = true;
            self.bus_read.next = bit_cast::<32, 16>(self.r_decay.q.val());
            if self.bus_write.val() {
                self.r_decay.d.next =
                    self.bus_data.val().get_bits::<{ fields::DECAY_FACTOR.bits }>(fields::DECAY_FACTOR.low);
            }
        }
        if self.bus_address.val() == self.at_sources.val() {
            self.bus_selected.next = true;
            self.bus_read.next = self.sources.val();
        }
        self.leak.next = self.r_leak.q.val();

        comment!("Retire ports (OBS-7, OBS-8).");
        self.row_now.d.next = self.timing.drives_13.val();
        self.projection_held.clock.next = self.clock.val();
        self.projection_held.reset.next = self.reset.val();
        self.projection_held.load.next = self.timing.drives_13.val();
        self.trace_held.clock.next = self.clock.val();
        self.trace_held.reset.next = self.reset.val();
        self.trace_held.load.next = self.timing.drives_13.val();
        self.post_held.clock.next = self.clock.val();
        self.post_held.reset.next = self.reset.val();
        self.post_held.load.next = self.timing.drives_13.val();
        self.input_held.clock.next = self.clock.val();
        self.input_held.reset.next = self.reset.val();
        self.input_held.load.next = self.timing.drives_13.val();
        self.eligibility_held.clock.next = self.clock.val();
        self.eligibility_held.reset.next = self.reset.val();
        self.eligibility_held.load.next = self.timing.drives_13.val();
        self.projection_held.value.next = self.timing.entry_13.val();
        self.trace_held.value.next = self.timing.trace_address_13.val();
        self.post_held.value.next = self.sequencer.word.val();
        self.input_held.value.next = self.timing.trace_13.val();
        self.eligibility_held.value.next = self.timing.eligibility_13.val();
        self.word_now.d.next = self.sequencer.finish.val();
        self.word_held.clock.next = self.clock.val();
        self.word_held.reset.next = self.reset.val();
        self.word_held.load.next = self.sequencer.finish.val();
        self.word_held.value.next = self.sequencer.word.val();
        self.row_valid.next = self.row_now.q.val();
        self.row_projection.next = self.projection_held.held.val();
        self.row_trace.next = self.trace_held.held.val();
        self.row_post.next = self.post_held.held.val();
        self.row_input.next = self.input_held.held.val();
        self.row_eligibility.next = self.eligibility_held.held.val();
        self.word_valid.next = self.word_now.q.val();
        self.word_retired.next = self.word_held.held.val();

        if self.reset.val() {
            self.r_leak.d.next = self.nothing.val();
            self.r_decay.d.next = self.nothing.val();
        }
    }
}
