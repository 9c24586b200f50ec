//! Networks that organise themselves: what Figures 3 and S7 have in common.

use rayon::prelude::*;

use super::measure::{mean, median};
use super::{Bar, Row, Run};
use crate::predictive::{Network, Parameters, Sequence, Trace, Wiring, groups};
use crate::random::{Purpose, stream};
use crate::report::{Figure, Plot, Series, Style, plot};

/// A network and what it is shown. Times in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Of the neurons.
    pub parameters: Parameters,
    /// Who hears whom.
    pub wiring: Wiring,
    /// Number of neurons.
    pub neurons: u32,
    /// Inputs of each.
    pub inputs: u32,
    /// From the sequence of one neuron to that of the next.
    pub delay: f64,
    /// Length of a presentation.
    pub length: f64,
    /// Weights at the start, from inputs and from neurons.
    pub weights: (f64, f64),
}

/// Presentations that are averaged in a test.
const TESTS: u64 = 20;

/// What a network does, with all groups driven or only the first two.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Neurons that fire if the first two groups are driven.
    pub recalled: f64,
    /// From the first spike to the last if all are driven, ms: mean over tests.
    pub duration: f64,
    /// The same, median over tests: without the few in which the background fires a neuron late.
    pub typical: f64,
    /// Spikes if all are driven.
    pub spikes: f64,
}

/// A network before, during and after learning.
#[derive(Clone, Debug)]
pub struct Course {
    /// Before.
    pub before: Measured,
    /// After.
    pub after: Measured,
    /// From the first spike to the last in the test after each presentation, ms.
    pub durations: Vec<f64>,
    /// Output spikes (ms, neuron) with two groups driven, before and after.
    pub recall: [Vec<(f64, f64)>; 2],
    /// The network at the end.
    pub network: Network,
}

impl Setting {
    fn sequence(&self) -> Sequence {
        let ticks = |time| self.parameters.ticks(time);
        Sequence {
            inputs: self.inputs,
            interval: ticks(2.0),
            jitter: ticks(1.0),
            background: 5,
            second: ticks(1000.0),
            ticks: ticks(self.length),
        }
    }

    /// Learns `epochs` presentations drawn from `seed`.
    pub fn course(&self, trace: Trace, seed: u64, epochs: u32, done: impl Fn()) -> Course {
        let (neurons, inputs) = (self.neurons as usize, self.inputs as usize);
        let mut network = Network::new(&self.parameters, self.wiring, trace, (neurons, inputs), self.weights);
        let mut drawn = 0;
        let mut next = |driven: u32| {
            drawn += 1;
            let delay = self.parameters.ticks(self.delay);
            let rng = &mut stream(seed, Purpose::Sequences, drawn);
            groups(&self.sequence(), self.neurons, driven, delay, rng)
        };
        let mut durations = Vec::new();
        let before = self.measure(&mut network, &mut next);
        for _ in 0..epochs {
            network.present(&next(self.neurons), true);
            durations.push(self.duration(&network.present(&next(self.neurons), false)));
            done();
        }
        let after = self.measure(&mut network, &mut next);
        let recall = [&before.1, &after.1].map(|spikes| {
            let point = |(tick, neuron): &(u32, u32)| {
                (f64::from(*tick) * self.parameters.tick, f64::from(neuron + 1))
            };
            spikes.iter().map(point).collect()
        });
        Course { before: before.0, after: after.0, durations, recall, network }
    }

    /// Means over tests, and the spikes of one with two groups driven.
    fn measure(
        &self,
        network: &mut Network,
        next: &mut impl FnMut(u32) -> crate::predictive::Pattern,
    ) -> (Measured, Vec<(u32, u32)>) {
        let mut all: [Vec<f64>; 3] = Default::default();
        let mut example = Vec::new();
        for _ in 0..TESTS {
            example = network.present(&next(2), false);
            let fires = |neuron: &u32| example.iter().any(|(_, other)| other == neuron);
            let spikes = network.present(&next(self.neurons), false);
            all[0].push((0..self.neurons).filter(fires).count() as f64);
            all[1].push(self.duration(&spikes));
            all[2].push(spikes.len() as f64);
        }
        let typical = median(&all[1]);
        let [recalled, duration, spikes] = all.map(|values| mean(&values));
        (Measured { recalled, duration, typical, spikes }, example)
    }

    fn duration(&self, spikes: &[(u32, u32)]) -> f64 {
        let ends = spikes.first().zip(spikes.last());
        ends.map_or(0.0, |(first, last)| f64::from(last.0 - first.0) * self.parameters.tick)
    }

    /// A course for each seed and trace; the seeds of the authors' trace first.
    pub fn courses(&self, seeds: &[u64], epochs: u32, run: &Run<'_>) -> [Vec<Course>; 2] {
        (run.expect)(2 * u64::from(epochs) * seeds.len() as u64);
        [Trace::TwiceWhileLearning, Trace::Once]
            .map(|trace| seeds.par_iter().map(|seed| self.course(trace, *seed, epochs, run.done)).collect())
    }
}

/// What the traces are called in tables.
pub const TRACES: [&str; 2] = ["authors' code", "one trace update a tick"];

/// A row over `seeds` of something measured in each course.
pub fn row(
    experiment: &str,
    what: String,
    seeds: &[u64],
    courses: &[Course],
    measure: impl Fn(&Course) -> f64,
) -> Row {
    Row::over(experiment, what, seeds, &courses.iter().map(measure).collect::<Vec<_>>())
}

/// The durations before and after: typical ones, which have the bar, and means.
pub fn durations(
    row: impl Fn(&str, &dyn Fn(&Course) -> f64) -> Row,
    (before, after): (&str, &str),
    bar: f64,
) -> Vec<Row> {
    let short = |course: &Course| if course.after.typical <= bar { 100.0 } else { 0.0 };
    vec![
        row("typical duration of the activity before, ms", &|course| course.before.typical).paper(before),
        row("typical duration of the activity after, ms", &|course| course.after.typical)
            .paper(after)
            .bar(Bar::AtMost(bar)),
        row(&format!("seeds with a typical duration of at most {bar} ms after, %"), &short),
        row("mean duration of the activity before, ms", &|course| course.before.duration),
        row("mean duration of the activity after, ms", &|course| course.after.duration),
    ]
}

/// Recall before and after, and the duration of the activity over presentations, of the first seed.
pub fn figures(courses: &[Vec<Course>; 2]) -> Vec<Figure> {
    let mut figures = Vec::new();
    let dots = |name: &str, colour, points: &[(f64, f64)]| Series {
        name: name.into(),
        colour,
        style: Style::Dots,
        points: points.to_vec(),
    };
    for (name, courses) in TRACES.iter().zip(courses) {
        let [before, after] = &courses[0].recall;
        figures.push(Figure {
            title: format!("Recall ({name})"),
            caption: "Output spikes when only the first two groups of inputs are driven.".into(),
            svg: plot(&Plot {
                title: "Recall".into(),
                x: "ms".into(),
                y: "neuron".into(),
                series: vec![dots("before", 5, before), dots("after", 0, after)],
                ..Plot::default()
            }),
        });
    }
    let durations = |(colour, (name, courses)): (usize, (&&str, &Vec<Course>))| Series {
        name: (*name).into(),
        colour,
        style: Style::Line,
        points: courses[0].durations.iter().enumerate().map(|(at, ms)| (at as f64, *ms)).collect(),
    };
    figures.push(Figure {
        title: "Duration of the activity".into(),
        caption:
            "From the first output spike to the last, all groups driven, in the test after each presentation."
                .into(),
        svg: plot(&Plot {
            title: "Duration of the activity".into(),
            x: "presentation".into(),
            y: "ms".into(),
            series: TRACES.iter().zip(courses).enumerate().map(durations).collect(),
            ..Plot::default()
        }),
    });
    figures
}
