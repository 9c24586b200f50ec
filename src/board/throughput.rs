//! Synaptic operations per cycle, with learning on, counted in a simulation that lockstep has
//! verified.

use serde::Serialize;
use spindle_sim::backend::rust_hdl::RustHdl;
use spindle_spec::configuration::default_random_state;
use spindle_spec::memory_map::Event;
use spindle_spec::stimulus::Timed;
use spindle_spec::{Configuration, Controller, Geometry, Leaks, Neuron, Projection};

use crate::verify::{Case, VerifyError};
use spindle_golden::Golden;

/// Weight words a step at most: more would take longer to simulate and change the result little.
const MOST_WORDS: usize = 2048;
/// Steps that are simulated; between the last two, operations and cycles are counted.
const STEPS: u32 = 3;

/// Leaks of the controllers, where the core does not fix them.
const LEAKS: Leaks = Leaks { error: 4, proportional: 3, integral: 6, modulatory: 15 };

/// Throughput of a dense step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Throughput {
    /// Synaptic operations (a weight read, accumulated, learned and written back).
    pub operations: u64,
    /// Cycles that they took.
    #[serde(rename = "clocks")]
    pub cycles: u64,
    /// Records of the run that were compared with the embedded simulator's.
    pub compared: u64,
}

impl Throughput {
    /// Operations per cycle.
    pub fn rate(&self) -> f64 {
        self.operations as f64 / self.cycles as f64
    }
}

/// Errors of the measurement.
#[derive(Debug, thiserror::Error)]
pub enum ThroughputError {
    /// The run could not be made.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// Golden model and hardware differ.
    #[error("golden model and hardware differ, so the cycle count is not valid:\n{0}")]
    Different(String),
    /// Nothing was counted.
    #[error("the run has no two steps with operations between them")]
    Nothing,
}

/// Counts the operations and cycles of a step in which every input of a fully connected layer fires
/// and every weight learns, on a core of `geometry`.
///
/// # Errors
/// The golden model and the embedded simulator of the hardware differ, or cannot run.
pub fn throughput(geometry: &Geometry) -> Result<Throughput, ThroughputError> {
    let case = dense(geometry);
    let stimulus = case.stimulus().map_err(VerifyError::from)?;
    let comparison = case.compare(&stimulus, &RustHdl, &case.design(), &stimulus, None)?;
    if let Some(difference) = comparison.first_difference {
        return Err(ThroughputError::Different(difference.to_string()));
    }
    let mut golden =
        Golden::new(&case.geometry, &case.configuration, &stimulus).map_err(VerifyError::from)?;
    let layout = golden.layout().clone();
    let index = |name: &str| layout.index(name).ok_or(ThroughputError::Nothing);
    let (steps, valid) = (index("steps")?, index("synapse_valid")?);
    // Cycle of the last two steps, and weight words between them.
    let (mut seen, mut taken, mut words) = (0, [0; 2], 0);
    while let Some((clock, record)) = golden.next_record() {
        let now = layout.get(record, steps);
        if now != seen {
            seen = now;
            taken = [taken[1], clock];
            if now + 1 == STEPS {
                words = 0;
            } else if now == STEPS {
                break;
            }
        }
        words += layout.get(record, valid);
    }
    let cycles = taken[1] - taken[0];
    if words == 0 || taken[0] == 0 {
        return Err(ThroughputError::Nothing);
    }
    Ok(Throughput {
        operations: u64::from(words) * geometry.lanes as u64,
        cycles,
        compared: comparison.rung.events,
    })
}

/// A layer of all neurons, every input connected to each of them.
fn dense(geometry: &Geometry) -> Case {
    let words = geometry.neuron_words();
    let inputs = (geometry.weight_words.min(MOST_WORDS) / words).max(1);
    // Words are counted on the retire port, which changes no cycle.
    let geometry = Geometry { weight_words: inputs * words, retire: true, ..geometry.clone() };
    let weights = inputs * words * geometry.lanes;
    let largest = i16::MAX >> (16 - geometry.weight_bits);
    let configuration = Configuration {
        neuron_words: words,
        input_entries: 1,
        projections: vec![Projection {
            source_count: inputs as u16,
            row_words: words as u16,
            rate_shift: 6,
            learn: true,
            ..Projection::default()
        }],
        controller: Controller {
            error_gain: 256,
            proportional_gain: 160,
            integral_gain: 80,
            ..Controller::default()
        }
        .with_leaks(geometry.fixed_leaks.unwrap_or(LEAKS)),
        neurons: vec![
            Neuron {
                threshold: 3000.min((1 << (geometry.membrane_bits - 1)) - 1),
                leak: 4,
                controlled: true,
                injected: true,
                controller_threshold: 256,
                ..Neuron::default()
            };
            geometry.neurons
        ],
        weights: (0..weights)
            .map(|index| ((index * 53 % 101) as i16 - 30).clamp(-largest, largest))
            .collect(),
        random: (0..geometry.lanes).map(default_random_state).collect(),
        ..Configuration::default()
    };
    let mut events = vec![Event::modes(true, true)];
    for neuron in 0..geometry.neurons.min(256) {
        events.push(Event::Target { neuron: neuron as u8, rate: (neuron * 7) as u8 });
    }
    for _ in 0..STEPS {
        events.extend((0..inputs).map(|input| Event::Spike(input as u16)));
        events.push(Event::Step);
    }
    let events = events.into_iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    Case::new("dense", geometry, configuration, events)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `CLK-11`: a step costs its words and its neuron words and 15 cycles.
    #[test]
    fn a_dense_step_reaches_the_rate_of_the_specification() {
        let geometry: Geometry = toml::from_str(
            "lanes = 2\nneurons = 16\nweight_words = 160\nweight_bits = 8\nmembrane_bits = 16\nweight_scale = 3",
        )
        .unwrap();
        let found = throughput(&geometry).unwrap();
        assert!(found.compared > 100, "only {} records compared", found.compared);
        assert_eq!((found.operations, found.cycles), (320, 160 + 8 + 15));
    }

    #[test]
    fn a_core_without_units_and_of_few_bits_is_measured_too() {
        let geometry: Geometry = toml::from_str(
            "lanes = 1\nneurons = 8\nweight_words = 80\nweight_bits = 4\nmembrane_bits = 12\nweight_scale = 0\n\
             learning = false\ncontrollers = false\nmodulators = false\nretire = false",
        )
        .unwrap();
        let found = throughput(&geometry).unwrap();
        assert_eq!((found.operations, found.cycles), (80, 80 + 8 + 15));
    }
}
