//! Prediction and feedback on the same synapses of a hidden layer: what each contributes.

use spindle_learning::manifest::{Description, Phase, Reset, Rule};

use super::training::{Trained, accuracy, seeds, train};
use super::{Error, Experiment, Outcome, Row, Run};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "both-rules",
    title: "Prediction and feedback together",
    paper: "Nothing published. Saponati & Vinck 2023 has prediction alone, arXiv 2602.13261 feedback alone; that the two work \
            on one synapse is ours.",
    run,
};

/// Samples to learn from: prediction needs no labels, so it has most to give where these are few.
const SAMPLES: usize = 400;

/// `digits-hidden` with predicting hidden neurons, which learn from prediction errors at `rate`,
/// and by feedback if asked.
fn change(description: &mut Description, rate: f64, feedback: bool) {
    let geometry = &mut description.geometry;
    (geometry.membrane_bits, geometry.weight_scale, geometry.predictive_sources) = (24, 8, 65);
    for group in &mut description.network.groups {
        if group.modulated {
            // One unit, which a trace of 8 steps reaches with about the weights that reached 4096
            // before.
            (group.threshold, group.reset) = (65_536, Reset::Late);
        } else {
            // Used weights add twice as much at this scale.
            group.threshold *= 2;
        }
    }
    let hidden = description.network.projections.iter_mut().find(|entry| entry.to == "hidden" && entry.learn);
    if let Some(entry) = hidden {
        (entry.rule, entry.prediction_rate, entry.learn) = (Rule::Predictive, rate, feedback);
        // A trace is there for eight steps.
        entry.rate_shift += 3;
    }
    (description.prediction.membrane_steps, description.prediction.input_steps) = (MEMBRANE, 8.0);
    description.task.train = Some(SAMPLES);
    description.learning.phases = vec![Phase { epochs: 6, slower: 0 }, Phase { epochs: 4, slower: 1 }];
}

/// Of hidden membranes, in steps.
const MEMBRANE: f64 = 20.0;

fn run(run: &Run<'_>) -> Result<Outcome, Error> {
    let seeds = seeds(run, 3);
    let short = if run.full { None } else { Some(vec![Phase { epochs: 1, slower: 0 }]) };
    let cell = |rate: f64, feedback: bool| {
        train(run, "digits-hidden", &seeds, |description| {
            change(description, rate, feedback);
            if let Some(phases) = &short {
                description.learning.phases.clone_from(phases);
            }
        })
    };
    let row = |what: &str, trained: &[Trained]| {
        accuracy(EXPERIMENT.name, &format!("hidden layer learns {what}"), &seeds, trained)
    };
    let (neither, feedback) = (cell(0.0, false)?, cell(0.0, true)?);
    let mut rows = vec![row("not", &neither), row("by feedback", &feedback)];
    let adds = |what: &str, with: &[Trained], without: &[Trained]| {
        let points: Vec<f64> = with.iter().zip(without).map(|(a, b)| a.test - b.test).collect();
        Row::over(EXPERIMENT.name, format!("points that {what}"), &seeds, &points).golden()
    };
    rows.push(adds("feedback adds to nothing", &feedback, &neither));
    for rate in run.choose(&RATES[..], &RATES[..1]) {
        let (prediction, both) = (cell(*rate, false)?, cell(*rate, true)?);
        rows.extend([
            row(&format!("by prediction at {rate:e}"), &prediction),
            row(&format!("by both, prediction at {rate:e}"), &both),
            adds(&format!("prediction at {rate:e} adds to nothing"), &prediction, &neither),
            adds(&format!("prediction at {rate:e} adds to feedback"), &both, &feedback),
            adds(&format!("feedback adds to prediction at {rate:e}"), &both, &prediction),
        ]);
    }
    Ok(Outcome {
        ours: format!(
            "`digits-hidden`, 64-20-10, {SAMPLES} training samples, 10 epochs: the outputs always learn by feedback, the hidden \
             layer by neither rule, one, or both on the same synapses (linear weights, membranes of {MEMBRANE} steps). \
             Rates of prediction were looked for on validation samples of seed 1, from 1e-8 up."
        ),
        rows: rows.into_iter().map(|row| row.full(run.full)).collect(),
        figures: Vec::new(),
    })
}

/// Rates of prediction, in weight values.
const RATES: [f64; 2] = [1e-8, 1e-7];
