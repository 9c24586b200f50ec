//! Which samples train, validate and test.

use rand::seq::SliceRandom;

use crate::random::{Purpose, stream};

/// Indices of samples; each sample is in exactly one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Those that weights are learned from.
    pub train: Vec<u32>,
    /// Those that choices are made by.
    pub validation: Vec<u32>,
    /// Those that are looked at once, at the end.
    pub test: Vec<u32>,
}

impl Split {
    /// Splits `samples` by a permutation drawn from `seed`. `None` if nothing would be left to train on, or a part
    /// would be empty.
    pub fn new(samples: usize, validation: usize, test: usize, seed: u64) -> Option<Self> {
        if validation == 0 || test == 0 || validation.checked_add(test)? >= samples {
            return None;
        }
        let mut order: Vec<u32> = (0..samples as u32).collect();
        order.shuffle(&mut stream(seed, Purpose::Split, 0));
        let test = order.split_off(samples - test);
        let validation = order.split_off(order.len() - validation);
        Some(Self { train: order, validation, test })
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

    #[test]
    fn every_sample_is_in_one_part() {
        let split = Split::new(1797, 200, 360, 3).unwrap();
        assert_eq!((split.train.len(), split.validation.len(), split.test.len()), (1237, 200, 360));
        let mut all = [split.train.clone(), split.validation.clone(), split.test.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..1797).collect::<Vec<_>>());
        assert_ne!(Split::new(1797, 200, 360, 4).unwrap(), split);
    }

    #[test]
    fn parts_may_not_be_empty() {
        assert!(Split::new(100, 40, 60, 0).is_none());
        assert!(Split::new(100, 0, 60, 0).is_none());
        assert!(Split::new(100, usize::MAX, 60, 0).is_none());
    }
}
