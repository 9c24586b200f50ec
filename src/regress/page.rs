//! Results as one HTML report.

use std::collections::BTreeMap;

use spindle_report::{Number, Page, Table, Verdict};

use super::outcome::{CaseResult, Summary};
use super::run::{RunInputs, Shard};

/// The HTML report of a run.
pub fn page(run: &RunInputs, results: &[CaseResult], summary: &Summary) -> Page {
    let number = |value: String, name: &str| Number { value, name: name.into() };
    let part =
        run.shard.map_or(String::new(), |Shard { index, count }| format!(", shard {index} of {count}"));
    let inject = run.inject.as_ref().map_or(String::new(), |fault| format!(" Broken on purpose: {fault}."));
    let verdict = if summary.failed == 0 { "All cases passed." } else { "Some cases failed." };
    Page {
        title: format!("Regression: {}{part}", run.name),
        summary: format!(
            "{verdict}{inject} Program {}, manifest {}.",
            short(&run.executable),
            short(&run.manifest)
        ),
        numbers: vec![
            number(summary.passed.to_string(), "cases passed"),
            number(summary.failed.to_string(), "cases failed"),
            number(summary.skipped.to_string(), "cases left out by the manifest"),
            number(summary.records.to_string(), "records compared"),
            number(format!("{:.0} s", summary.seconds), "of all cases together"),
        ],
        verdicts: groups(results),
        figures: Vec::new(),
        tables: [failures(results), skipped(run), Some(all(results))].into_iter().flatten().collect(),
        command: format!("spindle regress, {} cases", summary.cases),
    }
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// Groups by the first part of names, and amounts compared in each.
fn groups(results: &[CaseResult]) -> Vec<Verdict> {
    let mut groups: BTreeMap<&str, Vec<&CaseResult>> = BTreeMap::new();
    for result in results {
        groups.entry(result.name.split('.').next().unwrap_or_default()).or_default().push(result);
    }
    let verdict = |(name, results): (&str, Vec<&CaseResult>)| {
        let passed = results.iter().filter(|result| result.passed()).count();
        let records: u64 = results.iter().map(|result| result.compared().records).sum();
        Verdict {
            name: name.to_owned(),
            holds: passed == results.len(),
            detail: format!("{passed} of {} cases passed, {records} records compared", results.len()),
        }
    };
    groups.into_iter().map(verdict).collect()
}

fn strings<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

fn failures(results: &[CaseResult]) -> Option<Table> {
    let row = |result: &CaseResult| {
        let smaller = result.shrunk.as_ref().map(|shrunk| shrunk.file.clone());
        let files: Vec<String> = result.files.iter().cloned().chain(smaller).collect();
        vec![
            result.name.clone(),
            result.status.text().to_owned(),
            result.what.lines().take(3).collect::<Vec<_>>().join(" "),
            result.command.clone(),
            files.join(", "),
        ]
    };
    let rows: Vec<_> = results.iter().filter(|result| !result.passed()).map(row).collect();
    (!rows.is_empty()).then(|| Table {
        title: "Failed".into(),
        columns: strings(["case", "how", "what", "again", "kept"]),
        rows,
    })
}

fn skipped(run: &RunInputs) -> Option<Table> {
    let rows: Vec<_> =
        run.excluded.iter().map(|excluded| vec![excluded.name.clone(), excluded.reason.clone()]).collect();
    (!rows.is_empty()).then(|| Table {
        title: "Left out by the manifest".into(),
        columns: strings(["case", "why"]),
        rows,
    })
}

fn all(results: &[CaseResult]) -> Table {
    let row = |result: &CaseResult| {
        let measured = result.measured.as_ref();
        vec![
            result.name.clone(),
            result.status.text().to_owned(),
            measured.map_or("-".into(), |measured| measured.cycles.to_string()),
            result.compared_text().unwrap_or_else(|| "nothing".into()),
            format!("{:.1} s", result.seconds),
        ]
    };
    Table {
        title: "All cases".into(),
        columns: strings(["case", "result", "cycles", "compared", "time"]),
        rows: results.iter().map(row).collect(),
    }
}
