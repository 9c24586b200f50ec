//! The binary task: two patterns of input rates, two outputs, and how near their rates come to
//! their targets.

use ndarray::Array2;
use rand::RngExt;
use rayon::prelude::*;
use spindle_learning::learn::{Mode, Session};
use spindle_learning::manifest::{Manifest, Phase};
use spindle_learning::task::{Dataset, Parts, Split};
use spindle_spec::random::{Purpose, stream};

use super::training::{learn as learn_all, seeds};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "binary",
    title: "Two patterns, two outputs",
    paper: "arXiv 2603.24113, binary task: 100 % and a target error of 3.9 Hz simulated, 2.1 Hz on the mixed-signal chip. The \
            patterns are not published; ours are a reconstruction.",
    run,
};

/// Input lines; the first half is active in one pattern, the second in the other.
const LINES: usize = 20;
/// Samples, half of each pattern.
const SAMPLES: usize = 300;
/// Steps a second: a step is a millisecond.
const STEPS: f64 = 1_000.0;
/// Target of the output of the pattern, 1/256 spikes per step: 102 Hz.
const TARGET: u8 = 26;

/// Result of a seed: accuracy, %, and the mean distance between rates and targets over outputs and
/// test samples, Hz.
struct Learned {
    accuracy: f64,
    error: f64,
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 5);
    (run.expect)(seeds.len() as u64);
    let one = |seed: &u64| {
        let learned = learn(*seed, run.choose(5, 1));
        (run.done)();
        learned
    };
    let learned = seeds.par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
    let row = |what: &str, value: &dyn Fn(&Learned) -> f64| {
        let values: Vec<f64> = learned.iter().map(value).collect();
        Row::over(EXPERIMENT.name, what, &seeds, &values).golden().full(run.full)
    };
    Ok(Outcome {
        ours: format!(
            "{LINES} inputs, those of a pattern at 160 ± 10 Hz and the others at 40 ± 10 Hz, 1 s a sample of 1 ms steps, targets \
             of {:.0} and 0 Hz; feedback off.",
            f64::from(TARGET) / 256.0 * STEPS
        ),
        rows: vec![
            row("test accuracy, %", &|learned| learned.accuracy).paper("100").bar(Bar::AtLeast(100.0)),
            row("target error, Hz", &|learned| learned.error)
                .paper("3.9 (simulation), 2.1 (chip)")
                .aim(Bar::AtMost(2.1)),
        ],
        figures: Vec::new(),
    })
}

/// Rates in 255ths of the full one; each sample varies by a twentieth.
fn samples(seed: u64) -> Result<Dataset, Error> {
    let mut random = stream(seed, Purpose::Samples, 0);
    let classes: Vec<u8> = (0..SAMPLES).map(|sample| (sample % 2) as u8).collect();
    let feature = |(sample, line): (usize, usize)| {
        let active = (line < LINES / 2) == (sample % 2 == 0);
        let mean: u8 = if active { 204 } else { 51 };
        mean + random.random_range(0..=26) - 13
    };
    let features = Array2::from_shape_fn((SAMPLES, LINES), feature);
    let parts = Parts { train: None, validation: 50, test: 50 };
    let split = Split::random(SAMPLES, &parts, seed)?;
    Ok(Dataset { features, maximum: 255, classes, class_count: 2, trains: None, split })
}

fn learn(seed: u64, epochs: u32) -> Result<Learned, Error> {
    let mut manifest = Manifest::preset("iris")?;
    let description = &mut manifest.description;
    description.network.inputs[0].size = LINES;
    description.geometry.weight_words = 32;
    let group = &mut description.network.groups[0];
    (group.size, group.leak, group.threshold) = (2, 15, 4_096);
    let entry = &mut description.network.projections[0];
    (entry.rate_shift, entry.spread) = (6, 0);
    // Over a second, integral action has to forget.
    let controller = &mut description.controller;
    (controller.error_leak, controller.proportional_leak, controller.integral_leak) = (0, 5, 7);
    (controller.error_gain, controller.threshold) = (256, 256);
    (controller.proportional_gain, controller.integral_gain) = (100, 30);
    let task = &mut description.task;
    (task.complement, task.steps, task.feature_rate, task.bias_rate) = (false, STEPS as u32, 51, 0);
    (task.target_rate, task.other_rate) = (TARGET, 0);
    description.learning.phases =
        (0..epochs.min(5)).map(|slower| Phase { epochs: 2, slower: slower as u8 }).collect();

    let description = &manifest.description;
    let mapping = manifest.map(seed)?;
    let data = samples(seed)?;
    let mut session = Session::new(description, &mapping, &data, seed)?;
    learn_all(&mut session)?;
    let accuracy = 100.0 * session.test_accuracy()?;
    let mut core = session.evaluation_core()?;
    let mut errors = Vec::new();
    for sample in session.split().test.clone() {
        let answer = session.presenter().present(&mut core, sample, sample.into(), Mode::Test, &mut ());
        for (output, count) in answer.counts.iter().enumerate() {
            let wanted = output == usize::from(data.classes[sample as usize]);
            let target = if wanted { f64::from(TARGET) / 256.0 * STEPS } else { 0.0 };
            errors.push((f64::from(*count) / f64::from(description.task.steps) * 1_000.0 - target).abs());
        }
    }
    Ok(Learned { accuracy, error: errors.iter().sum::<f64>() / errors.len() as f64 })
}
