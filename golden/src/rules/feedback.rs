//! Learning from the feedback current (`SYN-4`, `SYN-5`), for the synapses of a part of a row.

#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the vector extension")]

use pulp::NullaryFnOnce;

use crate::synapse::Format;

/// Adds the stochastically rounded feedback currents to the weights (`SYN-4`, `SYN-5`) and gives
/// how many weights changed. All slices have one item a synapse, at most 65,535.
pub struct Learn<'a> {
    /// Widths of the core.
    pub format: Format,
    /// `η`, 0 … 15.
    pub rate_shift: u8,
    /// Stored weights.
    pub weights: &'a mut [i16],
    /// Feedback currents, membrane units.
    pub feedback: &'a [i16],
    /// Low 16 bits of the random numbers.
    pub random: &'a [u16],
}

impl NullaryFnOnce for Learn<'_> {
    type Output = u16;

    #[inline(always)]
    fn call(self) -> u16 {
        learn(self.format, self.rate_shift, self.weights, self.feedback, self.random)
    }
}

// As a function of its own the loop knows that its slices do not overlap.
#[inline(always)]
pub(crate) fn learn(
    format: Format,
    rate_shift: u8,
    weights: &mut [i16],
    feedback: &[i16],
    random: &[u16],
) -> u16 {
    let shift = u32::from(rate_shift);
    let fraction = (1u16 << shift) - 1;
    let limit = format.weight_max;
    let mut changed = 0;
    for ((w, f), x) in weights.iter_mut().zip(feedback).zip(random) {
        // `(f + (x mod 2^η)) >> η` in 16 bits: floor of the whole part, and the carry of the
        // fractions.
        let carry = ((*f as u16 & fraction) + (x & fraction)) >> shift;
        let delta = (f >> shift) + carry as i16;
        let before = *w;
        *w = before.saturating_add(delta).clamp(!limit, limit);
        changed += u16::from(*w != before);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    const W16: Format = Format { weight_max: 32_767, used_shift: 8, scale: 3, membrane_max: 32_767 };
    const W8: Format = Format { weight_max: 127, used_shift: 0, scale: 0, membrane_max: 2_047 };

    fn learn_one(format: Format, rate_shift: u8, w: i16, f: i16, x: u16) -> i16 {
        let mut weights = [w];
        let changed = learn(format, rate_shift, &mut weights, &[f], &[x]);
        assert_eq!(changed, u16::from(weights[0] != w));
        weights[0]
    }

    #[test]
    fn syn_4_stochastic_rounding_carries_out_of_the_fraction() {
        // f = 5, η = 3: 5 + x reaches 8 from x = 3 on; bits of x above η do not matter.
        assert_eq!(
            [0, 2, 3, 7, 8, 0xFFFB].map(|x| learn_one(W16, 3, 100, 5, x)),
            [100, 100, 101, 101, 100, 101]
        );
        // f = -5: floor(-5 / 8) = -1 until x makes up for 5.
        assert_eq!([0, 4, 5, 7].map(|x| learn_one(W16, 3, 100, -5, x)), [99, 99, 100, 100]);
        // η = 0 adds all of f, whatever x.
        assert_eq!(learn_one(W16, 0, 100, -32_768, 0xFFFF), -32_668);
        // η = 15: (32767 + 32767) >> 15 = 1, (-32768 + 32767) >> 15 = -1, (-32768 + 0) >> 15 = -1.
        assert_eq!(learn_one(W16, 15, 0, 32_767, 0x7FFF), 1);
        assert_eq!([0x7FFF, 0].map(|x| learn_one(W16, 15, 0, -32_768, x)), [-1, -1]);
        // η = 1: (32767 + 1) >> 1 = 16384.
        assert_eq!(learn_one(W16, 1, 0, 32_767, 1), 16_384);
    }

    #[test]
    fn syn_5_clips_both_ways() {
        assert_eq!(learn_one(W8, 0, 120, 9, 0), 127);
        assert_eq!(learn_one(W8, 0, -120, -30_000, 0), -128);
        assert_eq!(learn_one(W16, 0, 32_000, 32_000, 0), 32_767);
        assert_eq!(learn_one(W16, 0, -32_000, -32_000, 0), -32_768);
        assert_eq!(learn_one(W8, 0, 127, 5, 0), 127);
    }
}
