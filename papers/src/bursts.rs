//! Figure 4d: one spike and a burst (Nevian & Sakmann 2006).

use spindle_learning::predictive::{Bound, Parameters, Single};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::measure::rms;
use super::pairing::{Pairing, change, train};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "bursts",
    title: "Bursts (Figure 4d)",
    paper: "Saponati & Vinck 2023, Figure 4d, with the measurements of Nevian & Sakmann 2006: one spike of the weak input \
            10 ms before (or after) a burst of three spikes of the strong one, 60 times. The faster the burst, the \
            stronger the change, in either direction. (The authors' script prints its error with the frequencies in \
            reverse order; the numbers here have the right order.)",
    run,
};

/// Frequency of the burst in Hz, measured w/w₀ with the weak input first and last.
const MEASURED: [(f64, [f64; 2]); 3] = [(20.0, [1.1, 0.74]), (50.0, [2.0, 0.74]), (100.0, [2.25, 0.55])];

/// Result of an independent implementation of the published equations, in the same order.
const SIMULATED: [[f64; 3]; 2] = [[1.343, 1.685, 2.238], [0.667, 0.616, 0.426]];

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    (run.expect)(2 * MEASURED.len() as u64);
    let parameters = Parameters::published(25.0, 2.0, 2e-4, Bound::Soft);
    let ratios = [true, false].map(|weak_first| {
        MEASURED.map(|(frequency, _)| {
            let every = 1000.0 / frequency;
            let pairing = Pairing {
                length: 300.0,
                spikes: if weak_first {
                    [vec![0.0], train(10.0, every, 3)]
                } else {
                    [train(0.0, every, 3), vec![2.0 * every + 10.0]]
                },
                repetitions: 60,
                weights: if weak_first { [0.01, 0.08] } else { [0.08, 0.01] },
                weak: usize::from(!weak_first),
            };
            let ratio = change(&pairing, &parameters, Single::new);
            (run.done)();
            ratio
        })
    });
    let mut rows = Vec::new();
    let mut series = Vec::new();
    for (order, (name, paper, bar)) in
        [("weak first", "0.230", 0.25), ("weak last", "0.110", 0.12)].into_iter().enumerate()
    {
        let measured = MEASURED.map(|(_, ratios)| ratios[order]);
        let row = |what: &str, value| Row::new(EXPERIMENT.name, format!("{name}: {what}"), value);
        rows.push(
            row("w/w₀, RMS against the measurements", rms(&ratios[order], &measured))
                .paper(paper)
                .bar(Bar::AtMost(bar)),
        );
        rows.push(
            row("w/w₀, RMS against the published model", rms(&ratios[order], &SIMULATED[order])).paper("0"),
        );
        let points = |ratios: [f64; 3]| MEASURED.iter().map(|(at, _)| *at).zip(ratios).collect();
        series.push(Series {
            name: name.into(),
            colour: order,
            style: Style::Line,
            points: points(ratios[order]),
        });
        series.push(Series {
            name: String::new(),
            colour: order,
            style: Style::Circles,
            points: points(measured),
        });
    }
    Ok(Outcome {
        ours: "Circles: measured in slices of cortex. Lines: ours.".into(),
        rows,
        figures: vec![Figure {
            title: "Bursts".into(),
            caption: "Weight of the weak input over the frequency of the burst.".into(),
            svg: plot(&Plot {
                title: "Bursts".into(),
                x: "frequency, Hz".into(),
                y: "w/w₀".into(),
                series,
                ..Plot::default()
            }),
        }],
    })
}
