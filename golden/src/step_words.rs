//! The predictive, neuron and control words of one step, kept until their cycles come.

use crate::controller::{Fired, State};
use crate::observer::{ControlWord, NeuronWord, Observer, PredictionWord, PredictiveWord, SynapseWord};

/// Values of a row of a second predictive pass that the lanes share.
#[derive(Clone, Copy, Debug)]
struct SharedRow {
    projection: usize,
    trace: usize,
    post: usize,
    input: u16,
    eligibility: u32,
}

/// Rows of second predictive passes.
#[derive(Clone, Debug, Default)]
struct Rows {
    shared: Vec<SharedRow>,
    weight_before: Vec<i16>,
    weight_after: Vec<i16>,
    errors: Vec<i32>,
    gradients: Vec<i32>,
}

/// Neuron words after their predictive passes.
#[derive(Clone, Debug, Default)]
struct Predictions {
    words: Vec<usize>,
    sums: Vec<i32>,
    drives: Vec<i32>,
    before: Vec<i32>,
    after: Vec<i32>,
}

/// Entries of the retire ports of one step, those of events apart; its buffers are reused.
#[derive(Clone, Debug)]
pub struct StepWords {
    lanes: usize,
    before: Vec<i32>,
    after: Vec<i32>,
    model: Vec<i32>,
    spikes: Vec<u16>,
    state: Vec<State>,
    fired: Vec<Fired>,
    feedback: Vec<i16>,
    rows: Rows,
    predictions: Predictions,
}

impl StepWords {
    /// No words yet, of `lanes` lanes.
    pub fn new(lanes: usize) -> Self {
        let (before, after, spikes) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            lanes,
            before,
            after,
            model: Vec::new(),
            spikes,
            state: Vec::new(),
            fired: Vec::new(),
            feedback: Vec::new(),
            rows: Rows::default(),
            predictions: Predictions::default(),
        }
    }

    /// Forgets all words.
    pub fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
        self.model.clear();
        self.spikes.clear();
        self.state.clear();
        self.fired.clear();
        self.feedback.clear();
        self.rows.shared.clear();
        self.rows.weight_before.clear();
        self.rows.weight_after.clear();
        self.rows.errors.clear();
        self.rows.gradients.clear();
        self.predictions.words.clear();
        self.predictions.sums.clear();
        self.predictions.drives.clear();
        self.predictions.before.clear();
        self.predictions.after.clear();
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
        lanes.iter().enumerate().map(|(lane, fired)| u16::from(*fired == sign) << lane).sum()
    }

    /// Neuron word `word`.
    pub fn neuron(&self, word: usize) -> NeuronWord<'_> {
        let lanes = word * self.lanes..(word + 1) * self.lanes;
        NeuronWord {
            word,
            membrane_before: &self.before[lanes.clone()],
            membrane_after: &self.after[lanes.clone()],
            model_state: self.model.get(lanes).unwrap_or(&[]),
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

    /// Row `index` of the second predictive passes.
    pub fn predictive(&self, index: usize) -> PredictiveWord<'_> {
        let lanes = index * self.lanes..(index + 1) * self.lanes;
        let SharedRow { projection, trace, post, input, eligibility } = self.rows.shared[index];
        PredictiveWord {
            projection,
            trace,
            post,
            input,
            eligibility,
            weight_before: &self.rows.weight_before[lanes.clone()],
            weight_after: &self.rows.weight_after[lanes.clone()],
            errors: &self.rows.errors[lanes.clone()],
            gradients: &self.rows.gradients[lanes],
        }
    }

    /// Neuron word `index` of those that had predictive passes.
    pub fn prediction(&self, index: usize) -> PredictionWord<'_> {
        let lanes = index * self.lanes..(index + 1) * self.lanes;
        PredictionWord {
            word: self.predictions.words[index],
            sums: &self.predictions.sums[lanes.clone()],
            drives: &self.predictions.drives[lanes.clone()],
            membrane_before: &self.predictions.before[lanes.clone()],
            membrane_after: &self.predictions.after[lanes],
        }
    }
}

impl Observer for StepWords {
    fn synapse(&mut self, _: &SynapseWord<'_>) {}

    fn neuron(&mut self, word: &NeuronWord<'_>) {
        self.before.extend_from_slice(word.membrane_before);
        self.after.extend_from_slice(word.membrane_after);
        self.model.extend_from_slice(word.model_state);
        self.spikes.push(word.spikes);
    }

    fn control(&mut self, word: &ControlWord<'_>) {
        self.state.extend_from_slice(word.state);
        self.fired.extend_from_slice(word.fired);
        self.feedback.extend_from_slice(word.feedback);
    }

    fn predictive(&mut self, word: &PredictiveWord<'_>) {
        let PredictiveWord { projection, trace, post, input, eligibility, .. } = *word;
        self.rows.shared.push(SharedRow { projection, trace, post, input, eligibility });
        self.rows.weight_before.extend_from_slice(word.weight_before);
        self.rows.weight_after.extend_from_slice(word.weight_after);
        self.rows.errors.extend_from_slice(word.errors);
        self.rows.gradients.extend_from_slice(word.gradients);
    }

    fn prediction(&mut self, word: &PredictionWord<'_>) {
        self.predictions.words.push(word.word);
        self.predictions.sums.extend_from_slice(word.sums);
        self.predictions.drives.extend_from_slice(word.drives);
        self.predictions.before.extend_from_slice(word.membrane_before);
        self.predictions.after.extend_from_slice(word.membrane_after);
    }
}
