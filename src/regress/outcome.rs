//! Result of a case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use spindle_sim::lockstep::Rung;

use super::digest::Digests;
use super::matrix::Excluded;

/// Status of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Something was compared, all of it equal, and as recorded.
    Passed,
    /// Golden model and simulator differ.
    Different,
    /// Nothing was compared.
    Nothing,
    /// It differs from its baseline, or has none.
    Baseline,
    /// A tool is missing or failed, or the network cannot be used.
    Error,
    /// It took too long, and was ended.
    Hung,
    /// It took too much memory, and was ended.
    Memory,
    /// Its process died.
    Crashed,
}

impl Status {
    /// Short display text.
    pub fn text(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Different => "different",
            Self::Nothing => "nothing compared",
            Self::Baseline => "not as recorded",
            Self::Error => "error",
            Self::Hung => "took too long",
            Self::Memory => "took too much memory",
            Self::Crashed => "crashed",
        }
    }
}

/// Measurements of a case that may have a baseline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Digests of the golden trace.
    #[serde(flatten)]
    pub digests: Digests,
    /// Cycles simulated.
    #[serde(rename = "clocks")]
    pub cycles: u64,
    /// Records compared.
    pub records: u64,
    /// Signals compared in each.
    pub signals: usize,
    /// Final reads compared.
    pub reads: usize,
    /// Records with an entry of the synapse, neuron and control retire port.
    pub entries: [u64; 3],
    /// Cells by type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, u64>,
    /// Tool that counted the cells.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tool: String,
}

impl Measured {
    /// A golden trace of that digest, and what was compared of it.
    pub(super) fn lockstep(digests: Digests, rung: &Rung) -> Self {
        let entries = [rung.entries.synapse, rung.entries.neuron, rung.entries.control];
        Self {
            digests,
            cycles: rung.cycles,
            records: rung.events,
            signals: rung.signals,
            reads: rung.reads,
            entries,
            ..Self::default()
        }
    }

    /// True if no record was compared and no cell counted: final reads alone do not cover the
    /// cycles before.
    pub fn is_nothing(&self) -> bool {
        self.records == 0 && self.cells.values().all(|count| *count == 0)
    }

    /// Amounts compared.
    fn compared(&self) -> Compared {
        Compared { records: self.records, signals: self.signals, reads: self.reads }
    }

    /// Amounts compared, as text.
    fn text(&self) -> String {
        if self.cells.is_empty() {
            self.compared().text()
        } else {
            format!("{} cells of {} types", self.cells.values().sum::<u64>(), self.cells.len())
        }
    }
}

/// Amounts compared of a case, equal or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Records, up to the first difference and with it.
    pub records: u64,
    /// Signals in each.
    pub signals: usize,
    /// Final reads.
    pub reads: usize,
}

impl Compared {
    /// Amounts compared on a backend.
    pub(super) fn on(rung: &Rung) -> Self {
        Self { records: rung.events, signals: rung.signals, reads: rung.reads }
    }

    fn text(&self) -> String {
        format!("{} records of {} signals, {} reads", self.records, self.signals, self.reads)
    }
}

/// Answer of the process of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Its status.
    pub status: Status,
    /// The difference or the error; empty where it passed.
    pub what: String,
    /// Measurements, if it passed.
    pub measured: Option<Measured>,
    /// Amounts compared, if it did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
}

/// A failing random case, made smaller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shrunk {
    /// Its file, in the folder of results.
    pub file: String,
    /// Event words before and after.
    pub events: [usize; 2],
    /// Projections before and after.
    pub projections: [usize; 2],
    /// Neuron words before and after.
    pub neuron_words: [usize; 2],
    /// Number of smaller cases tried.
    pub attempts: usize,
}

/// The result of a case, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// The difference, deviation or error; empty where it passed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Measurements, if golden model and simulator agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// Amounts compared, if they did not agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// Seconds that it took.
    pub seconds: f64,
    /// The command that does exactly this again.
    pub command: String,
    /// Files kept of it, in the folder of results.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// A smaller case that fails in the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shrunk: Option<Shrunk>,
}

impl CaseResult {
    /// True if it passed.
    pub fn passed(&self) -> bool {
        self.status == Status::Passed
    }

    /// Amounts compared, whatever the status; zero if unknown.
    pub fn compared(&self) -> Compared {
        self.measured.as_ref().map(Measured::compared).or(self.compared).unwrap_or_default()
    }

    /// The same as text, if known.
    pub fn compared_text(&self) -> Option<String> {
        self.measured.as_ref().map(Measured::text).or_else(|| self.compared.as_ref().map(Compared::text))
    }
}

/// A regression in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Cases: passed, failed and skipped.
    pub cases: usize,
    /// Those that passed.
    pub passed: usize,
    /// Those that did not, for whatever reason.
    pub failed: usize,
    /// Those that the manifest leaves out.
    pub skipped: usize,
    /// Records compared.
    pub records: u64,
    /// Final reads compared.
    pub reads: u64,
    /// Seconds that all cases took, each in its process.
    pub seconds: f64,
}

impl Summary {
    /// Of these results, and what was left out.
    pub fn of(results: &[CaseResult], excluded: &[Excluded]) -> Self {
        let passed = results.iter().filter(|result| result.passed()).count();
        let compared = || results.iter().map(CaseResult::compared);
        Self {
            cases: results.len() + excluded.len(),
            passed,
            failed: results.len() - passed,
            skipped: excluded.len(),
            records: compared().map(|compared| compared.records).fold(0, u64::saturating_add),
            reads: compared().map(|compared| compared.reads as u64).fold(0, u64::saturating_add),
            seconds: results.iter().map(|result| result.seconds).sum(),
        }
    }
}
