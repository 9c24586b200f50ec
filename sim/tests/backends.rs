//! The simulators, and lockstep on them, with a toy design whose every cycle is known.

mod toy;

use std::ops::ControlFlow;
use std::path::Path;

use spindle_sim::backend::icarus::Icarus;
use spindle_sim::backend::{Backend, Design};
use spindle_sim::fault::Fault;
use spindle_sim::lockstep::{Comparison, Divergence, FirstDifference, compare};
use spindle_spec::Outcome;
use spindle_spec::stimulus::Stimulus;
use toy::simulators::{backends, run, verilator};

fn lockstep(
    mut golden: toy::Prediction,
    backend: &dyn Backend,
    design: &Design,
    stimulus: &Stimulus,
) -> Comparison {
    compare(&mut golden, backend, design, stimulus, None).expect("the simulator runs")
}

#[test]
fn both_simulators_equal_the_prediction() {
    for seed in 0..4 {
        let (design, stimulus) = (toy::design(seed), toy::stimulus(seed, 3000));
        let golden = toy::predict(&design, &stimulus);
        for backend in backends() {
            let result = lockstep(golden.clone(), backend.as_ref(), &design, &stimulus);
            if let Some(difference) = &result.first_difference {
                panic!("{}, seed {seed}: {difference}", backend.name());
            }
            assert!(result.equal());
            let count =
                |kind: u32| stimulus.events.iter().filter(|event| event.word >> 16 == kind).count() as u64;
            assert_eq!(result.rung.events, golden.records.len() as u64);
            assert_eq!(result.rung.cycles, stimulus.cycles);
            assert_eq!(result.rung.entries.synapse, count(0));
            assert_eq!(result.rung.entries.neuron, count(2));
            assert_eq!(result.rung.entries.control, count(3));
            assert_eq!(result.rung.reads, stimulus.reads.len());
            assert_eq!(result.rung.signals, design.layout().signals().len());
        }
    }
}

#[test]
fn events_sent_again_are_as_if_listed_again() {
    let design = toy::design(5);
    let mut listed = toy::stimulus(5, 300);
    let again = Stimulus { repeats: 2, cycles: 3 * listed.cycles, ..listed.clone() };
    listed.events = listed.events.repeat(3);
    listed.cycles = again.cycles;
    let golden = toy::predict(&design, &listed);
    for backend in backends() {
        let result = lockstep(golden.clone(), backend.as_ref(), &design, &again);
        assert!(result.equal(), "{}: {}", backend.name(), result.first_difference.unwrap());
        assert_eq!(result.rung.events, golden.records.len() as u64);
    }
}

/// `OBS-6`: a strobe makes a record in every cycle that it is high on, even if nothing else
/// changed.
#[test]
fn a_port_that_is_valid_in_every_cycle_is_seen_in_every_cycle() {
    let design = toy::design(1);
    let stimulus = Stimulus { writes: vec![(0, 1)], cycles: 5000, ..Stimulus::default() };
    let golden = toy::predict(&design, &stimulus);
    for backend in backends() {
        let result = lockstep(golden.clone(), backend.as_ref(), &design, &stimulus);
        assert!(result.equal(), "{}: {:?}", backend.name(), result.first_difference);
        assert_eq!(result.rung.entries.control, 5000 - 4);
    }
}

fn first(result: Comparison) -> FirstDifference {
    assert!(!result.equal());
    assert!(result.rung.mismatches > 0);
    result.first_difference.expect("a difference")
}

#[test]
fn every_way_to_differ_is_reported_where_it_is() {
    let (design, stimulus) = (toy::design(5), toy::stimulus(5, 300));
    let layout = design.layout();
    let golden = toy::predict(&design, &stimulus);
    let signal = "synapse_membrane_after_1";
    let index = layout.index(signal).expect("a signal");
    let strobe = layout.index("synapse_valid").expect("a signal");
    let middle = golden.records.len() / 2;
    let at = (middle..golden.records.len())
        .find(|at| layout.get(&golden.records[*at].1, strobe) == 1)
        .expect("a synapse entry in the second half");
    let cycle = golden.records[at].0;
    let real = i64::from(layout.get(&golden.records[at].1, index) as i16);

    for backend in backends() {
        let check = |golden: toy::Prediction| first(lockstep(golden, backend.as_ref(), &design, &stimulus));

        // A value: seen on the very record, signal and cycle, with its sign.
        let mut wrong = golden.clone();
        layout.set(&mut wrong.records[at].1, index, real as u32 ^ 0x8000);
        let difference = check(wrong);
        assert_eq!(
            (difference.kind, difference.event, difference.cycle),
            (Divergence::Value, at as u64, cycle)
        );
        assert_eq!(difference.signal, signal);
        assert_eq!(difference.simulator, real);
        assert_eq!(difference.golden, i64::from((real as u16 ^ 0x8000) as i16));
        assert_eq!(difference.others, 0);
        let text = difference.to_string();
        let line = text.lines().find(|line| line.contains("differs")).expect("a marked line");
        let words: Vec<&str> = line.split_whitespace().collect();
        let (g, s) = (difference.golden.to_string(), difference.simulator.to_string());
        assert!(
            words.contains(&signal) && words.contains(&g.as_str()) && words.contains(&s.as_str()),
            "{text}"
        );
        let shown: Vec<u64> = difference.window.rows.iter().map(|row| row.cycle).collect();
        assert!(
            shown.iter().any(|other| *other < cycle) && shown.iter().any(|other| *other > cycle),
            "{text}"
        );

        // A record that the simulator has alone.
        let mut wrong = golden.clone();
        wrong.records.remove(at);
        let difference = check(wrong);
        assert_eq!(
            (difference.kind, difference.event, difference.cycle),
            (Divergence::Extra, at as u64, cycle)
        );
        assert_eq!((difference.golden, difference.simulator), (0, 1), "{difference}");
        assert_eq!(difference.signal, "synapse_valid");

        // The same record a cycle too late: the simulator has one where the golden side has none.
        let mut wrong = golden.clone();
        for record in &mut wrong.records[at..] {
            record.0 += 1;
        }
        let difference = check(wrong);
        assert_eq!((difference.kind, difference.cycle), (Divergence::Extra, cycle));
        assert_eq!(difference.signal, "synapse_valid");

        // And a cycle too early: a step's entry, as nothing happens in the cycle before that.
        let neuron = layout.index("neuron_valid").expect("a signal");
        let early = (at..golden.records.len())
            .find(|early| layout.get(&golden.records[*early].1, neuron) == 1)
            .expect("a step in the second half");
        let mut wrong = golden.clone();
        for record in &mut wrong.records[early..] {
            record.0 -= 1;
        }
        let difference = check(wrong);
        let clock_before = golden.records[early].0 - 1;
        assert_eq!((difference.kind, difference.cycle), (Divergence::Missing, clock_before), "{difference}");
        assert_eq!(
            (difference.signal.as_str(), difference.golden, difference.simulator),
            ("neuron_valid", 1, 0)
        );

        // Streams that end early, on either side.
        let mut wrong = golden.clone();
        wrong.records.truncate(at);
        let difference = check(wrong);
        assert_eq!(
            (difference.kind, difference.event, difference.cycle),
            (Divergence::Extra, at as u64, cycle)
        );
        let mut wrong = golden.clone();
        let (last, mut values) = wrong.records.last().cloned().expect("a record");
        layout.set(&mut values, layout.index("steps").expect("a signal"), 12_345);
        wrong.records.push((last + 3, values));
        let difference = check(wrong);
        assert_eq!((difference.kind, difference.cycle), (Divergence::Missing, last + 3));
        assert_eq!((difference.signal.as_str(), difference.golden), ("steps", 12_345));

        // A final read.
        let mut wrong = golden.clone();
        let weight = wrong.memory.get_mut(&stimulus.reads[7]).expect("a weight");
        *weight ^= 4;
        let difference = check(wrong);
        assert_eq!((difference.kind, difference.event), (Divergence::Read, 7));
        assert_eq!(difference.golden ^ difference.simulator, 4);
        assert_eq!(difference.signal, format!("read {:#08x}", stimulus.reads[7]));

        // The cycle of its answer.
        let mut late = golden.clone();
        late.answer_after = 4;
        let difference = check(late);
        assert_eq!((difference.kind, difference.event), (Divergence::ReadClock, 0));
        assert_eq!((difference.golden, difference.simulator), (4, 3));
        assert_eq!(difference.signal, format!("read {:#08x}", stimulus.reads[0]));
        let said = difference.to_string();
        assert!(said.contains("golden answers 4 cycles after the offer, simulator 3"), "{said}");
    }
}

#[test]
fn nothing_compared_is_a_failure() {
    let design = toy::design(0);
    let stimulus = Stimulus { cycles: 100, ..Stimulus::default() };
    let result = lockstep(toy::predict(&design, &stimulus), &Icarus::default(), &design, &stimulus);
    assert_eq!(result.rung.events, 0);
    assert_eq!(first(result).kind, Divergence::Nothing);
}

/// The keys that readers of the command line's JSON rely on.
#[test]
fn a_comparison_serializes_with_its_stated_keys() {
    let (design, stimulus) = (toy::design(0), toy::stimulus(0, 20));
    let result = lockstep(toy::predict(&design, &stimulus), &Icarus::default(), &design, &stimulus);
    let json = serde_json::to_value(&result).expect("JSON");
    assert_eq!(json["name"], "icarus");
    assert_eq!(json["mismatches"], 0);
    assert_eq!(json["clocks"], stimulus.cycles);
    assert!(json["events"].as_u64() > Some(20) && json["signals"].as_u64() > Some(20), "{json}");
    assert!(json["first_difference"].is_null());
}

/// Values of all signals in a waveform by time, and the times of the clock's edges.
struct Wave {
    /// Time, name, value; in file order.
    changes: Vec<(u64, String, u64)>,
    last: u64,
}

fn names(items: &[vcd::ScopeItem], found: &mut Vec<(vcd::IdCode, String)>) {
    for item in items {
        match item {
            vcd::ScopeItem::Var(var) => found.push((var.code, var.reference.clone())),
            vcd::ScopeItem::Scope(scope) => names(&scope.items, found),
            _ => {}
        }
    }
}

fn read_wave(path: &Path) -> Wave {
    let mut parser =
        vcd::Parser::new(std::io::BufReader::new(std::fs::File::open(path).expect("a waveform")));
    let header = parser.parse_header().expect("a header");
    assert_eq!(header.timescale, Some((1, vcd::TimescaleUnit::NS)));
    let mut found = Vec::new();
    names(&header.items, &mut found);
    let mut wave = Wave { changes: Vec::new(), last: 0 };
    for command in parser {
        match command.expect("a whole waveform") {
            vcd::Command::Timestamp(time) => wave.last = time,
            vcd::Command::ChangeScalar(code, value) => {
                let value = u64::from(value == vcd::Value::V1);
                for (_, name) in found.iter().filter(|(other, _)| *other == code) {
                    wave.changes.push((wave.last, name.clone(), value));
                }
            }
            vcd::Command::ChangeVector(code, bits) => {
                let value = bits.iter().fold(0, |value, bit| value << 1 | u64::from(bit == vcd::Value::V1));
                for (_, name) in found.iter().filter(|(other, _)| *other == code) {
                    wave.changes.push((wave.last, name.clone(), value));
                }
            }
            _ => {}
        }
    }
    wave
}

/// `RUN-4`, for every observed signal in every cycle, and for the driven ones on their first.
#[test]
fn waveforms_show_every_value_at_its_time() {
    let (design, mut stimulus) = (toy::design(3), toy::stimulus(3, 200));
    stimulus.events[0].gap = 2;
    stimulus.cycles += 2;
    let layout = design.layout();
    let golden = toy::predict(&design, &stimulus);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut written = 0;
    for backend in backends() {
        let path = folder.path().join(format!("{}.vcd", backend.name()));
        let result = compare(&mut golden.clone(), backend.as_ref(), &design, &stimulus, Some(&path));
        assert!(result.expect("runs").equal());
        let wave = read_wave(&path);
        assert_eq!(wave.last, 10 * stimulus.cycles - 5);
        let mut rises = 0;
        let mut seen = vec![0u64; layout.signals().len()];
        let mut next = 0;
        let (mut values, mut records) = (layout.initial(), golden.records.iter().peekable());
        let mut compared = 0;
        for cycle in 0..stimulus.cycles {
            // Values just before rising edge `cycle`: all up to the falling edge at 10 · cycle.
            while next < wave.changes.len() && wave.changes[next].0 < 10 * cycle + 5 {
                let (time, name, value) = &wave.changes[next];
                next += 1;
                if name == "clock" {
                    assert_eq!(time % 10, if *value == 1 { 5 } else { 0 }, "{} edge", backend.name());
                    rises += value;
                } else {
                    assert!(*time == 0 || time % 10 == 5, "{}: {name} changes at {time}", backend.name());
                    if let Some(index) = layout.index(name) {
                        seen[index] = *value;
                    }
                }
            }
            for (index, signal) in layout.signals().iter().enumerate() {
                if signal.strobe {
                    layout.set(&mut values, index, 0);
                }
            }
            if let Some((_, record)) = records.next_if(|(at, _)| *at == cycle) {
                values.copy_from_slice(record);
            }
            for (index, signal) in layout.signals().iter().enumerate() {
                let expected = u64::from(layout.get(&values, index));
                assert_eq!(seen[index], expected, "{}: {} in cycle {cycle}", backend.name(), signal.name);
                compared += 1;
            }
        }
        assert_eq!(compared, stimulus.cycles * layout.signals().len() as u64);
        // The names appear once for the ports, and a simulator may show them in a second scope.
        assert!(rises == stimulus.cycles - 1 || rises == 2 * (stimulus.cycles - 1), "{rises}");
        let first = |wanted: &str, value: u64| {
            wave.changes
                .iter()
                .find(|(_, name, seen)| name == wanted && *seen == value)
                .map(|change| change.0)
        };
        assert_eq!(first("bus_valid", 1), Some(0));
        assert_eq!(first("bus_address", 15), Some(35), "write 1 is offered from cycle 4");
        assert_eq!(first("event_valid", 1), Some(10 * 14 - 5), "three writes, and a gap of 2");
        let left = std::fs::read_dir(folder.path()).expect("listed").count();
        written += 1;
        assert_eq!(left, written, "nothing beside the waveforms");
    }
}

/// If these runs were not ended, the test would never be over.
#[test]
fn a_sink_that_breaks_ends_the_run() {
    let design = toy::design(0);
    let stimulus = Stimulus { writes: vec![(0, 1)], cycles: 1 << 50, ..Stimulus::default() };
    let folder = tempfile::tempdir().expect("a temporary folder");
    for trace in [false, true] {
        for backend in backends() {
            let path = folder.path().join(format!("{}.vcd", backend.name()));
            let mut calls = 0;
            let outcome = backend
                .run(&design, &stimulus, trace.then_some(path.as_path()), &mut |cycle, _| {
                    calls += 1;
                    if cycle == 3000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
                .expect("ended");
            assert_eq!(calls, 2997, "records from cycle 4 on");
            assert_eq!(outcome, Outcome { reads: Vec::new(), cycles: 3001 });
            if trace {
                let wave = read_wave(&path);
                assert!(wave.last > 30_000, "the waveform holds what the sink stopped at: {}", wave.last);
                assert!(wave.changes.iter().any(|(time, name, _)| *time == 29_995 && name == "control_word"));
            }
        }
    }
}

/// Benchmark mode: without records the model does the same, or its final reads would differ.
#[test]
fn a_run_without_records_reads_the_same() {
    let (design, stimulus) = (toy::design(3), toy::stimulus(3, 300));
    let verilator = verilator();
    let observed = run(&verilator, &design, &stimulus).expect("it runs");
    assert!(!observed.reads.is_empty() && observed.cycles > 300, "{observed:?}");
    let unobserved = verilator.unobserved(&design, &stimulus).expect("it runs");
    assert_eq!(unobserved, observed);
}

/// The faults that a design without neurons can have: each is seen, and the clean device is not.
#[test]
fn injected_faults_are_seen() {
    let design = toy::design(8);
    let mut stimulus = toy::stimulus(8, 400);
    // One projection of 16 sources with one weight word each, which is how the toy reads a spike
    // below 16.
    stimulus.writes = vec![(8, 1), (9, 0x0101), (0x10_0000, 16 << 16), (0x10_0001, 0), (0x10_0002, 1)];
    stimulus.cycles += 8;
    for event in stimulus.events.iter_mut().filter(|event| event.word >> 16 == 0) {
        event.word &= 15;
    }
    let golden = toy::predict(&design, &stimulus);
    for backend in backends() {
        assert!(lockstep(golden.clone(), backend.as_ref(), &design, &stimulus).equal());
        for seed in 0..4 {
            let device = |fault: Fault| {
                let (design, stimulus) = fault.inject(seed, &design, &stimulus).expect("applies");
                first(lockstep(golden.clone(), backend.as_ref(), &design, &stimulus))
            };
            let difference = device(Fault::WeightBit);
            assert!(difference.signal.starts_with("synapse_weight_before_"), "{difference}");
            let flipped = (difference.golden ^ difference.simulator) as u8;
            assert_eq!(flipped.count_ones(), 1, "{difference}");
            // The first event's acceptance shows in the cycle after it; the device is late there.
            let offered = 4 * stimulus.writes.len() as u64 + u64::from(stimulus.events[0].gap);
            let difference = device(Fault::LateClock);
            assert_eq!(
                (difference.kind, difference.cycle),
                (Divergence::Missing, offered + 1),
                "{difference}"
            );
            let difference = device(Fault::DroppedEvent);
            assert!(difference.cycle > offered && difference.golden != difference.simulator, "{difference}");
        }
    }
}
