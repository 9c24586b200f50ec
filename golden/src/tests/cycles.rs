//! The cycle layer against the cycle-by-cycle reading.

use std::ops::ControlFlow;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_spec::stimulus::{Stimulus, Timed};

use super::stepped::{self, Outcome};
use super::{Case, pick};
use crate::Golden;

fn stimulus(seed: u64, case: &Case) -> Stimulus {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed ^ 0x5EED);
    // Hosts without gaps between words, and hosts with random gaps.
    let pause = pick(rng, &[0.0, 0.05, 0.5]);
    let mut gap = || if rng.random_bool(pause) { rng.random_range(0..60) } else { 0 };
    let events = case.events.iter().map(|event| Timed { gap: gap(), word: event.encode() }).collect();
    let reads = [0x11, 0x12, 0x13, 0x14, 0x15].into_iter().chain((0..64).map(|n| 0x80_0000 + n)).collect();
    let writes = case.configuration.register_writes();
    let mut stimulus = Stimulus {
        writes,
        events,
        spike_ready: rng.random_bool(0.7),
        cycles: 0,
        reads,
        ..Stimulus::default()
    };
    stimulus.cycles =
        Golden::cycles_needed(&case.geometry, &case.configuration, &stimulus).expect("random cases fit");
    stimulus
}

/// Amounts compared, and events that make cycles hard to predict.
#[derive(Default)]
struct Done {
    records: u64,
    read: usize,
    dropped: u64,
    full: u64,
    blocked: u64,
}

/// All records and reads of a case.
fn compare(seed: u64, case: &Case, stimulus: &Stimulus, done: &mut Done) {
    let expected = stepped::run(&case.geometry, &case.configuration, stimulus);
    let mut golden = Golden::new(&case.geometry, &case.configuration, stimulus).expect("fits");
    for (cycle, record) in &expected.records {
        let got = golden.next_record().map(|(cycle, record)| (cycle, record.to_vec()));
        if got.as_ref() != Some(&(*cycle, record.clone())) {
            let layout = golden.layout();
            let names: Vec<String> = (0..layout.signals().len())
                .filter_map(|signal| {
                    let wanted = layout.get(record, signal);
                    let found = got.as_ref().map(|(_, record)| layout.get(record, signal));
                    let name = &layout.signals()[signal].name;
                    (found != Some(wanted)).then(|| format!("{name}: {found:?}, not {wanted}"))
                })
                .collect();
            panic!("seed {seed}: record of cycle {cycle}, golden {:?}: {names:#?}", got.map(|got| got.0));
        }
        done.records += 1;
    }
    assert_eq!(golden.next_record(), None, "seed {seed}: a record too many");
    assert_eq!(golden.taken(), expected.taken, "seed {seed}: the last take");
    assert_eq!(golden.dropped(), expected.dropped, "seed {seed}");
    done.read += agree(seed, stimulus, &expected, &mut golden);
    done.dropped += expected.dropped;
    done.full += expected.full;
    done.blocked += expected.blocked;
}

/// The same for this many cases of a kind.
fn compare_all(seeds: u64, kind: fn(u64, usize) -> Case) -> Done {
    let mut done = Done::default();
    for seed in 0..seeds {
        let case = kind(seed, 150);
        compare(seed, &case, &stimulus(seed, &case), &mut done);
    }
    done
}

#[test]
fn records_equal_those_of_a_core_stepped_cycle_by_cycle() {
    // Every event that makes cycles hard to predict has happened.
    let Done { records, read, dropped, full, blocked } = compare_all(300, Case::random);
    assert!(records > 100_000, "{records} records compared");
    assert!(
        dropped > 100 && full > 10_000 && blocked > 5_000 && read > 5_000,
        "{dropped} {full} {blocked} {read}"
    );
}

#[test]
fn records_of_a_core_with_a_predictive_unit_equal_those_of_one_stepped() {
    let Done { records, read, .. } = compare_all(100, Case::predictive);
    assert!(records > 30_000 && read > 3_000, "{records} {read}");
}

#[test]
fn records_of_cores_that_lack_units_equal_those_of_one_stepped() {
    let Done { records, read, .. } = compare_all(100, Case::lacking);
    assert!(records > 20_000 && read > 3_000, "{records} {read}");
}

#[test]
fn events_sent_again_equal_those_of_a_core_stepped_cycle_by_cycle() {
    let mut done = Done::default();
    for seed in 0..40 {
        let case = Case::random(seed, 40);
        let mut stimulus = stimulus(seed, &case);
        stimulus.lead = stimulus.events.drain(..seed as usize % 30).collect();
        stimulus.repeats = seed as u32 % 4;
        stimulus.cycles =
            Golden::cycles_needed(&case.geometry, &case.configuration, &stimulus).expect("fits");
        compare(seed, &case, &stimulus, &mut done);
    }
    assert!(done.records > 10_000, "{}", done.records);
}

/// Number of equal answers.
fn agree(seed: u64, stimulus: &Stimulus, expected: &Outcome, golden: &mut Golden<'_>) -> usize {
    let got: Vec<(u32, u32)> = golden.reads().iter().map(|answer| (answer.data, answer.after)).collect();
    assert_eq!(got.len(), stimulus.reads.len(), "seed {seed}");
    for ((address, got), wanted) in stimulus.reads.iter().zip(&got).zip(&expected.reads) {
        assert_eq!(got, wanted, "seed {seed}, address {address:#x}: data, cycles");
    }
    assert_eq!(got.len(), expected.reads.len(), "seed {seed}");
    got.len()
}

/// BUS-3: whenever reads begin, each waits for words in flight, and words left in the queues are
/// taken between them.
#[test]
fn reads_at_any_time_equal_those_of_a_core_stepped_cycle_by_cycle() {
    let (mut read, mut waited, mut late) = (0, 0, 0);
    for seed in 0..250 {
        let case = Case::random(seed, 60);
        let whole = stimulus(seed, &case);
        let start = 4 * whole.writes.len() as u64;
        let clocks = start + (whole.cycles - start) * (1 + seed % 16) / 17;
        let cut = Stimulus { cycles: clocks, ..whole };
        let expected = stepped::run(&case.geometry, &case.configuration, &cut);
        let mut golden = Golden::new(&case.geometry, &case.configuration, &cut).expect("fits");
        let mut records = 0;
        while let Some((cycle, record)) = golden.next_record() {
            let wanted = expected.records.get(records).map(|(cycle, record)| (*cycle, &record[..]));
            assert_eq!(Some((cycle, record)), wanted, "seed {seed}");
            records += 1;
        }
        assert_eq!(records, expected.records.len(), "seed {seed}: records missing");
        read += agree(seed, &cut, &expected, &mut golden);
        let waits = |read: &&(u32, u32)| read.1 > 3;
        waited += u64::from(expected.reads.first().as_ref().is_some_and(waits));
        late += expected.reads.iter().skip(1).filter(waits).count();
    }
    assert!(read > 15_000 && waited > 100 && late > 500, "{read} {waited} {late}");
}

#[test]
fn a_run_gives_records_and_reads_and_ends_on_request() {
    let case = Case::random(3, 60);
    let stimulus = stimulus(3, &case);
    let expected = stepped::run(&case.geometry, &case.configuration, &stimulus);
    let golden = || Golden::new(&case.geometry, &case.configuration, &stimulus).expect("fits");
    let mut got = Vec::new();
    let outcome = golden().run(&mut |cycle, record| {
        got.push((cycle, record.to_vec()));
        ControlFlow::Continue(())
    });
    assert!(got.len() > 100 && got == expected.records);
    let reads: Vec<(u32, u32)> = outcome.reads.iter().map(|answer| (answer.data, answer.after)).collect();
    assert_eq!((reads, outcome.cycles), (expected.reads, stimulus.cycles));
    let mut left = 50;
    let outcome = golden().run(&mut |_, _| {
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((outcome.reads.len(), outcome.cycles, left), (0, got[49].0 + 1, 0));
}

#[test]
fn a_run_cut_short_gives_the_same_records_up_to_its_end() {
    let case = Case::random(3, 60);
    let whole = stimulus(3, &case);
    let cut = Stimulus { cycles: whole.cycles / 2, ..whole.clone() };
    let collect = |stimulus: &Stimulus| {
        let mut golden = Golden::new(&case.geometry, &case.configuration, stimulus).expect("fits");
        let mut records = Vec::new();
        while let Some((cycle, record)) = golden.next_record() {
            records.push((cycle, record.to_vec()));
        }
        records
    };
    let (all, some) = (collect(&whole), collect(&cut));
    assert!(some.len() > 100 && some.len() < all.len());
    assert!(some.iter().all(|(cycle, _)| *cycle < cut.cycles));
    assert!(all[some.len()].0 >= cut.cycles);
    assert_eq!(some, all[..some.len()]);
}
