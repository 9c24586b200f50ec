//! A training from the first epoch to the last.

use std::time::Duration;

use spindle_spec::Configuration;
use spindle_spec::memory_map::Event;

use super::checkpoint::Best;
use super::epoch::Epoch;
use super::mirror::mirror;
use super::present::{Mode, Presenter};
use super::{Checkpoint, CheckpointError};
use crate::manifest::{Description, Mapping};
use crate::task::{Dataset, MOVE, Source, Split};
use spindle_golden::{Core, ModelError};

/// Why a training cannot run.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// The outputs are fewer than the classes, or the inputs fewer than the features.
    #[error(
        "{key}: the task needs {needed}, and the group has {size}; {remedy}set its size to at least {needed}"
    )]
    Group {
        /// The manifest's key that names the group.
        key: &'static str,
        /// Lines or neurons needed.
        needed: usize,
        /// Lines or neurons that the group has.
        size: usize,
        /// Possible problem of the samples instead, as a continuation of the message.
        remedy: String,
    },
    /// A rate of a line that is not there.
    #[error(
        "task.bias_rate: all {lines} lines of the inputs show features, so there is no bias line; set the size of that group to {}, \
         or leave the key out", lines + 1
    )]
    NoBias {
        /// Lines of the inputs.
        lines: usize,
    },
    /// No phase in the manifest.
    #[error("learning.phases is empty; add a phase such as {{ epochs = 4, slower = 0 }}")]
    NoEpochs,
    /// The core cannot be modelled.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The checkpoint does not belong to this training.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// A training in progress. An epoch begins with a new core from weights and random states, so only
/// these and the history need to be saved.
#[derive(Debug)]
pub struct Session<'a> {
    description: &'a Description,
    mapping: &'a Mapping,
    seed: u64,
    split: Split,
    presenter: Presenter<'a>,
    checkpoint: Checkpoint,
}

impl<'a> Session<'a> {
    /// A training from the start.
    ///
    /// # Errors
    /// The task does not fit the network.
    pub fn new(
        description: &'a Description,
        mapping: &'a Mapping,
        data: &'a Dataset,
        seed: u64,
    ) -> Result<Self, LearnError> {
        let task = &description.task;
        let size = |group: Option<&crate::manifest::GroupLayout>| group.map_or(0, |group| group.size);
        let needs = [
            ("task.inputs", task.lines(data.features.ncols()), size(mapping.input(&task.inputs))),
            ("task.outputs", task.outputs(data.class_count), size(mapping.group(&task.outputs))),
        ];
        for (key, needed, size) in needs {
            if size < needed {
                // Too many classes are more likely numbers than classes.
                let table = key == "task.outputs" && task.name == Source::Csv;
                let remedy = if table { format!("{MOVE}; else ") } else { String::new() };
                return Err(LearnError::Group { key, needed, size, remedy });
            }
        }
        let (_, lines, size) = needs[0];
        if task.bias_rate > 0 && size == lines {
            return Err(LearnError::NoBias { lines });
        }
        if description.learning.epochs() == 0 {
            return Err(LearnError::NoEpochs);
        }
        let presenter = Presenter::new(task, mapping, data, seed, description.mismatch.lost_spikes)
            .ok_or(LearnError::Group { key: "task.inputs", needed: 1, size: 0, remedy: String::new() })?;
        let checkpoint = Checkpoint::start(description, &mapping.configuration, seed);
        Ok(Self { description, mapping, seed, split: data.split.clone(), presenter, checkpoint })
    }

    /// Goes on from `checkpoint` instead.
    ///
    /// # Errors
    /// It is of another manifest or seed.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Result<Self, LearnError> {
        checkpoint.check(self.description, &self.mapping.configuration, self.seed)?;
        self.checkpoint = checkpoint;
        Ok(self)
    }

    /// Epochs done.
    pub fn done(&self) -> u32 {
        self.checkpoint.history.len() as u32
    }

    /// Epochs of the whole schedule.
    pub fn epochs(&self) -> u32 {
        self.description.learning.epochs()
    }

    /// True if the training is over: at the end of the schedule, or when the validation accuracy
    /// has not risen for `patience` epochs.
    pub fn ended(&self) -> bool {
        let history = &self.checkpoint.history;
        let patience = self.description.learning.patience.map_or(usize::MAX, |epochs| epochs as usize);
        self.done() >= self.epochs()
            || since_rise(history.iter().map(|epoch| epoch.validation_accuracy)) >= patience
    }

    /// Configuration of a core before the first epoch.
    pub fn start(&self) -> Configuration {
        self.configuration(0, &self.mapping.configuration.weights, &self.mapping.configuration.random)
    }

    /// The parts of the data.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// All that has to be saved.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Adds to the time that the training has taken.
    pub fn took(&mut self, time: Duration) {
        self.checkpoint.seconds += time.as_secs_f64();
    }

    /// Results of the epochs so far.
    pub fn history(&self) -> &[Epoch] {
        &self.checkpoint.history
    }

    /// Makes the events of samples.
    pub fn presenter(&mut self) -> &mut Presenter<'a> {
        &mut self.presenter
    }

    /// The events of the first samples of the first epoch, as in training.
    pub fn training_events(&mut self, samples: usize) -> Vec<Event> {
        let order = self.split.order(self.seed, 0);
        let mut events = Vec::new();
        for sample in order.into_iter().take(samples) {
            events.extend_from_slice(self.presenter.events(sample, training(0, sample), Mode::Train));
        }
        events
    }

    /// The configuration that `epoch` (from 0) starts from, given weights and random states.
    pub fn configuration(&self, epoch: u32, weights: &[i16], random: &[u32]) -> Configuration {
        let mut configuration = Configuration {
            weights: weights.to_vec(),
            random: random.to_vec(),
            ..self.mapping.configuration.clone()
        };
        mirror(self.description, self.mapping, &mut configuration.weights);
        let slower = self.description.learning.slower(epoch);
        for projection in configuration.projections.iter_mut().filter(|projection| projection.learn) {
            projection.rate_shift += slower;
        }
        configuration
    }

    fn core(&self, configuration: &Configuration) -> Result<Core, LearnError> {
        Ok(Core::new(&self.description.geometry, configuration)?.with_study(self.description.study))
    }

    /// Runs the next epoch; `progress` is called after each training sample.
    ///
    /// # Errors
    /// The core cannot be modelled.
    pub fn epoch(&mut self, mut progress: impl FnMut()) -> Result<&Epoch, LearnError> {
        let epoch = self.done();
        let configuration = self.configuration(epoch, &self.checkpoint.weights, &self.checkpoint.random);
        let mut core = self.core(&configuration)?;
        let mut right = 0;
        for sample in self.split.order(self.seed, epoch) {
            let answer =
                self.presenter.present(&mut core, sample, training(epoch, sample), Mode::Train, &mut ());
            right += usize::from(self.presenter.right(sample, &answer));
            progress();
        }
        let samples = self.split.train.len() as f64;
        let counters = core.counters();
        let weights = core.weights().to_vec();
        let random = core.random();
        let record = Epoch {
            epoch: epoch + 1,
            slower: self.description.learning.slower(epoch),
            train_accuracy: right as f64 / samples,
            validation_accuracy: self.accuracy(&weights, &self.split.validation.clone())?,
            input_spikes: counters.events as f64 / samples,
            neuron_spikes: counters.spikes as f64 / samples,
            controller_spikes: (counters.positive + counters.negative) as f64 / samples,
            control_effort: counters.effort as f64 / samples,
            updates: counters.updates as f64 / samples,
        };
        let accuracy = record.validation_accuracy;
        if self.checkpoint.best.as_ref().is_none_or(|best| accuracy >= best.validation_accuracy) {
            let best = Best { epoch: record.epoch, validation_accuracy: accuracy, weights: weights.clone() };
            self.checkpoint.best = Some(best);
        }
        self.checkpoint.weights = weights;
        self.checkpoint.random = random;
        self.checkpoint.history.push(record);
        Ok(&self.checkpoint.history[epoch as usize])
    }

    /// A core with the best weights, as evaluations use it.
    ///
    /// # Errors
    /// The core cannot be modelled.
    pub fn evaluation_core(&self) -> Result<Core, LearnError> {
        let configuration = self.configuration(0, self.best_weights(), &self.mapping.configuration.random);
        self.core(&configuration)
    }

    /// Share of `samples` that a network with `weights` answers correctly, feedback and learning
    /// disconnected.
    fn accuracy(&mut self, weights: &[i16], samples: &[u32]) -> Result<f64, LearnError> {
        let configuration = self.configuration(0, weights, &self.mapping.configuration.random);
        let mut core = self.core(&configuration)?;
        let mut right = 0;
        for sample in samples {
            let answer = self.presenter.present(&mut core, *sample, (*sample).into(), Mode::Test, &mut ());
            right += usize::from(self.presenter.right(*sample, &answer));
        }
        Ok(right as f64 / samples.len() as f64)
    }

    /// The epoch that did best on the validation samples (the last of equals).
    pub fn best(&self) -> Option<&Epoch> {
        let best = self.checkpoint.best.as_ref()?;
        self.checkpoint.history.iter().find(|epoch| epoch.epoch == best.epoch)
    }

    /// The weights of the epoch that did best on the validation samples (the last of equals); the
    /// initial ones before the first epoch.
    pub fn best_weights(&self) -> &[i16] {
        self.checkpoint.best.as_ref().map_or(&self.checkpoint.weights, |best| &best.weights)
    }

    /// Share of the test samples that the best weights answer correctly. To be used once, at the
    /// end.
    ///
    /// # Errors
    /// The core cannot be modelled.
    pub fn test_accuracy(&mut self) -> Result<f64, LearnError> {
        let weights = self.best_weights().to_vec();
        let samples = self.split.test.clone();
        self.accuracy(&weights, &samples)
    }
}

/// Values since the first of the highest ones.
fn since_rise(values: impl IntoIterator<Item = f64>) -> usize {
    let mut highest = f64::NEG_INFINITY;
    values.into_iter().fold(0, |since, value| {
        let rises = value > highest;
        highest = highest.max(value);
        if rises { 0 } else { since + 1 }
    })
}

/// Number of the presentation of a training sample; evaluations use the sample's number alone.
pub fn training(epoch: u32, sample: u32) -> u64 {
    (u64::from(epoch) + 1) << 32 | u64::from(sample)
}

#[cfg(test)]
mod tests {
    use super::since_rise;

    #[test]
    fn patience_counts_from_the_first_of_the_highest() {
        for (values, since) in
            [(&[][..], 0), (&[0.5], 0), (&[0.5, 0.5], 1), (&[0.5, 0.4, 0.6], 0), (&[0.6, 0.5, 0.55, 0.6], 3)]
        {
            assert_eq!(since_rise(values.iter().copied()), since, "{values:?}");
        }
    }
}
