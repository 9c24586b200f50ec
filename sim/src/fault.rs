//! Faults put into the device under test, to show that a comparison would see them.
//!
//! A fault changes contents or inputs of the device, never the prediction, and works the same for
//! every backend. A seed picks a site that the stimulus uses.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::{Projection, image_name};

use crate::design::Design;
use spindle_spec::stimulus::Stimulus;

/// One thing that can be wrong with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// One bit of a weight.
    WeightBit,
    /// The leak of one neuron.
    Leak,
    /// Everything from the first event on is one cycle late.
    LateClock,
    /// One spike is lost on its way in.
    DroppedEvent,
    /// Stochastic rounding draws other random numbers.
    Rounding,
    /// One neuron fires on every step.
    StuckSpike,
    /// Predicting membranes and eligibilities leak at another rate.
    PredictiveLeak,
}

/// A fault that would touch nothing which the stimulus uses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fault {} cannot show in this run: {why}. For it to show, {}; run more or other events", fault.name(), fault.shows_if())]
pub struct FaultError {
    /// The fault.
    pub fault: Fault,
    /// Missing property of the stimulus.
    pub why: &'static str,
}

impl Fault {
    /// All faults.
    pub const ALL: [Self; 7] = [
        Self::WeightBit,
        Self::Leak,
        Self::LateClock,
        Self::DroppedEvent,
        Self::Rounding,
        Self::StuckSpike,
        Self::PredictiveLeak,
    ];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::WeightBit => "weight-bit",
            Self::Leak => "leak",
            Self::LateClock => "late-clock",
            Self::DroppedEvent => "dropped-event",
            Self::Rounding => "rounding",
            Self::StuckSpike => "stuck-spike",
            Self::PredictiveLeak => "predictive-leak",
        }
    }

    /// Description in one line.
    pub fn description(self) -> &'static str {
        match self {
            Self::WeightBit => "one bit of a weight that a spike of the run reads is flipped",
            Self::Leak => {
                "a driven neuron has another leak: its membrane is cleared each step, or never leaks where it should"
            }
            Self::LateClock => "the first event arrives one cycle late, and all that follows too",
            Self::DroppedEvent => "one spike that meets weights never arrives",
            Self::Rounding => "all lanes start from other random states, so learning rounds differently",
            Self::StuckSpike => "a driven neuron fires on every step: threshold 0, no leak, never refractory",
            Self::PredictiveLeak => "the leak factor of the predictive pass has another highest bit",
        }
    }

    /// Condition under which the fault shows, as a continuation of "for it to show,".
    pub fn shows_if(self) -> &'static str {
        match self {
            Self::WeightBit => {
                "a spike has to carry that weight to a neuron whose membrane or spikes are shown"
            }
            Self::Leak => "that neuron has to hold a membrane other than 0 from one step to the next",
            Self::LateClock => "something has to be recorded after the first event",
            Self::DroppedEvent => {
                "the spike has to leave something: a membrane that is shown, another output spike, or a learned weight"
            }
            Self::Rounding => {
                "a weight has to be learned by an amount that is rounded: spikes, targets and errors with feedback and learning \
                 on, for many steps, as training samples bring them (verify --samples N)"
            }
            Self::StuckSpike => {
                "that neuron has to be visited on steps on which it would not have fired, and its spikes or membrane shown"
            }
            Self::PredictiveLeak => {
                "a predicting membrane or an eligibility has to be other than 0 over several steps, and change a weight"
            }
        }
    }

    /// The fault called `name`.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// The design and stimulus of a device that has this fault, at a site chosen by `seed`.
    ///
    /// # Errors
    /// The stimulus uses nothing that the fault could touch.
    pub fn inject(
        self,
        seed: u64,
        design: &Design,
        stimulus: &Stimulus,
    ) -> Result<(Design, Stimulus), FaultError> {
        let mut device = Device { design: design.clone(), stimulus: stimulus.clone() };
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let why = match self {
            Self::WeightBit => device.flip_weight_bit(&mut random),
            Self::Leak => device.change_leak(&mut random),
            Self::LateClock => device.delay(),
            Self::DroppedEvent => device.drop_event(&mut random),
            Self::Rounding => device.change_random(),
            Self::StuckSpike => device.stick(&mut random),
            Self::PredictiveLeak => device.change_predictive_leak(),
        };
        match why {
            Ok(()) => Ok((device.design, device.stimulus)),
            Err(why) => Err(FaultError { fault: self, why }),
        }
    }
}

/// A memory that images fill and the bus writes.
#[derive(Clone, Copy)]
struct Memory {
    image: &'static str,
    base: u32,
}

const WEIGHT: Memory = Memory { image: "weight", base: map::WEIGHT_BASE };
const THRESHOLD: Memory = Memory { image: "threshold", base: map::THRESHOLD_BASE };
const BEHAVIOUR: Memory = Memory { image: "behaviour", base: map::BEHAVIOUR_BASE };

/// Bits 3:0 of a behaviour word (`MAP-5`); the period and the kind of reset are the five bits
/// above.
const LEAK: u32 = 0xF;
const KEEP: u32 = 15;
/// Controlled, injected, modulated, late reset: flags other than the neuron's own dynamics.
const FLAGS: u32 = 0x1_0E00;
/// No second leak, bits 15:12.
const NO_FINE_LEAK: u32 = 0xF000;

/// One word of one lane.
#[derive(Clone, Copy)]
struct Site {
    word: usize,
    lane: usize,
}

/// The device under test: its contents and its inputs.
struct Device {
    design: Design,
    stimulus: Stimulus,
}

type Outcome = Result<(), &'static str>;

impl Device {
    fn flip_weight_bit(&mut self, random: &mut ChaCha8Rng) -> Outcome {
        let event = self.spike_that_applies(random)?;
        let source = self.spike(event).unwrap_or_default();
        let words: Vec<(usize, usize)> = self.table().row(source).collect();
        let word = words[random.random_range(0..words.len())].0;
        let Geometry { lanes, weight_bits, .. } = self.design.geometry;
        let site = Site { word, lane: random.random_range(0..lanes) };
        let weight = self.get(WEIGHT, site);
        self.set(WEIGHT, site, weight ^ (1 << random.random_range(0..weight_bits)))
    }

    fn change_leak(&mut self, random: &mut ChaCha8Rng) -> Outcome {
        // A membrane of at least 2 is not cleared by any code but 0, so the two codes differ
        // immediately.
        let site = self.driven(random, |membrane, _| membrane.abs() >= 2)?;
        let behaviour = self.get(BEHAVIOUR, site);
        let leak = if behaviour & LEAK == 0 { KEEP } else { 0 };
        self.set(BEHAVIOUR, site, (behaviour & !LEAK) | leak)
    }

    fn delay(&mut self) -> Outcome {
        let first = self.stimulus.events.first_mut().ok_or("it sends no event")?;
        first.gap = first.gap.saturating_add(1);
        Ok(())
    }

    fn drop_event(&mut self, random: &mut ChaCha8Rng) -> Outcome {
        let index = self.spike_that_applies(random)?;
        let dropped = self.stimulus.events.remove(index);
        if let Some(next) = self.stimulus.events.get_mut(index) {
            // The words after it keep their cycles.
            next.gap = next.gap.saturating_add(dropped.gap).saturating_add(1);
        }
        Ok(())
    }

    fn change_random(&mut self) -> Outcome {
        let rounds = self.table().entries.iter().any(|entry| entry.learn && entry.rate_shift > 0);
        let learns = self.stimulus.events.iter().any(|event| {
            matches!(Event::decode(event.word), Event::Control { feedback: true, learning: true, .. })
        });
        if !(rounds && learns) {
            return Err("no projection learns with a rate shift above 0 while feedback and learning are on");
        }
        let states = map::RANDOM_BASE..map::RANDOM_BASE + self.design.geometry.lanes as u32;
        let mut changed = false;
        for (address, data) in &mut self.stimulus.writes {
            if states.contains(address) {
                *data ^= 0x7FFF_FFFF;
                changed = true;
            }
        }
        if changed { Ok(()) } else { Err("the setup writes no random state") }
    }

    fn stick(&mut self, random: &mut ChaCha8Rng) -> Outcome {
        // A neuron that would not fire in that step shows the fault as a spike; otherwise as the
        // membrane after reset.
        let quiet = |membrane: i64, threshold: u32| membrane > 0 && membrane <= i64::from(threshold);
        let site = self
            .driven(random, quiet)
            .or_else(|_| self.driven(random, |membrane, threshold| membrane > 0 && threshold > 0))?;
        let behaviour = self.get(BEHAVIOUR, site);
        self.set(THRESHOLD, site, 0)?;
        self.set(BEHAVIOUR, site, (behaviour & FLAGS) | NO_FINE_LEAK | KEEP)
    }

    fn change_predictive_leak(&mut self) -> Outcome {
        if !self.table().entries.iter().any(|entry| entry.predictive.is_some()) {
            return Err("no projection takes part in the predictive pass");
        }
        let index = self.written(map::PREDICTIVE_LEAK).ok_or("the setup writes no leak factor")?;
        self.stimulus.writes[index].1 ^= 0x8000;
        Ok(())
    }

    /// The source of event `index`, if that is a spike.
    fn spike(&self, index: usize) -> Option<u16> {
        match Event::decode(self.stimulus.events[index].word) {
            Event::Spike(source) => Some(source),
            _ => None,
        }
    }

    /// Index of a spike that meets weights, in the first half of the run if there is one, so that
    /// the run is not over before it shows.
    fn spike_that_applies(&self, random: &mut ChaCha8Rng) -> Result<usize, &'static str> {
        let table = self.table();
        let applies =
            |index: &usize| self.spike(*index).is_some_and(|source| table.row(source).next().is_some());
        let count = self.stimulus.events.len();
        let half = count.div_ceil(2);
        let start = if half == 0 { 0 } else { random.random_range(0..half) };
        (start..half)
            .chain(0..start)
            .chain(half..count)
            .find(applies)
            .ok_or("none of its spikes meets a weight")
    }

    /// A neuron whose membrane, when the first step with input ends, and whose threshold satisfy
    /// `wanted`.
    fn driven(
        &self,
        random: &mut ChaCha8Rng,
        wanted: impl Fn(i64, u32) -> bool,
    ) -> Result<Site, &'static str> {
        let lanes = self.design.geometry.lanes;
        let sites: Vec<Site> = self
            .first_drive()
            .iter()
            .enumerate()
            .map(|(neuron, membrane)| (Site { word: neuron / lanes, lane: neuron % lanes }, *membrane))
            .filter(|(site, membrane)| wanted(*membrane, self.get(THRESHOLD, *site)))
            .map(|(site, _)| site)
            .collect();
        if sites.is_empty() {
            return Err("no neuron is driven as the fault needs it by the first step that has input");
        }
        Ok(sites[random.random_range(0..sites.len())])
    }

    /// Membranes of the neurons that steps visit, when the first step with input ends: before
    /// anything has fired or learned they are sums of weights.
    fn first_drive(&self) -> Vec<i64> {
        let Geometry { lanes, weight_bits, membrane_bits, weight_scale, .. } = self.design.geometry;
        let mut table = self.table();
        // Predictive rows do not reach membranes when the spike comes (PRE-5).
        for entry in table.entries.iter_mut().filter(|entry| entry.predictive.is_some()) {
            entry.row_words = 0;
        }
        let bound = 1i64 << (membrane_bits - 1);
        let mut membranes = vec![0i64; table.neuron_words * lanes];
        for event in &self.stimulus.events {
            match Event::decode(event.word) {
                Event::Spike(source) => {
                    for (word, post) in table.row(source).filter(|(_, post)| *post < table.neuron_words) {
                        for lane in 0..lanes {
                            let raw = self.get(WEIGHT, Site { word, lane });
                            let weight =
                                i64::from((raw << (32 - weight_bits)) as i32 >> (32 - weight_bits.min(8)));
                            let membrane = &mut membranes[post * lanes + lane];
                            *membrane = (*membrane + (weight << weight_scale)).clamp(-bound, bound - 1);
                        }
                    }
                }
                Event::Control { clear: true, .. } => membranes.fill(0),
                Event::Step if membranes.iter().any(|membrane| *membrane != 0) => return membranes,
                Event::Step | Event::Target { .. } | Event::Control { .. } => {}
            }
        }
        Vec::new()
    }

    /// The projection table as the setup leaves it.
    fn table(&self) -> Table {
        let register = |address: u32| self.written(address).map_or(0, |index| self.stimulus.writes[index].1);
        let counts = register(map::ENTRIES);
        let entries = (0..self.design.geometry.projections as u32)
            .map(|entry| {
                let base = map::PROJECTION_BASE + 4 * entry;
                Projection::from_words([0, 1, 2, 3].map(|word| register(base + word)))
            })
            .take((counts >> 8 & 31) as usize)
            .collect();
        let neuron_words = (register(map::NEURON_WORDS) & 0x1FFF).max(1) as usize;
        Table { entries, inputs: (counts & 31) as usize, neuron_words }
    }

    /// Index of the setup write that has the last word at `address`.
    fn written(&self, address: u32) -> Option<usize> {
        self.stimulus.writes.iter().rposition(|write| write.0 == address)
    }

    /// Content of a memory when the events begin.
    fn get(&self, memory: Memory, site: Site) -> u32 {
        if let Some(index) = self.written(memory.address(site)) {
            return self.stimulus.writes[index].1;
        }
        let image = self.design.images.iter().find(|image| image.name == memory.file(site.lane));
        image.and_then(|image| image.words.get(site.word).copied()).unwrap_or(0)
    }

    /// Changes the content of a memory at its source: no write is added, because that would shift
    /// every cycle.
    fn set(&mut self, memory: Memory, site: Site, value: u32) -> Outcome {
        if let Some(index) = self.written(memory.address(site)) {
            self.stimulus.writes[index].1 = value;
            return Ok(());
        }
        let name = memory.file(site.lane);
        let image = self.design.images.iter_mut().find(|image| image.name == name);
        let word = image.and_then(|image| image.words.get_mut(site.word));
        *word.ok_or("neither a memory image nor a setup write holds the word to change")? = value;
        Ok(())
    }
}

impl Memory {
    fn address(self, site: Site) -> u32 {
        self.base + 16 * site.word as u32 + site.lane as u32
    }

    fn file(self, lane: usize) -> String {
        image_name(lane, self.image)
    }
}

/// Which weights a spike meets.
struct Table {
    entries: Vec<Projection>,
    inputs: usize,
    neuron_words: usize,
}

impl Table {
    /// Weight words and neuron words that a spike of `source` pairs (`SYN-1`, `SYN-2`, `EVT-8`).
    fn row(&self, source: u16) -> impl Iterator<Item = (usize, usize)> + '_ {
        let inputs = self.inputs.min(self.entries.len());
        let range = if source & map::NEURON_SOURCE == 0 { 0..inputs } else { inputs..self.entries.len() };
        self.entries[range].iter().flat_map(move |entry| {
            let offset = source.wrapping_sub(entry.source_base);
            let words = if offset < entry.source_count { usize::from(entry.row_words) } else { 0 };
            let first = usize::from(entry.weight_base) + usize::from(offset) * usize::from(entry.row_words);
            (0..words).map(move |k| ((first + k) % 0x1_0000, usize::from(entry.post_base) + k))
        })
    }
}
