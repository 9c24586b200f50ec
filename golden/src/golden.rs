//! Values and cycles together: the records that a core shows under a stimulus (sections 10 to 12).
//!
//! Two positions in time advance. The *schedule* is ahead: it knows in which cycle the next spike
//! or event is taken. The *records* follow up to that cycle, because its effects show later. Values
//! are computed when their record is due, so memory stays bounded however long the run.

mod predict;
mod show;

use std::collections::VecDeque;

use spindle_spec::layout::Layout;
use spindle_spec::memory_map::Event;
use spindle_spec::run::{Answer, Outcome, Sink};
use spindle_spec::signals::observed;
use spindle_spec::stimulus::Stimulus;
use spindle_spec::{Configuration, Geometry};

use crate::controller::Fired;
use crate::core::{Core, ModelError};
use crate::predictive_cycles::PredictiveCycles;
use crate::queue::{InputQueue, OutputQueue};
use crate::readback::Readback;
use crate::record::Record;
use crate::schedule::{CONTROL_RETIRE, CONTROLLER_PUSH, NEURON_RETIRE, PUSH, SYNAPSE_RETIRE, Schedule, Take};
use crate::step_words::StepWords;
use show::{Passing, Predicting, Retiring};

/// Cycles of a setup write (`RUN-1`).
const WRITE_CYCLES: u64 = 4;
/// Cycles from the first on which the core is idle to the answer of a read (`BUS-3`).
const ACCESS: u64 = 2;
/// Cycles that [`Golden::cycles_needed`] adds, so that a late core is detected.
const MARGIN: u64 = 16;

/// A step or clear that has been taken and is not evaluated yet.
#[derive(Clone, Copy, Debug)]
struct Pending {
    taken: u64,
    clears: Option<Clears>,
}

/// The state that a clear sets to 0.
#[derive(Clone, Copy, Debug)]
struct Clears {
    /// Target rates and phases as well (`UPD-9`).
    targets: bool,
}

/// The golden run of one stimulus. Records come from [`Golden::next_record`] or [`Golden::run`].
#[derive(Clone, Debug)]
pub struct Golden<'a> {
    core: Core,
    schedule: Schedule<'a>,
    output: OutputQueue,
    readback: Readback<'a>,
    reads: &'a [u32],
    /// Answers that [`Predict::read`](spindle_spec::Predict::read) has still to give; `None` before
    /// the first.
    answers: Option<VecDeque<Answer>>,
    cycles: u64,
    /// When something was taken last.
    taken: u64,
    neuron_words: usize,
    pending: Option<Pending>,
    passing: VecDeque<Passing>,
    step_words: StepWords,
    predictive: PredictiveCycles,
    predicting: Option<Predicting>,
    neurons: Retiring,
    controls: Retiring,
    steps_at: Option<u64>,
    strobes_fall: Option<u64>,
    record: Record,
    previous: Vec<u8>,
    last: u64,
}

impl<'a> Golden<'a> {
    /// The run of `stimulus` on the core that `geometry` and `configuration` describe.
    /// `stimulus.writes` must set that configuration: only their number and the registers of
    /// `MAP-2` are read here.
    ///
    /// # Errors
    /// A geometry out of bounds, or a configuration that does not fit it.
    pub fn new(
        geometry: &Geometry,
        configuration: &Configuration,
        stimulus: &'a Stimulus,
    ) -> Result<Self, ModelError> {
        Self::of_length(stimulus.cycles, geometry, configuration, stimulus)
    }

    fn of_length(
        cycles: u64,
        geometry: &Geometry,
        configuration: &Configuration,
        stimulus: &'a Stimulus,
    ) -> Result<Self, ModelError> {
        let core = Core::new(geometry, configuration)?;
        let start = WRITE_CYCLES * stimulus.writes.len() as u64;
        let input = InputQueue::new(geometry.event_depth, stimulus, start, cycles);
        let record = Record::new(Layout::new(observed(geometry)));
        Ok(Self {
            core,
            schedule: Schedule::new(input, configuration.controllers_emit && geometry.modulators),
            output: OutputQueue::new(geometry.spike_depth, stimulus.spike_ready),
            readback: Readback::new(geometry, &stimulus.writes),
            reads: &stimulus.reads,
            answers: None,
            cycles,
            taken: start,
            neuron_words: configuration.neuron_words,
            pending: None,
            passing: VecDeque::new(),
            step_words: StepWords::new(geometry.lanes),
            predictive: PredictiveCycles::new(geometry, configuration),
            predicting: None,
            neurons: Retiring::default(),
            controls: Retiring::default(),
            steps_at: None,
            strobes_fall: None,
            previous: record.bytes().to_vec(),
            record,
            last: start,
        })
    }

    /// Cycles after which all events of `stimulus` are processed, everything has been shown and the
    /// output queue is drained (if it is read), plus a small margin. `stimulus.cycles` is ignored.
    ///
    /// # Errors
    /// As [`Golden::new`].
    pub fn cycles_needed(
        geometry: &Geometry,
        configuration: &Configuration,
        stimulus: &Stimulus,
    ) -> Result<u64, ModelError> {
        let mut golden = Golden::of_length(u64::MAX, geometry, configuration, stimulus)?;
        while golden.next_record().is_some() {}
        Ok(golden.last.max(golden.schedule.at_rest_from()) + MARGIN)
    }

    /// The next record (`OBS-6`): its cycle and its packed values.
    pub fn next_record(&mut self) -> Option<(u64, &[u8])> {
        let cycle = self.advance()?;
        Some((cycle, self.record.bytes()))
    }

    /// Gives all records to `sink`, then answers the reads. `Break` ends the run early, without
    /// answers.
    pub fn run(&mut self, sink: &mut Sink<'_>) -> Outcome {
        while let Some((cycle, record)) = self.next_record() {
            if sink(cycle, record).is_break() {
                return Outcome { reads: Vec::new(), cycles: cycle + 1 };
            }
        }
        Outcome { reads: self.reads(), cycles: self.cycles }
    }

    /// The answers to the reads, one after another, from cycle `clocks` on. Between an answer and
    /// the next cycle, in which the next read is offered, the core continues (`BUS-3`) and takes
    /// the remaining words of its queues. Call once.
    pub fn reads(&mut self) -> Vec<Answer> {
        let mut offered = self.cycles;
        let addresses = self.reads.iter();
        addresses
            .map(|address| {
                while self.next_shown(offered).is_some() {}
                let idle = self.schedule.idle_from().max(offered + 1);
                let (answered, data) = (idle + ACCESS, self.register(*address));
                self.schedule.serve_until(answered + 1);
                let after = (answered - offered) as u32;
                offered = answered + 1;
                Answer { data, after }
            })
            .collect()
    }

    fn register(&self, address: u32) -> u32 {
        self.readback.read(address, &self.core, self.output.dropped())
    }

    /// The core, with everything evaluated that has been shown so far.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Output entries dropped so far (`OUT-1`).
    pub fn dropped(&self) -> u64 {
        self.output.dropped()
    }

    /// The cycle in which an event or queued spike was taken last (`CLK-4`).
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Layout of the records.
    pub fn layout(&self) -> &Layout {
        self.record.layout()
    }

    /// Goes on to the next record before the end of the run.
    fn advance(&mut self) -> Option<u64> {
        // The first read is offered in cycle `clocks`, so something may be taken in that cycle
        // still.
        self.next_shown(self.cycles).filter(|cycle| *cycle < self.cycles)
    }

    /// Advances to the next cycle in which an observed value changes; takes nothing after cycle
    /// `open`.
    fn next_shown(&mut self, open: u64) -> Option<u64> {
        loop {
            let decided = self.next_decision().filter(|cycle| self.pending.is_some() || *cycle <= open);
            match self.next_change().filter(|cycle| decided.is_none_or(|decision| *cycle <= decision)) {
                Some(cycle) => {
                    self.last = cycle + 1;
                    if self.show(cycle) {
                        return Some(cycle);
                    }
                }
                None if decided.is_none() => return None,
                None => self.decide(),
            }
        }
    }

    /// The cycle of the next decision; nothing that it causes shows in that cycle or before.
    fn next_decision(&self) -> Option<u64> {
        match self.pending {
            Some(pending) => Some(pending.taken + NEURON_RETIRE - 1),
            None => self.schedule.next().map(|(cycle, _)| cycle),
        }
    }

    fn decide(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.evaluate(pending);
        } else if let Some((cycle, take)) = self.schedule.next() {
            self.schedule.take(cycle, take);
            self.taken = cycle;
            self.last = self.last.max(cycle + 1);
            match take {
                Take::Queued(_, source) => self.spike(cycle, source),
                Take::Host(Event::Spike(source)) => {
                    self.core.count_event();
                    self.spike(cycle, source);
                }
                Take::Host(Event::Target { neuron, rate }) => self.core.set_target(neuron.into(), rate),
                Take::Host(Event::Step) => {
                    self.steps_at = Some(cycle + 1);
                    self.leave_event_state(cycle, None);
                }
                Take::Host(Event::Control { feedback, learning, clear, clear_targets }) => {
                    self.core.set_modes(feedback, learning);
                    if clear {
                        self.leave_event_state(cycle, Some(Clears { targets: clear_targets }));
                    }
                }
            }
        }
    }

    /// Sends a spike through fetch.
    fn spike(&mut self, taken: u64, source: u16) {
        for entry in self.core.entries(source) {
            let row = self.core.row(source, entry);
            let marks = row.is_some_and(|row| self.core.mark(&row));
            let words = row.map(|row| if marks { 1 } else { row.words });
            let first = self.schedule.pair(taken, words);
            if let (Some(row), Some(first), false) = (row, first, marks) {
                self.passing.push_back(Passing { row, next: 0, shows: first + SYNAPSE_RETIRE });
            }
        }
    }

    fn leave_event_state(&mut self, taken: u64, clears: Option<Clears>) {
        let before = if clears.is_some() { self.predictive.clear } else { self.predictive.step };
        self.schedule.pass_over_neurons(taken, before, self.neuron_words);
        self.pending = Some(Pending { taken, clears });
    }

    /// Evaluates a step or clear, all rows before it having been shown (they end `taken + 4` at the
    /// latest).
    fn evaluate(&mut self, pending: Pending) {
        if let Some(clears) = pending.clears {
            self.core.clear(clears.targets);
            return;
        }
        self.step_words.clear();
        self.core.update(&mut self.step_words);
        let spikes = self.step_words.spikes();
        self.predicting = Some(Predicting { taken: pending.taken, ..Predicting::default() });
        let updating = pending.taken + self.predictive.step;
        for (word, lanes) in spikes.iter().enumerate().filter(|(_, lanes)| **lanes != 0) {
            let (cycle, base) = (updating + PUSH + word as u64, (word * self.core.lanes()) as u16);
            self.output.push(cycle, base, *lanes);
            if self.core.recurrent() {
                self.schedule.spikes[0].push(cycle, base, *lanes);
            }
        }
        if self.core.controllers_emit() {
            for word in 0..self.step_words.control_words() {
                let (cycle, base) =
                    (updating + CONTROLLER_PUSH + word as u64, (word * self.core.lanes()) as u16);
                let pairs = [Fired::Positive, Fired::Negative].map(|sign| self.step_words.pairs(word, sign));
                for (queue, lanes) in pairs.into_iter().enumerate().filter(|(_, lanes)| *lanes != 0) {
                    self.schedule.spikes[1 + queue].push(cycle, base, lanes);
                }
            }
        }
        self.neurons = Retiring::start(spikes.len(), updating + NEURON_RETIRE);
        self.controls = Retiring::start(self.step_words.control_words(), updating + CONTROL_RETIRE);
    }
}
