//! The predictive pass: each neuron learns to predict its next inputs (section 13).
//!
//! Two passes over the rows that reach a neuron word: the first sums how much the present weights explain of the
//! errors, the second learns and accumulates the drive. Source traces are shared by all neurons.

use spindle_hdl::configuration::{Neuron, Prediction, Predictive, Projection};

use crate::arithmetic::saturate;
use crate::observer::{Observer, PredictionWord, PredictiveWord};
use crate::random::Random;

const MAX_LANES: usize = 16;
/// An input trace of one (`PRE-1`).
const ONE: u16 = 1 << 15;
/// The largest eligibility.
const FULL: i64 = (1 << 23) - 1;

/// `round(y, s)`: `y · 2^-s` to the nearest integer, halves up.
#[inline]
fn round(y: i64, s: u32) -> i64 {
    (y + (1 << (s - 1))) >> s
}

/// `sat_B` of a wide number.
#[inline]
fn clamp(y: i64, bits: u32) -> i32 {
    let limit = 1 << (bits - 1);
    y.clamp(-limit, limit - 1) as i32
}

/// Weight values of stored logarithms (`PRE-3`).
#[derive(Clone, Debug)]
struct Powers([i32; 256]);

impl Powers {
    fn new() -> Self {
        Self(std::array::from_fn(|m| ((m as f64 / 256.0).exp2() * 65_536.0).round() as i32))
    }

    /// The weight value of a stored weight, one is `2^16`.
    #[inline]
    fn value(&self, stored: i16, logarithmic: bool) -> i32 {
        let stored = i32::from(stored);
        if !logarithmic {
            return stored;
        }
        let power = stored >> 11;
        if power > 0 { (1 << 17) - 1 } else { self.0[(stored >> 3 & 0xFF) as usize] >> -power }
    }
}

/// What remains of an input after its prediction by one neuron: `ε` of `PRE-7`.
#[inline]
fn error(input: u16, membrane: i32, value: i32) -> i32 {
    let predicted = round(i64::from(membrane) * i64::from(value), 16);
    clamp(2 * i64::from(input) - predicted, 18)
}

/// How much a row adds to the error sum (`PRE-7`).
#[inline]
fn explained(error: i32, value: i32) -> i32 {
    round(i64::from(error) * i64::from(value), 16) as i32
}

/// `g` of `PRE-8`.
#[inline]
fn gradient(membrane: i32, error: i32, sum: i32, eligibility: u32) -> i32 {
    let own = i64::from(membrane) * i64::from(error);
    let common = i64::from(sum) * i64::from(eligibility);
    clamp(round(own + 2 * common, 16), 24)
}

/// What changes the weights of a row: rates that are in force (`PRE-4`, `PRE-9`).
#[derive(Clone, Copy, Debug)]
struct Rates {
    /// Factor and shift of learning by prediction.
    prediction: Option<(u8, u8)>,
    /// Shift of learning by feedback.
    feedback: Option<u8>,
    bounded: bool,
}

impl Rates {
    fn active(self) -> bool {
        self.prediction.is_some() || self.feedback.is_some()
    }

    /// The stored weight after learning.
    #[inline]
    fn learn(self, stored: i16, gradient: i32, feedback: i16, input: u16, random: u16) -> i16 {
        let by_prediction =
            self.prediction.map_or(0, |(rate, shift)| (i64::from(gradient) * i64::from(rate)) >> shift);
        let by_feedback = self.feedback.map_or(0, |shift| {
            let product = clamp(round(i64::from(feedback) * i64::from(input), 15), 16);
            i64::from(product) << (16 - shift)
        });
        let change = (by_prediction + by_feedback + i64::from(random)) >> 16;
        let learned = clamp(i64::from(stored) + change, 16) as i16;
        if self.bounded { learned.max(0) } else { learned }
    }
}

/// State of the core that the pass reads and writes.
pub(super) struct Parts<'a> {
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

/// What a pass has done, to be counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Passed {
    /// Rows of second passes.
    pub words: u64,
    /// Weights changed.
    pub updates: u64,
}

/// Source traces, and what the pass keeps of each neuron.
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

    /// Whether the threshold of each neuron is to be subtracted in the next step (`PRE-11`).
    pub fn due(&self) -> &[bool] {
        &self.due
    }

    /// Sets all traces, and for all neurons what is due.
    pub(super) fn set_state(&mut self, inputs: &[u16], eligibilities: &[u32], due: &[bool]) {
        self.inputs.copy_from_slice(inputs);
        self.eligibilities.copy_from_slice(eligibilities);
        self.due.copy_from_slice(due);
    }

    /// A spike of the source of trace `trace` (`PRE-5`).
    pub(super) fn mark(&mut self, trace: usize) {
        self.inputs[trace] = ONE;
    }

    /// Whether the threshold of a neuron is to be subtracted in the next step (`PRE-11`).
    pub(super) fn set_due(&mut self, neuron: usize, due: bool) {
        self.due[neuron] = due;
    }

    /// Clears all traces, and `neurons` neurons (`PRE-12`).
    pub(super) fn clear(&mut self, neurons: usize) {
        self.inputs.fill(0);
        self.eligibilities.fill(0);
        self.due[..neurons].fill(false);
    }

    /// The pass of one step (`PRE-6`).
    pub(super) fn pass<O: Observer>(&mut self, core: &mut Parts<'_>, observer: &mut O) -> Passed {
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

    /// The unit of membranes, weight values, errors and gradients.
    const UNIT: i32 = 1 << 16;

    #[test]
    fn pre_3_linear_and_logarithmic_values() {
        let powers = Powers::new();
        assert_eq!([-32_768, -1, 0, 32_767].map(|w| powers.value(w, false)), [-32_768, -1, 0, 32_767]);
        // 2^0 = 1; 2^-1; 2^-16 is one; everything from 2^1 on is the largest value.
        assert_eq!(
            [0, -2048, -32_768, 2048, 32_767].map(|w| powers.value(w, true)),
            [65_536, 32_768, 1, 131_071, 131_071]
        );
        // 2^0.5 = 1.41421356 -> 92681.9; 2^-0.5: T(128) >> 1 = 92682 >> 1.
        assert_eq!([1024, -1024].map(|w| powers.value(w, true)), [92_682, 46_341]);
        // The largest below 1: 2^(255/256) = 1.99459 -> 130717.6 (and three lower fraction bits do not count).
        assert_eq!([2047, 2040].map(|w| powers.value(w, true)), [130_718, 130_718]);
        // 2^-15 · T(255) = 130718 >> 16 = 1 for i = -16, 3 for i = -15.
        assert_eq!([-32_768 + 2047, -30_720 + 2047].map(|w| powers.value(w, true)), [1, 3]);
    }

    #[test]
    fn pre_7_errors_and_their_sum_by_hand() {
        // x = 1, v = 0.5, w = 0.25: 1 - 0.125.
        assert_eq!(error(ONE, UNIT / 2, UNIT / 4), UNIT - UNIT / 8);
        // x = 0, v = -0.5, w = 0.25: + 0.125.
        assert_eq!(error(0, -UNIT / 2, UNIT / 4), UNIT / 8);
        // Rounded: v = 3 LSB, w = 0.5: 1.5 -> 2; v = -3 LSB: -1.5 -> -1.
        assert_eq!((error(0, 3, UNIT / 2), error(0, -3, UNIT / 2)), (-2, 1));
        // 100 · 1.5 is far beyond: clamped to -2 and 2.
        assert_eq!((error(0, 100 * UNIT, 3 * UNIT / 2), error(0, -100 * UNIT, UNIT)), (-131_072, 131_071));
        // ε w: 0.875 · 0.25.
        assert_eq!(explained(UNIT - UNIT / 8, UNIT / 4), 14_336);
        assert_eq!((explained(-1, UNIT / 2), explained(1, UNIT / 2)), (0, 1));
    }

    #[test]
    fn pre_8_gradient_by_hand() {
        // v ε + E p = 0.5 · 0.875 + (-0.25) · 3 = -0.3125.
        assert_eq!(gradient(UNIT / 2, UNIT - UNIT / 8, -UNIT / 4, 3 * u32::from(ONE)), -20_480);
        // Saturates both ways: 100 · 100.
        assert_eq!(gradient(0, 0, 100 * UNIT, 100 * u32::from(ONE)), 8_388_607);
        assert_eq!(gradient(0, 0, -100 * UNIT, 100 * u32::from(ONE)), -8_388_608);
        // One LSB of E at p = 1/4: a quarter rounds to 0, three quarters to 1.
        assert_eq!([1, 3].map(|e| gradient(0, 0, e, u32::from(ONE) / 4)), [0, 1]);
    }

    #[test]
    fn pre_9_changes_by_hand() {
        let off = Rates { prediction: None, feedback: None, bounded: false };
        let prediction = Rates { prediction: Some((200, 4)), ..off };
        // 20480 · 200 >> 4 = 256000 = 3.90625 · 65536: 3, or 4 if the random number is at least 0.09375 · 65536 = 6144.
        assert_eq!(prediction.learn(100, 20_480, 0, 0, 6143), 103);
        assert_eq!(prediction.learn(100, 20_480, 0, 0, 6144), 104);
        // -256000: floor is -4; -3 from 59392 = 65536 - 6144 on.
        assert_eq!(prediction.learn(100, -20_480, 0, 0, 59_391), 96);
        assert_eq!(prediction.learn(100, -20_480, 0, 0, 59_392), 97);
        // Feedback 3000 at x = 1/2 and a shift of 10: 1500 / 1024 = 1.46.
        let feedback = Rates { feedback: Some(10), ..off };
        assert_eq!(feedback.learn(7, 9999, 3000, ONE / 2, 0), 8);
        assert_eq!(feedback.learn(7, 9999, 3000, ONE / 2, 65_535), 9);
        // Both add before they are rounded: 3.90625 + 1.46484375 = 5.37.
        let both = Rates { prediction: Some((200, 4)), feedback: Some(10), bounded: false };
        assert_eq!(both.learn(0, 20_480, 3000, ONE / 2, 0), 5);
        assert_eq!(both.learn(0, 20_480, 3000, ONE / 2, 41_216), 6);
        // Ends of the range, and the bound.
        assert_eq!(prediction.learn(32_766, 20_480, 0, 0, 0), 32_767);
        assert_eq!(prediction.learn(-32_767, -20_480, 0, 0, 0), -32_768);
        let bounded = Rates { bounded: true, ..prediction };
        assert_eq!([2, 5].map(|w| bounded.learn(w, -20_480, 0, 0, 0)), [0, 1]);
        // A feedback of the most negative kind at x = 1 and shift 0.
        assert_eq!(Rates { feedback: Some(0), ..off }.learn(0, 0, -32_768, ONE, 0), -32_768);
    }

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
