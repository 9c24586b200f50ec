//! Networks that learn on a Spindle core: from a manifest and samples to trained weights.
//!
//! The training runs in the golden model, so each value is one that the hardware computes. No
//! hardware, simulator or board is needed.
//!
//! ```
//! use spindle_learning::{Manifest, Session};
//!
//! let manifest = Manifest::preset("iris")?;
//! let data = manifest.data(None, 1)?;
//! let mapping = manifest.map(1)?;
//! let mut session = Session::new(&manifest.description, &mapping, &data, 1)?;
//! for _ in 0..3 {
//!     session.epoch(|| {})?;
//! }
//! assert!(session.best().expect("an epoch").validation_accuracy > 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod files;
pub mod learn;
pub mod manifest;
pub mod names;
pub mod predictive;
pub mod sealed;
pub mod task;

pub use learn::Session;
pub use manifest::Manifest;
pub use task::Dataset;
