//! Random numbers of the lanes (`RND-1` to `RND-3`).

/// Linear feedback shift registers, one a lane, 31 bits each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    state: Vec<u32>,
}

/// One advance of a 31-bit state by 16 bits (`RND-1`).
#[inline]
fn advance(x: u32) -> u32 {
    ((x << 16) & 0x7FFF_FFFF) | (((x >> 15) ^ (x >> 12)) & 0xFFFF)
}

impl Random {
    /// States as written to the seed registers, one a lane (`RND-3`); 1, 2, 4, 8 or 16 of them.
    pub fn new(seeds: &[u32]) -> Self {
        let state = seeds.iter().map(|seed| seed & 0x7FFF_FFFF).map(|x| if x == 0 { 1 } else { x }).collect();
        Self { state }
    }

    /// The states, one a lane.
    pub fn state(&self) -> &[u32] {
        &self.state
    }

    /// Writes the low 16 bits of the random number of each lane for as many words as `numbers` holds
    /// (index `word · L + lane`), advancing once a word (`RND-2`). No rule uses more bits (`SYN-4`).
    pub fn fill(&mut self, numbers: &mut [u16]) {
        match self.state.len() {
            1 => fill::<1>(&mut self.state, numbers),
            2 => fill::<2>(&mut self.state, numbers),
            4 => fill::<4>(&mut self.state, numbers),
            8 => fill::<8>(&mut self.state, numbers),
            _ => fill::<16>(&mut self.state, numbers),
        }
    }
}

/// A fixed number of lanes keeps the states in registers.
fn fill<const L: usize>(state: &mut [u32], numbers: &mut [u16]) {
    let mut x = [0; L];
    x.copy_from_slice(state);
    for word in numbers.as_chunks_mut::<L>().0 {
        for (number, x) in word.iter_mut().zip(&mut x) {
            *number = *x as u16;
            *x = advance(*x);
        }
    }
    state.copy_from_slice(&x);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One bit of the register of `x^31 + x^28 + 1`: the taps are bits 30 and 27.
    fn one_bit(x: u32) -> u32 {
        ((x << 1) & 0x7FFF_FFFF) | (((x >> 30) ^ (x >> 27)) & 1)
    }

    #[test]
    fn rnd_1_advances_sixteen_single_bits() {
        for seed in [1, 0x7FFF_FFFF, 0x1E37_79B9, 0x4000_0000, 0x0800_0000, 0x1234_5678] {
            let bitwise = (0..16).fold(seed, |x, _| one_bit(x));
            assert_eq!(advance(seed), bitwise, "seed {seed:#x}");
        }
    }

    #[test]
    fn rnd_1_literals() {
        // 1: only bit 0 set, it moves to bit 16; neither tap sees it.
        assert_eq!(advance(1), 0x0001_0000);
        // Bit 16: leaves at the top (16 + 16 = 32 > 30); x >> 15 gives 2, x >> 12 gives 0x10.
        assert_eq!(advance(0x0001_0000), 0x0000_0012);
        // 0x12 << 16.
        assert_eq!(advance(0x12), 0x0012_0000);
    }

    #[test]
    fn rnd_2_gives_the_value_before_and_lanes_are_independent() {
        let mut random = Random::new(&[1, 0x12]);
        let mut numbers = [0; 6];
        random.fill(&mut numbers);
        // Lane 0: 1, 0x10000, 0x12; lane 1: 0x12, 0x120000, then (0x120000 >> 15) ^ (0x120000 >> 12) = 0x24 ^ 0x120.
        assert_eq!(numbers, [1, 0x12, 0, 0, 0x12, 0x104]);
        assert_eq!(random.state(), [0x0012_0000, 0x0104_0000]);
    }

    #[test]
    fn rnd_3_seeds_are_cut_to_31_bits_and_never_zero() {
        assert_eq!(Random::new(&[0, 0x8000_0000, 0xFFFF_FFFF, 6]).state(), [1, 1, 0x7FFF_FFFF, 6]);
    }
}
