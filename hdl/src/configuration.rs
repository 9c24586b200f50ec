//! What is written into a core at run time: topology, neuron parameters, controller, weights.

use std::fmt::Write;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::geometry::Geometry;
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
    /// Whether the weights learn; those of a modulatory projection never do.
    pub learn: bool,
    /// The projection reaches modulators in place of membranes (`SYN-8`).
    pub modulatory: bool,
    /// The entry belongs to the predictive pass (`PRE-2`).
    pub predictive: Option<Predictive>,
}

/// What the predictive pass needs to know of a projection (`MAP-10`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predictive {
    /// First source trace.
    pub trace_base: u16,
    /// Learning rate, `m · 2^-(16+k)`: its factor `m` (`PRE-9`).
    pub rate: u8,
    /// The shift `k` of the learning rate, 0 … 15.
    pub rate_shift: u8,
    /// Whether the weights learn by prediction.
    pub learn: bool,
    /// Stored weights are logarithms (`PRE-3`).
    pub logarithmic: bool,
    /// Stored weights stay at or above 0.
    pub bounded: bool,
}

/// Factors that all source traces and predicting membranes share (`PRE-1`), of `2^-16`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// What membranes and eligibilities keep a step, `A`.
    pub leak: u16,
    /// What input traces keep a step, `B`.
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
    /// The predictive pass of the next step subtracts the threshold (`PRE-11`).
    pub late_reset: bool,
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

/// Everything that a core has before the first event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Parameters of the predictive pass.
    pub prediction: Prediction,
    /// Neuron parameters, `NW · L`, index = neuron number.
    pub neurons: Vec<Neuron>,
    /// Weights, `weight_words · L`, index = `word · L + lane`.
    pub weights: Vec<i16>,
    /// Random state per lane (`RND-3`).
    pub random: Vec<u32>,
    /// What neurons, controllers and traces start from, in a core that goes on from elsewhere; `None` for one at rest. A host
    /// cannot write it: it is in the memory images alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
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

/// One lane of one per-neuron or weight memory, or a memory of source traces, as loaded by `$readmemh`.
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

    /// The memory images: per lane `weight`, `threshold` and `behaviour`, with controllers `controller`, and with a
    /// predictive unit `late`; with a state, those of [`State`] as well.
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
            if geometry.controllers {
                let thresholds = neurons().map(|n| u32::from(n.controller_threshold) & 0x7FFF);
                image(lane, "controller", 15, thresholds.collect());
            }
            if geometry.predictive_sources > 0 {
                image(lane, "late", 1, neurons().map(|n| u32::from(n.late_reset)).collect());
            }
        }
        images.extend(self.state.iter().flat_map(|state| state.images(geometry)));
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
        self.validate_prediction(geometry)?;
        self.state.as_ref().map_or(Ok(()), |state| state.validate(geometry))?;
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

    /// Checks what the predictive pass relies on (`GEO-5`, `PRE-2`, `PRE-11`).
    fn validate_prediction(&self, geometry: &Geometry) -> Result<(), FitError> {
        let fail = |what: String, value: usize, remedy: &str| {
            Err(FitError { what, value, remedy: remedy.to_owned() })
        };
        let sources = geometry.predictive_sources;
        let late = self.neurons.iter().position(|n| n.late_reset);
        let entries = || self.projections.iter().enumerate().filter_map(|(j, p)| Some((j, p, p.predictive?)));
        if sources == 0 {
            let raise = "only a core with geometry.predictive_sources > 0 has this";
            if let Some((index, ..)) = entries().next() {
                return fail("predictive projection".into(), index, raise);
            }
            return late.map_or(Ok(()), |neuron| fail("late reset of neuron".into(), neuron, raise));
        }
        let traces = |p: &Projection, q: &Predictive| {
            let base = usize::from(q.trace_base);
            base..base + usize::from(p.source_count)
        };
        let weights = |p: &Projection| {
            let base = usize::from(p.weight_base);
            base..base + usize::from(p.source_count) * usize::from(p.row_words)
        };
        let meet = |a: &Range<usize>, b: &Range<usize>| a.start.max(b.start) < a.end.min(b.end);
        for (index, p, q) in entries() {
            let name = |what: &str| format!("projection {index}: {what}");
            if traces(p, &q).end > sources {
                return fail(
                    name("last source trace"),
                    traces(p, &q).end,
                    "raise geometry.predictive_sources",
                );
            }
            if usize::from(p.post_base) + usize::from(p.row_words) > self.neuron_words {
                let end = usize::from(p.post_base) + usize::from(p.row_words);
                return fail(name("predicting neuron words end at"), end, "raise neuron_words");
            }
            if p.modulatory {
                return fail(name("is predictive and modulatory"), index, "choose one");
            }
            if q.rate_shift > 15 {
                return fail(name("predictive rate_shift"), q.rate_shift.into(), "at most 15");
            }
            for (other, o) in self.projections.iter().enumerate().filter(|(other, _)| *other != index) {
                if meet(&weights(p), &weights(o)) {
                    return fail(
                        name("weight words shared with projection"),
                        other,
                        "give them ranges apart",
                    );
                }
                if o.predictive.is_some_and(|o_q| meet(&traces(p, &q), &traces(o, &o_q))) {
                    return fail(name("traces shared with projection"), other, "give them ranges apart");
                }
            }
        }
        Ok(())
    }
}

/// File name of a lane's image: `kind` is `weight`, `threshold`, `behaviour`, `controller`, `late`, or a kind of [`State`].
pub fn image_name(lane: usize, kind: &str) -> String {
    format!("lane{lane}_{kind}.hex")
}

/// The random state that lane `lane` starts from after reset (`RND-3`).
pub fn default_random_state(lane: usize) -> u32 {
    0x9E37_79B9u32.wrapping_mul(lane as u32 + 1) & 0x7FFF_FFFF
}
