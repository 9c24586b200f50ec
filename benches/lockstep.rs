//! What comparing costs: the Verilator model alone, and the same run with the golden model beside it.
//!
//! `SPINDLE_CLOCKS` sets the length, ten million by default.

use std::error::Error;
use std::ops::ControlFlow;
use std::time::Instant;

use spindle::manifest::{Manifest, place};
use spindle::verify::{Case, random};
use spindle_sim::backend::Backend;
use spindle_sim::backend::verilator::{Beside, Verilator};
use spindle_sim::random::{Purpose, stream};

/// Steps that are sent again and again.
const STEPS: usize = 10_000;
/// Runs of each kind; the fastest counts.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test` runs benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let wanted: u64 = std::env::var("SPINDLE_CLOCKS").map_or(Ok(10_000_000), |text| text.parse())?;
    let manifest = Manifest::preset("digits")?;
    let geometry = manifest.description.geometry.clone();
    let mut configuration =
        place(&manifest.description, 1).map_err(|problems| manifest.error(problems))?.configuration;
    let rng = &mut stream(1, Purpose::Events, 0);
    let events = random::events(rng, &geometry, &configuration, STEPS);
    configuration.weights = random::weights(rng, &geometry);
    let case = Case::new("digits", geometry, configuration, events);
    let once = case.stimulus()?.clocks;
    let mut told = case.repeated(u32::try_from(wanted / once)?)?;
    told.reads.clear();
    let (verilator, design) = (Verilator::default(), case.design());
    verilator.compile(&design, Beside::Nothing, told.clocks)?;

    let timed = |run: &dyn Fn() -> Result<u64, Box<dyn Error>>| -> Result<(f64, u64), Box<dyn Error>> {
        let (mut best, mut records) = (f64::INFINITY, 0);
        for _ in 0..RUNS {
            let start = Instant::now();
            records = run()?;
            best = best.min(start.elapsed().as_secs_f64());
        }
        Ok((best, records))
    };
    let (alone, seen) = timed(&|| {
        let mut records = 0;
        verilator.run(&design, &told, None, &mut |_, _| {
            records += 1;
            ControlFlow::Continue(())
        })?;
        Ok(records)
    })?;
    let (compared, records) = timed(&|| {
        let comparison = case.compare(&told, &verilator, &design, &told, None)?;
        if !comparison.equal() {
            return Err("golden model and hardware differ".into());
        }
        Ok(comparison.rung.events)
    })?;
    assert_eq!(seen, records, "both runs see the same records");
    let speed = |seconds: f64| told.clocks as f64 / seconds / 1e3;
    println!("{} clocks, {records} records, fastest of {RUNS}", told.clocks);
    println!("model alone, records dropped  {alone:>7.2} s  {:>6.0} k clocks/s", speed(alone));
    println!("lockstep with the golden model {compared:>6.2} s  {:>6.0} k clocks/s", speed(compared));
    println!("lockstep costs {:+.0} %", 100.0 * (compared / alone - 1.0));
    Ok(())
}
