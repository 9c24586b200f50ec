//! Which samples train, validate and test.

use rand::seq::SliceRandom;

use spindle_spec::random::{Purpose, stream};

/// Requested sizes of the parts. A part that the data set defines itself is 0 here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Maximum number of training samples, if a number is given.
    pub train: Option<usize>,
    /// Samples held out for validation.
    pub validation: usize,
    /// Samples held out for the test.
    pub test: usize,
}

/// Parts that the samples do not give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// Validation and test are empty, or leave nothing to train on.
    #[error(
        "task.validation = {validation} and task.test = {test} leave nothing of {samples} samples to train on, or are \
         empty; choose both at least 1 and together below {samples}"
    )]
    Random {
        /// Samples in all.
        samples: usize,
        /// Samples requested for validation.
        validation: usize,
        /// Samples requested for the test.
        test: usize,
    },
    /// Validation is empty, or leaves nothing to train on; the test part is the data set's own.
    #[error(
        "task.validation = {validation} leaves nothing of {samples} samples to train on, or is empty; choose 1 to {}",
        samples.saturating_sub(1)
    )]
    HeldOut {
        /// Samples that may train.
        samples: usize,
        /// Samples requested for validation.
        validation: usize,
    },
    /// No training sample is left.
    #[error(
        "task.train = 0 leaves nothing to train on; choose at least 1, or leave the key out for all samples"
    )]
    NoTraining,
}

/// Indices of samples; each sample is in one part at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Those that weights are learned from.
    pub train: Vec<u32>,
    /// Those that choices are made by.
    pub validation: Vec<u32>,
    /// Samples that are used once, at the end.
    pub test: Vec<u32>,
}

impl Split {
    /// Splits `samples` by a permutation drawn from `seed`.
    ///
    /// # Errors
    /// Nothing would be left to train on, or a part would be empty.
    pub fn random(samples: usize, parts: &Parts, seed: u64) -> Result<Self, PartsError> {
        let &Parts { validation, test, .. } = parts;
        if validation == 0 || test == 0 || validation.saturating_add(test) >= samples {
            return Err(PartsError::Random { samples, validation, test });
        }
        let mut order: Vec<u32> = (0..samples as u32).collect();
        order.shuffle(&mut stream(seed, Purpose::Split, 0));
        let test = order.split_off(samples - test);
        let validation = order.split_off(order.len() - validation);
        Self { train: order, validation, test }.limited(parts)
    }

    /// Holds out validation samples from the first `samples` by a permutation drawn from `seed`;
    /// the `test` samples after them are for the test.
    ///
    /// # Errors
    /// Nothing would be left to train on, or a part would be empty.
    pub fn held_out(samples: usize, test: usize, parts: &Parts, seed: u64) -> Result<Self, PartsError> {
        let validation = parts.validation;
        if validation == 0 || validation >= samples {
            return Err(PartsError::HeldOut { samples, validation });
        }
        let mut order: Vec<u32> = (0..samples as u32).collect();
        order.shuffle(&mut stream(seed, Purpose::Split, 0));
        let validation = order.split_off(samples - validation);
        let test = (samples as u32..(samples + test) as u32).collect();
        Self { train: order, validation, test }.limited(parts)
    }

    /// The first `train` samples train, the next ones validate, the last ones test; the same for
    /// every seed.
    ///
    /// # Errors
    /// Nothing would be left to train on.
    pub fn consecutive(train: u32, validation: u32, test: u32, parts: &Parts) -> Result<Self, PartsError> {
        let ends = [train, train + validation, train + validation + test];
        Self {
            train: (0..ends[0]).collect(),
            validation: (ends[0]..ends[1]).collect(),
            test: (ends[1]..ends[2]).collect(),
        }
        .limited(parts)
    }

    /// With the first `parts.train` training samples only.
    fn limited(mut self, parts: &Parts) -> Result<Self, PartsError> {
        if parts.train == Some(0) {
            return Err(PartsError::NoTraining);
        }
        self.train.truncate(parts.train.unwrap_or(usize::MAX));
        Ok(self)
    }

    /// The training samples in the order of `epoch`.
    pub fn order(&self, seed: u64, epoch: u32) -> Vec<u32> {
        let mut order = self.train.clone();
        order.shuffle(&mut stream(seed, Purpose::Order, epoch.into()));
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: Parts = Parts { train: None, validation: 200, test: 360 };

    fn sizes(split: &Split) -> (usize, usize, usize) {
        (split.train.len(), split.validation.len(), split.test.len())
    }

    fn sorted(split: &Split) -> Vec<u32> {
        let mut all = [split.train.clone(), split.validation.clone(), split.test.clone()].concat();
        all.sort_unstable();
        all
    }

    #[test]
    fn every_sample_is_in_one_part() {
        let split = Split::random(1797, &PARTS, 3).unwrap();
        assert_eq!(sizes(&split), (1237, 200, 360));
        assert_eq!(sorted(&split), (0..1797).collect::<Vec<_>>());
        assert_ne!(Split::random(1797, &PARTS, 4).unwrap(), split);
    }

    #[test]
    fn a_test_part_of_its_own_stays_whole() {
        let split = Split::held_out(1000, 50, &Parts { test: 0, ..PARTS }, 3).unwrap();
        assert_eq!(sizes(&split), (800, 200, 50));
        assert_eq!(split.test, (1000..1050).collect::<Vec<_>>());
        assert_eq!(sorted(&split), (0..1050).collect::<Vec<_>>());
        let other = Split::held_out(1000, 50, &PARTS, 4).unwrap();
        assert_ne!(other.validation, split.validation);
        let fixed = Split::consecutive(50, 10, 20, &PARTS).unwrap();
        assert_eq!((sizes(&fixed), sorted(&fixed)), ((50, 10, 20), (0..80).collect()));
    }

    #[test]
    fn fewer_training_samples_are_the_first_of_all() {
        let whole = Split::random(1797, &PARTS, 3).unwrap();
        let part = Split::random(1797, &Parts { train: Some(100), ..PARTS }, 3).unwrap();
        assert_eq!(part, Split { train: whole.train[..100].to_vec(), ..whole });
        let none = Parts { train: Some(0), ..PARTS };
        assert_eq!(Split::consecutive(5, 5, 5, &none), Err(PartsError::NoTraining));
    }

    #[test]
    fn parts_may_not_be_empty() {
        let parts = |validation, test| Parts { train: None, validation, test };
        assert!(Split::random(100, &parts(40, 60), 0).is_err());
        assert!(Split::random(100, &parts(0, 60), 0).is_err());
        assert!(Split::random(100, &parts(usize::MAX, 60), 0).is_err());
        assert!(Split::held_out(100, 10, &parts(0, 0), 0).is_err());
        assert!(Split::held_out(100, 10, &parts(100, 0), 0).is_err());
    }
}
