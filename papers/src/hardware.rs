//! Hardware check of the experiments: lockstep of trained networks while they learn.

use rayon::prelude::*;
use spindle_learning::learn::{Mode, Session};
use spindle_learning::manifest::Manifest;
use spindle_spec::stimulus::Timed;
use spindle_spec::{Configuration, Geometry};

use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "hardware",
    title: "The hardware, bit for bit",
    paper: "Nothing published to compare with: the experiments above run in the golden model, and this one holds the \
            hardware's simulation in lockstep with it, in every cycle and on every pin, while it is shown their samples.",
    run,
};

/// A trained network, and what it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Display name.
    pub name: String,
    /// Shape of the core.
    pub geometry: Geometry,
    /// Its network.
    pub configuration: Configuration,
    /// The samples, as an event stream.
    pub events: Vec<Timed>,
}

/// Result of a simulation in lockstep with the golden model.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    /// Cycles on which all pins were compared.
    pub cycles: u64,
    /// True if there was no difference.
    pub equal: bool,
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let presets = [
        "iris",
        "wine",
        "breast-cancer",
        "digits",
        "yin-yang",
        "digits-16",
        "yin-yang-hidden",
        "digits-hidden",
    ];
    let presets = &presets[..run.choose(presets.len(), 2)];
    (run.expect)(presets.len() as u64);
    let rows: Result<Vec<[Row; 2]>, Error> = presets
        .par_iter()
        .map(|preset| {
            let manifest = Manifest::preset(preset)?;
            let rows = lockstep(run, EXPERIMENT.name, preset, &manifest, run.choose(3, 1));
            (run.done)();
            rows
        })
        .collect();
    Ok(Outcome {
        ours: "Training samples of the first epoch, then validation samples with the feedback off, in the embedded \
               simulator; `spindle verify --preset NAME --backend icarus,verilator` does random events on others."
            .into(),
        rows: rows?.into_iter().flatten().map(|row| row.full(run.full)).collect(),
        figures: Vec::new(),
    })
}

/// Rows of `experiment` about a network that learns from `samples` training samples and answers as
/// many others.
pub fn lockstep(
    run: &Run<'_>,
    experiment: &str,
    name: &str,
    manifest: &Manifest,
    samples: usize,
) -> Result<[Row; 2], Error> {
    let seed = 1;
    let description = &manifest.description;
    let mapping = manifest.map(seed)?;
    let data = manifest.data(None, seed)?;
    let mut session = Session::new(description, &mapping, &data, seed)?;
    let configuration = session.start();
    let mut shown = session.training_events(samples);
    for sample in session.split().validation.clone().into_iter().take(samples) {
        shown.extend_from_slice(session.presenter().events(sample, u64::from(sample), Mode::Test));
    }
    let events = shown.iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    let geometry = description.geometry.clone();
    let compared = (run.hardware)(Shown { name: name.to_owned(), geometry, configuration, events })?;
    let row = |what: &str, value: u64| {
        let row = Row::over(experiment, format!("{name}: {what}"), &[seed], &[value as f64]);
        Row { model: super::Model::Hardware, ..row }
    };
    let cycles = row("cycles compared", compared.cycles).bar(Bar::AtLeast(1.0));
    let mismatches = row("differences", u64::from(!compared.equal)).bar(Bar::AtMost(0.0));
    Ok([cycles, mismatches])
}
