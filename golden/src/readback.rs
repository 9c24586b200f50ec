//! Answers of bus reads while the core is idle (section 9).

use spindle_spec::Geometry;
use spindle_spec::memory_map as map;
use spindle_spec::register_map::{fields, register};

use crate::core::Core;

/// The readable registers and memories of a core.
#[derive(Clone, Debug)]
pub struct Readback<'a> {
    geometry: Geometry,
    writes: &'a [(u32, u32)],
}

impl<'a> Readback<'a> {
    /// A core of shape `geometry` after the setup writes `writes`.
    pub fn new(geometry: &Geometry, writes: &'a [(u32, u32)]) -> Self {
        Self { geometry: geometry.clone(), writes }
    }

    /// The answer to a read of word address `address` (24 bits) when the core has come to the state
    /// of `core`.
    pub fn read(&self, address: u32, core: &Core, dropped: u64) -> u32 {
        let address = address & 0xFF_FFFF;
        if let (map::CONTROLLER_LEAKS, Some(fixed)) = (address, self.geometry.fixed_leaks) {
            return fixed.word();
        }
        let kept = register(address).filter(|register| register.access == "rw" && register.words == 1);
        if let Some(mask) = kept.map(|register| register.mask(0, &self.geometry)) {
            let written = self.writes.iter().rev().find(|(to, _)| *to == address);
            return written.map_or(0, |(_, data)| data & mask);
        }
        let g = &self.geometry;
        let counters = core.counters();
        match address {
            map::IDENTITY => map::IDENTITY_VALUE,
            map::VERSION => map::MAP_VERSION,
            map::SHAPE => {
                fields::LANES.put(g.lanes as u32)
                    | fields::WEIGHT_BITS.put(g.weight_bits as u32)
                    | fields::MEMBRANE_BITS.put(g.membrane_bits as u32)
                    | fields::WEIGHT_SCALE.put(g.weight_scale as u32)
            }
            map::DEPTHS => {
                fields::CORE_WORDS.put(g.neuron_words() as u32)
                    | fields::CORE_ENTRIES.put(g.projections as u32)
                    | fields::LACKS_LEARNING.put((!g.learning).into())
                    | fields::LACKS_CONTROLLERS.put((!g.controllers).into())
                    | fields::LACKS_MODULATORS.put((!g.modulators).into())
                    | fields::MODEL_NUMBER.put(g.neuron_model.descriptor().map_or(0, |model| model.number))
            }
            map::STATUS => {
                let (feedback, learning) = core.modes();
                fields::STATUS_FEEDBACK.put(feedback.into())
                    | fields::STATUS_LEARNING.put(learning.into())
                    | fields::STATUS_OVERFLOW.put((dropped > 0).into())
                    | fields::STATUS_IDLE.put(1)
            }
            map::STEPS => counters.steps as u32,
            map::EVENTS => counters.events as u32,
            map::WORDS => counters.words as u32,
            map::SPIKES => counters.spikes as u32,
            map::DROPPED => dropped as u32,
            map::PREDICTIVE_SOURCES => g.predictive_sources as u32,
            map::WEIGHT_BASE.. => {
                let (word, lane) = ((address - map::WEIGHT_BASE) as usize / 16, address as usize % 16);
                let index = (lane < g.lanes).then_some(word * g.lanes + lane);
                index.and_then(|index| core.weights().get(index)).map_or(0, |weight| *weight as u32)
            }
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spindle_spec::{Configuration, Neuron};

    #[test]
    fn map_1_to_8_literals() {
        let geometry = Geometry {
            lanes: 4,
            neurons: 6,
            weight_words: 3,
            projections: 5,
            event_depth: 8,
            spike_depth: 8,
            weight_bits: 8,
            membrane_bits: 16,
            weight_scale: 3,
            ..Geometry::default()
        };
        let mut configuration = Configuration { neuron_words: 2, ..Configuration::default() };
        configuration.neurons = vec![Neuron::default(); 8];
        configuration.weights = (0..12).map(|n| n - 6).collect();
        configuration.random = vec![1; 4];
        let core = Core::new(&geometry, &configuration).expect("it fits");
        let all = 0xFFFF_FFFF;
        let writes = [(0x8, all), (0x9, all), (0xA, all), (0xB, 1), (0xB, 0xFFFF), (0xC, all)];
        let readback = Readback::new(&geometry, &writes);
        let read = |address| readback.read(address, &core, 7);
        assert_eq!([0, 1, 2, 3].map(read), [0x5350_4E44, 2, 0x0310_0804, 0x0005_0002]);
        assert_eq!([0x8, 0x9, 0xA, 0xB, 0xC, 0xD].map(read), [0x1FFF, 0x1_1F1F, 0xFFFF, 0x7FFF, 0, 0]);
        assert_eq!([0x10, 0x11, 0x15].map(read), [0b1100, 0, 7]);
        // Weight (word 1, lane 2) is the seventh: 0; (0, 1) is -5, sign extended; lane 4 and word 3
        // do not exist.
        assert_eq!(
            [0x80_0012, 0x80_0001, 0x80_0023, 0x80_0004, 0x80_0030].map(read),
            [0, 0xFFFF_FFFB, 5, 0, 0]
        );
        assert_eq!([0x10_0000, 0x20_0000, 0x16, 0x4].map(read), [0; 4]);
        // A core without a predictive unit has none of its registers.
        assert_eq!(Readback::new(&geometry, &[(0x20, 5), (0x21, 6)]).read(0x20, &core, 0), 0);
        // Modes, and nothing dropped; 24 bits of an address count.
        let mut core = core;
        for (feedback, learning, status) in [(true, false, 9), (false, true, 10), (true, true, 11)] {
            core.set_modes(feedback, learning);
            assert_eq!(readback.read(0x10, &core, 0), status);
        }
        assert_eq!(readback.read(0xFF00_0001, &core, 0), 2);
    }

    #[test]
    fn map_1_what_is_lacking_and_map_9_literals() {
        let mut configuration = Configuration { neuron_words: 1, ..Configuration::default() };
        configuration.neurons = vec![Neuron::default()];
        (configuration.weights, configuration.random) = (vec![0; 3], vec![1]);
        let small = Geometry { lanes: 1, neurons: 1, weight_words: 3, projections: 9, ..Geometry::default() };
        let read = |geometry: &Geometry, address| {
            let core = Core::new(geometry, &configuration).expect("it fits");
            let all = 0xFFFF_FFFF;
            let writes = [(0x9, all), (0xA, all), (0xB, all), (0x20, all), (0x21, 0xA_1234), (0x22, all)];
            Readback::new(geometry, &writes).read(address, &core, 0)
        };
        let lacking = |learning, controllers, modulators| Geometry {
            learning,
            controllers,
            modulators,
            ..small.clone()
        };
        let cores = [
            lacking(true, true, true),
            lacking(false, true, true),
            lacking(true, true, false),
            lacking(false, false, false),
        ];
        let all = |address| cores.each_ref().map(|core| read(core, address));
        assert_eq!(all(3), [0x0009_0001, 0x0109_0001, 0x0409_0001, 0x0709_0001]);
        assert_eq!(all(0x9), [0x1_1F1F, 0x1_1F1F, 0x1F1F, 0x1F1F]);
        assert_eq!(all(0xA), [0xFFFF, 0xFFFF, 0x0FFF, 0]);
        assert_eq!(all(0xB), [0x7FFF, 0x7FFF, 0x7FFF, 0]);
        let predictive = Geometry { weight_bits: 16, membrane_bits: 24, predictive_sources: 2, ..small };
        assert_eq!([0x20, 0x21, 0x22].map(|address| read(&predictive, address)), [0xFFFF, 0x1234, 2]);
    }

    #[test]
    fn geo_11_fixed_leaks_are_read_whatever_was_written() {
        let fixed_leaks =
            Some(spindle_spec::Leaks { error: 1, proportional: 2, integral: 3, modulatory: 15 });
        let geometry = Geometry { lanes: 1, neurons: 1, weight_words: 1, fixed_leaks, ..Geometry::default() };
        let controller = spindle_spec::Controller::default();
        let mut configuration = Configuration { neuron_words: 1, controller, ..Configuration::default() };
        configuration.neurons = vec![Neuron::default()];
        (configuration.weights, configuration.random) = (vec![0], vec![1]);
        let refused = Core::new(&geometry, &configuration).err().map(|error| error.to_string());
        assert_eq!(
            refused.as_deref(),
            Some(
                "controller.error_leak 0 does not fit: geometry.fixed_leaks fixes it to 1; change one of them"
            )
        );
        let leaks = [1, 2, 3, 15];
        let c = &mut configuration.controller;
        [c.error_leak, c.proportional_leak, c.integral_leak, c.modulatory_leak] = leaks;
        let core = Core::new(&geometry, &configuration).expect("it fits");
        for writes in [&[][..], &[(0xA, 0)]] {
            assert_eq!(Readback::new(&geometry, writes).read(0xA, &core, 0), 0xF321);
        }
    }
}
