//! A network on another core, in another format, with another rule.

use serde::{Deserialize, Serialize};
use spindle_learning::manifest::{
    Description, Manifest, ManifestError, Mapping, ProjectionEntry, Reset, Rule as When, Weights,
};
use spindle_spec::Leaks;

/// Changes of the core compared with the network's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Lanes.
    pub lanes: Option<usize>,
    /// Words of the input event store.
    pub event_depth: Option<usize>,
    /// Entries of the output spike store.
    pub spike_depth: Option<usize>,
    /// True if weights can learn.
    pub learning: Option<bool>,
    /// True if neurons can have controllers.
    pub controllers: Option<bool>,
    /// True if controllers can emit spikes.
    pub modulators: Option<bool>,
    /// True if the core has its retire ports.
    pub retire: Option<bool>,
}

/// A number format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// Stored weight width.
    pub weight_bits: usize,
    /// Membrane width.
    pub membrane_bits: usize,
    /// Weight scale.
    pub weight_scale: usize,
}

/// Learning rule of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// As its manifest says.
    Own,
    /// Not at all: feedback acts, weights stay.
    None,
    /// All that learns does so from the feedback current.
    Feedback,
    /// All that learns does so from prediction errors.
    Predictive,
    /// Both, on each synapse.
    Both,
}

impl Rule {
    /// As manifests write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::None => "none",
            Self::Feedback => "feedback",
            Self::Predictive => "predictive",
            Self::Both => "both",
        }
    }
}

/// Rate of prediction where the network's manifest has none.
const PREDICTION_RATE: f64 = 1e-4;

/// The network of `manifest` on a core of that shape and format, learning by that rule. Where any
/// of them is not the network's own, the core has as many neurons, weight words and traces as the
/// network needs.
///
/// # Errors
/// The network and the core do not go together.
pub(super) fn adapt(
    mut manifest: Manifest,
    shape: Option<&Shape>,
    format: Option<&Format>,
    rule: Rule,
    seed: u64,
) -> Result<(Description, Mapping), ManifestError> {
    let changed = shape.is_some() || format.is_some() || !matches!(rule, Rule::Own | Rule::None);
    let description = &mut manifest.description;
    if let Some(shape) = shape {
        apply_shape(description, shape);
    }
    if let Some(format) = format {
        apply_format(description, *format);
    }
    apply_rule(description, rule);
    if changed {
        fit(description);
    }
    manifest.for_hardware()?;
    let mapping = manifest.map(seed)?;
    Ok((manifest.description, mapping))
}

fn apply_shape(description: &mut Description, shape: &Shape) {
    let geometry = &mut description.geometry;
    let numbers = [
        (&mut geometry.lanes, shape.lanes),
        (&mut geometry.event_depth, shape.event_depth),
        (&mut geometry.spike_depth, shape.spike_depth),
    ];
    for (key, value) in numbers {
        *key = value.unwrap_or(*key);
    }
    let units = [
        (&mut geometry.learning, shape.learning),
        (&mut geometry.controllers, shape.controllers),
        (&mut geometry.modulators, shape.modulators),
        (&mut geometry.retire, shape.retire),
    ];
    for (key, value) in units {
        *key = value.unwrap_or(*key);
    }
    geometry.fixed_leaks = geometry
        .fixed_leaks
        .filter(|_| geometry.controllers)
        .map(|leaks| Leaks { modulatory: if geometry.modulators { leaks.modulatory } else { 0 }, ..leaks });
}

/// Thresholds move with the unit of weights, so that the network stays as active as it was.
fn apply_format(description: &mut Description, format: Format) {
    let geometry = &mut description.geometry;
    let unit = |weight_bits: usize, weight_scale: usize| weight_bits.min(8) as i32 + weight_scale as i32;
    let shift =
        unit(format.weight_bits, format.weight_scale) - unit(geometry.weight_bits, geometry.weight_scale);
    geometry.weight_bits = format.weight_bits;
    geometry.membrane_bits = format.membrane_bits;
    geometry.weight_scale = format.weight_scale;
    let limit = (1u64 << (format.membrane_bits - 1)) - 1;
    for group in &mut description.network.groups {
        let threshold = u64::from(group.threshold);
        let moved = if shift < 0 { threshold >> -shift } else { threshold << shift };
        group.threshold = moved.clamp(1, limit) as u32;
    }
    let largest = u16::MAX >> (17 - format.weight_bits);
    for projection in &mut description.network.projections {
        projection.spread = projection.spread.min(largest);
    }
}

fn apply_rule(description: &mut Description, rule: Rule) {
    match rule {
        Rule::Own | Rule::None => {}
        Rule::Feedback => teach_by_feedback(description),
        Rule::Predictive | Rule::Both => predict(description, rule == Rule::Both),
    }
}

fn learning(projection: &ProjectionEntry) -> bool {
    !projection.modulatory && (projection.learn || projection.prediction_rate > 0.0)
}

fn teach_by_feedback(description: &mut Description) {
    let network = &mut description.network;
    for projection in network.projections.iter_mut().filter(|projection| learning(projection)) {
        projection.rule = When::Feedback;
        projection.learn = true;
        projection.prediction_rate = 0.0;
        projection.weights = Weights::default();
        projection.bounded = false;
    }
    // Only a predictive pass resets late.
    for group in network.groups.iter_mut().filter(|group| group.reset == Reset::Late) {
        group.reset = Reset::Subtract;
    }
}

fn predict(description: &mut Description, by_feedback_too: bool) {
    let network = &mut description.network;
    for projection in network.projections.iter_mut().filter(|projection| learning(projection)) {
        projection.rule = When::Predictive;
        projection.learn = by_feedback_too;
        if projection.prediction_rate <= 0.0 {
            projection.prediction_rate = PREDICTION_RATE;
        }
        // The pass is what leaks (PRE-8).
        for group in network.groups.iter_mut().filter(|group| group.name == projection.to) {
            (group.leak, group.fine_leak) = (15, 15);
        }
    }
    description.mismatch.leak = 0.0;
}

/// Neurons, weight words and traces: what the network needs, as `manifest::place` lays it out.
fn fit(description: &mut Description) {
    let network = &description.network;
    let lanes = description.geometry.lanes.max(1);
    let words = |name: &str| {
        let group = network.groups.iter().find(|group| group.name == name);
        group.map_or(0, |group| group.size.div_ceil(lanes))
    };
    let lines = |name: &str| {
        let input = network.inputs.iter().find(|group| group.name == name).map(|group| group.size);
        input.or_else(|| network.groups.iter().find(|group| group.name == name).map(|group| group.size))
    };
    let neuron_words: usize = network.groups.iter().map(|group| group.size.div_ceil(lanes)).sum();
    let mut weight_words = 0;
    let mut traces = 0;
    for projection in &network.projections {
        let lines = lines(&projection.from).unwrap_or(0);
        weight_words += lines * words(&projection.to);
        if projection.rule == When::Predictive {
            traces += lines;
        }
    }
    description.geometry.neurons = (neuron_words * lanes).max(1);
    description.geometry.weight_words = weight_words.max(traces).max(1);
    description.geometry.predictive_sources = traces;
}
