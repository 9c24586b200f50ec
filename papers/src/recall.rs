//! Figure 3: neurons connected to their neighbours learn to complete a sequence.

use spindle_learning::predictive::{Bound, Parameters, Wiring};

use super::measure::mean;
use super::organise::{Course, Setting, durations, row};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "recall",
    title: "Recall in a network (Figure 3)",
    paper: "Saponati & Vinck 2023, Figure 3: ten neurons in a row, each with eight inputs in sequence and its two \
            neighbours, 2000 presentations. Afterwards the inputs of the first two make (nearly) all fire, and the activity \
            of all becomes shorter. Numbers: an independent implementation, two seeds: 2 neurons before, 8.0 and 9.9 \
            after; 44 ms become 15 to 17 (36 in one run of four). In the authors' plotted example 8 fire, and 43 ms become 14 \
            to 15, now and then 35.",
    run,
};

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let setting = Setting {
        parameters: Parameters::published(26.0, 3.0, 8e-7, Bound::None),
        wiring: Wiring::Nearest,
        neurons: 10,
        inputs: 8,
        delay: 4.0,
        length: 129.0,
        weights: (0.03, 0.0003),
    };
    Ok(setting.outcome(run, rows))
}

fn rows(name: &str, seeds: &[u64], courses: &[Course]) -> Vec<Row> {
    let row = |what: &str, measure: &dyn Fn(&Course) -> f64| {
        row(EXPERIMENT.name, format!("{name}: {what}"), seeds, courses, measure)
    };
    // The weights from the neighbours follow the inputs; the ends have only one neighbour.
    let from_before = |course: &Course| {
        mean(&course.network.neurons()[1..].iter().map(|neuron| neuron.weights()[8]).collect::<Vec<_>>())
    };
    let from_after = |course: &Course| {
        mean(&course.network.neurons()[..9].iter().map(|neuron| neuron.weights()[9]).collect::<Vec<_>>())
    };
    let mut rows = vec![
        row("neurons that fire from the inputs of two, before", &|course| course.before.recalled)
            .paper("2.0 to 2.1"),
        row("neurons that fire from the inputs of two, after", &|course| course.after.recalled)
            .paper("8.0 and 9.9")
            .bar(Bar::AtLeast(8.0)),
        row("weight from the neuron before", &from_before).paper("0.07 to 0.14"),
        row("weight from the neuron after", &from_after).paper("-0.07 to -0.02"),
    ];
    rows.extend(durations(row, ("44", "15 to 17, 36"), Some(20.0)));
    rows
}
