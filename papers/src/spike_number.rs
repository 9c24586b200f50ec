//! Figure 4c: more and more spikes of the strong input (Froemke et al. 2006).

use spindle_learning::predictive::{Bound, Parameters, Single};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::measure::rms;
use super::pairing::{Pairing, change, train};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "spike-number",
    title: "Number of spikes (Figure 4c)",
    paper: "Saponati & Vinck 2023, Figure 4c, with the measurements of Froemke et al. 2006: one spike of the weak input \
            5 ms after the first of one to five spikes of the strong one, 10 ms apart, 30 times. More spikes turn \
            depression into potentiation.",
    run,
};

/// Measured w/w₀ for one to five spikes.
const MEASURED: [f64; 5] = [0.7, 0.8, 0.9, 1.02, 1.2];

/// Result of an independent implementation of the published equations, in the same order.
const SIMULATED: [f64; 5] = [0.660, 0.862, 0.979, 1.066, 1.142];

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    (run.expect)(MEASURED.len() as u64);
    let parameters = Parameters::published(40.0, 3.0, 8e-5, Bound::Soft);
    let ratios = [1, 2, 3, 4, 5].map(|count| {
        let pairing = Pairing {
            length: 600.0,
            spikes: [train(0.0, 10.0, count), vec![5.0]],
            repetitions: 30,
            weights: [0.14, 0.017],
            weak: 1,
        };
        let ratio = change(&pairing, &parameters, Single::new);
        (run.done)();
        ratio
    });
    let row = |what: &str, value| Row::new(EXPERIMENT.name, what, value);
    let points = |ratios: &[f64]| (1..=5).map(f64::from).zip(ratios.iter().copied()).collect();
    Ok(Outcome {
        ours: "Circles: measured in slices of cortex. Line: ours.".into(),
        rows: vec![
            row("w/w₀, RMS against the measurements", rms(&ratios, &MEASURED))
                .paper("0.059")
                .bar(Bar::AtMost(0.08)),
            row("w/w₀, RMS against the published model", rms(&ratios, &SIMULATED)).paper("0"),
        ],
        figures: vec![Figure {
            title: "Number of spikes".into(),
            caption: "Weight of the weak input over the number of spikes of the strong one.".into(),
            svg: plot(&Plot {
                title: "Number of spikes".into(),
                x: "spikes".into(),
                y: "w/w₀".into(),
                series: vec![
                    Series { name: "ours".into(), colour: 0, style: Style::Line, points: points(&ratios) },
                    Series {
                        name: "measured".into(),
                        colour: 1,
                        style: Style::Circles,
                        points: points(&MEASURED),
                    },
                ],
                ..Plot::default()
            }),
        }],
    })
}
