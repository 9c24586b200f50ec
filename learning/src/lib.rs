//! Networks that learn on a Spindle core, trained in its golden model: from a manifest and samples
//! to weights.
//!
//! No hardware is needed: this crate depends only on the golden model.

pub mod files;
pub mod learn;
pub mod manifest;
pub mod names;
pub mod predictive;
pub mod sealed;
pub mod task;
