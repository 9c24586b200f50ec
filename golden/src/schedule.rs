//! Cycles in which the core takes spikes and events (`CLK-4`, `CLK-8` to `CLK-10`).

use spindle_spec::memory_map::{CONTROLLER_SOURCE, Event, NEGATIVE, NEURON_SOURCE};

use crate::fetch::Fetch;
use crate::queue::{InputQueue, SpikeQueue};

/// Cycles from the take of a step to the push of the neurons that fired in its first word
/// (`CLK-9`).
pub const PUSH: u64 = 9;
/// Cycles from the take of a step to the neuron retire entry of its first word (`CLK-9`).
pub const NEURON_RETIRE: u64 = 9;
/// Cycles from the take of a step to the control retire entry of its first word (`CLK-9`).
pub const CONTROL_RETIRE: u64 = 14;
/// Cycles from the issue of a weight word to its retire entry (`CLK-7`).
pub const SYNAPSE_RETIRE: u64 = 6;
/// Cycles from the take of a step to the push of the controllers that fired in its first word
/// (`CLK-9`).
pub const CONTROLLER_PUSH: u64 = 11;
/// Cycles from the issue of the last neuron word to the event state, without and with controllers
/// that emit (`CLK-9`).
const UPDATE_TAIL: [u64; 2] = [9, 11];
/// Cycles without an issue, in the event state, until the core is idle (`BUS-3`).
const LANDING: u64 = 7;

/// The next spike or event of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// A queued spike of a neuron or controller: its queue, and its source address.
    Queued(usize, u16),
    /// An event of the host.
    Host(Event),
}

/// Queues and fetch registers of a core in the event state.
#[derive(Clone, Debug)]
pub struct Schedule<'a> {
    /// Events of the host.
    pub input: InputQueue<'a>,
    /// Spikes of the last update: of neurons, of positive and of negative controllers, in the order
    /// they are taken.
    pub spikes: [SpikeQueue; 3],
    controllers_emit: bool,
    fetch: Fetch,
    event_state_from: u64,
    /// The first cycle in which no request of the bus stalls the core (`BUS-3`).
    served_until: u64,
}

impl<'a> Schedule<'a> {
    /// A core with empty pipelines, whose controllers emit spikes or not (`EVT-9`).
    pub fn new(input: InputQueue<'a>, controllers_emit: bool) -> Self {
        let marks = [NEURON_SOURCE, CONTROLLER_SOURCE, CONTROLLER_SOURCE | NEGATIVE];
        let (spikes, fetch) = (marks.map(SpikeQueue::new), Fetch::default());
        Self { input, spikes, controllers_emit, fetch, event_state_from: 0, served_until: 0 }
    }

    /// The next spike or event, and its cycle; `None` at the end. Queued spikes come first
    /// (`EVT-6`).
    pub fn next(&self) -> Option<(u64, Take)> {
        let earliest = self.event_state_from.max(self.fetch.free_from()).max(self.served_until);
        for (queue, spikes) in self.spikes.iter().enumerate() {
            if let Some((offered, source)) = spikes.offer() {
                return Some((earliest.max(offered), Take::Queued(queue, source)));
            }
        }
        let (there, event) = self.input.head()?;
        let cycle = match event {
            Event::Spike(_) | Event::Target { .. } => earliest,
            Event::Step | Event::Control { .. } => earliest.max(self.fetch.empty_from()),
        };
        Some((cycle.max(there), Take::Host(event)))
    }

    /// Takes it.
    pub fn take(&mut self, cycle: u64, take: Take) {
        match take {
            Take::Queued(queue, _) => self.spikes[queue].take(cycle),
            Take::Host(_) => self.input.take(cycle),
        }
    }

    /// Sends one pair of a taken spike through fetch; see [`Fetch::pair`].
    pub fn pair(&mut self, taken: u64, words: Option<usize>) -> Option<u64> {
        self.fetch.pair(taken, words)
    }

    /// Leaves the event state for a pass over `words` neuron words, taken in cycle `taken`;
    /// `before` cycles come before its first word.
    pub fn pass_over_neurons(&mut self, taken: u64, before: u64, words: usize) {
        self.event_state_from =
            taken + before + words as u64 + UPDATE_TAIL[usize::from(self.controllers_emit)];
    }

    /// Nothing is taken before cycle `cycle`, because the bus is served (`BUS-3`).
    pub fn serve_until(&mut self, cycle: u64) {
        self.served_until = cycle;
    }

    /// The first cycle in which the bus may be served, if nothing more is taken (`BUS-3`).
    pub fn idle_from(&self) -> u64 {
        let passed = |end: u64| if end == 0 { 0 } else { end + LANDING };
        let issued = passed(self.event_state_from).max(passed(self.fetch.streamed_until()));
        // A row that has passed S was issued, so only pairs without words remain.
        issued.max(self.fetch.empty_from())
    }

    /// The first cycle in which nothing is in flight, as far as is known.
    pub fn at_rest_from(&self) -> u64 {
        self.event_state_from.max(self.fetch.empty_from())
    }
}
