//! The predictive pass: each neuron learns to predict its next inputs (section 13).
//!
//! Two passes over the rows that reach a neuron word: the first sums how much the present weights
//! explain of the errors, the second learns and accumulates the drive. Source traces are shared by
//! all neurons.

mod arithmetic;

use spindle_spec::configuration::{Neuron, Prediction, Predictive, Projection};

use crate::arithmetic::saturate;
use crate::observer::{Observer, PredictionWord, PredictiveWord};
use crate::random::Random;
use arithmetic::{ONE, Powers, Rates, clamp, error, explained, gradient, round};

const MAX_LANES: usize = 16;
/// The largest eligibility.
const FULL: i64 = (1 << 23) - 1;

/// State of the core that the pass reads and writes.
pub(crate) struct Parts<'a> {
    pub lanes: usize,
    /// Neuron words that the update visits.
    pub words: usize,
    pub projections: &'a [Projection],
    pub parameters: &'a [Neuron],
    pub weights: &'a mut [i16],
    pub membranes: &'a mut [i32],
    pub feedback: &'a [i16],
    pub random: &'a mut Random,
    pub feedback_mode: bool,
    pub learning_mode: bool,
}

/// Counts of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Passed {
    /// Rows of second passes.
    pub words: u64,
    /// Weights changed.
    pub updates: u64,
}

/// Source traces, and the state of the pass per neuron.
#[derive(Clone, Debug)]
pub struct Predictor {
    factors: Prediction,
    inputs: Vec<u16>,
    eligibilities: Vec<u32>,
    due: Vec<bool>,
    powers: Powers,
}

/// One predictive row over one neuron word.
#[derive(Clone, Copy)]
struct Row {
    entry: usize,
    predictive: Predictive,
    trace: usize,
    /// First weight, index `word · L`.
    weights: usize,
    learns_by_feedback: Option<u8>,
    last_word: bool,
}

impl Predictor {
    /// A predictor of `sources` traces for `neurons` neurons, at rest.
    pub fn new(factors: Prediction, sources: usize, neurons: usize) -> Self {
        Self {
            factors,
            inputs: vec![0; sources],
            eligibilities: vec![0; sources],
            due: vec![false; neurons],
            powers: Powers::new(),
        }
    }

    /// Input traces `x`; one is `2^15`.
    pub fn inputs(&self) -> &[u16] {
        &self.inputs
    }

    /// Eligibilities `p`; one is `2^15`.
    pub fn eligibilities(&self) -> &[u32] {
        &self.eligibilities
    }

    /// True if the threshold of each neuron is to be subtracted in the next step (`PRE-11`).
    pub fn due(&self) -> &[bool] {
        &self.due
    }

    /// Sets all traces, and the due resets of all neurons.
    pub(crate) fn set_state(&mut self, inputs: &[u16], eligibilities: &[u32], due: &[bool]) {
        self.inputs.copy_from_slice(inputs);
        self.eligibilities.copy_from_slice(eligibilities);
        self.due.copy_from_slice(due);
    }

    /// A spike of the source of trace `trace` (`PRE-5`).
    pub(crate) fn mark(&mut self, trace: usize) {
        self.inputs[trace] = ONE;
    }

    /// True if the threshold of a neuron is to be subtracted in the next step (`PRE-11`).
    pub(crate) fn set_due(&mut self, neuron: usize, due: bool) {
        self.due[neuron] = due;
    }

    /// Clears all traces, and `neurons` neurons (`PRE-12`).
    pub(crate) fn clear(&mut self, neurons: usize) {
        self.inputs.fill(0);
        self.eligibilities.fill(0);
        self.due[..neurons].fill(false);
    }

    /// The pass of one step (`PRE-6`).
    pub(crate) fn pass<O: Observer>(&mut self, core: &mut Parts<'_>, observer: &mut O) -> Passed {
        let mut passed = Passed::default();
        let mut rows = Vec::new();
        for word in 0..core.words {
            rows.clear();
            rows.extend(covering(core, word));
            if !rows.is_empty() {
                let more = self.word(core, word, &rows, observer);
                passed.words += more.words;
                passed.updates += more.updates;
            }
        }
        passed
    }

    fn word<O: Observer>(
        &mut self,
        core: &mut Parts<'_>,
        word: usize,
        rows: &[Row],
        observer: &mut O,
    ) -> Passed {
        let lanes = core.lanes;
        let neurons = word * lanes..(word + 1) * lanes;
        let mut before = [0; MAX_LANES];
        before[..lanes].copy_from_slice(&core.membranes[neurons.clone()]);
        let membranes = &before[..lanes];
        let mut sums = [0; MAX_LANES];
        for row in rows {
            let weights = &core.weights[row.weights..row.weights + lanes];
            for lane in 0..lanes {
                let value = self.powers.value(weights[lane], row.predictive.logarithmic);
                let error = error(self.inputs[row.trace], membranes[lane], value);
                sums[lane] = saturate(sums[lane] + explained(error, value), 24);
            }
        }
        let sums = &sums[..lanes];
        let mut passed = Passed::default();
        let mut drives = [0; MAX_LANES];
        for row in rows {
            passed.updates += self.learn(core, word, row, membranes, sums, &mut drives, observer);
            passed.words += 1;
            if row.last_word {
                self.advance(row.trace);
            }
        }
        for (lane, neuron) in neurons.clone().enumerate() {
            let leaked = round(i64::from(self.factors.leak) * i64::from(membranes[lane]), 16);
            let reset = if self.due[neuron] { i64::from(core.parameters[neuron].threshold) } else { 0 };
            core.membranes[neuron] = clamp(leaked + i64::from(drives[lane]) - reset, 24);
        }
        if O::WATCHES {
            observer.prediction(&PredictionWord {
                word,
                sums,
                drives: &drives[..lanes],
                membrane_before: membranes,
                membrane_after: &core.membranes[neurons],
            });
        }
        passed
    }

    /// One row of a second pass; returns how many weights changed.
    #[allow(clippy::too_many_arguments, reason = "one inner loop, written once")]
    #[inline]
    fn learn<O: Observer>(
        &self,
        core: &mut Parts<'_>,
        word: usize,
        row: &Row,
        membranes: &[i32],
        sums: &[i32],
        drives: &mut [i32; MAX_LANES],
        observer: &mut O,
    ) -> u64 {
        let lanes = core.lanes;
        let (input, eligibility) = (self.inputs[row.trace], self.eligibilities[row.trace]);
        let predictive = &row.predictive;
        let rates = Rates {
            prediction: (core.learning_mode && predictive.learn)
                .then_some((predictive.rate, predictive.rate_shift)),
            feedback: row.learns_by_feedback,
            bounded: predictive.bounded,
        };
        let mut random = [0; MAX_LANES];
        if rates.active() {
            random[..lanes].copy_from_slice(core.random.draw(lanes));
        }
        let (mut before, mut errors, mut gradients) = ([0; MAX_LANES], [0; MAX_LANES], [0; MAX_LANES]);
        let weights = &mut core.weights[row.weights..row.weights + lanes];
        before[..lanes].copy_from_slice(weights);
        let mut updates = 0;
        for lane in 0..lanes {
            let stored = before[lane];
            let value = self.powers.value(stored, predictive.logarithmic);
            errors[lane] = error(input, membranes[lane], value);
            gradients[lane] = gradient(membranes[lane], errors[lane], sums[lane], eligibility);
            if rates.active() {
                let feedback = core.feedback[word * lanes + lane];
                weights[lane] = rates.learn(stored, gradients[lane], feedback, input, random[lane]);
                updates += u64::from(weights[lane] != stored);
            }
            let value = self.powers.value(weights[lane], predictive.logarithmic);
            let current = round(i64::from(value) * i64::from(input), 15) as i32;
            drives[lane] = saturate(drives[lane] + current, 24);
        }
        if O::WATCHES {
            observer.predictive(&PredictiveWord {
                projection: row.entry,
                trace: row.trace,
                post: word,
                input,
                eligibility,
                weight_before: &before[..lanes],
                weight_after: weights,
                errors: &errors[..lanes],
                gradients: &gradients[..lanes],
            });
        }
        updates
    }

    /// The traces of one source, after their use (`PRE-10`).
    fn advance(&mut self, trace: usize) {
        let input = &mut self.inputs[trace];
        let eligibility = &mut self.eligibilities[trace];
        let kept = (i64::from(self.factors.leak) * i64::from(*eligibility)) >> 16;
        *eligibility = (kept + i64::from(*input)).min(FULL) as u32;
        *input = ((u32::from(self.factors.decay) * u32::from(*input)) >> 16) as u16;
    }
}

/// The rows of all predictive entries that cover neuron word `word`, in order.
fn covering<'a>(core: &Parts<'a>, word: usize) -> impl Iterator<Item = Row> + use<'a> {
    let (lanes, both) = (core.lanes, core.feedback_mode && core.learning_mode);
    core.projections.iter().enumerate().flat_map(move |(entry, p)| {
        let offset = word.wrapping_sub(p.post_base.into());
        let row_words = usize::from(p.row_words);
        let predictive = p.predictive.filter(|_| offset < row_words);
        let count = if predictive.is_some() { usize::from(p.source_count) } else { 0 };
        let predictive = predictive.unwrap_or_default();
        (0..count).map(move |row| Row {
            entry,
            predictive,
            trace: usize::from(predictive.trace_base) + row,
            weights: (usize::from(p.weight_base) + row * row_words + offset) * lanes,
            learns_by_feedback: (both && p.learn).then_some(p.rate_shift),
            last_word: offset + 1 == row_words,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pre_10_traces_by_hand() {
        // A = 1/2, B = 7/8.
        let mut predictor = Predictor::new(Prediction { leak: 0x8000, decay: 0xE000 }, 2, 1);
        predictor.mark(1);
        let mut seen = Vec::new();
        for _ in 0..3 {
            predictor.advance(1);
            seen.push((predictor.inputs()[1], predictor.eligibilities()[1]));
        }
        // x: 32768 -> 28672 -> 25088 -> 21952; p: 32768, then 16384 + 28672, then 22528 + 25088.
        assert_eq!(seen, [(28_672, 32_768), (25_088, 45_056), (21_952, 47_616)]);
        assert_eq!((predictor.inputs()[0], predictor.eligibilities()[0]), (0, 0));
        // They end at 0, not at a residue.
        for _ in 0..200 {
            predictor.advance(1);
        }
        assert_eq!((predictor.inputs()[1], predictor.eligibilities()[1]), (0, 0));
        // Held at one without any leak to speak of, p saturates.
        let mut predictor = Predictor::new(Prediction { leak: 0xFFFF, decay: 0xFFFF }, 1, 1);
        for _ in 0..600 {
            predictor.mark(0);
            predictor.advance(0);
        }
        assert_eq!(predictor.eligibilities()[0], 8_388_607);
    }
}
