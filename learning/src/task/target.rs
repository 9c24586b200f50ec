//! Targets of each output neuron during a sample, as target events of the host.

use rand::seq::index::sample;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use spindle_spec::random::{Purpose, stream};

/// Subsets among which each class finds its sparse code.
const CANDIDATES: usize = 4_096;

/// Kinds of targets: `task.target` in a manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// A rate for the true class and another for the others. The class with the most spikes is the
    /// answer.
    #[default]
    Rate,
    /// Target spikes in chosen steps. The class with the most spikes is the answer.
    SpikeTrain,
    /// One target spike, early for the true class, late or none for the others. The class that
    /// spikes first is the answer.
    FirstSpike,
    /// Each class is a set of active outputs, which get the rate of the true class. The class with
    /// the nearest code is the answer.
    Sparse,
}

impl TargetKind {
    /// True if target spikes are placed in steps; otherwise they come at rates.
    pub fn in_steps(self) -> bool {
        matches!(self, Self::SpikeTrain | Self::FirstSpike)
    }
}

/// The target rates, in 1/256 spikes per step, that make a core's phase accumulator (`CTL-1`) spike
/// in exactly the steps `spikes` of a sample of `steps` steps; an item is the rate from that step
/// on, `None` where it stays. `spikes` are ascending, from 1 to `steps - 1`, and at most 255.
///
/// The phase is 0 before the sample and after it, so that samples do not depend on each other: step
/// 0 raises it to 255; a rate of 255 then spikes and lowers it by one; the last of `m` spikes finds
/// `256 - m` and adds `m`.
pub fn rates(spikes: &[u32], steps: u32) -> Vec<Option<u8>> {
    let mut last = None;
    (0..steps)
        .map(|step| {
            let rate = if step == 0 && !spikes.is_empty() {
                255
            } else if spikes.last() == Some(&step) {
                spikes.len() as u8
            } else if spikes.binary_search(&step).is_ok() {
                255
            } else {
                0
            };
            (last.replace(rate) != Some(rate)).then_some(rate)
        })
        .collect()
}

/// A constant rate over a sample of `steps` steps.
pub fn constant(rate: u8, steps: u32) -> Vec<Option<u8>> {
    (0..steps).map(|step| (step == 0).then_some(rate)).collect()
}

/// The outputs that are active for each class: `active` of `outputs`, drawn so that codes share
/// few; the same for every seed, as they are a part of the task.
pub fn codes(classes: usize, outputs: usize, active: usize) -> Vec<Vec<usize>> {
    let mut random = stream(0, Purpose::Codes, 0);
    let candidates: Vec<Vec<usize>> = (0..CANDIDATES)
        .map(|_| {
            let mut code = sample(&mut random, outputs, active.min(outputs)).into_vec();
            code.sort_unstable();
            code
        })
        .collect();
    let mut codes: Vec<Vec<usize>> = Vec::new();
    for _ in 0..classes {
        let shared = |a: &[usize], b: &[usize]| a.iter().filter(|output| b.contains(output)).count();
        let cost = |candidate: &&Vec<usize>| {
            let overlaps = codes.iter().map(|code| shared(candidate, code));
            (overlaps.clone().max(), overlaps.sum::<usize>())
        };
        codes.extend(candidates.iter().min_by_key(cost).cloned());
    }
    codes
}

/// Sets of `active` of `outputs`; `usize::MAX` where there are more.
pub fn choices(outputs: usize, active: usize) -> usize {
    if active > outputs {
        return 0;
    }
    (0..active)
        .try_fold(1usize, |sets, i| Some(sets.checked_mul(outputs - i)? / (i + 1)))
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accumulator_spikes_in_the_steps_asked_for_sample_after_sample() {
        let trains: [&[u32]; 7] = [&[], &[1], &[7], &[1, 2, 3], &[3, 9, 10, 31], &[31], &[1, 5, 6, 7, 30]];
        let all: Vec<u32> = (1..32).collect();
        let (mut phase, mut compared) = (0u32, 0);
        for train in trains.iter().copied().chain([&all[..]]).cycle().take(40) {
            let mut rate = 0;
            for (step, change) in (0..).zip(rates(train, 32)) {
                rate = change.map_or(rate, u32::from);
                // The phase of CTL-1.
                let spike = phase + rate >= 256;
                phase = (phase + rate) % 256;
                assert_eq!(spike, train.contains(&step), "{train:?}, step {step}");
                compared += 1;
            }
            assert_eq!(phase, 0, "{train:?}");
        }
        assert_eq!(compared, 40 * 32);
    }

    #[test]
    fn the_longest_train_works() {
        let train: Vec<u32> = (1..=255).collect();
        let mut phase = 0u32;
        let mut rate = 0;
        let mut spikes = Vec::new();
        for (step, change) in (0..).zip(rates(&train, 300)) {
            rate = change.map_or(rate, u32::from);
            if phase + rate >= 256 {
                spikes.push(step);
            }
            phase = (phase + rate) % 256;
        }
        assert_eq!((spikes, phase), (train, 0));
    }

    #[test]
    fn codes_differ_and_share_little() {
        for (classes, outputs, active, most) in [(10, 13, 4, 2), (10, 20, 4, 1), (3, 6, 2, 0), (10, 10, 1, 0)]
        {
            let codes = codes(classes, outputs, active);
            assert_eq!(codes.len(), classes);
            for (a, code) in codes.iter().enumerate() {
                assert_eq!(code.len(), active);
                assert!(
                    code.windows(2).all(|pair| pair[0] < pair[1]) && code[active - 1] < outputs,
                    "{code:?}"
                );
                for other in &codes[..a] {
                    let shared = code.iter().filter(|output| other.contains(output)).count();
                    assert!(shared <= most, "{codes:?}");
                }
            }
        }
        assert_eq!(
            [choices(13, 4), choices(4, 5), choices(3, 0), choices(4_096, 2_000)],
            [715, 0, 1, usize::MAX]
        );
    }
}
