//! The state of a core, and the order in which events change it (sections 3 to 7).

mod pass;
mod saved;
mod update;
mod view;

pub use pass::Row;
pub use view::Counters;

use spindle_spec::configuration::{Neuron, Projection};
use spindle_spec::geometry::GeometryError;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, Event, NEGATIVE, NEURON_SOURCE};
use spindle_spec::{Configuration, Controller, FitError, Geometry};

use crate::controller;
use crate::models::Model;
use crate::observer::Observer;
use crate::random::Random;
use crate::rules::predictive::Predictor;
use crate::study::{Studied, Study};
use crate::synapse::Format;

const MAX_LANES: usize = 16;

/// Why a core cannot be modelled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// A bound of the geometry is not kept.
    #[error(transparent)]
    Geometry(#[from] GeometryError),
    /// The configuration does not fit the geometry.
    #[error(transparent)]
    Fit(#[from] FitError),
}

/// Units that the core has (`GEO-6` to `GEO-8`).
#[derive(Clone, Copy, Debug)]
struct Built {
    learning: bool,
    controllers: bool,
    modulators: bool,
}

/// A core after reset and setup. Weights are indexed `word · L + lane`, everything else by neuron
/// number.
#[allow(clippy::struct_excessive_bools, reason = "each is a mode of the core")]
#[derive(Clone, Debug)]
pub struct Core {
    lanes: usize,
    membrane_bits: usize,
    format: Format,
    updated: usize,
    input_entries: usize,
    built: Built,
    controllers_emit: bool,
    projections: Vec<Projection>,
    parameters: Vec<Neuron>,
    controller: Controller,
    weights: Vec<i16>,
    membranes: Vec<i32>,
    modulators: Vec<i32>,
    refractory: Vec<u8>,
    controllers: Vec<controller::State>,
    feedback: Vec<i16>,
    random: Random,
    predictor: Option<Predictor>,
    model: Option<Model>,
    simd: pulp::Arch,
    study: Option<Studied>,
    acting: Vec<i16>,
    feedback_mode: bool,
    learning_mode: bool,
    fired: Vec<u16>,
    positive: Vec<u16>,
    negative: Vec<u16>,
    queued: bool,
    counters: Counters,
}

impl Core {
    /// The core that `geometry` and `configuration` describe, before its first event.
    ///
    /// # Errors
    /// A geometry out of bounds, or a configuration that does not fit it.
    pub fn new(geometry: &Geometry, configuration: &Configuration) -> Result<Self, ModelError> {
        geometry.validate()?;
        configuration.validate(geometry)?;
        let neurons = geometry.neuron_words() * geometry.lanes;
        let core = Self {
            lanes: geometry.lanes,
            membrane_bits: geometry.membrane_bits,
            format: Format {
                weight_max: i16::MAX >> (16 - geometry.weight_bits),
                used_shift: (geometry.weight_bits as u32).saturating_sub(8),
                scale: geometry.weight_scale as u32,
                membrane_max: i32::MAX >> (32 - geometry.membrane_bits),
            },
            updated: configuration.neuron_words * geometry.lanes,
            input_entries: configuration.input_entries,
            built: Built {
                learning: geometry.learning,
                controllers: geometry.controllers,
                modulators: geometry.modulators,
            },
            controllers_emit: configuration.controllers_emit && geometry.modulators,
            projections: configuration.projections.clone(),
            parameters: configuration.neurons.clone(),
            controller: configuration.controller,
            weights: configuration.weights.clone(),
            membranes: vec![0; neurons],
            modulators: vec![0; neurons],
            refractory: vec![0; neurons],
            controllers: vec![controller::State::default(); neurons],
            feedback: vec![0; neurons],
            random: Random::new(&configuration.random),
            predictor: (geometry.predictive_sources > 0)
                .then(|| Predictor::new(configuration.prediction, geometry.predictive_sources, neurons)),
            model: Model::new(geometry.neuron_model, &configuration.models, geometry.membrane_bits),
            simd: pulp::Arch::new(),
            study: None,
            acting: Vec::new(),
            feedback_mode: false,
            learning_mode: false,
            fired: Vec::with_capacity(neurons),
            positive: Vec::new(),
            negative: Vec::new(),
            queued: false,
            counters: Counters::default(),
        };
        Ok(match &configuration.state {
            Some(state) => core.with_state(state),
            None => core,
        })
    }

    /// The same core with weights or synapses that the hardware does not have; it must have 16-bit
    /// weights.
    #[must_use]
    pub fn with_study(self, study: Option<Study>) -> Self {
        let noise = self.random().iter().fold(0, |noise: u64, lane| noise.rotate_left(11) ^ u64::from(*lane));
        let study = study.map(|study| Studied::new(study, self.weights.len(), noise));
        Self { study, ..self }
    }

    /// Processes one event in the order of `EVT-6`: the neuron spikes of the previous update come
    /// first.
    pub fn event(&mut self, event: Event, observer: &mut impl Observer) {
        self.settle(observer);
        match event {
            Event::Spike(source) => self.input(source, observer),
            Event::Target { neuron, rate } => self.set_target(neuron.into(), rate),
            Event::Step => {
                self.update(observer);
                self.queued = self.recurrent();
            }
            Event::Control { feedback, learning, clear, clear_targets } => {
                self.set_modes(feedback, learning);
                if clear {
                    self.clear(clear_targets);
                }
            }
        }
    }

    /// A whole step: the spikes of `sources` in their order, then the update. Returns the neurons
    /// that fired.
    pub fn step(&mut self, sources: &[u16]) -> &[u16] {
        self.settle(&mut ());
        for source in sources {
            self.input(*source, &mut ());
        }
        self.update(&mut ());
        self.queued = self.recurrent();
        &self.fired
    }

    /// Processes the queued spikes of neurons and controllers of the previous update, as a core at
    /// rest has done.
    pub fn settle(&mut self, observer: &mut impl Observer) {
        if std::mem::take(&mut self.queued) {
            for index in 0..self.fired.len() {
                self.spike(NEURON_SOURCE + self.fired[index], observer);
            }
            if self.controllers_emit {
                for index in 0..self.positive.len() {
                    self.spike(CONTROLLER_SOURCE + self.positive[index], observer);
                }
                for index in 0..self.negative.len() {
                    self.spike(CONTROLLER_SOURCE + NEGATIVE + self.negative[index], observer);
                }
            }
        }
    }

    fn input(&mut self, source: u16, observer: &mut impl Observer) {
        self.count_event();
        self.spike(source, observer);
    }

    fn spike(&mut self, source: u16, observer: &mut impl Observer) {
        for entry in self.entries(source) {
            if let Some(row) = self.row(source, entry) {
                if self.mark(&row) {
                    continue;
                }
                self.pass(&row, 0..row.words, observer);
            }
        }
    }

    /// Counts a spike taken from the host.
    pub(super) fn count_event(&mut self) {
        self.counters.events += 1;
    }

    /// True if controller spikes are queued for the table walk (`EVT-9`).
    pub fn controllers_emit(&self) -> bool {
        self.recurrent() && self.controllers_emit
    }

    /// True if neurons that fire are queued for the table walk (`EVT-8`).
    pub fn recurrent(&self) -> bool {
        self.input_entries < self.projections.len()
    }

    /// Sets the target rate of a neuron, in 1/256 spikes per step; one that the core does not hold
    /// is ignored (`EVT-3`), and so are all of a core without controllers (`GEO-7`).
    pub fn set_target(&mut self, neuron: usize, rate: u8) {
        match self.controllers.get_mut(neuron) {
            Some(state) if self.built.controllers => state.rate = rate,
            _ => {}
        }
    }

    /// Sets the modes (`EVT-5`).
    pub(super) fn set_modes(&mut self, feedback: bool, learning: bool) {
        self.feedback_mode = feedback && self.built.controllers;
        self.learning_mode = learning && self.built.learning;
    }

    /// Clears neurons and controllers that an update visits (`UPD-8`), `targets` with their targets
    /// (`UPD-9`).
    pub(super) fn clear(&mut self, targets: bool) {
        self.membranes[..self.updated].fill(0);
        self.modulators[..self.updated].fill(0);
        self.refractory[..self.updated].fill(0);
        self.feedback[..self.updated].fill(0);
        for state in &mut self.controllers[..self.updated] {
            *state = if targets { controller::State::default() } else { state.cleared() };
        }
        if let Some(predictor) = &mut self.predictor {
            predictor.clear(self.updated);
        }
        if let Some(model) = &mut self.model {
            model.clear(self.updated);
        }
    }
}
