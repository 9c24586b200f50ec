//! Figure 2: a long sequence in noise, and a neuron that learns to fire at its beginning.

use rayon::prelude::*;
use spindle_learning::predictive::{Bound, Cell, Parameters, Sequence, Single, sequence};
use spindle_report::{Figure, Plot, Series, Style, plot};
use spindle_spec::random::{Purpose, stream};

use super::measure::mean;
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "fig2",
    title: "A sequence in noise (Figure 2)",
    paper: "Saponati & Vinck 2023, Figure 2: 100 inputs 2 ms apart, each moved by up to 2 ms, among 100 that only make \
            noise; background of 0 to 9 Hz on all; random onset; 1000 presentations. The neuron ends with few spikes, at \
            the beginning of the sequence. Numbers: an independent implementation of the published equations, three \
            seeds: one weight, that of the first input, holds 0.166 to 0.196, all others are below 0.0005, after 300 to \
            900 presentations; 50 and more spikes become 11 to 13; the first comes 2.3 ms after the onset.",
    run,
};

/// Inputs of the sequence; as many again are noise.
pub const INPUTS: usize = 100;

/// All weights at the start.
pub const START: f64 = 0.1;

/// Tests after the first presentations that are averaged.
const FIRST: usize = 50;

/// Tests at the end that are averaged.
const LAST: usize = 100;

/// A weight below this counts as gone.
const GONE: f64 = 0.0005;

/// The parameters of the figure.
pub fn parameters() -> Parameters {
    Parameters::published(10.0, 1.4, 5e-4, Bound::Soft)
}

/// The sequence at the tick of `parameters`.
pub fn stimulus(parameters: &Parameters) -> Sequence {
    Sequence {
        inputs: INPUTS as u32,
        interval: parameters.ticks(2.0),
        jitter: parameters.ticks(2.0),
        background: 10,
        second: parameters.ticks(1000.0),
        ticks: parameters.ticks(404.0),
    }
}

/// A test without learning.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// Output spikes.
    pub spikes: usize,
    /// First spike at or after the onset, ms after it; not a number if there is none.
    pub latency: f64,
}

/// Activity of a cell over the presentations.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Tests before learning.
    pub before: Vec<Test>,
    /// The test after each presentation.
    pub tests: Vec<Test>,
    /// Output spikes of each test, ms after the onset.
    pub spikes: Vec<Vec<f64>>,
    /// After each presentation: weight of input 0, largest other weight, sum of the noise weights.
    pub weights: Vec<[f64; 3]>,
    /// Weights at the end.
    pub last: Vec<f64>,
}

/// `epochs` presentations that learn, each followed by one that does not, all drawn from `seed`.
pub fn course(
    cell: &mut impl Cell,
    parameters: &Parameters,
    seed: u64,
    epochs: u32,
    done: impl Fn(),
) -> Course {
    let stimulus = stimulus(parameters);
    let mut drawn = 0;
    let mut next = || {
        drawn += 1;
        sequence(&stimulus, 2 * INPUTS as u32, true, &mut stream(seed, Purpose::Sequences, drawn))
    };
    let test = |cell: &mut _, next: &mut dyn FnMut() -> _| {
        let (pattern, onset) = next();
        let fired = Cell::present(cell, &pattern, false);
        let time = |tick: &u32| (f64::from(*tick) - f64::from(onset)) * parameters.tick;
        let times: Vec<f64> = fired.iter().map(time).collect();
        let latency = times.iter().copied().find(|time| *time >= 0.0).unwrap_or(f64::NAN);
        (Test { spikes: times.len(), latency }, times)
    };
    let mut course =
        Course { before: (0..20).map(|_| test(cell, &mut next).0).collect(), ..Course::default() };
    for _ in 0..epochs {
        cell.present(&next().0, true);
        let (result, times) = test(cell, &mut next);
        course.tests.push(result);
        course.spikes.push(times);
        let weights = cell.weights();
        let finite = weights.iter().all(|weight| weight.is_finite());
        let largest = weights[1..].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let largest = if finite { largest } else { f64::INFINITY };
        course.weights.push([weights[0], largest, weights[INPUTS..].iter().sum()]);
        course.last = weights;
        done();
    }
    course
}

impl Course {
    /// The tests at the beginning, after the first presentations, as the authors plot them: the
    /// first two or three take most of the weight away, and thousand spikes become fifty.
    fn beginning(&self) -> &[Test] {
        &self.tests[..self.tests.len().min(FIRST)]
    }

    /// The tests at the end.
    pub fn end(&self) -> &[Test] {
        &self.tests[self.tests.len().saturating_sub(LAST)..]
    }

    /// Input with the largest weight at the end; none if a weight is NaN.
    fn winner(&self) -> Option<usize> {
        let finite = self.last.iter().all(|weight| weight.is_finite());
        let largest = self.last.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        largest.filter(|_| finite).map(|(input, _)| input)
    }

    /// Presentation from which on all weights but that of input 0 are gone, weights being `scale`
    /// times the published ones; infinite if that never comes.
    pub fn settled(&self, scale: f64) -> f64 {
        let open = self.weights.iter().rposition(|[_, largest, _]| *largest >= GONE * scale);
        let first = open.map_or(0, |epoch| epoch + 1);
        if first < self.weights.len() { first as f64 } else { f64::INFINITY }
    }
}

/// Mean latency, ms.
pub fn latency(tests: &[Test]) -> f64 {
    mean(&tests.iter().map(|test| test.latency).collect::<Vec<_>>())
}

/// Mean number of spikes.
pub fn spikes(tests: &[Test]) -> f64 {
    mean(&tests.iter().map(|test| test.spikes as f64).collect::<Vec<_>>())
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds: &[u64] = run.choose(&[1, 2, 3], &[1]);
    let epochs = run.choose(1000, 10);
    (run.expect)(u64::from(epochs) * seeds.len() as u64);
    let parameters = parameters();
    let courses: Vec<Course> = seeds
        .par_iter()
        .map(|seed| {
            let mut cell = Single::new(&parameters, &[START; 2 * INPUTS]);
            course(&mut cell, &parameters, *seed, epochs, run.done)
        })
        .collect();
    Ok(Outcome {
        ours: format!(
            "{epochs} presentations of samples drawn anew each time, each followed by a test without learning; numbers at \
             the beginning are means over the first {FIRST} tests, at the end over the last {LAST}. Ten seeds at this \
             tick are in the experiment `ticks`.",
        ),
        rows: rows(&courses, seeds).into_iter().map(|row| row.full(run.full)).collect(),
        figures: figures(&courses[0], seeds[0]),
    })
}

fn rows(courses: &[Course], seeds: &[u64]) -> Vec<Row> {
    let row = |what: &str, measure: &dyn Fn(&Course) -> f64| {
        let values: Vec<f64> = courses.iter().map(measure).collect();
        Row::over(EXPERIMENT.name, what, seeds, &values)
    };
    let soon = |course: &Course| {
        let soon = course.end().iter().filter(|test| test.latency <= 20.0).count();
        100.0 * soon as f64 / course.end().len() as f64
    };
    let noise =
        |course: &Course| 100.0 * course.last[INPUTS..].iter().sum::<f64>() / course.last.iter().sum::<f64>();
    vec![
        row("first output spike at the beginning, ms after the onset", &|course| latency(course.beginning()))
            .paper("9"),
        row("first output spike at the end, ms after the onset", &|course| latency(course.end()))
            .paper("2.3")
            .bar(Bar::AtMost(2.5)),
        row("spikes at the beginning, divided by spikes at the end", &|course| {
            spikes(course.beginning()) / spikes(course.end())
        })
        .paper("over 50 to 11…13")
        .bar(Bar::AtLeast(4.0)),
        row("spikes of a presentation before learning", &|course| spikes(&course.before)),
        row("spikes of a presentation at the beginning", &|course| spikes(course.beginning()))
            .paper("over 50"),
        row("spikes of a presentation at the end", &|course| spikes(course.end()))
            .paper("11 to 13")
            .bar(Bar::Between(9.9, 14.3)),
        row("tests with a spike within 20 ms of the onset, %", &soon).paper("100").bar(Bar::AtLeast(100.0)),
        row("the largest weight is that of the first input, % of seeds", &|course| {
            if course.winner() == Some(0) { 100.0 } else { 0.0 }
        })
        .paper("100")
        .bar(Bar::AtLeast(100.0)),
        row("weight of the first input", &|course| course.last[0])
            .paper("0.166 to 0.196")
            .bar(Bar::Between(0.149, 0.216)),
        row("largest other weight", &|course| course.weights.last().map_or(f64::NAN, |weights| weights[1]))
            .paper("below 0.0005")
            .bar(Bar::AtMost(0.00055)),
        row("noise weights, % of all weight", &noise).paper("5 to 6").bar(Bar::AtMost(10.0)),
        row("presentation from which all other weights are below 0.0005", &|course| course.settled(1.0))
            .paper("300 to 900")
            .bar(Bar::AtMost(990.0)),
    ]
}

fn figures(course: &Course, seed: u64) -> Vec<Figure> {
    // A tenth of the presentations shows the same and keeps the report small.
    let every = (course.spikes.len() / 100).max(1);
    let shown = course.spikes.iter().enumerate().step_by(every);
    let dots = shown.flat_map(|(epoch, at)| at.iter().map(move |at| (epoch as f64, *at)));
    let weights = |name: &str, colour, index: usize| Series {
        name: name.into(),
        colour,
        style: Style::Line,
        points: course.weights.iter().enumerate().map(|(epoch, all)| (epoch as f64, all[index])).collect(),
    };
    vec![
        Figure {
            title: "Output spikes".into(),
            caption: format!(
                "Tests after every {every}th presentation, seed {seed}; time from the onset of the sequence."
            ),
            svg: plot(&Plot {
                title: "Output spikes over presentations".into(),
                x: "presentation".into(),
                y: "ms after the onset".into(),
                series: vec![Series {
                    name: "spikes".into(),
                    colour: 3,
                    style: Style::Dots,
                    points: dots.collect(),
                }],
                levels: vec![(2.0, "input 1".into()), (200.0, "input 100".into())],
                ..Plot::default()
            }),
        },
        Figure {
            title: "Weights".into(),
            caption: format!(
                "On a logarithmic scale, seed {seed}: the later winner first falls with all others."
            ),
            svg: plot(&Plot {
                title: "Weights over presentations".into(),
                x: "presentation".into(),
                y: "w".into(),
                logarithmic: true,
                series: vec![
                    weights("first input", 0, 0),
                    weights("largest other", 1, 1),
                    weights("sum of noise", 5, 2),
                ],
                ..Plot::default()
            }),
        },
    ]
}
