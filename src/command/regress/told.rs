//! What a person, or a program with `--json`, is told of a run.

use std::path::Path;

use serde::Serialize;

use super::run::quoted;
use crate::command::{Failure, Output};
use crate::regress::{CaseResult, Summary};

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    out: &'a Path,
    failures: Vec<&'a CaseResult>,
}

/// A line or a few for each case that failed.
pub(super) fn failures(out: &Path, results: &[CaseResult], output: &Output) -> Result<(), Failure> {
    for result in results.iter().filter(|result| !result.passed()) {
        output.line(format!("FAILED  {}: {}", result.name, result.status.text()))?;
        for line in result.what.lines().take(3) {
            output.line(format!("        {line}"))?;
        }
        output.line(format!(
            "        again: {} --out {}",
            result.command,
            quoted(&out.display().to_string())
        ))?;
    }
    Ok(())
}

/// Everything about a few cases.
pub(super) fn told(out: &Path, results: &[CaseResult], output: &Output) -> Result<(), Failure> {
    for result in results {
        output.line(format!("{}: {} ({:.1} s)", result.name, result.status.text(), result.seconds))?;
        if let Some(measured) = &result.measured {
            output.line(format!("compared {}", measured.text()))?;
        }
        if !result.what.is_empty() {
            output.line(&result.what)?;
        }
        for file in &result.files {
            output.line(format!("kept {}", out.join(file).display()))?;
        }
    }
    ended(out, results, &Summary::of(results, &[]), output)
}

/// The end of a run: what failed, numbers, exit status.
pub(super) fn finish(
    out: &Path,
    results: &[CaseResult],
    summary: &Summary,
    output: &Output,
) -> Result<(), Failure> {
    failures(out, results, output)?;
    for result in results {
        if let Some(shrunk) = &result.shrunk {
            output.line(format!(
                "smaller: {} events of {}, after {} attempts: spindle regress --file {}",
                shrunk.events[1],
                shrunk.events[0],
                shrunk.attempts,
                quoted(&out.join(&shrunk.file).display().to_string()),
            ))?;
        }
    }
    let Summary { cases, passed, failed, skipped, records, reads, seconds } = summary;
    output.line(format!(
        "{cases} cases: {passed} passed, {failed} failed, {skipped} skipped; {records} records and {reads} final reads \
         compared; {seconds:.0} s of all cases together; {}",
        out.join("report.html").display()
    ))?;
    ended(out, results, summary, output)
}

fn ended(out: &Path, results: &[CaseResult], summary: &Summary, output: &Output) -> Result<(), Failure> {
    let failures = results.iter().filter(|result| !result.passed()).collect();
    output.object(&Report { summary, out, failures })?;
    match summary.failed {
        0 => Ok(()),
        failed => Err(Failure::found(format!("{failed} of {} cases failed", results.len()))),
    }
}
