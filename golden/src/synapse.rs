//! The synapse pass over consecutive weight words of a row (`SYN-4` to `SYN-7`).
//!
//! The words of a row meet different neuron words, so apart from the random numbers, which are
//! drawn beforehand in order, the synapses of a row do not depend on each other: plain loops that
//! vectorise whatever `L` is, compiled once for each vector extension that the machine may have.

#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the vector extension")]

use pulp::NullaryFnOnce;

/// Widths of a core, as the synapse pass needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Largest weight, `2^(W-1) - 1`; the smallest is its complement.
    pub weight_max: i16,
    /// `W - 8`, at least 0 (`NUM-3`).
    pub used_shift: u32,
    /// `F`.
    pub scale: u32,
    /// Largest membrane, `2^(M-1) - 1`; the smallest is its complement.
    pub membrane_max: i32,
}

/// Adds the used weights, times `2^scale` and negated for a `negative` source, to membranes
/// (`SYN-6`) or modulators (`SYN-8`). Both slices have one item a synapse.
pub struct Integrate<'a> {
    /// Widths of the core.
    pub format: Format,
    /// `F`, 0 for modulators.
    pub scale: u32,
    /// The source is a negative controller neuron.
    pub negative: bool,
    /// Stored weights.
    pub weights: &'a [i16],
    /// Membranes or modulators.
    pub sums: &'a mut [i32],
}

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

impl NullaryFnOnce for Integrate<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        integrate(self.format, self.scale, self.negative, self.weights, self.sums);
    }
}

impl NullaryFnOnce for Learn<'_> {
    type Output = u16;

    #[inline(always)]
    fn call(self) -> u16 {
        learn(self.format, self.rate_shift, self.weights, self.feedback, self.random)
    }
}

// As functions of their own the loops know that their slices do not overlap.
#[inline(always)]
fn integrate(format: Format, scale: u32, negative: bool, weights: &[i16], sums: &mut [i32]) {
    let (limit, sign) = (format.membrane_max, -i32::from(negative));
    for (v, w) in sums.iter_mut().zip(weights) {
        let added = i32::from(w >> format.used_shift) << scale;
        // Negated where the sign is -1.
        let added = (added ^ sign) - sign;
        *v = (*v + added).clamp(!limit, limit);
    }
}

#[inline(always)]
pub(super) fn learn(
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
    fn num_3_used_weight_is_the_floor_of_the_high_byte() {
        let mut membranes = [0; 4];
        integrate(W16, W16.scale, false, &[511, -1, -256, 255], &mut membranes);
        // u = 1, -1, -1, 0; times 8.
        assert_eq!(membranes, [8, -8, -8, 0]);
        // Unscaled and negated, as a negative controller spike meets modulators.
        integrate(W16, 0, true, &[511, -1, -256, 255], &mut membranes);
        assert_eq!(membranes, [7, -7, -7, 0]);
    }

    #[test]
    fn syn_6_saturates_both_ways() {
        let mut membranes = [2_040, -2_040, 1_920, -1_920];
        integrate(W8, W8.scale, false, &[127, -128, 127, -128], &mut membranes);
        assert_eq!(membranes, [2_047, -2_048, 2_047, -2_048]);
        // The term is exact: -(-128 · 2^8) = 32768.
        let mut wide = [-32_768];
        let format = Format { scale: 8, membrane_max: 32_767, ..W8 };
        integrate(format, 8, true, &[-128], &mut wide);
        assert_eq!(wide, [0]);
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
