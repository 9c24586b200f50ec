//! The golden model: every value of a core and the cycle on which it appears, from
//! `docs/specification.md` alone.
//!
//! Two layers. *Values* ([`Core`]) are integer state and rules, fast enough to train networks.
//! *Cycles* ([`Golden`]) say when each value appears. Neither shares arithmetic with the
//! hardware.
//!
//! ```
//! use spindle_golden::Core;
//! use spindle_spec::{Configuration, Geometry, Neuron, Projection};
//!
//! // One input line and one neuron. A weight of 100 adds 100 * 2^4 to the membrane.
//! let geometry = Geometry { lanes: 1, neurons: 1, weight_words: 1, ..Geometry::default() };
//! let mut configuration = Configuration::blank(&geometry);
//! configuration.neurons[0] = Neuron { threshold: 3000, leak: 15, ..Neuron::default() };
//! let projection = Projection { source_count: 1, row_words: 1, ..Projection::default() };
//! configuration.projections = vec![projection];
//! configuration.input_entries = 1;
//! configuration.weights[0] = 100;
//!
//! let mut core = Core::new(&geometry, &configuration)?;
//! assert!(core.step(&[0]).is_empty());
//! assert_eq!(core.membranes(), [1600]);
//! assert_eq!(core.step(&[0]), [0]); // neuron 0 fires
//! # Ok::<(), spindle_golden::ModelError>(())
//! ```

pub mod arithmetic;
pub mod controller;
pub mod core;
pub mod fetch;
pub mod golden;
pub mod models;
pub mod neuron;
pub mod observer;
mod predictive_cycles;
pub mod queue;
pub mod random;
pub mod readback;
mod record;
pub mod reference;
pub mod rules;
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
