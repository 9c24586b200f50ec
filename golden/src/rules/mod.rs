//! Plasticity rules: the arithmetic by which weights learn, a file each.

pub mod feedback;
pub mod predictive;
