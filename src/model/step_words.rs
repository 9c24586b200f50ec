//! The neuron and control words of one step, kept until their clocks come.

use super::controller::{Fired, State};
use super::observer::{ControlWord, NeuronWord, Observer, SynapseWord};

/// Entries of the neuron and control retire ports of one step; its buffers are reused.
#[derive(Clone, Debug)]
pub struct StepWords {
    lanes: usize,
    before: Vec<i32>,
    after: Vec<i32>,
    spikes: Vec<u16>,
    state: Vec<State>,
    fired: Vec<Fired>,
    feedback: Vec<i16>,
}

impl StepWords {
    /// No words yet, of `lanes` lanes.
    pub fn new(lanes: usize) -> Self {
        let (before, after, spikes) = (Vec::new(), Vec::new(), Vec::new());
        Self { lanes, before, after, spikes, state: Vec::new(), fired: Vec::new(), feedback: Vec::new() }
    }

    /// Forgets all words.
    pub fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
        self.spikes.clear();
        self.state.clear();
        self.fired.clear();
        self.feedback.clear();
    }

    /// Fired lanes of each neuron word.
    pub fn spikes(&self) -> &[u16] {
        &self.spikes
    }

    /// Number of control words.
    pub fn control_words(&self) -> usize {
        self.state.len() / self.lanes
    }

    /// Lanes of word `word` whose controller neuron of this sign fired.
    pub fn pairs(&self, word: usize, sign: Fired) -> u16 {
        let lanes = &self.fired[word * self.lanes..(word + 1) * self.lanes];
        lanes.iter().enumerate().fold(0, |mask, (lane, fired)| mask | u16::from(*fired == sign) << lane)
    }

    /// Neuron word `word`.
    pub fn neuron(&self, word: usize) -> NeuronWord<'_> {
        let lanes = word * self.lanes..(word + 1) * self.lanes;
        NeuronWord {
            word,
            membrane_before: &self.before[lanes.clone()],
            membrane_after: &self.after[lanes],
            spikes: self.spikes[word],
        }
    }

    /// Control word `word`.
    pub fn control(&self, word: usize) -> ControlWord<'_> {
        let lanes = word * self.lanes..(word + 1) * self.lanes;
        ControlWord {
            word,
            state: &self.state[lanes.clone()],
            fired: &self.fired[lanes.clone()],
            feedback: &self.feedback[lanes],
        }
    }
}

impl Observer for StepWords {
    fn synapse(&mut self, _: &SynapseWord<'_>) {}

    fn neuron(&mut self, word: &NeuronWord<'_>) {
        self.before.extend_from_slice(word.membrane_before);
        self.after.extend_from_slice(word.membrane_after);
        self.spikes.push(word.spikes);
    }

    fn control(&mut self, word: &ControlWord<'_>) {
        self.state.extend_from_slice(word.state);
        self.fired.extend_from_slice(word.fired);
        self.feedback.extend_from_slice(word.feedback);
    }
}
