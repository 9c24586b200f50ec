//! Parameters of the plasticity rules of a projection.

use spindle_spec::{PlasticityRule, Projection};

use super::prediction;
use super::problem::Problems;
use super::schema::ProjectionEntry;

/// A projection with the parameters of its rules alone.
pub(super) fn parameters(entry: &ProjectionEntry) -> Projection {
    Projection {
        rate_shift: entry.rate_shift,
        learn: entry.learn,
        predictive: prediction::parameters(entry),
        ..Projection::default()
    }
}

/// Reports parameters that the table cannot hold, `key` the path of a key of the projection. Those
/// of prediction are rounded to ones that it holds.
pub(super) fn check(entry: &ProjectionEntry, key: &impl Fn(&str) -> String, problems: &mut Problems) {
    let projection = parameters(entry);
    for rule in PlasticityRule::of(&projection) {
        if let Some((parameter, value)) = rule.misfit(&projection) {
            problems.at_most(key(parameter.key), value as usize, parameter.field.most() as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_that_the_table_cannot_hold_are_reported_once() {
        let problems = |rule: &str, shift: u8| {
            let text = format!("from = \"a\"\nto = \"b\"\nrule = \"{rule}\"\nrate_shift = {shift}");
            let mut problems = Problems::default();
            check(&toml::from_str(&text).expect("an entry"), &|key| format!("p.{key}"), &mut problems);
            problems
                .0
                .into_iter()
                .map(|problem| [problem.key, problem.what, problem.remedy])
                .collect::<Vec<_>>()
        };
        for rule in ["feedback", "predictive"] {
            assert_eq!(problems(rule, 15), [[""; 3]; 0]);
            assert_eq!(problems(rule, 16), [["p.rate_shift", "16 is too large", "choose 0 to 15"]]);
        }
    }
}
