//! `spindle train`: learns in the golden model.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use spindle_learning::files;
use spindle_learning::learn::{Checkpoint, Epoch, Session, logistic_regression};
use spindle_learning::manifest::{Manifest, Mapping};
use spindle_learning::task::Dataset;
use spindle_report::{Number, Page};

use super::figures::figures;
use super::{Common, Failure, Output};
use crate::claim::claim;

/// Name of the checkpoint in the output folder.
pub(super) const CHECKPOINT: &str = "checkpoint.json";

/// Name of the report in the output folder.
pub(super) const REPORT: &str = "report.html";

/// Options of `train`.
#[derive(Debug, Args)]
pub struct Train {
    #[command(flatten)]
    common: Common,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Resume from the checkpoint in the output folder; the result equals an uninterrupted training
    /// bit for bit
    #[arg(long)]
    resume: bool,
    /// Stop after this epoch of the manifest's schedule
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    epochs: Option<u32>,
}

#[derive(Serialize)]
struct Summary<'a> {
    task: &'a str,
    seed: u64,
    epochs: u32,
    train_accuracy: f64,
    validation_accuracy: f64,
    test_accuracy: f64,
    spikes_per_sample: f64,
    updates_per_sample: f64,
    control_effort_per_sample: f64,
    weight_bits: usize,
    seconds: f64,
    logistic_accuracy: Option<f64>,
    report: String,
    curve: &'a [Epoch],
}

impl Train {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, mapping) = self.common.placed()?;
        manifest.for_training()?;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        let mut session = Session::new(&manifest.description, &mapping, &data, self.common.seed)?;
        let checkpoint = self.common.out.join(CHECKPOINT);
        if self.resume {
            // Where there is none, no folder is made either.
            Checkpoint::load(&checkpoint)?;
        }
        let _claim = claim(&self.common.out)?;
        if self.resume {
            session = session.resume(Checkpoint::load(&checkpoint)?)?;
        }
        train(&mut session, self.epochs, &checkpoint, output)?;
        report(session, &manifest, &mapping, &data, &self.common, output)
    }
}

/// Trains to the end of the schedule, or to the epoch `last`, saving after each epoch.
///
/// # Errors
/// The core cannot be modelled, or the checkpoint cannot be written.
pub(super) fn train(
    session: &mut Session<'_>,
    last: Option<u32>,
    checkpoint: &Path,
    output: &Output,
) -> Result<(), Failure> {
    let all = session.epochs();
    let last = last.map_or(all, |last| last.min(all));
    let samples = session.split().train.len() as u64;
    let bar = output.progress(samples * u64::from(last.saturating_sub(session.done())), "training");
    while session.done() < last && !session.ended() {
        let start = Instant::now();
        bar.set_message(format!("epoch {} of {last}", session.done() + 1));
        let epoch = session.epoch(|| bar.inc(1))?.clone();
        session.took(start.elapsed());
        session.checkpoint().save(checkpoint)?;
        let line = format!(
            "epoch {:>3}  training (feedback on) {:>5.1} %  validation (feedback off) {:>5.1} %  updates {:>6.1}",
            epoch.epoch,
            100.0 * epoch.train_accuracy,
            100.0 * epoch.validation_accuracy,
            epoch.updates,
        );
        bar.suspend(|| output.remark(line))?;
    }
    bar.finish_and_clear();
    if session.ended() && session.done() < all {
        let done = session.done();
        output.remark(format!(
            "ended after epoch {done} of {all}: validation has not risen for learning.patience epochs"
        ))?;
    }
    Ok(())
}

fn report(
    mut session: Session<'_>,
    manifest: &Manifest,
    mapping: &Mapping,
    data: &Dataset,
    common: &Common,
    output: &Output,
) -> Result<(), Failure> {
    let description = &manifest.description;
    let test_accuracy = session.test_accuracy()?;
    let logistic_accuracy = logistic_regression(data, session.split());
    let figures = figures(&mut session, description, mapping, data, test_accuracy, logistic_accuracy)?;
    let Some(epoch) = session.best().cloned() else {
        return Err(Failure::found("no epoch was trained; raise --epochs"));
    };
    let path = common.out.join(REPORT);
    let result = Summary {
        task: description.task.name.name(),
        seed: common.seed,
        epochs: session.done(),
        train_accuracy: epoch.train_accuracy,
        validation_accuracy: epoch.validation_accuracy,
        test_accuracy,
        spikes_per_sample: epoch.input_spikes + epoch.neuron_spikes + epoch.controller_spikes,
        updates_per_sample: epoch.updates,
        control_effort_per_sample: epoch.control_effort,
        weight_bits: description.geometry.weight_bits,
        seconds: session.checkpoint().seconds,
        logistic_accuracy,
        report: path.display().to_string(),
        curve: session.history(),
    };
    let number = |value: String, name: &str| Number { value, name: name.to_owned() };
    let page = Page {
        title: format!("{}: training", description.project.name),
        summary: format!(
            "{} training samples, {} for validation, {} for the test, seed {}; {}-bit weights, {} steps a sample, in \
             the golden model.",
            session.split().train.len(),
            session.split().validation.len(),
            session.split().test.len(),
            common.seed,
            result.weight_bits,
            description.task.steps,
        ),
        numbers: vec![
            number(percent(test_accuracy), "test, feedback off"),
            number(percent(epoch.validation_accuracy), "validation, feedback off"),
            number(logistic(logistic_accuracy), "logistic regression, same split"),
            number(format!("{:.0}", result.spikes_per_sample), "spikes per training sample"),
            number(format!("{:.1}", epoch.updates), "weights changed per training sample"),
        ],
        figures,
        command: format!("{}, seed {}", manifest.file, common.seed),
        ..Page::default()
    };
    files::write(&path, page.html().as_bytes())?;
    output.line(format!("best on validation: epoch {} of {}", epoch.epoch, result.epochs))?;
    output.line(format!("training, feedback on     {}", percent(result.train_accuracy)))?;
    output.line(format!("validation, feedback off  {}", percent(result.validation_accuracy)))?;
    output.line(format!("test, feedback off        {}", percent(result.test_accuracy)))?;
    output.line(format!(
        "logistic regression       {}  (same parts of the data)",
        logistic(logistic_accuracy)
    ))?;
    output.line(format!(
        "per training sample: {:.0} input spikes, {:.1} neuron spikes, {:.1} controller spikes, {:.1} weight updates",
        epoch.input_spikes, epoch.neuron_spikes, epoch.controller_spikes, epoch.updates
    ))?;
    output.remark(format!("{:.1} s of training; report: {}", result.seconds, result.report))?;
    output.object(&result)
}

/// The baseline, as text.
pub(super) fn logistic(accuracy: Option<f64>) -> String {
    accuracy.map_or("not done (too large)".into(), percent)
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}
