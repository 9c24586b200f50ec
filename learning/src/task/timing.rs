//! Times of spikes, and the steps that they become.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A spike: its step, from 0, and its address.
pub type Spike = (u32, u16);

/// Unit of the times of an event list: `task.timing` in a manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timing {
    /// Unit of the times.
    pub unit: Unit,
    /// Length of a step; not for times in steps.
    #[serde(default)]
    pub step_microseconds: u64,
}

/// Unit of the times of an event list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    /// Steps.
    #[default]
    #[serde(rename = "step")]
    Step,
    /// Microseconds.
    #[serde(rename = "us")]
    Microsecond,
    /// Milliseconds.
    #[serde(rename = "ms")]
    Millisecond,
}

/// The part of an event list that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Unit of its times.
    pub timing: Timing,
    /// Steps of a sample; what comes later is not shown.
    pub steps: u32,
}

impl Window {
    /// The step of a time, if it is shown.
    pub(super) fn step(self, time: u64) -> Option<u32> {
        let step = match self.timing.unit {
            Unit::Step => time,
            Unit::Microsecond => time.checked_div(self.timing.step_microseconds)?,
            Unit::Millisecond => time.saturating_mul(1_000).checked_div(self.timing.step_microseconds)?,
        };
        u32::try_from(step).ok().filter(|step| *step < self.steps)
    }
}
