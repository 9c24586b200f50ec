//! `spindle.toml`: one description of geometry, network, controller, task and learning.

mod checks;
mod edit;
mod json_schema;
mod mismatch;
mod missing;
mod place;
mod prediction;
mod read;
mod samples;
mod schema;

pub use edit::Numbers;
pub use json_schema::{SCHEMA_FILE, json_schema};
pub use place::{Group, Place, Placement, check, place};
pub use read::{Manifest, ManifestError, PRESETS, Problem, template};
pub use schema::{
    Controller, Description, InputGroup, Learning, Mismatch, Network, NeuronGroup, Phase, Prediction,
    Project, ProjectionEntry, Reset, Rule, Task, Weights,
};
