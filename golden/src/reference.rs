//! The same equations without integers: no rounding, no saturation, no widths. Compared with the
//! golden model it shows the cost of quantisation. Times and order of events are those of sections
//! 4 to 7.

use spindle_spec::configuration::Controller;
use spindle_spec::memory_map::{CONTROLLER_SOURCE, Event, NEGATIVE, NEURON_SOURCE};
use spindle_spec::{Configuration, Geometry};

/// One neuron and its controller pair, in the units of the integer model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Membrane, membrane units.
    pub membrane: f64,
    /// Modulator, used weights.
    pub modulator: f64,
    /// Refractory counter, steps.
    pub refractory: u8,
    /// Target rate, spikes per step.
    pub rate: f64,
    /// Target phase, spikes.
    pub phase: f64,
    /// Error trace.
    pub error: f64,
    /// Drive.
    pub drive: f64,
    /// Proportional trace, membrane units.
    pub proportional: f64,
    /// Integral trace, membrane units.
    pub integral: f64,
    /// Feedback current, membrane units.
    pub feedback: f64,
}

/// The float reference of a core.
#[derive(Clone, Debug)]
pub struct Reference {
    lanes: usize,
    weight_unit: f64,
    used_unit: f64,
    configuration: Configuration,
    weights: Vec<f64>,
    cells: Vec<Cell>,
    feedback_mode: bool,
    learning_mode: bool,
    fired: Vec<u16>,
    emitted: Vec<u16>,
    queued: bool,
}

/// Fraction kept by a leak of code `k`: `1 - 2^-k`, and 1 for 15 (`NUM-9`).
fn kept(k: u8) -> f64 {
    if k == 15 { 1.0 } else { 1.0 - 0.5f64.powi(k.into()) }
}

impl Cell {
    /// `CTL-1` to `CTL-6` of a controlled neuron that fired or not; gives the sign of its
    /// controller spike.
    fn control(&mut self, controller: &Controller, threshold: f64, fire: bool) -> f64 {
        self.phase += self.rate;
        let target = f64::from(u8::from(self.phase >= 1.0));
        self.phase -= target;
        let surprise = target - f64::from(u8::from(fire));
        self.error = self.error * kept(controller.error_leak) + surprise * f64::from(controller.error_gain);
        self.drive += self.error;
        let sign = match self.drive {
            drive if drive >= threshold => 1.0,
            drive if drive <= -threshold => -1.0,
            _ => 0.0,
        };
        self.drive -= sign * threshold;
        let trace = |x: f64, leak: u8, gain: u16| x * kept(leak) + sign * f64::from(gain);
        self.proportional =
            trace(self.proportional, controller.proportional_leak, controller.proportional_gain);
        self.integral = trace(self.integral, controller.integral_leak, controller.integral_gain);
        self.feedback = self.proportional + self.integral;
        sign
    }
}

impl Reference {
    /// The core that `geometry` and a `configuration` that fits it describe, before its first
    /// event.
    pub fn new(geometry: &Geometry, configuration: &Configuration) -> Self {
        Self {
            lanes: geometry.lanes,
            // A stored weight of 2^(W-8) adds 2^F membrane units (NUM-3).
            weight_unit: 2f64.powi(geometry.weight_scale as i32 + 8 - geometry.weight_bits.max(8) as i32),
            used_unit: 2f64.powi(8 - geometry.weight_bits.max(8) as i32),
            weights: configuration.weights.iter().map(|weight| f64::from(*weight)).collect(),
            cells: vec![Cell::default(); configuration.neurons.len()],
            feedback_mode: false,
            learning_mode: false,
            fired: Vec::new(),
            emitted: Vec::new(),
            queued: false,
            configuration: configuration.clone(),
        }
    }

    /// The same core with other weights, index `word · L + lane`.
    #[must_use]
    pub fn with_weights(self, weights: &[f64]) -> Self {
        Self { weights: weights.to_vec(), ..self }
    }

    /// Processes one event in the order of `EVT-6`.
    pub fn event(&mut self, event: Event) {
        if std::mem::take(&mut self.queued) {
            for index in 0..self.emitted.len() {
                self.spike(self.emitted[index]);
            }
        }
        match event {
            Event::Spike(source) => self.spike(source),
            Event::Target { neuron, rate } => {
                if let Some(cell) = self.cells.get_mut(usize::from(neuron)) {
                    cell.rate = f64::from(rate) / 256.0;
                }
            }
            Event::Step => self.update(),
            Event::Control { feedback, learning, clear, clear_targets } => {
                self.feedback_mode = feedback;
                self.learning_mode = learning;
                if clear {
                    for cell in &mut self.cells[..self.configuration.neuron_words * self.lanes] {
                        let target = if clear_targets { (0.0, 0.0) } else { (cell.rate, cell.phase) };
                        *cell = Cell { rate: target.0, phase: target.1, ..Cell::default() };
                    }
                }
            }
        }
    }

    fn spike(&mut self, source: u16) {
        let configuration = &self.configuration;
        let entries = if source & NEURON_SOURCE == 0 {
            &configuration.projections[..configuration.input_entries]
        } else {
            &configuration.projections[configuration.input_entries..]
        };
        let negative = source & (CONTROLLER_SOURCE | NEGATIVE) == CONTROLLER_SOURCE | NEGATIVE;
        let (pair, sign) = if negative { (source & !NEGATIVE, -1.0) } else { (source, 1.0) };
        for p in entries {
            let index = pair.wrapping_sub(p.source_base);
            if index >= p.source_count {
                continue;
            }
            let synapses = usize::from(p.row_words) * self.lanes;
            let first = usize::from(p.weight_base) * self.lanes + usize::from(index) * synapses;
            let post = usize::from(p.post_base) * self.lanes;
            let learns = self.feedback_mode && self.learning_mode && p.learn && !p.modulatory;
            let rate = if learns { 0.5f64.powi(p.rate_shift.into()) } else { 0.0 };
            let weights = &mut self.weights[first..first + synapses];
            for (weight, cell) in weights.iter_mut().zip(&mut self.cells[post..]) {
                if p.modulatory {
                    cell.modulator += sign * *weight * self.used_unit;
                } else {
                    cell.membrane += sign * *weight * self.weight_unit;
                }
                *weight += rate * cell.feedback;
            }
        }
    }

    fn update(&mut self) {
        self.fired.clear();
        let (mut positive, mut negative) = (Vec::new(), Vec::new());
        let controller = &self.configuration.controller;
        let updated = self.configuration.neuron_words * self.lanes;
        let neurons = &self.configuration.neurons[..updated];
        for (index, (cell, neuron)) in self.cells.iter_mut().zip(neurons).enumerate() {
            let steered = self.feedback_mode && neuron.controlled;
            cell.membrane *= kept(neuron.leak) + kept(neuron.fine_leak) - 1.0;
            if self.feedback_mode && neuron.injected {
                cell.membrane += cell.feedback;
            }
            let threshold = f64::from(neuron.threshold);
            let fire = cell.refractory == 0 && cell.membrane > threshold;
            cell.refractory = if fire { neuron.refractory } else { cell.refractory.saturating_sub(1) };
            if fire {
                cell.membrane = if neuron.reset_to_zero { 0.0 } else { cell.membrane - threshold };
                self.fired.push(index as u16);
            }
            let integral = cell.integral;
            if steered {
                let sign = cell.control(controller, f64::from(neuron.controller_threshold), fire);
                if sign > 0.0 {
                    positive.push(CONTROLLER_SOURCE | index as u16);
                } else if sign < 0.0 {
                    negative.push(CONTROLLER_SOURCE | NEGATIVE | index as u16);
                }
            }
            if self.feedback_mode && neuron.modulated {
                cell.integral = integral * kept(controller.modulatory_leak) + cell.modulator;
                cell.modulator = 0.0;
                let proportional = if neuron.controlled { cell.proportional } else { 0.0 };
                cell.feedback = if cell.membrane < 0.0 { 0.0 } else { proportional + cell.integral };
            }
        }
        self.queued = self.configuration.input_entries < self.configuration.projections.len();
        self.emitted.clear();
        self.emitted.extend(self.fired.iter().map(|neuron| NEURON_SOURCE | neuron));
        if self.configuration.controllers_emit {
            self.emitted.extend(positive.into_iter().chain(negative));
        }
    }

    /// Weights in units of the stored weight, index `word · L + lane`.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Neurons and controllers, by neuron number.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The neurons that fired in the last update, ascending.
    pub fn fired(&self) -> &[u16] {
        &self.fired
    }
}
