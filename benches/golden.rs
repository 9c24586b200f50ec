//! Synapse updates per second of the golden model, learning on, against a plain loop over the same
//! rows and against a copy of their weights, which is what the memory allows.
//!
//! 784 inputs to 256 neurons, 8-bit weights, a tenth of the inputs active in a step.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_golden::Core;
use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Controller, Geometry, Neuron, Prediction, Projection};

const INPUTS: usize = 784;
const NEURONS: usize = 256;
const RATE_SHIFT: u8 = 6;

fn dense(lanes: usize) -> (Geometry, Configuration) {
    let row_words = NEURONS / lanes;
    let geometry = Geometry {
        lanes,
        neurons: NEURONS,
        weight_words: (INPUTS * row_words).min(65_536),
        projections: 1,
        event_depth: 16,
        spike_depth: 16,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 3,
        ..Geometry::default()
    };
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let configuration = Configuration {
        neuron_words: row_words,
        input_entries: 1,
        controllers_emit: false,
        projections: vec![Projection {
            source_count: (geometry.weight_words / row_words) as u16,
            row_words: row_words as u16,
            rate_shift: RATE_SHIFT,
            learn: true,
            ..Projection::default()
        }],
        prediction: Prediction::default(),
        controller: Controller {
            error_leak: 3,
            proportional_leak: 2,
            integral_leak: 15,
            modulatory_leak: 15,
            error_gain: 64,
            proportional_gain: 128,
            integral_gain: 4,
        },
        neurons: vec![
            Neuron {
                threshold: 2_000,
                leak: 3,
                controlled: true,
                injected: true,
                controller_threshold: 128,
                ..Neuron::default()
            };
            NEURONS
        ],
        weights: (0..geometry.weight_words * lanes).map(|_| rng.random_range(-16..16)).collect(),
        random: (0..lanes).map(spindle_spec::configuration::default_random_state).collect(),
        ..Configuration::default()
    };
    (geometry, configuration)
}

/// The active inputs of one step.
fn active() -> Vec<u16> {
    let rng = &mut ChaCha8Rng::seed_from_u64(2);
    let mut all: Vec<u16> = (0..256).collect();
    // A core of one lane holds the rows of 256 inputs; the same ones for all.
    for place in 0..INPUTS / 10 {
        let other = rng.random_range(place..all.len());
        all.swap(place, other);
    }
    all.truncate(INPUTS / 10);
    all
}

/// The synapse pass as one would write it down: one synapse after another.
struct Plain {
    weights: Vec<i32>,
    membranes: Vec<i32>,
    feedback: Vec<i32>,
    random: Vec<u32>,
}

impl Plain {
    fn spike(&mut self, source: u16) {
        let lanes = self.random.len();
        for neuron in 0..NEURONS {
            let lane = neuron % lanes;
            let x = self.random[lane];
            self.random[lane] = ((x << 16) & 0x7FFF_FFFF) | (((x >> 15) ^ (x >> 12)) & 0xFFFF);
            let index = usize::from(source) * NEURONS + neuron;
            let w = self.weights[index];
            let delta = (self.feedback[neuron] + (x % (1 << RATE_SHIFT)) as i32) >> RATE_SHIFT;
            self.weights[index] = (w + delta).clamp(-128, 127);
            self.membranes[neuron] = (self.membranes[neuron] + (w << 3)).clamp(-32_768, 32_767);
        }
    }
}

fn synapses(criterion: &mut Criterion) {
    let sources = active();
    let mut group = criterion.benchmark_group("synapse updates");
    group.throughput(Throughput::Elements((sources.len() * NEURONS) as u64));
    for lanes in [1, 4, 8, 16] {
        let (geometry, configuration) = dense(lanes);
        let mut core = Core::new(&geometry, &configuration).expect("it fits");
        core.event(Event::modes(true, true), &mut ());
        for neuron in 0..NEURONS {
            core.set_target(neuron, 25);
        }
        // Into the regime where controllers fire and weights move.
        for _ in 0..100 {
            core.step(&sources);
        }
        assert!(core.counters().updates > 0, "nothing was learnt");
        group.bench_function(BenchmarkId::new("golden, whole steps", lanes), |bencher| {
            bencher.iter(|| core.step(black_box(&sources)).len());
        });
        let mut copied = configuration.weights.clone();
        group.bench_function(BenchmarkId::new("copy of the same weights", lanes), |bencher| {
            bencher.iter(|| {
                for source in black_box(&sources) {
                    let row = usize::from(*source) * NEURONS..(usize::from(*source) + 1) * NEURONS;
                    copied[row.clone()].copy_from_slice(&configuration.weights[row]);
                }
                black_box(&mut copied);
            });
        });
        let mut plain = Plain {
            weights: configuration.weights.iter().map(|weight| i32::from(*weight)).collect(),
            membranes: vec![0; NEURONS],
            feedback: core.feedback().iter().map(|current| i32::from(*current)).collect(),
            random: configuration.random.clone(),
        };
        group.bench_function(BenchmarkId::new("plain loop, synapses only", lanes), |bencher| {
            bencher.iter(|| {
                for source in black_box(&sources) {
                    plain.spike(*source);
                }
                plain.membranes.fill(0);
            });
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    synapses(&mut criterion);
    criterion.final_summary();
}
