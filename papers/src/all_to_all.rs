//! Figure S7: the same with all-to-all connections.

use spindle_learning::predictive::{Bound, Parameters, Wiring};

use super::organise::{Course, Setting, durations, row};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "all-to-all",
    title: "Recall with all-to-all connections (Figure S7)",
    paper: "Saponati & Vinck 2023, Figure S7: eight neurons with two inputs each, each hearing all others, 2000 \
            presentations. Numbers: an independent implementation, one seed: activity of 56 ms becomes 6.7; the inputs of \
            two make all eight fire (2.4 before), each once.",
    run,
};

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let setting = Setting {
        parameters: Parameters::published(25.0, 2.9, 2e-6, Bound::None),
        wiring: Wiring::All,
        neurons: 8,
        inputs: 2,
        delay: 8.0,
        length: 101.0,
        weights: (0.06, 0.0003),
    };
    Ok(setting.outcome(run, rows))
}

fn rows(name: &str, seeds: &[u64], courses: &[Course]) -> Vec<Row> {
    let row = |what: &str, measure: &dyn Fn(&Course) -> f64| {
        row(EXPERIMENT.name, format!("{name}: {what}"), seeds, courses, measure)
    };
    let mut rows = vec![
        row("neurons that fire from the inputs of two, before", &|course| course.before.recalled)
            .paper("2.4"),
        row("neurons that fire from the inputs of two, after", &|course| course.after.recalled)
            .paper("8")
            .aim(Bar::AtLeast(8.0)),
        row("spikes of all neurons, all driven, after", &|course| course.after.spikes).paper("8.0"),
    ];
    rows.extend(durations(row, ("56", "6.7"), Some(10.0)));
    rows
}
