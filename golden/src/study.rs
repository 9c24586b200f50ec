//! Weight formats and synapses that the hardware does not have, to study their cost. Only the
//! golden model has them.

use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

use crate::synapse::Format;
use spindle_spec::random::{Purpose, stream};

/// Rounding of updates finer than a weight's resolution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// Up with a probability that makes the mean exact, as in the hardware.
    #[default]
    Stochastic,
    /// To the nearest.
    Nearest,
    /// Down.
    Floor,
}

/// A weight format, and non-ideal synapses. The weights are in the upper `weight_bits` of 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Study {
    /// Bits of a weight, 2 … 16.
    pub weight_bits: u8,
    /// Rounding of updates.
    pub rounding: Rounding,
    /// True if 16 bits are stored and updated, and `weight_bits` of them used; otherwise only these
    /// are stored.
    pub shadow: bool,
    /// Number of effective values, evenly from the negative of the largest weight to it; 0 for
    /// all.
    pub levels: u16,
    /// Coefficient of variation of the gain of each synapse, drawn once.
    pub synapse_mismatch: f64,
    /// Coefficient of variation of the effect of a spike through a synapse, drawn for each spike.
    pub synaptic_noise: f64,
    /// Share of synapses that act with a fixed weight, drawn once: the lowest, 0, or the largest.
    pub stuck: f64,
    /// Seed of the chip: another seed is another draw.
    pub seed: u64,
}

impl Default for Study {
    fn default() -> Self {
        Self {
            weight_bits: 16,
            rounding: Rounding::default(),
            shadow: false,
            levels: 0,
            synapse_mismatch: 0.0,
            synaptic_noise: 0.0,
            stuck: 0.0,
            seed: 0,
        }
    }
}

/// The largest weight of which all used bits act.
const LARGEST: i32 = 127 << 8;

/// A study, with the values drawn for the synapses of a core.
#[derive(Clone, Debug)]
pub struct Studied {
    study: Study,
    /// Gain of each synapse; one is 256. None if they are equal.
    gains: Vec<i32>,
    /// Weights of stuck synapses. None if there are none.
    stuck: Vec<Option<i16>>,
    /// State of the noise.
    noise: u64,
}

impl Studied {
    /// For a core with this many synapses; `noise` seeds the noise.
    pub fn new(study: Study, synapses: usize, noise: u64) -> Self {
        let mut random = stream(study.seed, Purpose::Synapses, 0);
        let mut gain =
            |_| (256.0 * (1.0 + study.synapse_mismatch * normal(random.next_u64()))).max(0.0) as i32;
        let gains = if study.synapse_mismatch > 0.0 { synapses } else { 0 };
        let gains = (0..gains).map(&mut gain).collect();
        let mut random = stream(study.seed, Purpose::Synapses, 1);
        let mut fixed = |_| {
            let weight = [-LARGEST, 0, LARGEST][random.random_range(0..3)] as i16;
            random.random_bool(study.stuck).then_some(weight)
        };
        let stuck = if study.stuck > 0.0 { synapses } else { 0 };
        let stuck = (0..stuck).map(&mut fixed).collect();
        Self { study, gains, stuck, noise: noise | 1 }
    }

    /// The study.
    pub fn study(&self) -> Study {
        self.study
    }

    /// True if effective weights differ from the stored ones.
    pub fn acts(&self) -> bool {
        let Study { shadow, levels, synaptic_noise, .. } = self.study;
        shadow || levels > 0 || synaptic_noise > 0.0 || !self.gains.is_empty() || !self.stuck.is_empty()
    }

    /// Effective weights for the `stored` ones, which begin at synapse `first`.
    pub fn acting(&mut self, first: usize, stored: &[i16], acting: &mut [i16]) {
        if self.study.shadow {
            self.study.acting(stored, acting);
        } else {
            acting.copy_from_slice(stored);
        }
        for (index, weight) in acting.iter_mut().enumerate() {
            let mut value = i32::from(*weight);
            if self.study.levels > 1 {
                value = level(value, self.study.levels);
            }
            if let Some(gain) = self.gains.get(first + index) {
                value = (value * gain) >> 8;
            }
            if self.study.synaptic_noise > 0.0 {
                let share = self.study.synaptic_noise * normal(self.noise());
                value += (f64::from(value) * share).round() as i32;
            }
            let fixed = self.stuck.get(first + index).copied().flatten();
            *weight = fixed.unwrap_or(value.clamp(i16::MIN.into(), i16::MAX.into()) as i16);
        }
    }

    /// Vigna's `xorshift64*`.
    fn noise(&mut self) -> u64 {
        let x = &mut self.noise;
        *x ^= *x >> 12;
        *x ^= *x << 25;
        *x ^= *x >> 27;
        x.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}

/// About normal, mean 0 and deviation 1: 64 fair coins have mean 32 and deviation 4.
fn normal(coins: u64) -> f64 {
    (f64::from(coins.count_ones()) - 32.0) / 4.0
}

/// The nearest of `levels` values.
fn level(value: i32, levels: u16) -> i32 {
    let gaps = i32::from(levels) - 1;
    let index = ((value + LARGEST) * gaps + LARGEST).div_euclid(2 * LARGEST).clamp(0, gaps);
    index * 2 * LARGEST / gaps - LARGEST
}

impl Study {
    /// Bits of 16 that a weight does not have.
    fn missing(self) -> u32 {
        16 - u32::from(self.weight_bits)
    }

    /// Effective weights: the stored ones rounded to the nearest of `weight_bits` bits.
    fn acting(self, stored: &[i16], acting: &mut [i16]) {
        let (grid, half) = (self.missing(), (1i32 << self.missing()) >> 1);
        let largest = i32::from(i16::MAX) >> grid;
        for (acting, stored) in acting.iter_mut().zip(stored) {
            *acting = (((i32::from(*stored) + half) >> grid).min(largest) << grid) as i16;
        }
    }

    /// `SYN-4` and `SYN-5` in this format; `format` is that of 16 bits. Returns how many weights
    /// changed.
    pub fn learn(
        self,
        format: Format,
        rate_shift: u8,
        weights: &mut [i16],
        feedback: &[i16],
        random: &[u16],
    ) -> u16 {
        let grid = if self.shadow { 0 } else { self.missing() };
        let shift = u32::from(rate_shift) + grid;
        let largest = i32::from(format.weight_max) >> grid;
        let mut changed = 0;
        for ((weight, feedback), random) in weights.iter_mut().zip(feedback).zip(random) {
            let added = match self.rounding {
                // The 16 random bits represent the highest bits of a longer fraction.
                Rounding::Stochastic if shift > 16 => i64::from(*random) << (shift - 16),
                Rounding::Stochastic => i64::from(*random) & ((1 << shift) - 1),
                Rounding::Nearest => (1 << shift) >> 1,
                Rounding::Floor => 0,
            };
            let delta = ((i64::from(*feedback) + added) >> shift) as i32;
            let before = *weight;
            let sum = (i32::from(before) >> grid) + delta;
            *weight = (sum.clamp(!largest, largest) << grid) as i16;
            changed += u16::from(*weight != before);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const W16: Format = Format { weight_max: 32_767, used_shift: 8, scale: 3, membrane_max: 32_767 };

    fn one(study: Study, rate_shift: u8, weight: i16, feedback: i16, random: u16) -> i16 {
        let mut weights = [weight];
        study.learn(W16, rate_shift, &mut weights, &[feedback], &[random]);
        weights[0]
    }

    #[test]
    fn sixteen_stochastic_bits_are_the_hardwares() {
        let study = Study::default();
        let mut compared = 0;
        for (index, feedback) in (-32_768..=32_767).step_by(97).enumerate() {
            let (rate_shift, random) = ((index % 16) as u8, (index * 40_503) as u16);
            let mut weights = [(index * 7_919) as i16];
            let ours = one(study, rate_shift, weights[0], feedback as i16, random);
            crate::rules::feedback::learn(W16, rate_shift, &mut weights, &[feedback as i16], &[random]);
            assert_eq!(ours, weights[0], "{feedback} {rate_shift} {random}");
            compared += 1;
        }
        assert_eq!(compared, 676);
    }

    #[test]
    fn roundings_of_a_small_update() {
        // 100 · 2^-4 = 6.25 of a grid of 2^8: 0.024 of one step.
        let with = |rounding| Study { weight_bits: 8, rounding, ..Study::default() };
        assert_eq!(one(with(Rounding::Nearest), 4, 512, 100, 0), 512);
        assert_eq!(one(with(Rounding::Floor), 4, 512, 100, 0), 512);
        assert_eq!(one(with(Rounding::Floor), 4, 512, -100, 0), 256);
        assert_eq!(
            [0, 3_995, 3_996].map(|x| one(with(Rounding::Stochastic), 4, 512, 100, x)),
            [512, 512, 768]
        );
        // A shadow keeps the fraction: 6.25 rounds to 6.
        assert_eq!(one(Study { shadow: true, ..with(Rounding::Nearest) }, 4, 512, 100, 0), 518);
    }

    #[test]
    fn what_acts_is_the_nearest() {
        let study = Study { weight_bits: 4, shadow: true, ..Study::default() };
        let mut acting = [0; 5];
        study.acting(&[2_047, 2_048, -2_048, -2_049, 32_767], &mut acting);
        assert_eq!(acting, [0, 4_096, 0, -4_096, 28_672]);
    }

    fn acting(study: Study, stored: &[i16]) -> Vec<i16> {
        let mut acting = vec![0; stored.len()];
        Studied::new(study, stored.len(), 1).acting(0, stored, &mut acting);
        acting
    }

    #[test]
    fn few_levels_act() {
        // Three: -32512, 0, 32512, with the borders at half of it.
        let three = Study { levels: 3, ..Study::default() };
        assert_eq!(
            acting(three, &[-32_768, -16_257, -16_255, 0, 16_255, 16_257, 32_767]),
            [-32_512, -32_512, 0, 0, 0, 32_512, 32_512]
        );
        assert_eq!(acting(Study { levels: 2, ..three }, &[-1, 1]), [-32_512, 32_512]);
    }

    #[test]
    fn gains_and_noise_have_the_deviation_asked_for_and_gains_stay() {
        let stored = vec![10_000; 20_000];
        let deviation = |values: &[i16]| {
            let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64;
            let square =
                values.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / values.len() as f64;
            (mean / 10_000.0, square.sqrt() / mean)
        };
        let gains = Study { synapse_mismatch: 0.2, ..Study::default() };
        let noise = Study { synaptic_noise: 0.2, ..Study::default() };
        for study in [gains, noise] {
            let (mean, share) = deviation(&acting(study, &stored));
            assert!((mean - 1.0).abs() < 0.01 && (share - 0.2).abs() < 0.01, "{mean} {share}");
            let mut studied = Studied::new(study, stored.len(), 1);
            let (mut first, mut second) = (stored.clone(), stored.clone());
            studied.acting(0, &stored, &mut first);
            studied.acting(0, &stored, &mut second);
            assert_eq!(first == second, study == gains);
        }
        // A row's synapses have gains of their own.
        let mut row = [0; 10];
        Studied::new(gains, stored.len(), 1).acting(500, &stored[..10], &mut row);
        assert_eq!(row[..], acting(gains, &stored)[500..510]);
        assert_ne!(row[..], acting(gains, &stored)[..10]);
    }

    #[test]
    fn stuck_synapses_act_with_a_weight_of_their_own() {
        let study = Study { stuck: 0.1, ..Study::default() };
        let (a, b) = (acting(study, &vec![1_000; 10_000]), acting(study, &vec![-7; 10_000]));
        let stuck: Vec<i16> = a.iter().zip(&b).filter(|(a, b)| a == b).map(|(a, _)| *a).collect();
        assert!((900..1_100).contains(&stuck.len()), "{}", stuck.len());
        for weight in [-32_512, 0, 32_512] {
            let share = stuck.iter().filter(|stuck| **stuck == weight).count();
            assert!((250..420).contains(&share), "{weight}: {share}");
        }
    }
}
