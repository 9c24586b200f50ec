//! A configuration into a core (`HOST-14`).

use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::{Configuration, Geometry};

use super::{Board, Burst, HostError};
use spindle_golden::Core;
use spindle_golden::readback::Readback;

/// Loads begun before the line counts as lossy.
const LOADS: u32 = 4;

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
    let end = |p: &spindle_spec::Projection| {
        usize::from(p.weight_base) + usize::from(p.source_count) * usize::from(p.row_words)
    };
    configuration.projections.iter().map(end).max().unwrap_or(0)
}

impl Board {
    /// Writes a whole configuration: registers, projection table, neurons, weights, random states;
    /// clears all state, target rates and phases included. The core is then as after power-up with
    /// this configuration. Readable words are read back; for the others, everything is loaded again
    /// if a packet was lost, a limited number of times. `progress` receives weight words, twice in
    /// each load: written and read.
    ///
    /// # Errors
    /// No answer, a core of another shape, something that reads back otherwise than it was written,
    /// or a line that loses packets each time.
    pub fn load(
        &mut self,
        geometry: &Geometry,
        configuration: &Configuration,
        mut progress: impl FnMut(u64),
    ) -> Result<(), HostError> {
        self.fits(geometry)?;
        configuration.validate(geometry)?;
        for _ in 0..LOADS {
            let before = self.mishaps()?;
            let loaded = self.load_once(geometry, configuration, &mut progress);
            if self.mishaps()? == before {
                return loaded;
            }
            // Writes may have been skipped, and a board whose cable was pulled may have restarted.
            self.adopt()?;
        }
        Err(HostError::Lossy { port: self.name() })
    }

    /// Loads, on the assumption that all that is written arrives.
    fn load_once(
        &mut self,
        geometry: &Geometry,
        configuration: &Configuration,
        progress: &mut impl FnMut(u64),
    ) -> Result<(), HostError> {
        self.rest()?;
        self.spikes()?;
        self.write_weights(geometry, configuration, progress)?;
        self.write_neurons(geometry, |index| Parameters::of(&configuration.neurons[index]))?;
        for (word, lanes) in configuration.models.chunks(geometry.lanes).enumerate() {
            self.link.write(map::MODEL_BASE + 16 * word as u32, lanes, Burst::Following)?;
        }
        // Registers not mentioned are those of the predictive pass, 0 by default.
        if geometry.predictive_sources > 0 {
            for address in [map::PREDICTIVE_LEAK, map::PREDICTIVE_DECAY] {
                self.link.write(address, &[0], Burst::Following)?;
            }
        }
        let writes = configuration.register_writes();
        for (address, value) in &writes {
            self.link.write(*address, &[*value], Burst::Following)?;
        }
        // Units that the core lacks keep nothing of it (`GEO-7`, `GEO-8`).
        let (golden, expected) = (Core::new(geometry, configuration)?, Readback::new(geometry, &writes));
        for address in READABLE {
            let (found, written) = (self.register(address)?, expected.read(address, &golden, 0));
            if found != written {
                return Err(HostError::Unwritten { port: self.name(), address, found, written });
            }
        }
        self.events(&[Event::clear_all(false, false)])?;
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
            if geometry.controllers {
                write(
                    map::CONTROLLER_THRESHOLD_BASE,
                    lanes.iter().map(|p| p.controller_threshold).collect(),
                )?;
            }
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
    pub(super) fn of(neuron: &spindle_spec::Neuron) -> Self {
        Self {
            threshold: neuron.threshold,
            behaviour: neuron.behaviour_word(),
            controller_threshold: neuron.controller_threshold.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{Fake, Loss, small, without_controllers};
    use super::*;

    #[test]
    fn a_load_that_lost_a_write_is_done_again() {
        let (geometry, configuration) = small();
        let lost = [
            (map::THRESHOLD_BASE, Loss::Damaged),
            (map::BEHAVIOUR_BASE + 16, Loss::Unnoticed),
            (map::CONTROLLER_THRESHOLD_BASE + 16, Loss::Unplugged),
            (map::PROJECTION_BASE + 2, Loss::Damaged),
            (map::RANDOM_BASE + 1, Loss::Unnoticed),
            (map::WEIGHT_BASE + 16, Loss::Damaged),
        ];
        for (address, loss) in lost {
            let fake = Fake::new(&geometry);
            let mut board = fake.board();
            fake.device().loses = Some((address, loss, 1));
            board.load(&geometry, &configuration, |_| ()).unwrap();
            assert!(fake.device().holds(&configuration), "{loss:?} at {address:#x}");
            assert_eq!(fake.device().loses, Some((address, loss, 0)), "nothing was lost at {address:#x}");
        }
    }

    #[test]
    fn host_15_a_load_clears_target_rates_and_phases() {
        let (geometry, configuration) = small();
        let fake = Fake::new(&geometry);
        let mut board = fake.board();
        let target = Event::Target { neuron: 1, rate: 100 };
        board.events(&[Event::modes(true, false), target, Event::Step]).unwrap();
        board.rest().unwrap();
        assert_eq!(fake.device().targets[1], (100, 100));
        board.load(&geometry, &configuration, |_| ()).unwrap();
        assert!(fake.device().targets.iter().all(|target| *target == (0, 0)));
    }

    #[test]
    fn a_line_that_loses_a_write_in_each_load_is_refused() {
        let (geometry, configuration) = small();
        let fake = Fake::new(&geometry);
        let mut board = fake.board();
        fake.device().loses = Some((map::THRESHOLD_BASE, Loss::Unnoticed, u32::MAX));
        let error = board.load(&geometry, &configuration, |_| ()).unwrap_err();
        assert!(matches!(error, HostError::Lossy { .. }), "{error}");
        // What is read back is found without any sign of the line.
        let mut other = configuration;
        other.controller.error_gain += 1;
        fake.device().loses = Some((map::ERROR_GAIN, Loss::Swallowed, u32::MAX));
        let error = board.load(&geometry, &other, |_| ()).unwrap_err();
        assert!(matches!(error, HostError::Unwritten { address: map::ERROR_GAIN, .. }), "{error}");
    }

    #[test]
    fn geo_7_a_core_without_controllers_is_loaded_again_and_again() {
        let (geometry, configuration) = small();
        let lacking = without_controllers(&geometry);
        let fake = Fake::new(&lacking);
        let mut board = fake.board();
        for _ in 0..2 {
            board.load(&lacking, &configuration, |_| ()).unwrap();
            board.events(&[Event::Spike(0), Event::Step]).unwrap();
        }
        let memory = fake.device().memory.clone();
        assert_eq!(memory[&map::THRESHOLD_BASE], 100);
        assert!(!memory.contains_key(&map::CONTROLLER_THRESHOLD_BASE));
    }

    #[test]
    fn boards_that_lack_other_units_than_the_manifest_are_refused() {
        let (geometry, configuration) = small();
        let cores = [
            (Geometry { learning: false, ..geometry.clone() }, "learning"),
            (Geometry { modulators: false, ..geometry.clone() }, "modulators"),
            (Geometry { learning: true, ..without_controllers(&geometry) }, "controllers"),
        ];
        for (core, lacks) in cores {
            let error = Fake::new(&core).board().load(&geometry, &configuration, |_| ()).unwrap_err();
            assert!(matches!(error, HostError::Shape { what, .. } if what == lacks), "{lacks}: {error}");
            let error = Fake::new(&geometry).board().load(&core, &configuration, |_| ()).unwrap_err();
            assert!(matches!(error, HostError::Shape { what, .. } if what == lacks), "{lacks}: {error}");
        }
    }
}
