//! Every property holds of the generated Verilog, and of each a broken variant is rejected.

use spindle_sim::formal::{Prover, Verdict};
use spindle_sim::proofs::PROPERTIES;

fn prove_and_break(name: &str) {
    let property = PROPERTIES.iter().find(|property| property.name == name).expect("a property");
    let prover = Prover::new().expect("Yosys and its ABC");
    let proofs = property.prove(&prover).expect("a proof");
    assert!(!proofs.is_empty(), "nothing was proven");
    for proof in proofs {
        println!(
            "{name}, {}: {} assertions, {} registers, {:.1} s",
            proof.shape, proof.outcome.assertions, proof.outcome.registers, proof.outcome.seconds
        );
        assert_eq!(proof.outcome.verdict, Verdict::Proven, "{name}, {}", proof.shape);
    }
    let broken = property.refute(&prover).expect("a verdict");
    assert!(matches!(broken, Verdict::Refuted { .. }), "{name}, broken: {broken:?}");
    println!("{name}, broken: {broken:?}");
}

macro_rules! properties {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            prove_and_break(stringify!($name));
        })*

        #[test]
        fn all_properties_are_tested() {
            let tested = [$(stringify!($name)),*];
            let missing = PROPERTIES.iter().map(|property| property.name).find(|name| !tested.contains(name));
            assert_eq!(missing, None);
        }
    };
}

properties! {
    fifo spike_queue injection membrane_sum decay stochastic_rounding firing gain_step modulated_step controller_pair
    never_both weight_updates weight_passes membrane_updates weight_change prediction_error predicted_membrane
    retire
}
