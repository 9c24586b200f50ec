//! Networks that organise themselves: what Figures 3, S7 and S8 have in common.

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use spindle_learning::predictive::{Network, Parameters, Pattern, Sequence, Trace, Wiring, groups};
use spindle_report::{Figure, Plot, Series, Style, plot};
use spindle_spec::random::{Purpose, stream};

use super::measure::{mean, median};
use super::{Bar, Outcome, Row, Run};

/// A network and what it is shown. Times in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Of the neurons.
    pub parameters: Parameters,
    /// Connectivity.
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

/// Activity of a network, with all groups driven or only the first two.
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
    /// The experiment: before, while and after learning, for both ways to advance the traces.
    /// `rows` gets the name of the way, the seeds, and a course for each.
    pub fn outcome(&self, run: &Run<'_>, rows: impl Fn(&str, &[u64], &[Course]) -> Vec<Row>) -> Outcome {
        let seeds: &[u64] = run.choose(&[1, 2, 3, 4, 5], &[1]);
        let epochs = run.choose(2000, 10);
        let courses = self.courses(seeds, epochs, run);
        let rows = TRACES.iter().zip(&courses).flat_map(|(name, courses)| rows(name, seeds, courses));
        Outcome {
            ours: format!(
                "{epochs} presentations, each followed by a test; 20 tests at the end, all with background, which now and \
                 then fires a neuron late: typical is the median. The authors' code advances the traces of outputs twice a \
                 tick while learning; both that and once a tick are shown.",
            ),
            rows: rows.map(|row| row.full(run.full)).collect(),
            figures: figures(&courses),
        }
    }

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
    fn course(&self, trace: Trace, seed: u64, epochs: u32, done: impl Fn()) -> Course {
        let weights = vec![vec![self.weights.0; self.inputs as usize]; self.neurons as usize];
        let network = Network::new(&self.parameters, self.wiring, trace, &weights, self.weights.1);
        let delay = self.parameters.ticks(self.delay);
        let pattern = |driven, rng: &mut _| groups(&self.sequence(), self.neurons, driven, delay, rng);
        course(network, self.parameters.tick, (self.neurons, epochs), seed, pattern, done)
    }

    /// A course for each seed and trace; those of the authors' trace first.
    pub fn courses(&self, seeds: &[u64], epochs: u32, run: &Run<'_>) -> [Vec<Course>; 2] {
        courses(seeds, epochs, run, |trace, seed| self.course(trace, seed, epochs, run.done))
    }
}

/// A course for each seed and trace; those of the authors' trace first.
pub fn courses(
    seeds: &[u64],
    epochs: u32,
    run: &Run<'_>,
    course: impl Fn(Trace, u64) -> Course + Sync,
) -> [Vec<Course>; 2] {
    (run.expect)(2 * u64::from(epochs) * seeds.len() as u64);
    [Trace::TwiceWhileLearning, Trace::Once]
        .map(|trace| seeds.par_iter().map(|seed| course(trace, *seed)).collect())
}

/// `network` learns `epochs` presentations drawn from `seed` with all `groups` driven. `tick` in
/// milliseconds; `pattern` draws a presentation with the given number of driven groups.
pub fn course(
    mut network: Network,
    tick: f64,
    (groups, epochs): (u32, u32),
    seed: u64,
    pattern: impl Fn(u32, &mut ChaCha8Rng) -> Pattern,
    done: impl Fn(),
) -> Course {
    let mut drawn = 0;
    let mut next = |driven| {
        drawn += 1;
        pattern(driven, &mut stream(seed, Purpose::Sequences, drawn))
    };
    let mut durations = Vec::new();
    let before = measure(&mut network, tick, groups, &mut next);
    for _ in 0..epochs {
        network.present(&next(groups), true);
        durations.push(duration(&network.present(&next(groups), false), tick));
        done();
    }
    let after = measure(&mut network, tick, groups, &mut next);
    let recall = [&before.1, &after.1].map(|spikes| {
        let point = |(at, neuron): &(u32, u32)| (f64::from(*at) * tick, f64::from(neuron + 1));
        spikes.iter().map(point).collect()
    });
    Course { before: before.0, after: after.0, durations, recall, network }
}

/// Means over tests, and the spikes of one with two groups driven.
fn measure(
    network: &mut Network,
    tick: f64,
    groups: u32,
    next: &mut impl FnMut(u32) -> Pattern,
) -> (Measured, Vec<(u32, u32)>) {
    let mut all: [Vec<f64>; 3] = Default::default();
    let mut example = Vec::new();
    for _ in 0..TESTS {
        example = network.present(&next(2), false);
        let fires = |neuron: &usize| example.iter().any(|(_, other)| *other as usize == *neuron);
        let spikes = network.present(&next(groups), false);
        all[0].push((0..network.neurons().len()).filter(fires).count() as f64);
        all[1].push(duration(&spikes, tick));
        all[2].push(spikes.len() as f64);
    }
    let typical = median(&all[1]);
    let [recalled, duration, spikes] = all.map(|values| mean(&values));
    (Measured { recalled, duration, typical, spikes }, example)
}

/// From the first spike to the last, ms.
fn duration(spikes: &[(u32, u32)], tick: f64) -> f64 {
    spikes.first().zip(spikes.last()).map_or(0.0, |(first, last)| f64::from(last.0 - first.0) * tick)
}

impl Course {
    /// The shortest typical duration while learning, ms: median of as many tests in a row as at the
    /// end.
    fn shortest(&self) -> f64 {
        self.durations.windows(TESTS as usize).map(median).fold(f64::NAN, f64::min)
    }
}

/// Names of the traces in tables.
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
    bar: Option<f64>,
) -> Vec<Row> {
    let mut rows = vec![
        row("typical duration of the activity before, ms", &|course| course.before.typical).paper(before),
        row("typical duration of the activity after, ms", &|course| course.after.typical).paper(after),
        row("shortest typical duration while learning, ms", &Course::shortest),
        row("mean duration of the activity before, ms", &|course| course.before.duration),
        row("mean duration of the activity after, ms", &|course| course.after.duration),
    ];
    if let Some(bar) = bar {
        let short = |course: &Course| if course.after.typical <= bar { 100.0 } else { 0.0 };
        rows[1] = rows[1].clone().bar(Bar::AtMost(bar));
        rows.push(row(&format!("seeds with a typical duration of at most {bar} ms after, %"), &short));
    }
    rows
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
