//! One neuron of the core in place of the float one.

use spindle_golden::Core;
use spindle_learning::predictive::{Bound, Cell, Parameters, Pattern};
use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, Geometry, Neuron, Prediction, Predictive, Projection};

use super::Error;

/// Fixed-point 1 of thresholds and factors (`PRE-1`).
const ONE: f64 = 65_536.0;
/// A factor of 2 in a logarithmic weight (`PRE-3`).
const OCTAVE: f64 = 2_048.0;

/// A predicting neuron of the golden model, with logarithmic weights: the soft bound.
#[derive(Clone, Debug)]
pub struct Fixed {
    core: Core,
}

impl Fixed {
    /// A neuron with `weights`, one an input.
    ///
    /// # Errors
    /// Another bound, or a rate that the core does not have.
    pub fn new(parameters: &Parameters, weights: &[f64]) -> Result<Self, Error> {
        if parameters.bound != Bound::Soft {
            return Err("logarithmic weights have a soft bound".into());
        }
        let count = weights.len();
        let geometry = Geometry {
            lanes: 1,
            neurons: 1,
            weight_words: count,
            projections: 1,
            event_depth: 64,
            spike_depth: 64,
            weight_bits: 16,
            membrane_bits: 24,
            weight_scale: 8,
            predictive_sources: count,
            ..Geometry::default()
        };
        // The rate in units of the stored logarithm, as factor · 2^-(16 + shift) (PRE-9).
        let rate = parameters.rate * OCTAVE * std::f64::consts::LOG2_E / ONE;
        let fits = |shift: &i32| rate * 2f64.powi(16 + shift) < 255.5;
        let shift = (0..16).rev().find(fits).ok_or("the learning rate is too large for the core")?;
        let part = |x: f64| (x * ONE).round() as u16;
        let configuration = Configuration {
            neuron_words: 1,
            input_entries: 1,
            projections: vec![Projection {
                source_count: count as u16,
                row_words: 1,
                predictive: Some(Predictive {
                    trace_base: 0,
                    rate: (rate * 2f64.powi(16 + shift)).round() as u8,
                    rate_shift: shift as u8,
                    learn: true,
                    logarithmic: true,
                    bounded: false,
                }),
                ..Projection::default()
            }],
            prediction: Prediction { leak: part(parameters.leak()), decay: part(parameters.decay()) },
            neurons: vec![Neuron {
                threshold: (parameters.threshold * ONE).round() as u32,
                leak: 15,
                late_reset: true,
                ..Neuron::default()
            }],
            weights: weights.iter().map(|weight| (weight.log2() * OCTAVE).round() as i16).collect(),
            random: vec![0x1234_5678],
            ..Configuration::default()
        };
        Ok(Self { core: Core::new(&geometry, &configuration)? })
    }

    /// The core that it is.
    pub fn core(self) -> Core {
        self.core
    }
}

impl Cell for Fixed {
    fn present(&mut self, pattern: &Pattern, learning: bool) -> Vec<u32> {
        self.core.event(Event::clear(false, learning), &mut ());
        let mut fired = Vec::new();
        let mut sources = Vec::new();
        for (tick, spikes) in pattern.iter() {
            sources.clear();
            sources.extend(spikes.iter().map(|(_, line)| *line as u16));
            if !self.core.step(&sources).is_empty() {
                fired.push(tick);
            }
        }
        fired
    }

    fn weights(&self) -> Vec<f64> {
        self.core.weights().iter().map(|weight| (f64::from(*weight) / OCTAVE).exp2()).collect()
    }
}
