//! Cost of comparing: the Verilator model alone, the same run with its records sent and dropped,
//! and with the golden model in lockstep. Fails if lockstep costs more than `SPINDLE_MOST` percent
//! over the model alone, 25 by default.
//!
//! `SPINDLE_CLOCKS` sets the length, ten million by default.

use std::error::Error;
use std::ops::ControlFlow;
use std::time::Instant;

use spindle::verify::{Case, random};
use spindle_golden::Golden;
use spindle_learning::manifest::Manifest;
use spindle_sim::backend::Backend;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::testbench::Beside;
use spindle_spec::Answer;
use spindle_spec::random::{Purpose, stream};

/// Steps that are sent again and again.
const STEPS: usize = 10_000;
/// Runs of each kind, in turn, so that other load affects all of them; the fastest counts.
const RUNS: usize = 5;

/// Result of a run.
struct Measured {
    cycles: u64,
    records: u64,
    reads: Vec<Answer>,
}

/// A kind of run, and the seconds of the fastest.
struct Variant<'a> {
    name: &'a str,
    run: &'a dyn Fn() -> Result<Measured, Box<dyn Error>>,
    seconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test` runs benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let number = |name: &str, default: u64| std::env::var(name).map_or(Ok(default), |text| text.parse());
    let (wanted, most) = (number("SPINDLE_CLOCKS", 10_000_000)?, number("SPINDLE_MOST", 25)?);
    let manifest = Manifest::preset("digits")?;
    let geometry = manifest.description.geometry.clone();
    let mut configuration = manifest.map(1)?.configuration;
    let rng = &mut stream(1, Purpose::Events, 0);
    let events = random::events(rng, &geometry, &configuration, STEPS);
    configuration.weights = random::weights(rng, &geometry);
    let case = Case::new("digits", geometry, configuration, events);
    let once = case.stimulus()?.cycles;
    let rounds = wanted.div_ceil(once).max(1);
    let stimulus = case.repeated(u32::try_from(rounds - 1)?)?;
    let (verilator, design) = (Verilator::default(), case.design());
    for beside in [Beside::Unobserved, Beside::Nothing] {
        verilator.compile(&design, beside, stimulus.cycles)?;
    }

    let alone = || {
        let outcome = verilator.unobserved(&design, &stimulus)?;
        Ok(Measured { cycles: outcome.cycles, records: 0, reads: outcome.reads })
    };
    let dropped = || {
        let mut records = 0;
        let outcome = verilator.run(&design, &stimulus, None, &mut |_, _| {
            records += 1;
            ControlFlow::Continue(())
        })?;
        Ok(Measured { cycles: outcome.cycles, records, reads: outcome.reads })
    };
    let lockstep = || {
        let comparison = case.compare(&stimulus, &verilator, &design, &stimulus, None)?;
        if !comparison.equal() {
            return Err("golden model and hardware differ".into());
        }
        // Its reads were compared with the golden model's, with which the others' are compared
        // below.
        Ok(Measured { cycles: comparison.rung.cycles, records: comparison.rung.events, reads: Vec::new() })
    };
    let mut kinds = [
        Variant { name: "model alone", run: &alone, seconds: f64::INFINITY },
        Variant { name: "records sent and dropped", run: &dropped, seconds: f64::INFINITY },
        Variant { name: "lockstep with the golden model", run: &lockstep, seconds: f64::INFINITY },
    ];
    // Weights and counters, of steps and weight words among them: an idle model would read
    // differently.
    let mut golden = Golden::new(&case.geometry, &case.configuration, &stimulus)?;
    let mut expected = 0;
    while golden.next_record().is_some() {
        expected += 1;
    }
    let reads = golden.reads();
    for _ in 0..RUNS {
        for kind in &mut kinds {
            let start = Instant::now();
            let run = (kind.run)()?;
            kind.seconds = kind.seconds.min(start.elapsed().as_secs_f64());
            assert_eq!(run.cycles, stimulus.cycles, "{}", kind.name);
            assert!(run.records == 0 || run.records == expected, "{}: {} records", kind.name, run.records);
            assert!(run.reads.is_empty() || run.reads == reads, "{}: other final reads", kind.name);
        }
    }
    let [model, ..] = &kinds;
    let cost = |kind: &Variant| 100.0 * (kind.seconds / model.seconds - 1.0);
    println!(
        "{} cycles, {expected} records, {} final reads, fastest of {RUNS}",
        stimulus.cycles,
        stimulus.reads.len()
    );
    for kind in &kinds {
        let speed = stimulus.cycles as f64 / kind.seconds / 1e3;
        println!("{:<31}{:>7.2} s {speed:>7.0} k cycles/s {:>+6.1} %", kind.name, kind.seconds, cost(kind));
    }
    let [.., compared] = &kinds;
    if cost(compared) > most as f64 {
        return Err(format!("lockstep costs {:.1} %, more than {most} %", cost(compared)).into());
    }
    Ok(())
}
