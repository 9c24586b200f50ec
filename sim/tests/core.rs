//! The real core on the simulators: they agree with each other, and every fault shows.
//!
//! Here the clean device's records, taken on one simulator, serve as the prediction. Agreement with
//! the specification is tested by the golden model's tests.

mod core_support;

use spindle_sim::backend::icarus::Icarus;
use spindle_sim::fault::Fault;
use spindle_sim::lockstep::compare;

use core_support::{Recorded, case, verilator};

#[test]
fn simulators_agree() {
    let (design, stimulus) = case(1);
    let recorded = Recorded::of(&verilator(), &design, &stimulus);
    let result = compare(&mut recorded.clone(), &Icarus::default(), &design, &stimulus, None).expect("runs");
    if let Some(difference) = &result.first_difference {
        panic!("{difference}");
    }
    let entries = result.rung.entries;
    assert!(entries.synapse > 500 && entries.neuron > 100 && entries.control > 100, "{entries:?}");
    assert_eq!(result.rung.reads, stimulus.reads.len());
    assert!(recorded.learned(&design), "some weight has changed");
}

/// The last fault needs a core with a predictive unit.
const APPLICABLE: &[Fault] = Fault::ALL.split_last().expect("some").1;

/// Each fault shows first where it must: faults touch one thing, and nothing before it differs.
#[test]
fn every_fault_shows() {
    let (design, stimulus) = case(1);
    let verilator = verilator();
    let recorded = Recorded::of(&verilator, &design, &stimulus);
    let clean = compare(&mut recorded.clone(), &verilator, &design, &stimulus, None).expect("runs");
    assert!(clean.equal(), "{:?}", clean.first_difference);
    for &fault in APPLICABLE {
        for seed in 0..8 {
            let (device, driven) = fault.inject(seed, &design, &stimulus).expect("applies");
            let result = compare(&mut recorded.clone(), &verilator, &device, &driven, None).expect("runs");
            let name = fault.name();
            let first = result.first_difference.unwrap_or_else(|| panic!("{name}, seed {seed}: not seen"));
            let expected = match fault {
                Fault::WeightBit => "synapse_weight_before_",
                Fault::Leak | Fault::StuckSpike => "neuron_membrane_after_",
                Fault::Rounding => "synapse_weight_after_",
                Fault::LateClock | Fault::DroppedEvent | Fault::PredictiveLeak => "",
            };
            assert!(first.signal.starts_with(expected), "{name}, seed {seed}: {first}");
            if fault == Fault::StuckSpike {
                let fired = first.window.rows.iter().any(|row| {
                    row.cycle == first.cycle
                        && row.differs
                        && row.signal.starts_with("neuron_spike_")
                        && row.simulator == 1
                });
                assert!(fired, "{name}, seed {seed}: {first}");
            }
        }
    }
}

/// A fault that could not show is refused rather than injected in vain.
#[test]
fn a_fault_without_a_place_is_refused() {
    let (design, mut stimulus) = case(1);
    stimulus.events.clear();
    for fault in Fault::ALL {
        let error = fault.inject(0, &design, &stimulus).expect_err("nothing to touch");
        assert_eq!(error.fault, fault);
        assert_eq!(Fault::by_name(fault.name()), Some(fault));
    }
}
