//! From a valid manifest to a core: its configuration, with initial weights and random states.

use rand::RngExt;
use spindle_spec::random::{Purpose, stream};
use spindle_spec::{Configuration, Neuron, Projection};

use super::layout::{GroupLayout, INPUT_SOURCES, Layout, ProjectionLayout};
use super::read::{Manifest, ManifestError};
use super::schema::{Description, Reset, Rule};
use super::validate::{Valid, validate};
use super::{mismatch, models, prediction, rules};

/// A network laid out on a core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Configuration of the core.
    pub configuration: Configuration,
    /// Input groups.
    pub inputs: Vec<GroupLayout>,
    /// Neuron groups.
    pub groups: Vec<GroupLayout>,
    /// Projections in the order of the table.
    pub projections: Vec<ProjectionLayout>,
    /// Weight words that the projections take.
    pub weight_words: usize,
}

impl Mapping {
    /// The input group called `name`.
    pub fn input(&self, name: &str) -> Option<&GroupLayout> {
        self.inputs.iter().find(|group| group.name == name)
    }

    /// The neuron group called `name`.
    pub fn group(&self, name: &str) -> Option<&GroupLayout> {
        self.groups.iter().find(|group| group.name == name)
    }
}

/// Maps a valid network to its core. Initial weights and random states are drawn from `seed`.
pub fn map(valid: &Valid<'_>, seed: u64) -> Mapping {
    let description = valid.description();
    let Layout { inputs, groups, projections } = valid.layout().clone();
    let geometry = &description.geometry;
    let neuron_words = groups.last().map_or(1, |group| (group.base + group.size).div_ceil(geometry.lanes));
    let table = table(description, &projections);
    let configuration = Configuration {
        neuron_words,
        input_entries: table.iter().filter(|entry| usize::from(entry.source_base) < INPUT_SOURCES).count(),
        controllers_emit: table.iter().any(|entry| entry.modulatory),
        controller: description.controller.registers(),
        prediction: prediction::factors(description),
        neurons: neurons(description, &groups),
        weights: weights(description, &projections, &groups, seed),
        random: random_states(geometry.lanes, seed),
        projections: table,
        models: models::words(description, &groups),
        state: None,
    };
    let weight_words = projections.iter().map(|place| place.sources * place.row_words).sum();
    Mapping { configuration, inputs, groups, projections, weight_words }
}

impl Manifest {
    /// Validates the description and maps its network.
    ///
    /// # Errors
    /// As [`validate`], with the lines of the keys.
    pub fn map(&self, seed: u64) -> Result<Mapping, ManifestError> {
        let valid = validate(&self.description).map_err(|problems| self.error(problems))?;
        Ok(map(&valid, seed))
    }
}

/// The projection table.
fn table(description: &Description, places: &[ProjectionLayout]) -> Vec<Projection> {
    let mut trace_base = 0;
    let entry = |place: &ProjectionLayout| {
        let entry = &description.network.projections[place.entry];
        let mut projection = Projection {
            source_base: place.source_base as u16,
            source_count: place.sources as u16,
            weight_base: place.weight_base as u16,
            post_base: place.post_base as u16,
            row_words: place.row_words as u16,
            modulatory: entry.modulatory,
            ..rules::parameters(entry)
        };
        if let Some(predictive) = &mut projection.predictive {
            predictive.trace_base = trace_base as u16;
            trace_base += place.sources;
        }
        projection
    };
    places.iter().map(entry).collect()
}

/// Neurons of no group get the largest threshold and no memory: they stay silent.
fn neurons(description: &Description, groups: &[GroupLayout]) -> Vec<Neuron> {
    let geometry = &description.geometry;
    let silent = Neuron { threshold: (1 << (geometry.membrane_bits - 1)) - 1, ..Neuron::default() };
    let mut neurons = vec![silent; geometry.neuron_words() * geometry.lanes];
    for (group, place) in description.network.groups.iter().zip(groups) {
        neurons[place.base..place.base + place.size].fill(Neuron {
            threshold: group.threshold,
            leak: group.leak,
            fine_leak: group.fine_leak,
            refractory: group.refractory,
            reset_to_zero: group.reset == Reset::Zero,
            controlled: group.controlled,
            injected: group.injected.unwrap_or(group.controlled),
            modulated: group.modulated,
            controller_threshold: description.controller.threshold,
            late_reset: group.reset == Reset::Late,
        });
    }
    mismatch::apply(&description.mismatch, geometry.membrane_bits, &mut neurons);
    neurons
}

/// Initial weights; those of lanes beyond a group's last neuron are 0.
fn weights(
    description: &Description,
    places: &[ProjectionLayout],
    groups: &[GroupLayout],
    seed: u64,
) -> Vec<i16> {
    let geometry = &description.geometry;
    let lanes = geometry.lanes;
    // The used weight is a floor (NUM-3): half of its unit keeps the mean of the used weights at
    // zero.
    let centre = (1i16 << geometry.weight_bits.saturating_sub(8)) >> 1;
    let limit = i16::MAX >> (16 - geometry.weight_bits);
    let mut weights = vec![0; geometry.weight_words * lanes];
    for place in places {
        let entry = &description.network.projections[place.entry];
        let spread = entry.spread as i16;
        let middle = entry.initial.saturating_add(if entry.rule == Rule::Predictive { 0 } else { centre });
        let size = groups.iter().find(|group| group.name == place.to).map_or(0, |group| group.size);
        let mut random = stream(seed, Purpose::Weights, place.entry as u64);
        let rows = weights[place.weight_base * lanes..].chunks_exact_mut(place.row_words * lanes);
        for row in rows.take(place.sources) {
            row[..size].fill_with(|| {
                random.random_range(-spread..=spread).saturating_add(middle).clamp(!limit, limit)
            });
        }
    }
    weights
}

/// A random state per lane (`RND-3`), never zero.
fn random_states(lanes: usize, seed: u64) -> Vec<u32> {
    let mut random = stream(seed, Purpose::Lanes, 0);
    (0..lanes).map(|_| random.random_range(1..1 << 31)).collect()
}
