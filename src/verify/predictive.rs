//! Directed cases of the predictive pass: one per corner of section 13.

use spindle_spec::configuration::{
    Configuration, Controller, Neuron, Prediction, Predictive, Projection, default_random_state,
};
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, Event, NEURON_SOURCE};
use spindle_spec::stimulus::Timed;

use super::Case;

const LEARN: Event = Event::modes(false, true);

/// Six inputs to the four neurons of two words: a projection with logarithmic weights.
const LOGARITHMIC: Projection = Projection {
    source_base: 0,
    source_count: 6,
    weight_base: 0,
    post_base: 0,
    row_words: 2,
    rate_shift: 0,
    learn: false,
    modulatory: false,
    predictive: Some(Predictive {
        trace_base: 0,
        rate: 200,
        rate_shift: 0,
        learn: true,
        logarithmic: true,
        bounded: false,
    }),
};

/// The projection with other predictive fields.
fn with(projection: Projection, change: impl FnOnce(&mut Predictive)) -> Projection {
    let mut predictive = projection.predictive.unwrap_or_default();
    change(&mut predictive);
    Projection { predictive: Some(predictive), ..projection }
}

/// The projection with linear weights.
fn linear(projection: Projection) -> Projection {
    with(projection, |p| p.logarithmic = false)
}

/// Two lanes, six neurons in three words, a projection that predicts.
fn case(name: &str, projections: &[Projection], weight: i16) -> Case {
    let geometry = Geometry {
        lanes: 2,
        neurons: 6,
        weight_words: 48,
        projections: 4,
        event_depth: 8,
        spike_depth: 8,
        weight_bits: 16,
        membrane_bits: 24,
        weight_scale: 2,
        predictive_sources: 13,
        ..Geometry::default()
    };
    let neuron = Neuron {
        threshold: 40_000,
        leak: 15,
        late_reset: true,
        injected: true,
        controller_threshold: 250,
        ..Neuron::default()
    };
    let configuration = Configuration {
        neuron_words: 3,
        input_entries: projections.iter().filter(|p| p.source_base < NEURON_SOURCE).count(),
        projections: projections.to_vec(),
        controllers_emit: false,
        // tau of 20 steps, input traces of 8.
        prediction: Prediction { leak: 62_259, decay: 57_835 },
        controller: Controller {
            error_leak: 1,
            proportional_leak: 2,
            integral_leak: 5,
            error_gain: 300,
            modulatory_leak: 3,
            proportional_gain: 9000,
            integral_gain: 700,
        },
        neurons: vec![neuron; 6],
        weights: (0..96).map(|i| weight.saturating_add(i * 97 % 500 - 250)).collect(),
        random: (0..2).map(default_random_state).collect(),
        ..Configuration::default()
    };
    Case::new(format!("prediction: {name}"), geometry, configuration, Vec::new())
}

impl Case {
    fn change(mut self, change: impl FnOnce(&mut Configuration)) -> Self {
        change(&mut self.configuration);
        self
    }

    fn send(mut self, events: &[Event]) -> Self {
        self.events.extend(events.iter().map(|event| Timed { gap: 0, word: event.encode() }));
        self
    }

    /// `steps` steps; source `i` of `sources` spikes in every step that `i` is the remainder of.
    fn sequence(mut self, steps: usize, sources: &[u16]) -> Self {
        for step in 0..steps {
            self = self.send(&[Event::Spike(sources[step % sources.len()]), Event::Step]);
        }
        self
    }
}

/// Rows that it takes for a drive to leave its range, and some.
const MANY: usize = 600;

/// `case` on a core that has room for many rows.
fn widened(mut case: Case) -> Case {
    (case.geometry.weight_words, case.geometry.predictive_sources) = (MANY, MANY);
    case.configuration.weights.resize(MANY * case.geometry.lanes, 0);
    case
}

/// Drives that leave their range (PRE-10).
pub fn saturating_drives() -> Vec<Case> {
    let drive = |name: &str, weight: i16| {
        let entry = Projection { source_count: MANY as u16, row_words: 1, ..linear(LOGARITHMIC) };
        let entry = with(entry, |p| p.learn = false);
        let mut case = widened(case(name, &[entry], weight));
        case.configuration.weights.fill(weight);
        case.configuration.neurons.iter_mut().for_each(|n| n.threshold = (1 << 23) - 1);
        case.configuration.prediction = Prediction { leak: 0xFFFF, decay: 0xFFFF };
        let all: Vec<Event> = (0..MANY as u16).map(Event::Spike).collect();
        case.send(&all).send(&[Event::Step; 4])
    };
    vec![drive("drive saturates upwards", i16::MAX), drive("drive saturates downwards", i16::MIN)]
}

/// Traces and errors that leave their range (PRE-7, PRE-10): a source that spikes in each step
/// drives membranes down without end, which a source without spikes and with the opposite weight
/// does not predict.
pub fn saturating_traces() -> Case {
    let entry = Projection { source_count: 2, row_words: 1, ..linear(LOGARITHMIC) };
    // One spike a step, and nothing is lost of it: 2^23 / 2^15 steps, and some.
    case("eligibility and errors saturate", &[with(entry, |p| p.learn = false)], 0)
        .change(|c| {
            (c.neuron_words, c.prediction) = (1, Prediction { leak: 0xFFFF, decay: 0xFFFF });
            c.weights[..2].fill(i16::MIN);
            c.weights[2..4].fill(i16::MAX);
        })
        .sequence(260, &[0])
}

/// `cases` of the predictive core on one that has room for the drives that saturate, these, and
/// rare values.
pub fn on_wide_core(cases: Vec<Case>) -> Vec<Case> {
    let rare = rare_values().into_iter().map(widened);
    cases.into_iter().map(widened).chain(saturating_drives()).chain(rare).collect()
}

/// Values that no other case meets, for faults that only they show.
fn rare_values() -> Vec<Case> {
    let both = Event::modes(true, true);
    let silent = |p: Projection| with(p, |p| p.learn = false);
    // The drive of one step lifts membranes over a threshold with its highest bit set; it comes off
    // in the next, alone.
    let everyone = Projection { source_count: MANY as u16, row_words: 1, ..silent(linear(LOGARITHMIC)) };
    let lifted = widened(case("highest bit of a threshold", &[everyone], 12_000))
        .change(|c| c.weights.fill(12_000))
        .change(|c| c.prediction = Prediction { leak: 0xFFFF, decay: 0 })
        .change(|c| c.neurons.iter_mut().for_each(|n| n.threshold = (1 << 22) + 0x15_5555))
        .send(&(0..MANY as u16).map(Event::Spike).collect::<Vec<_>>())
        .send(&[Event::Step; 4]);
    let shifts = (0..4u8).map(|group| {
        let entries: Vec<Projection> = (0..4u8)
            .map(|entry| Projection {
                source_base: 3 * u16::from(entry),
                source_count: 3,
                weight_base: 6 * u16::from(entry),
                learn: true,
                rate_shift: 4 * group + entry,
                ..with(silent(linear(LOGARITHMIC)), |p| p.trace_base = 3 * u16::from(entry))
            })
            .collect();
        case(&format!("feedback shifted by {} to {}", 4 * group, 4 * group + 3), &entries, 100)
            .change(|c| c.neurons.iter_mut().for_each(|n| n.controlled = true))
            .send(&[both])
            .send(&[0, 1, 2, 3].map(|neuron| Event::Target { neuron, rate: 90 + 40 * neuron }))
            .sequence(60, &[0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
    });
    let powers = case("logarithms of every power", &[silent(LOGARITHMIC)], 0)
        .change(|c| {
            for (index, weight) in c.weights.iter_mut().enumerate() {
                *weight = (index as i32 * 2048 - 32_768 + 700).clamp(-32_768, 32_767) as i16;
            }
        })
        .change(|c| (c.projections[0].source_count, c.projections[0].row_words) = (13, 3))
        .sequence(26, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    let mut cases = vec![lifted, powers, lowest_random_bit(DECIDES)];
    cases.extend(shifts);
    cases
}

/// A random state with which the sum that PRE-9 shifts is a multiple of 2^16, so that its lowest
/// bit decides.
const DECIDES: u32 = 59_451;

/// One row, and one step that learns.
fn lowest_random_bit(random: u32) -> Case {
    let entry = with(linear(LOGARITHMIC), |p| p.rate = 201);
    let entry = Projection { source_count: 1, row_words: 1, ..entry };
    case("lowest random bit", &[entry], 12_002).change(|c| c.random.fill(random)).send(&[
        Event::Spike(0),
        Event::Step,
        Event::Step,
        LEARN,
        Event::Step,
    ])
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let quiet = |name: &str, projections: &[Projection]| case(name, projections, -4000).send(&[LEARN]);
    let both = Event::modes(true, true);
    let target = |neuron| Event::Target { neuron, rate: 90 + 30 * neuron };
    let steered = |case: Case| {
        let case = case.change(|c| c.neurons.iter_mut().for_each(|n| n.controlled = true));
        case.send(&[both, target(0), target(1), target(2), target(3)])
    };
    let feedback_linear = Projection { learn: true, rate_shift: 6, ..linear(LOGARITHMIC) };
    let second = Projection {
        source_base: 4,
        source_count: 5,
        weight_base: 14,
        post_base: 1,
        ..with(LOGARITHMIC, |p| (p.trace_base, p.rate_shift, p.logarithmic) = (6, 2, false))
    };
    let recurrent = Projection {
        source_base: NEURON_SOURCE,
        source_count: 6,
        weight_base: 30,
        row_words: 3,
        ..with(LOGARITHMIC, |p| p.trace_base = 7)
    };
    let of_controllers = Projection {
        source_base: CONTROLLER_SOURCE,
        source_count: 3,
        weight_base: 14,
        row_words: 2,
        ..with(LOGARITHMIC, |p| p.trace_base = 7)
    };
    let to_modulators = Projection {
        source_base: CONTROLLER_SOURCE,
        source_count: 6,
        weight_base: 30,
        row_words: 3,
        modulatory: true,
        ..Projection::default()
    };
    let event_driven = Projection {
        source_base: 0,
        source_count: 6,
        weight_base: 30,
        row_words: 3,
        rate_shift: 4,
        learn: true,
        ..Projection::default()
    };
    vec![
        quiet("logarithmic weights", &[LOGARITHMIC]).sequence(40, &[0, 1, 2, 3, 4, 5]),
        quiet("linear weights", &[linear(LOGARITHMIC)])
            .change(|c| c.weights.iter_mut().for_each(|w| *w = w.saturating_add(12_000)))
            .sequence(40, &[0, 1, 2, 3, 4, 5]),
        case("bounded weights fall to zero", &[with(linear(LOGARITHMIC), |p| p.bounded = true)], 150)
            .send(&[LEARN])
            .sequence(40, &[5, 5, 1, 1]),
        case("logarithms beyond the largest value", &[LOGARITHMIC], 4000)
            .send(&[LEARN])
            .sequence(20, &[0, 1]),
        case("smallest logarithms", &[LOGARITHMIC], -32_700).send(&[LEARN]).sequence(20, &[0, 1]),
        case("everything saturates", &[linear(LOGARITHMIC)], 32_600)
            .change(|c| c.neurons.iter_mut().for_each(|n| n.threshold = (1 << 23) - 1))
            .change(|c| c.prediction = Prediction { leak: 0xFFFF, decay: 0xFFFF })
            .change(|c| {
                c.projections[0].predictive = Some(Predictive { learn: false, ..Predictive::default() });
            })
            .send(&[LEARN])
            .sequence(90, &[0, 1, 2, 3, 4, 5]),
        case("negative weights saturate", &[linear(LOGARITHMIC)], -32_600)
            .change(|c| c.prediction.decay = 0xFFFF)
            .send(&[LEARN])
            .sequence(60, &[0, 1, 2, 3, 4, 5]),
        case("learning off", &[LOGARITHMIC], -4000).sequence(12, &[0, 3]),
        quiet("learning mode on, learn bit off", &[with(LOGARITHMIC, |p| p.learn = false)])
            .sequence(12, &[0, 3]),
        quiet("slowest rate", &[with(LOGARITHMIC, |p| (p.rate, p.rate_shift) = (255, 15))])
            .sequence(20, &[0, 3]),
        quiet("a rate of nothing", &[with(LOGARITHMIC, |p| p.rate = 0)]).sequence(12, &[0, 3]),
        steered(case("both rules on one synapse", &[feedback_linear], 6000)).sequence(40, &[0, 1, 2, 3]),
        steered(case("feedback alone", &[with(feedback_linear, |p| p.learn = false)], 6000))
            .sequence(30, &[0, 1, 2, 3]),
        steered(case(
            "both rules on logarithms",
            &[Projection { predictive: LOGARITHMIC.predictive, rate_shift: 9, ..feedback_linear }],
            -4000,
        ))
        .sequence(30, &[0, 1, 2, 3]),
        steered(case("feedback without its shift", &[Projection { rate_shift: 0, ..feedback_linear }], 3000))
            .sequence(20, &[0, 1]),
        quiet("two projections meet in a word", &[LOGARITHMIC, second]).sequence(40, &[4, 5, 6, 0, 1, 8]),
        case("prediction beside event-driven weights", &[LOGARITHMIC, event_driven], -4000)
            .send(&[both])
            .sequence(20, &[0, 1, 2]),
        case("recurrent prediction", &[LOGARITHMIC, recurrent], -1000)
            .change(|c| c.neurons.iter_mut().for_each(|n| n.threshold = 20_000))
            .send(&[LEARN])
            .sequence(40, &[0, 1, 2, 3]),
        steered(case("controllers mark and teach", &[LOGARITHMIC, of_controllers, to_modulators], -3000))
            .change(|c| {
                c.controllers_emit = true;
                c.neurons[..4].iter_mut().for_each(|n| n.modulated = true);
            })
            .sequence(30, &[0, 1, 2]),
        quiet("refractory neurons and early resets", &[LOGARITHMIC])
            .change(|c| {
                for (index, neuron) in c.neurons.iter_mut().enumerate() {
                    neuron.threshold = 9000;
                    neuron.refractory = 2 * (index as u8 % 2);
                    neuron.late_reset = index % 3 != 0;
                    neuron.reset_to_zero = index % 3 == 1;
                }
            })
            .sequence(30, &[0, 1, 2, 3, 4, 5]),
        quiet("clear between presentations", &[LOGARITHMIC])
            .sequence(15, &[0, 1, 2])
            .send(&[Event::Spike(4), Event::clear(false, true)])
            .sequence(15, &[0, 1, 2]),
        quiet("steps back to back without a spike", &[LOGARITHMIC])
            .send(&[Event::Spike(1)])
            .send(&[Event::Step; 12]),
        quiet("a source spikes twice in a step", &[LOGARITHMIC]).send(&[
            Event::Spike(1),
            Event::Spike(1),
            Event::Spike(2),
            Event::Step,
            Event::Step,
        ]),
        quiet("an entry of no sources", &[Projection { source_count: 0, ..LOGARITHMIC }]).sequence(4, &[0]),
        quiet("no entry predicts", &[event_driven]).sequence(6, &[0, 1]),
        quiet("no entry at all", &[]).sequence(6, &[0, 1]),
        quiet("fewer neuron words than the core holds", &[Projection { row_words: 1, ..LOGARITHMIC }])
            .change(|c| c.neuron_words = 1)
            .sequence(10, &[0, 1, 7]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use spindle_golden::Core;

    #[test]
    fn a_threshold_with_its_highest_bit_set_comes_off_late() {
        let case = rare_values().swap_remove(0);
        let mut core = Core::new(&case.geometry, &case.configuration).expect("fits");
        // 600 rows of 12000, more than the threshold of 4194304 + 1398101; then 7200000 · 65535 /
        // 65536 = 7199890.1, less that.
        let mut expected = [7_200_000, 7_199_890 - 5_592_405].into_iter();
        for event in case.events.iter().map(|timed| Event::decode(timed.word)) {
            core.event(event, &mut ());
            if let (Event::Step, Some(membrane)) = (event, expected.next()) {
                assert_eq!(core.membranes()[0], membrane);
            }
        }
        assert_eq!(expected.next(), None);
    }

    #[test]
    fn the_lowest_random_bit_decides() {
        let weight = |random| {
            let case = lowest_random_bit(random);
            let mut core = Core::new(&case.geometry, &case.configuration).expect("fits");
            for timed in &case.events {
                core.event(Event::decode(timed.word), &mut ());
            }
            core.weights()[0]
        };
        assert_eq!(weight(DECIDES), weight(DECIDES - 1) + 1);
    }
}
