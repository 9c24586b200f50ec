//! The adaptive threshold (`MOD-3`).

use spindle_spec::models::{ADAPTATION_LEAK, ADAPTATION_STEP};

use crate::arithmetic::{decay, saturate};

/// Threshold and rise together, membrane units.
pub fn limit(rise: i32, threshold: i32, bits: usize) -> i32 {
    saturate(threshold + rise, bits)
}

/// The rise after an update: it decays, then a spike adds its step.
pub fn advance(parameters: u32, rise: i32, fired: bool, bits: usize) -> i32 {
    let step = if fired { ADAPTATION_STEP.get(parameters) as i32 } else { 0 };
    saturate(decay(rise, ADAPTATION_LEAK.get(parameters) as u8) + step, bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Step 300, leak 3.
    const WORD: u32 = 300 + (3 << 23);

    #[test]
    fn mod_3_the_rise_decays_and_grows_with_each_spike() {
        assert_eq!(advance(WORD, 0, true, 16), 300);
        // 300 - (304 >> 3) = 262; 262 - (266 >> 3) = 229, plus 300.
        assert_eq!(advance(WORD, 300, false, 16), 262);
        assert_eq!(advance(WORD, 262, true, 16), 529);
        // Leak 15 keeps, leak 0 forgets before the spike.
        assert_eq!(advance(300 + (15 << 23), 77, true, 16), 377);
        assert_eq!(advance(300, 77, true, 16), 300);
    }

    #[test]
    fn mod_3_rise_and_limit_saturate() {
        assert_eq!(advance(0x7FFF + (15 << 23), 0x7FFF, true, 16), 0x7FFF);
        assert_eq!(advance(0x7FF + (15 << 23), 1, true, 12), 0x7FF);
        assert_eq!(
            (limit(100, 50, 16), limit(0x7FFF, 0x7FFF, 16), limit(0x700, 0x200, 12)),
            (150, 0x7FFF, 0x7FF)
        );
    }
}
