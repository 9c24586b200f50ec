//! The predictive learning rule in floating point: the reference that fixed point and hardware are
//! measured against.
//!
//! M. Saponati and M. Vinck, *Sequence anticipation and spike-timing-dependent plasticity emerge
//! from a predictive learning rule*, Nature Communications 14, 4985 (2023).
//!
//! A neuron predicts its next input vector `x(t)` with one number, its membrane `v(t-1)`, and its
//! weights, and descends the squared error `L = Σ_t ½ ‖x(t) - v(t-1) w(t-1)‖²` online. A tick is,
//! **in this order**:
//!
//! ```text
//! ε_i    = x_i(t) - v(t-1) w_i(t-1)                  what the neuron did not expect of input i
//! E      = Σ_i ε_i w_i(t-1)                          the same of all inputs, one number a neuron
//! Δ_i    = v(t-1) ε_i + E p_i(t-1)                   minus the gradient of L
//! p_i(t) = a p_i(t-1) + x_i(t)                       eligibility; no reset by spikes
//! w_i(t) = w_i + η Δ_i            (Bound::None)
//!        = w_i (1 + η Δ_i)        (Bound::Soft)
//! v(t)   = a v(t-1) + Σ_i w_i(t) x_i(t) - v_th s(t-1)    soft reset, one tick late
//! s(t)   = 1 if v(t) > v_th, else 0
//! ```
//!
//! with `a = 1 - Δt/τ_m`. An input spike adds 1 to `x_i`, which decays by `exp(-Δt/τ_x)` a tick; it
//! is not multiplied by `Δt`. All states are 0 at the start of a presentation; only weights outlive
//! it.
//!
//! # What the authors' code does and the equations do not say
//!
//! - Two spikes of an input in one tick are one spike.
//! - The background rate of an input is a whole number of hertz, drawn for each presentation with
//!   its upper bound **excluded**: "10 Hz" is 0 to 9. So is the upper end of a jitter.
//! - In networks the trace of a neuron's output decays by `1 - Δt/τ_x`, not by the exponential.
//!   While learning it is advanced **twice** a tick (once before the update, once before the
//!   membrane) and both times takes the last spike; without learning once.
//!   [`Trace::TwiceWhileLearning`] does the same, [`Trace::Once`] is the equation. The experiments
//!   show both.
//! - Every neuron of a network has a line that is always silent in place of a neighbour that it
//!   does not have. It has a weight, which takes part in `E`.
//!
//! # What is decided differently here
//!
//! - Each presentation is drawn at random. The authors draw one of 20 prepared ones.
//! - When part of a network is driven (recall), the other neurons get nothing from outside. In the
//!   authors' plots they keep their background, as pulses of one tick.
//! - The hard bound (`max(0, …)`) is left out: no figure uses it.

mod input;
mod network;
mod neuron;

pub use input::{Pattern, Sequence, groups, multisequence, overlapping, sequence};
pub use network::{Network, Trace, Wiring};
pub use neuron::{Bound, Cell, Neuron, Parameters, Single};

#[cfg(test)]
mod tests;
