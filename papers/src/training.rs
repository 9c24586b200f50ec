//! Trainings of presets, for the experiments of feedback control.

use rayon::prelude::*;
use spindle_learning::learn::{Epoch, Session, logistic_regression};
use spindle_learning::manifest::{Description, Manifest, Phase};

use super::{Error, Row, Run};

/// Result of one seed. Accuracies in percent, feedback off except on the training samples.
#[derive(Clone, Debug)]
pub struct Trained {
    /// Of the test samples, used once.
    pub test: f64,
    /// The test accuracy less that of logistic regression on the same parts; not a number on large
    /// sets.
    pub beyond_logistic: f64,
    /// All epochs.
    pub history: Vec<Epoch>,
}

/// Seeds `1 … count`, or the first alone in a short run.
pub fn seeds(run: &Run<'_>, count: u64) -> Vec<u64> {
    (1..=run.choose(count, 1)).collect()
}

/// Trains `preset`, changed by `change`, with each seed. A short run has one epoch.
pub fn train(
    run: &Run<'_>,
    preset: &str,
    seeds: &[u64],
    change: impl Fn(&mut Description) + Sync,
) -> Result<Vec<Trained>, Error> {
    (run.expect)(seeds.len() as u64);
    seeds
        .par_iter()
        .map(|seed| {
            let mut manifest = manifest(run, preset)?;
            change(&mut manifest.description);
            let trained = one(&manifest, run, *seed);
            (run.done)();
            trained
        })
        .collect()
}

/// The manifest of `preset`; in a short run with one epoch.
pub fn manifest(run: &Run<'_>, preset: &str) -> Result<Manifest, Error> {
    let mut manifest = Manifest::preset(preset)?;
    if !run.full {
        manifest.description.learning.phases = vec![Phase { epochs: 1, slower: 0 }];
    }
    Ok(manifest)
}

/// Trains to the end.
pub fn learn(session: &mut Session<'_>) -> Result<(), Error> {
    while !session.ended() {
        session.epoch(|| {})?;
    }
    Ok(())
}

fn one(manifest: &Manifest, run: &Run<'_>, seed: u64) -> Result<Trained, Error> {
    let description = &manifest.description;
    let mapping = manifest.map(seed)?;
    let data = manifest.data(run.data, seed)?;
    let mut session = Session::new(description, &mapping, &data, seed)?;
    learn(&mut session)?;
    let test = 100.0 * session.test_accuracy()?;
    let logistic = logistic_regression(&data, session.split()).map_or(f64::NAN, |share| 100.0 * share);
    Ok(Trained { test, beyond_logistic: test - logistic, history: session.history().to_vec() })
}

/// A row of test accuracies.
pub fn accuracy(experiment: &str, what: &str, seeds: &[u64], trained: &[Trained]) -> Row {
    let tests: Vec<f64> = trained.iter().map(|trained| trained.test).collect();
    Row::over(experiment, format!("{what}: test accuracy, %"), seeds, &tests).golden()
}
