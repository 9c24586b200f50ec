//! Showing one sample to a core, as events.

use spindle_hdl::memory_map::Event;

use crate::manifest::{Placement, Task};
use crate::model::{Core, Observer};
use crate::task::{Dataset, Encoder, Rates};

/// What is connected while a sample is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Feedback and learning.
    Train,
    /// Neither: the network answers on its own.
    Test,
}

/// What the outputs did during a sample; each class has one output, or a population of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Spikes of each class.
    pub counts: Vec<u32>,
    /// Membranes of each class at the end, summed, membrane units.
    pub membranes: Vec<i32>,
}

impl Answer {
    /// The class with the most spikes; among those, the highest membrane; among those, the first.
    pub fn class(&self) -> usize {
        let score = |index: &usize| (self.counts[*index], self.membranes[*index], std::cmp::Reverse(*index));
        (0..self.counts.len()).max_by_key(score).unwrap_or(0)
    }
}

/// Turns samples into events: clear (unless samples follow without a break), targets, then spikes and a step for each step.
#[derive(Clone, Debug)]
pub struct Presenter<'a> {
    data: &'a Dataset,
    seed: u64,
    encoder: Encoder,
    steps: u32,
    continuous: bool,
    outputs: std::ops::Range<usize>,
    population: usize,
    target_rate: u8,
    other_rate: u8,
    events: Vec<Event>,
}

impl<'a> Presenter<'a> {
    /// For the task's groups in `placement`; `None` if they are not there.
    pub fn new(task: &Task, placement: &Placement, data: &'a Dataset, seed: u64) -> Option<Self> {
        let inputs = placement.input(&task.inputs)?;
        let outputs = placement.group(&task.outputs)?;
        let rates = Rates {
            feature: task.feature_rate,
            maximum: data.maximum,
            complement: task.complement,
            bias: task.bias_rate,
        };
        Some(Self {
            data,
            seed,
            encoder: Encoder::new(inputs.base as u16, inputs.size, rates),
            steps: task.steps,
            continuous: task.continuous,
            outputs: outputs.base..outputs.base + outputs.size,
            population: task.population,
            target_rate: task.target_rate,
            other_rate: task.other_rate,
            events: Vec::new(),
        })
    }

    /// The events that show `sample`. The phases of its spike trains follow from the seed and `presentation`.
    pub fn events(&mut self, sample: u32, presentation: u64, mode: Mode) -> &[Event] {
        let train = mode == Mode::Train;
        self.events.clear();
        self.events.push(Event::Control { feedback: train, learning: train, clear: !self.continuous });
        if train {
            let class = usize::from(self.data.classes[sample as usize]);
            for (index, neuron) in self.outputs.clone().enumerate() {
                let rate = if index / self.population == class { self.target_rate } else { self.other_rate };
                self.events.push(Event::Target { neuron: neuron as u8, rate });
            }
        }
        self.encoder.begin(&self.data.sample(sample as usize), self.seed, presentation);
        for _ in 0..self.steps {
            self.encoder.step(|source| self.events.push(Event::Spike(source)));
            self.events.push(Event::Step);
        }
        &self.events
    }

    /// Shows `sample` to `core` and reads its answer.
    pub fn present(
        &mut self,
        core: &mut Core,
        sample: u32,
        presentation: u64,
        mode: Mode,
        observer: &mut impl Observer,
    ) -> Answer {
        let (outputs, population) = (self.outputs.clone(), self.population);
        let mut counts = vec![0; outputs.len().div_ceil(population)];
        for event in self.events(sample, presentation, mode) {
            core.event(*event, observer);
            if *event == Event::Step {
                for neuron in core.fired() {
                    let neuron = usize::from(*neuron);
                    if outputs.contains(&neuron) {
                        counts[(neuron - outputs.start) / population] += 1;
                    }
                }
            }
        }
        let membranes =
            core.membranes()[outputs].chunks(population).map(|chunk| chunk.iter().sum()).collect();
        Answer { counts, membranes }
    }

    /// Classes.
    pub fn classes(&self) -> usize {
        self.outputs.len().div_ceil(self.population)
    }

    /// Spikes of each class among those of `neurons`.
    pub fn counts(&self, neurons: &[u16]) -> Vec<u32> {
        let mut counts = vec![0; self.classes()];
        for neuron in neurons.iter().map(|neuron| usize::from(*neuron)) {
            if self.outputs.contains(&neuron) {
                counts[(neuron - self.outputs.start) / self.population] += 1;
            }
        }
        counts
    }

    /// Whether `answer` names the class of `sample`.
    pub fn right(&self, sample: u32, answer: &Answer) -> bool {
        answer.class() == usize::from(self.data.classes[sample as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn ties_go_to_the_higher_membrane_then_to_the_first() {
        let class = |counts: &[u32], membranes: &[i32]| {
            Answer { counts: counts.to_vec(), membranes: membranes.to_vec() }.class()
        };
        assert_eq!(class(&[1, 3, 2], &[9, 0, 9]), 1);
        assert_eq!(class(&[3, 3, 2], &[-5, -4, 9]), 1);
        assert_eq!(class(&[0, 0, 0], &[7, 7, 7]), 0);
    }
}
