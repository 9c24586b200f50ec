//! Generator ranges of random cores.

use serde::{Deserialize, Serialize};
use spindle_spec::Geometry;

/// Shapes that random cores may have. Every value of a list, and every value from the first to the
/// second of a pair, is as likely as any other of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Universe {
    /// Lanes.
    pub lanes: Vec<usize>,
    /// The most neuron words; a core has 1 to this many times its lanes of neurons.
    pub neuron_words: usize,
    /// Depth of the weight memories.
    pub weight_words: [usize; 2],
    /// Entries of the projection table.
    pub projections: [usize; 2],
    /// Words of the input event store.
    pub event_depth: Vec<usize>,
    /// Entries of the output spike store.
    pub spike_depth: Vec<usize>,
    /// Stored weight widths.
    pub weight_bits: Vec<usize>,
    /// Membrane widths.
    pub membrane_bits: Vec<usize>,
    /// Weight scales.
    pub weight_scale: [usize; 2],
    /// Seeds that are multiples of this give a core with a predictive unit, of 16-bit weights and
    /// 24-bit membranes; 0: none.
    pub predictive_every: u64,
    /// Seeds that are multiples of this give a core with a neuron model; 0: none.
    pub models_every: u64,
    /// True if some cores lack units (`GEO-6` to `GEO-9`).
    pub lacks_units: bool,
    /// True if some clears take target rates and phases with them (`UPD-9`).
    pub clears_targets: bool,
}

impl Default for Universe {
    /// Everything that a core can be built with, small enough to simulate fast.
    fn default() -> Self {
        Self {
            lanes: vec![1, 2, 4, 8, 16],
            neuron_words: 8,
            weight_words: [16, 512],
            projections: [1, 6],
            event_depth: vec![2, 3, 8, 32, 64],
            spike_depth: vec![2, 5, 16, 64],
            weight_bits: vec![4, 8, 16],
            membrane_bits: vec![12, 16, 24],
            weight_scale: [0, 8],
            predictive_every: 3,
            models_every: 0,
            lacks_units: true,
            clears_targets: false,
        }
    }
}

/// Generator ranges that contain an impossible core, or none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("universe.{key}: {what}; {remedy}")]
pub struct UniverseError {
    /// The key.
    pub key: &'static str,
    /// The problem.
    pub what: String,
    /// The remedy.
    pub remedy: String,
}

impl Universe {
    /// True if the core of `seed` has a predictive unit.
    pub(super) fn predicts(&self, seed: u64) -> bool {
        self.predictive_every > 0 && seed.is_multiple_of(self.predictive_every)
    }

    /// True if the core of `seed` has a neuron model.
    pub(super) fn models(&self, seed: u64) -> bool {
        self.models_every > 0 && seed.is_multiple_of(self.models_every)
    }

    /// Checks that every draw is a core.
    ///
    /// # Errors
    /// The first key that is empty or out of range.
    pub fn validate(&self) -> Result<(), UniverseError> {
        let fail = |key, what: &str, remedy: &str| {
            Err(UniverseError { key, what: what.to_owned(), remedy: remedy.to_owned() })
        };
        let lists = [
            ("lanes", &self.lanes),
            ("event_depth", &self.event_depth),
            ("spike_depth", &self.spike_depth),
            ("weight_bits", &self.weight_bits),
            ("membrane_bits", &self.membrane_bits),
        ];
        if let Some((key, _)) = lists.iter().find(|(_, list)| list.is_empty()) {
            return fail(key, "nothing to draw from", "list a value");
        }
        let pairs = [
            ("weight_words", self.weight_words),
            ("projections", self.projections),
            ("weight_scale", self.weight_scale),
        ];
        if let Some((key, _)) = pairs.iter().find(|(_, [least, greatest])| least > greatest) {
            return fail(key, "the first is above the second", "write the least first");
        }
        if !(1..=32).contains(&self.neuron_words) {
            return fail("neuron_words", "out of range", "choose 1 to 32");
        }
        // A projection has rows of up to all neuron words.
        if self.weight_words[0] < self.neuron_words {
            return fail("weight_words", "less than neuron_words", "begin it there at least");
        }
        if self.weight_words[0] < 2 {
            return fail("weight_words", "too few", "begin at 2 at least");
        }
        self.corners().try_for_each(|geometry| {
            geometry.validate().map_err(|error| UniverseError {
                key: error.key,
                what: format!("{} is not possible in a core", error.value),
                remedy: error.remedy.to_owned(),
            })
        })
    }

    /// Cores among which each key has every value that a list names, and both ends of its range.
    fn corners(&self) -> impl Iterator<Item = Geometry> + '_ {
        let longest = [
            self.lanes.len(),
            self.event_depth.len(),
            self.spike_depth.len(),
            self.weight_bits.len(),
            self.membrane_bits.len(),
            2,
        ]
        .into_iter()
        .max()
        .unwrap_or(0);
        (0..longest).map(|index| {
            let of = |list: &[usize]| list[index % list.len()];
            Geometry {
                lanes: of(&self.lanes),
                // For any seed: lanes are checked first.
                neurons: of(&self.lanes).saturating_mul(self.neuron_words),
                weight_words: of(&self.weight_words),
                projections: of(&self.projections),
                event_depth: of(&self.event_depth),
                spike_depth: of(&self.spike_depth),
                weight_bits: of(&self.weight_bits),
                membrane_bits: of(&self.membrane_bits),
                weight_scale: of(&self.weight_scale),
                ..Geometry::default()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_that_is_out_of_range_is_named() {
        type Change = fn(&mut Universe);
        let changes: [(&str, Change); 10] = [
            ("lanes", |u| u.lanes = vec![1, 2, 3]),
            ("lanes", |u| u.lanes.clear()),
            ("lanes", |u| u.lanes = vec![usize::MAX]),
            ("weight_bits", |u| u.weight_bits.push(5)),
            ("membrane_bits", |u| u.membrane_bits = vec![8]),
            ("event_depth", |u| u.event_depth.push(1)),
            ("projections", |u| u.projections = [1, 17]),
            ("weight_scale", |u| u.weight_scale = [4, 2]),
            ("weight_words", |u| u.weight_words = [4, 100]),
            ("neuron_words", |u| u.neuron_words = 0),
        ];
        Universe::default().validate().unwrap();
        for (key, change) in changes {
            let mut universe = Universe::default();
            change(&mut universe);
            assert_eq!(universe.validate().unwrap_err().key, key);
        }
    }
}
