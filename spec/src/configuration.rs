//! Configuration, written into a core at run time: topology, neuron parameters, controller,
//! weights.

mod images;
mod validate;

use serde::{Deserialize, Serialize};

use crate::geometry::{Geometry, Leaks};
use crate::memory_map as map;
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

/// Parameters of a projection in the predictive pass (`MAP-10`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predictive {
    /// First source trace.
    pub trace_base: u16,
    /// Learning rate, `m · 2^-(16+k)`: its factor `m` (`PRE-9`).
    pub rate: u8,
    /// The shift `k` of the learning rate, 0 … 15.
    pub rate_shift: u8,
    /// True if the weights learn by prediction.
    pub learn: bool,
    /// Stored weights are logarithms (`PRE-3`).
    pub logarithmic: bool,
    /// Stored weights stay at or above 0.
    pub bounded: bool,
}

/// Factors that all source traces and predicting membranes share (`PRE-1`), of `2^-16`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Fraction that membranes and eligibilities keep per step, `A`.
    pub leak: u16,
    /// Fraction that input traces keep per step, `B`.
    pub decay: u16,
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
            weights: vec![0; geometry.weight_words * geometry.lanes],
            random: (0..geometry.lanes).map(default_random_state).collect(),
            ..Self::default()
        }
    }
}

impl Neuron {
    /// Content of the behaviour memory (`MAP-5`), 16 bits.
    pub fn behaviour(self) -> u32 {
        u32::from(self.leak & 15)
            | (u32::from(self.refractory & 15) << 4)
            | (u32::from(self.reset_to_zero) << 8)
            | (u32::from(self.controlled) << 9)
            | (u32::from(self.injected) << 10)
            | (u32::from(self.modulated) << 11)
            | (u32::from(self.fine_leak & 15) << 12)
    }
}

impl Projection {
    /// The words of a table entry: three (`MAP-4`), four if it is predictive (`MAP-10`).
    pub fn words(self) -> Vec<u32> {
        let mut words = vec![
            u32::from(self.source_base) | (u32::from(self.source_count) << 16),
            u32::from(self.weight_base) | (u32::from(self.post_base & 0xFFF) << 16),
            u32::from(self.row_words & 0x1FFF)
                | (u32::from(self.rate_shift & 15) << 16)
                | (u32::from(self.learn) << 20)
                | (u32::from(self.modulatory) << 21),
        ];
        if let Some(p) = self.predictive {
            words[2] |= (1 << 24)
                | (u32::from(p.logarithmic) << 25)
                | (u32::from(p.bounded) << 26)
                | (u32::from(p.learn) << 27);
            words.push(
                u32::from(p.trace_base) | (u32::from(p.rate) << 16) | (u32::from(p.rate_shift & 15) << 24),
            );
        }
        words
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
                self.input_entries as u32
                    | ((self.projections.len() as u32) << 8)
                    | (u32::from(self.controllers_emit) << 16),
            ),
            (
                map::CONTROLLER_LEAKS,
                u32::from(c.error_leak)
                    | (u32::from(c.proportional_leak) << 4)
                    | (u32::from(c.integral_leak) << 8)
                    | (u32::from(c.modulatory_leak) << 12),
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
