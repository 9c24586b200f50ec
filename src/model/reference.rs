//! The same equations without integers: no rounding, no saturation, no widths. Beside the golden model it shows what
//! quantisation costs. Times and order of events are those of sections 4 to 7.

use spindle_hdl::memory_map::{Event, NEURON_SOURCE};
use spindle_hdl::{Configuration, Geometry};

/// One neuron and its controller pair, in the units of the integer model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Membrane, membrane units.
    pub membrane: f64,
    /// Refractory counter, steps.
    pub refractory: u8,
    /// Target rate, spikes a step.
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
    configuration: Configuration,
    weights: Vec<f64>,
    cells: Vec<Cell>,
    feedback_mode: bool,
    learning_mode: bool,
    fired: Vec<u16>,
    queued: bool,
}

/// What a leak of code `k` keeps: `1 - 2^-k`, and all for 15 (`NUM-9`).
fn kept(k: u8) -> f64 {
    if k == 15 { 1.0 } else { 1.0 - 0.5f64.powi(k.into()) }
}

impl Reference {
    /// The core that `geometry` and a `configuration` that fits it describe, before its first event.
    pub fn new(geometry: &Geometry, configuration: &Configuration) -> Self {
        Self {
            lanes: geometry.lanes,
            // A stored weight of 2^(W-8) adds 2^F membrane units (NUM-3).
            weight_unit: 2f64.powi(geometry.weight_scale as i32 + 8 - geometry.weight_bits as i32),
            weights: configuration.weights.iter().map(|weight| f64::from(*weight)).collect(),
            cells: vec![Cell::default(); configuration.neurons.len()],
            feedback_mode: false,
            learning_mode: false,
            fired: Vec::new(),
            queued: false,
            configuration: configuration.clone(),
        }
    }

    /// Processes one event in the order of `EVT-6`.
    pub fn event(&mut self, event: Event) {
        if std::mem::take(&mut self.queued) {
            for index in 0..self.fired.len() {
                self.spike(NEURON_SOURCE | self.fired[index]);
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
            Event::Control { feedback, learning, clear } => {
                self.feedback_mode = feedback;
                self.learning_mode = learning;
                if clear {
                    for cell in &mut self.cells[..self.configuration.neuron_words * self.lanes] {
                        *cell = Cell { rate: cell.rate, phase: cell.phase, ..Cell::default() };
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
        for p in entries {
            let index = source.wrapping_sub(p.source_base);
            if index >= p.source_count {
                continue;
            }
            let synapses = usize::from(p.row_words) * self.lanes;
            let first = usize::from(p.weight_base) * self.lanes + usize::from(index) * synapses;
            let post = usize::from(p.post_base) * self.lanes;
            let learns = self.feedback_mode && self.learning_mode && p.learn;
            let rate = if learns { 0.5f64.powi(p.rate_shift.into()) } else { 0.0 };
            let weights = &mut self.weights[first..first + synapses];
            for (weight, cell) in weights.iter_mut().zip(&mut self.cells[post..]) {
                cell.membrane += *weight * self.weight_unit;
                *weight += rate * cell.feedback;
            }
        }
    }

    fn update(&mut self) {
        self.fired.clear();
        let controller = &self.configuration.controller;
        let updated = self.configuration.neuron_words * self.lanes;
        let neurons = &self.configuration.neurons[..updated];
        for (index, (cell, neuron)) in self.cells.iter_mut().zip(neurons).enumerate() {
            let steered = self.feedback_mode && neuron.controlled;
            cell.membrane *= kept(neuron.leak);
            if steered {
                cell.membrane += cell.feedback;
            }
            let threshold = f64::from(neuron.threshold);
            let fire = cell.refractory == 0 && cell.membrane > threshold;
            cell.refractory = if fire { neuron.refractory } else { cell.refractory.saturating_sub(1) };
            if fire {
                cell.membrane = if neuron.reset_to_zero { 0.0 } else { cell.membrane - threshold };
                self.fired.push(index as u16);
            }
            if !steered {
                continue;
            }
            cell.phase += cell.rate;
            let target = f64::from(u8::from(cell.phase >= 1.0));
            cell.phase -= target;
            let surprise = target - f64::from(u8::from(fire));
            cell.error =
                cell.error * kept(controller.error_leak) + surprise * f64::from(controller.error_gain);
            cell.drive += cell.error;
            let limit = f64::from(controller.threshold);
            let sign = match cell.drive {
                drive if drive >= limit => 1.0,
                drive if drive <= -limit => -1.0,
                _ => 0.0,
            };
            cell.drive -= sign * limit;
            cell.proportional = cell.proportional * kept(controller.proportional_leak)
                + sign * f64::from(controller.proportional_gain);
            cell.integral =
                cell.integral * kept(controller.integral_leak) + sign * f64::from(controller.integral_gain);
            cell.feedback = cell.proportional + cell.integral;
        }
        self.queued = self.configuration.input_entries < self.configuration.projections.len();
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
