//! The event phase: the rows that a spike meets, and its effect on them (section 4).

use std::ops::Range;

use spindle_spec::memory_map::{CONTROLLER_SOURCE, NEGATIVE, NEURON_SOURCE};

use super::{Core, MAX_LANES};
use crate::observer::{Observer, SynapseWord};
use crate::rules::feedback::Learn;
use crate::synapse::Integrate;

/// Synapses per batch of random numbers; a multiple of every number of lanes.
const BLOCK: usize = 4_096;

/// The part of a weight row that a spike meets through one table entry (`SYN-1`, `SYN-2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Table entry.
    pub projection: usize,
    /// Source address of the spike.
    pub source: u16,
    /// First weight word.
    pub weight_word: usize,
    /// First neuron word.
    pub post_word: usize,
    /// Words.
    pub words: usize,
    /// Rate shift `η`.
    pub rate_shift: u8,
    /// True if learning is active (`SYN-3`).
    pub learns: bool,
    /// The row reaches modulators in place of membranes (`SYN-8`).
    pub modulatory: bool,
    /// The spike is of a negative controller neuron.
    pub negative: bool,
}

impl Core {
    /// The table entries that a spike of `source` walks (`EVT-8`).
    pub fn entries(&self, source: u16) -> Range<usize> {
        if source & NEURON_SOURCE == 0 {
            0..self.input_entries
        } else {
            self.input_entries..self.projections.len()
        }
    }

    /// The row that a spike of `source` meets through table entry `entry`, if the entry applies
    /// (`SYN-1`).
    #[inline]
    pub fn row(&self, source: u16, entry: usize) -> Option<Row> {
        let p = &self.projections[entry];
        // Without modulators there are no controller sources, and modulatory entries have no effect
        // (GEO-8).
        let of_controller = self.built.modulators && source & CONTROLLER_SOURCE == CONTROLLER_SOURCE;
        let reached = self.built.modulators || !p.modulatory;
        let pair = if of_controller { source & !NEGATIVE } else { source };
        let index = pair.wrapping_sub(p.source_base);
        (reached && index < p.source_count && p.row_words > 0).then(|| Row {
            projection: entry,
            source,
            weight_word: usize::from(p.weight_base) + usize::from(index) * usize::from(p.row_words),
            post_word: p.post_base.into(),
            words: p.row_words.into(),
            rate_shift: p.rate_shift,
            learns: self.feedback_mode && self.learning_mode && p.learn && !p.modulatory,
            modulatory: p.modulatory,
            negative: of_controller && source & NEGATIVE != 0,
        })
    }

    /// Marks the source's trace if the row belongs to the predictive pass (`PRE-5`); returns
    /// whether it does.
    #[inline]
    pub(crate) fn mark(&mut self, row: &Row) -> bool {
        let projection = &self.projections[row.projection];
        let (Some(predictor), Some(predictive)) = (&mut self.predictor, projection.predictive) else {
            return false;
        };
        let index = (row.weight_word - usize::from(projection.weight_base)) / row.words;
        predictor.mark(usize::from(predictive.trace_base) + index);
        true
    }

    /// Passes the words `words` of a row (`SYN-4` to `SYN-7`).
    #[inline]
    pub(crate) fn pass<O: Observer>(&mut self, row: &Row, words: Range<usize>, observer: &mut O) {
        if !O::WATCHES {
            self.bulk(row, words);
            return;
        }
        for word in words {
            let weights = (row.weight_word + word) * self.lanes..(row.weight_word + word + 1) * self.lanes;
            let posts = (row.post_word + word) * self.lanes..(row.post_word + word + 1) * self.lanes;
            let (mut weight_before, mut membrane_before) = ([0; MAX_LANES], [0; MAX_LANES]);
            weight_before[..self.lanes].copy_from_slice(&self.weights[weights.clone()]);
            membrane_before[..self.lanes].copy_from_slice(&self.sums(row)[posts.clone()]);
            self.bulk(row, word..word + 1);
            observer.synapse(&SynapseWord {
                projection: row.projection,
                source: row.source,
                post: row.post_word + word,
                weight_before: &weight_before[..self.lanes],
                weight_after: &self.weights[weights],
                membrane_before: &membrane_before[..self.lanes],
                membrane_after: &self.sums(row)[posts],
            });
        }
    }

    /// The sums to which a row is added.
    fn sums(&self, row: &Row) -> &[i32] {
        if row.modulatory { &self.modulators } else { &self.membranes }
    }

    fn bulk(&mut self, row: &Row, words: Range<usize>) {
        self.counters.words += words.len() as u64;
        let synapses = words.len() * self.lanes;
        let first = (row.weight_word + words.start) * self.lanes;
        let weights = &mut self.weights[first..][..synapses];
        let post = (row.post_word + words.start) * self.lanes;
        // SYN-6 sees the weights of before SYN-5.
        let (sums, scale) =
            if row.modulatory { (&mut self.modulators, 0) } else { (&mut self.membranes, self.format.scale) };
        let acting = match self.study.as_mut().filter(|studied| studied.acts()) {
            Some(studied) => {
                self.acting.resize(synapses, 0);
                studied.acting(first, weights, &mut self.acting);
                &self.acting[..]
            }
            None => &*weights,
        };
        let sums = &mut sums[post..][..synapses];
        let (format, negative) = (self.format, row.negative);
        self.simd.dispatch(Integrate { format, scale, negative, weights: acting, sums });
        if row.learns {
            let feedback = &self.feedback[post..][..synapses];
            for (weights, feedback) in weights.chunks_mut(BLOCK).zip(feedback.chunks(BLOCK)) {
                let (random, rate_shift) = (self.random.draw(weights.len()), row.rate_shift);
                let changed = match &self.study {
                    Some(studied) => studied.study().learn(format, rate_shift, weights, feedback, random),
                    None => self.simd.dispatch(Learn { format, rate_shift, weights, feedback, random }),
                };
                self.counters.updates += u64::from(changed);
            }
        }
    }
}
