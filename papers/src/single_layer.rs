//! One layer under feedback control, against logistic regression.

use spindle_learning::learn::Epoch;
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::training::{accuracy, seeds, train};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "single-layer",
    title: "One layer under feedback control",
    paper: "arXiv 2602.13261 and 2603.24113: a pair of spiking controllers for each output steers it to its target, and the \
            feedback current times the presynaptic spike is the weight change. Yin-Yang with one layer: 63 % in their \
            simulation, 67 % on the mixed-signal chip; a layer without hidden neurons is said to reach 63.8. The network is \
            a reconstruction: the papers' constants are not published.",
    run,
};

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 10);
    let mut rows = Vec::new();
    let mut figures = Vec::new();
    for preset in ["iris", "wine", "breast-cancer", "digits"] {
        let trained = train(run, preset, &seeds, |_| {})?;
        rows.push(accuracy(EXPERIMENT.name, preset, &seeds, &trained));
        let beyond: Vec<f64> = trained.iter().map(|trained| trained.beyond_logistic).collect();
        rows.push(
            Row::over(
                EXPERIMENT.name,
                format!("{preset}: points beyond logistic regression, same parts"),
                &seeds,
                &beyond,
            )
            .golden()
            .bar(Bar::AtLeast(-1.5))
            .aim(Bar::AtLeast(0.0)),
        );
        if preset == "digits" {
            let histories: Vec<&[Epoch]> = trained.iter().map(|trained| &trained.history[..]).collect();
            rows.extend(effort(&seeds, &histories));
            figures.push(effort_figure(histories[0]));
        }
    }
    let trained = train(run, "yin-yang", &seeds, |_| {})?;
    rows.push(
        accuracy(EXPERIMENT.name, "yin-yang", &seeds, &trained)
            .paper("63 (simulation), 67 (chip)")
            .bar(Bar::AtLeast(63.0))
            .aim(Bar::AtLeast(67.0)),
    );
    let rows = rows.into_iter().map(|row| row.full(run.full)).collect();
    Ok(Outcome {
        ours: "Presets trained as they ship, choices made on validation samples; feedback is off wherever an accuracy is \
               shown."
            .into(),
        rows,
        figures,
    })
}

/// Change of controller activity over training: the signature of least control.
fn effort(seeds: &[u64], histories: &[&[Epoch]]) -> [Row; 2] {
    let ratio = |value: &dyn Fn(&Epoch) -> f64| -> Vec<f64> {
        let of = |history: &&[Epoch]| {
            history.last().map_or(f64::NAN, value) / history.first().map_or(f64::NAN, value)
        };
        histories.iter().map(of).collect()
    };
    let row = |what: &str, values: Vec<f64>| {
        Row::over(EXPERIMENT.name, format!("digits: {what}, last epoch over first"), seeds, &values)
            .golden()
            .bar(Bar::AtMost(1.0))
            .aim(Bar::AtMost(0.5))
    };
    [
        row("controller spikes", ratio(&|epoch| epoch.controller_spikes)),
        row("control effort", ratio(&|epoch| epoch.control_effort)),
    ]
}

fn effort_figure(history: &[Epoch]) -> Figure {
    let series = |name: &str, colour, value: &dyn Fn(&Epoch) -> f64| Series {
        name: name.into(),
        colour,
        style: Style::Line,
        points: history.iter().map(|epoch| (f64::from(epoch.epoch), value(epoch))).collect(),
    };
    Figure {
        title: "Controller spikes".into(),
        caption: "Per training sample of digits, seed 1.".into(),
        svg: plot(&Plot {
            title: "Controller spikes over training".into(),
            x: "epoch".into(),
            y: "spikes per sample".into(),
            series: vec![series("controllers", 0, &|epoch| epoch.controller_spikes)],
            ..Plot::default()
        }),
    }
}
