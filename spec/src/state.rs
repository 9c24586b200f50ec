//! State that events change besides weights and random states: the initial state of a core that
//! resumes.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::fit::FitError;
use crate::geometry::Geometry;
use crate::image::{Image, image_name};
use crate::rules::RuleState;
use crate::rules::predictive::{DUE, ELIGIBILITY, INPUT};

/// Contents of the memories that the Verilog otherwise clears, for a core whose queues are empty.
/// All are indexed by neuron number and have `NW · L` elements, except the two source traces; those
/// of units that are not built are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Membranes, membrane units, `M` bits.
    pub membranes: Vec<i32>,
    /// Refractory counters, steps, 4 bits.
    pub refractory: Vec<u8>,
    /// Target rates, 1/256 spikes per step (`CTL-1`).
    pub target_rates: Vec<u8>,
    /// Target phases, 1/256 spikes.
    pub target_phases: Vec<u8>,
    /// Error traces `e`.
    pub errors: Vec<i16>,
    /// Drives `c`.
    pub drives: Vec<i16>,
    /// Proportional traces `p`, membrane units.
    pub proportional: Vec<i16>,
    /// Integral traces `i`, membrane units.
    pub integral: Vec<i16>,
    /// Feedback currents `f`, membrane units.
    pub feedback: Vec<i16>,
    /// Modulators, used weights, `M` bits (`SYN-8`).
    pub modulators: Vec<i32>,
    /// State of the neuron model, `M` bits (`MOD-1`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<i32>,
    /// True if the next predictive pass subtracts the threshold (`PRE-11`).
    pub due: Vec<bool>,
    /// Input traces, one a source; one is `2^15` (`PRE-5`).
    pub inputs: Vec<u16>,
    /// Eligibilities, one a source, 24 bits (`PRE-10`).
    pub eligibilities: Vec<u32>,
}

/// One memory.
struct Contents {
    /// Kind of image.
    kind: &'static str,
    /// Width, bits.
    bits: usize,
    words: Vec<u32>,
    /// The range of a word, and the first word outside of it: its index and value.
    range: RangeInclusive<i64>,
    misfit: Option<(usize, i64)>,
}

fn contents<T: Copy + Into<i64>>(
    kind: &'static str,
    bits: usize,
    range: RangeInclusive<i64>,
    values: &[T],
) -> Contents {
    let mask = u32::MAX >> (32 - bits);
    let values = values.iter().map(|value| (*value).into());
    let misfit = values.clone().enumerate().find(|(_, value)| !range.contains(value));
    Contents { kind, bits, words: values.map(|value| value as u32 & mask).collect(), range, misfit }
}

fn signed<T: Copy + Into<i64>>(kind: &'static str, bits: usize, values: &[T]) -> Contents {
    let bound = 1 << (bits - 1);
    contents(kind, bits, -bound..=bound - 1, values)
}

fn unsigned<T: Copy + Into<i64>>(kind: &'static str, bits: usize, values: &[T]) -> Contents {
    contents(kind, bits, 0..=(1 << bits) - 1, values)
}

fn of_rule<T: Copy + Into<i64>>(state: &RuleState, values: &[T]) -> Contents {
    unsigned(state.image, state.bits, values)
}

impl State {
    /// Memories of one word a neuron, and whether a core of `geometry` has them.
    fn of_neurons(&self, geometry: &Geometry) -> Vec<(Contents, bool)> {
        let m = geometry.membrane_bits;
        let predicts = geometry.predictive_sources > 0;
        let model = geometry.neuron_model.descriptor();
        let least = if model.is_some_and(|model| model.state.signed) { -(1 << (m - 1)) } else { 0 };
        vec![
            (signed("membrane", m, &self.membranes), true),
            (unsigned("refractory", 4, &self.refractory), true),
            (unsigned("rate", 8, &self.target_rates), geometry.controllers),
            (unsigned("phase", 8, &self.target_phases), geometry.controllers),
            (signed("error", 16, &self.errors), geometry.controllers),
            (signed("drive", 16, &self.drives), geometry.controllers),
            (signed("proportional", 16, &self.proportional), geometry.controllers),
            (signed("integral", 16, &self.integral), geometry.controllers),
            (signed("feedback", 16, &self.feedback), geometry.controllers),
            (signed("modulator", m, &self.modulators), geometry.modulators),
            (contents("state", m, least..=(1 << (m - 1)) - 1, &self.models), model.is_some()),
            (of_rule(&DUE, &self.due), predicts),
        ]
    }

    /// Memories of one word a source.
    fn of_sources(&self) -> [Contents; 2] {
        [of_rule(&INPUT, &self.inputs), of_rule(&ELIGIBILITY, &self.eligibilities)]
    }

    /// The memory images.
    pub(crate) fn images(&self, geometry: &Geometry) -> Vec<Image> {
        let neurons = self.of_neurons(geometry).into_iter().filter(|(_, built)| *built);
        let neurons = neurons.flat_map(|(Contents { kind, bits, words, .. }, _)| {
            let lane = |lane| words.iter().skip(lane).step_by(geometry.lanes).copied().collect();
            let image = |index| Image { name: image_name(index, kind), bits, words: lane(index) };
            (0..geometry.lanes).map(image).collect::<Vec<_>>()
        });
        let sources = self.of_sources().into_iter().filter(|_| geometry.predictive_sources > 0);
        let sources =
            sources.map(|Contents { kind, bits, words, .. }| Image { name: kind.into(), bits, words });
        neurons.chain(sources).collect()
    }

    /// Checks that there is a word for each neuron and source, and that each has its place.
    pub(crate) fn validate(&self, geometry: &Geometry) -> Result<(), FitError> {
        let neurons = geometry.neuron_words() * geometry.lanes;
        let neurons = self.of_neurons(geometry).into_iter().map(|(contents, built)| {
            let wanted = if built { neurons } else { 0 };
            (contents, wanted)
        });
        let sources = self.of_sources().map(|contents| (contents, geometry.predictive_sources));
        for (Contents { kind, words, range, misfit, .. }, wanted) in neurons.chain(sources) {
            if words.len() != wanted {
                return Err(FitError {
                    what: format!("number of saved words of `{kind}`"),
                    value: words.len(),
                    remedy: format!("the geometry needs {wanted}"),
                });
            }
            if let Some((value, word)) = misfit {
                return Err(FitError {
                    what: format!("saved word of `{kind}` number"),
                    value,
                    remedy: format!("it is {word}, and can be {} to {}", range.start(), range.end()),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_have_no_place_are_found() {
        let geometry = Geometry {
            neurons: 8,
            controllers: false,
            learning: false,
            modulators: false,
            ..Geometry::default()
        };
        let good = State { membranes: vec![-32_768; 8], refractory: vec![15; 8], ..State::default() };
        assert_eq!(good.validate(&geometry), Ok(()));
        let wrong = |change: fn(&mut State)| {
            let mut state = good.clone();
            change(&mut state);
            state.validate(&geometry).expect_err("it does not fit").to_string()
        };
        assert_eq!(
            wrong(|state| state.membranes[3] = 32_768),
            "saved word of `membrane` number 3 does not fit: it is 32768, and can be -32768 to 32767"
        );
        assert_eq!(
            wrong(|state| state.refractory[7] = 16),
            "saved word of `refractory` number 7 does not fit: it is 16, and can be 0 to 15"
        );
        assert_eq!(
            wrong(|state| state.errors.push(0)),
            "number of saved words of `error` 1 does not fit: the geometry needs 0"
        );
    }
}
