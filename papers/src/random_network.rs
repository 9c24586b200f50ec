//! Figure S8: neurons connected to random groups of inputs.

use rand::RngExt;
use spindle_learning::predictive::{Bound, Network, Parameters, Sequence, Trace, Wiring, overlapping};
use spindle_spec::random::{Purpose, stream};

use super::organise::{Course, TRACES, course, courses, durations, figures, row};
use super::{Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "random-network",
    title: "Recall with random inputs (Figure S8)",
    paper: "Saponati & Vinck 2023, Figure S8: eight neurons connected to each other, each with three of eight groups of two \
            inputs, drawn at random with replacement; 3000 presentations. The activity becomes shorter and sparser: in the \
            authors' example 57 ms become 30, and of the five neurons that fire from part of the inputs two are left (read \
            off their plots; the wiring is random, so this is no bar).",
    run,
};

const NEURONS: u32 = 8;
const GROUPS: u32 = 8;
const SOURCES: usize = 3;
const INPUTS: u32 = 2;

/// One seed, which also draws the connectivity and the weights.
fn learn(trace: Trace, seed: u64, epochs: u32, done: impl Fn()) -> Course {
    let parameters = Parameters::published(25.0, 3.1, 1e-6, Bound::None);
    let ticks = |time| parameters.ticks(time);
    let sequence = Sequence {
        inputs: INPUTS,
        interval: ticks(2.0),
        jitter: ticks(1.0),
        background: 5,
        second: ticks(1000.0),
        ticks: ticks(101.0),
    };
    let rng = &mut stream(seed, Purpose::Weights, 0);
    let sources: Vec<Vec<u32>> =
        (0..NEURONS).map(|_| (0..SOURCES).map(|_| rng.random_range(0..GROUPS)).collect()).collect();
    let weights: Vec<Vec<f64>> = sources
        .iter()
        .map(|groups| {
            // A group drawn twice is connected once; its second slot has no input, and a weight of
            // 0 stays 0.
            let slot = |slot: usize| {
                let weight = if groups[..slot].contains(&groups[slot]) { 0.0..=0.0 } else { 0.04..=0.08 };
                [(); INPUTS as usize].map(|()| rng.random_range(weight.clone()))
            };
            (0..SOURCES).flat_map(slot).collect()
        })
        .collect();
    let network = Network::new(&parameters, Wiring::All, trace, &weights, 0.0003);
    let pattern = |driven, rng: &mut _| overlapping(&sequence, &sources, (GROUPS, driven), ticks(8.0), rng);
    course(network, parameters.tick, (GROUPS, epochs), seed, pattern, done)
}

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds: &[u64] = run.choose(&[1, 2, 3, 4, 5], &[1]);
    let epochs = run.choose(3000, 10);
    let courses = courses(seeds, epochs, run, |trace, seed| learn(trace, seed, epochs, run.done));
    let rows = TRACES.iter().zip(&courses).flat_map(|(name, courses)| rows(name, seeds, courses));
    Ok(Outcome {
        ours: format!(
            "{epochs} presentations, each followed by a test; 20 tests at the end. Typical is the median."
        ),
        rows: rows.map(|row| row.full(run.full)).collect(),
        figures: figures(&courses),
    })
}

fn rows(name: &str, seeds: &[u64], courses: &[Course]) -> Vec<Row> {
    let row = |what: &str, measure: &dyn Fn(&Course) -> f64| {
        row(EXPERIMENT.name, format!("{name}: {what}"), seeds, courses, measure)
    };
    let mut rows = vec![
        row("neurons that fire from two of eight groups, before", &|course| course.before.recalled)
            .paper("5"),
        row("neurons that fire from two of eight groups, after", &|course| course.after.recalled).paper("2"),
        row("spikes of all neurons, all driven, before", &|course| course.before.spikes),
        row("spikes of all neurons, all driven, after", &|course| course.after.spikes),
        row("networks that have fallen silent, all driven, % of seeds", &|course| {
            if course.after.spikes == 0.0 { 100.0 } else { 0.0 }
        }),
    ];
    rows.extend(durations(row, ("57", "30"), None));
    rows
}
