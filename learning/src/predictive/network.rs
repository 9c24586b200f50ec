//! Small recurrent networks: each neuron has inputs of its own and the outputs of others.

use super::neuron::decay;
use super::{Neuron, Parameters, Pattern};

/// Update frequency of the output traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// Once a tick: the equation.
    Once,
    /// Twice a tick while learning, once without: the authors' code.
    TwiceWhileLearning,
}

/// A neuron's source besides its inputs: the output of a neuron, or a line that is always silent.
pub type Source = Option<usize>;

/// Connectivity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wiring {
    /// The neuron before and the one after.
    Nearest,
    /// All others, and a silent line.
    All,
}

impl Wiring {
    /// The sources of `neuron` among `neurons`.
    fn sources(self, neuron: usize, neurons: usize) -> Vec<Source> {
        match self {
            Self::Nearest => vec![neuron.checked_sub(1), Some(neuron + 1).filter(|next| *next < neurons)],
            Self::All => (0..neurons).filter(|other| *other != neuron).map(Some).chain([None]).collect(),
        }
    }
}

/// A network whose neurons have as many lines each.
#[derive(Clone, Debug)]
pub struct Network {
    decay: f64,
    output_decay: f64,
    trace: Trace,
    /// Lines of each neuron.
    lines: usize,
    sources: Vec<Vec<Source>>,
    neurons: Vec<Neuron>,
    inputs: Vec<f64>,
    outputs: Vec<f64>,
}

impl Network {
    /// A network with a neuron for each of `inputs`, its weights from lines of its own: as many for
    /// each (neuron `n` of neurons with `k` has lines `n · k …`). All weights from neurons and
    /// silent lines are `recurrent`.
    pub fn new(
        parameters: &Parameters,
        wiring: Wiring,
        trace: Trace,
        inputs: &[Vec<f64>],
        recurrent: f64,
    ) -> Self {
        let sources: Vec<_> = (0..inputs.len()).map(|neuron| wiring.sources(neuron, inputs.len())).collect();
        let neuron = |(inputs, sources): (&Vec<f64>, &Vec<Source>)| {
            Neuron::new(parameters, [inputs.clone(), vec![recurrent; sources.len()]].concat())
        };
        let lines = inputs.first().map_or(0, Vec::len);
        Self {
            decay: parameters.decay(),
            output_decay: 1.0 - parameters.tick / parameters.input,
            trace,
            lines,
            neurons: inputs.iter().zip(&sources).map(neuron).collect(),
            inputs: vec![0.0; inputs.len() * lines],
            outputs: vec![0.0; inputs.len()],
            sources,
        }
    }

    /// The neurons. Weights of each: its inputs, then its sources ([`Wiring`]).
    pub fn neurons(&self) -> &[Neuron] {
        &self.neurons
    }

    /// Shows `pattern` from a state of 0 and gives the output spikes: tick and neuron, ascending.
    pub fn present(&mut self, pattern: &Pattern, learning: bool) -> Vec<(u32, u32)> {
        self.inputs.fill(0.0);
        self.outputs.fill(0.0);
        self.neurons.iter_mut().for_each(Neuron::clear);
        let mut values = Vec::new();
        let mut fired = Vec::new();
        for (tick, spikes) in pattern.iter() {
            decay(&mut self.inputs, self.decay);
            for (_, line) in spikes {
                self.inputs[*line as usize] += 1.0;
            }
            self.advance();
            if learning {
                for neuron in 0..self.neurons.len() {
                    self.inputs_of(neuron, &mut values);
                    self.neurons[neuron].learn(&values);
                }
                if self.trace == Trace::TwiceWhileLearning {
                    self.advance();
                }
            }
            for neuron in 0..self.neurons.len() {
                self.inputs_of(neuron, &mut values);
                if self.neurons[neuron].integrate(&values) {
                    fired.push((tick, neuron as u32));
                }
            }
        }
        fired
    }

    /// Advances the traces of the outputs, with the spikes of the last tick.
    fn advance(&mut self) {
        for (output, neuron) in self.outputs.iter_mut().zip(&self.neurons) {
            *output = self.output_decay * *output + f64::from(u8::from(neuron.spike()));
        }
    }

    /// Current inputs of `neuron`.
    fn inputs_of(&self, neuron: usize, values: &mut Vec<f64>) {
        values.clear();
        values.extend_from_slice(&self.inputs[neuron * self.lines..][..self.lines]);
        let outputs = self.sources[neuron].iter();
        values.extend(outputs.map(|source| source.map_or(0.0, |source| self.outputs[source])));
    }
}
