//! The keys of a manifest, as serde reads them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spindle_spec::Geometry;
pub use spindle_spec::PlasticityRule as Rule;

use spindle_golden::Study;

use crate::task::{Parts, Source, Timing, Window, target};

/// A whole manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Name of the project.
    pub project: Project,
    /// Shape of the core, fixed when Verilog is generated.
    pub geometry: Geometry,
    /// Groups and projections loaded into the core.
    pub network: Network,
    /// Deviation of a core's neurons from their nominal parameters.
    #[serde(default)]
    pub mismatch: Mismatch,
    /// A weight format to study, which only the golden model has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<Study>,
    /// Parameters shared by all controllers.
    #[serde(default)]
    pub controller: Controller,
    /// Parameters shared by all predicting neurons and their sources.
    #[serde(default)]
    pub prediction: Prediction,
    /// The task of the network.
    pub task: Task,
    /// Learning of the network.
    #[serde(default)]
    pub learning: Learning,
    /// Keys that `spindle tune` varies: their paths, such as `controller.error_gain`, with the
    /// least and the greatest value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tune: BTreeMap<String, [u32; 2]>,
}

/// Name of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Name, printed in reports.
    pub name: String,
    /// Start of the names of generated modules and memory images, a Verilog identifier; `spindle`
    /// where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// Topology.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Groups of input lines.
    pub inputs: Vec<InputGroup>,
    /// Groups of neurons.
    pub groups: Vec<NeuronGroup>,
    /// Projections between groups.
    pub projections: Vec<ProjectionEntry>,
}

/// A group of input lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputGroup {
    /// Name that projections use.
    pub name: String,
    /// Number of lines.
    pub size: usize,
}

/// A group of neurons with the same parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeuronGroup {
    /// Name that projections use.
    pub name: String,
    /// Number of neurons.
    pub size: usize,
    /// Threshold in membrane units (`NUM-4`).
    pub threshold: u32,
    /// Leak as a shift: the membrane loses 2^-leak a step; 15 keeps it (`NUM-9`).
    pub leak: u8,
    /// Second leak, added to the first; 15 for none (`UPD-1`).
    #[serde(default = "no_leak")]
    pub fine_leak: u8,
    /// Refractory period, steps.
    #[serde(default)]
    pub refractory: u8,
    /// Effect of a spike on the membrane (`UPD-4`).
    #[serde(default)]
    pub reset: Reset,
    /// True if the neurons have a target and a controller pair (`CTL-1` to `CTL-6`).
    #[serde(default)]
    pub controlled: bool,
    /// True if the feedback current acts on the membrane; `controlled` by default (`UPD-2`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injected: Option<bool>,
    /// True if the neurons learn from modulatory projections (`CTL-7`).
    #[serde(default)]
    pub modulated: bool,
    /// Parameters of the core's neuron model (`geometry.neuron_model`, section 14 of the
    /// specification), by their keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub model: BTreeMap<String, u32>,
}

fn one() -> usize {
    1
}

fn no_leak() -> u8 {
    15
}

/// Effect of a spike on the membrane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reset {
    /// The threshold is subtracted.
    #[default]
    Subtract,
    /// The membrane becomes zero.
    Zero,
    /// The threshold is subtracted by the predictive pass of the next step (`PRE-11`).
    Late,
}

/// A projection from an input group or a neuron group to a neuron group.
#[allow(clippy::struct_excessive_bools, reason = "each is a key")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectionEntry {
    /// Input group or neuron group.
    pub from: String,
    /// Neuron group.
    pub to: String,
    /// True if the weights learn.
    #[serde(default)]
    pub learn: bool,
    /// Learning rate 2^-shift (`SYN-4`).
    #[serde(default)]
    pub rate_shift: u8,
    /// Initial weights are drawn uniformly from -spread to +spread, in stored units.
    #[serde(default)]
    pub spread: u16,
    /// True if it carries the spikes of the controllers of `from` to the modulators of `to`
    /// (`SYN-8`).
    #[serde(default)]
    pub modulatory: bool,
    /// True if a modulatory projection's weights are, at the start of each epoch, copied from those
    /// of the projection back from `to` to `from` (symmetric feedback); else they stay as drawn
    /// (random feedback).
    #[serde(default)]
    pub transposed: bool,
    /// Time at which its weights act, and their learning rule.
    #[serde(default)]
    pub rule: Rule,
    /// Learning rate of prediction, in weight values (`PRE-9`).
    #[serde(default)]
    pub prediction_rate: f64,
    /// Format of the stored weights of a predictive projection.
    #[serde(default)]
    pub weights: Weights,
    /// True if a predictive projection's stored weights stay at or above 0.
    #[serde(default)]
    pub bounded: bool,
    /// Centre of the initial weights, in stored units.
    #[serde(default)]
    pub initial: i16,
}

/// Format of stored weights (`PRE-3`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// Weight values, one is `2^16`.
    #[default]
    Linear,
    /// Their base-2 logarithms, with 11 fraction bits.
    Logarithmic,
}

/// Time constants of the predictive pass (`PRE-1`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Prediction {
    /// Time constant of membranes and eligibilities, in steps: a step keeps `1 - 1/membrane_steps`.
    pub membrane_steps: f64,
    /// Time constant of input traces, in steps: a step keeps `e^(-1/input_steps)`.
    pub input_steps: f64,
}

impl Default for Prediction {
    fn default() -> Self {
        Self { membrane_steps: 40.0, input_steps: 8.0 }
    }
}

/// Coefficients of variation of parameters drawn for each neuron, as analog circuits differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mismatch {
    /// Coefficient of variation of thresholds.
    pub threshold: f64,
    /// Coefficient of variation of leaks; each becomes the nearest sum of two shifts.
    pub leak: f64,
    /// Coefficient of variation of the gain of all synapses of a neuron; a gain `g` is loaded as
    /// the threshold divided by `g`.
    pub gain: f64,
    /// Coefficient of variation of the gain of controllers, loaded as their threshold divided by
    /// it.
    pub controller: f64,
    /// Share of input spikes that are lost, each independently. The host leaves them out, so that
    /// the hardware does not get them either.
    pub lost_spikes: f64,
    /// Seed of the chip: another seed is another draw.
    pub seed: u64,
}

/// Parameters shared by all controllers (`CTL-2` to `CTL-5`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Controller {
    /// Leak shift of the error trace; 0 clears each step, 15 never leaks.
    pub error_leak: u8,
    /// Leak shift of the proportional trace.
    pub proportional_leak: u8,
    /// Leak shift of the integral trace.
    pub integral_leak: u8,
    /// Leak shift of the trace of modulated neurons (`CTL-7`).
    pub modulatory_leak: u8,
    /// Amount that one missing or surplus spike adds to the error trace.
    pub error_gain: u16,
    /// Summed error at which a controller neuron fires.
    pub threshold: u16,
    /// Amount that a controller spike adds to the proportional trace, membrane units.
    pub proportional_gain: u16,
    /// Amount that a controller spike adds to the integral trace, membrane units.
    pub integral_gain: u16,
}

impl Controller {
    /// The registers that all controllers share; the threshold is a parameter of each neuron.
    pub(super) fn registers(&self) -> spindle_spec::Controller {
        spindle_spec::Controller {
            error_leak: self.error_leak,
            proportional_leak: self.proportional_leak,
            integral_leak: self.integral_leak,
            modulatory_leak: self.modulatory_leak,
            error_gain: self.error_gain,
            proportional_gain: self.proportional_gain,
            integral_gain: self.integral_gain,
        }
    }
}

/// A classification task: rate-coded inputs, one output neuron per class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The set of samples.
    pub name: Source,
    /// Folder or file of the samples, for sets that are read from one; `--data` overrides it.
    /// Relative to the manifest.
    #[serde(default)]
    pub data: Option<String>,
    /// Input group that gets the features; lines beyond them, if there are any, are bias lines.
    pub inputs: String,
    /// Neuron group of the classes.
    pub outputs: String,
    /// Times of an event list; only for `task.name = "events"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// True if each feature has a second line, which encodes its difference from the maximum.
    #[serde(default)]
    pub complement: bool,
    /// Output neurons per class: neurons `k · population` and on answer for class `k`, all with its
    /// target.
    #[serde(default = "one")]
    pub population: usize,
    /// Steps per sample.
    pub steps: u32,
    /// True if state is kept from sample to sample; otherwise it is cleared before each (`UPD-8`).
    #[serde(default)]
    pub continuous: bool,
    /// Spikes per 256 steps of a feature at its maximum; not for event lists.
    #[serde(default)]
    pub feature_rate: u16,
    /// Spikes per 256 steps of the bias line.
    #[serde(default)]
    pub bias_rate: u16,
    /// Kind of target of the outputs.
    #[serde(default)]
    pub target: target::TargetKind,
    /// Target of the true class, or of the active outputs of a sparse code, spikes per 256 steps.
    #[serde(default)]
    pub target_rate: u8,
    /// Target of the other outputs, spikes per 256 steps.
    #[serde(default)]
    pub other_rate: u8,
    /// Steps of the sample, from 1, in which the true class has a target spike (`spike-train`,
    /// `first-spike`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target_steps: Vec<u32>,
    /// Steps of the sample in which the other classes have a target spike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_steps: Vec<u32>,
    /// Active outputs of a class's code (`sparse`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_active: Option<usize>,
    /// Samples held out for the test; none where the set has a test part of its own.
    #[serde(default)]
    pub test: usize,
    /// Samples held out of the training part for validation; none where the set has such a part of
    /// its own.
    #[serde(default)]
    pub validation: usize,
    /// Learns from this many training samples only.
    #[serde(default)]
    pub train: Option<usize>,
}

impl Task {
    /// Input lines that `features` take.
    pub fn lines(&self, features: usize) -> usize {
        if self.complement { 2 * features } else { features }
    }

    /// Outputs that `classes` classes take at least; `usize::MAX` where no core has enough.
    pub fn outputs(&self, classes: usize) -> usize {
        match self.code_active {
            Some(active) => (active..=4_096)
                .find(|outputs| target::choices(*outputs, active) >= classes)
                .unwrap_or(usize::MAX),
            None => classes.saturating_mul(self.population),
        }
    }

    /// Window of an event list.
    pub fn window(&self) -> Window {
        Window { timing: self.timing.unwrap_or_default(), steps: self.steps }
    }

    /// Split of the samples.
    pub fn parts(&self) -> Parts {
        Parts { train: self.train, validation: self.validation, test: self.test }
    }
}

/// Learning of the network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Learning {
    /// The training's parts, one after another.
    pub phases: Vec<Phase>,
    /// Epochs without a higher validation accuracy after which the training ends early; without the
    /// key it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience: Option<u32>,
}

/// A part of the training with one learning rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Passes over the training samples.
    pub epochs: u32,
    /// Added to the rate shift of every learning projection: each one halves the learning rate.
    #[serde(default)]
    pub slower: u8,
}

impl Learning {
    /// Epochs of all phases.
    pub fn epochs(&self) -> u32 {
        self.phases.iter().fold(0, |epochs, phase| epochs.saturating_add(phase.epochs))
    }

    /// Increment of the rate shifts in `epoch` (from 0); the last phase's beyond the end.
    pub fn slower(&self, epoch: u32) -> u8 {
        let mut left = epoch;
        for phase in &self.phases {
            if left < phase.epochs {
                return phase.slower;
            }
            left -= phase.epochs;
        }
        self.phases.last().map_or(0, |phase| phase.slower)
    }
}
