//! The baselines of a manifest: read before the cases run, and written with `--bless`.

use sha2::{Digest, Sha256};
use spindle_learning::files::{self, hex};

use super::ended::Done;
use super::unusable;
use crate::command::{Failure, Output};
use crate::regress::{Baselines, Plan, PlanError, Spec, changes};

/// The recorded baselines.
#[derive(Default)]
pub(super) struct Recorded {
    pub(super) baselines: Baselines,
    /// Hash of its text.
    pub(super) hash: String,
}

impl Recorded {
    fn read(file: String, text: &str) -> Result<Self, PlanError> {
        let baselines = Baselines::read(text).map_err(|source| PlanError::Baseline { file, source })?;
        Ok(Self { baselines, hash: hash(text.as_bytes()) })
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The baselines; none where the manifest names none.
pub(super) fn recorded(plan: &Plan, specs: &[Spec], bless: bool) -> Result<Option<Recorded>, Failure> {
    if let Some(text) = plan.built_in {
        if bless {
            let name = &plan.name;
            return Err(unusable(format!(
                "--bless: the baselines of a preset are built in; use --config regress/{name}.toml"
            )));
        }
        return Ok(Some(Recorded::read(plan.file.clone(), text)?));
    }
    let Some(path) = plan.baseline_path() else {
        if bless {
            return Err(unusable(format!("--bless: {} names no file; add baseline = \"FILE\"", plan.file)));
        }
        return Ok(None);
    };
    if bless && !path.exists() {
        return Ok(Some(Recorded::default()));
    }
    let recorded = Recorded::read(path.display().to_string(), &files::read_text(&path)?)?;
    let stale = recorded.baselines.stale(specs);
    if let Some(first) = stale.first().filter(|_| !bless) {
        return Err(unusable(format!(
            "{}: {} cases are recorded that the manifest does not have, such as {first}; --bless removes them",
            path.display(),
            stale.len()
        )));
    }
    Ok(Some(recorded))
}

/// Shows the changes, then writes them: not while a case fails, and not when the output cannot be
/// written.
pub(super) fn bless(
    plan: &Plan,
    specs: &[Spec],
    done: &Done<'_>,
    before: &Recorded,
    output: &Output,
) -> Result<(), Failure> {
    let Some(path) = plan.baseline_path() else { return Ok(()) };
    let failed = done.summary.failed;
    if failed > 0 {
        done.failures(output)?;
        output.object(&done.report(None))?;
        return Err(Failure::found(format!("{failed} cases failed; nothing is recorded until all pass")));
    }
    let mut after = before.baselines.clone();
    after.keep(specs);
    for (spec, result) in specs.iter().zip(done.results) {
        if let Some(measured) = &result.measured {
            after.record(spec, measured);
        }
    }
    let changes = changes(&before.baselines, &after);
    output.shown(&changes, &done.report(Some(&changes)))?;
    files::write(&path, after.json()?.as_bytes())?;
    output.line(format!("{}: {} baselines changed", path.display(), changes.len()))?;
    done.numbers(output)
}
