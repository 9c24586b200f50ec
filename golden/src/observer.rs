//! Observation of a working core: the contents of its retire ports (`OBS-2` to `OBS-4`).

use crate::controller::{Fired, State};

/// One weight word that met a neuron word; slices have one item a lane.
#[derive(Clone, Copy, Debug)]
pub struct SynapseWord<'a> {
    /// Projection table entry.
    pub projection: usize,
    /// Source address.
    pub source: u16,
    /// Neuron word.
    pub post: usize,
    /// Stored weights before.
    pub weight_before: &'a [i16],
    /// Stored weights after.
    pub weight_after: &'a [i16],
    /// Membranes before.
    pub membrane_before: &'a [i32],
    /// Membranes after.
    pub membrane_after: &'a [i32],
}

/// One neuron word after its update; slices have one item a lane.
#[derive(Clone, Copy, Debug)]
pub struct NeuronWord<'a> {
    /// Neuron word.
    pub word: usize,
    /// Membranes `v`.
    pub membrane_before: &'a [i32],
    /// Membranes `v'`.
    pub membrane_after: &'a [i32],
    /// States of the neuron model after the update; empty in a core without one.
    pub model_state: &'a [i32],
    /// Bit `l`: the neuron of lane `l` fired.
    pub spikes: u16,
}

/// One neuron word after its control phase; slices have one item a lane.
#[derive(Clone, Copy, Debug)]
pub struct ControlWord<'a> {
    /// Neuron word.
    pub word: usize,
    /// Controller states after.
    pub state: &'a [State],
    /// Which neuron of the pair fired.
    pub fired: &'a [Fired],
    /// Feedback currents `f'`, membrane units.
    pub feedback: &'a [i16],
}

/// One row of a second predictive pass; slices have one item a lane.
#[derive(Clone, Copy, Debug)]
pub struct PredictiveWord<'a> {
    /// Projection table entry.
    pub projection: usize,
    /// Source trace.
    pub trace: usize,
    /// Neuron word.
    pub post: usize,
    /// Input trace `x`; one is `2^15`.
    pub input: u16,
    /// Eligibility `p`; one is `2^15`.
    pub eligibility: u32,
    /// Stored weights before.
    pub weight_before: &'a [i16],
    /// Stored weights after.
    pub weight_after: &'a [i16],
    /// Errors `ε`; one is `2^16`.
    pub errors: &'a [i32],
    /// Gradients `g`; one is `2^16`.
    pub gradients: &'a [i32],
}

/// One neuron word after its predictive passes; slices have one item a lane.
#[derive(Clone, Copy, Debug)]
pub struct PredictionWord<'a> {
    /// Neuron word.
    pub word: usize,
    /// Error sums `E`; one is `2^16`.
    pub sums: &'a [i32],
    /// Drives `D`, membrane units.
    pub drives: &'a [i32],
    /// Membranes before.
    pub membrane_before: &'a [i32],
    /// Membranes after.
    pub membrane_after: &'a [i32],
}

/// Receives every word in the order of processing. The `()` observer watches nothing and costs
/// nothing.
pub trait Observer {
    /// True if the core is observed; otherwise words are processed in bulk and no method is called.
    const WATCHES: bool = true;
    /// A weight word passed.
    fn synapse(&mut self, word: &SynapseWord<'_>);
    /// A neuron word was updated.
    fn neuron(&mut self, word: &NeuronWord<'_>);
    /// A neuron word had its control phase (only if the feedback mode is set).
    fn control(&mut self, word: &ControlWord<'_>);
    /// A row passed a second predictive pass.
    fn predictive(&mut self, _: &PredictiveWord<'_>) {}
    /// A neuron word had its predictive passes.
    fn prediction(&mut self, _: &PredictionWord<'_>) {}
}

impl Observer for () {
    const WATCHES: bool = false;
    fn synapse(&mut self, _: &SynapseWord<'_>) {}
    fn neuron(&mut self, _: &NeuronWord<'_>) {}
    fn control(&mut self, _: &ControlWord<'_>) {}
}
