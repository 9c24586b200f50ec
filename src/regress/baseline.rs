//! Recorded baselines of cases, and deviations from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::digest::Digests;
use super::matrix::Spec;
use super::outcome::Measured;
use super::tolerance::Tolerance;

/// Baseline of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Baseline {
    /// Hash of the golden trace.
    #[serde(skip_serializing_if = "String::is_empty")]
    trace: String,
    /// Hash of its values.
    #[serde(skip_serializing_if = "String::is_empty")]
    values: String,
    /// Cycles, records and final reads.
    #[serde(skip_serializing_if = "is_zero")]
    #[serde(rename = "clocks")]
    cycles: u64,
    #[serde(skip_serializing_if = "is_zero")]
    records: u64,
    #[serde(skip_serializing_if = "is_zero")]
    reads: u64,
    /// Cells by type, and what counted them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    cells: BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    tool: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl From<&Measured> for Baseline {
    fn from(measured: &Measured) -> Self {
        let Digests { trace, values } = measured.digests.clone();
        Self {
            trace,
            values,
            cycles: measured.cycles,
            records: measured.records,
            reads: measured.reads as u64,
            cells: measured.cells.clone(),
            tool: measured.tool.clone(),
        }
    }
}

impl Baseline {
    /// Everything in `found` that is further from this than it may be.
    fn deviations(&self, found: &Self, tolerance: Tolerance) -> Vec<String> {
        let mut deviations = Vec::new();
        let near = |a: u64, b: u64, part: f64| (a as f64 - b as f64).abs() <= part * a as f64;
        let short = |hash: &str| hash.get(..12).unwrap_or("none").to_owned();
        let exact = [
            ("values of the trace", &self.values, &found.values),
            ("trace with its cycles", &self.trace, &found.trace),
        ];
        for (name, a, b) in exact.into_iter().take(if tolerance.cycles == 0.0 { 2 } else { 1 }) {
            if a != b {
                deviations.push(format!("{name}: recorded {}, found {}", short(a), short(b)));
            }
        }
        // Records are made in cycles, so they may differ as cycles may.
        let numbers = [
            ("clocks", self.cycles, found.cycles, tolerance.cycles),
            ("records", self.records, found.records, tolerance.cycles),
            ("final reads", self.reads, found.reads, 0.0),
        ];
        for (name, a, b, part) in numbers {
            if !near(a, b, part) {
                let percent = 100.0 * part;
                deviations.push(format!("{name}: recorded {a}, found {b} (may differ by {percent} %)"));
            }
        }
        let mut moved = false;
        let types: BTreeSet<&String> = self.cells.keys().chain(found.cells.keys()).collect();
        for name in types {
            let count = |cells: &BTreeMap<String, u64>| cells.get(name).copied().unwrap_or(0);
            let (a, b) = (count(&self.cells), count(&found.cells));
            if !near(a, b, tolerance.cells) {
                moved = true;
                let percent = 100.0 * tolerance.cells;
                deviations.push(format!("{name}: recorded {a}, found {b} (may differ by {percent} %)"));
            }
        }
        if moved && self.tool != found.tool {
            deviations.push(format!("recorded with {}; this is {}", self.tool, found.tool));
        }
        deviations
    }

    fn text(&self) -> String {
        if self.cells.is_empty() {
            format!("{} cycles, {} records, {} reads", self.cycles, self.records, self.reads)
        } else {
            format!("{} cells", self.cells.values().sum::<u64>())
        }
    }
}

/// Baselines by case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Baselines(BTreeMap<String, Baseline>);

impl Baselines {
    /// Reads what [`Baselines::json`] wrote.
    ///
    /// # Errors
    /// It is something else.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// One line a case, so that a change is a line in a review.
    ///
    /// # Errors
    /// None in practice.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let mut text = String::from("{");
        for (index, (name, baseline)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{comma}\n{}: {}",
                serde_json::to_string(name)?,
                serde_json::to_string(baseline)?
            );
        }
        text.push_str("\n}\n");
        Ok(text)
    }

    /// Everything in which `measured` differs from what was recorded of its case by more than it
    /// may. Nothing recorded is a deviation.
    pub fn deviations(&self, spec: &Spec, measured: &Measured, tolerance: Tolerance) -> Vec<String> {
        match self.0.get(spec.recorded()) {
            Some(baseline) => baseline.deviations(&measured.into(), tolerance),
            None => vec!["no baseline; record it with --bless".into()],
        }
    }

    /// Records what was found of a case.
    pub fn record(&mut self, spec: &Spec, measured: &Measured) {
        self.0.insert(spec.recorded().to_owned(), measured.into());
    }

    /// Forgets what belongs to none of these cases.
    pub fn keep(&mut self, specs: &[Spec]) {
        let known: BTreeSet<&str> = specs.iter().map(Spec::recorded).collect();
        self.0.retain(|name, _| known.contains(name.as_str()));
    }

    /// Names of what is recorded and belongs to none of these cases.
    pub fn stale(&self, specs: &[Spec]) -> Vec<&str> {
        let known: BTreeSet<&str> = specs.iter().map(Spec::recorded).collect();
        self.0.keys().map(String::as_str).filter(|name| !known.contains(name)).collect()
    }
}

/// Changes of the baselines `before`, one line each.
pub fn changes(before: &Baselines, after: &Baselines) -> Vec<String> {
    let names: BTreeSet<&String> = before.0.keys().chain(after.0.keys()).collect();
    let exactly = Tolerance { cycles: 0.0, cells: 0.0 };
    let line = |name: &String| match (before.0.get(name), after.0.get(name)) {
        (None, Some(new)) => Some(format!("+ {name}: {}", new.text())),
        (Some(old), None) => Some(format!("- {name}: {}", old.text())),
        (Some(old), Some(new)) if old != new => {
            let mut deviations = old.deviations(new, exactly);
            if deviations.is_empty() {
                deviations.push(format!("recorded with {}; now {}", old.tool, new.tool));
            }
            Some(format!("~ {name}: {}", deviations.join("; ").replace(" (may differ by 0 %)", "")))
        }
        _ => None,
    };
    names.into_iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regress::{Check, Source};

    fn spec(name: &str, check: Check) -> Spec {
        Spec { name: name.into(), source: Source::Directed("a".into()), check }
    }

    fn trace() -> Measured {
        Measured {
            digests: Digests { trace: "t".repeat(64), values: "v".repeat(64) },
            cycles: 1000,
            records: 500,
            reads: 64,
            ..Measured::default()
        }
    }

    fn recorded(measured: &Measured) -> (Baselines, Spec) {
        let spec = spec("a.icarus", Check::Backend("icarus".into()));
        let mut baselines = Baselines::default();
        baselines.record(&spec, measured);
        (baselines, spec)
    }

    #[test]
    fn a_tolerance_is_finite_and_not_negative() {
        let read = |text: &str| toml::from_str::<Tolerance>(text);
        assert_eq!(read("clocks = 0.5\ncells = 0").unwrap(), Tolerance { cycles: 0.5, cells: 0.0 });
        for text in ["clocks = -0.1", "clocks = nan", "cells = inf", "cells = -1"] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains("write a number from 0 on"), "{text}: {error}");
        }
    }

    #[test]
    fn each_number_beyond_its_tolerance_is_named() {
        type Change = fn(&mut Measured);
        let (baselines, spec) = recorded(&trace());
        let exact = Tolerance { cycles: 0.0, cells: 0.0 };
        assert!(baselines.deviations(&spec, &trace(), exact).is_empty());
        let changes: [(&str, Change); 5] = [
            ("values of the trace", |m| m.digests.values = "x".repeat(64)),
            ("trace with its cycles", |m| m.digests.trace = "x".repeat(64)),
            ("clocks", |m| m.cycles += 1),
            ("records", |m| m.records -= 1),
            ("final reads", |m| m.reads += 1),
        ];
        for (name, change) in changes {
            let mut found = trace();
            change(&mut found);
            let deviations = baselines.deviations(&spec, &found, exact);
            assert!(deviations.len() == 1 && deviations[0].starts_with(name), "{name}: {deviations:?}");
        }
    }

    #[test]
    fn clocks_may_move_within_their_tolerance_and_values_may_not() {
        let (baselines, spec) = recorded(&trace());
        let loose = Tolerance { cycles: 0.02, cells: 0.0 };
        let mut found = trace();
        (found.cycles, found.digests.trace) = (1020, "x".repeat(64));
        assert!(baselines.deviations(&spec, &found, loose).is_empty());
        found.cycles = 1021;
        assert_eq!(baselines.deviations(&spec, &found, loose).len(), 1);
        found.digests.values = "x".repeat(64);
        assert_eq!(baselines.deviations(&spec, &found, loose).len(), 2);
    }

    #[test]
    fn cells_are_held_by_type_and_a_new_type_is_a_deviation() {
        let cells = |pairs: &[(&str, u64)]| Measured {
            cells: pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect(),
            ..Measured::default()
        };
        let spec = spec("a.cells:ecp5", Check::Cells("ecp5".into()));
        let mut baselines = Baselines::default();
        baselines.record(&spec, &cells(&[("LUT4", 1000), ("MULT", 1)]));
        let part = Tolerance { cycles: 0.0, cells: 0.03 };
        let count = |found: &[(&str, u64)]| baselines.deviations(&spec, &cells(found), part).len();
        assert_eq!(count(&[("LUT4", 1030), ("MULT", 1)]), 0);
        assert_eq!(count(&[("LUT4", 1031), ("MULT", 1)]), 1);
        assert_eq!(count(&[("LUT4", 1000)]), 1);
        assert_eq!(count(&[("LUT4", 1000), ("MULT", 1), ("CCU2C", 1)]), 1);
    }

    #[test]
    fn simulators_share_a_baseline_and_nothing_recorded_is_a_deviation() {
        let (mut baselines, _) = recorded(&trace());
        let exact = Tolerance::default();
        let other = spec("a.verilator", Check::Backend("verilator".into()));
        assert!(baselines.deviations(&other, &trace(), exact).is_empty());
        let unknown = spec("b.verilator", Check::Backend("verilator".into()));
        assert!(baselines.deviations(&unknown, &trace(), exact)[0].contains("--bless"));
        assert_eq!(baselines.stale(std::slice::from_ref(&unknown)), ["a"]);
        let before = baselines.clone();
        baselines.record(&unknown, &trace());
        baselines.keep(std::slice::from_ref(&unknown));
        let changes = changes(&before, &baselines);
        assert!(changes[0].starts_with("- a:") && changes[1].starts_with("+ b:"), "{changes:?}");
        assert_eq!(Baselines::read(&baselines.json().unwrap()).unwrap(), baselines);
    }
}
