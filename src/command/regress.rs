//! `spindle regress`: a matrix of cases, each in a process of its own, against recorded baselines.

mod baselines;
mod ended;
mod jobs;
mod process;
mod run;
mod tools;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use ended::{Done, details};
use run::Runner;
use spindle_learning::files;
use spindle_sim::backend::{NAMES, by_name};
use spindle_sim::fault::Fault;

use super::{Failure, Output};
use crate::claim::claim;
use crate::regress::{
    AGAIN, Check, Excluded, FAILED, Injected, Plan, RunInputs, Saved, Shard, Spec, Store, end_with_parent,
    measure, merge,
};
use crate::verify::Case;

/// Options of `regress`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Regress {
    #[command(subcommand)]
    verb: Option<RegressVerb>,
    /// The regression's manifest
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A built-in regression: smoke (a few minutes on two cores), resources (cells) or full
    /// [default: smoke]
    #[arg(long, value_name = "NAME", conflicts_with = "config")]
    preset: Option<String>,
    /// Rerun only these cases and print their full results; reports, results and kept files in
    /// --out stay unchanged
    #[arg(long, value_name = "NAME", conflicts_with_all = ["shard", "bless"])]
    case: Vec<String>,
    /// Run the case in this file, such as a shrunk failing case
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "preset", "case", "shard", "bless", "inject"])]
    file: Option<PathBuf>,
    /// Print the names of all cases
    #[arg(long)]
    list: bool,
    /// Folder of results; cases that passed there are not run again
    #[arg(long, value_name = "DIR", default_value = "out/regress")]
    out: PathBuf,
    /// Cases in parallel [default: as many as processor cores and memory allow]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Only part i of n, such as 2/8; `spindle regress merge` merges the parts
    #[arg(long, value_name = "i/n")]
    shard: Option<Shard>,
    /// Inject a fault into the hardware of every case; `spindle verify --inject list` lists the
    /// faults
    #[arg(long, value_name = "FAULT")]
    inject: Option<String>,
    /// Record the results as baselines, after showing the changes
    #[arg(long, conflicts_with_all = ["shard", "inject"])]
    bless: bool,
    /// This process runs one case
    #[arg(long, hide = true)]
    inside: bool,
    /// Hash of the manifest of the case
    #[arg(long, hide = true, requires = "inside", value_name = "HASH")]
    expect: Option<String>,
    /// Folder for the waveforms of one case's process
    #[arg(long, hide = true, requires = "inside", value_name = "DIR")]
    waves: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum RegressVerb {
    /// Merge shards into the result of a single run
    Merge {
        /// Folders of all shards
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Folder of the merged result
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

impl Regress {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        if let Some(RegressVerb::Merge { folders, out }) = &self.verb {
            let (_, results, summary) = merge(folders, out)?;
            return Done { out, results: &results, summary: &summary }.finish(output);
        }
        if self.inside {
            return self.inside();
        }
        if let Some(file) = &self.file {
            return self.saved(file, output);
        }
        let plan = self.plan()?;
        let (mut specs, mut excluded) = plan.cases()?;
        if self.list {
            specs.iter().try_for_each(|spec| output.line(&spec.name))?;
            return output.object(&specs.iter().map(|spec| &spec.name).collect::<Vec<_>>());
        }
        if let Some(name) = self.inject.as_deref().filter(|name| Fault::by_name(name).is_none()) {
            return Err(no_fault(&format!("--inject {name}")));
        }
        let recorded = baselines::recorded(&plan, &specs, self.bless)?;
        if self.inject.is_some() {
            (specs, excluded) = simulated(specs, excluded);
        }
        let executable = program()?;
        let held = recorded.as_ref().filter(|_| !self.bless);
        let runner = Runner {
            plan: &plan,
            executable: &executable,
            origin: self.origin(),
            out: &self.out,
            keep: if self.case.is_empty() { FAILED } else { AGAIN },
            inject: self.inject.as_deref(),
            recorded: held.map(|recorded| &recorded.baselines),
            jobs: self.jobs.map(usize::from),
        };
        if !self.case.is_empty() {
            return self.some(&runner, (&specs, &excluded), output);
        }
        let mut run = RunInputs {
            name: plan.name.clone(),
            manifest: plan.hash(),
            executable: files::sha256(&executable)?,
            baseline: held.map(|recorded| recorded.hash.clone()),
            inject: self.inject.clone(),
            shard: self.shard,
            tools: BTreeMap::new(),
            cases: specs.iter().map(|spec| spec.name.clone()).collect(),
            excluded,
        };
        let named: BTreeMap<&str, &Spec> = specs.iter().map(|spec| (spec.name.as_str(), spec)).collect();
        let mine: Vec<&Spec> = run.selected().filter_map(|name| named.get(name).copied()).collect();
        if mine.is_empty() && self.shard.is_some() {
            let count = specs.len();
            return Err(unusable(format!("--shard: there are {count} cases; choose at most as many shards")));
        }
        if mine.is_empty() {
            return Err(unusable(format!(
                "--inject: {} counts cells alone, and a fault is injected into simulations; add backends",
                plan.file
            )));
        }
        let versions = || tools::versions(mine.iter().map(|spec| &spec.check));
        run.tools = versions()?;
        let (store, others) = Store::open(&self.out, &run)?;
        if let Some(why) = others {
            output.remark(format!("{}: {why}; all cases are run again", self.out.display()))?;
        }
        let results = runner.all(&mine, &store, output)?;
        if versions()? != run.tools {
            let out = self.out.display();
            return Err(unusable(format!(
                "{out}: a simulator was replaced while the cases ran; run all again"
            )));
        }
        let summary = store.report(&run, &results)?;
        let done = Done { out: &self.out, results: &results, summary: &summary };
        if self.bless {
            return baselines::bless(&plan, &specs, &done, &recorded.unwrap_or_default(), output);
        }
        done.finish(output)
    }

    fn plan(&self) -> Result<Plan, Failure> {
        Ok(match (&self.config, &self.preset) {
            (Some(path), _) => Plan::load(path)?,
            (None, name) => Plan::preset(name.as_deref().unwrap_or("smoke"))?,
        })
    }

    /// The options that name the regression and its injected fault.
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

    /// The cases that `--case` names, without a trace in the results.
    fn some(
        &self,
        runner: &Runner<'_>,
        (specs, excluded): (&[Spec], &[Excluded]),
        output: &Output,
    ) -> Result<(), Failure> {
        let mut chosen = Vec::new();
        for name in &self.case {
            if let Some(Excluded { reason, .. }) = excluded.iter().find(|excluded| excluded.name == *name) {
                return Err(unusable(format!("--case {name}: it is left out: {reason}")));
            }
            let spec = specs.iter().find(|spec| spec.name == *name);
            chosen.push(spec.ok_or_else(|| {
                unusable(format!("--case {name}: there is no such case; --list prints all of them"))
            })?);
        }
        tools::versions(chosen.iter().map(|spec| &spec.check))?;
        let _claim = claim(&self.out.join(AGAIN))?;
        let results = runner.fresh(&chosen, output)?;
        details(&self.out, &results, output)
    }

    /// The case in a file.
    fn saved(&self, file: &Path, output: &Output) -> Result<(), Failure> {
        let saved = read_saved(file)?;
        tools::versions([&Check::Backend(saved.backend.clone())])?;
        let result = run::saved(&program()?, file, &saved)?;
        details(&self.out, &[result], output)
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
            if self.expect.as_ref().is_some_and(|expected| *expected != plan.hash()) {
                return Err(unusable(format!(
                    "{}: the manifest, or one of a network of it, was changed while its cases ran; run all again",
                    plan.file
                )));
            }
            let (specs, _) = plan.cases()?;
            let spec = specs.iter().find(|spec| Some(&spec.name) == self.case.first());
            let spec = spec.ok_or_else(|| unusable("--inside: name one case".into()))?;
            let inject = self.inject.clone().map(|fault| Injected { fault, seed: spec.source.seed() });
            measure(&plan.case(spec)?, &spec.check, inject.as_ref(), self.waves.as_deref())
        };
        Output::new(true, true).object(&answer)
    }
}

/// The program that runs: on Linux this name leads to it even when its file was replaced since.
fn program() -> Result<PathBuf, Failure> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return Ok(running.to_owned());
    }
    Ok(std::env::current_exe().map_err(files::error(Path::new("spindle"), "find"))?)
}

/// Leaves out cell counts if a fault is injected.
fn simulated(specs: Vec<Spec>, mut excluded: Vec<Excluded>) -> (Vec<Spec>, Vec<Excluded>) {
    let (cells, specs): (Vec<Spec>, Vec<Spec>) =
        specs.into_iter().partition(|spec| matches!(spec.check, Check::Cells(_)));
    let reason = "a fault is injected into simulations, and this case counts cells";
    excluded.extend(cells.into_iter().map(|spec| Excluded { name: spec.name, reason: reason.into() }));
    (specs, excluded)
}

fn read_saved(file: &Path) -> Result<Saved, Failure> {
    let saved: Saved = serde_json::from_slice(&files::read(file)?).map_err(|error| {
        unusable(format!("{}: {error}; it is not a case that `regress` kept", file.display()))
    })?;
    possible(&saved.case).map_err(|what| unusable(format!("{}: case: {what}", file.display())))?;
    if by_name(&saved.backend).is_none() {
        let known = NAMES.join(", ");
        return Err(unusable(format!(
            "{}: backend: no simulator `{}`; choose from {known}",
            file.display(),
            saved.backend
        )));
    }
    match &saved.inject {
        Some(Injected { fault, .. }) if Fault::by_name(fault).is_none() => {
            Err(no_fault(&format!("{}: inject: {fault}", file.display())))
        }
        _ => Ok(saved),
    }
}

/// Refuses a case that no core can have: its sizes determine the memory needed.
fn possible(case: &Case) -> Result<(), String> {
    case.geometry.validate().map_err(|error| error.to_string())?;
    case.configuration.validate(&case.geometry).map_err(|error| error.to_string())?;
    match u32::try_from(case.restart) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("restart = {}: choose at most {}", case.restart, u32::MAX)),
    }
}

fn no_fault(at: &str) -> Failure {
    let known = Fault::ALL.map(Fault::name).join(", ");
    unusable(format!("{at}: no such fault; choose from {known}"))
}

fn unusable(message: String) -> Failure {
    Failure { status: 2, message }
}
