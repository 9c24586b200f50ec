//! Checks that a network fits its core, given the layout that it would have.

use spindle_spec::Geometry;

use super::layout::{INPUT_SOURCES, Layout, NEURONS, find, fitting, source};
use super::problem::Problems;
use super::schema::{Description, ProjectionEntry};

/// Neurons from this number on cannot be given a target (`EVT-3`).
const TARGETS: usize = 256;

/// The size of a group of `what` is one that a core can have.
fn size(key: &str, size: usize, (most, what): (usize, &str), problems: &mut Problems) {
    if size == 0 {
        problems.add(key, format!("a group of no {what}"), "choose at least 1");
    } else if size != fitting(size, most) {
        let remedy = format!("{most} {what} are the most; make the group smaller");
        problems.add(key, format!("{size} {what} do not fit"), remedy);
    }
}

/// Input groups have source addresses.
pub(super) fn inputs(description: &Description, layout: &Layout, problems: &mut Problems) {
    for (index, (group, placed)) in description.network.inputs.iter().zip(&layout.inputs).enumerate() {
        let key = format!("network.inputs[{index}].size");
        size(&key, group.size, (INPUT_SOURCES, "input lines"), problems);
        let end = placed.base + placed.size;
        // Reported once: none of the following fits.
        if placed.base <= INPUT_SOURCES && end > INPUT_SOURCES {
            problems.add(
                &key,
                format!("{end} input lines do not fit"),
                format!("at most {INPUT_SOURCES} source addresses are inputs"),
            );
        }
    }
}

/// Neuron groups fit on the core, and targets reach those that are controlled.
pub(super) fn groups(description: &Description, layout: &Layout, problems: &mut Problems) {
    let Geometry { lanes, neurons, .. } = description.geometry;
    let words = description.geometry.neuron_words();
    for (index, (group, placed)) in description.network.groups.iter().zip(&layout.groups).enumerate() {
        let key = format!("network.groups[{index}].size");
        size(&key, group.size, (NEURONS, "neurons"), problems);
        let first = placed.base / lanes;
        let end = first + placed.size.div_ceil(lanes);
        if end > words {
            let (name, size) = (&group.name, placed.size);
            problems.add(
                &key,
                format!(
                    "group `{name}` of {size} neurons needs neuron words {first} to {}, and the core has {words} \
                     (geometry.neurons = {neurons}, {lanes} lanes)",
                    end - 1,
                ),
                if end * lanes <= NEURONS {
                    format!("set geometry.neurons to at least {}, or make the groups smaller", end * lanes)
                } else {
                    format!("{NEURONS} neurons are the most; make the groups smaller")
                },
            );
        }
        if group.controlled && placed.base + placed.size > TARGETS {
            problems.add(
                format!("network.groups[{index}].controlled"),
                format!("controlled neurons would be numbered up to {}", placed.base + placed.size - 1),
                format!("targets reach neurons 0 to {}; list this group earlier", TARGETS - 1),
            );
        }
    }
}

/// Projections join groups that are there, and their weights fit.
pub(super) fn projections(description: &Description, layout: &Layout, problems: &mut Problems) {
    let geometry = &description.geometry;
    let entries = &description.network.projections;
    if entries.len() > geometry.projections {
        problems.add(
            "geometry.projections",
            format!("{} projections do not fit in a table of {}", entries.len(), geometry.projections),
            format!("raise it to {}", entries.len()),
        );
    }
    for (index, entry) in entries.iter().enumerate() {
        if source(entry, &layout.inputs, &layout.groups).is_none() {
            problems.add(
                format!("network.projections[{index}].from"),
                format!("no group is called `{}`", entry.from),
                "name an input group or a neuron group",
            );
        }
        if find(&layout.groups, &entry.to).is_none() {
            problems.add(
                format!("network.projections[{index}].to"),
                format!("no neuron group is called `{}`", entry.to),
                "name one of network.groups",
            );
        }
        if entry.modulatory {
            modulatory(description, index, problems);
        }
    }
    for place in &layout.projections {
        let end = place.weight_base + place.sources * place.row_words;
        if end > geometry.weight_words {
            problems.add(
                format!("network.projections[{}]", place.entry),
                format!(
                    "`{}` to `{}` ends at weight word {end}, and geometry.weight_words is {}",
                    place.from, place.to, geometry.weight_words
                ),
                if end <= 65_536 {
                    format!("set geometry.weight_words to at least {end}")
                } else {
                    "65536 words are the most; use more lanes or smaller groups".to_owned()
                },
            );
        }
    }
}

/// A modulatory projection reads controllers, reaches modulated neurons, and mirrors one that is
/// there.
fn modulatory(description: &Description, index: usize, problems: &mut Problems) {
    let network = &description.network;
    let entry = &network.projections[index];
    let group = |name: &str| network.groups.iter().find(|group| group.name == name);
    let mut add = |field: &str, what: String, remedy: &str| {
        problems.add(format!("network.projections[{index}].{field}"), what, remedy);
    };
    if !group(&entry.from).is_some_and(|group| group.controlled) {
        let what = format!("`{}` has no controllers whose spikes could be carried", entry.from);
        add("from", what, "name a controlled group");
    }
    if group(&entry.to).is_some_and(|group| !group.modulated) {
        let what = format!("the neurons of `{}` are not modulated", entry.to);
        add("to", what, "set modulated = true in that group");
    }
    let back =
        |other: &&ProjectionEntry| other.from == entry.to && other.to == entry.from && !other.modulatory;
    if entry.transposed && network.projections.iter().filter(back).count() != 1 {
        let what = format!("there is not one projection from `{}` to `{}` to copy", entry.to, entry.from);
        add("transposed", what, "add it, or set transposed = false");
    }
}
