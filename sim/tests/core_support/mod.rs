//! A small learning network on the real core, and its records as a prediction.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_hdl::generate::verilog;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::backend::{Backend, Design};
use spindle_spec::configuration::{Controller, Neuron, default_random_state};
use spindle_spec::memory_map::{Event, WEIGHT_BASE};
use spindle_spec::stimulus::{Stimulus, Timed};
use spindle_spec::{Answer, Configuration, Geometry, Predict, Projection};

/// Verilator with a cache that stays between test runs.
pub fn verilator() -> Verilator {
    Verilator { cache: PathBuf::from(env!("CARGO_TARGET_TMPDIR")), ..Verilator::default() }
}

/// 16 inputs to 4 controlled neurons that learn, and recurrent weights that do not.
pub fn case(seed: u64) -> (Design, Stimulus) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let geometry = Geometry {
        lanes: 2,
        neurons: 4,
        weight_words: 40,
        projections: 2,
        event_depth: 8,
        spike_depth: 8,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 4,
        ..Geometry::default()
    };
    let neuron = Neuron {
        threshold: 2000,
        leak: 3,
        controlled: true,
        injected: true,
        controller_threshold: 400,
        ..Neuron::default()
    };
    let configuration = Configuration {
        neuron_words: 2,
        input_entries: 1,
        controllers_emit: false,
        projections: vec![
            Projection {
                source_base: 0,
                source_count: 16,
                weight_base: 0,
                post_base: 0,
                row_words: 2,
                rate_shift: 6,
                learn: true,
                ..Projection::default()
            },
            Projection {
                source_base: 0x8000,
                source_count: 4,
                weight_base: 32,
                post_base: 0,
                row_words: 2,
                ..Projection::default()
            },
        ],
        controller: Controller {
            error_leak: 4,
            proportional_leak: 3,
            integral_leak: 7,
            modulatory_leak: 15,
            error_gain: 200,
            proportional_gain: 300,
            integral_gain: 40,
        },
        neurons: vec![neuron; 4],
        prediction: spindle_spec::Prediction::default(),
        weights: (0..80).map(|_| random.random_range(-40..90)).collect(),
        random: (0..2).map(default_random_state).collect(),
        ..Configuration::default()
    };
    configuration.validate(&geometry).expect("a network that fits");
    let mut words = vec![Event::modes(true, true)];
    words.extend((0..4).map(|neuron| Event::Target { neuron, rate: 60 * neuron }));
    for _ in 0..100 {
        words.extend((0..4).map(|_| Event::Spike(random.random_range(0..16))));
        words.push(Event::Step);
    }
    let events = words.into_iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    let stimulus = Stimulus {
        writes: configuration.register_writes(),
        events,
        repeats: 0,
        lead: Vec::new(),
        restart: 0,
        spike_ready: true,
        cycles: 6000,
        reads: (0..40).flat_map(|word| [WEIGHT_BASE + 16 * word, WEIGHT_BASE + 16 * word + 1]).collect(),
    };
    let verilog = verilog(&geometry);
    (Design { images: configuration.images(&geometry), geometry, verilog }, stimulus)
}

/// The records and final reads of a run.
#[derive(Clone)]
pub struct Recorded {
    records: Vec<(u64, Vec<u8>)>,
    reads: BTreeMap<u32, Answer>,
    next: usize,
}

impl Recorded {
    /// Runs on `backend` and keeps everything.
    pub fn of(backend: &dyn Backend, design: &Design, stimulus: &Stimulus) -> Self {
        let mut records = Vec::new();
        let outcome = backend
            .run(design, stimulus, None, &mut |cycle, record| {
                records.push((cycle, record.to_vec()));
                ControlFlow::Continue(())
            })
            .expect("runs");
        let reads = stimulus.reads.iter().copied().zip(outcome.reads).collect();
        Self { records, reads, next: 0 }
    }

    /// True if a weight of lane 0 differs from its image.
    pub fn learned(&self, design: &Design) -> bool {
        let image = &design.images[0];
        let read =
            |word: usize| self.reads.get(&(WEIGHT_BASE + 16 * word as u32)).map(|weight| weight.data & 0xFF);
        image.words.iter().enumerate().any(|(word, weight)| read(word) != Some(*weight))
    }
}

impl Predict for Recorded {
    fn next(&mut self, record: &mut [u8]) -> Option<u64> {
        let (cycle, values) = self.records.get(self.next)?;
        self.next += 1;
        record.copy_from_slice(values);
        Some(*cycle)
    }

    fn read(&mut self, address: u32) -> Answer {
        self.reads.get(&address).copied().unwrap_or_default()
    }
}
