//! The two operations that every rule is made of: clamping and leaking.

/// `sat_B(x)`: clamps `x` to the range of a signed number of `bits` bits (2 … 31).
#[inline]
pub fn saturate(x: i32, bits: usize) -> i32 {
    let limit = 1 << (bits - 1);
    x.clamp(-limit, limit - 1)
}

/// `decay(x, k)` (`NUM-9`) of a number of at most 24 bits: removes the rounded part `x · 2^-k`; 0
/// clears, 15 keeps.
#[inline]
pub fn decay(x: i32, k: u8) -> i32 {
    x - leaked_part(x, k)
}

/// The amount that [`decay`] removes.
#[inline]
pub fn leaked_part(x: i32, k: u8) -> i32 {
    // 2^(k-1), and 0 for k = 0.
    let half = (1 << k) >> 1;
    if k == 15 { 0 } else { (x + half) >> k }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saturates_to_the_asymmetric_range() {
        assert_eq!(
            [saturate(127, 8), saturate(128, 8), saturate(-128, 8), saturate(-129, 8)],
            [127, 127, -128, -128]
        );
        assert_eq!([saturate(1 << 23, 24), saturate(-(1 << 23) - 1, 24)], [8_388_607, -8_388_608]);
    }

    #[test]
    fn num_9_decay_corners() {
        // k = 0 clears, k = 15 keeps, both signs.
        for x in [-8_388_608, -1, 0, 1, 8_388_607] {
            assert_eq!((decay(x, 0), decay(x, 15)), (0, x));
        }
        // k = 1, h = 1: 5 - (6 >> 1) = 2; -5 - (-4 >> 1) = -3; 1 - (2 >> 1) = 0; -1 - (0 >> 1) = -1
        // (stays).
        assert_eq!([5, -5, 1, -1].map(|x| decay(x, 1)), [2, -3, 0, -1]);
        // k = 2, h = 2: 1 - (3 >> 2) = 1 (stays); 2 - (4 >> 2) = 1; -2 - (0 >> 2) = -2; -3 - (-1 >>
        // 2) = -2.
        assert_eq!([1, 2, -2, -3].map(|x| decay(x, 2)), [1, 1, -2, -2]);
        // k = 14, h = 8192: 32767 - (40959 >> 14) = 32765; -32768 - (-24576 >> 14) = -32766.
        assert_eq!([decay(32_767, 14), decay(-32_768, 14)], [32_765, -32_766]);
        // 24 bits: 8388607 - (8392703 >> 13) = 8388607 - 1024; the sum does not overflow.
        assert_eq!(decay(8_388_607, 13), 8_387_583);
    }
}
