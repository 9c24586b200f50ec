//! The core: queues, fetch, streamer, scheduler, lanes, registers and retire port, wired.

mod any;
pub mod control;
pub mod controller;
pub mod controller_registers;
pub mod counters;
pub mod expander;
pub mod fetch;
pub mod fifo;
pub mod lane;
pub mod models;
pub mod neuron;
mod observe;
pub mod projection_table;
pub mod registers;
pub mod retire;
pub mod rules;
pub mod scheduler;
pub mod spike_queue;
pub mod streamer;
pub mod synapse;
pub mod timing;

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::primitives::{Gather, Held, PopulationCount};
pub use any::{AnyCore, Ports};
use counters::Counters;
use fetch::Fetch;
use fifo::Fifo;
use lane::Lane;
use registers::Registers;
use retire::{Retire, RetireControl, RetireLane};
use rules::predictive::Predictive;
use rules::predictive::lane::PredictiveLane;
use scheduler::Scheduler;
use spike_queue::SpikeQueue;
use spindle_spec::Image;
use spindle_spec::configuration::default_random_state;
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, NEGATIVE, NEURON_SOURCE};
use spindle_spec::register_map::fields;
use streamer::Streamer;
use timing::Timing;

/// A core of `W`-bit weights and `M`-bit membranes; `T = M - 1`. The rest of its geometry is chosen
/// at construction. Ports: events in (`EVT-1`), spikes out (`OUT-2`), bus (`BUS-1`), retire port
/// (`OBS-1` to `OBS-4`).
#[derive(LogicBlock)]
pub struct Core<const W: usize, const M: usize, const T: usize> {
    /// The clock of everything.
    pub clock: Signal<In, Clock>,
    /// Synchronous reset: queues, state machines, counters and registers; memories keep their
    /// contents.
    pub reset: Signal<In, Bit>,
    /// An event word is offered; it is taken on an edge with `event_ready` (EVT-1).
    pub event_valid: Signal<In, Bit>,
    /// The event word: kind in bits 17:16, payload in bits 15:0.
    pub event_data: Signal<In, Bits<18>>,
    /// The event queue is not full (OUT-3).
    pub event_ready: Signal<Out, Bit>,
    /// A spike is offered; it is taken on an edge with `spike_ready` (OUT-2).
    pub spike_valid: Signal<Out, Bit>,
    /// The number of the neuron that spiked; 0 without one.
    pub spike_address: Signal<Out, Bits<16>>,
    /// The spike is taken.
    pub spike_ready: Signal<In, Bit>,
    /// Spikes were dropped since the last reset, because the output queue was full (OUT-1).
    pub overflow: Signal<Out, Bit>,
    /// Steps since the last reset.
    pub steps: Signal<Out, Bits<32>>,
    /// A bus request is offered; it and what belongs to it stay until `bus_ready` (BUS-1).
    pub bus_valid: Signal<In, Bit>,
    /// The request writes.
    pub bus_write: Signal<In, Bit>,
    /// The word address of the request (section 9).
    pub bus_address: Signal<In, Bits<24>>,
    /// The word to write.
    pub bus_write_data: Signal<In, Bits<32>>,
    /// The request is answered, for one cycle.
    pub bus_ready: Signal<Out, Bit>,
    /// The word read, valid with `bus_ready`.
    pub bus_read_data: Signal<Out, Bits<32>>,
    /// Synapse retire port: strobe of a weight word (OBS-2). The others keep their values until the
    /// next.
    pub synapse_valid: Signal<Out, Bit>,
    /// Its projection table entry.
    pub synapse_projection: Signal<Out, Bits<5>>,
    /// Its source.
    pub synapse_source: Signal<Out, Bits<16>>,
    /// Its neuron word.
    pub synapse_post: Signal<Out, Bits<16>>,
    /// Weight of each lane before the pass.
    pub synapse_weight_before: Vec<Signal<Out, Bits<W>>>,
    /// Weight of each lane after the pass.
    pub synapse_weight_after: Vec<Signal<Out, Bits<W>>>,
    /// Membrane (or modulator) of each lane before the pass.
    pub synapse_membrane_before: Vec<Signal<Out, Bits<M>>>,
    /// Membrane (or modulator) of each lane after the pass.
    pub synapse_membrane_after: Vec<Signal<Out, Bits<M>>>,
    /// Neuron retire port: strobe of a neuron word (OBS-3). The others keep their values until the
    /// next.
    pub neuron_valid: Signal<Out, Bit>,
    /// The neuron word.
    pub neuron_word: Signal<Out, Bits<16>>,
    /// Membrane of each lane before the update.
    pub neuron_membrane_before: Vec<Signal<Out, Bits<M>>>,
    /// Membrane of each lane after the update.
    pub neuron_membrane_after: Vec<Signal<Out, Bits<M>>>,
    /// Each lane: the neuron spiked.
    pub neuron_spike: Vec<Signal<Out, Bit>>,
    /// State of each lane after the update, in a core with a neuron model (MOD-3).
    pub neuron_state: Vec<Signal<Out, Bits<M>>>,
    /// Control retire port: strobe of a controlled neuron word (OBS-4). The others keep their
    /// values.
    pub control_valid: Signal<Out, Bit>,
    /// The neuron word.
    pub control_word: Signal<Out, Bits<16>>,
    /// Error trace of each lane.
    pub control_error: Vec<Signal<Out, Bits<16>>>,
    /// Drive of each lane.
    pub control_drive: Vec<Signal<Out, Bits<16>>>,
    /// Each lane: the positive controller neuron fired.
    pub control_positive: Vec<Signal<Out, Bit>>,
    /// Each lane: the negative controller neuron fired.
    pub control_negative: Vec<Signal<Out, Bit>>,
    /// Feedback current of each lane.
    pub control_feedback: Vec<Signal<Out, Bits<16>>>,
    /// Predictive retire port: strobe of a row of a second pass (OBS-7). The others keep their
    /// values.
    pub predictive_valid: Vec<Signal<Out, Bit>>,
    /// Its predictive table entry.
    pub predictive_projection: Vec<Signal<Out, Bits<5>>>,
    /// Number of its source trace.
    pub predictive_trace: Vec<Signal<Out, Bits<16>>>,
    /// Its neuron word.
    pub predictive_post: Vec<Signal<Out, Bits<16>>>,
    /// The input.
    pub predictive_input: Vec<Signal<Out, Bits<16>>>,
    /// The eligibility.
    pub predictive_eligibility: Vec<Signal<Out, Bits<24>>>,
    /// Weight of each lane before the row.
    pub predictive_weight_before: Vec<Signal<Out, Bits<16>>>,
    /// Weight of each lane after the row.
    pub predictive_weight_after: Vec<Signal<Out, Bits<16>>>,
    /// Prediction error of each lane.
    pub predictive_error: Vec<Signal<Out, Bits<18>>>,
    /// Gradient of each lane.
    pub predictive_gradient: Vec<Signal<Out, Bits<24>>>,
    /// Prediction retire port: strobe of a neuron word after both passes (OBS-8). The others keep
    /// their values.
    pub prediction_valid: Vec<Signal<Out, Bit>>,
    /// The neuron word.
    pub prediction_word: Vec<Signal<Out, Bits<16>>>,
    /// Error sum of each lane.
    pub prediction_sum: Vec<Signal<Out, Bits<24>>>,
    /// Drive of each lane.
    pub prediction_drive: Vec<Signal<Out, Bits<24>>>,
    /// Membrane of each lane before the pass.
    pub prediction_membrane_before: Vec<Signal<Out, Bits<24>>>,
    /// Membrane of each lane after the pass.
    pub prediction_membrane_after: Vec<Signal<Out, Bits<24>>>,

    events: Fifo<18>,
    recurrent: SpikeQueue,
    positive: Vec<SpikeQueue>,
    negative: Vec<SpikeQueue>,
    fired_positive: Gather,
    fired_negative: Gather,
    fetch: Fetch,
    streamer: Streamer,
    scheduler: Scheduler,
    timing: Timing,
    lane: Vec<Lane<W, M, T>>,
    fired: Gather,
    fired_count: PopulationCount,
    outgoing: SpikeQueue,
    registers: Registers,
    counters: Counters,
    retire: Vec<Retire>,
    retire_lane: Vec<RetireLane<W, M>>,
    retire_state: Vec<Held<Bits<M>>>,
    retire_control: Vec<RetireControl>,
    predictive: Vec<Predictive>,
    predictive_lane: Vec<PredictiveLane>,
    target_now: DFF<Bit>,
    target_word: DFF<Bits<16>>,
    target_lane: DFF<Bits<16>>,
    target_rate: DFF<Bits<8>>,
    // A word of which lanes have fired, kept for one cycle, because the lanes are far from the
    // queues.
    pushes: DFF<Bit>,
    entry: DFF<Bits<28>>,

    neurons_drained: Signal<Local, Bit>,
    positive_drained: Signal<Local, Bit>,
    negative_drained: Signal<Local, Bit>,
    queued_drained: Signal<Local, Bit>,
    pair_pushes: Signal<Local, Bit>,
    pair_entry: Signal<Local, Bits<28>>,
    any_fired: Signal<Local, Bit>,
    target_neuron: Signal<Local, Bits<16>>,
    target_fits: Signal<Local, Bit>,
    rate_address: Signal<Local, Bits<16>>,
    rate: Signal<Local, Bits<8>>,
    weight_raw: Signal<Local, Bits<W>>,
    weight_wide: Signal<Local, Bits<32>>,
    initial_random: Vec<Constant<Bits<31>>>,
    lane_bits: Constant<Bits<4>>,
    lane_mask: Constant<Bits<16>>,
    last_word: Constant<Bits<16>>,
    neuron_mark: Constant<Bits<16>>,
    positive_mark: Constant<Bits<16>>,
    negative_mark: Constant<Bits<16>>,
    no_lanes: Constant<Bits<16>>,
    no_rate: Constant<Bits<8>>,
    no_count: Constant<Bits<5>>,
    word_shift: Constant<Bits<5>>,
    weight_none: Constant<Bits<W>>,
    weight_sign: Constant<Bits<W>>,
    weight_extension: Constant<Bits<32>>,
}

/// One port a lane. Each must be made by itself: a clone would share its identity, by which
/// waveforms find it.
fn ports<B: Synth>(lanes: usize) -> Vec<Signal<Out, B>> {
    (0..lanes).map(|_| Signal::default()).collect()
}

/// One or none: a unit that only some cores have.
fn optional<T: Default>(present: bool) -> Vec<T> {
    present.then(T::default).into_iter().collect()
}

impl<const W: usize, const M: usize, const T: usize> Core<W, M, T> {
    /// A core of this geometry, its memories loaded from `images`; zero without an image.
    ///
    /// # Panics
    /// If the geometry is not valid, or its widths are not `W` and `M`.
    pub fn new(geometry: &Geometry, images: &[Image]) -> Self {
        geometry.validate().expect("a valid geometry");
        assert_eq!((geometry.weight_bits, geometry.membrane_bits), (W, M), "widths of the geometry");
        let lanes = geometry.lanes;
        let words = geometry.neuron_words();
        let predicts = geometry.predictive_sources > 0;
        let predicting = if predicts && geometry.retire { lanes } else { 0 };
        let retired = if geometry.retire { lanes } else { 0 };
        let controlled = if geometry.controllers { retired } else { 0 };
        let modelled = if geometry.neuron_model.is_lif() { 0 } else { retired };
        let queue = |built: bool| -> Vec<SpikeQueue> {
            built.then(|| SpikeQueue::new(words.max(2), lanes, words)).into_iter().collect()
        };
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            event_valid: Signal::default(),
            event_data: Signal::default(),
            event_ready: Signal::default(),
            spike_valid: Signal::default(),
            spike_address: Signal::default(),
            spike_ready: Signal::default(),
            overflow: Signal::default(),
            steps: Signal::default(),
            bus_valid: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_write_data: Signal::default(),
            bus_ready: Signal::default(),
            bus_read_data: Signal::default(),
            synapse_valid: Signal::default(),
            synapse_projection: Signal::default(),
            synapse_source: Signal::default(),
            synapse_post: Signal::default(),
            synapse_weight_before: ports(retired),
            synapse_weight_after: ports(retired),
            synapse_membrane_before: ports(retired),
            synapse_membrane_after: ports(retired),
            neuron_valid: Signal::default(),
            neuron_word: Signal::default(),
            neuron_membrane_before: ports(retired),
            neuron_membrane_after: ports(retired),
            neuron_spike: ports(retired),
            neuron_state: ports(modelled),
            control_valid: Signal::default(),
            control_word: Signal::default(),
            control_error: ports(controlled),
            control_drive: ports(controlled),
            control_positive: ports(controlled),
            control_negative: ports(controlled),
            control_feedback: ports(controlled),
            predictive_valid: optional(predicts && geometry.retire),
            predictive_projection: optional(predicts && geometry.retire),
            predictive_trace: optional(predicts && geometry.retire),
            predictive_post: optional(predicts && geometry.retire),
            predictive_input: optional(predicts && geometry.retire),
            predictive_eligibility: optional(predicts && geometry.retire),
            predictive_weight_before: ports(predicting),
            predictive_weight_after: ports(predicting),
            predictive_error: ports(predicting),
            predictive_gradient: ports(predicting),
            prediction_valid: optional(predicts && geometry.retire),
            prediction_word: optional(predicts && geometry.retire),
            prediction_sum: ports(predicting),
            prediction_drive: ports(predicting),
            prediction_membrane_before: ports(predicting),
            prediction_membrane_after: ports(predicting),
            events: Fifo::new(geometry.event_depth),
            recurrent: SpikeQueue::new(words.max(2), lanes, words),
            positive: queue(geometry.modulators),
            negative: queue(geometry.modulators),
            fired_positive: Gather::new(lanes),
            fired_negative: Gather::new(lanes),
            fetch: Fetch::new(geometry),
            streamer: Streamer::new(geometry),
            scheduler: Scheduler::new(geometry),
            timing: Timing::default(),
            lane: (0..lanes).map(|lane| Lane::new(geometry, lane, images)).collect(),
            fired: Gather::new(lanes),
            fired_count: PopulationCount::default(),
            outgoing: SpikeQueue::new(geometry.spike_depth, lanes, words),
            registers: Registers::new(geometry),
            counters: Counters::default(),
            retire: optional(geometry.retire),
            retire_lane: (0..retired).map(|_| RetireLane::default()).collect(),
            retire_state: (0..modelled).map(|_| Held::default()).collect(),
            retire_control: (0..controlled).map(|_| RetireControl::default()).collect(),
            predictive: predicts.then(|| Predictive::new(geometry, images)).into_iter().collect(),
            predictive_lane: (0..if predicts { lanes } else { 0 })
                .map(|lane| PredictiveLane::new(words, lane, images))
                .collect(),
            target_now: DFF::default(),
            target_word: DFF::default(),
            target_lane: DFF::default(),
            target_rate: DFF::default(),
            pushes: DFF::default(),
            entry: DFF::default(),
            neurons_drained: Signal::default(),
            positive_drained: Signal::default(),
            negative_drained: Signal::default(),
            queued_drained: Signal::default(),
            pair_pushes: Signal::default(),
            pair_entry: Signal::default(),
            any_fired: Signal::default(),
            target_neuron: Signal::default(),
            target_fits: Signal::default(),
            rate_address: Signal::default(),
            rate: Signal::default(),
            weight_raw: Signal::default(),
            weight_wide: Signal::default(),
            initial_random: (0..lanes)
                .map(|lane| Constant::new(u64::from(default_random_state(lane)).into()))
                .collect(),
            lane_bits: Constant::new(u64::from(lanes.ilog2()).into()),
            lane_mask: Constant::new((lanes as u64 - 1).into()),
            last_word: Constant::new((words as u64 - 1).into()),
            neuron_mark: Constant::new(u64::from(NEURON_SOURCE).into()),
            positive_mark: Constant::new(u64::from(CONTROLLER_SOURCE).into()),
            negative_mark: Constant::new(u64::from(CONTROLLER_SOURCE | NEGATIVE).into()),
            no_lanes: Constant::new(0u64.into()),
            no_rate: Constant::new(0u64.into()),
            no_count: Constant::new(0u64.into()),
            word_shift: Constant::new(16u64.into()),
            weight_none: Constant::new(0u64.into()),
            weight_sign: Constant::new((1u64 << (W - 1)).into()),
            weight_extension: Constant::new((0xFFFF_FFFFu64 & (u64::MAX << W)).into()),
        }
    }
}

impl<const W: usize, const M: usize, const T: usize> Logic for Core<W, M, T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, target_now, target_word, target_lane, target_rate, pushes, entry);
        self.events.clock.next = self.clock.val();
        self.recurrent.clock.next = self.clock.val();
        self.fetch.clock.next = self.clock.val();
        self.streamer.clock.next = self.clock.val();
        self.scheduler.clock.next = self.clock.val();
        self.timing.clock.next = self.clock.val();
        self.outgoing.clock.next = self.clock.val();
        self.registers.clock.next = self.clock.val();
        self.counters.clock.next = self.clock.val();
        self.events.reset.next = self.reset.val();
        self.recurrent.reset.next = self.reset.val();
        self.fetch.reset.next = self.reset.val();
        self.streamer.reset.next = self.reset.val();
        self.scheduler.reset.next = self.reset.val();
        self.outgoing.reset.next = self.reset.val();
        self.registers.reset.next = self.reset.val();
        self.counters.reset.next = self.reset.val();

        comment!("Events in.");
        self.events.push.next = self.event_valid.val();
        self.events.word.next = self.event_data.val();
        self.event_ready.next = self.events.ready.val();
        self.events.take.next = self.fetch.take_head.val() | self.scheduler.take_head.val();
        self.fetch.head_valid.next = self.events.head_valid.val();
        self.fetch.head.next = self.events.head.val();
        self.scheduler.head_valid.next = self.events.head_valid.val();
        self.scheduler.head.next = self.events.head.val();

        comment!("Spikes of the last update: of neurons, of positive and of negative");
        comment!("controllers (EVT-6, CLK-4).");
        self.neurons_drained.next = self.recurrent.drained.val();
        self.positive_drained.next = true;
        self.negative_drained.next = true;
        self.fetch.neuron_valid.next = self.recurrent.valid.val();
        self.fetch.neuron.next = self.recurrent.neuron.val() | self.neuron_mark.val();
        self.recurrent.take.next = self.fetch.take_neuron.val() & !self.neurons_drained.val();
        for i in 0..self.positive.len() {
            self.positive[i].clock.next = self.clock.val();
            self.negative[i].clock.next = self.clock.val();
            self.positive[i].reset.next = self.reset.val();
            self.negative[i].reset.next = self.reset.val();
            self.positive_drained.next = self.positive[i].drained.val();
            self.negative_drained.next = self.negative[i].drained.val();
            self.positive[i].take.next = false;
            self.negative[i].take.next = false;
            if self.neurons_drained.val() {
                if self.positive_drained.val() {
                    self.fetch.neuron_valid.next = self.negative[i].valid.val();
                    self.fetch.neuron.next = self.negative[i].neuron.val() | self.negative_mark.val();
                    self.negative[i].take.next = self.fetch.take_neuron.val();
                } else {
                    self.fetch.neuron_valid.next = self.positive[i].valid.val();
                    self.fetch.neuron.next = self.positive[i].neuron.val() | self.positive_mark.val();
                    self.positive[i].take.next = self.fetch.take_neuron.val();
                }
            }
        }
        self.queued_drained.next =
            self.neurons_drained.val() & self.positive_drained.val() & self.negative_drained.val();
        self.fetch.neurons_drained.next = self.queued_drained.val();
        self.scheduler.neurons_drained.next = self.queued_drained.val();

        comment!("Fetch and rows.");
        self.fetch.enable.next = self.scheduler.fetch_enable.val();
        self.fetch.input_entries.next = self.registers.input_entries.val();
        self.fetch.entries.next = self.registers.entries.val();
        self.fetch.inputs_walk.next = self.registers.inputs_walk.val();
        self.fetch.neurons_walk.next = self.registers.neurons_walk.val();
        self.fetch.inputs_single.next = self.registers.inputs_single.val();
        self.fetch.neurons_single.next = self.registers.neurons_single.val();
        self.fetch.table_write.next = self.registers.write_projection.val();
        self.fetch.table_entry.next = self.bus_address.val().get_bits::<4>(2);
        self.fetch.table_field.next = self.bus_address.val().get_bits::<2>(0);
        self.fetch.table_data.next = self.bus_write_data.val();
        self.streamer.row_valid.next = self.fetch.row_valid.val();
        self.fetch.row_take.next = self.streamer.row_take.val();
        self.streamer.row_offset.next = self.fetch.row_offset.val();
        self.streamer.row_weight_base.next = self.fetch.row_weight_base.val();
        self.streamer.row_post.next = self.fetch.row_post.val();
        self.streamer.row_words.next = self.fetch.row_words.val();
        self.streamer.row_shift.next = self.fetch.row_shift.val();
        self.streamer.row_learn.next = self.fetch.row_learn.val();
        self.streamer.row_modulatory.next = self.fetch.row_modulatory.val();
        self.streamer.row_entry.next = self.fetch.row_entry.val();
        self.streamer.row_source.next = self.fetch.row_source.val();

        comment!("Phases.");
        self.scheduler.fetch_vacant.next = self.fetch.vacant.val();
        self.scheduler.streaming.next = self.streamer.issue.val();
        self.scheduler.bus_pending.next = self.registers.pending.val();
        self.scheduler.controllers_emit.next = self.registers.controllers_emit.val();
        self.scheduler.neuron_words.next = self.registers.neuron_words.val();
        self.steps.next = self.scheduler.steps.val();

        comment!("Stages.");
        self.timing.issue.next = self.streamer.issue.val();
        self.timing.weight_address.next = self.streamer.weight_address.val();
        self.timing.post.next = self.streamer.post.val();
        self.timing.shift.next = self.streamer.shift.val();
        self.timing.learn.next =
            self.streamer.learn.val() & self.scheduler.feedback.val() & self.scheduler.learning.val();
        self.timing.modulatory.next = self.streamer.modulatory.val();
        self.timing.negative.next = self.streamer.negative.val();
        self.timing.entry.next = self.streamer.entry.val();
        self.timing.source.next = self.streamer.source.val();
        self.timing.update.next = self.scheduler.issue.val();
        self.timing.word.next = self.scheduler.word.val();
        self.timing.clearing.next = self.scheduler.clearing.val();
        self.timing.clearing_targets.next = self.scheduler.clearing_targets.val();
        self.timing.feedback.next = self.scheduler.feedback.val();
        self.timing.access_address.next = self.registers.word.val();

        comment!("Targets (EVT-3); a clear of them (UPD-9) writes rates by the same port.");
        self.target_neuron.next = bit_cast::<16, 8>(self.events.head.val().get_bits::<8>(8));
        self.target_word.d.next = self.target_neuron.val() >> self.lane_bits.val();
        self.target_lane.d.next = self.target_neuron.val() & self.lane_mask.val();
        self.target_rate.d.next = self.events.head.val().get_bits::<8>(0);
        self.target_now.d.next = self.fetch.took_target.val();
        self.target_fits.next = self.target_now.q.val() & (self.target_word.q.val() <= self.last_word.val());
        self.rate_address.next = self.target_word.q.val();
        self.rate.next = self.target_rate.q.val();
        if self.timing.clear_targets.val() {
            self.rate_address.next = self.timing.word_6.val();
            self.rate.next = self.no_rate.val();
        }

        comment!("Lanes.");
        for i in 0..self.lane.len() {
            self.lane[i].clock.next = self.clock.val();
            self.lane[i].reset.next = self.reset.val();
            self.lane[i].feedback_read_address.next = self.timing.feedback_read_address.val();
            self.lane[i].random_advance.next = self.timing.random_advance.val();
            self.lane[i].noise_mask.next = self.timing.noise_mask.val();
            self.lane[i].delta_shift.next = self.timing.delta_shift.val();
            self.lane[i].delta_mask.next = self.timing.delta_mask.val();
            self.lane[i].weight_read_address.next = self.timing.weight_read_address.val();
            self.lane[i].weight_write_address.next = self.timing.weight_write_address.val();
            self.lane[i].weight_far.next = self.timing.weight_far.val();
            self.lane[i].weight_near.next = self.timing.weight_near.val();
            self.lane[i].membrane_read_address.next = self.timing.membrane_read_address.val();
            self.lane[i].membrane_write_address.next = self.timing.membrane_write_address.val();
            self.lane[i].membrane_write.next = self.timing.membrane_write.val();
            self.lane[i].membrane_far.next = self.timing.membrane_far.val();
            self.lane[i].membrane_near.next = self.timing.membrane_near.val();
            self.lane[i].plain.next = self.timing.plain.val();
            self.lane[i].negate.next = self.timing.negate.val();
            self.lane[i].modulator_read_address.next = self.timing.modulator_read_address.val();
            self.lane[i].modulator_write_address.next = self.timing.modulator_write_address.val();
            self.lane[i].modulator_write.next = self.timing.modulator_write.val();
            self.lane[i].neuron_write.next = self.timing.neuron_write.val();
            self.lane[i].behaviour_read_address.next = self.timing.behaviour_read_address.val();
            self.lane[i].threshold_read_address.next = self.timing.threshold_read_address.val();
            self.lane[i].controlling.next = self.timing.controlling.val();
            self.lane[i].clear_6.next = self.timing.clear_6.val();
            self.lane[i].clear_7.next = self.timing.clear_7.val();
            self.lane[i].word_4.next = self.timing.word_4.val();
            self.lane[i].word_6.next = self.timing.word_6.val();
            self.lane[i].word_7.next = self.timing.word_7.val();
            self.lane[i].word_8.next = self.timing.word_8.val();
            self.lane[i].word_10.next = self.timing.word_10.val();
            self.lane[i].word_11.next = self.timing.word_11.val();
            self.lane[i].word_12.next = self.timing.word_12.val();
            self.lane[i].weight_learn.next = self.timing.weight_write.val();
            self.lane[i].error_leak.next = self.registers.error_leak.val();
            self.lane[i].proportional_leak.next = self.registers.proportional_leak.val();
            self.lane[i].integral_leak.next = self.registers.integral_leak.val();
            self.lane[i].error_gain.next = self.registers.error_gain.val();
            self.lane[i].modulatory_leak.next = self.registers.modulatory_leak.val();
            self.lane[i].proportional_gain.next = self.registers.proportional_gain.val();
            self.lane[i].integral_gain.next = self.registers.integral_gain.val();
            self.lane[i].clear_targets.next = self.timing.clear_targets.val();
            self.lane[i].rate_address.next = self.rate_address.val();
            self.lane[i].rate.next = self.rate.val();
            self.lane[i].rate_write.next = (self.target_fits.val() & (self.target_lane.q.val().index() == i))
                | self.timing.clear_targets.val();
            self.lane[i].bus_address.next = self.registers.word.val();
            self.lane[i].bus_data.next = self.bus_write_data.val();
            self.lane[i].bus_weight.next =
                self.registers.write_weight.val() & (self.registers.lane.val().index() == i);
            self.lane[i].bus_threshold.next =
                self.registers.write_threshold.val() & (self.registers.lane.val().index() == i);
            self.lane[i].bus_behaviour.next =
                self.registers.write_behaviour.val() & (self.registers.lane.val().index() == i);
            self.lane[i].bus_controller.next =
                self.registers.write_controller.val() & (self.registers.lane.val().index() == i);
            self.lane[i].bus_random.next =
                self.registers.write_random.val() & (self.registers.lane.val().index() == i);
            self.lane[i].bus_seed.next = self.registers.seed.val();
            self.lane[i].initial_random.next = self.initial_random[i].val();
            self.fired.lanes[i].next = self.lane[i].spike.val();
            self.fired_positive.lanes[i].next = self.lane[i].positive.val();
            self.fired_negative.lanes[i].next = self.lane[i].negative.val();
        }
        self.weight_raw.next = self.weight_none.val();
        for i in 0..self.lane.len() {
            if self.registers.lane.val().index() == i {
                self.weight_raw.next = self.lane[i].weight_read.val();
            }
        }
        self.weight_wide.next = bit_cast::<32, W>(self.weight_raw.val());
        self.registers.weight.next = self.weight_wide.val();
        if (self.weight_raw.val() & self.weight_sign.val()) != self.weight_none.val() {
            self.registers.weight.next = self.weight_wide.val() | self.weight_extension.val();
        }

        comment!("Spikes out, and into the queue of the next step (UPD-6, OUT-1).");
        self.any_fired.next = self.fired.mask.val() != self.no_lanes.val();
        self.pushes.d.next = self.timing.spike_push.val() & self.any_fired.val();
        self.entry.d.next = (bit_cast::<28, 16>(self.timing.spike_word.val()) << self.word_shift.val())
            | bit_cast::<28, 16>(self.fired.mask.val());
        self.fired_count.mask.next = self.entry.q.val().get_bits::<16>(0);
        self.recurrent.push.next = self.pushes.q.val() & self.registers.neurons_walk.val();
        self.recurrent.entry.next = self.entry.q.val();
        self.pair_pushes.next = self.timing.pair_push.val()
            & self.registers.neurons_walk.val()
            & self.registers.controllers_emit.val();
        self.pair_entry.next = bit_cast::<28, 16>(self.timing.pair_word.val()) << self.word_shift.val();
        for i in 0..self.positive.len() {
            self.positive[i].push.next =
                self.pair_pushes.val() & (self.fired_positive.mask.val() != self.no_lanes.val());
            self.positive[i].entry.next =
                self.pair_entry.val() | bit_cast::<28, 16>(self.fired_positive.mask.val());
            self.negative[i].push.next =
                self.pair_pushes.val() & (self.fired_negative.mask.val() != self.no_lanes.val());
            self.negative[i].entry.next =
                self.pair_entry.val() | bit_cast::<28, 16>(self.fired_negative.mask.val());
        }
        self.outgoing.push.next = self.pushes.q.val();
        self.outgoing.entry.next = self.entry.q.val();
        self.outgoing.take.next = self.outgoing.valid.val() & self.spike_ready.val();
        self.spike_valid.next = self.outgoing.valid.val();
        self.spike_address.next = self.outgoing.neuron.val();

        comment!("Host.");
        self.registers.bus_valid.next = self.bus_valid.val();
        self.registers.bus_write.next = self.bus_write.val();
        self.registers.bus_address.next = self.bus_address.val();
        self.registers.bus_write_data.next = self.bus_write_data.val();
        self.bus_ready.next = self.registers.bus_ready.val();
        self.bus_read_data.next = self.registers.bus_read_data.val();
        self.registers.idle.next = self.scheduler.idle.val();
        self.registers.feedback.next = self.scheduler.feedback.val();
        self.registers.learning.next = self.scheduler.learning.val();
        self.registers.steps.next = self.scheduler.steps.val();
        self.registers.spikes_in.next = self.counters.spikes_in.val();
        self.registers.words.next = self.counters.words.val();
        self.registers.spikes.next = self.counters.spikes.val();
        self.registers.dropped.next = self.counters.dropped.val();
        self.registers.overflow.next = self.counters.overflow.val();
        self.counters.took_spike.next = self.fetch.took_spike.val();
        self.counters.streamed.next = self.streamer.issue.val();
        self.counters.fired.next = self.no_count.val();
        if self.pushes.q.val() {
            self.counters.fired.next = self.fired_count.count.val();
        }
        self.counters.lost.next = self.pushes.q.val() & !self.outgoing.ready.val();
        self.overflow.next = self.counters.overflow.val();

        comment!("Retire port; without one, its shared signals are no ports (GEO-9).");
        self.synapse_valid.next = false;
        self.synapse_projection.next = self.no_count.val();
        self.synapse_source.next = self.no_lanes.val();
        self.synapse_post.next = self.no_lanes.val();
        self.neuron_valid.next = false;
        self.neuron_word.next = self.no_lanes.val();
        self.control_valid.next = false;
        self.control_word.next = self.no_lanes.val();
        for i in 0..self.retire.len() {
            self.retire[i].clock.next = self.clock.val();
            self.retire[i].reset.next = self.reset.val();
            self.retire[i].synapse.next = self.timing.synapse_retire.val();
            self.retire[i].entry.next = self.timing.synapse_entry.val();
            self.retire[i].source.next = self.timing.synapse_source.val();
            self.retire[i].post.next = self.timing.synapse_post.val();
            self.retire[i].neuron.next = self.timing.neuron_retire.val();
            self.retire[i].neuron_word.next = self.timing.neuron_word.val();
            self.retire[i].control.next = self.timing.control_retire.val();
            self.retire[i].control_word.next = self.timing.control_word.val();
            self.synapse_valid.next = self.retire[i].synapse_valid.val();
            self.synapse_projection.next = self.retire[i].synapse_projection.val();
            self.synapse_source.next = self.retire[i].synapse_source.val();
            self.synapse_post.next = self.retire[i].synapse_post.val();
            self.neuron_valid.next = self.retire[i].neuron_valid.val();
            self.neuron_word.next = self.retire[i].neuron_retired.val();
            self.control_valid.next = self.retire[i].control_valid.val();
            self.control_word.next = self.retire[i].control_retired.val();
        }
        for i in 0..self.retire_lane.len() {
            self.retire_lane[i].clock.next = self.clock.val();
            self.retire_lane[i].reset.next = self.reset.val();
            self.retire_lane[i].synapse.next = self.timing.synapse_retire.val();
            self.retire_lane[i].neuron.next = self.timing.neuron_retire.val();
            self.retire_lane[i].weight_before.next = self.lane[i].weight_before.val();
            self.retire_lane[i].weight_after.next = self.lane[i].weight_after.val();
            self.retire_lane[i].membrane_before.next = self.lane[i].membrane_before.val();
            self.retire_lane[i].membrane_after.next = self.lane[i].membrane_after.val();
            self.retire_lane[i].neuron_before.next = self.lane[i].neuron_before.val();
            self.retire_lane[i].neuron_after.next = self.lane[i].neuron_after.val();
            self.retire_lane[i].spike.next = self.lane[i].spike.val();
            self.synapse_weight_before[i].next = self.retire_lane[i].out_weight_before.val();
            self.synapse_weight_after[i].next = self.retire_lane[i].out_weight_after.val();
            self.synapse_membrane_before[i].next = self.retire_lane[i].out_membrane_before.val();
            self.synapse_membrane_after[i].next = self.retire_lane[i].out_membrane_after.val();
            self.neuron_membrane_before[i].next = self.retire_lane[i].out_neuron_before.val();
            self.neuron_membrane_after[i].next = self.retire_lane[i].out_neuron_after.val();
            self.neuron_spike[i].next = self.retire_lane[i].out_spike.val();
        }
        for i in 0..self.retire_state.len() {
            self.retire_state[i].clock.next = self.clock.val();
            self.retire_state[i].reset.next = self.reset.val();
            self.retire_state[i].load.next = self.timing.neuron_retire.val();
            self.retire_state[i].value.next = self.lane[i].state_after[0].val();
            self.neuron_state[i].next = self.retire_state[i].held.val();
        }
        for i in 0..self.retire_control.len() {
            self.retire_control[i].clock.next = self.clock.val();
            self.retire_control[i].reset.next = self.reset.val();
            self.retire_control[i].control.next = self.timing.control_retire.val();
            self.retire_control[i].error_before.next = self.lane[i].error_before.val();
            self.retire_control[i].feedback_before.next = self.lane[i].feedback_before.val();
            self.retire_control[i].drive_before.next = self.lane[i].drive_before.val();
            self.retire_control[i].error_after.next = self.lane[i].error_after.val();
            self.retire_control[i].drive_after.next = self.lane[i].drive_after.val();
            self.retire_control[i].feedback_after.next = self.lane[i].feedback_after.val();
            self.retire_control[i].error_written.next = self.lane[i].error_written.val();
            self.retire_control[i].feedback_written.next = self.lane[i].feedback_written.val();
            self.retire_control[i].positive.next = self.lane[i].positive.val();
            self.retire_control[i].negative.next = self.lane[i].negative.val();
            self.control_error[i].next = self.retire_control[i].out_error.val();
            self.control_drive[i].next = self.retire_control[i].out_drive.val();
            self.control_positive[i].next = self.retire_control[i].out_positive.val();
            self.control_negative[i].next = self.retire_control[i].out_negative.val();
            self.control_feedback[i].next = self.retire_control[i].out_feedback.val();
        }

        comment!("Parameters of the neuron model.");
        for i in 0..self.lane.len() {
            for j in 0..self.registers.write_model.len() {
                self.lane[i].bus_model[0].next =
                    self.registers.write_model[j].val() & (self.registers.lane.val().index() == i);
            }
        }

        comment!("Predictive pass: in its cycles it alone reads the memories of the lanes.");
        for i in 0..self.predictive.len() {
            self.predictive[i].clock.next = self.clock.val();
            self.predictive[i].reset.next = self.reset.val();
            self.predictive[i].step.next =
                self.scheduler.take_head.val() & !self.events.head.val().get_bit(16);
            self.predictive[i].clear.next = self.scheduler.take_head.val()
                & self.events.head.val().get_bit(16)
                & self.events.head.val().get_bit(2);
            self.predictive[i].entries.next = self.registers.entries.val();
            self.predictive[i].neuron_words.next = self.registers.neuron_words.val();
            self.predictive[i].feedback.next = self.scheduler.feedback.val();
            self.predictive[i].learning.next = self.scheduler.learning.val();
            self.predictive[i].table_write.next = self.registers.write_projection.val();
            self.predictive[i].table_entry.next = self.bus_address.val().get_bits::<4>(2);
            self.predictive[i].table_field.next = self.bus_address.val().get_bits::<2>(0);
            self.predictive[i].table_data.next = self.bus_write_data.val();
            self.predictive[i].bus_write.next = self.registers.access.val() & self.bus_write.val();
            self.predictive[i].bus_address.next = self.bus_address.val();
            self.predictive[i].bus_data.next = self.bus_write_data.val();
            if self.predictive[i].bus_selected.val() {
                self.bus_read_data.next = self.predictive[i].bus_read.val();
            }
            self.streamer.row_mark[i].next = self.fetch.row_mark[i].val();
            self.predictive[i].mark.next = self.streamer.mark[i].val();
            self.predictive[i].mark_address.next = self.streamer.weight_address.val();
            if self.streamer.mark[i].val() {
                self.scheduler.streaming.next = true;
            }
            self.scheduler.hold[i].next = self.predictive[i].busy.val();
            if self.predictive[i].counted.val() {
                self.counters.streamed.next = true;
            }
        }
        for i in 0..self.predictive_valid.len() {
            self.predictive_valid[i].next = self.predictive[i].row_valid.val();
            self.predictive_projection[i].next = self.predictive[i].row_projection.val();
            self.predictive_trace[i].next = self.predictive[i].row_trace.val();
            self.predictive_post[i].next = self.predictive[i].row_post.val();
            self.predictive_input[i].next = self.predictive[i].row_input.val();
            self.predictive_eligibility[i].next = self.predictive[i].row_eligibility.val();
            self.prediction_valid[i].next = self.predictive[i].word_valid.val();
            self.prediction_word[i].next = self.predictive[i].word_retired.val();
        }
        for i in 0..self.predictive_lane.len() {
            if self.predictive[0].busy.val() {
                self.lane[i].membrane_read_address.next = self.predictive[0].word.val();
                self.lane[i].threshold_read_address.next = self.predictive[0].word.val();
                self.lane[i].feedback_read_address.next = self.predictive[0].word.val();
                self.lane[i].weight_read_address.next = self.predictive[0].weight_address.val();
            }
            // The last words of the event phase are still being written when the pass begins.
            if self.predictive[0].write_10.val() {
                self.lane[i].weight_write_address.next = self.predictive[0].weight_address_10.val();
            }
            if self.predictive[0].finish.val() {
                self.lane[i].membrane_write_address.next = self.predictive[0].word.val();
            }
            self.lane[i].late_reset[0].next = self.predictive_lane[i].late_reset.val();
            self.lane[i].random_taken[0].next = self.predictive[0].active_8.val();
            self.lane[i].predictive_weight[0].next = self.predictive_lane[i].weight_write.val();
            self.lane[i].predictive_weight_write[0].next = self.predictive[0].write_10.val();
            self.lane[i].predictive_membrane[0].next = self.predictive_lane[i].membrane_write.val();
            self.lane[i].predictive_membrane_write[0].next = self.predictive[0].finish.val();
            self.predictive_lane[i].clock.next = self.clock.val();
            self.predictive_lane[i].reset.next = self.reset.val();
            self.predictive_lane[i].leak.next = self.predictive[0].leak.val();
            self.predictive_lane[i].membrane.next = self.lane[i].membrane_now[0].val();
            self.predictive_lane[i].threshold.next = self.lane[i].threshold_now[0].val();
            self.predictive_lane[i].feedback.next = self.lane[i].feedback_now[0].val();
            self.predictive_lane[i].random.next = self.lane[i].random_now[0].val();
            self.predictive_lane[i].weight_1.next = self.lane[i].weight_now[0].val();
            self.predictive_lane[i].logarithmic_1.next = self.predictive[0].logarithmic_1.val();
            self.predictive_lane[i].trace_4.next = self.predictive[0].trace_4.val();
            self.predictive_lane[i].eligibility_5.next = self.predictive[0].eligibility_5.val();
            self.predictive_lane[i].sums_6.next = self.predictive[0].sums_6.val();
            self.predictive_lane[i].trace_7.next = self.predictive[0].trace_7.val();
            self.predictive_lane[i].rate_7.next = self.predictive[0].rate_7.val();
            self.predictive_lane[i].prediction_shift_8.next = self.predictive[0].prediction_shift_8.val();
            self.predictive_lane[i].feedback_shift_8.next = self.predictive[0].feedback_shift_8.val();
            self.predictive_lane[i].predicts_8.next = self.predictive[0].predicts_8.val();
            self.predictive_lane[i].feeds_8.next = self.predictive[0].feeds_8.val();
            self.predictive_lane[i].active_9.next = self.predictive[0].active_9.val();
            self.predictive_lane[i].bounded_9.next = self.predictive[0].bounded_9.val();
            self.predictive_lane[i].logarithmic_10.next = self.predictive[0].logarithmic_10.val();
            self.predictive_lane[i].trace_12.next = self.predictive[0].trace_12.val();
            self.predictive_lane[i].drives_13.next = self.predictive[0].drives_13.val();
            self.predictive_lane[i].finish.next = self.predictive[0].finish.val();
            self.predictive_lane[i].rest.next = self.predictive[0].rest.val();
            self.predictive_lane[i].parameter_address.next = self.timing.late_read_address.val();
            if self.predictive[0].busy.val() {
                self.predictive_lane[i].parameter_address.next = self.predictive[0].word.val();
            }
            self.predictive_lane[i].state_address.next = self.timing.membrane_write_address.val();
            self.predictive_lane[i].neuron_write.next = self.timing.neuron_write.val();
            self.predictive_lane[i].neuron_clear.next = self.timing.neuron_clear.val();
            self.predictive_lane[i].spike.next = self.lane[i].spike.val();
            self.predictive_lane[i].bus_address.next = self.registers.word.val();
            self.predictive_lane[i].bus_late.next =
                self.bus_write_data.val().get_bits::<{ fields::LATE_RESET.bits }>(fields::LATE_RESET.low);
            self.predictive_lane[i].bus_write.next =
                self.registers.write_behaviour.val() & (self.registers.lane.val().index() == i);
        }
        for i in 0..self.predictive_error.len() {
            self.predictive_weight_before[i].next = self.predictive_lane[i].out_weight_before.val();
            self.predictive_weight_after[i].next = self.predictive_lane[i].out_weight_after.val();
            self.predictive_error[i].next = self.predictive_lane[i].out_error.val();
            self.predictive_gradient[i].next = self.predictive_lane[i].out_gradient.val();
            self.prediction_sum[i].next = self.predictive_lane[i].out_sum.val();
            self.prediction_drive[i].next = self.predictive_lane[i].out_drive.val();
            self.prediction_membrane_before[i].next = self.predictive_lane[i].out_membrane_before.val();
            self.prediction_membrane_after[i].next = self.predictive_lane[i].out_membrane_after.val();
        }
    }
}
