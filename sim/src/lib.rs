//! Simulators, lockstep and waveform comparison. Knows no learning rule.

pub mod backend;
pub mod layout;
pub mod stimulus;
pub mod waveform;
