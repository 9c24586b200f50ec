//! The value layer against the naive reading.

use spindle_spec::memory_map::Event;
use spindle_spec::{Configuration, State};

use super::Case;
use super::naive::Naive;
use crate::Core;
use crate::observer::{ControlWord, NeuronWord, Observer, PredictiveWord, SynapseWord};

/// Watches only to force the word-by-word path.
#[derive(Default)]
struct Count {
    synapse: u64,
    neuron: u64,
    control: u64,
    predictive: u64,
}

impl Observer for Count {
    fn synapse(&mut self, _: &SynapseWord<'_>) {
        self.synapse += 1;
    }
    fn neuron(&mut self, _: &NeuronWord<'_>) {
        self.neuron += 1;
    }
    fn control(&mut self, _: &ControlWord<'_>) {
        self.control += 1;
    }
    fn predictive(&mut self, _: &PredictiveWord<'_>) {
        self.predictive += 1;
    }
}

fn assert_same(core: &Core, naive: &Naive, context: &str) {
    let lanes = naive.geometry.lanes;
    let weights: Vec<i64> = core.weights().iter().map(|w| i64::from(*w)).collect();
    let expected: Vec<i64> =
        (0..weights.len()).map(|index| naive.weight[index % lanes][index / lanes]).collect();
    assert_eq!(weights, expected, "weights, {context}");
    for (n, cell) in naive.cells.iter().enumerate() {
        let s = core.controllers()[n];
        let got = [
            i64::from(core.membranes()[n]),
            core.refractory()[n].into(),
            s.rate.into(),
            s.phase.into(),
            s.error.into(),
            s.drive.into(),
            s.proportional.into(),
            s.integral.into(),
            core.feedback()[n].into(),
            core.modulators()[n].into(),
        ];
        let wanted = [cell.v, cell.r, cell.rate, cell.phase, cell.e, cell.c, cell.p, cell.i, cell.f, cell.m];
        assert_eq!(got, wanted, "neuron {n}, {context}");
    }
    assert_eq!(core.predictor().is_some(), !naive.traces.is_empty(), "{context}");
    if let Some(predictor) = core.predictor() {
        let traces: Vec<(i64, i64)> = predictor
            .inputs()
            .iter()
            .zip(predictor.eligibilities())
            .map(|(x, p)| (i64::from(*x), i64::from(*p)))
            .collect();
        let wanted: Vec<(i64, i64)> = naive.traces.iter().map(|trace| (trace.x, trace.p)).collect();
        assert_eq!(traces, wanted, "traces, {context}");
        let due: Vec<bool> = naive.cells.iter().map(|cell| cell.due).collect();
        assert_eq!(predictor.due(), due, "resets due, {context}");
    }
    let random: Vec<u64> = core.random().iter().map(|x| u64::from(*x)).collect();
    assert_eq!(random, naive.random, "random states, {context}");
    let c = core.counters();
    assert_eq!(
        (c.words, c.spikes, c.updates, [c.positive, c.negative], c.effort),
        (naive.words, naive.spikes, naive.updates, naive.pairs, naive.effort),
        "counters, {context}"
    );
}

/// Activity of the cases, so that a test can require some.
#[derive(Default)]
struct Done {
    words: u64,
    spikes: u64,
    updates: u64,
    pairs: u64,
    emitted: usize,
    predictive: u64,
}

/// Both paths of the value layer against the naive reading, after each event.
fn compare(seed: u64, case: &Case, done: &mut Done) {
    let mut naive = Naive::new(&case.geometry, &case.configuration);
    let mut bulk = Core::new(&case.geometry, &case.configuration).expect("fits");
    let mut watched = bulk.clone();
    let mut count = Count::default();
    for (index, event) in case.events.iter().enumerate() {
        naive.event(*event);
        bulk.event(*event, &mut ());
        watched.event(*event, &mut count);
        let context = format!("seed {seed}, event {index} {event:?}");
        assert_same(&bulk, &naive, &context);
        assert_same(&watched, &naive, &context);
        if *event == Event::Step {
            let fired: Vec<u16> = bulk.fired().iter().map(|n| 0x8000 | n).collect();
            let controllers = naive.queue.iter().filter(|source| **source >= 0xC000).count();
            assert!(!bulk.recurrent() || naive.queue.starts_with(&fired), "{context}");
            assert!(!bulk.recurrent() || naive.queue.len() == fired.len() + controllers, "{context}");
            done.emitted += controllers;
        }
    }
    let counters = bulk.counters();
    assert_eq!(counters, watched.counters(), "seed {seed}");
    assert_eq!(count.synapse + count.predictive, counters.words, "seed {seed}");
    assert_eq!(count.neuron, counters.steps * case.configuration.neuron_words as u64, "seed {seed}");
    let sent = |wanted: fn(&Event) -> bool| case.events.iter().filter(|event| wanted(event)).count() as u64;
    assert_eq!(counters.steps, sent(|event| matches!(event, Event::Step)));
    assert_eq!(counters.events, sent(|event| matches!(event, Event::Spike(_))));
    done.words += counters.words;
    done.spikes += counters.spikes;
    done.updates += counters.updates;
    done.pairs += counters.positive.min(counters.negative);
    done.predictive += count.predictive;
}

#[test]
fn bulk_and_watched_paths_equal_the_naive_reading() {
    let mut done = Done::default();
    (0..120).for_each(|seed| compare(seed, &Case::random(seed, 200), &mut done));
    // The cases did something of everything.
    let Done { words, spikes, updates, pairs, emitted, .. } = done;
    assert!(
        words > 10_000 && spikes > 1_000 && updates > 1_000 && pairs > 100 && emitted > 1_000,
        "{words} {spikes} {updates} {pairs} {emitted}"
    );
}

#[test]
fn the_predictive_pass_equals_the_naive_reading() {
    let mut done = Done::default();
    (0..120).for_each(|seed| compare(seed, &Case::predictive(seed, 200), &mut done));
    let Done { words, spikes, updates, predictive, .. } = done;
    assert!(
        predictive > 10_000 && words > predictive + 5_000 && spikes > 1_000 && updates > 5_000,
        "{predictive} {words} {spikes} {updates}"
    );
}

#[test]
fn cores_that_lack_units_equal_the_naive_reading() {
    let mut done = Done::default();
    (0..120).for_each(|seed| compare(seed, &Case::lacking(seed, 200), &mut done));
    let Done { words, spikes, updates, pairs, .. } = done;
    assert!(
        words > 10_000 && spikes > 1_000 && updates > 100 && pairs > 1_000,
        "{words} {spikes} {updates} {pairs}"
    );
}

#[test]
fn step_equals_its_events() {
    let mut steps = 0;
    for seed in 0..20 {
        let case = Case::random(seed, 100);
        let mut by_event = Core::new(&case.geometry, &case.configuration).expect("fits");
        let mut by_step = by_event.clone();
        let mut sources = Vec::new();
        for event in &case.events {
            by_event.event(*event, &mut ());
            match event {
                Event::Spike(source) => sources.push(*source),
                Event::Step => {
                    assert_eq!(by_step.step(&sources), by_event.fired(), "seed {seed}");
                    assert_eq!(by_step.weights(), by_event.weights(), "seed {seed}");
                    assert_eq!(by_step.membranes(), by_event.membranes(), "seed {seed}");
                    sources.clear();
                    steps += 1;
                }
                Event::Target { neuron, rate } => by_step.set_target((*neuron).into(), *rate),
                // Spikes already collected belong before the change of modes.
                Event::Control { .. } => {
                    sources.drain(..).for_each(|source| by_step.event(Event::Spike(source), &mut ()));
                    by_step.event(*event, &mut ());
                }
            }
        }
    }
    assert!(steps > 200, "{steps} steps compared");
}

/// The configuration of a core that resumes from the state of the naive reading.
fn going_on(naive: &Naive) -> Configuration {
    let cells = &naive.cells;
    let lanes = naive.geometry.lanes;
    let state = State {
        membranes: cells.iter().map(|cell| cell.v as i32).collect(),
        refractory: cells.iter().map(|cell| cell.r as u8).collect(),
        target_rates: cells.iter().map(|cell| cell.rate as u8).collect(),
        target_phases: cells.iter().map(|cell| cell.phase as u8).collect(),
        errors: cells.iter().map(|cell| cell.e as i16).collect(),
        drives: cells.iter().map(|cell| cell.c as i16).collect(),
        proportional: cells.iter().map(|cell| cell.p as i16).collect(),
        integral: cells.iter().map(|cell| cell.i as i16).collect(),
        feedback: cells.iter().map(|cell| cell.f as i16).collect(),
        modulators: cells.iter().map(|cell| cell.m as i32).collect(),
        due: naive.traces.first().map_or(Vec::new(), |_| cells.iter().map(|cell| cell.due).collect()),
        inputs: naive.traces.iter().map(|trace| trace.x as u16).collect(),
        eligibilities: naive.traces.iter().map(|trace| trace.p as u32).collect(),
        models: Vec::new(),
    };
    let words = naive.weight[0].len();
    Configuration {
        weights: (0..words * lanes).map(|index| naive.weight[index % lanes][index / lanes] as i16).collect(),
        random: naive.random.iter().map(|x| *x as u32).collect(),
        state: Some(state),
        ..naive.configuration.clone()
    }
}

#[test]
fn a_core_goes_on_from_a_state() {
    let mut compared = 0;
    for seed in 0..60 {
        let case = if seed % 2 == 0 { Case::random(seed, 200) } else { Case::predictive(seed, 200) };
        let mut naive = Naive::new(&case.geometry, &case.configuration);
        let (before, after) = case.events.split_at(case.events.len() / 2);
        let mut earlier = Core::new(&case.geometry, &case.configuration).expect("fits");
        for event in before {
            naive.event(*event);
            earlier.event(*event, &mut ());
        }
        naive.settle();
        let saved = going_on(&naive);
        assert_eq!(earlier.save(&case.geometry, &case.configuration), saved, "seed {seed}");
        let mut core = Core::new(&case.geometry, &saved).expect("fits");
        core.set_modes(naive.feedback_mode, naive.learning_mode);
        (naive.words, naive.spikes, naive.updates, naive.effort) = (0, 0, 0, 0);
        naive.pairs = [0; 2];
        for (index, event) in after.iter().enumerate() {
            assert_same(&core, &naive, &format!("seed {seed}, {index} events after the state"));
            naive.event(*event);
            core.event(*event, &mut ());
            compared += 1;
        }
    }
    assert!(compared > 5_000, "{compared} events compared");
}
