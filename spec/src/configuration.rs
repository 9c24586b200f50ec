//! Configuration, written into a core at run time: topology, neuron parameters, controller,
//! weights.

mod images;
mod validate;

use serde::{Deserialize, Serialize};

use crate::geometry::{Geometry, Leaks};
use crate::memory_map as map;
use crate::register_map::fields;
use crate::rules::PlasticityRule;
pub use crate::rules::predictive::{Prediction, Predictive};
use crate::state::State;

/// One projection: which sources reach which neurons, and where the weights lie (`MAP-4`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Projection {
    /// First source address; bit 15 marks neurons (`EVT-2`).
    pub source_base: u16,
    /// Number of sources.
    pub source_count: u16,
    /// First weight word.
    pub weight_base: u16,
    /// First neuron word reached, 0 … 4095.
    pub post_base: u16,
    /// Weight words per source, 0 … 4096; 0 disables the projection.
    pub row_words: u16,
    /// Learning rate as a shift, `η` of `SYN-4`, 0 … 15.
    pub rate_shift: u8,
    /// True if the weights learn; those of a modulatory projection never do.
    pub learn: bool,
    /// The projection reaches modulators in place of membranes (`SYN-8`).
    pub modulatory: bool,
    /// The entry belongs to the predictive pass (`PRE-2`).
    pub predictive: Option<Predictive>,
}

/// Parameters of one neuron.
#[allow(clippy::struct_excessive_bools, reason = "each is a bit of the memory map")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neuron {
    /// Threshold, membrane units, 0 … 2^(M-1) - 1 (`NUM-4`).
    pub threshold: u32,
    /// Leak shift code, 0 … 15 (`NUM-9`).
    pub leak: u8,
    /// Second leak shift code, 15 for none: mismatched leaks lie between the powers of two
    /// (`UPD-1`).
    pub fine_leak: u8,
    /// Refractory period in steps, 0 … 15.
    pub refractory: u8,
    /// Reset to zero rather than by subtraction.
    pub reset_to_zero: bool,
    /// The neuron has a target and a controller pair.
    pub controlled: bool,
    /// The feedback current acts on the membrane (`UPD-2`).
    pub injected: bool,
    /// The feedback current follows the modulator (`CTL-7`).
    pub modulated: bool,
    /// Threshold of the pair of controller neurons, 15 bits (`CTL-4`).
    pub controller_threshold: u16,
    /// The predictive pass of the next step subtracts the threshold (`PRE-11`).
    pub late_reset: bool,
}

impl Default for Neuron {
    /// All zero, which clears immediately, without a second leak.
    fn default() -> Self {
        Self {
            threshold: 0,
            leak: 0,
            fine_leak: 15,
            refractory: 0,
            reset_to_zero: false,
            controlled: false,
            injected: false,
            modulated: false,
            controller_threshold: 0,
            late_reset: false,
        }
    }
}

/// Parameters shared by all controllers (`CTL-2` to `CTL-5`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controller {
    /// Leak shift code of the error trace.
    pub error_leak: u8,
    /// Leak shift code of the proportional trace.
    pub proportional_leak: u8,
    /// Leak shift code of the integral trace.
    pub integral_leak: u8,
    /// Leak shift code of the integral trace of modulated neurons (`CTL-7`).
    pub modulatory_leak: u8,
    /// Gain of the error trace, 15 bits.
    pub error_gain: u16,
    /// Gain of the proportional trace, 15 bits, membrane units.
    pub proportional_gain: u16,
    /// Gain of the integral trace, 15 bits, membrane units.
    pub integral_gain: u16,
}

impl Controller {
    /// The same with other leaks.
    #[must_use]
    pub fn with_leaks(self, leaks: Leaks) -> Self {
        Self {
            error_leak: leaks.error,
            proportional_leak: leaks.proportional,
            integral_leak: leaks.integral,
            modulatory_leak: leaks.modulatory,
            ..self
        }
    }

    /// Its leaks in a core with modulators or without.
    pub fn leaks(&self, modulators: bool) -> Leaks {
        Leaks {
            error: self.error_leak,
            proportional: self.proportional_leak,
            integral: self.integral_leak,
            modulatory: if modulators { self.modulatory_leak } else { 0 },
        }
    }
}

/// Everything that a core has before the first event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// Neuron words that an update visits (`GEO-4`).
    pub neuron_words: usize,
    /// Number of projections, from the first, that inputs walk (`EVT-8`).
    pub input_entries: usize,
    /// True if controller spikes walk the table as well (`EVT-9`).
    pub controllers_emit: bool,
    /// The projection table; the entries beyond `input_entries` are walked by neurons and
    /// controllers.
    pub projections: Vec<Projection>,
    /// Controller parameters.
    pub controller: Controller,
    /// Parameters of the predictive pass.
    pub prediction: Prediction,
    /// Neuron parameters, `NW · L`, index = neuron number.
    pub neurons: Vec<Neuron>,
    /// Model words of the neurons (`MAP-11`), `NW · L`; empty in a core without a neuron model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<u32>,
    /// Weights, `weight_words · L`, index = `word · L + lane`.
    pub weights: Vec<i16>,
    /// Random state per lane (`RND-3`).
    pub random: Vec<u32>,
    /// Initial state of neurons, controllers and traces in a core that resumes; `None` for one at
    /// rest. A host cannot write it: it is only in the memory images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
}

impl Configuration {
    /// A configuration of the sizes of `geometry` without projections: weights and parameters 0,
    /// random states as after reset.
    pub fn blank(geometry: &Geometry) -> Self {
        let words = geometry.neuron_words();
        Self {
            neuron_words: words,
            neurons: vec![Neuron::default(); words * geometry.lanes],
            models: vec![0; if geometry.neuron_model.is_lif() { 0 } else { words * geometry.lanes }],
            weights: vec![0; geometry.weight_words * geometry.lanes],
            random: (0..geometry.lanes).map(default_random_state).collect(),
            ..Self::default()
        }
    }
}

impl Neuron {
    /// Content of the behaviour memory (`MAP-5`), 16 bits.
    pub fn behaviour(self) -> u32 {
        fields::LEAK.put(self.leak.into())
            | fields::REFRACTORY_PERIOD.put(self.refractory.into())
            | fields::RESET_TO_ZERO.put(self.reset_to_zero.into())
            | fields::CONTROLLED.put(self.controlled.into())
            | fields::INJECTED.put(self.injected.into())
            | fields::MODULATED.put(self.modulated.into())
            | fields::FINE_LEAK.put(self.fine_leak.into())
    }

    /// Word that a host writes at the behaviour of a neuron (`MAP-5`, `MAP-10`).
    pub fn behaviour_word(self) -> u32 {
        self.behaviour() | fields::LATE_RESET.put(self.late_reset.into())
    }
}

impl Projection {
    /// The words of a table entry: three (`MAP-4`), four if it is predictive (`MAP-10`).
    pub fn words(self) -> Vec<u32> {
        let mut words = vec![
            fields::SOURCE_BASE.put(self.source_base.into())
                | fields::SOURCE_COUNT.put(self.source_count.into()),
            fields::FIRST_WEIGHT.put(self.weight_base.into()) | fields::POST_BASE.put(self.post_base.into()),
            fields::ROW_WORDS.put(self.row_words.into()) | fields::MODULATORY.put(self.modulatory.into()),
        ];
        PlasticityRule::of(&self).for_each(|rule| rule.pack(&self, &mut words));
        words
    }

    /// The entry of the words `words`; a fourth word that is not written is 0.
    pub fn from_words(words: [u32; 4]) -> Self {
        let mut entry = Self {
            source_base: fields::SOURCE_BASE.get(words[0]) as u16,
            source_count: fields::SOURCE_COUNT.get(words[0]) as u16,
            weight_base: fields::FIRST_WEIGHT.get(words[1]) as u16,
            post_base: fields::POST_BASE.get(words[1]) as u16,
            row_words: fields::ROW_WORDS.get(words[2]) as u16,
            modulatory: fields::MODULATORY.get(words[2]) == 1,
            ..Self::default()
        };
        for rule in PlasticityRule::ALL {
            rule.descriptor().unpack(words, &mut entry);
        }
        entry
    }
}

impl Configuration {
    /// The bus writes that set registers, projection table and random states. Neuron parameters and
    /// weights are in the memory images.
    pub fn register_writes(&self) -> Vec<(u32, u32)> {
        let c = &self.controller;
        let mut writes = vec![
            (map::NEURON_WORDS, self.neuron_words as u32),
            (
                map::ENTRIES,
                fields::INPUT_ENTRIES.put(self.input_entries as u32)
                    | fields::ALL_ENTRIES.put(self.projections.len() as u32)
                    | fields::CONTROLLERS_EMIT.put(self.controllers_emit.into()),
            ),
            (
                map::CONTROLLER_LEAKS,
                fields::ERROR_LEAK.put(c.error_leak.into())
                    | fields::PROPORTIONAL_LEAK.put(c.proportional_leak.into())
                    | fields::INTEGRAL_LEAK.put(c.integral_leak.into())
                    | fields::MODULATORY_LEAK.put(c.modulatory_leak.into()),
            ),
            (map::ERROR_GAIN, u32::from(c.error_gain)),
            (map::PROPORTIONAL_GAIN, u32::from(c.proportional_gain)),
            (map::INTEGRAL_GAIN, u32::from(c.integral_gain)),
        ];
        if self.prediction != Prediction::default() {
            writes.push((map::PREDICTIVE_LEAK, self.prediction.leak.into()));
            writes.push((map::PREDICTIVE_DECAY, self.prediction.decay.into()));
        }
        for (entry, projection) in self.projections.iter().enumerate() {
            for (field, word) in projection.words().into_iter().enumerate() {
                writes.push((map::PROJECTION_BASE + 4 * entry as u32 + field as u32, word));
            }
        }
        for (lane, state) in self.random.iter().enumerate() {
            writes.push((map::RANDOM_BASE + lane as u32, *state));
        }
        writes
    }
}

/// The random state that lane `lane` starts from after reset (`RND-3`).
pub fn default_random_state(lane: usize) -> u32 {
    0x9E37_79B9u32.wrapping_mul(lane as u32 + 1) & 0x7FFF_FFFF
}
