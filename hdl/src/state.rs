//! What events change besides weights and random states: what a core at rest starts from when it goes on from elsewhere.

use serde::{Deserialize, Serialize};

use crate::configuration::{FitError, Image, image_name};
use crate::geometry::Geometry;
use crate::primitives::Memory;

/// Contents of the memories that the Verilog otherwise clears, of a core whose queues are empty. Everything is indexed
/// by neuron number and has `NW · L` elements, but the two source traces; what the core is built without is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Membranes, membrane units, `M` bits.
    pub membranes: Vec<i32>,
    /// Refractory counters, steps, 4 bits.
    pub refractory: Vec<u8>,
    /// Target rates, 1/256 spikes a step (`CTL-1`).
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
    /// Whether the next predictive pass subtracts the threshold (`PRE-11`).
    pub due: Vec<bool>,
    /// Input traces, one a source; one is `2^15` (`PRE-5`).
    pub inputs: Vec<u16>,
    /// Eligibilities, one a source, 24 bits (`PRE-10`).
    pub eligibilities: Vec<u32>,
}

/// Image of the input traces.
pub(crate) const INPUTS: &str = "source_input.hex";
/// Image of the eligibilities.
pub(crate) const ELIGIBILITIES: &str = "source_eligibility.hex";

/// One memory: kind of image, width in bits, words.
type Contents = (&'static str, usize, Vec<u32>);

fn contents<T: Copy + Into<i64>>(kind: &'static str, bits: usize, values: &[T]) -> Contents {
    let mask = u32::MAX >> (32 - bits);
    (kind, bits, values.iter().map(|value| (*value).into() as u32 & mask).collect())
}

impl State {
    /// Memories of one word a neuron, and whether a core of `geometry` has them.
    fn of_neurons(&self, geometry: &Geometry) -> Vec<(Contents, bool)> {
        let m = geometry.membrane_bits;
        let predicts = geometry.predictive_sources > 0;
        vec![
            (contents("membrane", m, &self.membranes), true),
            (contents("refractory", 4, &self.refractory), true),
            (contents("rate", 8, &self.target_rates), geometry.controllers),
            (contents("phase", 8, &self.target_phases), geometry.controllers),
            (contents("error", 16, &self.errors), geometry.controllers),
            (contents("drive", 16, &self.drives), geometry.controllers),
            (contents("proportional", 16, &self.proportional), geometry.controllers),
            (contents("integral", 16, &self.integral), geometry.controllers),
            (contents("feedback", 16, &self.feedback), geometry.controllers),
            (contents("modulator", m, &self.modulators), geometry.modulators),
            (contents("due", 1, &self.due), predicts),
        ]
    }

    /// Memories of one word a source.
    fn of_sources(&self) -> [Contents; 2] {
        [contents(INPUTS, 16, &self.inputs), contents(ELIGIBILITIES, 24, &self.eligibilities)]
    }

    /// The memory images.
    pub(crate) fn images(&self, geometry: &Geometry) -> Vec<Image> {
        let neurons = self.of_neurons(geometry).into_iter().filter(|(_, built)| *built);
        let neurons = neurons.flat_map(|((kind, bits, words), _)| {
            let lane = |lane| words.iter().skip(lane).step_by(geometry.lanes).copied().collect();
            let image = |index| Image { name: image_name(index, kind), bits, words: lane(index) };
            (0..geometry.lanes).map(image).collect::<Vec<_>>()
        });
        let sources = self.of_sources().into_iter().filter(|_| geometry.predictive_sources > 0);
        let sources = sources.map(|(name, bits, words)| Image { name: name.into(), bits, words });
        neurons.chain(sources).collect()
    }

    /// Checks that there is a word for each neuron and source.
    pub(crate) fn validate(&self, geometry: &Geometry) -> Result<(), FitError> {
        let neurons = geometry.neuron_words() * geometry.lanes;
        let neurons = self.of_neurons(geometry).into_iter().map(|(contents, built)| {
            let wanted = if built { neurons } else { 0 };
            (contents, wanted)
        });
        let sources = self.of_sources().map(|contents| (contents, geometry.predictive_sources));
        let mut all = neurons.chain(sources);
        match all.find(|((_, _, words), wanted)| words.len() != *wanted) {
            None => Ok(()),
            Some(((kind, _, words), wanted)) => Err(FitError {
                what: format!("number of saved words of `{kind}`"),
                value: words.len(),
                remedy: format!("the geometry needs {wanted}"),
            }),
        }
    }
}

/// A memory of `depth` words that is loaded if there is an image called `name`, and cleared if not.
pub(crate) fn memory<const D: usize>(depth: usize, images: &[Image], name: &str) -> Memory<D> {
    match images.iter().find(|image| image.name == name) {
        Some(image) => Memory::new(depth, Some(image.name.clone()), &image.words),
        None => Memory::new(depth, None, &[]),
    }
}
