//! Figure S5: one neuron, three sequences.

use rand::RngExt;
use rayon::prelude::*;
use spindle_learning::predictive::{Bound, Cell, Parameters, Sequence, Single, multisequence};
use spindle_report::{Figure, Plot, Series, Style, plot};
use spindle_spec::random::{Purpose, stream};

use super::measure::mean;
use super::{Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "several",
    title: "Several sequences (Figure S5)",
    paper: "Saponati & Vinck 2023, Figure S5: three sequences of eight inputs, one a presentation, the second and third 20 \
            and 40 ms after the first; 4000 presentations. Several spikes within each sequence become about one, 13, 11 and \
            9 ms after its start (read off the authors' plot, hence shown without a bar).",
    run,
};

const SEQUENCES: u32 = 3;
const INPUTS: usize = 8;

/// From the start of one sequence to that of the next, ms.
const DELAY: f64 = 20.0;

/// Time of the spike after the start of each sequence, ms, read off the authors' plot.
const PUBLISHED: [&str; SEQUENCES as usize] = ["13", "11", "9"];

/// Tests of each sequence.
const TESTS: u32 = 20;

/// Response of the neuron to each sequence.
#[derive(Clone, Copy, Debug)]
struct Measured {
    /// First spike after the start of the sequence, ms.
    latency: [f64; SEQUENCES as usize],
    /// Spikes.
    spikes: f64,
}

#[derive(Clone, Debug)]
struct Course {
    before: Measured,
    after: Measured,
    weights: Vec<f64>,
}

fn learn(seed: u64, epochs: u32, done: impl Fn()) -> Course {
    let parameters = Parameters::published(18.0, 2.6, 3e-7, Bound::None);
    let ticks = |time| parameters.ticks(time);
    let sequence = Sequence {
        inputs: INPUTS as u32,
        interval: ticks(2.0),
        jitter: ticks(1.0),
        background: 5,
        second: ticks(1000.0),
        ticks: ticks(77.0),
    };
    let mut drawn = 0;
    let mut next = |shown: Option<u32>| {
        drawn += 1;
        let rng = &mut stream(seed, Purpose::Sequences, drawn);
        let shown = shown.unwrap_or_else(|| rng.random_range(0..SEQUENCES));
        multisequence(&sequence, SEQUENCES, shown, ticks(DELAY), rng)
    };
    let mut cell = Single::new(&parameters, &[0.04; SEQUENCES as usize * INPUTS]);
    let measure = |cell: &mut Single, next: &mut dyn FnMut(Option<u32>) -> _| {
        let mut spikes = Vec::new();
        let latency = [0, 1, 2].map(|shown| {
            let start = DELAY * f64::from(shown);
            let mut first = Vec::new();
            for _ in 0..TESTS {
                let fired = cell.present(&next(Some(shown)), false);
                let times = fired.iter().map(|tick| f64::from(*tick) * parameters.tick - start);
                first.extend(times.into_iter().find(|time| *time >= 0.0));
                spikes.push(fired.len() as f64);
            }
            mean(&first)
        });
        Measured { latency, spikes: mean(&spikes) }
    };
    let before = measure(&mut cell, &mut next);
    for _ in 0..epochs {
        cell.present(&next(None), true);
        done();
    }
    let after = measure(&mut cell, &mut next);
    Course { before, after, weights: cell.weights() }
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds: &[u64] = run.choose(&[1, 2, 3, 4, 5], &[1]);
    let epochs = run.choose(4000, 20);
    (run.expect)(u64::from(epochs) * seeds.len() as u64);
    let courses: Vec<Course> = seeds.par_iter().map(|seed| learn(*seed, epochs, run.done)).collect();
    let row = |what: String, measure: &dyn Fn(&Course) -> f64| {
        Row::over(EXPERIMENT.name, what, seeds, &courses.iter().map(measure).collect::<Vec<_>>())
            .full(run.full)
    };
    let mut rows = vec![
        row("spikes of a presentation before".into(), &|course| course.before.spikes),
        row("spikes of a presentation after".into(), &|course| course.after.spikes).paper("about 1"),
    ];
    for (sequence, published) in PUBLISHED.into_iter().enumerate() {
        let name = format!("sequence {}: first spike, ms after its start", sequence + 1);
        rows.push(row(format!("{name}, before"), &|course| course.before.latency[sequence]));
        let after = row(format!("{name}, after"), &|course| course.after.latency[sequence]);
        rows.push(after.paper(published));
    }
    let weights = courses[0].weights.chunks(INPUTS).enumerate().map(|(colour, weights)| Series {
        name: format!("sequence {}", colour + 1),
        colour,
        style: Style::Line,
        points: (1..).map(f64::from).zip(weights.iter().copied()).collect(),
    });
    Ok(Outcome {
        ours: format!(
            "{epochs} presentations of a sequence drawn anew each time. The first input of a sequence is 2 ms after its start; \
             {TESTS} tests of each before and after."
        ),
        rows,
        figures: vec![Figure {
            title: "Weights".into(),
            caption: format!("After learning, seed {}.", seeds[0]),
            svg: plot(&Plot {
                title: "Weights of three sequences".into(),
                x: "input of the sequence".into(),
                y: "w".into(),
                series: weights.collect(),
                levels: vec![(0.04, "at the start".into())],
                ..Plot::default()
            }),
        }],
    })
}
