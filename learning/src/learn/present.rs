//! Showing one sample to a core, as events.

use std::cmp::Reverse;

use rand::Rng;
use spindle_spec::memory_map::Event;

use crate::manifest::{Mapping, Task};
use crate::task::{Dataset, Encoder, Rates, target};
use spindle_golden::{Core, Observer};
use spindle_spec::random::{Purpose, stream};

/// Connections while a sample is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Feedback and learning.
    Train,
    /// Neither: the network answers on its own.
    Test,
}

/// Activity of each output during a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// Spikes.
    pub counts: Vec<u32>,
    /// Step of the first spike, from 0; `u32::MAX` if there was none.
    pub first: Vec<u32>,
    /// Membranes at the end, membrane units.
    pub membranes: Vec<i32>,
}

impl Outputs {
    /// Before the first step, for this many outputs.
    pub fn new(outputs: usize) -> Self {
        Self { counts: vec![0; outputs], first: vec![u32::MAX; outputs], membranes: vec![0; outputs] }
    }

    /// Notes a spike.
    pub fn spike(&mut self, output: usize, step: u32) {
        self.counts[output] += 1;
        self.first[output] = self.first[output].min(step);
    }
}

/// Activity of the outputs of each class during a sample; a class has one output, a population of
/// them, or a sparse code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Spikes of each class.
    pub counts: Vec<u32>,
    /// Step of the first spike of each class, from 0 (`u32::MAX` if there was none), if it decides
    /// the answer.
    pub first: Option<Vec<u32>>,
    /// Membranes of each class at the end, summed, membrane units.
    pub membranes: Vec<i32>,
}

impl Answer {
    /// The class that spikes first, if that decides the answer; among those, that with the most
    /// spikes; then, the highest membrane; then, the first. Codes have as many active outputs each,
    /// so the most spikes are the nearest code's.
    pub fn class(&self) -> usize {
        let score = |index: &usize| {
            let first = self.first.as_ref().map_or(0, |first| first[*index]);
            (Reverse(first), self.counts[*index], self.membranes[*index], Reverse(*index))
        };
        (0..self.counts.len()).max_by_key(score).unwrap_or(0)
    }
}

/// Turns samples into events: clear (unless samples follow without a break), targets, then spikes
/// and a step for each step.
#[derive(Clone, Debug)]
pub struct Presenter<'a> {
    data: &'a Dataset,
    seed: u64,
    encoder: Encoder,
    continuous: bool,
    outputs: std::ops::Range<usize>,
    /// Outputs of each class.
    codes: Vec<Vec<usize>>,
    /// Changes of the target rate, one item a step, of outputs of the true class and of others.
    targets: [Vec<Option<u8>>; 2],
    first: bool,
    /// Share of input spikes that are lost, of 2^32.
    lost: u64,
    events: Vec<Event>,
}

impl<'a> Presenter<'a> {
    /// For the task's groups in `mapping`; `None` if they do not exist. `lost_spikes` of the
    /// input spikes, 0 … 1, are left out.
    pub fn new(
        task: &Task,
        mapping: &Mapping,
        data: &'a Dataset,
        seed: u64,
        lost_spikes: f64,
    ) -> Option<Self> {
        let inputs = mapping.input(&task.inputs)?;
        let outputs = mapping.group(&task.outputs)?;
        let rates = Rates {
            feature: task.feature_rate,
            maximum: data.maximum,
            complement: task.complement,
            bias: task.bias_rate,
        };
        let codes = if let Some(active) = task.code_active {
            target::codes(data.class_count, outputs.size, active)
        } else {
            let all: Vec<usize> = (0..outputs.size).collect();
            all.chunks(task.population).map(<[usize]>::to_vec).collect()
        };
        let targets = |rate: u8, spikes: &[u32]| {
            if task.target.in_steps() {
                target::rates(spikes, task.steps)
            } else {
                target::constant(rate, task.steps)
            }
        };
        let targets =
            [targets(task.target_rate, &task.target_steps), targets(task.other_rate, &task.other_steps)];
        Some(Self {
            data,
            seed,
            encoder: Encoder::new(inputs.base as u16, inputs.size, rates),
            continuous: task.continuous,
            outputs: outputs.base..outputs.base + outputs.size,
            codes,
            targets,
            first: task.target == target::TargetKind::FirstSpike,
            lost: (lost_spikes * f64::from(u32::MAX)).round() as u64,
            events: Vec::new(),
        })
    }

    /// The events that show `sample`. The phases of its spike trains, and which spikes are lost,
    /// follow from the seed and `presentation`.
    pub fn events(&mut self, sample: u32, presentation: u64, mode: Mode) -> &[Event] {
        let train = mode == Mode::Train;
        let mut random = stream(self.seed, Purpose::Lost, presentation);
        let class = usize::from(self.data.classes[sample as usize]);
        let active = self.codes.get(class).map_or(&[][..], Vec::as_slice);
        self.events.clear();
        let begin = if self.continuous { Event::modes } else { Event::clear };
        self.events.push(begin(train, train));
        match &self.data.trains {
            Some(trains) => {
                let features = self.data.features.ncols();
                self.encoder.begin_train(&trains[sample as usize], features, self.seed, presentation);
            }
            None => self.encoder.begin(&self.data.sample(sample as usize), self.seed, presentation),
        }
        for (wanted, other) in self.targets[0].iter().zip(&self.targets[1]) {
            if train && (wanted.is_some() || other.is_some()) {
                for (index, neuron) in self.outputs.clone().enumerate() {
                    let rate = if active.contains(&index) { wanted } else { other };
                    let target = rate.map(|rate| Event::Target { neuron: neuron as u8, rate });
                    self.events.extend(target);
                }
            }
            self.encoder.step(|source| {
                if self.lost == 0 || u64::from(random.next_u32()) >= self.lost {
                    self.events.push(Event::Spike(source));
                }
            });
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
        let mut did = self.nothing();
        let mut step = 0;
        self.events(sample, presentation, mode);
        for event in &self.events {
            core.event(*event, observer);
            if *event == Event::Step {
                self.note(&mut did, step, core);
                step += 1;
            }
        }
        self.answer(&did)
    }

    /// Records the outputs of `core` in `step`, the last step of a sample.
    pub fn note(&self, did: &mut Outputs, step: u32, core: &Core) {
        for neuron in core.fired().iter().map(|neuron| usize::from(*neuron)) {
            if self.outputs.contains(&neuron) {
                did.spike(neuron - self.outputs.start, step);
            }
        }
        did.membranes.copy_from_slice(&core.membranes()[self.outputs.clone()]);
    }

    /// Nothing noted yet.
    pub fn nothing(&self) -> Outputs {
        Outputs::new(self.outputs.len())
    }

    /// Activity of the classes for the activity `did` of their outputs.
    pub fn answer(&self, did: &Outputs) -> Answer {
        let sum = |values: &[u32], code: &[usize]| code.iter().map(|output| values[*output]).sum();
        let earliest =
            |code: &Vec<usize>| code.iter().map(|output| did.first[*output]).min().unwrap_or(u32::MAX);
        Answer {
            counts: self.codes.iter().map(|code| sum(&did.counts, code)).collect(),
            first: self.first.then(|| self.codes.iter().map(earliest).collect()),
            membranes: self
                .codes
                .iter()
                .map(|code| code.iter().map(|output| did.membranes[*output]).sum())
                .collect(),
        }
    }

    /// True if `answer` names the class of `sample`.
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
            Answer { counts: counts.to_vec(), first: None, membranes: membranes.to_vec() }.class()
        };
        assert_eq!(class(&[1, 3, 2], &[9, 0, 9]), 1);
        assert_eq!(class(&[3, 3, 2], &[-5, -4, 9]), 1);
        assert_eq!(class(&[0, 0, 0], &[7, 7, 7]), 0);
    }

    #[test]
    fn the_first_spike_answers_where_it_is_asked_for() {
        let class = |first: &[u32], counts: &[u32]| {
            let membranes = vec![0; counts.len()];
            Answer { counts: counts.to_vec(), first: Some(first.to_vec()), membranes }.class()
        };
        assert_eq!(class(&[5, 4, u32::MAX], &[9, 1, 0]), 1);
        assert_eq!(class(&[5, 5, 6], &[1, 2, 9]), 1);
        assert_eq!(class(&[u32::MAX; 2], &[0, 0]), 0);
    }
}
