//! Weight formats that the hardware does not have, to see what they would cost. The golden model alone knows them.

use serde::{Deserialize, Serialize};

use super::synapse::Format;

/// How what a weight cannot hold is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// Up with a probability that makes the mean exact; what the hardware does.
    #[default]
    Stochastic,
    /// To the nearest.
    Nearest,
    /// Down.
    Floor,
}

/// A weight format. The weights lie in the upper `weight_bits` of 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Bits of a weight, 2 … 16.
    pub weight_bits: u8,
    /// How updates are rounded.
    #[serde(default)]
    pub rounding: Rounding,
    /// Whether 16 bits are stored and updated, and `weight_bits` of them used; otherwise no more are stored.
    #[serde(default)]
    pub shadow: bool,
}

impl Study {
    /// Bits of 16 that a weight does not have.
    fn missing(self) -> u32 {
        16 - u32::from(self.weight_bits)
    }

    /// What of stored weights acts: the nearest of `weight_bits` bits.
    pub fn acting(self, stored: &[i16], acting: &mut [i16]) {
        let (grid, half) = (self.missing(), (1i32 << self.missing()) >> 1);
        let largest = i32::from(i16::MAX) >> grid;
        for (acting, stored) in acting.iter_mut().zip(stored) {
            *acting = (((i32::from(*stored) + half) >> grid).min(largest) << grid) as i16;
        }
    }

    /// `SYN-4` and `SYN-5` in this format; `format` is that of 16 bits. Returns how many weights changed.
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
                // The 16 random bits stand for the highest of the fraction's where it has more.
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
        let study = Study { weight_bits: 16, rounding: Rounding::Stochastic, shadow: false };
        let mut compared = 0;
        for (index, feedback) in (-32_768..=32_767).step_by(97).enumerate() {
            let (rate_shift, random) = ((index % 16) as u8, (index * 40_503) as u16);
            let mut weights = [(index * 7_919) as i16];
            let ours = one(study, rate_shift, weights[0], feedback as i16, random);
            super::super::synapse::learn(W16, rate_shift, &mut weights, &[feedback as i16], &[random]);
            assert_eq!(ours, weights[0], "{feedback} {rate_shift} {random}");
            compared += 1;
        }
        assert_eq!(compared, 676);
    }

    #[test]
    fn roundings_of_a_small_update() {
        // 100 · 2^-4 = 6.25 of a grid of 2^8: 0.024 of one step.
        let with = |rounding| Study { weight_bits: 8, rounding, shadow: false };
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
        let study = Study { weight_bits: 4, rounding: Rounding::Nearest, shadow: true };
        let mut acting = [0; 5];
        study.acting(&[2_047, 2_048, -2_048, -2_049, 32_767], &mut acting);
        assert_eq!(acting, [0, 4_096, 0, -4_096, 28_672]);
    }
}
