//! Cycles and values worked out by hand from the specification.

use spindle_spec::memory_map::Event;
use spindle_spec::stimulus::{Stimulus, Timed};
use spindle_spec::{Configuration, Controller, Geometry, Neuron, Prediction, Projection};

use crate::{Core, Golden};

const STEP: Event = Event::Step;

fn control(feedback: bool, learning: bool, clear: bool) -> Event {
    Event::Control { feedback, learning, clear, clear_targets: false }
}

/// Two lanes, four neurons in two words, four weight words. Inputs 0 and 1 reach both words with
/// weights 1 to 8.
fn small() -> (Geometry, Configuration) {
    let geometry = Geometry {
        lanes: 2,
        neurons: 4,
        weight_words: 8,
        projections: 4,
        event_depth: 2,
        spike_depth: 2,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 0,
        ..Geometry::default()
    };
    let all = Projection { source_count: 2, row_words: 2, ..Projection::default() };
    let neuron = Neuron { threshold: 100, leak: 15, ..Neuron::default() };
    let configuration = Configuration {
        prediction: Prediction::default(),
        neuron_words: 2,
        input_entries: 1,
        controllers_emit: false,
        projections: vec![all],
        controller: Controller::default(),
        neurons: vec![neuron; 4],
        weights: (1..=16).collect(),
        random: vec![1, 2],
        ..Configuration::default()
    };
    (geometry, configuration)
}

/// Sends the events without gaps and setup; gives the cycles in which `signal` is not 0 in a
/// record, and its value.
fn shows(
    (geometry, configuration): &(Geometry, Configuration),
    events: &[Event],
    spike_ready: bool,
    signal: &str,
) -> Vec<(u64, u32)> {
    let events = events.iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
    let mut stimulus = Stimulus { events, spike_ready, ..Stimulus::default() };
    stimulus.cycles = Golden::cycles_needed(geometry, configuration, &stimulus).expect("fits");
    let mut golden = Golden::new(geometry, configuration, &stimulus).expect("fits");
    let index = golden.layout().index(signal).expect("a signal");
    let layout = golden.layout().clone();
    let mut seen = Vec::new();
    while let Some((cycle, record)) = golden.next_record() {
        match layout.get(record, index) {
            0 => {}
            value => seen.push((cycle, value)),
        }
    }
    seen
}

fn cycles(seen: Vec<(u64, u32)>) -> Vec<u64> {
    seen.into_iter().map(|(cycle, _)| cycle).collect()
}

#[test]
fn one_spike_shows_on_clock_13() {
    // Accepted on 0, head 2, taken 2; A 3, B 4, C 5, D 6, S 7 and 8; shown 6 later.
    let core = small();
    assert_eq!(cycles(shows(&core, &[Event::Spike(1)], true, "synapse_valid")), [13, 14]);
    // Row 1 is weight words 2 and 3: weights 5, 6 and 7, 8.
    let seen = shows(&core, &[Event::Spike(1)], true, "synapse_membrane_after_1");
    assert_eq!(seen, [(13, 6), (14, 8), (15, 8)]);
    assert_eq!(shows(&core, &[Event::Spike(1)], true, "synapse_post"), [(14, 1), (15, 1)]);
}

#[test]
fn two_spikes_follow_without_a_bubble() {
    assert_eq!(
        cycles(shows(&small(), &[Event::Spike(1), Event::Spike(0)], true, "synapse_valid")),
        [13, 14, 15, 16]
    );
    // A source without entries, between them, costs no cycle after a row of two words.
    let events = [Event::Spike(1), Event::Spike(9), Event::Spike(0)];
    assert_eq!(cycles(shows(&small(), &events, true, "synapse_valid")), [13, 14, 15, 16]);
}

#[test]
fn clk_11_a_step_costs_words_plus_neuron_words_plus_15() {
    // Spike taken on 2, S on 7 and 8, step taken on 10 = 8 + 2; steps shows 11; neuron words issued
    // on 11 and 12, shown on 19 and 20; event state again on 21: the next spike is taken then, 19 =
    // 2 + 2 + 15 later.
    let core = small();
    let events = [Event::Spike(1), STEP, Event::Spike(0), STEP];
    assert_eq!(shows(&core, &events, true, "steps").first(), Some(&(11, 1)));
    assert_eq!(cycles(shows(&core, &events, true, "neuron_valid")), [19, 20, 38, 39]);
    assert_eq!(cycles(shows(&core, &events, true, "synapse_valid")), [13, 14, 32, 33]);
}

#[test]
fn a_run_needs_what_it_shows_and_16_clocks_more() {
    // Spike taken on 2, S on 7, step taken on 9, neuron word issued on 10; all 16 neurons fire:
    // pushed on 18, head on 20, sent on 21 to 36. In 37 nothing more is offered, which shows: 38
    // cycles.
    let (geometry, configuration) = small();
    let geometry = Geometry { lanes: 16, neurons: 16, ..geometry };
    let configuration = Configuration {
        neuron_words: 1,
        projections: vec![Projection { source_count: 1, row_words: 1, ..Projection::default() }],
        neurons: vec![Neuron { leak: 15, ..Neuron::default() }; 16],
        weights: vec![1; 8 * 16],
        random: vec![1; 16],
        ..configuration
    };
    let core = (geometry, configuration);
    let events = [Event::Spike(0), STEP];
    assert_eq!(cycles(shows(&core, &events, true, "spike_valid")).first(), Some(&21));
    assert_eq!(shows(&core, &events, true, "spike_address").last(), Some(&(36, 15)));
    let needed = |events: &[Event]| {
        let events = events.iter().map(|event| Timed { gap: 0, word: event.encode() }).collect();
        let stimulus = Stimulus { events, spike_ready: true, ..Stimulus::default() };
        Golden::cycles_needed(&core.0, &core.1, &stimulus).expect("fits")
    };
    assert_eq!(needed(&events), 38 + 16);
    // A target shows nothing, and is taken on 2.
    assert_eq!(needed(&[Event::Target { neuron: 0, rate: 1 }]), 3 + 16);
    // A step taken on 2 that shows its last on 12: where controllers emit, the event state comes
    // back on 3 + 11.
    let emitting = Configuration { controllers_emit: true, ..core.1.clone() };
    let stimulus = Stimulus { events: vec![Timed { gap: 0, word: STEP.encode() }], ..Stimulus::default() };
    assert_eq!(Golden::cycles_needed(&core.0, &emitting, &stimulus).expect("fits"), 14 + 16);
}

#[test]
fn empty_steps_back_to_back() {
    // Taken on 2, event state from 2 + 2 + 9 = 13, taken on 13, then on 24; the first one's words
    // show from 2 + 9.
    assert_eq!(cycles(shows(&small(), &[STEP; 3], true, "neuron_valid")), [11, 12, 22, 23, 33, 34]);
    // Modes act immediately: control taken on 2, step on 3; control entries 14 and 15 after it.
    let events = [control(true, false, false), STEP];
    assert_eq!(cycles(shows(&small(), &events, true, "control_valid")), [17, 18]);
}

#[test]
fn clk_9_clear_takes_the_time_of_a_step_and_shows_nothing() {
    let events = [control(false, false, true), STEP];
    assert_eq!(cycles(shows(&small(), &events, true, "neuron_valid")), [22, 23]);
}

#[test]
fn out_3_event_ready_falls_when_the_store_of_two_is_full() {
    // Words accepted on 0, 1, 2 (the first left the store on 1). Taken: step on 2, so word 1 moves
    // on 2 and the store holds word 2 alone on 3; word 3 is accepted on 3; full on 4 (words 2 and
    // 3) until word 1 is taken, on 13.
    let low: Vec<u64> = {
        let ready = cycles(shows(&small(), &[STEP; 5], true, "event_ready"));
        let all = cycles(shows(&small(), &[STEP; 5], true, "steps"));
        all.into_iter().filter(|cycle| !ready.contains(cycle)).collect()
    };
    // Full on 4 to 13, 14 counts one; word 4 accepted on 14, full again on 15 until 24.
    assert_eq!(low, [4, 11, 12, 13, 15, 22, 23, 24]);
}

/// Everything fires in every step, and each neuron reaches word 0 through an entry for neurons.
fn recurrent() -> (Geometry, Configuration) {
    let (geometry, mut configuration) = small();
    for neuron in &mut configuration.neurons {
        *neuron = Neuron { threshold: 0, leak: 15, ..Neuron::default() };
    }
    let back = Projection {
        source_base: 0x8000,
        source_count: 4,
        weight_base: 4,
        row_words: 1,
        ..Projection::default()
    };
    configuration.projections.push(back);
    (geometry, configuration)
}

#[test]
fn evt_6_neuron_spikes_come_before_the_next_input() {
    let events = [Event::Spike(0), STEP, Event::Spike(1)];
    // Step on 10. All four neurons fire; words pushed on 19 and 20, first lane offered on 22. Event
    // state from 21. Neurons taken on 22, 23, 24, 25; the input, there long since, on 26. Rows of
    // one word issued on 27 to 30, then 31.
    let core = recurrent();
    assert_eq!(
        shows(&core, &events, true, "synapse_source")[..5],
        [(33, 0x8000), (34, 0x8001), (35, 0x8002), (36, 0x8003), (37, 1)]
    );
    assert_eq!(cycles(shows(&core, &events, true, "synapse_valid")), [13, 14, 33, 34, 35, 36, 37, 38]);
    // Output: pushed on 19, offered from 22, one address per cycle; address 0 is neuron 0.
    assert_eq!(cycles(shows(&core, &events, true, "spike_valid"))[..4], [22, 23, 24, 25]);
    assert_eq!(shows(&core, &events, true, "spike_address")[..3], [(23, 1), (24, 2), (25, 3)]);
}

#[test]
fn out_1_a_stuck_host_makes_the_core_drop_entries() {
    // Two entries a step; depth + 2 = 4 fit, the fifth, first of the third step, is dropped.
    let mut core = recurrent();
    core.1.projections.pop();
    let mut events = vec![];
    for _ in 0..4 {
        events.extend([Event::Spike(0), STEP]);
    }
    // Steps on 10, 29, 48: its first word is pushed on 57, overflow shows on 58.
    assert_eq!(shows(&core, &events, false, "overflow").first(), Some(&(58, 1)));
    assert_eq!(shows(&core, &events, true, "overflow"), []);
}

#[test]
fn several_table_entries_and_rows_of_no_words() {
    let (geometry, mut configuration) = small();
    let all = configuration.projections[0];
    // Entry 0 applies, 1 has rows of no words, 2 knows other sources, 3 applies.
    configuration.projections = vec![
        all,
        Projection { row_words: 0, ..all },
        Projection { source_base: 1, source_count: 1, ..all },
        all,
    ];
    configuration.input_entries = 4;
    let core = (geometry, configuration);
    // Entry 0 in A on 3: S on 7, 8. Entry 3 in A on 6, B 7, C 8, D 9, S 10: one cycle is lost.
    let seen = shows(&core, &[Event::Spike(0)], true, "synapse_valid");
    assert_eq!(cycles(seen), [13, 14, 16, 17]);
    assert_eq!(shows(&core, &[Event::Spike(0)], true, "synapse_projection"), [(16, 3), (17, 3), (18, 3)]);
}

#[test]
fn evt_8_neurons_walk_their_own_entries_only() {
    let (geometry, configuration) = recurrent();
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    // Neuron 3 through entry 1: weight word 4 + 3 = 7, weights 15 and 16, into word 0.
    core.event(Event::Spike(0x8003), &mut ());
    assert_eq!(core.membranes(), [15, 16, 0, 0]);
    // Input 0: words 0 and 1.
    core.event(Event::Spike(0), &mut ());
    assert_eq!(core.membranes(), [16, 18, 3, 4]);
}

#[test]
fn evt_6_and_7_values_of_a_queued_spike_come_one_step_later() {
    let (geometry, configuration) = recurrent();
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    assert_eq!(core.step(&[0]), [0, 1, 2, 3]);
    // Threshold 0, reset by subtraction: membranes stay.
    assert_eq!(core.membranes(), [1, 2, 3, 4]);
    // Weight words 4 to 7 (9 to 16): 9 + 11 + 13 + 15 = 48, 10 + 12 + 14 + 16 = 52.
    core.settle(&mut ());
    assert_eq!(core.membranes(), [49, 54, 3, 4]);
    core.settle(&mut ());
    assert_eq!(core.membranes(), [49, 54, 3, 4]);
}

#[test]
fn syn_5_and_6_the_membrane_sees_the_weight_before_it_learns() {
    let (geometry, mut configuration) = small();
    configuration.projections[0].learn = true;
    configuration.neurons[0].controlled = true;
    configuration.neurons[0].controller_threshold = 10;
    configuration.controller = Controller {
        error_leak: 15,
        proportional_leak: 15,
        integral_leak: 15,
        modulatory_leak: 15,
        error_gain: 10,
        proportional_gain: 20,
        integral_gain: 1,
    };
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    core.event(control(true, true, false), &mut ());
    core.set_target(0, 255);
    // Phase 255, then 510 - 256: the second step has a target spike, none is given: f = 21.
    core.step(&[]);
    core.step(&[]);
    assert_eq!(core.feedback(), [21, 0, 0, 0]);
    // Rate shift 0: weight 1 becomes 22; the membrane gets 1.
    core.event(Event::Spike(0), &mut ());
    assert_eq!((core.weights()[0], core.membranes()[0]), (22, 1));
    // Next time 22 is used, then 43 stored; lane 1 has no feedback and keeps 2.
    core.event(Event::Spike(0), &mut ());
    assert_eq!((core.weights()[..2].to_vec(), core.membranes()[0]), (vec![43, 2], 23));
    assert_eq!(core.counters().updates, 2);
    // Learning off, or feedback off: no change.
    for modes in [control(true, false, false), control(false, true, false)] {
        core.event(modes, &mut ());
        core.event(Event::Spike(0), &mut ());
        assert_eq!(core.weights()[0], 43);
    }
}

#[test]
fn upd_8_clear_keeps_targets_weights_and_random_states() {
    let (geometry, mut configuration) = small();
    configuration.neurons[0].controlled = true;
    configuration.controller.error_gain = 5;
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    core.event(control(true, false, false), &mut ());
    core.event(Event::Target { neuron: 0, rate: 200 }, &mut ());
    // Beyond the core's memory: ignored (EVT-3).
    core.event(Event::Target { neuron: 4, rate: 200 }, &mut ());
    core.step(&[0]);
    core.step(&[0]);
    // Phase 200, then 400 - 256 = 144 with a target spike that is not given: e = 5, c = 0 + 5.
    let state = core.controllers()[0];
    assert_eq!((state.phase, state.error, state.drive), (144, 5, 5));
    core.step(&[]);
    let state = core.controllers()[0];
    assert_eq!((state.phase, state.error, state.drive), (88, 5, 10));
    let (weights, random) = (core.weights().to_vec(), core.random());
    core.event(control(true, true, true), &mut ());
    assert_eq!((core.membranes(), core.feedback()), (&[0; 4][..], &[0; 4][..]));
    let state = core.controllers()[0];
    assert_eq!((state.rate, state.phase, state.error, state.drive), (200, 88, 0, 0));
    assert_eq!((core.weights(), &core.random()[..]), (&weights[..], &random[..]));
    assert_eq!((core.counters().steps, core.modes()), (3, (true, true)));
}

/// A clear of all with a target at work before it, and the cells of both words behind it.
fn targets_after(event: Event, neuron_words: usize) -> [(u8, u8); 4] {
    let (geometry, mut configuration) = small();
    configuration.neurons.iter_mut().for_each(|neuron| neuron.controlled = true);
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    core.event(control(true, false, false), &mut ());
    for (neuron, rate) in [(0, 200), (1, 3), (2, 90), (3, 255)] {
        core.event(Event::Target { neuron, rate }, &mut ());
    }
    core.step(&[]);
    core.step(&[]);
    // Twice the rate, modulo 256.
    let state = |core: &Core| [0, 1, 2, 3].map(|n| (core.controllers()[n].rate, core.controllers()[n].phase));
    assert_eq!(state(&core), [(200, 144), (3, 6), (90, 180), (255, 254)]);
    // The first word alone is visited, by a core that continues from here.
    let mut start = core.save(&geometry, &configuration);
    start.neuron_words = neuron_words;
    let mut core = Core::new(&geometry, &start).expect("fits");
    core.event(event, &mut ());
    state(&core)
}

#[test]
fn upd_9_bit_3_clears_targets_of_the_neurons_that_are_visited() {
    let kept = [(200, 144), (3, 6), (90, 180), (255, 254)];
    assert_eq!(targets_after(control(true, true, true), 2), kept);
    assert_eq!(targets_after(Event::decode(0x3_000C), 2), [(0, 0); 4]);
    assert_eq!(targets_after(Event::decode(0x3_000F), 1), [(0, 0), (0, 0), (90, 180), (255, 254)]);
    // Bit 3 without bit 2 (EVT-5).
    assert_eq!(targets_after(Event::decode(0x3_000B), 2), kept);
}

#[test]
fn upd_9_bit_3_takes_no_cycle_more_and_alone_none() {
    let core = small();
    let neuron_words_behind = |word| {
        let first = Event::decode(word);
        cycles(shows(&core, &[first, STEP], true, "neuron_valid"))
    };
    assert_eq!(neuron_words_behind(0x3_000C), neuron_words_behind(0x3_0004));
    assert_eq!(neuron_words_behind(0x3_0008), neuron_words_behind(0x3_0000));
    // Taken on 2; neuron words issued on 3 and 4; event state on 13 = 4 + 9; the step's words on 14
    // and 15, shown 8 later.
    assert_eq!(neuron_words_behind(0x3_000C), [22, 23]);
}

#[test]
fn a_configuration_that_does_not_fit_is_refused() {
    let (geometry, mut configuration) = small();
    configuration.projections[0].weight_base = 5;
    let error = Core::new(&geometry, &configuration).expect_err("words 5 to 8 of 8");
    assert!(error.to_string().contains("last weight word"), "{error}");
}

/// Neuron 0 is controlled; its controllers reach neurons 2 and 3, which are modulated, with weights
/// 9 and 10.
fn modulatory() -> (Geometry, Configuration) {
    let (geometry, mut configuration) = small();
    let feedback = Projection {
        source_base: 0xC000,
        source_count: 1,
        weight_base: 4,
        post_base: 1,
        row_words: 1,
        modulatory: true,
        learn: true,
        ..Projection::default()
    };
    configuration.projections.push(feedback);
    configuration.controllers_emit = true;
    configuration.controller =
        Controller { error_gain: 10, proportional_gain: 20, modulatory_leak: 1, ..Controller::default() };
    configuration.neurons[0] =
        Neuron { controlled: true, controller_threshold: 10, ..configuration.neurons[0] };
    configuration.neurons[2].modulated = true;
    configuration.neurons[3].modulated = true;
    (geometry, configuration)
}

#[test]
fn syn_8_ctl_7_a_controller_spike_teaches_a_modulated_neuron() {
    let (geometry, mut configuration) = modulatory();
    configuration.projections[0].learn = true;
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    core.event(control(true, true, false), &mut ());
    core.set_target(0, 255);
    // The second step has a target spike and no output spike: the positive neuron fires; p = 20,
    // not injected.
    core.step(&[]);
    core.step(&[]);
    assert_eq!((core.feedback(), core.membranes()), (&[20, 0, 0, 0][..], &[0; 4][..]));
    // In the next step its row reaches the modulators, unscaled; modulatory weights do not learn.
    core.settle(&mut ());
    assert_eq!((core.modulators(), core.weights()[8..10].to_vec()), (&[0, 0, 9, 10][..], vec![9, 10]));
    // The update takes them in (a second target spike: p = 20 + 0 leak of 0); neuron 3 is far from
    // firing.
    core.event(Event::Spike(0), &mut ());
    core.weights_mut()[3] = -60;
    core.event(Event::Spike(0), &mut ());
    assert_eq!(core.membranes()[2..], [6, 4 - 60]);
    core.event(STEP, &mut ());
    assert_eq!((core.modulators(), core.feedback()[2..].to_vec()), (&[0; 4][..], vec![9, 0]));
    // A third positive spike: the trace halves, 9 - (10 >> 1) = 4, and takes 9 in.
    core.event(Event::Spike(0), &mut ());
    assert_eq!(core.weights()[2], 3 + 9);
    core.event(STEP, &mut ());
    assert_eq!(core.feedback()[2..], [13, 0]);
    // Without feedback mode neither controllers nor modulators do anything.
    core.event(control(false, false, false), &mut ());
    core.event(STEP, &mut ());
    let still = core.feedback().to_vec();
    core.event(STEP, &mut ());
    assert_eq!(core.feedback(), still);
}

#[test]
fn syn_1_a_negative_controller_spike_subtracts_what_a_positive_one_adds() {
    let (geometry, configuration) = modulatory();
    let mut core = Core::new(&geometry, &configuration).expect("fits");
    for (source, wanted) in [(0xC000, [9, 10]), (0xC000, [18, 20]), (0xE000, [9, 10]), (0xC001, [9, 10])] {
        core.event(Event::Spike(source), &mut ());
        assert_eq!(core.modulators()[2..], wanted, "{source:#x}");
    }
    assert_eq!(core.membranes(), [0; 4]);
}

#[test]
fn clk_9_controllers_that_emit_delay_the_next_step_by_two_clocks() {
    let events = [control(true, false, false), Event::Target { neuron: 0, rate: 255 }, STEP, STEP, STEP];
    let (silent, mut emitting) = (small(), small());
    emitting.1.controllers_emit = true;
    let taken = |core: &(Geometry, Configuration)| {
        let steps = shows(core, &events, true, "steps");
        let first = |count: u32| steps.iter().find(|(_, steps)| *steps == count).expect("a step").0;
        [first(2) - first(1), first(3) - first(2)]
    };
    // Taken on q, words on q + 1 and q + 2, event state again on q + 11 or q + 13.
    assert_eq!((taken(&silent), taken(&emitting)), ([11, 11], [13, 13]));
    // The pair fires in word 0 of the second step, taken on q: pushed on q + 11, head q + 13,
    // offered on q + 14; A to S q + 15 to q + 19; shown on q + 25.
    let core = modulatory();
    let step = shows(&core, &events, true, "steps").iter().find(|(_, steps)| *steps == 2).expect("a step").0;
    let seen = shows(&core, &events, true, "synapse_source");
    assert_eq!(seen.first(), Some(&(step - 1 + 25, 0xC000)));
}
