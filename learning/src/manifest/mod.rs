//! `spindle.toml`: one description of geometry, network, controller, task and learning.

mod edit;
mod explain;
mod fit;
mod json_schema;
mod layout;
mod map;
mod mismatch;
mod missing;
mod models;
mod path;
mod prediction;
mod problem;
mod read;
mod rules;
mod samples;
mod schema;
mod validate;

pub use edit::Numbers;
pub use json_schema::{SCHEMA_FILE, json_schema};
pub use layout::{GroupLayout, ProjectionLayout};
pub use map::{Mapping, map};
pub use problem::Problem;
pub use read::{Manifest, ManifestError, PRESETS, template};
pub use schema::{
    Controller, Description, InputGroup, Learning, Mismatch, Network, NeuronGroup, Phase, Prediction,
    Project, ProjectionEntry, Reset, Rule, Task, Weights,
};
pub use validate::{Valid, validate};
