//! Device mismatch: each neuron gets parameters of its own, which the hardware holds in its
//! parameter memories.

use rand::{Rng, RngExt};
use spindle_spec::Neuron;

use super::schema::Mismatch;
use spindle_spec::random::{Purpose, stream};

/// Factors are kept within these, as a circuit far outside would be discarded.
const FACTORS: std::ops::RangeInclusive<f64> = 0.1..=3.0;

/// Reports values that are not coefficients of variation, as a key and a remedy.
pub(super) fn check(mismatch: &Mismatch, problem: &mut impl FnMut(&str, &str)) {
    let shares = [
        ("threshold", mismatch.threshold),
        ("leak", mismatch.leak),
        ("gain", mismatch.gain),
        ("controller", mismatch.controller),
        ("lost_spikes", mismatch.lost_spikes),
    ];
    for (key, share) in shares {
        if !(0.0..=1.0).contains(&share) {
            problem(key, "choose 0 to 1; 0.2 is typical of analog neurons");
        }
    }
}

/// Gives each of `neurons` (membranes of `membrane_bits` bits) its own threshold, leak and
/// controller threshold.
pub(super) fn apply(mismatch: &Mismatch, membrane_bits: usize, neurons: &mut [Neuron]) {
    for (index, neuron) in neurons.iter_mut().enumerate() {
        let mut random = stream(mismatch.seed, Purpose::Mismatch, index as u64);
        let [threshold, gain, leak, controller] =
            [mismatch.threshold, mismatch.gain, mismatch.leak, mismatch.controller]
                .map(|share| factor(&mut random, share));
        let limit = f64::from((1u32 << (membrane_bits - 1)) - 1);
        neuron.threshold = (f64::from(neuron.threshold) * threshold / gain).round().clamp(0.0, limit) as u32;
        neuron.controller_threshold =
            (f64::from(neuron.controller_threshold) / controller).round().min(32_767.0) as u16;
        if mismatch.leak > 0.0 {
            (neuron.leak, neuron.fine_leak) = nearest(rate(neuron.leak, neuron.fine_leak) * leak);
        }
    }
}

/// A factor around 1 with a coefficient of variation of `share`.
fn factor(random: &mut impl Rng, share: f64) -> f64 {
    // Box and Muller's transform; 1 - u is never 0.
    let (u, v): (f64, f64) = (random.random(), random.random());
    let normal = (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos();
    (1.0 + share * normal).clamp(*FACTORS.start(), *FACTORS.end())
}

/// Share of the membrane that two leak shifts remove in a step (`UPD-1`).
fn rate(leak: u8, fine: u8) -> f64 {
    [leak, fine].iter().map(|k| if *k == 15 { 0.0 } else { 0.5f64.powi((*k).into()) }).sum()
}

/// The pair of leak shifts that removes the share nearest to `wanted`.
fn nearest(wanted: f64) -> (u8, u8) {
    let pairs = (0..16u8).flat_map(|leak| (1..16u8).map(move |fine| (leak, fine)));
    let distance = |pair: &(u8, u8)| (rate(pair.0, pair.1) - wanted).abs();
    pairs.min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or((15, 15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shifts_come_close_to_any_leak() {
        assert_eq!(nearest(0.0), (15, 15));
        let mut worst: f64 = 0.0;
        for n in 1..200 {
            let wanted = f64::from(n) / 400.0;
            let (leak, fine) = nearest(wanted);
            worst = worst.max((rate(leak, fine) / wanted - 1.0).abs());
        }
        // Midway between 2^-k + 2^-k-1 and 2^-k + 2^-k: 7/4, an eighth of 2 and a sixth of 3/2
        // away.
        assert!((worst - 1.0 / 7.0).abs() < 1e-9, "{worst}");
    }

    #[test]
    fn parameters_vary_as_much_as_asked() {
        let same = Neuron { threshold: 10_000, leak: 6, controller_threshold: 400, ..Neuron::default() };
        let mut neurons = vec![same; 4_000];
        apply(&Mismatch::default(), 16, &mut neurons);
        assert!(neurons.iter().all(|neuron| *neuron == same));
        apply(&Mismatch { threshold: 0.2, leak: 0.2, ..Mismatch::default() }, 16, &mut neurons);
        let spread = |value: &dyn Fn(&Neuron) -> f64| {
            let mean = neurons.iter().map(value).sum::<f64>() / 4_000.0;
            let square = neurons.iter().map(|n| (value(n) - mean).powi(2)).sum::<f64>() / 4_000.0;
            (mean, square.sqrt() / mean)
        };
        let (mean, share) = spread(&|neuron| f64::from(neuron.threshold));
        assert!((mean / 10_000.0 - 1.0).abs() < 0.01 && (share - 0.2).abs() < 0.01, "{mean} {share}");
        let (mean, share) = spread(&|neuron| rate(neuron.leak, neuron.fine_leak));
        assert!((mean * 64.0 - 1.0).abs() < 0.02 && (share - 0.2).abs() < 0.02, "{mean} {share}");
        assert!(neurons.iter().all(|neuron| neuron.controller_threshold == 400 && neuron.fine_leak > 0));
    }
}
