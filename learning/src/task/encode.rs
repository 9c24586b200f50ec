//! Rate coding: a value becomes a regular train of spikes.

use ndarray::{Array1, ArrayView1};
use rand::Rng;

use super::Spike;
use spindle_spec::random::{Purpose, stream};

/// One spike's worth of an accumulator.
const SPIKE: u32 = 1 << 16;

/// Rates of input lines, spikes per 256 steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Of a feature at its maximum.
    pub feature: u16,
    /// The feature's maximum.
    pub maximum: u8,
    /// True if each feature `x` has a second line that shows `maximum - x`.
    pub complement: bool,
    /// Of a bias line.
    pub bias: u16,
}

/// Turns a sample into spikes, step by step.
///
/// Each line adds its rate to an accumulator every step and spikes when that passes one: a regular
/// train whose phase is drawn for each sample, so that the network cannot learn phases.
#[derive(Clone, Debug)]
pub struct Encoder {
    base: u16,
    rates: Rates,
    lines: usize,
    accumulators: Vec<u32>,
    increments: Vec<u32>,
    /// Spikes that are given, the next one, and the step.
    train: Vec<Spike>,
    next: usize,
    step: u32,
}

impl Encoder {
    /// For input lines `base … base + lines - 1`: the features, their complements if `rates` asks
    /// for them, and bias lines to the end.
    pub fn new(base: u16, lines: usize, rates: Rates) -> Self {
        Self {
            base,
            rates,
            lines,
            accumulators: Vec::with_capacity(lines),
            increments: Vec::with_capacity(lines),
            train: Vec::new(),
            next: 0,
            step: 0,
        }
    }

    /// Begins a sample. Its phases are a function of `seed` and `presentation` alone.
    pub fn begin(&mut self, features: &ArrayView1<'_, u8>, seed: u64, presentation: u64) {
        let mut random = stream(seed, Purpose::Phases, presentation);
        let Rates { feature, maximum, complement, bias } = self.rates;
        let increment =
            |value: u8| u32::from(value) * u32::from(feature) * (SPIKE / 256) / u32::from(maximum.max(1));
        let shown = features.iter().map(|value| increment(*value));
        let complements = features.iter().filter(|_| complement);
        let complements = complements.map(|value| increment(maximum.saturating_sub(*value)));
        let bias = std::iter::repeat(u32::from(bias) * (SPIKE / 256));
        self.train.clear();
        (self.next, self.step) = (0, 0);
        self.increments.clear();
        self.increments.extend(shown.chain(complements).chain(bias).take(self.lines));
        self.accumulators.clear();
        self.accumulators.extend((0..self.lines).map(|_| random.next_u32() % SPIKE));
    }

    /// Begins a sample whose spikes are given, on the first `features` lines; the others are bias
    /// lines. `train` is in the order of steps.
    pub fn begin_train(&mut self, train: &[Spike], features: usize, seed: u64, presentation: u64) {
        // Features of 0 leave their lines silent.
        self.begin(&Array1::zeros(features).view(), seed, presentation);
        self.train.extend(train);
    }

    /// Gives the source addresses that spike in the next step: those of given trains, then the
    /// others, ascending.
    pub fn step(&mut self, mut spike: impl FnMut(u16)) {
        while let Some((_, line)) = self.train.get(self.next).filter(|(step, _)| *step == self.step) {
            spike(self.base + line);
            self.next += 1;
        }
        self.step += 1;
        for (line, (accumulator, increment)) in self.accumulators.iter_mut().zip(&self.increments).enumerate()
        {
            *accumulator += increment;
            if *accumulator >= SPIKE {
                *accumulator -= SPIKE;
                spike(self.base + line as u16);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr1;

    const RATES: Rates = Rates { feature: 128, maximum: 16, complement: false, bias: 64 };

    #[test]
    fn complements_stand_between_features_and_bias() {
        let mut encoder = Encoder::new(0, 7, Rates { maximum: 240, complement: true, ..RATES });
        encoder.begin(&arr1(&[0, 60, 240]).view(), 7, 3);
        let mut counts = [0; 7];
        for _ in 0..64 {
            encoder.step(|source| counts[usize::from(source)] += 1);
        }
        assert_eq!(counts, [0, 8, 32, 32, 24, 0, 16]);
    }

    #[test]
    fn counts_follow_the_rates_whatever_the_phase() {
        let mut encoder = Encoder::new(100, 4, RATES);
        for presentation in 0..50 {
            encoder.begin(&arr1(&[0, 8, 16]).view(), 7, presentation);
            let mut counts = [0; 4];
            for _ in 0..64 {
                encoder.step(|source| counts[usize::from(source) - 100] += 1);
            }
            // 64 steps at 0, 1/4, 1/2 and, for the bias line, 1/4 of a spike a step: whole numbers.
            assert_eq!(counts, [0, 16, 32, 16]);
        }
    }

    #[test]
    fn given_trains_are_played_beside_the_bias() {
        let mut encoder = Encoder::new(10, 4, RATES);
        for presentation in 0..3 {
            encoder.begin_train(&[(0, 2), (3, 0), (3, 2), (63, 1)], 3, 7, presentation);
            let (mut played, mut bias) = (Vec::new(), 0);
            for step in 0..64 {
                encoder.step(|source| if source == 13 { bias += 1 } else { played.push((step, source)) });
            }
            assert_eq!((played, bias), (vec![(0, 12), (3, 10), (3, 12), (63, 11)], 16));
        }
    }

    #[test]
    fn trains_are_regular() {
        let mut encoder = Encoder::new(0, 1, Rates { feature: 64, ..RATES });
        encoder.begin(&arr1(&[16]).view(), 1, 0);
        let mut steps = Vec::new();
        for step in 0..40 {
            encoder.step(|_| steps.push(step));
        }
        assert_eq!(steps.len(), 10);
        assert!(steps.windows(2).all(|pair| pair[1] - pair[0] == 4), "{steps:?}");
    }
}
