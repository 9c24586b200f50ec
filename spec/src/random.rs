//! Seeded random numbers of the host: the same on every machine, and independent between purposes.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Purposes of random numbers. Each has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Which samples train, validate and test.
    Split = 1,
    /// Order of the training samples; one stream an epoch.
    Order,
    /// Phases of input spike trains; one stream a presentation.
    Phases,
    /// Initial weights; one stream a projection.
    Weights,
    /// Random states of the lanes.
    Lanes,
    /// Events that verify a core.
    Events,
    /// Parameters of mismatched neurons; one stream a neuron.
    Mismatch,
    /// Samples of a generated data set.
    Samples,
    /// Values that a search tries; one stream a trial.
    Trials,
    /// Spike sequences of the published experiments; one stream a presentation.
    Sequences,
    /// Sparse codes of classes.
    Codes,
    /// Input spikes that are lost; one stream a presentation.
    Lost,
    /// Synapses that differ; one stream a property.
    Synapses,
}

/// Stream `index` of the random numbers that `seed` gives for `purpose`.
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8] = purpose as u8;
    let mut random = ChaCha8Rng::from_seed(key);
    random.set_stream(index);
    random
}
