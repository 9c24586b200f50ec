//! Results of an epoch.

use serde::{Deserialize, Serialize};

/// Result of an epoch. Training accuracy is measured with the feedback connected, validation
/// accuracy without: the two are not comparable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Number, from 1.
    pub epoch: u32,
    /// Added to the rate shifts.
    pub slower: u8,
    /// Share of training samples answered correctly while the feedback helps.
    pub train_accuracy: f64,
    /// Share of validation samples answered correctly with feedback and learning disconnected.
    pub validation_accuracy: f64,
    /// Input spikes per training sample.
    pub input_spikes: f64,
    /// Spikes of neurons per training sample.
    pub neuron_spikes: f64,
    /// Controller spikes per training sample.
    pub controller_spikes: f64,
    /// Control effort per training sample: |f| summed over outputs and steps, membrane units.
    #[serde(default)]
    pub control_effort: f64,
    /// Weights changed per training sample.
    pub updates: f64,
}
