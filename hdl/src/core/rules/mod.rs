//! Plasticity rules: the pipelines by which weights learn, a file or folder each.

pub mod feedback;
pub mod predictive;
