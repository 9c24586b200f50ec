//! Whether a task's keys suit its set of samples.

use super::read::Problem;
use super::schema::Task;

/// What a task asks of its samples and cannot have.
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
    for (key, asked, own, what) in [
        ("task.test", task.test, source.has_test(), "test"),
        ("task.validation", task.validation, source.has_validation(), "validation"),
    ] {
        if own && asked > 0 {
            add(key, format!("`{name}` has a {what} part of its own"), "leave the key out");
        }
        if !own && asked == 0 {
            add(key, format!("`{name}` has no {what} part of its own"), "say how many samples to hold out");
        }
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
