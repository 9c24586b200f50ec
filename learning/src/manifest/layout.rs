//! Positions of groups and weights on a core: each group starts at a word boundary, each
//! projection's rows follow those of the one before. Nothing is checked here.

use spindle_spec::memory_map::{CONTROLLER_SOURCE, NEURON_SOURCE};

use super::schema::{Description, ProjectionEntry};

/// Source addresses of inputs are below this (`EVT-2`).
pub(super) const INPUT_SOURCES: usize = 0x8000;
/// Neurons and projections of the largest core (`GEO-2`).
pub(super) const NEURONS: usize = 4_096;
pub(super) const PROJECTIONS: usize = 16;

/// Mapping of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLayout {
    /// Its name in the manifest.
    pub name: String,
    /// First source address (inputs) or neuron number (neurons).
    pub base: usize,
    /// Number of lines or neurons.
    pub size: usize,
}

/// Mapping of a projection's weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionLayout {
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
    /// Number of sources.
    pub sources: usize,
    /// First source address.
    pub(super) source_base: usize,
    /// First neuron word reached.
    pub(super) post_base: usize,
}

/// Positions of a whole network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) inputs: Vec<GroupLayout>,
    pub(super) groups: Vec<GroupLayout>,
    /// In the order of the table: inputs' projections first (`EVT-8`). Those from or to a group
    /// that is not there are left out.
    pub(super) projections: Vec<ProjectionLayout>,
}

impl Layout {
    /// The layout of the network of `description`, which has no more groups than a core could have.
    pub(super) fn of(description: &Description) -> Self {
        let network = &description.network;
        let lanes = description.geometry.lanes;
        let inputs = placed(network.inputs.iter().map(|group| (&group.name, group.size)), INPUT_SOURCES, 1);
        let groups = placed(network.groups.iter().map(|group| (&group.name, group.size)), NEURONS, lanes);
        let mut ends: Vec<_> = network
            .projections
            .iter()
            .enumerate()
            .filter_map(|(entry, projection)| {
                let (offset, source) = source(projection, &inputs, &groups)?;
                Some((entry, offset, source, find(&groups, &projection.to)?))
            })
            .collect();
        ends.sort_by_key(|(_, offset, ..)| *offset);
        let mut weight_base = 0;
        let mut projections = Vec::new();
        for (entry, offset, source, target) in ends {
            let row_words = target.size.div_ceil(lanes);
            projections.push(ProjectionLayout {
                from: source.name.clone(),
                to: target.name.clone(),
                entry,
                weight_base,
                row_words,
                sources: source.size,
                source_base: offset + source.base,
                post_base: target.base / lanes,
            });
            weight_base += source.size * row_words;
        }
        Self { inputs, groups, projections }
    }
}

/// Groups one behind the other, each from a multiple of `lanes` on.
fn placed<'a>(
    sizes: impl Iterator<Item = (&'a String, usize)>,
    most: usize,
    lanes: usize,
) -> Vec<GroupLayout> {
    let mut word = 0;
    sizes
        .map(|(name, size)| {
            let group = GroupLayout { name: name.clone(), base: word * lanes, size: fitting(size, most) };
            word += group.size.div_ceil(lanes);
            group
        })
        .collect()
}

/// A group's size, 1 in place of one that no core can have.
pub(super) fn fitting(size: usize, most: usize) -> usize {
    if (1..=most).contains(&size) { size } else { 1 }
}

pub(super) fn find<'a>(groups: &'a [GroupLayout], name: &str) -> Option<&'a GroupLayout> {
    groups.iter().find(|group| group.name == *name)
}

/// The group that a projection comes from, and the first source address of its kind.
pub(super) fn source<'a>(
    projection: &ProjectionEntry,
    inputs: &'a [GroupLayout],
    groups: &'a [GroupLayout],
) -> Option<(usize, &'a GroupLayout)> {
    let of_neurons = if projection.modulatory { CONTROLLER_SOURCE } else { NEURON_SOURCE };
    let from = &projection.from;
    find(inputs, from)
        .map(|group| (0, group))
        .or_else(|| find(groups, from).map(|group| (usize::from(of_neurons), group)))
}
