//! A configuration into a core (`HOST-14`).

use spindle_hdl::memory_map::{self as map, Event};
use spindle_hdl::{Configuration, Geometry};

use super::{Board, Burst, HostError, phases};

/// Registers that can be read back.
const READABLE: [u32; 8] = [
    map::NEURON_WORDS,
    map::ENTRIES,
    map::CONTROLLER_LEAKS,
    map::ERROR_GAIN,
    map::PROPORTIONAL_GAIN,
    map::INTEGRAL_GAIN,
    map::PREDICTIVE_LEAK,
    map::PREDICTIVE_DECAY,
];

/// Weight words that the projections of a configuration reach.
pub fn used_words(configuration: &Configuration) -> usize {
    let end = |p: &spindle_hdl::Projection| {
        usize::from(p.weight_base) + usize::from(p.source_count) * usize::from(p.row_words)
    };
    configuration.projections.iter().map(end).max().unwrap_or(0)
}

impl Board {
    /// Writes a whole configuration: registers, projection table, neurons, weights, random states; clears all state,
    /// target rates and phases included. Then the core is as after power-up with this configuration. What can be read
    /// back is read back. `progress` is told weight words, twice: written and read.
    ///
    /// # Errors
    /// No answer, a core of another shape, or something that reads back otherwise than it was written.
    pub fn load(
        &mut self,
        geometry: &Geometry,
        configuration: &Configuration,
        mut progress: impl FnMut(u64),
    ) -> Result<(), HostError> {
        self.fits(geometry)?;
        configuration.validate(geometry)?;
        // Before its first event a board's phases are as after power-up.
        let fresh = self.position().0 == 0;
        self.rest()?;
        self.spikes()?;
        if !fresh {
            phases::clear(self, geometry)?;
        }
        self.write_weights(geometry, configuration, &mut progress)?;
        self.write_neurons(geometry, |index| Parameters::of(&configuration.neurons[index]))?;
        // Registers not mentioned are those of the predictive pass, 0 by default.
        if geometry.predictive_sources > 0 {
            for address in [map::PREDICTIVE_LEAK, map::PREDICTIVE_DECAY] {
                self.link.write(address, &[0], Burst::Following)?;
            }
        }
        for (address, value) in configuration.register_writes() {
            self.link.write(address, &[value], Burst::Following)?;
            if READABLE.contains(&address) {
                let found = self.register(address)?;
                if found != value {
                    return Err(HostError::Unwritten { port: self.name(), address, found, written: value });
                }
            }
        }
        self.events(&[Event::Control { feedback: false, learning: false, clear: true }])?;
        self.rest()?;
        self.spikes()?;
        Ok(())
    }

    fn write_weights(
        &mut self,
        geometry: &Geometry,
        configuration: &Configuration,
        progress: &mut impl FnMut(u64),
    ) -> Result<(), HostError> {
        let words = used_words(configuration);
        for (word, weights) in configuration.weights.chunks(geometry.lanes).take(words).enumerate() {
            let weights: Vec<u32> = weights.iter().map(|weight| i32::from(*weight) as u32).collect();
            self.link.write(map::WEIGHT_BASE + 16 * word as u32, &weights, Burst::Following)?;
            progress(1);
        }
        let found = self.weights(words, progress)?;
        match found.iter().zip(&configuration.weights).position(|(found, written)| found != written) {
            Some(index) => Err(HostError::Unwritten {
                port: self.name(),
                address: map::WEIGHT_BASE + (16 * (index / geometry.lanes) + index % geometry.lanes) as u32,
                found: found[index] as u32,
                written: configuration.weights[index] as u32,
            }),
            None => Ok(()),
        }
    }

    /// Writes the parameters of all neurons.
    pub(super) fn write_neurons(
        &mut self,
        geometry: &Geometry,
        parameters: impl Fn(usize) -> Parameters,
    ) -> Result<(), HostError> {
        for word in 0..geometry.neuron_words() {
            let lanes: Vec<_> =
                (0..geometry.lanes).map(|lane| parameters(word * geometry.lanes + lane)).collect();
            let mut write = |base: u32, values: Vec<u32>| {
                self.link.write(base + 16 * word as u32, &values, Burst::Following)
            };
            write(map::THRESHOLD_BASE, lanes.iter().map(|p| p.threshold).collect())?;
            write(map::BEHAVIOUR_BASE, lanes.iter().map(|p| p.behaviour).collect())?;
            write(map::CONTROLLER_THRESHOLD_BASE, lanes.iter().map(|p| p.controller_threshold).collect())?;
            // Something read now and then keeps the computer's buffers short.
            self.register(map::VERSION)?;
        }
        Ok(())
    }
}

/// A neuron's words of the memory map (`MAP-5`, `MAP-10`).
pub(super) struct Parameters {
    threshold: u32,
    behaviour: u32,
    controller_threshold: u32,
}

impl Parameters {
    pub(super) fn of(neuron: &spindle_hdl::Neuron) -> Self {
        Self {
            threshold: neuron.threshold,
            behaviour: neuron.behaviour() | (u32::from(neuron.late_reset) << 16),
            controller_threshold: neuron.controller_threshold.into(),
        }
    }
}
