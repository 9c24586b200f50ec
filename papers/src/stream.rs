//! Learning without end: each sample is answered, then learned, once; nothing is cleared between
//! samples.

use std::collections::VecDeque;

use rayon::prelude::*;
use spindle_golden::Core;
use spindle_learning::learn::{Mode, Presenter};
use spindle_learning::manifest::Manifest;
use spindle_learning::task::Dataset;
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::training::seeds;
use super::{Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "stream",
    title: "A stream of samples",
    paper: "arXiv 2602.13261 claims learning in a continuous stream; no number is published. Independent runs of a \
            reconstruction on digits: 84 % in one pass.",
    run,
};

/// Samples over which accuracy is averaged.
const WINDOW: usize = 100;
/// The drift has been made up for when the accuracy is back at this share of what it was.
const RECOVERED: f64 = 0.95;

/// Result of a stream.
struct Streamed {
    /// True for each sample that was answered correctly before it was learned.
    right: Vec<bool>,
}

impl Streamed {
    /// Accuracy of the last [`WINDOW`] samples up to each sample, %; 0 before that many.
    fn running(&self) -> Vec<f64> {
        let mut window = VecDeque::from(vec![false; WINDOW]);
        let mut sum = 0;
        let step = |right: &bool| {
            sum += i32::from(*right) - i32::from(window.pop_front().unwrap_or(false));
            window.push_back(*right);
            100.0 * f64::from(sum) / WINDOW as f64
        };
        self.right.iter().map(step).collect()
    }
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 10);
    (run.expect)(3 * seeds.len() as u64);
    let all = |order: Order| -> Result<Vec<Streamed>, Error> {
        let one = |seed: &u64| {
            let streamed = stream(*seed, order, run.full);
            (run.done)();
            streamed
        };
        seeds.par_iter().map(one).collect()
    };
    let (mixed, drift, classes) = (all(Order::Mixed)?, all(Order::Drift)?, all(Order::Classes)?);
    let row = |what: &str, streams: &[Streamed], value: &dyn Fn(&Streamed) -> f64| {
        let values: Vec<f64> = streams.iter().map(value).collect();
        Row::over(EXPERIMENT.name, what, &seeds, &values).golden().full(run.full)
    };
    let last = |streamed: &Streamed| streamed.running().last().copied().unwrap_or(f64::NAN);
    let rows = vec![
        row("digits, one pass: accuracy of the last 100, answered before learned, %", &mixed, &last),
        row("classes renamed halfway: accuracy of the 100 before, %", &drift, &before_drift),
        row("classes renamed halfway: samples until 95 % of that is back", &drift, &recovery),
        row("classes renamed halfway: accuracy of the last 100, %", &drift, &last),
        row("two classes at a time, in five blocks: accuracy of the last 100, %", &classes, &last),
    ];
    let series = [("mixed", &mixed), ("renamed halfway", &drift), ("two classes at a time", &classes)];
    let series = series.into_iter().enumerate().map(|(colour, (name, streams))| Series {
        name: name.into(),
        colour,
        style: Style::Line,
        points: streams[0].running().into_iter().enumerate().map(|(at, share)| (at as f64, share)).collect(),
    });
    let figures = vec![Figure {
        title: "Accuracy along the stream".into(),
        caption:
            "Last 100 samples, each answered with feedback and learning off before it is learned; seed 1."
                .into(),
        svg: plot(&Plot {
            title: "Accuracy along the stream".into(),
            x: "sample".into(),
            y: "%".into(),
            series: series.collect(),
            ..Plot::default()
        }),
    }];
    Ok(Outcome {
        ours: "Preset `digits-16` with task.continuous: no state is cleared between samples, so traces and membranes forget \
               within one. Its constants were chosen on such streams. Two classes at a time is the easier task at any moment."
            .into(),
        rows,
        figures,
    })
}

/// In which order samples come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// Mixed.
    Mixed,
    /// Mixed; after half of them each class gets the name of the next.
    Drift,
    /// By pairs of classes.
    Classes,
}

fn stream(seed: u64, order: Order, full: bool) -> Result<Streamed, Error> {
    let mut manifest = Manifest::preset("digits-16")?;
    let description = &mut manifest.description;
    description.task.continuous = true;
    // What lasts must not outlast a sample: traces and membranes forget within it, and it is twice
    // as long.
    description.task.steps = 32;
    description.network.groups[0].leak = 4;
    description.network.groups[0].threshold = 3_000;
    description.network.projections[0].rate_shift = 3;
    let controller = &mut description.controller;
    (controller.error_leak, controller.proportional_leak, controller.integral_leak) = (0, 3, 4);
    (controller.threshold, controller.proportional_gain, controller.integral_gain) = (128, 240, 80);
    let description = &manifest.description;
    let mapping = manifest.map(seed)?;
    let data = manifest.data(None, seed)?;
    let renamed = Dataset {
        classes: data.classes.iter().map(|class| (class + 1) % data.class_count as u8).collect(),
        ..data.clone()
    };
    let presenter = |data| {
        Presenter::new(&description.task, &mapping, data, seed, description.mismatch.lost_spikes)
            .ok_or("the task does not fit its network")
    };
    let (mut first, mut second) = (presenter(&data)?, presenter(&renamed)?);
    let mut samples = data.split.order(seed, 0);
    if order == Order::Classes {
        samples.sort_by_key(|sample| data.classes[*sample as usize] / 2);
    }
    samples.truncate(if full { usize::MAX } else { 2 * WINDOW });
    let half = samples.len() / 2;
    let mut core = Core::new(&description.geometry, &mapping.configuration)?;
    let mut right = Vec::with_capacity(samples.len());
    for (at, sample) in samples.into_iter().enumerate() {
        let presenter = if order == Order::Drift && at >= half { &mut second } else { &mut first };
        let answer = presenter.present(&mut core, sample, 2 * at as u64, Mode::Test, &mut ());
        right.push(presenter.right(sample, &answer));
        presenter.present(&mut core, sample, 2 * at as u64 + 1, Mode::Train, &mut ());
    }
    Ok(Streamed { right })
}

fn before_drift(streamed: &Streamed) -> f64 {
    streamed.running()[streamed.right.len() / 2 - 1]
}

/// Samples after the drift until the accuracy of a window that lies wholly after it is back; not a
/// number if never.
fn recovery(streamed: &Streamed) -> f64 {
    let (running, half) = (streamed.running(), streamed.right.len() / 2);
    let wanted = RECOVERED * before_drift(streamed);
    let later = running.iter().enumerate().skip(half + WINDOW);
    later.clone().find(|(_, share)| **share >= wanted).map_or(f64::NAN, |(at, _)| (at - half) as f64)
}
