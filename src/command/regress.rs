//! `spindle regress`: a matrix of cases, each in a process of its own, against recorded baselines.

mod run;
mod tools;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use spindle_sim::fault::Fault;

use super::{Failure, Output};
use crate::files;
use crate::regress::{
    Baselines, CaseResult, Check, Injected, Plan, Run, Saved, Shard, Spec, Store, Summary, changes,
    end_with_parent, measure, merge,
};
use run::Runner;

/// Options of `regress`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Regress {
    #[command(subcommand)]
    verb: Option<RegressVerb>,
    /// The regression's manifest
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A built-in regression: smoke (a few minutes on two cores), resources (cells) or full [default: smoke]
    #[arg(long, value_name = "NAME", conflicts_with = "config")]
    preset: Option<String>,
    /// Run these cases alone, anew, and tell all of what they gave; reports and results in --out stay
    #[arg(long, value_name = "NAME", conflicts_with_all = ["shard", "bless"])]
    case: Vec<String>,
    /// Run the case in this file, such as a failing one that was made smaller
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "preset", "case", "shard", "bless", "inject"])]
    file: Option<PathBuf>,
    /// Print the names of all cases
    #[arg(long)]
    list: bool,
    /// Folder of results; what passed there is not run again
    #[arg(long, value_name = "DIR", default_value = "out/regress")]
    out: PathBuf,
    /// Cases at a time [default: as many as there are cores, and as there is memory for]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Only part i of n, such as 2/8; `spindle regress merge` puts the parts together
    #[arg(long, value_name = "i/n")]
    shard: Option<Shard>,
    /// Break one thing in the hardware of every case on purpose; `spindle verify --inject list` prints what
    #[arg(long, value_name = "FAULT")]
    inject: Option<String>,
    /// Record what is found as baselines, after showing what changes
    #[arg(long, conflicts_with_all = ["shard", "inject"])]
    bless: bool,
    /// This process is that of one case
    #[arg(long, hide = true)]
    inside: bool,
    /// Where the process of one case writes waveforms
    #[arg(long, hide = true, requires = "inside", value_name = "DIR")]
    waves: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum RegressVerb {
    /// Put shards together to what one run would have left
    Merge {
        /// Folders of all shards
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Folder of the whole
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    out: &'a Path,
    failures: Vec<&'a CaseResult>,
}

impl Regress {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        if let Some(RegressVerb::Merge { folders, out }) = &self.verb {
            let (_, results, summary) = merge(folders, out)?;
            return finish(out, &results, &summary, output);
        }
        if self.inside {
            return self.inside();
        }
        if let Some(file) = &self.file {
            return self.saved(file, output);
        }
        let plan = self.plan()?;
        let (specs, excluded) = plan.cases()?;
        if self.list {
            specs.iter().try_for_each(|spec| output.line(&spec.name))?;
            return output.object(&specs.iter().map(|spec| &spec.name).collect::<Vec<_>>());
        }
        if let Some(name) = self.inject.as_deref().filter(|name| Fault::by_name(name).is_none()) {
            let known = Fault::ALL.map(Fault::name).join(", ");
            return Err(unusable(format!("--inject {name}: no such fault; choose from {known}")));
        }
        let recorded = self.recorded(&plan, &specs)?;
        let executable = std::env::current_exe().map_err(files::error(Path::new("spindle"), "find"))?;
        let runner = Runner {
            plan: &plan,
            executable: &executable,
            origin: self.origin(),
            out: &self.out,
            inject: self.inject.as_deref(),
            recorded: recorded.as_ref().filter(|_| !self.bless),
            jobs: self.jobs.map(usize::from),
        };
        if !self.case.is_empty() {
            return self.some(&runner, &specs, output);
        }
        let inject = specs.first().and_then(|spec| self.injected(spec));
        let run = Run::new(&plan, (&specs, &excluded), &executable, inject.as_ref(), self.shard)?;
        let mine: Vec<&Spec> =
            run.selected().filter_map(|name| specs.iter().find(|spec| spec.name == name)).collect();
        if mine.is_empty() {
            let count = specs.len();
            return Err(unusable(format!("--shard: there are {count} cases; choose at most as many shards")));
        }
        tools::check(&mine)?;
        let (store, changed) = Store::open(&self.out, &run)?;
        if !changed.is_empty() {
            output.remark(format!(
                "{}: {} changed since its results were made; all cases are run again",
                self.out.display(),
                changed.join(", ")
            ))?;
        }
        let results = runner.all(&mine, &store, output)?;
        let summary = store.report(&run, &results)?;
        if self.bless {
            bless(&plan, &specs, &results, &recorded.unwrap_or_default(), output)?;
        }
        finish(&self.out, &results, &summary, output)
    }

    fn plan(&self) -> Result<Plan, Failure> {
        Ok(match (&self.config, &self.preset) {
            (Some(path), _) => Plan::load(path)?,
            (None, name) => Plan::preset(name.as_deref().unwrap_or("smoke"))?,
        })
    }

    /// The options that name the regression and what is broken in it.
    fn origin(&self) -> Vec<String> {
        let mut words = match (&self.config, &self.preset) {
            (Some(path), _) => vec!["--config".to_owned(), path.display().to_string()],
            (None, name) => vec!["--preset".to_owned(), name.clone().unwrap_or_else(|| "smoke".into())],
        };
        if let Some(fault) = &self.inject {
            words.extend(["--inject".to_owned(), fault.clone()]);
        }
        words
    }

    fn injected(&self, spec: &Spec) -> Option<Injected> {
        self.inject.clone().map(|fault| Injected { fault, seed: spec.source.seed() })
    }

    /// The baselines; none where the manifest names none.
    fn recorded(&self, plan: &Plan, specs: &[Spec]) -> Result<Option<Baselines>, Failure> {
        let read = |file: String, text: &str| {
            Baselines::read(text).map_err(|source| crate::regress::PlanError::Baseline { file, source })
        };
        if let Some(text) = plan.built_in {
            if self.bless {
                let name = &plan.name;
                return Err(unusable(format!(
                    "--bless: the baselines of a preset are built in; use --config regress/{name}.toml"
                )));
            }
            return Ok(Some(read(plan.file.clone(), text)?));
        }
        let Some(path) = plan.baseline_path() else {
            if self.bless {
                return Err(unusable(format!(
                    "--bless: {} names no file; add baseline = \"FILE\"",
                    plan.file
                )));
            }
            return Ok(None);
        };
        if self.bless && !path.exists() {
            return Ok(Some(Baselines::default()));
        }
        let baselines = read(path.display().to_string(), &files::read_text(&path)?)?;
        let stale = baselines.stale(specs);
        if let Some(first) = stale.first().filter(|_| !self.bless) {
            return Err(unusable(format!(
                "{}: {} cases are recorded that the manifest does not have, such as {first}; --bless removes them",
                path.display(),
                stale.len()
            )));
        }
        Ok(Some(baselines))
    }

    /// The cases that `--case` names, without a trace in the results.
    fn some(&self, runner: &Runner<'_>, specs: &[Spec], output: &Output) -> Result<(), Failure> {
        let mut chosen = Vec::new();
        for name in &self.case {
            let spec = specs.iter().find(|spec| spec.name == *name);
            chosen.push(spec.ok_or_else(|| {
                unusable(format!("--case {name}: there is no such case; --list prints all of them"))
            })?);
        }
        tools::check(&chosen)?;
        let results = runner.fresh(&chosen, output)?;
        told(&self.out, &results, output)
    }

    /// The case in a file.
    fn saved(&self, file: &Path, output: &Output) -> Result<(), Failure> {
        let saved = read_saved(file)?;
        let executable = std::env::current_exe().map_err(files::error(Path::new("spindle"), "find"))?;
        let result = run::saved(&executable, file, &saved)?;
        told(&self.out, &[result], output)
    }

    /// The work of the process of one case: its answer goes to standard output.
    fn inside(&self) -> Result<(), Failure> {
        end_with_parent();
        let answer = if let Some(file) = &self.file {
            let saved = read_saved(file)?;
            let check = Check::Backend(saved.backend);
            measure(&saved.case, &check, saved.inject.as_ref(), self.waves.as_deref())
        } else {
            let plan = self.plan()?;
            let (specs, _) = plan.cases()?;
            let spec = specs.iter().find(|spec| Some(&spec.name) == self.case.first());
            let spec = spec.ok_or_else(|| unusable("--inside: name one case".into()))?;
            measure(&plan.case(spec)?, &spec.check, self.injected(spec).as_ref(), self.waves.as_deref())
        };
        Output::new(true, true).object(&answer)
    }
}

fn read_saved(file: &Path) -> Result<Saved, Failure> {
    serde_json::from_slice(&files::read(file)?)
        .map_err(|error| unusable(format!("{}: {error}; it is no case that `regress` kept", file.display())))
}

fn unusable(message: String) -> Failure {
    Failure { status: 2, message }
}

/// Shows what changes, then writes it; not while a case fails.
fn bless(
    plan: &Plan,
    specs: &[Spec],
    results: &[CaseResult],
    before: &Baselines,
    output: &Output,
) -> Result<(), Failure> {
    let Some(path) = plan.baseline_path() else { return Ok(()) };
    let failed = results.iter().filter(|result| !result.passed()).count();
    if failed > 0 {
        failures(results, output)?;
        return Err(Failure::found(format!("{failed} cases failed; nothing is recorded until all pass")));
    }
    let mut after = before.clone();
    after.keep(specs);
    for (spec, result) in specs.iter().zip(results) {
        if let Some(measured) = &result.measured {
            after.record(spec, measured);
        }
    }
    let changes = changes(before, &after);
    changes.iter().try_for_each(|line| output.line(line))?;
    files::write(&path, after.json()?.as_bytes())?;
    output.line(format!("{}: {} baselines changed", path.display(), changes.len()))
}

/// A line or a few for each case that failed.
fn failures(results: &[CaseResult], output: &Output) -> Result<(), Failure> {
    for result in results.iter().filter(|result| !result.passed()) {
        output.line(format!("FAILED  {}: {}", result.name, result.status.text()))?;
        for line in result.what.lines().take(3) {
            output.line(format!("        {line}"))?;
        }
        output.line(format!("        again: {}", result.command))?;
    }
    Ok(())
}

/// Everything about a few cases.
fn told(out: &Path, results: &[CaseResult], output: &Output) -> Result<(), Failure> {
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
fn finish(out: &Path, results: &[CaseResult], summary: &Summary, output: &Output) -> Result<(), Failure> {
    failures(results, output)?;
    for result in results {
        if let Some(shrunk) = &result.shrunk {
            output.line(format!(
                "smaller: {} events of {}, after {} attempts: spindle regress --file {}",
                shrunk.events[1],
                shrunk.events[0],
                shrunk.attempts,
                run::quoted(&out.join(&shrunk.file).display().to_string()),
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
