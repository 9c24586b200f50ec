//! Stimulus of a run (`RUN-1` to `RUN-3`).

use serde::{Deserialize, Serialize};

/// An event word and how long the host waits before it offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    /// Cycles between the acceptance of the word before and the offer of this one.
    pub gap: u32,
    /// The 18-bit event word.
    pub word: u32,
}

/// Everything that a run drives into a core.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stimulus {
    /// Setup writes over the bus: address, data.
    pub writes: Vec<(u32, u32)>,
    /// The event stream that is sent first, once.
    pub lead: Vec<Timed>,
    /// The event stream thereafter.
    pub events: Vec<Timed>,
    /// Number of repetitions of `events` after the first time, so that long runs take no memory.
    pub repeats: u32,
    /// Cycles that are driven before a reset, and not observed (`RUN-5`); 0 for a run from
    /// power-up. Such a run has no waveform.
    pub restart: u64,
    /// Level of `spike_ready`.
    pub spike_ready: bool,
    /// Cycles that are observed.
    pub cycles: u64,
    /// Addresses read over the bus at the end.
    pub reads: Vec<u32>,
}

impl Stimulus {
    /// The word that is sent after `index` others.
    pub fn word(&self, index: usize) -> Option<&Timed> {
        let Some(index) = index.checked_sub(self.lead.len()) else { return self.lead.get(index) };
        let turn = index.checked_div(self.events.len())?;
        (turn <= self.repeats as usize).then(|| &self.events[index % self.events.len()])
    }
}
