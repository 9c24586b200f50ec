//! The toy design, stimuli for it, and a prediction of it that was written from its description:
//! the effect of each event, and its delay in cycles after acceptance.
//!
//! An event accepted in cycle `a` keeps `event_ready` low on `a + 1 … a + 3`. A spike shows on the
//! synapse port on `a + 2`, a step in `steps` on `a + 1`, on the neuron port on `a + 3` and, if a
//! lane fired, on the spike port on `a + 4`; a control word on the control port on `a + 1`. A write
//! of register 0 makes the control port valid in every cycle, counting.

#![allow(dead_code, reason = "each test program uses a part")]

pub mod simulators;

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_sim::backend::Design;
use spindle_spec::layout::Layout;
use spindle_spec::stimulus::{Stimulus, Timed};
use spindle_spec::{Answer, Geometry, Image, Predict};

pub const WORDS: usize = 16;

/// The toy with seeded weights.
pub fn design(seed: u64) -> Design {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let images = (0..2)
        .map(|lane| Image {
            name: format!("spindle_lane{lane}_weight.hex"),
            bits: 8,
            words: (0..WORDS).map(|_| random.random_range(0..256)).collect(),
        })
        .collect();
    let geometry = Geometry {
        lanes: 2,
        neurons: 8,
        weight_words: WORDS,
        projections: 1,
        event_depth: 2,
        spike_depth: 2,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 0,
        ..Geometry::default()
    };
    Design { geometry, verilog: include_str!("toy.v").to_owned(), images }
}

/// A few setup writes, `events` random events, and reads of all weights.
pub fn stimulus(seed: u64, events: usize) -> Stimulus {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let events: Vec<Timed> = (0..events)
        .map(|_| Timed {
            gap: if random.random_bool(0.7) { 0 } else { random.random_range(0..9) },
            word: (random.random_range(0..4u32) << 16) | random.random_range(0..0x1_0000),
        })
        .collect();
    let cycles = 12 + 8 + events.iter().map(|event| 4 + u64::from(event.gap)).sum::<u64>();
    Stimulus {
        writes: vec![(1, 0x1234_5678), (15, 0xFFFF_FFFF), (2, 7)],
        events,
        repeats: 0,
        lead: Vec::new(),
        restart: 0,
        spike_ready: random.random_bool(0.5),
        cycles,
        reads: (0..WORDS as u32)
            .flat_map(|word| [0x80_0000 + 16 * word, 0x80_0001 + 16 * word])
            .chain([1, 2, 3, 15])
            .collect(),
    }
}

/// Records and answers of the toy.
#[derive(Clone)]
pub struct Prediction {
    pub records: Vec<(u64, Vec<u8>)>,
    pub memory: BTreeMap<u32, u32>,
    /// Cycles from the offer of a read to its answer.
    pub answer_after: u32,
    next: usize,
}

impl Predict for Prediction {
    fn next(&mut self, record: &mut [u8]) -> Option<u64> {
        let (cycle, values) = self.records.get(self.next)?;
        self.next += 1;
        record.copy_from_slice(values);
        Some(*cycle)
    }

    fn read(&mut self, address: u32) -> Answer {
        Answer { data: self.memory.get(&address).copied().unwrap_or(0), after: self.answer_after }
    }
}

/// Values that change, by cycle.
struct Schedule<'a> {
    layout: &'a Layout,
    changes: BTreeMap<u64, BTreeMap<usize, u32>>,
}

impl Schedule<'_> {
    fn set(&mut self, cycle: u64, name: &str, value: i32) {
        let index = self.layout.index(name).expect("a signal of the toy");
        self.changes.entry(cycle).or_default().insert(index, value as u32);
    }

    fn pulse(&mut self, cycle: u64, name: &str) {
        self.set(cycle, name, 1);
        // Unless it is raised again in that very cycle.
        let index = self.layout.index(name).expect("a signal of the toy");
        self.changes.entry(cycle + 1).or_default().entry(index).or_insert(0);
    }
}

/// Behaviour of the toy.
pub fn predict(design: &Design, stimulus: &Stimulus) -> Prediction {
    let layout = design.layout();
    let mut plan = Schedule { layout: &layout, changes: BTreeMap::new() };
    let mut weights: Vec<Vec<i8>> =
        design.images.iter().map(|image| image.words.iter().map(|word| *word as i8).collect()).collect();
    let mut sums = [0i16; 2];
    let (mut steps, mut taken) = (0u32, false);
    let mut ready_from = 0;
    let mut offer_from = 4 * stimulus.writes.len() as u64;
    for event in &stimulus.events {
        let cycle = (offer_from + u64::from(event.gap)).max(ready_from);
        if cycle >= stimulus.cycles {
            break;
        }
        offer_from = cycle + 1;
        ready_from = cycle + 4;
        plan.set(cycle + 1, "event_ready", 0);
        plan.set(cycle + 4, "event_ready", 1);
        let payload = (event.word & 0xFFFF) as u16;
        match event.word >> 16 {
            0 => {
                let row = usize::from(payload) % WORDS;
                plan.pulse(cycle + 2, "synapse_valid");
                plan.set(cycle + 2, "synapse_projection", i32::from(payload & 31));
                plan.set(cycle + 2, "synapse_source", i32::from(payload));
                plan.set(cycle + 2, "synapse_post", row as i32);
                for lane in 0..2 {
                    let weight = &mut weights[lane][row];
                    let mut set = |kind: &str, value: i32| {
                        plan.set(cycle + 2, &format!("synapse_{kind}_{lane}"), value);
                    };
                    set("weight_before", i32::from(*weight));
                    set("membrane_before", i32::from(sums[lane]));
                    sums[lane] = sums[lane].wrapping_add(i16::from(*weight));
                    *weight = weight.wrapping_add(1);
                    set("weight_after", i32::from(*weight));
                    set("membrane_after", i32::from(sums[lane]));
                }
            }
            2 => {
                steps += 1;
                plan.set(cycle + 1, "steps", steps as i32);
                plan.pulse(cycle + 3, "neuron_valid");
                plan.set(cycle + 3, "neuron_word", (steps & 0xFFFF) as i32);
                let fired = sums.map(|sum| sum > 100);
                for lane in 0..2 {
                    let mut set = |kind: &str, value: i32| {
                        plan.set(cycle + 3, &format!("neuron_{kind}_{lane}"), value);
                    };
                    set("membrane_before", i32::from(sums[lane]));
                    set("spike", i32::from(fired[lane]));
                    sums[lane] = sums[lane].div_euclid(2);
                    set("membrane_after", i32::from(sums[lane]));
                }
                if fired[0] || fired[1] {
                    if taken {
                        plan.set(cycle + 4, "overflow", 1);
                    } else {
                        plan.set(cycle + 4, "spike_valid", 1);
                        plan.set(cycle + 4, "spike_address", if fired[0] { 1 } else { 2 });
                    }
                    if stimulus.spike_ready {
                        plan.set(cycle + 5, "spike_valid", 0);
                        plan.set(cycle + 5, "spike_address", 0);
                    } else {
                        taken = true;
                    }
                }
            }
            3 => {
                plan.pulse(cycle + 1, "control_valid");
                plan.set(cycle + 1, "control_word", i32::from(payload));
                for lane in 0..2u16 {
                    let mut set = |kind: &str, value: u16| {
                        plan.set(cycle + 1, &format!("control_{kind}_{lane}"), i32::from(value));
                    };
                    set("error", payload.wrapping_add(lane));
                    set("drive", payload.wrapping_neg());
                    set("positive", payload & 1);
                    set("negative", payload >> 1 & 1);
                    set("feedback", payload << 1);
                }
            }
            _ => {}
        }
    }
    if let Some(index) = stimulus.writes.iter().position(|(address, data)| *address == 0 && *data != 0) {
        let start = 4 * index as u64 + 4;
        for cycle in start..stimulus.cycles {
            plan.set(cycle, "control_valid", 1);
            plan.set(cycle, "control_word", ((cycle - start) & 0xFFFF) as i32);
        }
    }
    let mut memory: BTreeMap<u32, u32> = stimulus.writes.iter().copied().collect();
    for (lane, weights) in weights.iter().enumerate() {
        for (word, weight) in weights.iter().enumerate() {
            memory.insert(0x80_0000 + 16 * word as u32 + lane as u32, i32::from(*weight) as u32);
        }
    }
    Prediction { records: records(&layout, &plan.changes, stimulus.cycles), memory, answer_after: 3, next: 0 }
}

fn records(
    layout: &Layout,
    changes: &BTreeMap<u64, BTreeMap<usize, u32>>,
    cycles: u64,
) -> Vec<(u64, Vec<u8>)> {
    let strobes: Vec<usize> = (0..layout.signals().len())
        .filter(|index| layout.signals()[*index].name.ends_with("_valid"))
        .collect();
    let ports = ["synapse_valid", "neuron_valid", "control_valid"];
    let mut values = layout.initial();
    let mut records = Vec::new();
    for (cycle, change) in changes.range(..cycles) {
        let before = values.clone();
        for (index, value) in change {
            layout.set(&mut values, *index, *value);
        }
        let strobe = strobes.iter().any(|index| {
            ports.contains(&layout.signals()[*index].name.as_str()) && layout.get(&values, *index) != 0
        });
        if strobe || values != before {
            records.push((*cycle, values.clone()));
        }
    }
    records
}
