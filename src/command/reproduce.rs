//! `spindle reproduce`: published experiments, reproduced and compared with their numbers.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde::Serialize;
use spindle_learning::files;
use spindle_learning::names::advice;
use spindle_papers::{
    Compared, EXPERIMENTS, Experiment, Line, Model, Outcome, Reproduction, Row, Run, Section, Shown, Store,
    by_name, number,
};
use spindle_report::Number;
use spindle_sim::backend;

use super::{Failure, Output};
use crate::claim::claim;
use crate::verify::Case;

/// Name of the report in the output folder.
const REPORT: &str = "reproduce.html";

/// Folder of finished experiments in the output folder.
const KEPT: &str = "reproduce";

/// The simulator that needs no installation.
const BACKEND: &str = "rust-hdl";

/// Options of `reproduce`.
#[derive(Debug, Args)]
pub struct Reproduce {
    /// The published length and all seeds; resumes an interrupted run
    #[arg(long)]
    full: bool,
    /// Only this experiment; may be given more than once
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Print the names of the experiments
    #[arg(long)]
    list: bool,
    /// Folder of MNIST's IDX files, for the experiment that needs them
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder for the output files
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

#[derive(Serialize)]
struct List {
    experiments: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct Summary<'a> {
    full: bool,
    experiments: Vec<&'a Row>,
    met: usize,
    missed: usize,
    seconds: f64,
    report: String,
}

/// An experiment that was done, now or in an earlier run.
struct Finished {
    experiment: &'static Experiment,
    outcome: Outcome,
    seconds: f64,
}

impl Reproduce {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let chosen = self.chosen()?;
        if self.list {
            for experiment in &chosen {
                output.line(format!("{:<14} {}", experiment.name, experiment.title))?;
            }
            let entry = |experiment: &&Experiment| Entry { name: experiment.name, title: experiment.title };
            return output.object(&List { experiments: chosen.iter().map(entry).collect() });
        }
        let _claim = claim(&self.out)?;
        let store = if self.full { Some(Store::open(self.out.join(KEPT))?) } else { None };
        let bar = output.progress(0, "reproduce");
        let finished: Vec<Result<Finished, Failure>> = chosen
            .par_iter()
            .map(|experiment| self.finish(experiment, store.as_ref(), &bar, output))
            .collect();
        bar.finish_and_clear();
        // Only now: completed experiments are kept even if another fails.
        let finished = finished.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.report(&finished, output)
    }

    /// The selected experiments, in the order of the report.
    fn chosen(&self) -> Result<Vec<&'static Experiment>, Failure> {
        for name in &self.only {
            if by_name(name).is_none() {
                return Err(unknown(name));
            }
        }
        let asked = |experiment: &&Experiment| {
            self.only.is_empty() || self.only.iter().any(|name| name == experiment.name)
        };
        Ok(EXPERIMENTS.iter().filter(asked).collect())
    }

    fn finish(
        &self,
        experiment: &'static Experiment,
        store: Option<&Store>,
        bar: &ProgressBar,
        output: &Output,
    ) -> Result<Finished, Failure> {
        if let Some(kept) = store.and_then(|store| store.load(experiment.name)) {
            bar.suspend(|| output.remark(format!("{:<14} kept from an earlier run", experiment.name)))?;
            return Ok(Finished { experiment, outcome: kept.outcome, seconds: kept.seconds });
        }
        let start = Instant::now();
        let run = Run {
            full: self.full,
            hardware: &in_lockstep,
            data: self.data.as_deref(),
            expect: &|units| bar.inc_length(units),
            done: &|| bar.inc(1),
        };
        let outcome = (experiment.run)(&run).map_err(|error| could_not(experiment, &error))?;
        let seconds = start.elapsed().as_secs_f64();
        // Experiments skipped for lack of data are requested again.
        if let Some(store) = store.filter(|_| !outcome.rows.is_empty()) {
            store
                .keep(experiment.name, outcome.clone(), seconds)
                .map_err(|error| could_not(experiment, &error))?;
        }
        bar.suspend(|| output.remark(format!("{:<14} {seconds:.1} s", experiment.name)))?;
        Ok(Finished { experiment, outcome, seconds })
    }

    fn report(&self, finished: &[Finished], output: &Output) -> Result<(), Failure> {
        let rows: Vec<&Row> = finished.iter().flat_map(|finished| &finished.outcome.rows).collect();
        let count = |verdict| rows.iter().filter(|row| row.met == Some(verdict)).count();
        let (met, missed) = (count(true), count(false));
        let aims = rows.iter().filter(|row| row.aim_met == Some(true)).count();
        let path = self.out.join(REPORT);
        for row in &rows {
            let bar = row.bar.or(row.aim).map_or(String::new(), |bar| bar.to_string());
            output.line(format!(
                "{:<13} {:<12} {:>9}  {:<14} {}",
                row.experiment,
                verdict(row),
                reached(row),
                bar,
                row.what
            ))?;
        }
        output.line(format!("{met} bars met, {missed} missed"))?;
        let card = |value: String, name: &str| Number { value, name: name.to_owned() };
        let seconds = finished.iter().map(|finished| finished.seconds).sum();
        let page = Reproduction {
            title: "Published experiments, reproduced".into(),
            summary: if self.full {
                "Each experiment at its published length. A bar that is missed is shown as missed, with the best that was \
                 reached."
                    .into()
            } else {
                "The short form: it shows that the experiments work. Rows marked short are not at the published length, \
                 and nothing is claimed for them; `spindle reproduce --full` does all."
                    .into()
            },
            numbers: vec![
                card(met.to_string(), "bars met"),
                card(missed.to_string(), "bars missed"),
                card(aims.to_string(), "aims beyond a bar met"),
                card(finished.len().to_string(), "experiments"),
            ],
            sections: finished.iter().map(section).collect(),
            command: format!(
                "spindle reproduce{}; {seconds:.0} s of work",
                if self.full { " --full" } else { "" }
            ),
        };
        files::write(&path, page.html().as_bytes())?;
        output.remark(format!("report: {}", path.display()))?;
        let report = path.display().to_string();
        output.object(&Summary { full: self.full, experiments: rows, met, missed, seconds, report })
    }
}

/// The hardware's simulation in lockstep with the golden model.
fn in_lockstep(shown: Shown) -> Result<Compared, spindle_papers::Error> {
    let case = Case::new(&shown.name, shown.geometry, shown.configuration, shown.events);
    let stimulus = case.stimulus()?;
    let simulator = backend::by_name(BACKEND).ok_or("the embedded simulator is missing")?;
    let comparison = case.compare(&stimulus, &*simulator, &case.design(), &stimulus, None)?;
    Ok(Compared { cycles: comparison.rung.cycles, equal: comparison.equal() })
}

fn unknown(name: &str) -> Failure {
    let advice = advice(name, EXPERIMENTS.iter().map(|known| known.name));
    Failure {
        status: 2,
        message: format!("--only {name}: there is no such experiment; {advice} (--list prints all of them)"),
    }
}

fn could_not(experiment: &Experiment, error: &spindle_papers::Error) -> Failure {
    Failure { status: 2, message: format!("experiment {}: {error}", experiment.name) }
}

fn verdict(row: &Row) -> &'static str {
    match (row.short, row.met, row.aim_met) {
        (true, ..) => "short",
        (_, Some(true), Some(true)) => "met, aim too",
        (_, Some(true), _) => "met",
        (_, Some(false), _) => "MISSED",
        (_, None, Some(true)) => "aim met",
        (_, None, Some(false)) => "aim missed",
        (_, None, None) => "",
    }
}

fn reached(row: &Row) -> String {
    row.reached.map_or("never".into(), number)
}

fn section(finished: &Finished) -> Section {
    Section {
        title: finished.experiment.title.into(),
        paper: finished.experiment.paper.into(),
        ours: finished.outcome.ours.clone(),
        lines: finished.outcome.rows.iter().map(line).collect(),
        figures: finished.outcome.figures.clone(),
    }
}

fn line(row: &Row) -> Line {
    let range =
        row.range.map_or(String::new(), |(low, high)| format!(" ({} to {})", number(low), number(high)));
    Line {
        what: row.what.clone(),
        paper: row.paper.clone(),
        bar: row.bar.map_or(String::new(), |bar| bar.to_string()),
        aim: row.aim.map_or(String::new(), |aim| aim.to_string()),
        reached: reached(row) + &range,
        met: row.met,
        remark: match (row.short, row.aim_met) {
            (true, _) => "short".into(),
            (false, Some(true)) => "aim met".into(),
            (false, Some(false)) => "aim missed".into(),
            (false, None) => String::new(),
        },
        seeds: row.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
        model: match row.model {
            Model::Float => "float",
            Model::Golden => "golden",
            Model::Hardware => "hardware",
        }
        .into(),
        command: row.command.clone(),
    }
}
