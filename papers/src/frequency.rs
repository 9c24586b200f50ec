//! Figure 4b: pairings at rising frequency (Froemke et al. 2006).

use spindle_learning::predictive::{Bound, Parameters, Single};
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::measure::rms;
use super::pairing::{Pairing, change, train};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "frequency",
    title: "Pairing frequency (Figure 4b)",
    paper: "Saponati & Vinck 2023, Figure 4b, with the measurements of Froemke et al. 2006: five pairings, the weak input \
            6 ms after the strong one, 40 times. Slow pairings depress, fast ones potentiate.",
    run,
};

/// Frequency in Hz and measured w/w₀.
const MEASURED: [(f64, f64); 3] = [(10.0, 0.70), (50.0, 0.99), (100.0, 1.30)];

/// Result of an independent implementation of the published equations, in the same order.
const SIMULATED: [f64; 3] = [0.796, 0.950, 1.402];

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    (run.expect)(MEASURED.len() as u64);
    let parameters = Parameters::published(16.0, 2.2, 3.4e-5, Bound::Soft);
    let ratios = MEASURED.map(|(frequency, _)| {
        let every = 1000.0 / frequency;
        let pairing = Pairing {
            length: 500.0,
            spikes: [train(0.0, every, 5), train(6.0, every, 5)],
            repetitions: 40,
            weights: [0.12, 0.005],
            weak: 1,
        };
        let ratio = change(&pairing, &parameters, Single::new);
        (run.done)();
        ratio
    });
    let row = |what: &str, value| Row::new(EXPERIMENT.name, what, value);
    Ok(Outcome {
        ours: "Circles: measured in slices of cortex. Line: ours.".into(),
        rows: vec![
            row("w/w₀, RMS against the measurements", rms(&ratios, &MEASURED.map(|(_, ratio)| ratio)))
                .paper("0.084")
                .bar(Bar::AtMost(0.10)),
            row("w/w₀, RMS against the published model", rms(&ratios, &SIMULATED)).paper("0"),
        ],
        figures: vec![Figure {
            title: "Pairing frequency".into(),
            caption: "Weight of the weak input over the frequency of pairings.".into(),
            svg: plot(&Plot {
                title: "Pairing frequency".into(),
                x: "frequency, Hz".into(),
                y: "w/w₀".into(),
                series: vec![
                    Series {
                        name: "ours".into(),
                        colour: 0,
                        style: Style::Line,
                        points: MEASURED.iter().zip(ratios).map(|((at, _), ratio)| (*at, ratio)).collect(),
                    },
                    Series {
                        name: "measured".into(),
                        colour: 1,
                        style: Style::Circles,
                        points: MEASURED.to_vec(),
                    },
                ],
                ..Plot::default()
            }),
        }],
    })
}
