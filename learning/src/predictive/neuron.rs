//! One neuron.

use super::Pattern;

/// Bound of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Nothing: additive updates, weights of either sign.
    None,
    /// Updates in proportion to the weight: a weight never changes its sign, and 0 stays 0.
    Soft,
}

/// A neuron and its rule. Times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// Δt, the length of a tick.
    pub tick: f64,
    /// `τ_m`, of membrane and eligibility.
    pub membrane: f64,
    /// `τ_x`, of an input spike.
    pub input: f64,
    /// `v_th`.
    pub threshold: f64,
    /// η.
    pub rate: f64,
    /// Bound of the weights.
    pub bound: Bound,
}

impl Parameters {
    /// Length of a tick of all published figures.
    pub const TICK: f64 = 0.05;
    /// `τ_x` of all published figures.
    pub const INPUT: f64 = 2.0;

    /// The parameters of a published figure.
    pub fn published(membrane: f64, threshold: f64, rate: f64, bound: Bound) -> Self {
        Self { tick: Self::TICK, membrane, input: Self::INPUT, threshold, rate, bound }
    }

    /// `a`: what is left of the membrane after a tick.
    pub fn leak(&self) -> f64 {
        1.0 - self.tick / self.membrane
    }

    /// Fraction of an input spike left after a tick.
    pub fn decay(&self) -> f64 {
        (-self.tick / self.input).exp()
    }

    /// The same neuron at another length of a tick, and the factor for its weights.
    ///
    /// An input spike lasts fewer coarse ticks than fine ones, its sum `1 / (1 - exp(-Δt/τ_x))`
    /// falling by a factor `r`. With `a = √r` the errors ε and the prediction `v w` stay what they
    /// are if weights are multiplied by `a` and membrane and threshold divided by it; the rate
    /// follows from the number of ticks.
    pub fn at_tick(&self, tick: f64) -> (Self, f64) {
        let other = Self { tick, ..*self };
        let scale = ((1.0 - other.decay()) / (1.0 - self.decay())).sqrt();
        let by = match self.bound {
            Bound::Soft => scale,
            Bound::None => scale * scale,
        };
        let (threshold, rate) = (self.threshold / scale, self.rate * tick / self.tick * by);
        (Self { threshold, rate, ..other }, scale)
    }

    /// The nearest whole number of ticks to a time in milliseconds.
    pub fn ticks(&self, time: f64) -> u32 {
        (time / self.tick).round() as u32
    }
}

/// A neuron that learns by the rule, whatever its arithmetic: what the experiments ask of it.
pub trait Cell {
    /// Shows `pattern` from a state of 0 and gives the ticks of the output spikes.
    fn present(&mut self, pattern: &Pattern, learning: bool) -> Vec<u32>;

    /// The weights, one an input.
    fn weights(&self) -> Vec<f64>;
}

/// Weights and state of one neuron.
#[derive(Clone, Debug)]
pub struct Neuron {
    leak: f64,
    threshold: f64,
    rate: f64,
    bound: Bound,
    weights: Vec<f64>,
    membrane: f64,
    spike: bool,
    eligibility: Vec<f64>,
}

impl Neuron {
    /// A neuron at rest with `weights`, one an input.
    pub fn new(parameters: &Parameters, weights: Vec<f64>) -> Self {
        Self {
            leak: parameters.leak(),
            threshold: parameters.threshold,
            rate: parameters.rate,
            bound: parameters.bound,
            eligibility: vec![0.0; weights.len()],
            weights,
            membrane: 0.0,
            spike: false,
        }
    }

    /// The weights, one an input.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// v after the last tick.
    pub fn membrane(&self) -> f64 {
        self.membrane
    }

    /// True if the last tick ended in a spike.
    pub fn spike(&self) -> bool {
        self.spike
    }

    /// All states to 0; weights stay.
    pub fn clear(&mut self) {
        self.membrane = 0.0;
        self.spike = false;
        self.eligibility.fill(0.0);
    }

    /// The first half of a tick that learns: eligibility and weights, from the membrane **before**
    /// this tick.
    pub fn learn(&mut self, inputs: &[f64]) {
        let v = self.membrane;
        let global = sum(inputs, &self.weights, |x, w| (x - v * w) * w);
        let (leak, rate, bound) = (self.leak, self.rate, self.bound);
        for ((w, p), x) in self.weights.iter_mut().zip(&mut self.eligibility).zip(inputs) {
            let change = v * (x - v * *w) + global * *p;
            *p = leak * *p + x;
            *w += match bound {
                Bound::None => rate * change,
                Bound::Soft => *w * rate * change,
            };
        }
    }

    /// The second half of a tick: membrane and spike.
    pub fn integrate(&mut self, inputs: &[f64]) -> bool {
        let reset = if self.spike { self.threshold } else { 0.0 };
        self.membrane = self.leak * self.membrane + sum(inputs, &self.weights, |x, w| x * w) - reset;
        self.spike = self.membrane > self.threshold;
        self.spike
    }
}

/// Σ term(x, w), in eight partial sums so that it can be vectorised.
#[inline]
fn sum(inputs: &[f64], weights: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    const LANES: usize = 8;
    let (inputs, weights) = (inputs.chunks_exact(LANES), weights.chunks_exact(LANES));
    let rest = inputs.remainder().iter().zip(weights.remainder()).map(|(x, w)| term(*x, *w)).sum::<f64>();
    let mut sums = [0.0; LANES];
    for (x, w) in inputs.zip(weights) {
        for lane in 0..LANES {
            sums[lane] += term(x[lane], w[lane]);
        }
    }
    rest + sums.iter().sum::<f64>()
}

/// One neuron with its inputs.
#[derive(Clone, Debug)]
pub struct Single {
    decay: f64,
    inputs: Vec<f64>,
    neuron: Neuron,
}

impl Single {
    /// A neuron with `weights`, one an input.
    pub fn new(parameters: &Parameters, weights: &[f64]) -> Self {
        Self {
            decay: parameters.decay(),
            inputs: vec![0.0; weights.len()],
            neuron: Neuron::new(parameters, weights.to_vec()),
        }
    }
}

impl Cell for Single {
    fn present(&mut self, pattern: &Pattern, learning: bool) -> Vec<u32> {
        self.inputs.fill(0.0);
        self.neuron.clear();
        let mut fired = Vec::new();
        for (tick, spikes) in pattern.iter() {
            decay(&mut self.inputs, self.decay);
            for (_, line) in spikes {
                self.inputs[*line as usize] += 1.0;
            }
            if learning {
                self.neuron.learn(&self.inputs);
            }
            if self.neuron.integrate(&self.inputs) {
                fired.push(tick);
            }
        }
        fired
    }

    fn weights(&self) -> Vec<f64> {
        self.neuron.weights().to_vec()
    }
}

pub(super) fn decay(values: &mut [f64], by: f64) {
    for value in values {
        *value *= by;
    }
}
