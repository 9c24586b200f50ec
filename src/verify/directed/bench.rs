//! Building blocks of directed cases.

use spindle_spec::configuration::{
    Configuration, Controller, Neuron, Prediction, Projection, default_random_state,
};
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, Event, NEURON_SOURCE};
use spindle_spec::stimulus::Timed;

use crate::verify::Case;

/// Connects feedback and learning.
pub(super) const LEARN: Event = Event::modes(true, true);
/// Disconnects both.
pub(super) const INFER: Event = Event::modes(false, false);

/// From four inputs to all neurons.
pub(super) const DENSE: Projection = Projection {
    source_base: 0,
    source_count: 4,
    weight_base: 0,
    post_base: 0,
    row_words: 4,
    rate_shift: 0,
    learn: false,
    modulatory: false,
    predictive: None,
};

/// From four neurons to all neurons.
pub(super) const RECURRENT: Projection =
    Projection { source_base: NEURON_SOURCE, weight_base: 16, rate_shift: 3, learn: true, ..DENSE };

/// From eight inputs to one word.
pub(super) const ONE_WORD: Projection =
    Projection { source_count: 8, row_words: 1, rate_shift: 2, learn: true, ..DENSE };

/// From the controllers of four neurons to the modulators of words 2 and 3.
pub(super) const FEEDBACK: Projection = Projection {
    source_base: CONTROLLER_SOURCE,
    weight_base: 16,
    post_base: 2,
    row_words: 2,
    modulatory: true,
    ..DENSE
};

/// A case in the making: two lanes, eight neurons in four words, one projection from four inputs to
/// all of them.
pub(super) struct Bench {
    pub(super) case: Case,
}

impl Bench {
    pub(super) fn new(name: &str) -> Self {
        let geometry = Geometry {
            lanes: 2,
            neurons: 8,
            weight_words: 32,
            projections: 3,
            event_depth: 8,
            spike_depth: 8,
            weight_bits: 8,
            membrane_bits: 12,
            weight_scale: 2,
            ..Geometry::default()
        };
        let neuron = Neuron {
            threshold: 400,
            leak: 4,
            controlled: true,
            injected: true,
            controller_threshold: 250,
            ..Neuron::default()
        };
        let configuration = Configuration {
            neuron_words: 4,
            input_entries: 1,
            controllers_emit: false,
            projections: vec![Projection { rate_shift: 4, learn: true, ..DENSE }],
            prediction: Prediction::default(),
            controller: Controller {
                error_leak: 1,
                proportional_leak: 2,
                integral_leak: 5,
                modulatory_leak: 15,
                error_gain: 300,
                proportional_gain: 200,
                integral_gain: 60,
            },
            neurons: vec![neuron; 8],
            weights: (0..64).map(|i| i * 37 % 120 - 40).collect(),
            random: (0..2).map(default_random_state).collect(),
            ..Configuration::default()
        };
        Self { case: Case::new(name, geometry, configuration, Vec::new()) }
    }

    /// Changes anything of the case.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Case)) -> Self {
        change(&mut self.case);
        self
    }

    pub(super) fn weights(self, weight: i16) -> Self {
        self.with(|case| case.configuration.weights.fill(weight))
    }

    pub(super) fn neurons(self, change: impl Fn(&mut Neuron)) -> Self {
        self.with(|case| case.configuration.neurons.iter_mut().for_each(change))
    }

    pub(super) fn controller(self, change: impl FnOnce(&mut Controller)) -> Self {
        self.with(|case| change(&mut case.configuration.controller))
    }

    /// Strong feedback, so that weights move by many units.
    pub(super) fn strong(self) -> Self {
        self.controller(|c| (c.proportional_gain, c.integral_gain) = (1200, 300))
    }

    /// The first `inputs` of `projections` are walked by inputs, the others by neurons.
    pub(super) fn projections(self, inputs: usize, projections: &[Projection]) -> Self {
        self.with(|case| {
            case.configuration.input_entries = inputs;
            case.configuration.projections = projections.to_vec();
        })
    }

    pub(super) fn send(self, events: &[Event]) -> Self {
        self.with(|case| {
            case.events.extend(events.iter().map(|event| Timed { gap: 0, word: event.encode() }));
        })
    }

    pub(super) fn targets(mut self, rate: u8) -> Self {
        for neuron in 0..8 {
            self = self.send(&[Event::Target { neuron, rate }]);
        }
        self
    }

    /// `steps` steps in each of which `sources` spike.
    pub(super) fn steps(mut self, steps: usize, sources: &[u16]) -> Case {
        for _ in 0..steps {
            for source in sources {
                self = self.send(&[Event::Spike(*source)]);
            }
            self = self.send(&[Event::Step]);
        }
        self.case
    }
}

impl From<Case> for Bench {
    fn from(case: Case) -> Self {
        Self { case }
    }
}
