//! Neuron models beyond the leaky integrator (section 14), a file each.

mod adaptive_threshold;

use spindle_spec::NeuronModel;

/// A neuron model with the parameters and the state of all neurons of a core.
#[derive(Clone, Debug)]
pub struct Model {
    kind: NeuronModel,
    parameters: Vec<u32>,
    /// State after the last update, `M` bits.
    pub(crate) state: Vec<i32>,
    membrane_bits: usize,
}

impl Model {
    /// The model `kind` with the model words `parameters`, its state 0; `None` for the leaky
    /// integrator.
    pub fn new(kind: NeuronModel, parameters: &[u32], membrane_bits: usize) -> Option<Self> {
        let state = vec![0; parameters.len()];
        let parameters = parameters.to_vec();
        (!kind.is_lif()).then_some(Self { kind, parameters, state, membrane_bits })
    }

    /// The bound that the membrane of `neuron` must exceed to fire (`MOD-1`).
    #[inline]
    pub fn limit(&self, neuron: usize, threshold: i32) -> i32 {
        match self.kind {
            NeuronModel::Lif => threshold,
            NeuronModel::AdaptiveThreshold => {
                adaptive_threshold::limit(self.state[neuron], threshold, self.membrane_bits)
            }
        }
    }

    /// The state of `neuron` after an update in which it fired or not (`MOD-1`).
    #[inline]
    pub fn advance(&mut self, neuron: usize, fired: bool) {
        let (parameters, state) = (self.parameters[neuron], &mut self.state[neuron]);
        match self.kind {
            NeuronModel::Lif => {}
            NeuronModel::AdaptiveThreshold => {
                *state = adaptive_threshold::advance(parameters, *state, fired, self.membrane_bits);
            }
        }
    }

    /// Clears the state of the first `neurons` neurons (`UPD-8`).
    pub fn clear(&mut self, neurons: usize) {
        self.state[..neurons].fill(0);
    }
}
