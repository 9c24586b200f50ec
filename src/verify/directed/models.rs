//! Neuron models (section 14): the ends of their parameters on every model, then the corners of
//! each.

use std::collections::BTreeMap;

use spindle_spec::NeuronModel;
use spindle_spec::memory_map::Event;
use spindle_spec::models::Descriptor;

use super::bench::{Bench, INFER, LEARN, ONE_WORD};
use crate::verify::Case;

/// Clears all state and both modes.
const CLEAR: Event = Event::clear(false, false);

/// A bench with the model `model`, whose neurons have the parameters `values`.
fn bench(name: &str, model: NeuronModel, values: &[(&str, u32)]) -> Bench {
    Bench::new(name).with(|case| {
        case.geometry.neuron_model = model;
        let values = values.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect();
        case.configuration.models = words(model, &values, case);
    })
}

fn words(model: NeuronModel, values: &BTreeMap<String, u32>, case: &Case) -> Vec<u32> {
    let word = model.descriptor().map(|model| model.word(values, &case.geometry));
    let word = word.expect("a model").unwrap_or_else(|error| panic!("{}: {}: {error}", case.name, error.key));
    vec![word; case.configuration.neurons.len()]
}

/// Each parameter at both ends, the others at half of their range; with controllers, learning and a
/// clear in between.
fn ends(model: NeuronModel, descriptor: &Descriptor) -> Vec<Case> {
    let parameters = descriptor.parameters;
    let case = |index: usize, end: &str, value: fn(u32) -> u32| {
        let name = format!("{}: {} {end}", descriptor.name, parameters[index].key);
        let geometry = Bench::new("").case.geometry;
        let values: Vec<(&str, u32)> = parameters
            .iter()
            .enumerate()
            .map(|(other, parameter)| {
                let most = parameter.most(&geometry);
                (parameter.key, if other == index { value(most) } else { most / 2 })
            })
            .collect();
        let spiking =
            bench(&name, model, &values).weights(120).neurons(|n| (n.threshold, n.leak) = (200, 15));
        let before = spiking.send(&[LEARN]).targets(90).steps(8, &[0, 1, 2, 3]);
        Bench::from(Bench::from(before).send(&[CLEAR, INFER]).steps(6, &[0, 1])).steps(3, &[])
    };
    let both = |index| [case(index, "at its least", |_| 0), case(index, "at its most", |most| most)];
    (0..parameters.len()).flat_map(both).collect()
}

/// The adaptive threshold (MOD-3): rise and limit at the ends of their ranges, and a membrane that
/// meets the limit.
fn adaptive_threshold() -> Vec<Case> {
    let adaptive = |name: &str, step: u32, leak: u32| {
        let values = [("step", step), ("leak", leak)];
        bench(name, NeuronModel::AdaptiveThreshold, &values).send(&[INFER])
    };
    vec![
        // Each step adds 2 · 100 · 2^2 = 800: it fires above 399, then above 399 + 401 = 800, which
        // 1,200 - 400 = 800 meets.
        adaptive("a membrane meets the raised threshold", 401, 15)
            .weights(100)
            .neurons(|n| (n.threshold, n.leak, n.reset_to_zero) = (399, 15, true))
            .steps(6, &[0, 1]),
        adaptive("a rise saturates", 1500, 15)
            .weights(127)
            .neurons(|n| (n.threshold, n.leak) = (0, 15))
            .steps(16, &[0, 1, 2, 3]),
        adaptive("threshold and rise saturate together", 2000, 9)
            .weights(127)
            .neurons(|n| (n.threshold, n.leak) = (1000, 15))
            .steps(12, &[0, 1, 2, 3]),
        adaptive("a rise decays in refractory steps", 700, 2)
            .weights(127)
            .neurons(|n| (n.threshold, n.leak, n.refractory) = (300, 15, 3))
            .steps(16, &[0, 1]),
        adaptive("neurons of one word adapt apart", 900, 3)
            .projections(1, &[ONE_WORD])
            .neurons(|n| (n.threshold, n.leak) = (120, 8))
            .steps(12, &[5, 2, 5, 7]),
    ]
}

/// All cases.
pub(super) fn cases() -> Vec<Case> {
    let models = NeuronModel::ALL.into_iter().filter_map(|model| Some((model, model.descriptor()?)));
    let ends = models.flat_map(|(model, descriptor)| ends(model, descriptor));
    ends.chain(adaptive_threshold()).collect()
}
