//! Whether the hardware does what the experiments claim: lockstep of trained networks while they learn.

use rayon::prelude::*;
use spindle_sim::backend::by_name;
use spindle_spec::stimulus::Timed;

use super::{Bar, Error, Experiment, Outcome, Row, Run};
use crate::learn::{Mode, Session};
use crate::manifest::{Manifest, place};
use crate::verify::Case;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "hardware",
    title: "The hardware, bit for bit",
    paper: "Nothing published to compare with: the experiments above run in the golden model, and this one holds the \
            hardware's simulation in lockstep with it, on every clock and pin, while it is shown their samples.",
    run,
};

/// The simulator that needs no installation.
const BACKEND: &str = "rust-hdl";

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
            let rows = lockstep(EXPERIMENT.name, preset, &manifest, run.choose(3, 1));
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

/// Rows of `experiment` about a network that learns from `samples` training samples and answers as many others.
pub fn lockstep(
    experiment: &str,
    name: &str,
    manifest: &Manifest,
    samples: usize,
) -> Result<[Row; 2], Error> {
    let seed = 1;
    let description = &manifest.description;
    let placement = place(description, seed).map_err(|problems| manifest.error(problems))?;
    let data = manifest.data(None, seed)?;
    let mut session = Session::new(description, &placement, &data, seed)?;
    let configuration = session.start();
    let mut shown = session.training_events(samples);
    for sample in session.split().validation.clone().into_iter().take(samples) {
        shown.extend_from_slice(session.presenter().events(sample, u64::from(sample), Mode::Test));
    }
    let events = shown.iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    let geometry = description.geometry.clone();
    let case = Case::new(name, geometry, configuration, events);
    let told = case.stimulus()?;
    let backend = by_name(BACKEND).ok_or("the embedded simulator is missing")?;
    let comparison = case.compare(&told, &*backend, &case.design(), &told, None)?;
    let row = |what: &str, value: u64| {
        let row = Row::over(experiment, format!("{name}: {what}"), &[seed], &[value as f64]);
        Row { model: super::Model::Hardware, ..row }
    };
    let clocks = row("clocks compared", comparison.rung.clocks).bar(Bar::AtLeast(1.0));
    let mismatches = row("differences", u64::from(!comparison.equal())).bar(Bar::AtMost(0.0));
    Ok([clocks, mismatches])
}
