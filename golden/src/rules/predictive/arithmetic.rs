//! The arithmetic of one synapse: weight values, errors, gradients and changes (`PRE-3`, `PRE-7` to
//! `PRE-9`).

/// An input trace of one (`PRE-1`).
pub(super) const ONE: u16 = 1 << 15;

/// `round(y, s)`: `y · 2^-s` to the nearest integer, halves up.
#[inline]
pub(super) fn round(y: i64, s: u32) -> i64 {
    (y + (1 << (s - 1))) >> s
}

/// `sat_B` of a wide number.
#[inline]
pub(super) fn clamp(y: i64, bits: u32) -> i32 {
    let limit = 1 << (bits - 1);
    y.clamp(-limit, limit - 1) as i32
}

/// Weight values of stored logarithms (`PRE-3`).
#[derive(Clone, Debug)]
pub(super) struct Powers([i32; 256]);

impl Powers {
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|m| ((m as f64 / 256.0).exp2() * 65_536.0).round() as i32))
    }

    /// The weight value of a stored weight, one is `2^16`.
    #[inline]
    pub(super) fn value(&self, stored: i16, logarithmic: bool) -> i32 {
        let stored = i32::from(stored);
        if !logarithmic {
            return stored;
        }
        let power = stored >> 11;
        if power > 0 { (1 << 17) - 1 } else { self.0[(stored >> 3 & 0xFF) as usize] >> -power }
    }
}

/// The prediction error of an input for one neuron: `ε` of `PRE-7`.
#[inline]
pub(super) fn error(input: u16, membrane: i32, value: i32) -> i32 {
    let predicted = round(i64::from(membrane) * i64::from(value), 16);
    clamp(2 * i64::from(input) - predicted, 18)
}

/// Contribution of a row to the error sum (`PRE-7`).
#[inline]
pub(super) fn explained(error: i32, value: i32) -> i32 {
    round(i64::from(error) * i64::from(value), 16) as i32
}

/// `g` of `PRE-8`.
#[inline]
pub(super) fn gradient(membrane: i32, error: i32, sum: i32, eligibility: u32) -> i32 {
    let own = i64::from(membrane) * i64::from(error);
    let common = i64::from(sum) * i64::from(eligibility);
    clamp(round(own + 2 * common, 16), 24)
}

/// Learning rates in force for the weights of a row (`PRE-4`, `PRE-9`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    /// Factor and shift of learning by prediction.
    pub(super) prediction: Option<(u8, u8)>,
    /// Shift of learning by feedback.
    pub(super) feedback: Option<u8>,
    pub(super) bounded: bool,
}

impl Rates {
    pub(super) fn active(self) -> bool {
        self.prediction.is_some() || self.feedback.is_some()
    }

    /// The stored weight after learning.
    #[inline]
    pub(super) fn learn(self, stored: i16, gradient: i32, feedback: i16, input: u16, random: u16) -> i16 {
        let by_prediction =
            self.prediction.map_or(0, |(rate, shift)| (i64::from(gradient) * i64::from(rate)) >> shift);
        let by_feedback = self.feedback.map_or(0, |shift| {
            let product = clamp(round(i64::from(feedback) * i64::from(input), 15), 16);
            i64::from(product) << (16 - shift)
        });
        let change = (by_prediction + by_feedback + i64::from(random)) >> 16;
        let learned = clamp(i64::from(stored) + change, 16) as i16;
        if self.bounded { learned.max(0) } else { learned }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The unit of membranes, weight values, errors and gradients.
    const UNIT: i32 = 1 << 16;

    #[test]
    fn pre_3_linear_and_logarithmic_values() {
        let powers = Powers::new();
        assert_eq!([-32_768, -1, 0, 32_767].map(|w| powers.value(w, false)), [-32_768, -1, 0, 32_767]);
        // 2^0 = 1; 2^-1; 2^-16 is one; everything from 2^1 on is the largest value.
        assert_eq!(
            [0, -2048, -32_768, 2048, 32_767].map(|w| powers.value(w, true)),
            [65_536, 32_768, 1, 131_071, 131_071]
        );
        // 2^0.5 = 1.41421356 -> 92681.9; 2^-0.5: T(128) >> 1 = 92682 >> 1.
        assert_eq!([1024, -1024].map(|w| powers.value(w, true)), [92_682, 46_341]);
        // The largest below 1: 2^(255/256) = 1.99459 -> 130717.6 (and three lower fraction bits do
        // not count).
        assert_eq!([2047, 2040].map(|w| powers.value(w, true)), [130_718, 130_718]);
        // 2^-15 · T(255) = 130718 >> 16 = 1 for i = -16, 3 for i = -15.
        assert_eq!([-32_768 + 2047, -30_720 + 2047].map(|w| powers.value(w, true)), [1, 3]);
    }

    #[test]
    fn pre_7_errors_and_their_sum_by_hand() {
        // x = 1, v = 0.5, w = 0.25: 1 - 0.125.
        assert_eq!(error(ONE, UNIT / 2, UNIT / 4), UNIT - UNIT / 8);
        // x = 0, v = -0.5, w = 0.25: + 0.125.
        assert_eq!(error(0, -UNIT / 2, UNIT / 4), UNIT / 8);
        // Rounded: v = 3 LSB, w = 0.5: 1.5 -> 2; v = -3 LSB: -1.5 -> -1.
        assert_eq!((error(0, 3, UNIT / 2), error(0, -3, UNIT / 2)), (-2, 1));
        // 100 · 1.5 is far beyond: clamped to -2 and 2.
        assert_eq!((error(0, 100 * UNIT, 3 * UNIT / 2), error(0, -100 * UNIT, UNIT)), (-131_072, 131_071));
        // ε w: 0.875 · 0.25.
        assert_eq!(explained(UNIT - UNIT / 8, UNIT / 4), 14_336);
        assert_eq!((explained(-1, UNIT / 2), explained(1, UNIT / 2)), (0, 1));
    }

    #[test]
    fn pre_8_gradient_by_hand() {
        // v ε + E p = 0.5 · 0.875 + (-0.25) · 3 = -0.3125.
        assert_eq!(gradient(UNIT / 2, UNIT - UNIT / 8, -UNIT / 4, 3 * u32::from(ONE)), -20_480);
        // Saturates both ways: 100 · 100.
        assert_eq!(gradient(0, 0, 100 * UNIT, 100 * u32::from(ONE)), 8_388_607);
        assert_eq!(gradient(0, 0, -100 * UNIT, 100 * u32::from(ONE)), -8_388_608);
        // One LSB of E at p = 1/4: a quarter rounds to 0, three quarters to 1.
        assert_eq!([1, 3].map(|e| gradient(0, 0, e, u32::from(ONE) / 4)), [0, 1]);
    }

    #[test]
    fn pre_9_changes_by_hand() {
        let off = Rates { prediction: None, feedback: None, bounded: false };
        let prediction = Rates { prediction: Some((200, 4)), ..off };
        // 20480 · 200 >> 4 = 256000 = 3.90625 · 65536: 3, or 4 if the random number is at least
        // 0.09375 · 65536 = 6144.
        assert_eq!(prediction.learn(100, 20_480, 0, 0, 6143), 103);
        assert_eq!(prediction.learn(100, 20_480, 0, 0, 6144), 104);
        // -256000: floor is -4; -3 from 59392 = 65536 - 6144 on.
        assert_eq!(prediction.learn(100, -20_480, 0, 0, 59_391), 96);
        assert_eq!(prediction.learn(100, -20_480, 0, 0, 59_392), 97);
        // Feedback 3000 at x = 1/2 and a shift of 10: 1500 / 1024 = 1.46.
        let feedback = Rates { feedback: Some(10), ..off };
        assert_eq!(feedback.learn(7, 9999, 3000, ONE / 2, 0), 8);
        assert_eq!(feedback.learn(7, 9999, 3000, ONE / 2, 65_535), 9);
        // Both add before they are rounded: 3.90625 + 1.46484375 = 5.37.
        let both = Rates { prediction: Some((200, 4)), feedback: Some(10), bounded: false };
        assert_eq!(both.learn(0, 20_480, 3000, ONE / 2, 0), 5);
        assert_eq!(both.learn(0, 20_480, 3000, ONE / 2, 41_216), 6);
        // Ends of the range, and the bound.
        assert_eq!(prediction.learn(32_766, 20_480, 0, 0, 0), 32_767);
        assert_eq!(prediction.learn(-32_767, -20_480, 0, 0, 0), -32_768);
        let bounded = Rates { bounded: true, ..prediction };
        assert_eq!([2, 5].map(|w| bounded.learn(w, -20_480, 0, 0, 0)), [0, 1]);
        // A feedback of the most negative kind at x = 1 and shift 0.
        assert_eq!(Rates { feedback: Some(0), ..off }.learn(0, 0, -32_768, ONE, 0), -32_768);
    }
}
