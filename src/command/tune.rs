//! `spindle tune`: searches for better numbers in a manifest.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use clap::Args;
use indicatif::ProgressBar;
use serde::Serialize;
use spindle_learning::files;
use spindle_learning::learn::Session;
use spindle_learning::manifest::Manifest;
use spindle_report::{Figure, Number, Page, Table, bars};
use spindle_spec::random::{Purpose, stream};

use super::train::percent;
use super::{Common, Failure, Output};
use crate::tune::{Claim, Parameter, Study, Subject, Trial, accuracy, hopeless, importance, space, suggest};

/// Names in the output folder.
const STUDY: &str = "study.sqlite";
const TUNED: &str = "tuned.toml";
const REPORT: &str = "tune.html";

/// Options of `tune`.
#[derive(Debug, Args)]
pub struct Tune {
    #[command(flatten)]
    common: Common,
    /// The search on disk; it resumes, and several processes can share it [default:
    /// OUT/study.sqlite]
    #[arg(long, value_name = "FILE")]
    study: Option<PathBuf>,
    /// Trials in total, including those already in the study
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    trials: u32,
    /// Trainings per trial, with seeds SEED, SEED + 1, …; the mean of their validation accuracies
    /// counts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    seeds: u32,
    /// Trials at the same time; with 1, the same seed gives the same trials
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
}

#[derive(Serialize)]
struct Summary<'a> {
    study: String,
    trials: usize,
    stopped: usize,
    best_validation_accuracy: f64,
    best: BTreeMap<&'a str, u32>,
    importance: BTreeMap<&'a str, f64>,
    manifest: String,
    report: String,
}

/// The parts of a search that all its workers share.
struct Search<'a> {
    tune: &'a Tune,
    manifest: &'a Manifest,
    space: &'a [Parameter],
    study: &'a Study,
    bar: &'a ProgressBar,
    seeds: Range<u64>,
    failed: AtomicBool,
}

impl Tune {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, mapping) = self.common.placed()?;
        manifest.for_training()?;
        let space = space(&manifest)?;
        let seeds = self.seeds_of_a_trial()?;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        Session::new(&manifest.description, &mapping, &data, self.common.seed)?;
        files::create_folder(&self.common.out)?;
        let path = self.study.clone().unwrap_or_else(|| self.common.out.join(STUDY));
        let subject = Subject {
            description: manifest.description.clone(),
            space: space.clone(),
            seed: self.common.seed,
            seeds: self.seeds,
        };
        let study = Study::open(&path, &subject)?;
        let bar = output.progress(self.trials.into(), "tuning");
        bar.set_position(study.finished()?.len() as u64);
        let search = Search {
            tune: self,
            manifest: &manifest,
            space: &space,
            study: &study,
            bar: &bar,
            seeds,
            failed: AtomicBool::new(false),
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..self.jobs).map(|_| scope.spawn(|| search.work(output))).collect();
            let ended = workers.into_iter().map(|worker| {
                worker.join().unwrap_or_else(|_| Err(Failure::found("a trial broke off; see above")))
            });
            ended.collect::<Vec<_>>().into_iter().collect::<Result<(), Failure>>()
        })?;
        bar.finish_and_clear();
        self.report(&manifest, &space, &study.finished()?, &path, output)
    }

    /// The seeds of a trial's trainings.
    fn seeds_of_a_trial(&self) -> Result<Range<u64>, Failure> {
        let (first, count) = (self.common.seed, u64::from(self.seeds));
        let end = first.checked_add(count).ok_or_else(|| Failure {
            status: 2,
            message: format!(
                "--seed {first}: there are not {count} seeds from there on; choose at most {}, or fewer --seeds",
                u64::MAX - count
            ),
        })?;
        Ok(first..end)
    }

    fn report(
        &self,
        manifest: &Manifest,
        space: &[Parameter],
        trials: &[Trial],
        study: &std::path::Path,
        output: &Output,
    ) -> Result<(), Failure> {
        let mut ranked: Vec<(&Trial, f64)> =
            trials.iter().filter_map(|trial| Some((trial, trial.accuracy?))).collect();
        // A stopped trial is not a candidate, whatever its accuracy.
        ranked.sort_by(|(a, reached), (b, other)| a.stopped.cmp(&b.stopped).then(other.total_cmp(reached)));
        let Some((best, reached)) = ranked.first().copied() else {
            return Err(Failure::found("no trial has ended with a network that fits; raise --trials"));
        };
        let tuned = manifest.with(&named(space, &best.values))?;
        let (tuned_path, report_path) = (self.common.out.join(TUNED), self.common.out.join(REPORT));
        files::write(&tuned_path, tuned.text.as_bytes())?;
        let keys = || space.iter().map(|parameter| parameter.key.as_str());
        let mut shares: Vec<_> = keys().zip(importance(space, trials)).collect();
        let summary = Summary {
            study: study.display().to_string(),
            trials: trials.len(),
            stopped: trials.iter().filter(|trial| trial.stopped).count(),
            best_validation_accuracy: reached,
            best: keys().zip(best.values.iter().copied()).collect(),
            importance: shares.iter().copied().collect(),
            manifest: tuned_path.display().to_string(),
            report: report_path.display().to_string(),
        };
        shares.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let page = self.page(manifest, space, &ranked, &shares);
        files::write(&report_path, page.html().as_bytes())?;
        // The search starts elsewhere if the manifest's own values are outside of the searched
        // ranges.
        let values = own(manifest, space);
        let own = trials.iter().find(|trial| Some(&trial.values) == values.as_ref());
        let own = own.and_then(|trial| trial.accuracy);
        output.line(format!(
            "best of {} trials, {} of them stopped early: number {}",
            summary.trials, summary.stopped, best.number
        ))?;
        output.line(format!("validation, feedback off  {}", percent(reached)))?;
        if let Some(own) = own {
            output.line(format!("the manifest's own        {}", percent(own)))?;
        }
        for (parameter, value) in space.iter().zip(&best.values) {
            output.line(format!("  {:<36} {value}", parameter.key))?;
        }
        output.remark(format!("{}; report: {}", summary.manifest, summary.report))?;
        output.object(&summary)
    }

    fn page(
        &self,
        manifest: &Manifest,
        space: &[Parameter],
        ranked: &[(&Trial, f64)],
        shares: &[(&str, f64)],
    ) -> Page {
        let number = |value: String, name: &str| Number { value, name: name.to_owned() };
        let columns = ["trial", "validation"].into_iter().chain(space.iter().map(|p| p.key.as_str()));
        let cells = |(trial, reached): &(&Trial, f64)| {
            let values = trial.values.iter().map(u32::to_string);
            let said = percent(*reached) + if trial.stopped { ", stopped early" } else { "" };
            [trial.number.to_string(), said].into_iter().chain(values).collect()
        };
        Page {
            title: format!("{}: tuning", manifest.description.project.name),
            summary: format!(
                "Each trial is {} trainings, seeds {} to {}; what counts is the mean accuracy on validation samples, \
                 feedback disconnected, over these and the epochs of the last phase. A trial whose mean so far is below the \
                 median of the others is stopped. Test samples were not looked at.",
                self.seeds,
                self.common.seed,
                self.common.seed + (u64::from(self.seeds) - 1)
            ),
            numbers: vec![
                number(percent(ranked[0].1), "best trial, validation"),
                number(ranked.len().to_string(), "trials"),
                number(space.len().to_string(), "numbers varied"),
            ],
            figures: vec![Figure {
                title: "Importance".into(),
                caption: "Share of the variance of the trials' ranks by validation accuracy that each number explains alone: \
                          trials in four groups by its value, variance between groups, corrected for chance (ε²). Numbers \
                          that only matter together are not seen, and the search looks more often where it is good."
                    .into(),
                svg: bars("Importance of each number", shares),
            }],
            tables: vec![Table {
                title: "Trials, the best first".into(),
                columns: columns.map(str::to_owned).collect(),
                rows: ranked.iter().map(cells).collect(),
            }],
            command: format!("spindle tune; {}, seed {}", manifest.file, self.common.seed),
            ..Page::default()
        }
    }
}

impl Search<'_> {
    /// Runs trials until the study has enough of them.
    fn work(&self, output: &Output) -> Result<(), Failure> {
        while !self.failed.load(Ordering::Relaxed) {
            let claim = self.study.claim(self.tune.trials, |number, trials| {
                let mut random = stream(self.tune.common.seed, Purpose::Trials, number.into());
                suggest(self.space, &self.start(), trials, &mut random)
            })?;
            let Some(claim) = claim else { break };
            let result = self.trial(&claim, output);
            if result.is_err() {
                self.failed.store(true, Ordering::Relaxed);
            }
            result?;
        }
        Ok(())
    }

    fn trial(&self, claim: &Claim, output: &Output) -> Result<(), Failure> {
        let manifest = self.manifest.with(&named(self.space, &claim.values))?;
        let others = self.study.finished()?;
        let stop = |curve: &[f64], epochs: usize| {
            hopeless(curve, epochs, others.iter().map(|trial| trial.curve.as_slice()))
        };
        let reached = accuracy(&manifest, self.tune.data.as_deref(), self.seeds.clone(), stop)?;
        self.study.finish(claim.number, reached.as_ref())?;
        self.bar.inc(1);
        let said = reached.as_ref().map_or("does not fit".into(), |reached| percent(reached.accuracy));
        let stopped = reached.as_ref().filter(|reached| reached.stopped);
        let stopped = stopped
            .map_or(String::new(), |reached| format!("  stopped after {} epochs", reached.curve.len()));
        self.bar
            .suspend(|| output.remark(format!("trial {:>4}  validation {said:>8}{stopped}", claim.number)))
    }

    /// The manifest's own values, within the searched ranges.
    fn start(&self) -> Vec<u32> {
        let own = |p: &Parameter| self.manifest.number(&p.key).unwrap_or(p.low).clamp(p.low, p.high);
        self.space.iter().map(own).collect()
    }
}

/// The values that the manifest has; `None` if it lacks one.
fn own(manifest: &Manifest, space: &[Parameter]) -> Option<Vec<u32>> {
    space.iter().map(|parameter| manifest.number(&parameter.key)).collect()
}

fn named<'a>(space: &'a [Parameter], values: &[u32]) -> Vec<(&'a str, u32)> {
    space.iter().map(|parameter| parameter.key.as_str()).zip(values.iter().copied()).collect()
}
