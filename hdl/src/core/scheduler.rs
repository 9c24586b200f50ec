//! The phases of a step: events, update, settle (`CLK-8` to `CLK-10`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use super::streamer::address_mask;
use crate::clocked::Settled;
use spindle_spec::geometry::Geometry;

/// State of the scheduler.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Phase {
    /// Spikes are fetched and rows are streamed.
    Events,
    /// Neuron words are issued, one per cycle.
    Update,
    /// Eight cycles until the spikes of the last word are queued, or ten until those of its
    /// controllers are.
    Settle,
}

/// Takes step and control words, holds the modes, and issues neuron words.
#[derive(LogicBlock)]
pub struct Scheduler {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub head_valid: Signal<In, Bit>,
    pub head: Signal<In, Bits<18>>,
    pub take_head: Signal<Out, Bit>,
    pub neurons_drained: Signal<In, Bit>,
    pub fetch_vacant: Signal<In, Bit>,
    /// The streamer issues a weight word in this cycle.
    pub streaming: Signal<In, Bit>,
    pub bus_pending: Signal<In, Bit>,
    pub neuron_words: Signal<In, Bits<16>>,
    pub controllers_emit: Signal<In, Bit>,
    /// The update waits; only in a core with a predictive unit.
    pub hold: Vec<Signal<In, Bit>>,
    /// Spikes may be fetched.
    pub fetch_enable: Signal<Out, Bit>,
    /// A neuron word is issued in this cycle.
    pub issue: Signal<Out, Bit>,
    pub word: Signal<Out, Bits<16>>,
    /// The pass clears state instead of updating it; target rates and phases as well (`UPD-9`),
    /// until the next take.
    pub clearing: Signal<Out, Bit>,
    pub clearing_targets: Signal<Out, Bit>,
    pub feedback: Signal<Out, Bit>,
    pub learning: Signal<Out, Bit>,
    pub steps: Signal<Out, Bits<32>>,
    /// Nothing is fetched, streamed or in flight: memories may be accessed.
    pub idle: Signal<Out, Bit>,
    phase: DFF<Phase>,
    count: DFF<Bits<16>>,
    settle: DFF<Bits<4>>,
    clear: DFF<Bit>,
    clear_targets: DFF<Bit>,
    feedback_mode: DFF<Bit>,
    learning_mode: DFF<Bit>,
    step_count: DFF<Bits<32>>,
    streamed: DFF<Bit>,
    in_flight: DFF<Bits<3>>,
    next_word: Signal<Local, Bits<16>>,
    settled_at: Signal<Local, Bits<4>>,
    quiet: Signal<Local, Bit>,
    takes: Signal<Local, Bit>,
    kind: Signal<Local, Bits<2>>,
    zero: Constant<Bits<16>>,
    one: Constant<Bits<16>>,
    one_step: Constant<Bits<32>>,
    no_steps: Constant<Bits<32>>,
    tick: Constant<Bits<4>>,
    settled: Constant<Bits<4>>,
    emitted: Constant<Bits<4>>,
    start: Constant<Bits<4>>,
    flight_tick: Constant<Bits<3>>,
    landed: Constant<Bits<3>>,
    flight: Constant<Bits<3>>,
    kind_step: Constant<Bits<2>>,
    kind_control: Constant<Bits<2>>,
    word_mask: Constant<Bits<16>>,
    count_mask: Constant<Bits<16>>,
    built: Constant<Bits<2>>,
    _settled: Settled,
}

impl Scheduler {
    /// The scheduler of a core of this geometry; a predictive unit may hold its update.
    pub fn new(geometry: &Geometry) -> Self {
        let (neuron_words, held) = (geometry.neuron_words(), geometry.predictive_sources > 0);
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            head_valid: Signal::default(),
            head: Signal::default(),
            take_head: Signal::default(),
            neurons_drained: Signal::default(),
            fetch_vacant: Signal::default(),
            streaming: Signal::default(),
            bus_pending: Signal::default(),
            neuron_words: Signal::default(),
            controllers_emit: Signal::default(),
            hold: super::optional(held),
            fetch_enable: Signal::default(),
            issue: Signal::default(),
            word: Signal::default(),
            clearing: Signal::default(),
            clearing_targets: Signal::default(),
            feedback: Signal::default(),
            learning: Signal::default(),
            steps: Signal::default(),
            idle: Signal::default(),
            phase: DFF::default(),
            count: DFF::default(),
            settle: DFF::default(),
            clear: DFF::default(),
            clear_targets: DFF::default(),
            feedback_mode: DFF::default(),
            learning_mode: DFF::default(),
            step_count: DFF::default(),
            streamed: DFF::default(),
            in_flight: DFF::default(),
            next_word: Signal::default(),
            settled_at: Signal::default(),
            quiet: Signal::default(),
            takes: Signal::default(),
            kind: Signal::default(),
            zero: Constant::new(0u64.into()),
            one: Constant::new(1u64.into()),
            one_step: Constant::new(1u64.into()),
            no_steps: Constant::new(0u64.into()),
            tick: Constant::new(1u64.into()),
            settled: Constant::new(7u64.into()),
            emitted: Constant::new(9u64.into()),
            start: Constant::new(0u64.into()),
            flight_tick: Constant::new(1u64.into()),
            landed: Constant::new(0u64.into()),
            flight: Constant::new(7u64.into()),
            kind_step: Constant::new(2u64.into()),
            kind_control: Constant::new(3u64.into()),
            word_mask: Constant::new(address_mask(neuron_words)),
            count_mask: Constant::new(address_mask(neuron_words + 1)),
            built: Constant::new(
                (u64::from(geometry.controllers) | (u64::from(geometry.learning) << 1)).into(),
            ),
            _settled: Settled::default(),
        }
    }
}

impl Logic for Scheduler {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, count, settle, clear, feedback_mode, learning_mode);
        dff_setup!(self, clock, step_count, streamed, in_flight, clear_targets);
        self.issue.next = false;
        self.takes.next = false;
        self.fetch_enable.next = false;
        self.quiet.next = false;
        self.next_word.next = (self.count.q.val() + self.one.val()) & self.count_mask.val();
        self.kind.next = self.head.val().get_bits::<2>(16);
        self.streamed.d.next = self.streaming.val();

        self.settled_at.next = self.settled.val();
        if self.controllers_emit.val() {
            self.settled_at.next = self.emitted.val();
        }

        match self.phase.q.val() {
            Phase::Events => {
                self.fetch_enable.next = !self.bus_pending.val();
                self.quiet.next = self.fetch_vacant.val() & !self.streaming.val();
                self.takes.next = self.quiet.val()
                    & !self.streamed.q.val()
                    & self.neurons_drained.val()
                    & !self.bus_pending.val()
                    & self.head_valid.val()
                    & self.kind.val().get_bit(1);
            }
            Phase::Update => {
                self.issue.next = true;
                self.count.d.next = self.next_word.val();
                if self.next_word.val() >= self.neuron_words.val() {
                    self.phase.d.next = Phase::Settle;
                    self.settle.d.next = self.start.val();
                }
            }
            Phase::Settle => {
                self.settle.d.next = self.settle.q.val() + self.tick.val();
                if self.settle.q.val() == self.settled_at.val() {
                    self.phase.d.next = Phase::Events;
                }
            }
            _ => {
                self.phase.d.next = Phase::Events;
            }
        }

        for i in 0..self.hold.len() {
            if self.hold[i].val() {
                self.issue.next = false;
                self.count.d.next = self.count.q.val();
                self.phase.d.next = self.phase.q.val();
            }
        }

        self.take_head.next = self.takes.val();
        if self.takes.val() {
            self.count.d.next = self.zero.val();
            if self.kind.val() == self.kind_step.val() {
                self.phase.d.next = Phase::Update;
                self.clear.d.next = false;
                self.step_count.d.next = self.step_count.q.val() + self.one_step.val();
            }
            if self.kind.val() == self.kind_control.val() {
                self.feedback_mode.d.next = self.head.val().get_bit(0) & self.built.val().get_bit(0);
                self.learning_mode.d.next = self.head.val().get_bit(1) & self.built.val().get_bit(1);
                if self.head.val().get_bit(2) {
                    self.phase.d.next = Phase::Update;
                    self.clear.d.next = true;
                    self.clear_targets.d.next = self.head.val().get_bit(3) & self.built.val().get_bit(0);
                }
            }
        }

        comment!("Words in flight: the last write of a pass is twelve cycles after its last");
        comment!("word, so seven after settling");
        comment!("are enough; a weight word needs four.");
        if self.in_flight.q.val() != self.landed.val() {
            self.in_flight.d.next = self.in_flight.q.val() - self.flight_tick.val();
        }
        if self.streaming.val() | (self.phase.q.val() != Phase::Events) {
            self.in_flight.d.next = self.flight.val();
        }
        self.idle.next = self.quiet.val() & (self.in_flight.q.val() == self.landed.val());

        self.word.next = self.count.q.val() & self.word_mask.val();
        self.clearing.next = self.clear.q.val();
        self.clearing_targets.next = self.clear_targets.q.val();
        self.feedback.next = self.feedback_mode.q.val();
        self.learning.next = self.learning_mode.q.val();
        self.steps.next = self.step_count.q.val();

        if self.reset.val() {
            self.phase.d.next = Phase::Events;
            self.feedback_mode.d.next = false;
            self.learning_mode.d.next = false;
            self.step_count.d.next = self.no_steps.val();
            self.in_flight.d.next = self.landed.val();
        }
    }
}
