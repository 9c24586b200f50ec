//! A sample of the mutants of the generated Verilog: lockstep detects those that are not equivalent.

use std::time::Instant;

use spindle::verify::mutation::{Fate, fields, summary};

/// Mutants in each of six modules; `spindle mutate` judges more.
const MUTANTS: usize = 10;

#[test]
fn lockstep_detects_mutants() {
    let start = Instant::now();
    let mut rows = Vec::new();
    for field in fields(MUTANTS, 7).expect("Yosys and Verilator") {
        assert!(field.cases() > 20, "only {} cases", field.cases());
        let numbers: Vec<u32> = field.mutants().iter().map(|mutant| mutant.number).collect();
        rows.extend(numbers.into_iter().map(|number| field.judge(number, false).expect("a verdict")));
    }
    let counts = summary(&rows, start);
    println!("{counts:?}");
    for row in rows.iter().filter(|row| !matches!(row.fate, Fate::Detected { .. })) {
        println!("{} {} {:?}: {}", row.module, row.number, row.fate, row.what);
    }
    assert_eq!(counts.mutants, 6 * MUTANTS);
    assert!(counts.detected > 40, "only {} of {} mutants were detected", counts.detected, counts.mutants);
    assert!(counts.percent >= 99.0, "{:.1} % of the mutants that are not equivalent", counts.percent);
}
