//! Longest usable tick: windows and sequence learning at coarser ticks, parameters rescaled.

use rayon::prelude::*;
use spindle_learning::predictive::{Parameters, Single};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::fig2::{self, latency, spikes};
use super::measure::rms;
use super::windows::{self, MEMBRANES};
use super::{Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "ticks",
    title: "How long a tick may be",
    paper: "Nothing is published: the paper has 0.05 ms throughout, where a spike of 2 ms lasts 40 ticks. Hardware wants \
            fewer. Numbers: an independent implementation of the same maps, windows compared at 348 points with those at \
            0.05 ms, sequence learning in three seeds.",
    run,
};

/// Ticks, ms; the RMS of windows and the share of equal signs (%) that an independent
/// implementation found.
const TICKS: [(f64, Option<(f64, f64)>); 6] = [
    (0.05, None),
    (0.1, Some((0.006, 100.0))),
    (0.125, None),
    (0.25, Some((0.029, 100.0))),
    (0.5, Some((0.071, 93.0))),
    (1.0, Some((0.184, 90.0))),
];

/// Windows at a tick: for each membrane weak first, then strong first.
fn window(tick: f64, delays: &[u32], done: impl Fn() + Sync) -> Vec<[Vec<f64>; 2]> {
    let curve = |membrane: f64, weak_first: bool| -> Vec<f64> {
        let (parameters, scale) = windows::parameters(membrane).at_tick(tick);
        let make = |parameters: &Parameters, weights: &[f64]| {
            Single::new(parameters, &weights.iter().map(|weight| weight * scale).collect::<Vec<_>>())
        };
        let point = |delay: &u32| {
            let ratio = windows::point(&parameters, *delay, weak_first, make) / scale;
            done();
            ratio
        };
        delays.par_iter().map(point).collect()
    };
    MEMBRANES.iter().map(|membrane| [true, false].map(|weak_first| curve(*membrane, weak_first))).collect()
}

/// Result of sequence learning at a tick, for one seed.
struct Learned {
    latency: f64,
    spikes: f64,
    /// 100 if one weight, that of the first input, is left.
    single: f64,
    /// 100 if weights grew beyond all numbers.
    diverged: f64,
}

fn learn(tick: f64, seed: u64, epochs: u32, done: impl Fn()) -> Learned {
    let (parameters, scale) = fig2::parameters().at_tick(tick);
    let mut cell = Single::new(&parameters, &[fig2::START * scale; 2 * fig2::INPUTS]);
    let course = fig2::course(&mut cell, &parameters, seed, epochs, done);
    // Weights are larger by `scale` here, and so is what counts as gone.
    let single = if course.settled(scale).is_finite() { 100.0 } else { 0.0 };
    let diverged = course.last.iter().any(|weight| !weight.is_finite());
    Learned {
        latency: latency(course.end()),
        spikes: if diverged { f64::NAN } else { spikes(course.end()) },
        single,
        diverged: if diverged { 100.0 } else { 0.0 },
    }
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let delays: Vec<u32> = if run.full { (2..60).collect() } else { vec![4, 20] };
    let seeds: Vec<u64> = (1..=run.choose(10, 1)).collect();
    let epochs = run.choose(1000, 5);
    let points = delays.len() * 2 * MEMBRANES.len();
    (run.expect)((TICKS.len() * (points + seeds.len() * epochs as usize)) as u64);

    let windows: Vec<_> = TICKS.iter().map(|(tick, _)| window(*tick, &delays, run.done)).collect();
    let learned: Vec<Vec<Learned>> = TICKS
        .iter()
        .map(|(tick, _)| seeds.par_iter().map(|seed| learn(*tick, *seed, epochs, run.done)).collect())
        .collect();
    let mut rows = Vec::new();
    let flat = |window: &[[Vec<f64>; 2]]| window.iter().flatten().flatten().copied().collect::<Vec<_>>();
    let fine = flat(&windows[0]);
    for (((tick, paper), window), learned) in TICKS.iter().zip(&windows).zip(&learned) {
        let coarse = flat(window);
        let same = fine.iter().zip(&coarse).filter(|(a, b)| (**a > 1.0) == (**b > 1.0)).count();
        let text = |pick: fn(&(f64, f64)) -> f64| {
            paper.as_ref().map_or(String::new(), |paper| pick(paper).to_string())
        };
        let row = |what: &str, value| Row::new(EXPERIMENT.name, format!("{tick} ms: {what}"), value);
        if *tick > TICKS[0].0 {
            rows.push(row("windows, RMS against 0.05 ms", rms(&fine, &coarse)).paper(text(|paper| paper.0)));
            let share = 100.0 * same as f64 / fine.len() as f64;
            rows.push(row("windows, sign as at 0.05 ms, %", share).paper(text(|paper| paper.1)));
        }
        let over = |what: &str, pick: fn(&Learned) -> f64| {
            let values: Vec<f64> = learned.iter().map(pick).collect();
            Row::over(EXPERIMENT.name, format!("{tick} ms: {what}"), &seeds, &values)
        };
        rows.push(over("sequence, first spike, ms after the onset", |learned| learned.latency));
        rows.push(over("sequence, spikes at the end", |learned| learned.spikes));
        rows.push(over("sequence, only the first input left, % of seeds", |learned| learned.single));
        rows.push(over("sequence, weights diverged, % of seeds", |learned| learned.diverged));
    }
    Ok(Outcome {
        ours: format!(
            "Weights × a, threshold ÷ a, rate × Δt'/Δt × a, with a² the factor by which the sum of an input spike over ticks \
             falls. {points} points of the windows, {} seeds of {epochs} presentations of the sequence.",
            seeds.len()
        ),
        rows: rows.into_iter().map(|row| row.full(run.full)).collect(),
        figures: figures(&delays, &windows, &learned),
    })
}

fn figures(delays: &[u32], windows: &[Vec<[Vec<f64>; 2]>], learned: &[Vec<Learned>]) -> Vec<Figure> {
    let mut series = Vec::new();
    for (colour, ((tick, _), window)) in TICKS.iter().zip(windows).enumerate() {
        // The shortest membrane suffers most.
        let [before, after] = &window[0];
        let before = delays.iter().zip(before).map(|(delay, ratio)| (-f64::from(*delay), *ratio)).collect();
        let after = delays.iter().zip(after).map(|(delay, ratio)| (f64::from(*delay), *ratio)).collect();
        for (name, points) in [(format!("{tick} ms"), before), (String::new(), after)] {
            series.push(Series { name, colour, style: Style::Line, points });
        }
    }
    let over = |pick: fn(&Learned) -> f64| {
        TICKS
            .iter()
            .zip(learned)
            .flat_map(move |((tick, _), all)| all.iter().map(move |one| (*tick, pick(one))))
    };
    let seeds = |name: &str, colour, points: Vec<(f64, f64)>| Series {
        name: name.into(),
        colour,
        style: Style::Circles,
        points,
    };
    vec![
        Figure {
            title: "Windows".into(),
            caption: "τ_m = 10 ms: weight of the weak input after 60 pairings, over the delay.".into(),
            svg: plot(&Plot {
                title: "Windows at coarser ticks".into(),
                x: "delay, ms".into(),
                y: "w/w₀".into(),
                series,
                ..Plot::default()
            }),
        },
        Figure {
            title: "Sequence in noise".into(),
            caption: "After learning, a circle a seed: what is left of anticipation and sparseness.".into(),
            svg: plot(&Plot {
                title: "Sequence learning at coarser ticks".into(),
                x: "tick, ms".into(),
                y: "ms, spikes".into(),
                logarithmic: true,
                series: vec![
                    seeds("first spike, ms", 0, over(|one| one.latency).collect()),
                    seeds("spikes", 1, over(|one| one.spikes).collect()),
                ],
                ..Plot::default()
            }),
        },
    ]
}
