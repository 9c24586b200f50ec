//! Random networks and random event streams, from a seed.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_spec::NeuronModel;
use spindle_spec::configuration::{Configuration, Controller, Neuron, Prediction, Predictive, Projection};
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, Event, NEURON_SOURCE};
use spindle_spec::models::Parameter;
use spindle_spec::stimulus::Timed;

use super::{Case, Universe};

/// A random network on a random core of the default universe, sent `steps` random steps, and clears
/// of targets among them.
pub fn case(seed: u64, steps: usize) -> Case {
    draw(&Universe { clears_targets: true, ..Universe::default() }, seed, steps)
}

/// A random network on a random core from the ranges of `universe`, which must be possible, with
/// `steps` random steps.
pub fn draw(universe: &Universe, seed: u64, steps: usize) -> Case {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let geometry = geometry(&mut rng, universe);
    let mut configuration = configuration(&mut rng, &geometry);
    let geometry = if universe.predicts(seed) {
        predict(&mut rng, geometry, &mut configuration, None)
    } else {
        geometry
    };
    let geometry = if universe.models(seed) { model(seed, &geometry, &mut configuration) } else { geometry };
    // A quarter of the cores are built for the leaks of their network.
    let fixes = universe.lacks_units && seed % 4 == 1 && geometry.controllers;
    let fixed_leaks = fixes.then(|| configuration.controller.leaks(geometry.modulators));
    let geometry = Geometry { fixed_leaks, ..geometry };
    let mut events = events(&mut rng, &geometry, &configuration, steps);
    if universe.clears_targets {
        clear_targets(seed, &mut events);
    }
    let spike_ready = rng.random_bool(0.9);
    Case { spike_ready, ..Case::new(format!("random network {seed}"), geometry, configuration, events) }
}

/// A random network on the core of `geometry`, sent `steps` random steps. It predicts if the core
/// can.
pub fn network(seed: u64, geometry: &Geometry, steps: usize) -> Case {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut configuration = configuration(&mut rng, geometry);
    configuration.models = model_words(&mut ChaCha8Rng::seed_from_u64(!seed), geometry);
    if geometry.predictive_sources > 0 {
        let most = Some(geometry.predictive_sources);
        predict(&mut rng, geometry.clone(), &mut configuration, most);
    }
    let events = events(&mut rng, geometry, &configuration, steps);
    Case::new(format!("random network {seed} on one core"), geometry.clone(), configuration, events)
}

fn pick<T: Copy>(rng: &mut impl Rng, set: &[T]) -> T {
    set[rng.random_range(0..set.len())]
}

fn within(rng: &mut impl Rng, [least, greatest]: [usize; 2]) -> usize {
    rng.random_range(least..=greatest)
}

/// A random shape.
fn geometry(rng: &mut impl Rng, universe: &Universe) -> Geometry {
    let lanes = pick(rng, &universe.lanes);
    // Half of the cores have everything; the others lack some of it.
    let controllers = rng.random_bool(0.8);
    let (learning, modulators) = (rng.random_bool(0.7), rng.random_bool(0.6));
    let everything = rng.random_bool(0.5) || !universe.lacks_units;
    Geometry {
        lanes,
        neurons: rng.random_range(1..=lanes * universe.neuron_words),
        weight_words: within(rng, universe.weight_words),
        projections: within(rng, universe.projections),
        event_depth: pick(rng, &universe.event_depth),
        spike_depth: pick(rng, &universe.spike_depth),
        weight_bits: pick(rng, &universe.weight_bits),
        membrane_bits: pick(rng, &universe.membrane_bits),
        weight_scale: within(rng, universe.weight_scale),
        predictive_sources: 0,
        learning: everything || (controllers && learning),
        controllers: everything || controllers,
        modulators: everything || (controllers && modulators),
        retire: rng.random_bool(0.9) || !universe.lacks_units,
        ..Geometry::default()
    }
}

/// A random network for `geometry`: every table entry, neuron, controller and weight.
pub fn configuration(rng: &mut impl Rng, geometry: &Geometry) -> Configuration {
    let words = geometry.neuron_words();
    let count = rng.random_range(1..=geometry.projections);
    let input_entries = rng.random_range(0..=count);
    let projections = (0..count).map(|entry| projection(rng, geometry, entry >= input_entries)).collect();
    // Some controllers push hard enough to saturate, most stay in range.
    let gain = if rng.random_bool(0.2) { 0x7FFF } else { 0x0400 };
    let mut controller = Controller {
        error_leak: rng.random_range(0..16),
        proportional_leak: rng.random_range(0..16),
        integral_leak: rng.random_range(0..16),
        modulatory_leak: rng.random_range(0..16),
        error_gain: rng.random_range(0..=gain),
        proportional_gain: rng.random_range(0..=gain),
        integral_gain: rng.random_range(0..=gain),
    };
    if let Some(fixed) = geometry.fixed_leaks {
        controller = controller.with_leaks(fixed);
    }
    let limit = 1u32 << (geometry.membrane_bits - 1);
    let scale = limit >> rng.random_range(1..8);
    let neurons = (0..words * geometry.lanes)
        .map(|_| Neuron {
            threshold: rng.random_range(0..scale.max(2)),
            leak: rng.random_range(0..16),
            refractory: if rng.random_bool(0.5) { 0 } else { rng.random_range(0..16) },
            reset_to_zero: rng.random(),
            controlled: rng.random_bool(0.6),
            injected: rng.random_bool(0.6),
            modulated: rng.random_bool(0.4),
            fine_leak: if rng.random() { 15 } else { rng.random_range(1..15) },
            controller_threshold: rng.random_range(0..=gain),
            late_reset: false,
        })
        .collect();
    let weights = weights(rng, geometry);
    Configuration {
        neuron_words: rng.random_range(1..=words),
        input_entries,
        controllers_emit: rng.random(),
        projections,
        controller,
        prediction: Prediction::default(),
        neurons,
        weights,
        random: (0..geometry.lanes).map(|_| rng.random_range(0..1 << 31)).collect(),
        ..Configuration::default()
    }
}

/// Gives a core a random neuron model. All else stays as it was drawn.
fn model(seed: u64, geometry: &Geometry, configuration: &mut Configuration) -> Geometry {
    let mut rng = ChaCha8Rng::seed_from_u64(!seed);
    let models: Vec<_> = NeuronModel::ALL.into_iter().filter(|model| !model.is_lif()).collect();
    let geometry = Geometry { neuron_model: pick(&mut rng, &models), ..geometry.clone() };
    configuration.models = model_words(&mut rng, &geometry);
    geometry
}

/// Random parameters of all neurons: half of them anywhere, the others in the range that membranes
/// use.
fn model_words(rng: &mut impl Rng, geometry: &Geometry) -> Vec<u32> {
    let Some(model) = geometry.neuron_model.descriptor() else { return Vec::new() };
    let mut value = |parameter: &Parameter| {
        let most = parameter.most(geometry);
        let most = if rng.random() { most } else { most >> rng.random_range(0..most.ilog2()) };
        parameter.field.put(rng.random_range(0..=most))
    };
    let neurons = geometry.neuron_words() * geometry.lanes;
    (0..neurons)
        .map(|_| model.parameters.iter().map(&mut value).fold(0, |word, field| word | field))
        .collect()
}

/// Makes a core and its network predict: projections get weights of their own, and most take part
/// in the pass, with as many traces as the core then has, or with `most` at most.
fn predict(
    rng: &mut impl Rng,
    mut geometry: Geometry,
    configuration: &mut Configuration,
    most: Option<usize>,
) -> Geometry {
    (geometry.weight_bits, geometry.membrane_bits) = (16, 24);
    (geometry.learning, geometry.controllers) = (true, true);
    let (mut words, mut traces) = (0, 0);
    for projection in &mut configuration.projections {
        let predicts = rng.random_bool(0.7)
            && projection.row_words > 0
            && usize::from(projection.post_base) < configuration.neuron_words;
        if predicts {
            let reached = configuration.neuron_words - usize::from(projection.post_base);
            projection.row_words = projection.row_words.min(reached as u16);
        }
        let rows = geometry.weight_words - words;
        let rows = rows.checked_div(projection.row_words.into()).unwrap_or(rows);
        projection.source_count = projection.source_count.min(rows as u16);
        if let (true, Some(most)) = (predicts, most) {
            projection.source_count = projection.source_count.min((most - traces) as u16);
        }
        projection.weight_base = words as u16;
        words += usize::from(projection.source_count) * usize::from(projection.row_words);
        if predicts {
            projection.modulatory = false;
            projection.predictive = Some(Predictive {
                trace_base: traces as u16,
                rate: rng.random(),
                rate_shift: rng.random_range(0..16),
                learn: rng.random_bool(0.8),
                logarithmic: rng.random(),
                bounded: rng.random(),
            });
            traces += usize::from(projection.source_count);
        }
    }
    geometry.predictive_sources = traces.max(1);
    configuration.prediction = Prediction { leak: rng.random(), decay: rng.random() };
    if rng.random_bool(0.7) {
        configuration.prediction = Prediction {
            leak: rng.random_range(58_000..=u16::MAX),
            decay: rng.random_range(50_000..=u16::MAX),
        };
    }
    for neuron in &mut configuration.neurons {
        neuron.late_reset = rng.random();
        let bits = rng.random_range(1..24);
        neuron.threshold = rng.random_range(0..1 << bits);
    }
    configuration.weights = weights(rng, &geometry);
    geometry
}

/// Weights over the whole range, some of them at its ends.
pub fn weights(rng: &mut impl Rng, geometry: &Geometry) -> Vec<i16> {
    let bound = 1i32 << (geometry.weight_bits - 1);
    (0..geometry.weight_words * geometry.lanes)
        .map(|_| match rng.random_range(0..10) {
            0 => (bound - 1) as i16,
            1 => -bound as i16,
            _ => rng.random_range(-bound..bound) as i16,
        })
        .collect()
}

fn projection(rng: &mut impl Rng, geometry: &Geometry, from_neurons: bool) -> Projection {
    let words = geometry.neuron_words();
    let post_base = rng.random_range(0..words);
    // A disabled projection now and then: a row of no words.
    let row_words = if rng.random_bool(0.1) { 0 } else { rng.random_range(1..=words - post_base) };
    let rows = geometry.weight_words.checked_div(row_words).unwrap_or(8).clamp(1, 24);
    let source_count = rng.random_range(1..=rows);
    let weight_base = rng.random_range(0..=geometry.weight_words - source_count * row_words);
    let first = if from_neurons {
        let mark = pick(rng, &[NEURON_SOURCE, CONTROLLER_SOURCE]);
        mark | rng.random_range(0..words * geometry.lanes) as u16
    } else {
        rng.random_range(0..32)
    };
    Projection {
        source_base: first,
        source_count: source_count as u16,
        weight_base: weight_base as u16,
        post_base: post_base as u16,
        row_words: row_words as u16,
        rate_shift: rng.random_range(0..16),
        learn: rng.random_bool(0.7),
        modulatory: rng.random_bool(0.3),
        predictive: None,
    }
}

/// `steps` steps of random spikes, targets, modes and clears for this network. Most spikes hit the
/// network's sources, some hit nothing (all of them in a network without projections); a source may
/// spike twice in a row.
pub fn events(
    rng: &mut impl Rng,
    geometry: &Geometry,
    configuration: &Configuration,
    steps: usize,
) -> Vec<Timed> {
    // Half of the streams come as fast as the core takes them.
    let gaps = if rng.random_bool(0.5) { 0.0 } else { 0.3 };
    let mut stream = Stream { rng, gaps, events: Vec::new() };
    let neurons = geometry.neuron_words() * geometry.lanes;
    stream.send(Event::modes(true, true));
    let density = stream.rng.random_range(0..12);
    for step in 0..steps {
        if step % 16 == 0 {
            for _ in 0..stream.rng.random_range(0..4) {
                let neuron = stream.rng.random_range(0..(neurons + 8).min(256)) as u8;
                let rate = stream.rng.random();
                stream.send(Event::Target { neuron, rate });
            }
        }
        if stream.rng.random_bool(0.05) {
            let feedback = stream.rng.random_bool(0.7);
            let learning = stream.rng.random_bool(0.7);
            let clear = stream.rng.random_bool(0.3);
            stream.send(Event::Control { feedback, learning, clear, clear_targets: false });
        }
        for _ in 0..stream.rng.random_range(0..=density) {
            let source = spike(stream.rng, configuration);
            let times = if stream.rng.random_bool(0.1) { stream.rng.random_range(2..4) } else { 1 };
            for _ in 0..times {
                stream.send(Event::Spike(source));
            }
        }
        stream.send(Event::Step);
    }
    stream.events
}

/// Lets half of the clears take targets with them. Their numbers are a stream of its own, so
/// nothing else is drawn otherwise.
fn clear_targets(seed: u64, events: &mut [Timed]) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(1);
    for event in events {
        if let Event::Control { feedback, learning, clear: true, .. } = Event::decode(event.word)
            && rng.random()
        {
            event.word = Event::clear_all(feedback, learning).encode();
        }
    }
}

/// An event stream in the making.
struct Stream<'a, R: Rng> {
    rng: &'a mut R,
    /// Share of events that the host holds back for a while.
    gaps: f64,
    events: Vec<Timed>,
}

impl<R: Rng> Stream<'_, R> {
    fn send(&mut self, event: Event) {
        let gap = if self.rng.random_bool(self.gaps) { self.rng.random_range(0..12) } else { 0 };
        self.events.push(Timed { gap, word: event.encode() });
    }
}

fn spike(rng: &mut impl Rng, configuration: &Configuration) -> u16 {
    if rng.random_bool(0.05) || configuration.projections.is_empty() {
        return rng.random();
    }
    let projection = &configuration.projections[rng.random_range(0..configuration.projections.len())];
    projection.source_base.wrapping_add(rng.random_range(0..projection.source_count.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clears_of_targets_change_nothing_else() {
        let (mut cleared, mut kept) = (0, 0);
        for seed in 0..40 {
            let [plain, targets] = [false, true]
                .map(|clears_targets| draw(&Universe { clears_targets, ..Universe::default() }, seed, 100));
            assert_eq!(plain.configuration, targets.configuration);
            for (plain, other) in plain.events.iter().zip(&targets.events) {
                let control = other.word >> 16 == 3;
                assert_eq!((plain.gap, plain.word), (other.gap, other.word & !(u32::from(control) << 3)));
                cleared += u32::from(plain.word != other.word);
                kept += u32::from(other.word >> 16 == 3 && other.word & 0b1100 == 0b0100);
            }
        }
        assert!(cleared > 10 && kept > 10, "{cleared}, {kept}");
    }

    #[test]
    fn a_network_without_projections_gets_spikes_that_hit_nothing() {
        let configuration = Configuration { projections: Vec::new(), ..Configuration::default() };
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let events = events(&mut rng, &Geometry::default(), &configuration, 20);
        let spikes = events.iter().filter(|event| matches!(Event::decode(event.word), Event::Spike(_)));
        assert!(spikes.count() > 0);
    }
}
