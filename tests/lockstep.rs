//! The golden model against the embedded simulator: every directed case, random networks, every
//! fault, and the cycles that a step takes. Needs no tool.

use spindle::verify::{Case, Universe, directed, random};
use spindle_golden::{Core, Golden};
use spindle_sim::backend::rust_hdl::RustHdl;
use spindle_sim::backend::{Backend, Design};
use spindle_sim::fault::Fault;
use spindle_sim::lockstep::{Comparison, Divergence};
use spindle_spec::NeuronModel;
use spindle_spec::configuration::{
    Configuration, Controller, Neuron, Prediction, Projection, default_random_state,
};
use spindle_spec::geometry::Geometry;
use spindle_spec::memory_map::{self as map, Event};
use spindle_spec::stimulus::{Stimulus, Timed};
use std::ops::ControlFlow;

fn run(case: &Case) -> Comparison {
    let stimulus = case.stimulus().expect("a network that fits");
    case.compare(&stimulus, &RustHdl, &case.design(), &stimulus, None).expect("a run")
}

#[test]
fn directed_cases_agree() {
    let mut records = 0;
    for case in directed::cases() {
        let comparison = run(&case);
        assert!(comparison.equal(), "{}:\n{}", case.name, comparison.first_difference.unwrap());
        records += comparison.rung.events;
    }
    println!("{records} records compared");
    assert!(records > 3000, "only {records} records compared");
}

#[test]
fn random_networks_agree() {
    let (mut records, mut cycles) = (0, 0);
    for seed in 1..=24 {
        let case = random::case(seed, 40);
        let comparison = run(&case);
        assert!(comparison.equal(), "seed {seed}:\n{}", comparison.first_difference.unwrap());
        records += comparison.rung.events;
        cycles += comparison.rung.cycles;
    }
    println!("{cycles} cycles, {records} records compared");
    assert!(cycles > 15_000 && records > 10_000, "only {cycles} cycles and {records} records compared");
}

/// The golden model of a list, the hardware under its third part sent three times. Random cores
/// with a neuron model each, predictive ones and cores without some of their units among them.
#[test]
fn neuron_models_agree() {
    let universe = Universe { models_every: 1, ..Universe::default() };
    let (mut records, mut entries, mut moved) = (0, 0, 0);
    for seed in 1..=24 {
        let case = random::draw(&universe, seed, 40);
        assert!(!case.geometry.neuron_model.is_lif(), "{}", case.name);
        let comparison = run(&case);
        assert!(comparison.equal(), "{}:\n{}", case.name, comparison.first_difference.unwrap());
        records += comparison.rung.events;
        entries += comparison.rung.entries.neuron;
        // The same network without its model does something else.
        let plain = Geometry { neuron_model: NeuronModel::Lif, ..case.geometry.clone() };
        let configuration = Configuration { models: Vec::new(), ..case.configuration.clone() };
        let counted = |geometry: &Geometry, configuration: &Configuration| {
            let mut core = Core::new(geometry, configuration).expect("a network that fits");
            case.events.iter().for_each(|event| core.event(Event::decode(event.word), &mut ()));
            core.counters().spikes
        };
        moved += usize::from(counted(&plain, &configuration) != counted(&case.geometry, &case.configuration));
    }
    println!(
        "{records} records compared, {entries} of neurons; {moved} networks spike otherwise without their model"
    );
    assert!(records > 3000 && entries > 2000, "only {records} records compared, {entries} of neurons");
    assert!(moved > 8, "the model matters in {moved} networks only");
}

#[test]
fn events_sent_again_are_as_if_listed_again() {
    let mut case = random::case(31, 30);
    let (design, again) = (case.design(), case.repeated(2).expect("a network that fits"));
    case.events = case.events.repeat(3);
    let listed = case.stimulus().expect("a network that fits");
    assert_eq!(listed.cycles, again.cycles);
    let comparison = case.compare(&listed, &RustHdl, &design, &again, None).expect("a run");
    assert!(comparison.equal(), "{}", comparison.first_difference.unwrap());
    assert_eq!(comparison, case.compare(&again, &RustHdl, &design, &listed, None).expect("a run"));
}

#[test]
fn every_fault_is_found() {
    let learning = learning_case(8, 256, 64, true);
    let predicting = spindle::verify::predictive::cases().swap_remove(0);
    for fault in Fault::ALL {
        let case = if fault == Fault::PredictiveLeak { &predicting } else { &learning };
        let (stimulus, design) = (case.stimulus().unwrap(), case.design());
        let (device, driven) = fault.inject(7, &design, &stimulus).expect("a site for the fault");
        let comparison = case.compare(&stimulus, &RustHdl, &device, &driven, None).unwrap();
        let difference =
            comparison.first_difference.unwrap_or_else(|| panic!("{} went unnoticed", fault.name()));
        assert_ne!(difference.kind, Divergence::Nothing);
        // Where a fault shows first says what it is.
        let wanted: &[&str] = match fault {
            Fault::WeightBit => &["synapse_weight_before"],
            Fault::Leak | Fault::StuckSpike => &["neuron_"],
            Fault::Rounding => &["synapse_weight_after"],
            Fault::LateClock => &["steps", "synapse_valid", "event_ready", "neuron_valid"],
            Fault::DroppedEvent => &["synapse_", "event_ready", "steps"],
            Fault::PredictiveLeak => &["predict"],
        };
        let named = wanted.iter().any(|prefix| difference.signal.starts_with(prefix));
        assert!(named, "{}: first difference at {}", fault.name(), difference.signal);
    }
}

/// `neurons` outputs, `inputs` inputs, a tenth of them active in each step.
fn learning_case(lanes: usize, neurons: usize, inputs: usize, learning: bool) -> Case {
    let geometry = Geometry {
        lanes,
        neurons,
        weight_words: inputs * neurons / lanes,
        projections: 1,
        event_depth: 64,
        spike_depth: 64,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 4,
        ..Geometry::default()
    };
    let words = geometry.neuron_words();
    let configuration = Configuration {
        neuron_words: words,
        input_entries: 1,
        controllers_emit: false,
        projections: vec![Projection {
            source_count: inputs as u16,
            row_words: words as u16,
            rate_shift: 6,
            learn: true,
            ..Projection::default()
        }],
        prediction: Prediction::default(),
        controller: Controller {
            error_leak: 4,
            proportional_leak: 3,
            integral_leak: 6,
            modulatory_leak: 15,
            error_gain: 256,
            proportional_gain: 160,
            integral_gain: 80,
        },
        neurons: vec![
            Neuron {
                threshold: 3000,
                leak: 4,
                controlled: true,
                injected: true,
                controller_threshold: 256,
                ..Neuron::default()
            };
            neurons
        ],
        weights: (0..neurons * inputs).map(|i| (i * 53 % 101) as i16 - 30).collect(),
        random: (0..lanes).map(default_random_state).collect(),
        ..Configuration::default()
    };
    let mut events = vec![Event::modes(true, learning)];
    for neuron in 0..neurons.min(256) {
        events.push(Event::Target { neuron: neuron as u8, rate: (neuron * 7) as u8 });
    }
    for step in 0..STEPS {
        for active in 0..inputs.div_ceil(10) {
            events.push(Event::Spike(((step * 17 + active * 10) % inputs) as u16));
        }
        events.push(Event::Step);
    }
    let events = events.into_iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    Case::new("a tenth active", geometry, configuration, events)
}

/// Steps of [`learning_case`].
const STEPS: usize = 12;

/// Cycles in which the hardware shows that a step was taken.
fn step_cycles(case: &Case, design: &Design, stimulus: &Stimulus) -> Vec<u64> {
    let layout = design.layout();
    let steps = layout.index("steps").unwrap();
    let (mut seen, mut cycles) = (0, Vec::new());
    let outcome = RustHdl.run(design, stimulus, None, &mut |cycle, record| {
        let now = layout.get(record, steps);
        if now != seen {
            seen = now;
            cycles.push(cycle);
        }
        ControlFlow::Continue(())
    });
    outcome.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    cycles
}

#[test]
fn a_step_costs_its_words_and_a_constant_and_learning_is_free() {
    for (lanes, neurons, inputs) in
        [(8, 256, 64), (8, 64, 256), (1, 24, 40), (2, 32, 40), (4, 64, 64), (16, 256, 64)]
    {
        let cycles = [true, false].map(|learning| {
            let case = learning_case(lanes, neurons, inputs, learning);
            let mut stimulus = case.stimulus().unwrap();
            stimulus.reads.clear();
            step_cycles(&case, &case.design(), &stimulus)
        });
        assert_eq!(cycles[0].len(), STEPS);
        assert_eq!(cycles[0], cycles[1], "learning on and off take different cycles");
        let words = inputs.div_ceil(10) * (neurons / lanes);
        let neuron_words = neurons / lanes;
        let work = (words + neuron_words) as u64;
        // CLK-11: the constant is 15.
        for pair in cycles[0].windows(2) {
            let taken = pair[1] - pair[0];
            assert!(
                taken as f64 <= 1.05 * work as f64 + 15.0,
                "L = {lanes}: {taken} cycles for {work} words"
            );
            assert_eq!(taken, work + 15, "L = {lanes}, {neurons} neurons, {inputs} inputs");
        }
    }
}

#[test]
fn the_golden_model_and_the_stimulus_agree_on_the_length_of_a_run() {
    let case = learning_case(4, 16, 10, true);
    let stimulus = case.stimulus().unwrap();
    let mut golden = Golden::new(&case.geometry, &case.configuration, &stimulus).unwrap();
    let mut last = 0;
    while let Some((cycle, _)) = golden.next_record() {
        last = cycle;
    }
    assert!(last < stimulus.cycles, "last record in cycle {last} of {}", stimulus.cycles);
    // All events are taken before the first read.
    let steps = case.events.iter().filter(|timed| Event::decode(timed.word) == Event::Step).count();
    let answers = golden.reads();
    assert!(answers.iter().all(|answer| answer.after == 3));
    let at = stimulus.reads.iter().position(|address| *address == map::STEPS).expect("it is read");
    assert_eq!(answers[at].data as usize, steps);
}
