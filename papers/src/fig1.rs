//! Figure 1: two inputs, and a neuron that learns to fire before the second.

use rayon::prelude::*;
use spindle_learning::predictive::{Bound, Cell, Parameters, Pattern, Single};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "fig1",
    title: "Two inputs (Figure 1)",
    paper: "Saponati & Vinck 2023, Figure 1c: inputs at 4 and 8 ms, 300 presentations, from three equal pairs of weights. \
            The first weight grows, the second shrinks, and the output spike moves before the second input. Numbers: an \
            independent implementation of the published equations that agrees with the authors' plotted curves.",
    run,
};

/// Presentations.
const EPOCHS: u32 = 300;

/// Time of the second input, ms.
const SECOND: f64 = 8.0;

/// Published course from both weights at `start`.
struct Published {
    start: f64,
    /// At the end.
    weights: [f64; 2],
    /// First presentation (counted from 1) whose test has a spike.
    fires: f64,
    /// First presentation (counted from 1) whose test has its first spike before the second input.
    anticipates: f64,
    /// Time of the spike at the end, ms.
    time: f64,
}

const PUBLISHED: [Published; 3] = [
    Published { start: 0.005, weights: [0.0891, 0.0255], fires: 160.0, anticipates: 185.0, time: 5.90 },
    Published { start: 0.03, weights: [0.0927, 0.0177], fires: 14.0, anticipates: 39.0, time: 5.75 },
    Published { start: 0.05, weights: [0.0929, 0.0172], fires: 1.0, anticipates: 21.0, time: 5.75 },
];

/// The parameters of the figure.
pub fn parameters() -> Parameters {
    Parameters::published(10.0, 2.0, 5e-4, Bound::Soft)
}

/// The inputs: one spike each, at 4 and 8 ms of 100.
pub fn pattern(parameters: &Parameters) -> Pattern {
    let spikes = [(4.0, 0), (SECOND, 1)].map(|(at, line)| (parameters.ticks(at), line));
    Pattern::new(parameters.ticks(100.0), spikes.to_vec())
}

/// Activity of a cell over the presentations.
#[derive(Debug, Default)]
pub struct Course {
    /// Weights after each presentation.
    pub weights: Vec<[f64; 2]>,
    /// Times of the output spikes of the test after each presentation, ms.
    pub spikes: Vec<Vec<f64>>,
}

impl Course {
    /// First presentation (counted from 1) whose test has a first spike before `time`, or not a
    /// number.
    pub fn fires_before(&self, time: f64) -> f64 {
        let first = |spikes: &Vec<f64>| spikes.first().is_some_and(|at| *at < time);
        self.spikes.iter().position(first).map_or(f64::NAN, |epoch| (epoch + 1) as f64)
    }
}

/// `epochs` presentations that learn, each followed by one that does not.
pub fn course(cell: &mut impl Cell, parameters: &Parameters, epochs: u32) -> Course {
    let pattern = pattern(parameters);
    let mut course = Course::default();
    for _ in 0..epochs {
        cell.present(&pattern, true);
        let weights = cell.weights();
        course.weights.push([weights[0], weights[1]]);
        let spikes = cell.present(&pattern, false);
        course.spikes.push(spikes.iter().map(|tick| f64::from(*tick) * parameters.tick).collect());
    }
    course
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    (run.expect)(PUBLISHED.len() as u64);
    let parameters = parameters();
    let courses: Vec<Course> = PUBLISHED
        .par_iter()
        .map(|published| {
            let mut cell = Single::new(&parameters, &[published.start; 2]);
            let course = course(&mut cell, &parameters, EPOCHS);
            (run.done)();
            course
        })
        .collect();
    let rows =
        PUBLISHED.iter().zip(&courses).flat_map(|(published, course)| rows(published, course)).collect();
    Ok(Outcome {
        ours: "Presentations are counted from 1; each is followed by a test without learning.".into(),
        rows,
        figures: figures(&courses),
    })
}

fn rows(published: &Published, course: &Course) -> Vec<Row> {
    let row = |what: &str, value: f64, paper: f64| {
        Row::new(EXPERIMENT.name, format!("w₀ = {}: {what}", published.start), value)
            .paper(paper.to_string())
            .bar(Bar::Within { of: paper, share: 0.10 })
    };
    let last = course.weights.last().copied().unwrap_or([f64::NAN; 2]);
    let time = course.spikes.last().and_then(|spikes| spikes.first()).copied().unwrap_or(f64::NAN);
    let weight = |what: &str, input: usize| {
        let paper = published.weights[input];
        row(what, last[input], paper).aim(Bar::Within { of: paper, share: 0.05 })
    };
    vec![
        weight("first weight at the end", 0),
        weight("second weight at the end", 1),
        row("presentation of the first output spike", course.fires_before(f64::INFINITY), published.fires),
        row("presentation that anticipates input 2", course.fires_before(SECOND), published.anticipates),
        row("output spike at the end, ms", time, published.time),
    ]
}

fn figures(courses: &[Course]) -> Vec<Figure> {
    let mut spikes = Vec::new();
    let mut weights = Vec::new();
    for (colour, (published, course)) in PUBLISHED.iter().zip(courses).enumerate() {
        let name = format!("w₀ = {}", published.start);
        let epochs = (1..).map(f64::from);
        let dots =
            epochs.clone().zip(&course.spikes).flat_map(|(epoch, at)| at.iter().map(move |at| (epoch, *at)));
        spikes.push(Series { name: name.clone(), colour, style: Style::Dots, points: dots.collect() });
        for (input, name) in [(0, name), (1, String::new())] {
            let points =
                epochs.clone().zip(&course.weights).map(|(epoch, pair)| (epoch, pair[input])).collect();
            weights.push(Series { name, colour, style: Style::Line, points });
        }
    }
    vec![
        Figure {
            title: "Output spikes".into(),
            caption: "Spikes of the test after each presentation.".into(),
            svg: plot(&Plot {
                title: "Output spikes over presentations".into(),
                x: "presentation".into(),
                y: "ms".into(),
                series: spikes,
                levels: vec![(4.0, "input 1".into()), (SECOND, "input 2".into())],
                ..Plot::default()
            }),
        },
        Figure {
            title: "Weights".into(),
            caption: "First input: rising. Second input: falling.".into(),
            svg: plot(&Plot {
                title: "Weights over presentations".into(),
                x: "presentation".into(),
                y: "w".into(),
                series: weights,
                ..Plot::default()
            }),
        },
    ]
}
