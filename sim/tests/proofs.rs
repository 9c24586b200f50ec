//! Every property holds of the generated Verilog, and of each a broken variant is rejected.

use spindle_sim::formal::{Prover, Verdict};
use spindle_sim::proofs::PROPERTIES;

#[test]
fn every_property_is_proven_and_its_broken_variant_rejected() {
    let prover = Prover::new().expect("Yosys and its ABC");
    let mut open = Vec::new();
    for property in PROPERTIES {
        for proof in property.prove(&prover).expect("a proof") {
            println!(
                "{:20} {:38} {:3} assertions, {:5} registers, {:6.1} s: {:?}",
                proof.property,
                proof.shape,
                proof.outcome.assertions,
                proof.outcome.registers,
                proof.outcome.seconds,
                proof.outcome.verdict
            );
            if proof.outcome.verdict != Verdict::Proven {
                open.push(format!("{} ({}): {:?}", property.name, proof.shape, proof.outcome.verdict));
            }
        }
        let broken = property.refute(&prover).expect("a counterexample");
        println!("{:20} broken: {broken:?}", property.name);
        if !matches!(broken, Verdict::Refuted { .. }) {
            open.push(format!("{}, broken: {broken:?}", property.name));
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
    assert!(PROPERTIES.len() >= 17);
}
