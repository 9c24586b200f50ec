//! What samples cost: spikes and memory accesses, which are counted, and energy, which is estimated from them and from the
//! toggles of nets. `docs/energy.md` says how, and what is left out.

use serde::Serialize;
use spindle_hdl::Configuration;

use spindle_golden::observer::{ControlWord, NeuronWord, Observer, SynapseWord};

/// Accesses to the memories of one lane, counted where the rules need them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accesses {
    /// Weight words read.
    pub weight_reads: u64,
    /// Weight words written back.
    pub weight_writes: u64,
    /// Words of neuron state and parameters read or written.
    pub neuron: u64,
}

impl Accesses {
    /// All of them.
    pub fn total(self) -> u64 {
        self.weight_reads + self.weight_writes + self.neuron
    }
}

/// Counts accesses while the golden model works.
#[derive(Clone, Debug)]
pub struct Counting {
    learns: Vec<bool>,
    learning: bool,
    /// What was counted.
    pub accesses: Accesses,
}

impl Counting {
    /// Counts for a core with this configuration; `learning`: feedback and learning are connected.
    pub fn new(configuration: &Configuration, learning: bool) -> Self {
        let learns = configuration.projections.iter().map(|p| p.learn && !p.modulatory).collect();
        Self { learns, learning, accesses: Accesses::default() }
    }
}

impl Observer for Counting {
    fn synapse(&mut self, word: &SynapseWord<'_>) {
        self.accesses.weight_reads += 1;
        // A membrane, or modulator, is read and written.
        self.accesses.neuron += 2;
        if self.learning && self.learns[word.projection] {
            self.accesses.weight_writes += 1;
            // The feedback current.
            self.accesses.neuron += 1;
        }
    }

    fn neuron(&mut self, _: &NeuronWord<'_>) {
        // Threshold, behaviour, feedback; membrane and refractory counter read and written.
        self.accesses.neuron += 7;
    }

    fn control(&mut self, _: &ControlWord<'_>) {
        // Controller threshold; state and modulator read and written; feedback written.
        self.accesses.neuron += 6;
    }
}

/// Energy of one event, picojoules.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Assumptions {
    /// A toggle of a net.
    pub net: f64,
    /// An access to one lane's memory.
    pub memory: f64,
}

/// What was counted over some samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Activity {
    /// Samples shown.
    pub samples: u64,
    /// Clocks.
    pub clocks: u64,
    /// Synaptic operations: weight words times lanes.
    pub synaptic_operations: u64,
    /// Spikes of inputs, neurons and controllers.
    pub spikes: u64,
    /// Accesses of one lane.
    pub accesses: Accesses,
    /// Lanes.
    pub lanes: u64,
    /// Toggles of nets.
    pub toggles: u64,
}

/// An estimate of dynamic energy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Nanojoules a sample.
    pub nanojoules_per_sample: f64,
    /// Picojoules a synaptic operation, everything else included.
    pub picojoules_per_operation: f64,
    /// Share of the memories.
    pub memory_share: f64,
}

/// `E = toggles · net + accesses · lanes · memory`.
pub fn estimate(activity: &Activity, assumed: Assumptions) -> Estimate {
    let memory = (activity.accesses.total() * activity.lanes) as f64 * assumed.memory;
    let total = activity.toggles as f64 * assumed.net + memory;
    Estimate {
        nanojoules_per_sample: total / 1e3 / activity.samples as f64,
        picojoules_per_operation: total / activity.synaptic_operations as f64,
        memory_share: memory / total,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energy_by_hand() {
        let activity = Activity {
            samples: 2,
            clocks: 100,
            synaptic_operations: 40,
            spikes: 7,
            accesses: Accesses { weight_reads: 10, weight_writes: 5, neuron: 35 },
            lanes: 4,
            toggles: 1_000,
        };
        // 1000 · 2 pJ + 50 · 4 · 5 pJ = 3000 pJ.
        let estimate = estimate(&activity, Assumptions { net: 2.0, memory: 5.0 });
        assert!((estimate.nanojoules_per_sample - 1.5).abs() < 1e-12);
        assert!((estimate.picojoules_per_operation - 75.0).abs() < 1e-12);
        assert!((estimate.memory_share - 1.0 / 3.0).abs() < 1e-12);
    }
}
