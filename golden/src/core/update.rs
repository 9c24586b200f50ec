//! A step: predictive pass, update and control phase (sections 13, 6 and 7).

use std::ops::Range;

use super::{Core, MAX_LANES};
use crate::controller::{self, Fired};
use crate::neuron;
use crate::observer::{ControlWord, NeuronWord, Observer};
use crate::rules::predictive::Parts;

impl Core {
    /// Predictive pass, update and control phase of a step (sections 13, 6 and 7), and its end.
    pub(crate) fn update<O: Observer>(&mut self, observer: &mut O) {
        self.fired.clear();
        self.positive.clear();
        self.negative.clear();
        self.predict(observer);
        if O::WATCHES {
            for word in 0..self.updated / self.lanes {
                self.update_word(word, observer);
            }
        } else {
            self.update_neurons(0..self.updated);
            if self.feedback_mode {
                let mut next = 0;
                for neuron in 0..self.updated {
                    let spike = self.fired.get(next).is_some_and(|fired| usize::from(*fired) == neuron);
                    next += usize::from(spike);
                    self.control_neuron(neuron, spike);
                }
            }
        }
        self.counters.positive += self.positive.len() as u64;
        self.counters.negative += self.negative.len() as u64;
        self.counters.spikes += self.fired.len() as u64;
        self.counters.steps += 1;
    }

    /// The predictive pass of a step (section 13).
    fn predict(&mut self, observer: &mut impl Observer) {
        let Some(predictor) = &mut self.predictor else { return };
        let mut parts = Parts {
            lanes: self.lanes,
            words: self.updated / self.lanes,
            projections: &self.projections,
            parameters: &self.parameters,
            weights: &mut self.weights,
            membranes: &mut self.membranes,
            feedback: &self.feedback,
            random: &mut self.random,
            feedback_mode: self.feedback_mode,
            learning_mode: self.learning_mode,
        };
        let passed = predictor.pass(&mut parts, observer);
        self.counters.words += passed.words;
        self.counters.updates += passed.updates;
    }

    fn update_neurons(&mut self, neurons: Range<usize>) {
        for neuron in neurons {
            let parameters = &self.parameters[neuron];
            let acts = self.feedback_mode && parameters.injected;
            let feedback = if acts { self.feedback[neuron] } else { 0 };
            let state =
                neuron::State { membrane: self.membranes[neuron], refractory: self.refractory[neuron] };
            let threshold = parameters.threshold as i32;
            let limit = self.model.as_ref().map_or(threshold, |model| model.limit(neuron, threshold));
            let (state, fire) = neuron::update(parameters, limit, state, feedback, self.membrane_bits);
            self.membranes[neuron] = state.membrane;
            self.refractory[neuron] = state.refractory;
            if let Some(model) = &mut self.model {
                model.advance(neuron, fire);
            }
            if let Some(predictor) = &mut self.predictor {
                predictor.set_due(neuron, fire && parameters.late_reset);
            }
            if fire {
                self.fired.push(neuron as u16);
            }
        }
    }

    fn control_neuron(&mut self, neuron: usize, spike: bool) -> Fired {
        let parameters = &self.parameters[neuron];
        let mut state = self.controllers[neuron];
        let (integral, mut fired) = (state.integral, Fired::None);
        if parameters.controlled {
            let threshold = parameters.controller_threshold;
            (state, fired) = controller::control(&self.controller, threshold, state, spike);
            match fired {
                Fired::Positive => self.positive.push(neuron as u16),
                Fired::Negative => self.negative.push(neuron as u16),
                Fired::None => {}
            }
        }
        let mut far_from_firing = false;
        let modulated = parameters.modulated && self.built.modulators;
        if modulated {
            let modulator = std::mem::take(&mut self.modulators[neuron]);
            state.integral = controller::modulate(&self.controller, integral, modulator);
            far_from_firing = self.membranes[neuron] < 0;
        }
        if parameters.controlled || modulated {
            self.feedback[neuron] =
                if far_from_firing { 0 } else { controller::feedback(&state, parameters.controlled) };
        }
        if parameters.controlled {
            self.counters.effort += u64::from(self.feedback[neuron].unsigned_abs());
        }
        self.controllers[neuron] = state;
        fired
    }

    fn update_word(&mut self, word: usize, observer: &mut impl Observer) {
        let neurons = word * self.lanes..(word + 1) * self.lanes;
        let mut before = [0; MAX_LANES];
        before[..self.lanes].copy_from_slice(&self.membranes[neurons.clone()]);
        let earlier = self.fired.len();
        self.update_neurons(neurons.clone());
        let lane = |neuron: &u16| usize::from(*neuron) - neurons.start;
        let spikes = self.fired[earlier..].iter().map(|neuron| 1 << lane(neuron)).sum();
        observer.neuron(&NeuronWord {
            word,
            membrane_before: &before[..self.lanes],
            membrane_after: &self.membranes[neurons.clone()],
            model_state: self.model.as_ref().map_or(&[], |model| &model.state[neurons.clone()]),
            spikes,
        });
        if self.feedback_mode {
            let mut pair = [Fired::None; MAX_LANES];
            for (neuron, fired) in neurons.clone().zip(&mut pair) {
                *fired = self.control_neuron(neuron, spikes >> (neuron - neurons.start) & 1 != 0);
            }
            observer.control(&ControlWord {
                word,
                state: &self.controllers[neurons.clone()],
                fired: &pair[..self.lanes],
                feedback: &self.feedback[neurons],
            });
        }
    }
}
