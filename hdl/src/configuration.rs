//! What is written into a core at run time: topology, neuron parameters, controller, weights.

use std::fmt::Write;

use crate::geometry::Geometry;
use crate::memory_map as map;

/// One projection: which sources reach which neurons, and where the weights lie (`MAP-4`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// Whether the weights learn; those of a modulatory projection never do.
    pub learn: bool,
    /// The projection reaches modulators in place of membranes (`SYN-8`).
    pub modulatory: bool,
}

/// Parameters of one neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neuron {
    /// Threshold, membrane units, 0 … 2^(M-1) - 1 (`NUM-4`).
    pub threshold: u32,
    /// Leak shift code, 0 … 15 (`NUM-9`).
    pub leak: u8,
    /// Second leak shift code, 15 for none: mismatched leaks lie between the powers of two (`UPD-1`).
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
}

impl Default for Neuron {
    /// All zero, which forgets at once, without a second leak.
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
        }
    }
}

/// Parameters shared by all controllers (`CTL-2` to `CTL-5`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Everything that a host writes before the first event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// Neuron words that an update visits (`GEO-4`).
    pub neuron_words: usize,
    /// How many of the projections, from the first, are walked by inputs (`EVT-8`).
    pub input_entries: usize,
    /// Whether controller spikes walk the table as well (`EVT-9`).
    pub controllers_emit: bool,
    /// The projection table; the entries beyond `input_entries` are walked by neurons and controllers.
    pub projections: Vec<Projection>,
    /// Controller parameters.
    pub controller: Controller,
    /// Neuron parameters, `NW · L`, index = neuron number.
    pub neurons: Vec<Neuron>,
    /// Weights, `weight_words · L`, index = `word · L + lane`.
    pub weights: Vec<i16>,
    /// Random state per lane (`RND-3`).
    pub random: Vec<u32>,
}

/// A configuration that does not fit the geometry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {value} does not fit: {remedy}")]
pub struct FitError {
    /// What was too large.
    pub what: String,
    /// Its value.
    pub value: usize,
    /// What would fit.
    pub remedy: String,
}

/// One lane of one per-neuron or weight memory, as loaded by `$readmemh`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// File name, such as `lane0_weight.hex`.
    pub name: String,
    /// Width of a word, bits.
    pub bits: usize,
    /// The words, from address 0, each masked to `bits`.
    pub words: Vec<u32>,
}

impl Image {
    /// The file's text: one hexadecimal word a line.
    pub fn text(&self) -> String {
        let digits = self.bits.div_ceil(4);
        let mut text = String::with_capacity(self.words.len() * (digits + 1));
        for word in &self.words {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{word:0digits$x}");
        }
        text
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
    /// The three words of a table entry (`MAP-4`).
    pub fn words(self) -> [u32; 3] {
        [
            u32::from(self.source_base) | (u32::from(self.source_count) << 16),
            u32::from(self.weight_base) | (u32::from(self.post_base & 0xFFF) << 16),
            u32::from(self.row_words & 0x1FFF)
                | (u32::from(self.rate_shift & 15) << 16)
                | (u32::from(self.learn) << 20)
                | (u32::from(self.modulatory) << 21),
        ]
    }
}

impl Configuration {
    /// The bus writes that set registers, projection table and random states. Neuron parameters and weights
    /// are in the memory images.
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

    /// The memory images: per lane `weight`, `threshold`, `behaviour` and `controller`.
    pub fn images(&self, geometry: &Geometry) -> Vec<Image> {
        let lanes = geometry.lanes;
        let mut images = Vec::new();
        let mut image = |lane: usize, kind: &str, bits: usize, words: Vec<u32>| {
            images.push(Image { name: image_name(lane, kind), bits, words });
        };
        let mask = |bits: usize| u32::MAX >> (32 - bits);
        for lane in 0..lanes {
            let weights = self.weights.iter().skip(lane).step_by(lanes);
            let neurons = || self.neurons.iter().skip(lane).step_by(lanes);
            let (w, m) = (geometry.weight_bits, geometry.membrane_bits);
            image(lane, "weight", w, weights.map(|weight| *weight as u32 & mask(w)).collect());
            image(lane, "threshold", m - 1, neurons().map(|n| n.threshold & mask(m - 1)).collect());
            image(lane, "behaviour", 16, neurons().map(|n| n.behaviour()).collect());
            image(
                lane,
                "controller",
                15,
                neurons().map(|n| u32::from(n.controller_threshold) & 0x7FFF).collect(),
            );
        }
        images
    }

    /// Checks that everything fits the geometry (`SYN-2`, `GEO-2`, `GEO-4`).
    ///
    /// # Errors
    /// The first thing that does not fit, and what would.
    pub fn validate(&self, geometry: &Geometry) -> Result<(), FitError> {
        let fail =
            |what: &str, value: usize, remedy: String| Err(FitError { what: what.to_owned(), value, remedy });
        let words = geometry.neuron_words();
        if !(1..=words).contains(&self.neuron_words) {
            return fail("neuron_words", self.neuron_words, format!("the core holds 1 to {words}"));
        }
        if self.projections.len() > geometry.projections {
            return fail(
                "number of projections",
                self.projections.len(),
                format!("geometry.projections is {}; raise it", geometry.projections),
            );
        }
        if self.input_entries > self.projections.len() {
            return fail("input_entries", self.input_entries, format!("at most {}", self.projections.len()));
        }
        for (index, p) in self.projections.iter().enumerate() {
            let row_words = p.row_words as usize;
            let post_end = p.post_base as usize + row_words;
            if post_end > words {
                return fail(
                    &format!("projection {index}: last neuron word"),
                    post_end,
                    format!("geometry.neurons gives {words} words of {} lanes", geometry.lanes),
                );
            }
            let weight_end = p.weight_base as usize + p.source_count as usize * row_words;
            if weight_end > geometry.weight_words {
                return fail(
                    &format!("projection {index}: last weight word"),
                    weight_end,
                    format!("geometry.weight_words is {}; raise it", geometry.weight_words),
                );
            }
            if p.rate_shift > 15 {
                return fail(
                    &format!("projection {index}: rate_shift"),
                    p.rate_shift.into(),
                    "at most 15".into(),
                );
            }
        }
        let exact = [
            ("number of neuron parameters", self.neurons.len(), words * geometry.lanes),
            ("number of weights", self.weights.len(), geometry.weight_words * geometry.lanes),
            ("number of random states", self.random.len(), geometry.lanes),
        ];
        for (what, value, wanted) in exact {
            if value != wanted {
                return fail(what, value, format!("the geometry needs {wanted}"));
            }
        }
        let limit = 1u32 << (geometry.membrane_bits - 1);
        if let Some(n) = self.neurons.iter().find(|n| n.threshold >= limit) {
            return fail("threshold", n.threshold as usize, format!("at most {}", limit - 1));
        }
        if self.neurons.iter().any(|n| n.fine_leak == 0) {
            return fail("fine_leak", 0, "1 to 15, 15 for none".into());
        }
        let bound = 1i32 << (geometry.weight_bits - 1);
        if let Some(w) = self.weights.iter().find(|w| !(-bound..bound).contains(&i32::from(**w))) {
            return fail(
                "weight magnitude",
                w.unsigned_abs().into(),
                format!("{} bits", geometry.weight_bits),
            );
        }
        Ok(())
    }
}

/// File name of an image: `kind` is `weight`, `threshold`, `behaviour` or `controller`.
pub fn image_name(lane: usize, kind: &str) -> String {
    format!("lane{lane}_{kind}.hex")
}

/// The random state that lane `lane` starts from after reset (`RND-3`).
pub fn default_random_state(lane: usize) -> u32 {
    0x9E37_79B9u32.wrapping_mul(lane as u32 + 1) & 0x7FFF_FFFF
}
