//! The state of a core, and the order in which events change it (sections 3 to 7).

mod saved;

use std::ops::Range;

use spindle_hdl::configuration::{FitError, Neuron, Projection};
use spindle_hdl::geometry::GeometryError;
use spindle_hdl::memory_map::{CONTROLLER_SOURCE, Event, NEGATIVE, NEURON_SOURCE};
use spindle_hdl::{Configuration, Controller, Geometry};

use crate::controller::{self, Fired};
use crate::neuron;
use crate::observer::{ControlWord, NeuronWord, Observer, SynapseWord};
use crate::predictive::{Parts, Predictor};
use crate::random::Random;
use crate::study::{Studied, Study};
use crate::synapse::{Format, Integrate, Learn};

/// Synapses whose random numbers are drawn at once; a multiple of every number of lanes.
const BLOCK: usize = 4_096;
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

/// What a core has done since it was built. The hardware shows the low 32 bits of the first four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Steps.
    pub steps: u64,
    /// Spike events from the host.
    pub events: u64,
    /// Weight words passed.
    pub words: u64,
    /// Neurons fired.
    pub spikes: u64,
    /// Positive controller spikes.
    pub positive: u64,
    /// Negative controller spikes.
    pub negative: u64,
    /// Weights changed by learning.
    pub updates: u64,
    /// Control effort: |f| of controlled neurons, summed over steps, membrane units.
    pub effort: u64,
}

/// The part of a weight row that a spike meets through one table entry (`SYN-1`, `SYN-2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Table entry.
    pub projection: usize,
    /// Source address of the spike.
    pub source: u16,
    /// First weight word.
    pub weight_word: usize,
    /// First neuron word.
    pub post_word: usize,
    /// Words.
    pub words: usize,
    /// Rate shift `η`.
    pub rate_shift: u8,
    /// Whether learning is active (`SYN-3`).
    pub learns: bool,
    /// The row reaches modulators in place of membranes (`SYN-8`).
    pub modulatory: bool,
    /// The spike is of a negative controller neuron.
    pub negative: bool,
}

/// Units that the core has (`GEO-6` to `GEO-8`).
#[derive(Clone, Copy, Debug)]
struct Built {
    learning: bool,
    controllers: bool,
    modulators: bool,
}

/// A core after reset and setup. Weights are indexed `word · L + lane`, everything else by neuron number.
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

    /// The same core with weights or synapses that the hardware does not have; it must have 16-bit weights.
    #[must_use]
    pub fn with_study(self, study: Option<Study>) -> Self {
        let noise = self.random().iter().fold(0, |noise: u64, lane| noise.rotate_left(11) ^ u64::from(*lane));
        let study = study.map(|study| Studied::new(study, self.weights.len(), noise));
        Self { study, ..self }
    }

    /// Processes one event in the order of `EVT-6`: the neuron spikes of the previous update come first.
    pub fn event(&mut self, event: Event, observer: &mut impl Observer) {
        self.settle(observer);
        match event {
            Event::Spike(source) => self.input(source, observer),
            Event::Target { neuron, rate } => self.set_target(neuron.into(), rate),
            Event::Step => {
                self.update(observer);
                self.queued = self.recurrent();
            }
            Event::Control { feedback, learning, clear } => {
                self.set_modes(feedback, learning);
                if clear {
                    self.clear();
                }
            }
        }
    }

    /// A whole step: the spikes of `sources` in their order, then the update. Returns the neurons that fired.
    pub fn step(&mut self, sources: &[u16]) -> &[u16] {
        self.settle(&mut ());
        for source in sources {
            self.input(*source, &mut ());
        }
        self.update(&mut ());
        self.queued = self.recurrent();
        &self.fired
    }

    /// Processes the queued spikes of neurons and controllers of the previous update, as a core at rest has done.
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

    /// The table entries that a spike of `source` walks (`EVT-8`).
    pub fn entries(&self, source: u16) -> Range<usize> {
        if source & NEURON_SOURCE == 0 {
            0..self.input_entries
        } else {
            self.input_entries..self.projections.len()
        }
    }

    /// Whether controller spikes are queued for the table walk (`EVT-9`).
    pub fn controllers_emit(&self) -> bool {
        self.recurrent() && self.controllers_emit
    }

    /// Whether neurons that fire are queued for the table walk (`EVT-8`).
    pub fn recurrent(&self) -> bool {
        self.input_entries < self.projections.len()
    }

    /// The row that a spike of `source` meets through table entry `entry`, if the entry applies (`SYN-1`).
    #[inline]
    pub fn row(&self, source: u16, entry: usize) -> Option<Row> {
        let p = &self.projections[entry];
        // Without modulators there are no controller sources, and what would reach modulators reaches nothing (GEO-8).
        let of_controller = self.built.modulators && source & CONTROLLER_SOURCE == CONTROLLER_SOURCE;
        let reached = self.built.modulators || !p.modulatory;
        let pair = if of_controller { source & !NEGATIVE } else { source };
        let index = pair.wrapping_sub(p.source_base);
        (reached && index < p.source_count && p.row_words > 0).then(|| Row {
            projection: entry,
            source,
            weight_word: usize::from(p.weight_base) + usize::from(index) * usize::from(p.row_words),
            post_word: p.post_base.into(),
            words: p.row_words.into(),
            rate_shift: p.rate_shift,
            learns: self.feedback_mode && self.learning_mode && p.learn && !p.modulatory,
            modulatory: p.modulatory,
            negative: of_controller && source & NEGATIVE != 0,
        })
    }

    /// Marks the source's trace if the row belongs to the predictive pass (`PRE-5`); returns whether it does.
    #[inline]
    pub(super) fn mark(&mut self, row: &Row) -> bool {
        let projection = &self.projections[row.projection];
        let (Some(predictor), Some(predictive)) = (&mut self.predictor, projection.predictive) else {
            return false;
        };
        let index = (row.weight_word - usize::from(projection.weight_base)) / row.words;
        predictor.mark(usize::from(predictive.trace_base) + index);
        true
    }

    /// The predictive pass of a step (section 13).
    fn predict(&mut self, observer: &mut impl Observer) {
        let Some(predictor) = &mut self.predictor else { return };
        let mut parts = Parts {
            lanes: self.lanes,
            words: self.updated / self.lanes,
            projections: &self.projections,
            parameters: &self.parameters,
            weights: &mut self.weights,
            membranes: &mut self.membranes,
            feedback: &self.feedback,
            random: &mut self.random,
            feedback_mode: self.feedback_mode,
            learning_mode: self.learning_mode,
        };
        let passed = predictor.pass(&mut parts, observer);
        self.counters.words += passed.words;
        self.counters.updates += passed.updates;
    }

    /// Passes the words `words` of a row (`SYN-4` to `SYN-7`).
    #[inline]
    pub(super) fn pass<O: Observer>(&mut self, row: &Row, words: Range<usize>, observer: &mut O) {
        if !O::WATCHES {
            self.bulk(row, words);
            return;
        }
        for word in words {
            let weights = (row.weight_word + word) * self.lanes..(row.weight_word + word + 1) * self.lanes;
            let posts = (row.post_word + word) * self.lanes..(row.post_word + word + 1) * self.lanes;
            let (mut weight_before, mut membrane_before) = ([0; MAX_LANES], [0; MAX_LANES]);
            weight_before[..self.lanes].copy_from_slice(&self.weights[weights.clone()]);
            membrane_before[..self.lanes].copy_from_slice(&self.sums(row)[posts.clone()]);
            self.bulk(row, word..word + 1);
            observer.synapse(&SynapseWord {
                projection: row.projection,
                source: row.source,
                post: row.post_word + word,
                weight_before: &weight_before[..self.lanes],
                weight_after: &self.weights[weights],
                membrane_before: &membrane_before[..self.lanes],
                membrane_after: &self.sums(row)[posts],
            });
        }
    }

    /// What a row is added to.
    fn sums(&self, row: &Row) -> &[i32] {
        if row.modulatory { &self.modulators } else { &self.membranes }
    }

    fn bulk(&mut self, row: &Row, words: Range<usize>) {
        self.counters.words += words.len() as u64;
        let synapses = words.len() * self.lanes;
        let first = (row.weight_word + words.start) * self.lanes;
        let weights = &mut self.weights[first..][..synapses];
        let post = (row.post_word + words.start) * self.lanes;
        // SYN-6 sees the weights of before SYN-5.
        let (sums, scale) =
            if row.modulatory { (&mut self.modulators, 0) } else { (&mut self.membranes, self.format.scale) };
        let acting = match self.study.as_mut().filter(|studied| studied.acts()) {
            Some(studied) => {
                self.acting.resize(synapses, 0);
                studied.acting(first, weights, &mut self.acting);
                &self.acting[..]
            }
            None => &*weights,
        };
        let sums = &mut sums[post..][..synapses];
        let (format, negative) = (self.format, row.negative);
        self.simd.dispatch(Integrate { format, scale, negative, weights: acting, sums });
        if row.learns {
            let feedback = &self.feedback[post..][..synapses];
            for (weights, feedback) in weights.chunks_mut(BLOCK).zip(feedback.chunks(BLOCK)) {
                let (random, rate_shift) = (self.random.draw(weights.len()), row.rate_shift);
                let changed = match &self.study {
                    Some(studied) => studied.study().learn(format, rate_shift, weights, feedback, random),
                    None => self.simd.dispatch(Learn { format, rate_shift, weights, feedback, random }),
                };
                self.counters.updates += u64::from(changed);
            }
        }
    }

    /// Predictive pass, update and control phase of a step (sections 13, 6 and 7), and its end.
    pub(super) fn update<O: Observer>(&mut self, observer: &mut O) {
        self.fired.clear();
        self.positive.clear();
        self.negative.clear();
        self.predict(observer);
        if O::WATCHES {
            for word in 0..self.updated / self.lanes {
                self.update_word(word, observer);
            }
        } else {
            self.update_neurons(0..self.updated);
            if self.feedback_mode {
                let mut next = 0;
                for neuron in 0..self.updated {
                    let spike = self.fired.get(next).is_some_and(|fired| usize::from(*fired) == neuron);
                    next += usize::from(spike);
                    self.control_neuron(neuron, spike);
                }
            }
        }
        self.counters.positive += self.positive.len() as u64;
        self.counters.negative += self.negative.len() as u64;
        self.counters.spikes += self.fired.len() as u64;
        self.counters.steps += 1;
    }

    fn update_neurons(&mut self, neurons: Range<usize>) {
        for neuron in neurons {
            let parameters = &self.parameters[neuron];
            let acts = self.feedback_mode && parameters.injected;
            let feedback = if acts { self.feedback[neuron] } else { 0 };
            let state =
                neuron::State { membrane: self.membranes[neuron], refractory: self.refractory[neuron] };
            let (state, fire) = neuron::update(parameters, state, feedback, self.membrane_bits);
            self.membranes[neuron] = state.membrane;
            self.refractory[neuron] = state.refractory;
            if let Some(predictor) = &mut self.predictor {
                predictor.set_due(neuron, fire && parameters.late_reset);
            }
            if fire {
                self.fired.push(neuron as u16);
            }
        }
    }

    fn control_neuron(&mut self, neuron: usize, spike: bool) -> Fired {
        let parameters = &self.parameters[neuron];
        let mut state = self.controllers[neuron];
        let (integral, mut fired) = (state.integral, Fired::None);
        if parameters.controlled {
            let threshold = parameters.controller_threshold;
            (state, fired) = controller::control(&self.controller, threshold, state, spike);
            match fired {
                Fired::Positive => self.positive.push(neuron as u16),
                Fired::Negative => self.negative.push(neuron as u16),
                Fired::None => {}
            }
        }
        let mut far_from_firing = false;
        let modulated = parameters.modulated && self.built.modulators;
        if modulated {
            let modulator = std::mem::take(&mut self.modulators[neuron]);
            state.integral = controller::modulate(&self.controller, integral, modulator);
            far_from_firing = self.membranes[neuron] < 0;
        }
        if parameters.controlled || modulated {
            self.feedback[neuron] =
                if far_from_firing { 0 } else { controller::feedback(&state, parameters.controlled) };
        }
        if parameters.controlled {
            self.counters.effort += u64::from(self.feedback[neuron].unsigned_abs());
        }
        self.controllers[neuron] = state;
        fired
    }

    fn update_word(&mut self, word: usize, observer: &mut impl Observer) {
        let neurons = word * self.lanes..(word + 1) * self.lanes;
        let mut before = [0; MAX_LANES];
        before[..self.lanes].copy_from_slice(&self.membranes[neurons.clone()]);
        let earlier = self.fired.len();
        self.update_neurons(neurons.clone());
        let lane = |neuron: &u16| usize::from(*neuron) - neurons.start;
        let spikes = self.fired[earlier..].iter().map(|neuron| 1 << lane(neuron)).sum();
        observer.neuron(&NeuronWord {
            word,
            membrane_before: &before[..self.lanes],
            membrane_after: &self.membranes[neurons.clone()],
            spikes,
        });
        if self.feedback_mode {
            let mut pair = [Fired::None; MAX_LANES];
            for (neuron, fired) in neurons.clone().zip(&mut pair) {
                *fired = self.control_neuron(neuron, spikes >> (neuron - neurons.start) & 1 != 0);
            }
            observer.control(&ControlWord {
                word,
                state: &self.controllers[neurons.clone()],
                fired: &pair[..self.lanes],
                feedback: &self.feedback[neurons],
            });
        }
    }

    /// Sets the target rate of a neuron, in 1/256 spikes a step; one that the core does not hold is ignored (`EVT-3`), and
    /// so are all of a core without controllers (`GEO-7`).
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

    /// Clears neurons and controllers that an update visits (`UPD-8`).
    pub(super) fn clear(&mut self) {
        self.membranes[..self.updated].fill(0);
        self.modulators[..self.updated].fill(0);
        self.refractory[..self.updated].fill(0);
        self.feedback[..self.updated].fill(0);
        for state in &mut self.controllers[..self.updated] {
            *state = state.cleared();
        }
        if let Some(predictor) = &mut self.predictor {
            predictor.clear(self.updated);
        }
    }

    /// Lanes `L`.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Stored weights, index `word · L + lane`.
    pub fn weights(&self) -> &[i16] {
        &self.weights
    }

    /// Stored weights, to change; each must stay within `W` bits.
    pub fn weights_mut(&mut self) -> &mut [i16] {
        &mut self.weights
    }

    /// Membranes, membrane units.
    pub fn membranes(&self) -> &[i32] {
        &self.membranes
    }

    /// Modulators, used weights.
    pub fn modulators(&self) -> &[i32] {
        &self.modulators
    }

    /// Refractory counters, steps.
    pub fn refractory(&self) -> &[u8] {
        &self.refractory
    }

    /// Controller states.
    pub fn controllers(&self) -> &[controller::State] {
        &self.controllers
    }

    /// Feedback currents, membrane units.
    pub fn feedback(&self) -> &[i16] {
        &self.feedback
    }

    /// Source traces, in a core that has a predictive unit.
    pub fn predictor(&self) -> Option<&Predictor> {
        self.predictor.as_ref()
    }

    /// The neurons that fired in the last update, ascending.
    pub fn fired(&self) -> &[u16] {
        &self.fired
    }

    /// Random states, one a lane.
    pub fn random(&self) -> Vec<u32> {
        self.random.state()
    }

    /// Modes: feedback, learning.
    pub fn modes(&self) -> (bool, bool) {
        (self.feedback_mode, self.learning_mode)
    }

    /// What has been counted.
    pub fn counters(&self) -> Counters {
        self.counters
    }
}
