//! Cost of samples: counted spikes and memory accesses, and the energy estimated from them and from
//! the toggles of nets. `docs/energy.md` describes the method and its limits.

use serde::Serialize;
use spindle_spec::{Configuration, Geometry};

use spindle_golden::observer::{
    ControlWord, NeuronWord, Observer, PredictionWord, PredictiveWord, SynapseWord,
};

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
    /// True for each projection whose weights learn now, by any rule.
    learns: Vec<bool>,
    /// The counts.
    pub accesses: Accesses,
}

impl Counting {
    /// Counts for a core of `geometry` with this configuration; `learning`: feedback and learning
    /// are connected.
    pub fn new(geometry: &Geometry, configuration: &Configuration, learning: bool) -> Self {
        let learning = learning && geometry.learning;
        let projections = configuration.projections.iter();
        let learns = projections
            .map(|p| learning && !p.modulatory && (p.learn || p.predictive.is_some_and(|rule| rule.learn)));
        Self { learns: learns.collect(), accesses: Accesses::default() }
    }
}

impl Observer for Counting {
    fn synapse(&mut self, word: &SynapseWord<'_>) {
        self.accesses.weight_reads += 1;
        // A membrane, or modulator, is read and written.
        self.accesses.neuron += 2;
        if self.learns[word.projection] {
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

    fn predictive(&mut self, word: &PredictiveWord<'_>) {
        // Both passes read the weight (`PRE-7`, `PRE-8`).
        self.accesses.weight_reads += 2;
        if self.learns[word.projection] {
            self.accesses.weight_writes += 1;
        }
    }

    fn prediction(&mut self, _: &PredictionWord<'_>) {
        // Feedback, threshold and reset due (`PRE-6`); membrane read and written.
        self.accesses.neuron += 5;
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

/// Counts over some samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Activity {
    /// Samples shown.
    pub samples: u64,
    /// Cycles.
    #[serde(rename = "clocks")]
    pub cycles: u64,
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
    /// Picojoules per synaptic operation, all other activity included.
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
    use spindle_spec::configuration::{Predictive, Projection};

    /// Accesses of one row in a predictive pass over one neuron word.
    fn predicted(geometry: &Geometry, learn: bool, learning: bool) -> Accesses {
        let projection = Projection {
            predictive: Some(Predictive { learn, ..Predictive::default() }),
            ..Projection::default()
        };
        let configuration = Configuration { projections: vec![projection], ..Configuration::default() };
        let mut counting = Counting::new(geometry, &configuration, learning);
        counting.predictive(&PredictiveWord {
            projection: 0,
            trace: 0,
            post: 0,
            input: 0,
            eligibility: 0,
            weight_before: &[0],
            weight_after: &[0],
            errors: &[0],
            gradients: &[0],
        });
        counting.prediction(&PredictionWord {
            word: 0,
            sums: &[0],
            drives: &[0],
            membrane_before: &[0],
            membrane_after: &[0],
        });
        counting.accesses
    }

    #[test]
    fn a_predictive_row_is_read_twice_and_written_where_it_learns() {
        let learns = Geometry::default();
        let written = |weight_writes| Accesses { weight_reads: 2, weight_writes, neuron: 5 };
        assert_eq!(predicted(&learns, true, true), written(1));
        assert_eq!(predicted(&learns, false, true), written(0));
        assert_eq!(predicted(&learns, true, false), written(0));
        assert_eq!(predicted(&Geometry { learning: false, ..learns }, true, true), written(0));
    }

    #[test]
    fn energy_by_hand() {
        let activity = Activity {
            samples: 2,
            cycles: 100,
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
