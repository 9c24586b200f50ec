//! Pairings: two inputs, one strong enough to fire the neuron, and what becomes of the weak one.

use spindle_learning::predictive::{Cell, Parameters, Pattern};

/// A protocol: which spikes, how often, and the weights at the start.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// Length of a presentation in milliseconds.
    pub length: f64,
    /// Times of the spikes of both inputs in milliseconds.
    pub spikes: [Vec<f64>; 2],
    /// Presentations.
    pub repetitions: u32,
    /// Weights at the start.
    pub weights: [f64; 2],
    /// The weak input, whose weight is measured.
    pub weak: usize,
}

/// The weak weight after the protocol, divided by that before. `make` gives the neuron.
pub fn change<C: Cell>(
    pairing: &Pairing,
    parameters: &Parameters,
    make: impl Fn(&Parameters, &[f64]) -> C,
) -> f64 {
    let spikes =
        [0, 1].map(|line| pairing.spikes[line].iter().map(move |at| (parameters.ticks(*at), line as u32)));
    let pattern = Pattern::new(parameters.ticks(pairing.length), spikes.into_iter().flatten().collect());
    let mut cell = make(parameters, &pairing.weights);
    for _ in 0..pairing.repetitions {
        cell.present(&pattern, true);
    }
    cell.weights()[pairing.weak] / pairing.weights[pairing.weak]
}

/// `count` times, `every` milliseconds apart, the first at `from`.
pub fn train(from: f64, every: f64, count: u32) -> Vec<f64> {
    (0..count).map(|n| from + every * f64::from(n)).collect()
}
