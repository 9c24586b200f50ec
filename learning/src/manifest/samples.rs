//! Checks that a task's keys fit its set of samples.

use super::problem::Problem;
use super::schema::Task;
use crate::task::{SAMPLES, Source, Unit, target};

/// Requests of a task to its samples that cannot be met.
pub(super) fn problems(task: &Task) -> Vec<Problem> {
    let source = task.name;
    let name = source.name();
    let mut problems = Vec::new();
    let mut add = |key: &str, what: String, remedy: &str| {
        problems.push(Problem { key: key.into(), what, remedy: remedy.into() });
    };
    if task.data.is_some() && source.needs().is_none() {
        add(
            "task.data",
            format!("`{name}` comes with Spindle and reads no file"),
            "leave the key out, or set task.name = \"csv\"",
        );
    }
    for (key, requested, own, what) in [
        ("task.test", task.test, source.has_test(), "test"),
        ("task.validation", task.validation, source.has_validation(), "validation"),
    ] {
        if requested > SAMPLES {
            add(
                key,
                format!("{requested} is too large"),
                &format!("{SAMPLES} samples are the most of any set"),
            );
        } else if own && requested > 0 {
            add(key, format!("`{name}` has a {what} part of its own"), "leave the key out");
        }
        if !own && requested == 0 {
            add(
                key,
                format!("`{name}` has no {what} part of its own"),
                "give the number of samples to hold out",
            );
        }
    }
    let events = source == Source::Events;
    if events != task.timing.is_some() {
        let remedy = "only an event list needs it: { unit = \"us\", step_microseconds = 1000 }";
        add("task.timing", if events { "is missing" } else { "has no effect here" }.into(), remedy);
    }
    if task.timing.is_some_and(|timing| (timing.unit == Unit::Step) != (timing.step_microseconds == 0)) {
        let what = "times in steps have no length of a step, and others need it".to_owned();
        add(
            "task.timing.step_microseconds",
            what,
            "leave it out for unit = \"step\", otherwise choose at least 1",
        );
    }
    if events && task.complement {
        add("task.complement", "an event list defines its own lines".into(), "leave the key out");
    }
    if events == (task.feature_rate > 0) {
        let what = if events { "an event list has no rates" } else { "0 shows no feature" };
        add("task.feature_rate", what.into(), "leave the key out for `events`, otherwise choose 1 to 256");
    }
    if task.train == Some(0) {
        add(
            "task.train",
            "0 leaves nothing to train on".into(),
            "choose at least 1, or leave the key out for all",
        );
    }
    problems
}

/// Requests of a task to its targets that cannot be met.
pub(super) fn targets(task: &Task) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |key: &str, what: &str, remedy: &str| {
        problems.push(Problem { key: format!("task.{key}"), what: what.into(), remedy: remedy.into() });
    };
    let (kind, in_steps) = (task.target, task.target.in_steps());
    if in_steps && (task.target_rate > 0 || task.other_rate > 0) {
        add("target_rate", "these targets are spikes in steps", "leave target_rate and other_rate out");
    }
    if !in_steps && task.target_rate == 0 {
        add("target_rate", "nothing would be learned", "choose 1 to 255 spikes per 256 steps");
    }
    for (key, spikes) in [("target_steps", &task.target_steps), ("other_steps", &task.other_steps)] {
        let ascending = spikes.windows(2).all(|pair| pair[0] < pair[1]);
        let within = spikes.iter().all(|step| (1..task.steps).contains(step));
        if !in_steps && !spikes.is_empty() {
            add(key, "these targets are rates", "set target = \"spike-train\" or \"first-spike\"");
        } else if !ascending || !within || spikes.len() > 255 {
            add(key, "not a spike train", "list at most 255 steps, ascending, from 1 to task.steps - 1");
        }
    }
    if in_steps && task.target_steps.is_empty() {
        add("target_steps", "the true class has no target spike", "list its steps, from 1 on");
    }
    if kind == target::TargetKind::FirstSpike {
        if task.target_steps.len() > 1 || task.other_steps.len() > 1 {
            add("target_steps", "more than a first spike", "list one step, and at most one in other_steps");
        }
        if task.other_steps.first().is_some_and(|other| Some(other) <= task.target_steps.first()) {
            add("other_steps", "no later than the true class", "choose a later step, or leave the key out");
        }
    }
    if (kind == target::TargetKind::Sparse) != task.code_active.is_some() || task.code_active == Some(0) {
        add(
            "code_active",
            "goes with sparse targets",
            "set it to at least 1 for target = \"sparse\", only there",
        );
    }
    if kind == target::TargetKind::Sparse && task.population != 1 {
        add("population", "a sparse code has no populations", "leave the key out");
    }
    problems
}
