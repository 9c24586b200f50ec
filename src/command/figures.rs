//! Figures of a training, as `train` and `demo` show them.

use spindle_hdl::memory_map::Event;

use super::Failure;
use crate::learn::{Mode, Session};
use crate::manifest::{Description, Placement};
use crate::report::{Curves, Fields, Figure, Raster, curves, fields, raster};
use crate::task::Dataset;
use spindle_golden::Core;

/// Learning curves, the spikes of the first test sample, and the weights of each output.
///
/// # Errors
/// The core cannot be modelled.
pub fn figures(
    session: &mut Session<'_>,
    description: &Description,
    placement: &Placement,
    data: &Dataset,
    test_accuracy: f64,
    logistic_accuracy: Option<f64>,
) -> Result<Vec<Figure>, Failure> {
    let chosen = session.best().map_or(1, |epoch| epoch.epoch);
    let learning = curves(&Curves { epochs: session.history(), test_accuracy, chosen, logistic_accuracy });
    let sample = watch(session, description, placement, data)?;
    Ok(vec![
        Figure {
            title: "Learning".into(),
            caption: "Training accuracy is measured while the feedback helps the outputs, validation accuracy with \
                      feedback and learning disconnected: two different things. Dotted lines: the learning rate is \
                      halved. The circle is the test, looked at once."
                .into(),
            svg: learning,
        },
        Figure {
            title: "One test sample".into(),
            caption: "Rate-coded inputs and the spikes of the outputs, feedback disconnected.".into(),
            svg: raster(&sample),
        },
        Figure {
            title: "Weights".into(),
            caption: "What each output sees: blue excites, orange inhibits, one scale for all.".into(),
            svg: fields(&receptive_fields(session, description, placement, data)),
        },
    ])
}

/// Shows the first test sample to a core with the best weights and notes every spike.
fn watch(
    session: &mut Session<'_>,
    description: &Description,
    placement: &Placement,
    data: &Dataset,
) -> Result<Raster, Failure> {
    let sample = session.split().test[0];
    let mut core = session.evaluation_core()?;
    let task = &description.task;
    let inputs = placement.input(&task.inputs).map_or(0..0, |group| group.base..group.base + group.size);
    let outputs = placement.group(&task.outputs).map_or(0..0, |group| group.base..group.base + group.size);
    let presentation = u64::from(sample);
    let answer =
        session.presenter().present(&mut Core::clone(&core), sample, presentation, Mode::Test, &mut ());
    let mut watched = Raster {
        features: data.sample(sample as usize).to_vec(),
        maximum: data.maximum,
        steps: task.steps,
        inputs: Vec::new(),
        input_lines: inputs.len() as u32,
        outputs: Vec::new(),
        output_lines: outputs.len() as u32,
        class: data.classes[sample as usize].into(),
        answer: answer.class() as u32,
    };
    let mut step = 0;
    for event in session.presenter().events(sample, presentation, Mode::Test) {
        core.event(*event, &mut ());
        match event {
            Event::Spike(source) => watched.inputs.push((step, u32::from(*source) - inputs.start as u32)),
            Event::Step => {
                let fired = core.fired().iter().map(|neuron| usize::from(*neuron));
                let fired = fired.filter(|neuron| outputs.contains(neuron));
                watched.outputs.extend(fired.map(|neuron| (step, (neuron - outputs.start) as u32)));
                step += 1;
            }
            Event::Target { .. } | Event::Control { .. } => {}
        }
    }
    Ok(watched)
}

/// The best weights from the features to each output; empty if no projection joins them directly.
fn receptive_fields(
    session: &Session<'_>,
    description: &Description,
    placement: &Placement,
    data: &Dataset,
) -> Fields {
    let task = &description.task;
    let direct = |place: &&crate::manifest::Place| place.from == task.inputs && place.to == task.outputs;
    let (Some(place), Some(group)) =
        (placement.projections.iter().find(direct), placement.group(&task.outputs))
    else {
        return Fields { outputs: Vec::new() };
    };
    let (lanes, weights) = (description.geometry.lanes, session.best_weights());
    let weight = |input: usize, output: usize| {
        i32::from(weights[(place.weight_base + input * place.row_words) * lanes + output])
    };
    let features = data.features.ncols();
    // A feature and its complement act against each other: their difference is what the feature does.
    let seen = |input: usize, output: usize| {
        weight(input, output) - if task.complement { weight(features + input, output) } else { 0 }
    };
    Fields { outputs: (0..group.size).map(|k| (0..features).map(|i| seen(i, k)).collect()).collect() }
}
