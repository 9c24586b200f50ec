//! Random numbers of the lanes (`RND-1` to `RND-3`).

/// Words of a lane after which the register repeats a sum of its past. Over GF(2) the 2^k-th power
/// of `x^31 + x^28 + 1` is `x^(31·2^k) + x^(28·2^k) + 1`, and a register that advances 16 bits at
/// once writes whole words of 16 bits, so `y[n] = y[n - 31·2^k] ^ y[n - 28·2^k]` for any k. With
/// `L · 2^k = 16` the two distances are the same for every number of lanes.
const FAR: usize = 31 * 16;
const NEAR: usize = 28 * 16;
/// Numbers generated per batch.
const BLOCK: usize = 4_096;

/// Linear feedback shift registers, one a lane, 31 bits each, as the sequence of their low 16 bits;
/// no rule uses more (`SYN-4`).
#[derive(Clone, Debug)]
pub struct Random {
    lanes: usize,
    /// Index `word · L + lane`; at least `FAR` numbers, and at least one word before `next` and one
    /// from it on.
    numbers: Vec<u16>,
    next: usize,
}

/// One advance of a 31-bit state by 16 bits (`RND-1`).
#[inline]
fn advance(x: u32) -> u32 {
    ((x << 16) & 0x7FFF_FFFF) + (((x >> 15) ^ (x >> 12)) & 0xFFFF)
}

impl Random {
    /// States as written to the seed registers, one a lane (`RND-3`); 1, 2, 4, 8 or 16 of them.
    pub fn new(seeds: &[u32]) -> Self {
        let lanes = seeds.len();
        let mut states: Vec<u32> =
            seeds.iter().map(|seed| seed & 0x7FFF_FFFF).map(|x| if x == 0 { 1 } else { x }).collect();
        let mut numbers = Vec::with_capacity(FAR + lanes + BLOCK);
        // The upper bits of the first state are those that the preceding word would have left.
        numbers.extend(states.iter().map(|x| (x >> 16) as u16));
        while numbers.len() < lanes + FAR {
            numbers.extend(states.iter().map(|x| *x as u16));
            for x in &mut states {
                *x = advance(*x);
            }
        }
        Self { lanes, numbers, next: lanes }
    }

    /// The states, one a lane.
    pub fn state(&self) -> Vec<u32> {
        let low = &self.numbers[self.next..][..self.lanes];
        let high = &self.numbers[self.next - self.lanes..][..self.lanes];
        low.iter().zip(high).map(|(low, high)| (u32::from(high & 0x7FFF) << 16) + u32::from(*low)).collect()
    }

    /// The low 16 bits of the random numbers of the next words (index `word · L + lane`; `synapses`
    /// is a multiple of `L`, at most 4,096), which advances once a word (`RND-2`).
    #[inline]
    pub fn draw(&mut self, synapses: usize) -> &[u16] {
        // The word after those drawn is there too: the state is read off it.
        if self.next + synapses + self.lanes > self.numbers.len() {
            self.refill();
        }
        let drawn = self.next;
        self.next += synapses;
        &self.numbers[drawn..self.next]
    }

    fn refill(&mut self) {
        let kept = (self.next - self.lanes).min(self.numbers.len() - FAR);
        self.numbers.drain(..kept);
        self.next -= kept;
        let wanted = self.numbers.len() + BLOCK + self.lanes;
        while self.numbers.len() < wanted {
            let made = self.numbers.len();
            self.numbers.resize(made + NEAR, 0);
            let (past, new) = self.numbers.split_at_mut(made);
            let near = &past[made - NEAR..];
            for ((new, far), near) in new.iter_mut().zip(&past[made - FAR..]).zip(near) {
                *new = far ^ near;
            }
        }
    }
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
        let numbers = random.draw(6);
        // Lane 0: 1, 0x10000, 0x12; lane 1: 0x12, 0x120000, then (0x120000 >> 15) ^ (0x120000 >>
        // 12) = 0x24 ^ 0x120.
        assert_eq!(numbers, [1, 0x12, 0, 0, 0x12, 0x104]);
        assert_eq!(random.state(), [0x0012_0000, 0x0104_0000]);
    }

    #[test]
    fn rnd_3_seeds_are_cut_to_31_bits_and_never_zero() {
        assert_eq!(Random::new(&[0, 0x8000_0000, 0xFFFF_FFFF, 6]).state(), [1, 1, 0x7FFF_FFFF, 6]);
    }

    #[test]
    fn rnd_1_words_are_those_of_a_register_that_advances() {
        let mut compared = 0;
        for lanes in [1, 2, 4, 8, 16] {
            let seeds: Vec<u32> =
                (1..=lanes).map(|lane| 0x1E37_79B9u32.wrapping_mul(lane) & 0x7FFF_FFFF).collect();
            let (mut random, mut states) = (Random::new(&seeds), seeds);
            // Uneven draws, across many refills, then the largest batch.
            let most = 4096 / lanes as usize;
            let draws = (0..400).map(|turn| turn * 7 % 61).chain([most; 5]);
            for words in draws {
                for numbers in random.draw(words * lanes as usize).chunks(lanes as usize) {
                    for (number, state) in numbers.iter().zip(&mut states) {
                        assert_eq!(u32::from(*number), *state & 0xFFFF, "{lanes} lanes, number {compared}");
                        *state = advance(*state);
                        compared += 1;
                    }
                }
                assert_eq!(random.state(), states);
                assert!(random.numbers.len() <= FAR + 2 * BLOCK, "what has been drawn goes");
            }
        }
        assert!(compared > 300_000, "{compared}");
    }
}
