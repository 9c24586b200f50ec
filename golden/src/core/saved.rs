//! Saving and restoring a core's state at rest, so that a run may resume another.

use spindle_spec::{Configuration, Geometry, State};

use super::{Core, controller};

impl Core {
    /// This core with everything that `state` holds; it has the sizes of the core.
    pub(super) fn with_state(mut self, state: &State) -> Self {
        self.membranes.clone_from(&state.membranes);
        self.refractory.clone_from(&state.refractory);
        if self.built.modulators {
            self.modulators.clone_from(&state.modulators);
        }
        if self.built.controllers {
            self.feedback.clone_from(&state.feedback);
            for (neuron, pair) in self.controllers.iter_mut().enumerate() {
                *pair = controller::State {
                    rate: state.target_rates[neuron],
                    phase: state.target_phases[neuron],
                    error: state.errors[neuron],
                    drive: state.drives[neuron],
                    proportional: state.proportional[neuron],
                    integral: state.integral[neuron],
                };
            }
        }
        if let Some(model) = &mut self.model {
            model.state.clone_from(&state.models);
        }
        if let Some(predictor) = &mut self.predictor {
            predictor.set_state(&state.inputs, &state.eligibilities, &state.due);
        }
        self
    }

    /// Configuration that resumes from the current state: `start`, the configuration of this core,
    /// with weights, random states and state after the spikes of the last update. Modes and
    /// counters are not part of it.
    pub fn save(&mut self, geometry: &Geometry, start: &Configuration) -> Configuration {
        self.settle(&mut ());
        let pairs = || self.controllers.iter().filter(|_| geometry.controllers);
        let mut state = State {
            membranes: self.membranes.clone(),
            refractory: self.refractory.clone(),
            target_rates: pairs().map(|pair| pair.rate).collect(),
            target_phases: pairs().map(|pair| pair.phase).collect(),
            errors: pairs().map(|pair| pair.error).collect(),
            drives: pairs().map(|pair| pair.drive).collect(),
            proportional: pairs().map(|pair| pair.proportional).collect(),
            integral: pairs().map(|pair| pair.integral).collect(),
            ..State::default()
        };
        if geometry.controllers {
            state.feedback.clone_from(&self.feedback);
        }
        if geometry.modulators {
            state.modulators.clone_from(&self.modulators);
        }
        if let Some(model) = &self.model {
            state.models.clone_from(&model.state);
        }
        if let Some(predictor) = &self.predictor {
            state.due = predictor.due().to_vec();
            state.inputs = predictor.inputs().to_vec();
            state.eligibilities = predictor.eligibilities().to_vec();
        }
        Configuration {
            weights: self.weights.clone(),
            random: self.random(),
            state: Some(state),
            ..start.clone()
        }
    }
}
