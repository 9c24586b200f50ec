//! Read access to the state and the counters of a core.

use super::Core;
use crate::controller;
use crate::rules::predictive::Predictor;

/// Counters of a core since it was built. The hardware shows the low 32 bits of the first four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Steps.
    pub steps: u64,
    /// Spike events from the host.
    pub events: u64,
    /// Weight words passed.
    pub words: u64,
    /// Neurons fired.
    pub spikes: u64,
    /// Positive controller spikes.
    pub positive: u64,
    /// Negative controller spikes.
    pub negative: u64,
    /// Weights changed by learning.
    pub updates: u64,
    /// Control effort: |f| of controlled neurons, summed over steps, membrane units.
    pub effort: u64,
}

impl Core {
    /// Lanes `L`.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Stored weights, index `word · L + lane`.
    pub fn weights(&self) -> &[i16] {
        &self.weights
    }

    /// Stored weights, to change; each must stay within `W` bits.
    pub fn weights_mut(&mut self) -> &mut [i16] {
        &mut self.weights
    }

    /// Membranes, membrane units.
    pub fn membranes(&self) -> &[i32] {
        &self.membranes
    }

    /// Modulators, used weights.
    pub fn modulators(&self) -> &[i32] {
        &self.modulators
    }

    /// Refractory counters, steps.
    pub fn refractory(&self) -> &[u8] {
        &self.refractory
    }

    /// Controller states.
    pub fn controllers(&self) -> &[controller::State] {
        &self.controllers
    }

    /// Feedback currents, membrane units.
    pub fn feedback(&self) -> &[i16] {
        &self.feedback
    }

    /// Source traces, in a core that has a predictive unit.
    pub fn predictor(&self) -> Option<&Predictor> {
        self.predictor.as_ref()
    }

    /// The neurons that fired in the last update, ascending.
    pub fn fired(&self) -> &[u16] {
        &self.fired
    }

    /// Random states, one a lane.
    pub fn random(&self) -> Vec<u32> {
        self.random.state()
    }

    /// Modes: feedback, learning.
    pub fn modes(&self) -> (bool, bool) {
        (self.feedback_mode, self.learning_mode)
    }

    /// The counters.
    pub fn counters(&self) -> Counters {
        self.counters
    }
}
