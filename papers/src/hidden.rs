//! Hidden layers that learn from controller spikes.

use spindle_learning::manifest::Description;
use spindle_report::{Figure, Plot, Series, Style, plot};

use super::training::{Trained, accuracy, seeds, train};
use super::{Bar, Error, Experiment, Outcome, Row, Run};

/// Yin-Yang.
pub const YIN_YANG: Experiment = Experiment {
    name: "hidden-yin-yang",
    title: "Yin-Yang with a hidden layer",
    paper: "Kriener et al. 2022: backpropagation through 4-30-3 reaches 97.6 ± 1.5 %, a frozen hidden layer 85.5 ± 5.8. The \
            authors of feedback control announce several layers; nothing is published, so the rule is ours: controller \
            spikes reach the modulators of hidden neurons, gated by the membrane.",
    run: yin_yang,
};

/// Digits.
pub const DIGITS: Experiment = Experiment {
    name: "hidden-digits",
    title: "Digits, 64-20-10",
    paper: "Spiker-LL (arXiv 2605.18003), an FPGA that learns on line: 93 % with 64-20-10 and 16-bit weights, as a summary \
            of the paper reports.",
    run: digits,
};

/// MNIST.
pub const MNIST: Experiment = Experiment {
    name: "hidden-mnist",
    title: "MNIST, 784-256-10, one sample at a time",
    paper: "Spiker-LL: 92 to 93 %. ODIN: 84.5 % (256-10). On-chip backpropagation on Loihi: 96.3 % (400-400-10).",
    run: mnist,
};

/// Change of an ablation.
type Change = fn(&mut Description);

const SYMMETRIC: Change = |_| {};

/// The feedback weights stay as drawn.
const RANDOM: Change = |description| {
    description.network.projections.iter_mut().for_each(|entry| entry.transposed = false);
};

/// Only the outputs learn.
const FROZEN: Change = |description| {
    let hidden =
        |entry: &spindle_learning::manifest::ProjectionEntry| entry.to == "hidden" && !entry.modulatory;
    description.network.projections.iter_mut().filter(|entry| hidden(entry)).for_each(|entry| {
        entry.learn = false;
    });
};

fn yin_yang(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 5);
    let preset = "yin-yang-hidden";
    let symmetric = train(run, preset, &seeds, SYMMETRIC)?;
    let random = train(run, preset, &seeds, RANDOM)?;
    let frozen = train(run, preset, &seeds, FROZEN)?;
    let learned = mean(&symmetric) - mean(&frozen);
    let rows = vec![
        accuracy(YIN_YANG.name, "symmetric feedback", &seeds, &symmetric)
            .paper("97.6 (backpropagation)")
            .bar(Bar::AtLeast(90.0))
            .aim(Bar::AtLeast(97.0)),
        accuracy(YIN_YANG.name, "random feedback", &seeds, &random).bar(Bar::AtLeast(90.0)),
        accuracy(YIN_YANG.name, "hidden layer frozen", &seeds, &frozen).paper("85.5 (frozen, 4-30-3)"),
        Row::over(YIN_YANG.name, "points that hidden learning adds", &seeds, &[learned])
            .golden()
            .bar(Bar::AtLeast(0.0)),
    ];
    let figure = validation(&[("symmetric", &symmetric), ("random", &random), ("frozen", &frozen)]);
    Ok(outcome(run, rows, figure))
}

fn digits(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 10);
    let preset = "digits-hidden";
    let symmetric = train(run, preset, &seeds, SYMMETRIC)?;
    let random = train(run, preset, &seeds, RANDOM)?;
    let frozen = train(run, preset, &seeds, FROZEN)?;
    let rows = vec![
        accuracy(DIGITS.name, "symmetric feedback", &seeds, &symmetric)
            .paper("93 (Spiker-LL)")
            .bar(Bar::AtLeast(93.0))
            .aim(Bar::AtLeast(97.0)),
        accuracy(DIGITS.name, "random feedback", &seeds, &random),
        accuracy(DIGITS.name, "hidden layer frozen", &seeds, &frozen),
    ];
    let figure = validation(&[("symmetric", &symmetric), ("random", &random), ("frozen", &frozen)]);
    Ok(outcome(run, rows, figure))
}

fn mnist(run: &Run<'_>) -> Result<Outcome, Error> {
    if run.data.is_none() {
        return Ok(Outcome {
            ours:
                "Not run: MNIST does not come with Spindle. Give the folder of its IDX files with --data DIR."
                    .into(),
            rows: Vec::new(),
            figures: Vec::new(),
        });
    }
    let seeds = seeds(run, 3);
    // A short run shows that it works on a thirtieth of the samples.
    let short = |description: &mut Description| description.task.train = Some(2_000);
    let trained = if run.full {
        train(run, "mnist-hidden", &seeds, SYMMETRIC)?
    } else {
        train(run, "mnist-hidden", &seeds, short)?
    };
    let rows = vec![
        accuracy(MNIST.name, "symmetric feedback", &seeds, &trained)
            .paper("93 (Spiker-LL), 96.3 (Loihi)")
            .bar(Bar::AtLeast(93.0))
            .aim(Bar::AtLeast(97.0)),
    ];
    Ok(outcome(run, rows, validation(&[("symmetric", &trained)])))
}

fn mean(trained: &[Trained]) -> f64 {
    trained.iter().map(|trained| trained.test).sum::<f64>() / trained.len() as f64
}

fn outcome(run: &Run<'_>, rows: Vec<Row>, figure: Figure) -> Outcome {
    Outcome {
        ours: "16 bits stored, 8 used. The best epoch is chosen on validation samples; the test is evaluated once.".into(),
        rows: rows.into_iter().map(|row| row.full(run.full)).collect(),
        figures: vec![figure],
    }
}

/// Validation accuracy over the epochs, mean over seeds.
fn validation(variants: &[(&str, &[Trained])]) -> Figure {
    let curve = |trained: &[Trained]| -> Vec<(f64, f64)> {
        let epochs = trained.iter().map(|trained| trained.history.len()).min().unwrap_or(0);
        let at = |epoch: usize| {
            let sum: f64 = trained.iter().map(|trained| trained.history[epoch].validation_accuracy).sum();
            (epoch as f64 + 1.0, 100.0 * sum / trained.len() as f64)
        };
        (0..epochs).map(at).collect()
    };
    let series = variants.iter().enumerate().map(|(colour, (name, trained))| Series {
        name: (*name).to_owned(),
        colour,
        style: Style::Line,
        points: curve(trained),
    });
    Figure {
        title: "Validation, feedback off".into(),
        caption: "Mean over the seeds.".into(),
        svg: plot(&Plot {
            title: "Validation accuracy over training".into(),
            x: "epoch".into(),
            y: "%".into(),
            series: series.collect(),
            ..Plot::default()
        }),
    }
}
