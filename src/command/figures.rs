//! Figures of a training, as `train` and `demo` show them.

use spindle_golden::Core;
use spindle_learning::learn::{Mode, Session};
use spindle_learning::manifest::{Description, Mapping, ProjectionLayout, Weights};
use spindle_learning::task::Dataset;
use spindle_report::{Curves, Fields, Figure, Raster, curves, fields, raster};
use spindle_spec::memory_map::Event;

use super::Failure;

/// Maximum number of neurons whose weights are shown.
const FIELDS: usize = 50;

/// Learning curves, the spikes of the first test sample, and the weights on the way to the outputs.
///
/// # Errors
/// The core cannot be modelled.
pub fn figures(
    session: &mut Session<'_>,
    description: &Description,
    mapping: &Mapping,
    data: &Dataset,
    test_accuracy: f64,
    logistic_accuracy: Option<f64>,
) -> Result<Vec<Figure>, Failure> {
    let chosen = session.best().map_or(1, |epoch| epoch.epoch);
    let learning = curves(&Curves { epochs: session.history(), test_accuracy, chosen, logistic_accuracy });
    let sample = watch(session, description, mapping, data)?;
    let mut figures = vec![
        Figure {
            title: "Learning".into(),
            caption: "Training accuracy is measured while the feedback helps the outputs, validation accuracy with \
                      feedback and learning disconnected: two different things. Dotted lines: the learning rate is \
                      halved. The circle is the test, evaluated once."
                .into(),
            svg: learning,
        },
        Figure {
            title: "One test sample".into(),
            caption: "Rate-coded inputs and the spikes of the outputs, feedback disconnected.".into(),
            svg: raster(&sample),
        },
    ];
    figures.extend(mapping.projections.iter().filter_map(|place| {
        let entry = &description.network.projections[place.entry];
        // Feedback weights and recurrences do not show how answers are formed, and stored
        // logarithms have no sign.
        let forward = !entry.modulatory && place.from != place.to && entry.weights == Weights::Linear;
        forward.then(|| weights(session, description, mapping, data, place)).flatten()
    }));
    Ok(figures)
}

/// Shows the first test sample to a core with the best weights and notes every spike.
fn watch(
    session: &mut Session<'_>,
    description: &Description,
    mapping: &Mapping,
    data: &Dataset,
) -> Result<Raster, Failure> {
    let sample = session.split().test[0];
    let mut core = session.evaluation_core()?;
    let task = &description.task;
    let inputs = mapping.input(&task.inputs).map_or(0..0, |group| group.base..group.base + group.size);
    let outputs = mapping.group(&task.outputs).map_or(0..0, |group| group.base..group.base + group.size);
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

/// The best weights of a projection: one image per target neuron.
fn weights(
    session: &Session<'_>,
    description: &Description,
    mapping: &Mapping,
    data: &Dataset,
    place: &ProjectionLayout,
) -> Option<Figure> {
    let task = &description.task;
    let reached = mapping.group(&place.to)?;
    let (lanes, weights) = (description.geometry.lanes, session.best_weights());
    let weight = |source: usize, neuron: usize| {
        i32::from(weights[(place.weight_base + source * place.row_words) * lanes + neuron])
    };
    let features = place.from == task.inputs;
    let sources = if features {
        data.features.ncols()
    } else {
        mapping.group(&place.from).map_or(0, |group| group.size)
    };
    // A feature and its complement act against each other: their difference is the feature's
    // effect.
    let complement = features && task.complement;
    let seen = |source: usize, neuron: usize| {
        weight(source, neuron) - if complement { weight(sources + source, neuron) } else { 0 }
    };
    let shown = reached.size.min(FIELDS);
    let first =
        if shown < reached.size { format!(" The first {shown} of {}.", reached.size) } else { String::new() };
    let (from, to) = (&place.from, &place.to);
    Some(Figure {
        title: format!("Weights from {from} to {to}"),
        caption: format!(
            "Weights of each neuron of {to}: blue excites, orange inhibits, one scale for all.{first}"
        ),
        svg: fields(&Fields {
            neurons: (0..shown).map(|k| (0..sources).map(|i| seen(i, k)).collect()).collect(),
        }),
    })
}
