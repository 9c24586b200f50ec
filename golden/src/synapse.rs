//! The synapse pass over consecutive weight words of a row (`SYN-6` to `SYN-8`).
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

impl NullaryFnOnce for Integrate<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        integrate(self.format, self.scale, self.negative, self.weights, self.sums);
    }
}

// As a function of its own the loop knows that its slices do not overlap.
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

#[cfg(test)]
mod tests {
    use super::*;

    const W16: Format = Format { weight_max: 32_767, used_shift: 8, scale: 3, membrane_max: 32_767 };
    const W8: Format = Format { weight_max: 127, used_shift: 0, scale: 0, membrane_max: 2_047 };

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
}
