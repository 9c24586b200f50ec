//! Checks of a manifest: everything that is out of range or does not fit, with what would.

use std::collections::HashSet;

use spindle_spec::register_map::fields;
use spindle_spec::signals::is_prefix;

use super::fit;
use super::layout::{GroupLayout, Layout, NEURONS, PROJECTIONS};
use super::problem::{Problem, Problems};
use super::schema::{Description, Rule};
use super::{mismatch, models, prediction, rules, samples};

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

/// A description whose network can be mapped to its core, with the layout that it will have.
#[derive(Clone, Debug)]
pub struct Valid<'a> {
    description: &'a Description,
    layout: Layout,
}

impl Valid<'_> {
    pub(super) fn description(&self) -> &Description {
        self.description
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }
}

/// Checks `description`.
///
/// # Errors
/// All values that are out of range or do not fit, with remedies.
pub fn validate(description: &Description) -> Result<Valid<'_>, Vec<Problem>> {
    if let Err(error) = description.geometry.validate() {
        return Err(vec![Problem {
            key: format!("geometry.{}", error.key),
            what: error.what(),
            remedy: error.remedy.into(),
        }]);
    }
    let mut problems = Problems::default();
    counts(description, &mut problems);
    if !problems.0.is_empty() {
        return Err(problems.0);
    }
    let layout = Layout::of(description);
    names(description, &mut problems);
    ranges(description, &mut problems);
    fit::inputs(description, &layout, &mut problems);
    fit::groups(description, &layout, &mut problems);
    fit::projections(description, &layout, &mut problems);
    problems.0.extend(prediction::problems(description));
    task(description, &layout.inputs, &layout.groups, &mut problems);
    if problems.0.is_empty() { Ok(Valid { description, layout }) } else { Err(problems.0) }
}

/// Limits on list lengths: all later checks visit each item.
fn counts(description: &Description, problems: &mut Problems) {
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

const NO_NAME: &str = "no name that could be shown";

fn name_remedy() -> String {
    format!("write one line of at most {NAME} bytes")
}

fn is_shown(name: &str) -> bool {
    name.len() <= NAME && !name.chars().any(char::is_control)
}

/// Each group has a name of its own.
fn names(description: &Description, problems: &mut Problems) {
    let network = &description.network;
    let inputs =
        network.inputs.iter().enumerate().map(|(i, g)| (format!("network.inputs[{i}].name"), &g.name));
    let groups =
        network.groups.iter().enumerate().map(|(i, g)| (format!("network.groups[{i}].name"), &g.name));
    let project = &description.project.name;
    if !is_shown(project) {
        problems.add("project.name", NO_NAME, name_remedy());
    }
    if let Some(prefix) = &description.project.prefix
        && !is_prefix(prefix)
    {
        problems.add(
            "project.prefix",
            "not a Verilog identifier",
            "begin with a letter or _, go on with letters, digits and _",
        );
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
fn ranges(description: &Description, problems: &mut Problems) {
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
        rules::check(entry, &key, problems);
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
    models::check(description, problems);
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
    let leaks = c.registers().leaks(geometry.modulators);
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
    let largest = fields::RATE_SHIFT.most() as u8;
    let slowest = learning.map(|entry| entry.rate_shift.min(largest)).max().unwrap_or(0);
    for (index, phase) in description.learning.phases.iter().enumerate() {
        if phase.slower > largest - slowest {
            problems.add(
                format!("learning.phases[{index}].slower"),
                format!("rate_shift {slowest} and {} more exceed the largest shift, {largest}", phase.slower),
                format!("choose 0 to {}", largest - slowest),
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

/// The task fits its network.
fn task(description: &Description, inputs: &[GroupLayout], groups: &[GroupLayout], problems: &mut Problems) {
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
