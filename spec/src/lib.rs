//! The vocabulary that the golden model, the hardware and the simulators of a Spindle core share:
//! names, widths, addresses and formats, and no arithmetic of the core.
//!
//! Identifiers such as `SYN-4` refer to `docs/specification.md`.
//!
//! ```
//! use spindle_spec::{Configuration, Geometry, Neuron, signals};
//!
//! let geometry = Geometry { lanes: 4, neurons: 8, weight_words: 16, ..Geometry::default() };
//! geometry.validate()?;
//! let mut configuration = Configuration::blank(&geometry);
//! configuration.neurons[3] = Neuron { threshold: 100, leak: 4, ..Neuron::default() };
//! configuration.validate(&geometry)?;
//! assert_eq!(configuration.neurons[3].behaviour(), 0xF004);
//! assert_eq!(signals::observed(&geometry)[0].name, "event_ready");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod configuration;
mod fit;
pub mod geometry;
mod image;
pub mod layout;
pub mod memory_map;
pub mod models;
pub mod random;
pub mod register_map;
pub mod rules;
pub mod run;
pub mod signals;
pub mod state;
pub mod stimulus;

pub use configuration::{Configuration, Controller, Neuron, Prediction, Predictive, Projection};
pub use fit::FitError;
pub use geometry::{Geometry, Leaks, Reset};
pub use image::{Image, image_name};
pub use layout::Layout;
pub use models::NeuronModel;
pub use rules::PlasticityRule;
pub use run::{Answer, Outcome, Predict, Sink};
pub use state::State;
pub use stimulus::{Stimulus, Timed};
