//! Verifies a core of your own geometry: its generated hardware against the golden model, cycle by
//! cycle. The embedded simulator needs no installation.
//!
//! `cargo run --example own_core`

use std::error::Error;

use spindle::verify::random;
use spindle_sim::backend;
use spindle_sim::fault::Fault;
use spindle_spec::Geometry;

/// Random networks, each with a stream of random events.
const CASES: u64 = 4;
const STEPS: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let geometry = Geometry {
        lanes: 2,
        neurons: 24,
        weight_words: 300,
        weight_bits: 16,
        membrane_bits: 12,
        modulators: false,
        ..Geometry::default()
    };
    geometry.validate()?;
    // Or "icarus", "verilator", "cxxrtl", where they are installed.
    let simulator = backend::by_name("rust-hdl").ok_or("the embedded simulator is missing")?;

    for seed in 0..CASES {
        let case = random::network(seed, &geometry, STEPS);
        let (design, stimulus) = (case.design(), case.stimulus()?);
        let result = case.compare(&stimulus, &*simulator, &design, &stimulus, None)?;
        println!(
            "{}: {} cycles, {} records of {} signals, {} reads: {}",
            case.name,
            result.rung.cycles,
            result.rung.events,
            result.rung.signals,
            result.rung.reads,
            if result.equal() { "equal" } else { "DIFFERENT" }
        );
        if !result.equal() {
            return Err(format!("{:?}", result.first_difference).into());
        }
    }

    // A comparison must be able to fail: break the device, and it must be found.
    let case = random::network(0, &geometry, STEPS);
    let (fault, stimulus) = (Fault::WeightBit, case.stimulus()?);
    let (broken, driven) = fault.inject(0, &case.design(), &stimulus)?;
    let result = case.compare(&stimulus, &*simulator, &broken, &driven, None)?;
    let first = result.first_difference.ok_or("the fault was not found")?;
    println!(
        "with {}: cycle {}, {}: {} in the golden model, {} in the device",
        fault.description(),
        first.cycle,
        first.signal,
        first.golden,
        first.simulator
    );
    Ok(())
}
