//! Messages of a run, as text or with `--json`.

use std::path::Path;

use serde::Serialize;

use super::run::quoted;
use crate::command::{Failure, Output};
use crate::regress::{CaseResult, Summary};

/// A run that is over.
pub(super) struct Done<'a> {
    pub(super) out: &'a Path,
    pub(super) results: &'a [CaseResult],
    pub(super) summary: &'a Summary,
}

/// The same with `--json`.
#[derive(Serialize)]
pub(super) struct Ended<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    out: &'a Path,
    failures: Vec<&'a CaseResult>,
    /// With `--bless`: one line per changed baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    blessed: Option<&'a [String]>,
}

impl<'a> Done<'a> {
    /// JSON output; `blessed` lists changes of the baselines.
    pub(super) fn report(&self, blessed: Option<&'a [String]>) -> Ended<'a> {
        let failures = self.results.iter().filter(|result| !result.passed()).collect();
        Ended { summary: self.summary, out: self.out, failures, blessed }
    }

    /// Some lines for each failed case.
    pub(super) fn failures(&self, output: &Output) -> Result<(), Failure> {
        for result in self.results.iter().filter(|result| !result.passed()) {
            output.line(format!("FAILED  {}: {}", result.name, result.status.text()))?;
            for line in result.what.lines().take(3) {
                output.line(format!("        {line}"))?;
            }
            output.line(format!(
                "        again: {} --out {}",
                result.command,
                quoted(&self.out.display().to_string())
            ))?;
        }
        Ok(())
    }

    /// Amounts in one line.
    pub(super) fn numbers(&self, output: &Output) -> Result<(), Failure> {
        let Summary { cases, passed, failed, skipped, records, reads, seconds } = self.summary;
        output.line(format!(
            "{cases} cases: {passed} passed, {failed} failed, {skipped} skipped; {records} records and {reads} final reads \
             compared; {seconds:.0} s of all cases together; {}",
            self.out.join("report.html").display()
        ))
    }

    /// The end of a run: failures, amounts, exit status.
    pub(super) fn finish(&self, output: &Output) -> Result<(), Failure> {
        self.failures(output)?;
        for result in self.results {
            if let Some(shrunk) = &result.shrunk {
                output.line(format!(
                    "smaller: {} events of {}, after {} attempts: spindle regress --file {}",
                    shrunk.events[1],
                    shrunk.events[0],
                    shrunk.attempts,
                    quoted(&self.out.join(&shrunk.file).display().to_string()),
                ))?;
            }
        }
        self.numbers(output)?;
        self.ended(output)
    }

    fn ended(&self, output: &Output) -> Result<(), Failure> {
        output.object(&self.report(None))?;
        match self.summary.failed {
            0 => Ok(()),
            failed => Err(Failure::found(format!("{failed} of {} cases failed", self.results.len()))),
        }
    }
}

/// Everything about a few cases.
pub(super) fn details(out: &Path, results: &[CaseResult], output: &Output) -> Result<(), Failure> {
    for result in results {
        output.line(format!("{}: {} ({:.1} s)", result.name, result.status.text(), result.seconds))?;
        if let Some(compared) = result.compared_text() {
            output.line(format!("compared {compared}"))?;
        }
        if !result.what.is_empty() {
            output.line(&result.what)?;
        }
        for file in &result.files {
            output.line(format!("kept {}", out.join(file).display()))?;
        }
    }
    Done { out, results, summary: &Summary::of(results, &[]) }.ended(output)
}
