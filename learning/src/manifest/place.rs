//! Mapping of a manifest's network to a core's configuration: addresses of groups and weights.

use rand::RngExt;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, NEURON_SOURCE};
use spindle_spec::{Configuration, Controller, Geometry, Neuron, Projection};

use super::checks::{self, Problems};
use super::mismatch;
use super::prediction;
use super::read::Problem;
use super::schema::{Description, Reset, Rule};
use spindle_spec::random::{Purpose, stream};

/// Source addresses of inputs are below this (`EVT-2`).
const INPUT_SOURCES: usize = 0x8000;
/// Neurons and projections of the largest core (`GEO-2`).
pub(super) const NEURONS: usize = 4_096;
pub(super) const PROJECTIONS: usize = 16;
/// Neurons from this number on cannot be given a target (`EVT-3`).
const TARGETS: usize = 256;

/// Mapping of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name in the manifest.
    pub name: String,
    /// First source address (inputs) or neuron number (neurons).
    pub base: usize,
    /// Number of lines or neurons.
    pub size: usize,
}

/// Mapping of a projection's weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the source group.
    pub from: String,
    /// Name of the group reached.
    pub to: String,
    /// Index in the manifest; the table has inputs' projections first (`EVT-8`).
    pub entry: usize,
    /// First weight word.
    pub weight_base: usize,
    /// Weight words per source.
    pub row_words: usize,
}

/// A network laid out on a core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Configuration of the core.
    pub configuration: Configuration,
    /// Input groups.
    pub inputs: Vec<Group>,
    /// Neuron groups.
    pub groups: Vec<Group>,
    /// Projections in the order of the table.
    pub projections: Vec<Place>,
    /// Weight words that the projections take.
    pub weight_words: usize,
}

impl Placement {
    /// The input group called `name`.
    pub fn input(&self, name: &str) -> Option<&Group> {
        self.inputs.iter().find(|group| group.name == name)
    }

    /// The neuron group called `name`.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }
}

/// Lays the network of `description` out on its core: each group starts at a word boundary, each
/// projection's rows follow those of the one before. Initial weights and random states are drawn
/// from `seed`.
///
/// # Errors
/// All values that are out of range or do not fit, with remedies.
pub fn place(description: &Description, seed: u64) -> Result<Placement, Vec<Problem>> {
    let geometry = &description.geometry;
    let Layout { inputs, groups, projections, table } = layout(description)?;
    let neuron_words = groups.last().map_or(1, |group| (group.base + group.size).div_ceil(geometry.lanes));
    let configuration = Configuration {
        neuron_words,
        input_entries: table.iter().filter(|entry| usize::from(entry.source_base) < INPUT_SOURCES).count(),
        controllers_emit: table.iter().any(|entry| entry.modulatory),
        controller: controller(description),
        prediction: prediction::factors(description),
        neurons: neurons(description, &groups),
        weights: weights(description, &projections, &table, &groups, seed),
        random: random_states(geometry.lanes, seed),
        projections: table,
        state: None,
    };
    let weight_words = configuration
        .projections
        .iter()
        .map(|p| usize::from(p.source_count) * usize::from(p.row_words))
        .sum();
    Ok(Placement { configuration, inputs, groups, projections, weight_words })
}

/// Mapping of a whole network.
struct Layout {
    inputs: Vec<Group>,
    groups: Vec<Group>,
    projections: Vec<Place>,
    table: Vec<Projection>,
}

/// Checks that [`place`] can map the network of `description`.
///
/// # Errors
/// As [`place`].
pub fn check(description: &Description) -> Result<(), Vec<Problem>> {
    layout(description).map(|_| ())
}

fn layout(description: &Description) -> Result<Layout, Vec<Problem>> {
    let geometry = &description.geometry;
    if let Err(error) = geometry.validate() {
        return Err(vec![Problem {
            key: format!("geometry.{}", error.key),
            what: error.what(),
            remedy: error.remedy.into(),
        }]);
    }
    let mut problems = Problems::default();
    checks::counts(description, &mut problems);
    if !problems.0.is_empty() {
        return Err(problems.0);
    }
    checks::names(description, &mut problems);
    checks::ranges(description, &mut problems);
    let inputs = place_inputs(description, &mut problems);
    let groups = place_groups(description, &mut problems);
    let (projections, table) = place_projections(description, &inputs, &groups, &mut problems);
    problems.0.extend(prediction::problems(description));
    checks::task(description, &inputs, &groups, &mut problems);
    if problems.0.is_empty() { Ok(Layout { inputs, groups, projections, table }) } else { Err(problems.0) }
}

fn place_inputs(description: &Description, problems: &mut Problems) -> Vec<Group> {
    let mut base = 0;
    let mut placed = Vec::new();
    for (index, group) in description.network.inputs.iter().enumerate() {
        let key = format!("network.inputs[{index}].size");
        let size = checks::size(&key, group.size, (INPUT_SOURCES, "input lines"), problems);
        // Reported once: none of the following fits.
        if base <= INPUT_SOURCES && base + size > INPUT_SOURCES {
            problems.add(
                &key,
                format!("{} input lines do not fit", base + size),
                format!("at most {INPUT_SOURCES} source addresses are inputs"),
            );
        }
        placed.push(Group { name: group.name.clone(), base, size });
        base += size;
    }
    placed
}

fn place_groups(description: &Description, problems: &mut Problems) -> Vec<Group> {
    let Geometry { lanes, neurons, .. } = description.geometry;
    let words = description.geometry.neuron_words();
    let mut word = 0;
    let mut placed = Vec::new();
    for (index, group) in description.network.groups.iter().enumerate() {
        let key = format!("network.groups[{index}].size");
        let size = checks::size(&key, group.size, (NEURONS, "neurons"), problems);
        let base = word * lanes;
        word += size.div_ceil(lanes);
        if word > words {
            let name = &group.name;
            problems.add(
                &key,
                format!(
                    "group `{name}` of {size} neurons needs neuron words {} to {}, and the core has {words} \
                     (geometry.neurons = {neurons}, {lanes} lanes)",
                    base / lanes,
                    word - 1,
                ),
                if word * lanes <= NEURONS {
                    format!("set geometry.neurons to at least {}, or make the groups smaller", word * lanes)
                } else {
                    format!("{NEURONS} neurons are the most; make the groups smaller")
                },
            );
        }
        if group.controlled && base + size > TARGETS {
            problems.add(
                format!("network.groups[{index}].controlled"),
                format!("controlled neurons would be numbered up to {}", base + size - 1),
                format!("targets reach neurons 0 to {}; list this group earlier", TARGETS - 1),
            );
        }
        placed.push(Group { name: group.name.clone(), base, size });
    }
    placed
}

fn place_projections(
    description: &Description,
    inputs: &[Group],
    groups: &[Group],
    problems: &mut Problems,
) -> (Vec<Place>, Vec<Projection>) {
    let geometry = &description.geometry;
    let entries = &description.network.projections;
    if entries.len() > geometry.projections {
        problems.add(
            "geometry.projections",
            format!("{} projections do not fit in a table of {}", entries.len(), geometry.projections),
            format!("raise it to {}", entries.len()),
        );
    }
    let find = |groups: &[Group], name: &str| groups.iter().find(|group| group.name == *name).cloned();
    let mut resolved = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let of_neurons =
            if entry.modulatory { usize::from(CONTROLLER_SOURCE) } else { usize::from(NEURON_SOURCE) };
        let source = find(inputs, &entry.from)
            .map(|group| (0, group))
            .or_else(|| find(groups, &entry.from).map(|group| (of_neurons, group)));
        let target = find(groups, &entry.to);
        if source.is_none() {
            problems.add(
                format!("network.projections[{index}].from"),
                format!("no group is called `{}`", entry.from),
                "name an input group or a neuron group",
            );
        }
        if target.is_none() {
            problems.add(
                format!("network.projections[{index}].to"),
                format!("no neuron group is called `{}`", entry.to),
                "name one of network.groups",
            );
        }
        if entry.modulatory {
            checks::modulatory(description, index, problems);
        }
        if let (Some((offset, source)), Some(target)) = (source, target) {
            resolved.push((index, offset, source, target));
        }
    }
    resolved.sort_by_key(|(_, offset, ..)| *offset);
    let (mut weight_base, mut trace_base) = (0, 0);
    let (mut places, mut table) = (Vec::new(), Vec::new());
    for (index, offset, source, target) in resolved {
        let entry = &entries[index];
        let row_words = target.size.div_ceil(geometry.lanes);
        places.push(Place {
            from: entry.from.clone(),
            to: entry.to.clone(),
            entry: index,
            weight_base,
            row_words,
        });
        table.push(Projection {
            source_base: (offset + source.base) as u16,
            source_count: source.size as u16,
            weight_base: weight_base as u16,
            post_base: (target.base / geometry.lanes) as u16,
            row_words: row_words as u16,
            rate_shift: entry.rate_shift,
            learn: entry.learn,
            modulatory: entry.modulatory,
            predictive: prediction::fields(entry, trace_base),
        });
        if entry.rule == Rule::Predictive {
            trace_base += source.size;
        }
        weight_base += source.size * row_words;
        if weight_base > geometry.weight_words {
            problems.add(
                format!("network.projections[{index}]"),
                format!(
                    "`{}` to `{}` ends at weight word {weight_base}, and geometry.weight_words is {}",
                    entry.from, entry.to, geometry.weight_words
                ),
                if weight_base <= 65_536 {
                    format!("set geometry.weight_words to at least {weight_base}")
                } else {
                    "65536 words are the most; use more lanes or smaller groups".to_owned()
                },
            );
        }
    }
    (places, table)
}

pub(super) fn controller(description: &Description) -> Controller {
    let c = &description.controller;
    Controller {
        error_leak: c.error_leak,
        proportional_leak: c.proportional_leak,
        integral_leak: c.integral_leak,
        modulatory_leak: c.modulatory_leak,
        error_gain: c.error_gain,
        proportional_gain: c.proportional_gain,
        integral_gain: c.integral_gain,
    }
}

/// Neurons of no group get the largest threshold and no memory: they stay silent.
fn neurons(description: &Description, groups: &[Group]) -> Vec<Neuron> {
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
    places: &[Place],
    table: &[Projection],
    groups: &[Group],
    seed: u64,
) -> Vec<i16> {
    let geometry = &description.geometry;
    let lanes = geometry.lanes;
    // The used weight is a floor (NUM-3): half of its unit keeps the mean of the used weights at
    // zero.
    let centre = (1i16 << geometry.weight_bits.saturating_sub(8)) >> 1;
    let limit = i16::MAX >> (16 - geometry.weight_bits);
    let mut weights = vec![0; geometry.weight_words * lanes];
    for (place, projection) in places.iter().zip(table) {
        let entry = &description.network.projections[place.entry];
        let spread = entry.spread as i16;
        let middle = entry.initial.saturating_add(if entry.rule == Rule::Predictive { 0 } else { centre });
        let size = groups.iter().find(|group| group.name == place.to).map_or(0, |group| group.size);
        let mut random = stream(seed, Purpose::Weights, place.entry as u64);
        let rows = weights[place.weight_base * lanes..].chunks_exact_mut(place.row_words * lanes);
        for row in rows.take(projection.source_count.into()) {
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
