//! The golden model: what a core does, and on which clock, read from `docs/specification.md` alone.
//!
//! Two layers. *Values* ([`Core`]) are integer state and rules, fast enough to train networks. *Clocks* say when
//! each value appears. Neither shares arithmetic with the hardware.

pub mod arithmetic;
pub mod controller;
pub mod core;
pub mod neuron;
pub mod observer;
pub mod random;
pub mod synapse;

pub use core::{Core, Counters, ModelError};
pub use observer::Observer;
