//! The golden model against two independent, slow readings of the specification, and against cycles
//! computed by hand.

mod by_hand;
mod cycles;
mod naive;
mod predicted;
mod reference;
mod stepped;
mod values;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Controller, Geometry, Neuron, Prediction, Predictive, Projection};

/// A small random core, its configuration, and events that make it work.
struct Case {
    geometry: Geometry,
    configuration: Configuration,
    events: Vec<Event>,
}

fn pick<T: Copy>(rng: &mut ChaCha8Rng, set: &[T]) -> T {
    set[rng.random_range(0..set.len())]
}

impl Case {
    fn random(seed: u64, events: usize) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let geometry = Geometry {
            lanes: pick(rng, &[1, 2, 4, 8, 16]),
            neurons: rng.random_range(1..40),
            weight_words: rng.random_range(1..200),
            projections: rng.random_range(1..=6),
            event_depth: rng.random_range(2..7),
            spike_depth: rng.random_range(2..5),
            weight_bits: pick(rng, &[4, 8, 16]),
            membrane_bits: pick(rng, &[12, 16, 24]),
            weight_scale: rng.random_range(0..=8),
            ..Geometry::default()
        };
        let words = geometry.neuron_words();
        let entries = rng.random_range(0..=geometry.projections);
        let input_entries = rng.random_range(0..=entries);
        let projections =
            (0..entries).map(|entry| projection(rng, &geometry, entry >= input_entries)).collect();
        let bound = 1i32 << (geometry.weight_bits - 1);
        let neurons = (0..words * geometry.lanes).map(|_| neuron(rng, geometry.membrane_bits)).collect();
        let configuration = Configuration {
            neuron_words: rng.random_range(1..=words),
            input_entries,
            controllers_emit: rng.random(),
            projections,
            prediction: Prediction::default(),
            controller: controller(rng),
            neurons,
            weights: (0..geometry.weight_words * geometry.lanes)
                .map(|_| rng.random_range(-bound..bound) as i16)
                .collect(),
            random: (0..geometry.lanes)
                .map(|_| if rng.random_bool(0.1) { 0 } else { rng.random() })
                .collect(),
            ..Configuration::default()
        };
        configuration.validate(&geometry).expect("random cases fit");
        let mut sent = vec![Event::modes(true, true)];
        for neuron in 0..words * geometry.lanes {
            sent.push(Event::Target { neuron: neuron as u8, rate: rng.random() });
        }
        sent.extend((0..events).map(|_| event(rng)));
        Self { geometry, configuration, events: sent }
    }

    /// A core with a predictive unit: the same except for its formats, and with half of the entries
    /// predictive.
    fn predictive(seed: u64, events: usize) -> Self {
        let mut case = Self::random(seed, events);
        let rng = &mut ChaCha8Rng::seed_from_u64(seed ^ 0x9E_D1C7);
        let Self { geometry, configuration, .. } = &mut case;
        (geometry.weight_bits, geometry.membrane_bits) = (16, 24);
        // Ranges apart: of weights for all entries, of traces for the predictive ones.
        let (mut words, mut traces) = (0, 0);
        for p in &mut configuration.projections {
            let most = (geometry.weight_words - words).checked_div(p.row_words.into()).unwrap_or(5);
            p.source_count = p.source_count.min(most as u16);
            p.weight_base = words as u16;
            words += usize::from(p.source_count * p.row_words);
            let inside = usize::from(p.post_base + p.row_words) <= configuration.neuron_words;
            if inside && traces + usize::from(p.source_count) <= geometry.weight_words && rng.random() {
                p.modulatory = false;
                p.rate_shift = rng.random_range(0..16);
                p.predictive = Some(Predictive {
                    trace_base: traces as u16,
                    rate: rng.random(),
                    rate_shift: rng.random_range(0..16),
                    learn: rng.random_bool(0.7),
                    logarithmic: rng.random(),
                    bounded: rng.random(),
                });
                traces += usize::from(p.source_count);
            }
        }
        geometry.predictive_sources = traces.max(1);
        configuration.prediction = Prediction { leak: rng.random(), decay: rng.random() };
        for weight in &mut configuration.weights {
            *weight = rng.random::<i16>() >> rng.random_range(0..8);
        }
        for neuron in &mut configuration.neurons {
            neuron.late_reset = rng.random();
            let bits = rng.random_range(1..23);
            neuron.threshold = rng.random_range(0..1 << bits);
        }
        configuration.validate(geometry).expect("random cases fit");
        case
    }

    /// A core that lacks units (GEO-6 to GEO-9), whatever the configuration says.
    fn lacking(seed: u64, events: usize) -> Self {
        let mut case = Self::random(seed, events);
        let built = [(false, false, false), (true, false, false), (true, true, false), (true, false, true)];
        let geometry = &mut case.geometry;
        (geometry.controllers, geometry.learning, geometry.modulators) = built[seed as usize % built.len()];
        geometry.retire = !seed.is_multiple_of(3);
        geometry.validate().expect("random cases fit");
        case
    }
}

fn projection(rng: &mut ChaCha8Rng, geometry: &Geometry, of_neurons: bool) -> Projection {
    let words = geometry.neuron_words();
    let row_words = rng.random_range(0..=words.min(geometry.weight_words));
    let rows = geometry.weight_words.checked_div(row_words).unwrap_or(5);
    let source_count = rng.random_range(0..=rows.min(40));
    let offset: u16 = rng.random_range(0..4);
    let base = if !of_neurons {
        0
    } else if rng.random() {
        0x8000
    } else {
        0xC000
    };
    Projection {
        // Sometimes the sources wrap around, or lie before the base.
        source_base: if rng.random_bool(0.2) { (base - offset as i32) as u16 } else { base as u16 + offset },
        source_count: source_count as u16,
        weight_base: rng.random_range(0..=geometry.weight_words - source_count * row_words) as u16,
        post_base: rng.random_range(0..=words - row_words) as u16,
        row_words: row_words as u16,
        rate_shift: rng.random_range(0..16),
        learn: rng.random_bool(0.7),
        modulatory: rng.random_bool(0.3),
        predictive: None,
    }
}

fn neuron(rng: &mut ChaCha8Rng, membrane_bits: usize) -> Neuron {
    let limit = 1u32 << (membrane_bits - 1);
    Neuron {
        threshold: if rng.random_bool(0.7) { rng.random_range(0..200) } else { rng.random_range(0..limit) },
        leak: rng.random_range(0..16),
        refractory: if rng.random_bool(0.6) { 0 } else { rng.random_range(0..16) },
        reset_to_zero: rng.random(),
        controlled: rng.random(),
        injected: rng.random(),
        modulated: rng.random_bool(0.4),
        fine_leak: if rng.random() { 15 } else { rng.random_range(1..15) },
        controller_threshold: match rng.random_range(0..10) {
            0 => 0,
            1..4 => rng.random_range(0..32_768),
            _ => rng.random_range(0..500),
        },
        late_reset: false,
    }
}

fn controller(rng: &mut ChaCha8Rng) -> Controller {
    let mut gain =
        || if rng.random_bool(0.3) { rng.random_range(0..32_768) } else { rng.random_range(0..500) };
    let (error_gain, proportional_gain, integral_gain) = (gain(), gain(), gain());
    Controller {
        error_leak: rng.random_range(0..16),
        proportional_leak: rng.random_range(0..16),
        integral_leak: rng.random_range(0..16),
        modulatory_leak: rng.random_range(0..16),
        error_gain,
        proportional_gain,
        integral_gain,
    }
}

fn event(rng: &mut ChaCha8Rng) -> Event {
    match rng.random_range(0..100) {
        0..70 => {
            let neuron = match rng.random_range(0..100) {
                0..10 => 0x8000,
                10..15 => 0xC000,
                15..20 => 0xE000,
                _ => 0,
            };
            Event::Spike(rng.random_range(0..24) | neuron)
        }
        70..74 => Event::Target { neuron: rng.random_range(0..50), rate: rng.random() },
        74..95 => Event::Step,
        kind => Event::Control {
            feedback: rng.random_bool(0.8),
            learning: rng.random_bool(0.8),
            clear: rng.random_bool(0.3),
            clear_targets: kind == 99,
        },
    }
}
