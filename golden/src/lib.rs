//! The golden model: values of a core and the cycle of each, derived from `docs/specification.md`
//! alone.
//!
//! Two layers. *Values* ([`Core`]) are integer state and rules, fast enough to train networks.
//! *Cycles* say when each value appears. Neither shares arithmetic with the hardware.

pub mod arithmetic;
pub mod controller;
pub mod core;
pub mod fetch;
pub mod golden;
pub mod neuron;
pub mod observer;
pub mod predictive;
mod predictive_clocks;
pub mod queue;
pub mod random;
pub mod readback;
mod record;
pub mod reference;
pub mod schedule;
mod step_words;
pub mod study;
pub mod synapse;
pub mod waveform;

#[cfg(test)]
mod tests;

pub use self::core::{Core, Counters, ModelError};
pub use golden::Golden;
pub use observer::Observer;
pub use reference::Reference;
pub use study::Study;
pub use waveform::Waveform;
