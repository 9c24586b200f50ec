//! The predictive rule in the core's own numbers: windows, Figure 1 and Figure 2 in fixed point.

use rayon::prelude::*;
use spindle_learning::predictive::{Cell, Parameters, Pattern};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::fixed_cell::Fixed;
use super::training::seeds;
use super::{Bar, Error, Experiment, Outcome, Row, Run};
use super::{fig1, fig2, windows};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "fixed-point",
    title: "The predictive rule in fixed point",
    paper: "Saponati & Vinck 2023 is floating point. The core has 24-bit membranes, 16-bit traces and the logarithms of \
            weights in 16 bits, rounded stochastically; ticks are 0.25 ms in place of 0.05, 0.125 for the sequence.",
    run,
};

/// Length of a tick of windows and Figure 1, ms: `τ_x` is 8 of them.
const TICK: f64 = 0.25;
/// Length of a tick of Figure 2, ms.
const FINE: f64 = 0.125;

/// A cell with weights in the paper's units.
struct Scaled {
    cell: Fixed,
    scale: f64,
}

impl Scaled {
    /// A cell at another tick than the published one, which `parameters` has.
    fn new(parameters: &Parameters, tick: f64, weights: &[f64]) -> Result<(Self, Parameters), Error> {
        let (parameters, scale) = parameters.at_tick(tick);
        let weights: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        Ok((Self { cell: Fixed::new(&parameters, &weights)?, scale }, parameters))
    }
}

impl Cell for Scaled {
    fn present(&mut self, pattern: &Pattern, learning: bool) -> Vec<u32> {
        self.cell.present(pattern, learning)
    }

    fn weights(&self) -> Vec<f64> {
        self.cell.weights().iter().map(|weight| weight / self.scale).collect()
    }
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let mut rows = windows_rows(run)?;
    rows.extend(figure_1(run)?);
    let (sequence, figure) = figure_2(run)?;
    rows.extend(sequence);
    let ours = "The float experiments above, with a neuron of the golden model in place of the float one, parameters \
                rescaled to the longer tick. The hardware is held to the golden model by `spindle verify --preset \
                predictive`.";
    let rows = rows.into_iter().map(|row| row.full(run.full).golden()).collect();
    Ok(Outcome { ours: ours.into(), rows, figures: vec![figure] })
}

fn windows_rows(run: &Run<'_>) -> Result<Vec<Row>, Error> {
    (run.expect)(6);
    let curve = |membrane: &f64| -> Result<[Vec<f64>; 2], Error> {
        let (parameters, scale) = windows::parameters(*membrane).at_tick(TICK);
        // A cell of these parameters exists, so the ones made below do.
        Fixed::new(&parameters, &[0.001 * scale, 0.11 * scale])?;
        let make = |parameters: &Parameters, weights: &[f64]| {
            let weights: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
            Fixed::new(parameters, &weights).expect("checked above")
        };
        Ok([true, false].map(|weak_first| {
            let at = |delay: &u32| windows::point(&parameters, *delay, weak_first, make) / scale;
            let curve = windows::DELAYS.iter().map(at).collect();
            (run.done)();
            curve
        }))
    };
    let curves = windows::MEMBRANES.par_iter().map(curve).collect::<Result<Vec<_>, _>>()?;
    let agreement = windows::agreement(&curves);
    let row = |what: &str, value| Row::new(EXPERIMENT.name, what, value).paper("curves of Figure 4a");
    Ok(vec![
        row("windows: w/w₀, RMS over 48 points", agreement.rms).aim(Bar::AtMost(0.05)),
        row("windows: w/w₀, largest difference", agreement.largest),
        row("windows: sign as published, % of 48 points", 100.0 * agreement.signs),
    ])
}

fn figure_1(run: &Run<'_>) -> Result<Vec<Row>, Error> {
    let starts = [(0.005, 185.0), (0.03, 39.0), (0.05, 21.0)];
    (run.expect)(starts.len() as u64);
    let one = |(start, published): &(f64, f64)| -> Result<Vec<Row>, Error> {
        let (mut cell, parameters) = Scaled::new(&fig1::parameters(), TICK, &[*start; 2])?;
        let course = fig1::course(&mut cell, &parameters, run.choose(300, 20));
        (run.done)();
        let row =
            |what: &str, value| Row::new(EXPERIMENT.name, format!("Figure 1, w₀ = {start}: {what}"), value);
        let last = course.spikes.last().and_then(|spikes| spikes.first()).copied();
        Ok(vec![
            row("presentation that anticipates input 2", course.fires_before(8.0))
                .paper(published.to_string())
                .aim(Bar::Within { of: *published, share: 0.10 }),
            row("output spike at the end, ms", last.unwrap_or(f64::NAN)).paper("5.75 to 5.90"),
        ])
    };
    Ok(starts.par_iter().map(one).collect::<Result<Vec<_>, _>>()?.concat())
}

fn figure_2(run: &Run<'_>) -> Result<(Vec<Row>, Figure), Error> {
    let (seeds, epochs) = (seeds(run, 3), run.choose(1_000, 3));
    (run.expect)(seeds.len() as u64 * u64::from(epochs));
    let one = |seed: &u64| -> Result<fig2::Course, Error> {
        let (mut cell, parameters) =
            Scaled::new(&fig2::parameters(), FINE, &[fig2::START; 2 * fig2::INPUTS])?;
        Ok(fig2::course(&mut cell, &parameters, *seed, epochs, run.done))
    };
    let courses = seeds.par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
    let row = |what: &str, value: &dyn Fn(&fig2::Course) -> f64| {
        let values: Vec<f64> = courses.iter().map(value).collect();
        Row::over(EXPERIMENT.name, format!("Figure 2: {what}"), &seeds, &values)
    };
    let single = |course: &fig2::Course| if course.settled(1.0).is_finite() { 100.0 } else { 0.0 };
    let rows = vec![
        row("first spike, ms after the onset", &|course| fig2::latency(course.end()))
            .paper("about 2.3")
            .bar(Bar::AtMost(2.5)),
        row("spikes at the end", &|course| fig2::spikes(course.end())).paper("11 to 13"),
        row("only the first input left, % of seeds", &single).paper("100").aim(Bar::AtLeast(100.0)),
    ];
    let series = seeds.iter().zip(&courses).enumerate().map(|(colour, (seed, course))| Series {
        name: format!("seed {seed}"),
        colour,
        style: Style::Line,
        points: course
            .weights
            .iter()
            .enumerate()
            .map(|(at, weights)| (at as f64 + 1.0, weights[0]))
            .collect(),
    });
    let figure = Figure {
        title: "Figure 2 in fixed point".into(),
        caption: "Weight of the first input of the sequence.".into(),
        svg: plot(&Plot {
            title: "Weight of the first input over presentations".into(),
            x: "presentation".into(),
            y: "w".into(),
            series: series.collect(),
            ..Plot::default()
        }),
    };
    Ok((rows, figure))
}
