//! Checks of a manifest: requests that cannot be met.

use std::collections::HashSet;

use super::place::{Group, NEURONS, PROJECTIONS, controller};
use super::read::Problem;
use super::schema::{Description, ProjectionEntry, Rule};
use super::{mismatch, samples};

/// Steps of a sample; the events of one are made before it is shown.
const STEPS: usize = 65_536;
/// Epochs of all phases; each is kept in the history.
const EPOCHS: u64 = 1_000_000;
/// Phases of a training.
const PHASES: usize = 1_000;
/// Groups of inputs: each takes a line, and has a name to look up.
const INPUT_GROUPS: usize = 4_096;
/// Varied numbers. Each requires a check of the whole manifest at both ends of its range.
const VARIED: usize = 64;
/// Effective values of a weight; twice as many would exceed the stored ones.
const LEVELS: usize = 32_768;
/// Bytes of a name.
const NAME: usize = 256;

/// Collects problems, so that one check of a manifest reports them all.
#[derive(Default)]
pub(super) struct Problems(pub(super) Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, key: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Problem { key: key.into(), what: what.into(), remedy: remedy.into() });
    }

    pub(super) fn at_most(&mut self, key: impl Into<String>, value: usize, limit: usize) {
        if value > limit {
            self.add(key, format!("{value} is too large"), format!("choose 0 to {limit}"));
        }
    }
}

/// Limits on list lengths: all later checks visit each item.
pub(super) fn counts(description: &Description, problems: &mut Problems) {
    let network = &description.network;
    let projections = network.projections.len();
    if projections > PROJECTIONS {
        problems.add(
            "geometry.projections",
            format!(
                "{projections} projections do not fit in a table of {}",
                description.geometry.projections
            ),
            format!("{PROJECTIONS} are the most; leave some out, or join groups"),
        );
    }
    for (key, count, most) in [
        ("network.inputs", network.inputs.len(), INPUT_GROUPS),
        ("network.groups", network.groups.len(), NEURONS),
        ("learning.phases", description.learning.phases.len(), PHASES),
        ("task.target_steps", description.task.target_steps.len(), STEPS),
        ("task.other_steps", description.task.other_steps.len(), STEPS),
        ("tune", description.tune.len(), VARIED),
    ] {
        if count > most {
            problems.add(key, format!("{count} are too many"), format!("list at most {most}"));
        }
    }
}

/// The size of a group of `what`, 1 instead of an impossible one, which is reported as a problem.
pub(super) fn size(key: &str, size: usize, (most, what): (usize, &str), problems: &mut Problems) -> usize {
    if size == 0 {
        problems.add(key, format!("a group of no {what}"), "choose at least 1");
    } else if size > most {
        let remedy = format!("{most} {what} are the most; make the group smaller");
        problems.add(key, format!("{size} {what} do not fit"), remedy);
    } else {
        return size;
    }
    1
}

const NO_NAME: &str = "no name that could be shown";

fn name_remedy() -> String {
    format!("write one line of at most {NAME} bytes")
}

fn is_shown(name: &str) -> bool {
    name.len() <= NAME && !name.chars().any(char::is_control)
}

/// Each group has a name of its own.
pub(super) fn names(description: &Description, problems: &mut Problems) {
    let network = &description.network;
    let inputs =
        network.inputs.iter().enumerate().map(|(i, g)| (format!("network.inputs[{i}].name"), &g.name));
    let groups =
        network.groups.iter().enumerate().map(|(i, g)| (format!("network.groups[{i}].name"), &g.name));
    let project = &description.project.name;
    if !is_shown(project) {
        problems.add("project.name", NO_NAME, name_remedy());
    }
    let mut seen = HashSet::new();
    for (key, name) in inputs.chain(groups) {
        if !is_shown(name) {
            problems.add(key, NO_NAME, name_remedy());
        } else if !seen.insert(name) {
            problems.add(
                key,
                format!("a second group is called `{name}`"),
                "give each group a name of its own",
            );
        }
    }
}

/// Numbers within their formats.
pub(super) fn ranges(description: &Description, problems: &mut Problems) {
    let geometry = &description.geometry;
    let membrane_limit = (1usize << (geometry.membrane_bits - 1)) - 1;
    let weight_limit = (1usize << (geometry.weight_bits - 1)) - 1;
    for (index, group) in description.network.groups.iter().enumerate() {
        let key = |name: &str| format!("network.groups[{index}].{name}");
        problems.at_most(key("threshold"), group.threshold as usize, membrane_limit);
        problems.at_most(key("leak"), group.leak.into(), 15);
        problems.at_most(key("fine_leak"), group.fine_leak.into(), 15);
        if group.fine_leak == 0 {
            problems.add(key("fine_leak"), "0 would leak all twice", "choose 1 to 15, 15 for none");
        }
        problems.at_most(key("refractory"), group.refractory.into(), 15);
    }
    for (index, entry) in description.network.projections.iter().enumerate() {
        let key = |name: &str| format!("network.projections[{index}].{name}");
        problems.at_most(key("rate_shift"), entry.rate_shift.into(), 15);
        problems.at_most(key("spread"), entry.spread.into(), weight_limit);
        if entry.modulatory && entry.learn {
            problems.add(key("learn"), "modulatory weights do not learn", "set learn = false");
        }
        if entry.transposed && !entry.modulatory {
            problems.add(key("transposed"), "only modulatory weights are copied", "set modulatory = true");
        }
    }
    if description.learning.patience == Some(0) {
        problems.add("learning.patience", "0 would end the training at once", "choose at least 1");
    }
    if let Some(study) = description.study {
        if !(2..=16).contains(&study.weight_bits) {
            problems.add("study.weight_bits", "out of range", "choose 2 to 16");
        }
        problems.at_most("study.levels", study.levels.into(), LEVELS);
        if study.levels == 1 {
            problems.add(
                "study.levels",
                "a single value cannot distinguish anything",
                "choose 2 or more, 0 for all",
            );
        }
        for (key, share) in [
            ("synapse_mismatch", study.synapse_mismatch),
            ("synaptic_noise", study.synaptic_noise),
            ("stuck", study.stuck),
        ] {
            if !(0.0..=1.0).contains(&share) {
                problems.add(format!("study.{key}"), "out of range", "choose 0 to 1");
            }
        }
        if description.network.projections.iter().any(|entry| entry.rule == Rule::Predictive) {
            problems.add("study", "predictive projections are not studied", "leave one of both out");
        }
        if geometry.weight_bits != 16 {
            problems.add(
                "study",
                "a weight format is studied within 16 bits",
                "set geometry.weight_bits = 16",
            );
        }
    }
    mismatch::check(&description.mismatch, &mut |key, remedy| {
        problems.add(format!("mismatch.{key}"), "out of range", remedy);
    });
    let c = &description.controller;
    for (name, value) in [
        ("error_leak", c.error_leak),
        ("proportional_leak", c.proportional_leak),
        ("integral_leak", c.integral_leak),
        ("modulatory_leak", c.modulatory_leak),
    ] {
        problems.at_most(format!("controller.{name}"), value.into(), 15);
    }
    let leaks = controller(description).leaks(geometry.modulators);
    if let Some((name, value, fixed)) = geometry.fixed_leaks.and_then(|fixed| leaks.difference(&fixed)) {
        let what = format!("{value}, and the core is built for {fixed}");
        problems.add(format!("controller.{name}"), what, "change it, or geometry.fixed_leaks");
    }
    for (name, value) in [
        ("error_gain", c.error_gain),
        ("threshold", c.threshold),
        ("proportional_gain", c.proportional_gain),
        ("integral_gain", c.integral_gain),
    ] {
        problems.at_most(format!("controller.{name}"), value.into(), 0x7FFF);
    }
    let learning = description.network.projections.iter().filter(|entry| entry.learn);
    let slowest = learning.map(|entry| entry.rate_shift.min(15)).max().unwrap_or(0);
    for (index, phase) in description.learning.phases.iter().enumerate() {
        if phase.slower > 15 - slowest {
            problems.add(
                format!("learning.phases[{index}].slower"),
                format!("rate_shift {slowest} and {} more pass the largest shift, 15", phase.slower),
                format!("choose 0 to {}", 15 - slowest),
            );
        }
    }
    let epochs: u64 = description.learning.phases.iter().map(|phase| u64::from(phase.epochs)).sum();
    if epochs > EPOCHS {
        problems.add(
            "learning.phases",
            format!("{epochs} epochs are too many"),
            format!("choose at most {EPOCHS} in all"),
        );
    }
}

/// A modulatory projection reads controllers, reaches neurons that listen, and mirrors one that is
/// there.
pub(super) fn modulatory(description: &Description, index: usize, problems: &mut Problems) {
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
        let what = format!("`{}` does not listen to its modulators", entry.to);
        add("to", what, "set modulated = true in that group");
    }
    let back =
        |other: &&ProjectionEntry| other.from == entry.to && other.to == entry.from && !other.modulatory;
    if entry.transposed && network.projections.iter().filter(back).count() != 1 {
        let what = format!("there is not one projection from `{}` to `{}` to copy", entry.to, entry.from);
        add("transposed", what, "add it, or set transposed = false");
    }
}

/// The task fits its network.
pub(super) fn task(description: &Description, inputs: &[Group], groups: &[Group], problems: &mut Problems) {
    let task = &description.task;
    if !inputs.iter().any(|group| group.name == task.inputs) {
        problems.add(
            "task.inputs",
            format!("no input group is called `{}`", task.inputs),
            "name one of network.inputs",
        );
    }
    if !groups.iter().any(|group| group.name == task.outputs) {
        problems.add(
            "task.outputs",
            format!("no neuron group is called `{}`", task.outputs),
            "name one of network.groups",
        );
    }
    let outputs = description.network.groups.iter().position(|group| group.name == task.outputs);
    if let Some(index) = outputs.filter(|index| !description.network.groups[*index].controlled) {
        problems.add(
            format!("network.groups[{index}].controlled"),
            format!("the task's outputs, `{}`, have no controllers", task.outputs),
            "set controlled = true",
        );
    }
    problems.0.extend(samples::problems(task));
    problems.0.extend(samples::targets(task));
    if task.population == 0 {
        problems.add("task.population", "a class needs an output", "choose at least 1");
    }
    problems.at_most("task.population", task.population, NEURONS);
    let outputs = groups.iter().find(|group| group.name == task.outputs);
    if let Some((active, outputs)) = task.code_active.zip(outputs).filter(|(active, all)| *active >= all.size)
    {
        problems.add(
            "task.code_active",
            format!("{active} of {} outputs leave no two codes", outputs.size),
            "choose fewer than the outputs",
        );
    }
    if task.steps == 0 {
        problems.add("task.steps", "a sample needs a step", "choose at least 1");
    }
    problems.at_most("task.steps", task.steps as usize, STEPS);
    for (key, rate) in [("task.feature_rate", task.feature_rate), ("task.bias_rate", task.bias_rate)] {
        problems.at_most(key, rate.into(), 256);
    }
}
