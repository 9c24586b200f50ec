//! The float reference against the integer model: equal where nothing rounds, close where something
//! does.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Controller, Geometry, Neuron, Prediction, Projection};

use crate::{Core, Reference};

const INPUTS: u16 = 8;

/// Eight controlled neurons that learn from eight inputs and from each other.
fn learner(rate_shift: u8, weight_bits: usize) -> (Geometry, Configuration) {
    let geometry = Geometry {
        lanes: 4,
        neurons: 8,
        weight_words: 32,
        projections: 2,
        event_depth: 4,
        spike_depth: 4,
        weight_bits,
        membrane_bits: 24,
        weight_scale: 4,
        ..Geometry::default()
    };
    let from_inputs =
        Projection { source_count: INPUTS, row_words: 2, rate_shift, learn: true, ..Projection::default() };
    let from_neurons = Projection { source_base: 0x8000, source_count: 8, weight_base: 16, ..from_inputs };
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let step = 1i16 << (weight_bits - 8);
    let configuration = Configuration {
        neuron_words: 2,
        input_entries: 1,
        controllers_emit: false,
        projections: vec![from_inputs, from_neurons],
        prediction: Prediction::default(),
        controller: Controller {
            error_leak: 0,
            proportional_leak: 0,
            integral_leak: 15,
            modulatory_leak: 15,
            error_gain: 64,
            proportional_gain: 0,
            integral_gain: 1,
        },
        neurons: vec![
            Neuron {
                threshold: 700,
                leak: 15,
                controlled: true,
                injected: true,
                controller_threshold: 256,
                ..Neuron::default()
            };
            8
        ],
        weights: (0..128).map(|_| rng.random_range(-8..16i16) * step).collect(),
        random: vec![1, 2, 3, 4],
        ..Configuration::default()
    };
    (geometry, configuration)
}

/// Result of a run of both models.
#[derive(Debug)]
struct Run {
    spikes: usize,
    same_spikes: bool,
    updates: u64,
    /// Root mean square difference of the weights, in steps of the used weight.
    distance: f64,
}

/// Runs both on the same events.
fn run(learner: &(Geometry, Configuration), steps: usize) -> Run {
    let (geometry, configuration) = learner;
    let mut core = Core::new(geometry, configuration).expect("fits");
    let mut reference = Reference::new(geometry, configuration);
    let rng = &mut ChaCha8Rng::seed_from_u64(2);
    let mut events = vec![Event::modes(true, true)];
    events.extend((0..8).map(|neuron| Event::Target { neuron, rate: 30 * neuron }));
    for _ in 0..steps {
        events.extend((0..INPUTS).filter(|_| rng.random_bool(0.3)).map(Event::Spike));
        events.push(Event::Step);
    }
    let (mut spikes, mut same_spikes) = (0, true);
    for event in events {
        core.event(event, &mut ());
        reference.event(event);
        if event == Event::Step {
            same_spikes &= core.fired() == reference.fired();
            spikes += core.fired().len();
        }
    }
    let unit = f64::from(1 << (geometry.weight_bits - 8));
    let squares =
        core.weights().iter().zip(reference.weights()).map(|(w, x)| ((f64::from(*w) - x) / unit).powi(2));
    let distance = (squares.sum::<f64>() / core.weights().len() as f64).sqrt();
    Run { spikes, same_spikes, updates: core.counters().updates, distance }
}

#[test]
fn equal_where_nothing_rounds_or_saturates() {
    // Rate shift 0, no fractional leak, whole used weights in 8 bits, feedback currents of a few
    // units.
    let learner = learner(0, 8);
    let run = run(&learner, 40);
    assert!(run.same_spikes && run.distance == 0.0, "{run:?}");
    assert!(run.spikes > 20 && run.updates > 20, "{run:?}");
}

#[test]
fn finer_weights_stay_closer() {
    // The same rate in used weights: f / 16 of 2^8 steps, and f / 4096 of one.
    let mut fine = learner(4, 16);
    let mut coarse = learner(12, 8);
    for (_, configuration) in [&mut fine, &mut coarse] {
        configuration.controller.integral_gain = 64;
        configuration.controller.proportional_leak = 2;
        configuration.controller.proportional_gain = 256;
    }
    let (fine, coarse) = (run(&fine, 100), run(&coarse, 100));
    assert!(fine.spikes > 20 && fine.updates > 20, "{fine:?}");
    assert!(fine.distance > 0.0 && fine.distance < coarse.distance, "{fine:?} {coarse:?}");
}
