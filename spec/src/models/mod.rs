//! Neuron models (section 14): what a neuron has beyond the leaky integrator of every core,
//! described once. Memory images, registers, manifest keys, checks, random cases and documentation
//! are made of the description.
//!
//! A model is a file here with a [`Descriptor`], a variant of [`NeuronModel`], a file in
//! `golden/src/models` and one in `hdl/src/core/models`.

mod adaptive_threshold;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::geometry::Geometry;
use crate::register_map::Field;

pub use adaptive_threshold::{ADAPTATION_LEAK, ADAPTATION_STEP};

/// The neuron model of a core (`GEO-12`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NeuronModel {
    /// The leaky integrator alone (section 6).
    #[default]
    Lif,
    /// A threshold that rises with each spike and decays (`MOD-3`).
    AdaptiveThreshold,
}

/// A parameter of a neuron: a field of its model word (`MAP-11`).
#[derive(Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Key of `model` of a neuron group.
    pub key: &'static str,
    /// Its bits; a field as wide as a threshold is cut to `M - 1` bits.
    pub field: Field,
    /// Value where none is given.
    pub default: u32,
}

impl Parameter {
    /// The largest value in a core of `geometry`.
    pub fn most(&self, geometry: &Geometry) -> u32 {
        u32::MAX >> (32 - self.field.bits.min(geometry.membrane_bits - 1))
    }
}

/// The state of a neuron: one number of `M` bits.
#[derive(Debug, PartialEq, Eq)]
pub struct ModelState {
    /// Meaning, with its unit.
    pub meaning: &'static str,
    /// True if it can be negative.
    pub signed: bool,
}

/// Description of a neuron model.
#[derive(Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Name, as `geometry.neuron_model` has it.
    pub name: &'static str,
    /// Number of the register `depths` (`MAP-11`).
    pub number: u32,
    /// Parameters of a neuron, from the lowest bit on.
    pub parameters: &'static [Parameter],
    /// State of a neuron.
    pub state: ModelState,
}

impl NeuronModel {
    /// All models.
    pub const ALL: [Self; 2] = [Self::Lif, Self::AdaptiveThreshold];

    /// Its description; `None` for the leaky integrator.
    pub fn descriptor(self) -> Option<&'static Descriptor> {
        match self {
            Self::Lif => None,
            Self::AdaptiveThreshold => Some(&adaptive_threshold::DESCRIPTOR),
        }
    }

    /// True for the leaky integrator.
    pub fn is_lif(&self) -> bool {
        *self == Self::Lif
    }
}

/// A key or value of a neuron's `model` that its core does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {remedy}")]
pub struct ModelError {
    /// The key.
    pub key: String,
    /// The fault.
    pub what: String,
    /// Accepted values.
    pub remedy: String,
}

impl Descriptor {
    /// The model word of a neuron whose parameters are `values`, the others at their defaults
    /// (`MAP-11`).
    ///
    /// # Errors
    /// The first key that is unknown or whose value is too large.
    pub fn word(&self, values: &BTreeMap<String, u32>, geometry: &Geometry) -> Result<u32, ModelError> {
        let find = |key: &str| self.parameters.iter().find(|parameter| parameter.key == key);
        for (key, value) in values {
            let fail = |what: String, remedy: String| Err(ModelError { key: key.clone(), what, remedy });
            match find(key) {
                None => {
                    let keys: Vec<&str> = self.parameters.iter().map(|parameter| parameter.key).collect();
                    return fail(
                        format!("the model `{}` has no such parameter", self.name),
                        format!("its parameters are {}", keys.join(", ")),
                    );
                }
                Some(parameter) if *value > parameter.most(geometry) => {
                    return fail(
                        format!("{value} is out of range"),
                        format!("choose 0 to {}", parameter.most(geometry)),
                    );
                }
                Some(_) => {}
            }
        }
        let of = |parameter: &Parameter| {
            parameter.field.put(values.get(parameter.key).copied().unwrap_or(parameter.default))
        };
        Ok(self.parameters.iter().map(of).fold(0, |word, field| word | field))
    }

    /// True if `word` is the word of some neuron of a core of `geometry`.
    pub fn has(&self, word: u32, geometry: &Geometry) -> bool {
        let mask = self.parameters.iter().fold(0, |mask, parameter| mask | parameter.field.mask());
        word & !mask == 0
            && self.parameters.iter().all(|parameter| parameter.field.get(word) <= parameter.most(geometry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_have_names_and_numbers_of_their_own_and_fields_that_do_not_overlap() {
        let models: Vec<_> = NeuronModel::ALL.into_iter().filter_map(NeuronModel::descriptor).collect();
        for (index, model) in models.iter().enumerate() {
            assert!(
                models[..index].iter().all(|other| other.name != model.name && other.number != model.number)
            );
            assert!(model.number > 0, "0 is the leaky integrator");
            for pair in model.parameters.windows(2) {
                assert!(pair[0].field.low + pair[0].field.bits <= pair[1].field.low, "{}", pair[1].key);
            }
        }
        assert_eq!(models.len() + 1, NeuronModel::ALL.len());
    }

    #[test]
    fn words_are_made_of_keys_and_refuse_others() {
        let model = NeuronModel::AdaptiveThreshold.descriptor().expect("a model");
        let geometry = Geometry { membrane_bits: 12, ..Geometry::default() };
        let word = |pairs: &[(&str, u32)]| {
            let values = pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect();
            model.word(&values, &geometry).map_err(|error| error.to_string())
        };
        assert_eq!(word(&[("step", 0x7FF), ("leak", 5)]), Ok(0x0280_07FF));
        assert_eq!(word(&[("step", 0x800)]), Err("2048 is out of range: choose 0 to 2047".into()));
        assert_eq!(
            word(&[("gain", 1)]),
            Err("the model `adaptive-threshold` has no such parameter: its parameters are step, leak".into())
        );
        assert!(model.has(0x0280_07FF, &geometry) && !model.has(0x0280_0800, &geometry));
        assert!(!model.has(0x8000_0000, &geometry));
    }
}
