//! A sample of the mutants of the generated Verilog: lockstep detects those that are not
//! equivalent.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use spindle::verify::directed;
use spindle::verify::mutation::{Fate, fields, modules, summary};
use spindle_sim::formal::{Prover, Ties, Verdict, miter, ties};
use spindle_spec::configuration::default_random_state;

/// Mutants in each module; `spindle mutate` judges more.
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
    assert_eq!(counts.mutants, modules() * MUTANTS);
    assert!(counts.detected > 40, "only {} of {} mutants were detected", counts.detected, counts.mutants);
    assert!(counts.percent >= 99.0, "{:.1} % of the mutants that are not equivalent", counts.percent);
}

/// Before any mutant is made, which takes half a minute, and without the tools that make them.
#[test]
fn what_cannot_be_judged_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty.csv"), "module,number,verdict,mutation\n").unwrap();
    let refused = |arguments: &[&str], words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spindle"));
        command.arg("mutate").args(arguments).current_dir(folder.path()).stdin(Stdio::null());
        command.env("PATH", folder.path()).env("SPINDLE_TOOLS", folder.path());
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    };
    refused(&["--again", "absent.csv"], &["absent.csv: cannot read", "check that the path exists"]);
    refused(&["--again", "empty.csv"], &["empty.csv: lists no mutants"]);
    refused(&["--mutants", "0"], &["--mutants", "0 is not in 1.."]);
    refused(&["--every", "0"], &["--every", "0 is not in 1.."]);
    for bound in ["nan", "inf", "-1", "101", "x"] {
        refused(&["--bound", bound], &["--bound", "0 to 100"]);
    }
    refused(&[], &["yosys"]);
    let used = spindle::claim::claim(&folder.path().join("out")).unwrap();
    refused(&[], &["out: another command uses this folder"]);
    drop(used);
}

/// The random state that a lane starts from is constant: a difference for another state is one of
/// the module alone.
#[test]
fn what_the_core_ties_to_constants_is_not_free_in_a_proof() {
    const MODULE: &str = "spindle_plasticity";
    let prover = Prover::new().expect("Yosys and its ABC");
    let design = directed::cases()[0].design();
    let ties = ties(&prover, &design, &[MODULE]).expect("what Yosys writes");
    let states: Vec<u32> = ties[MODULE]
        .iter()
        .map(|tied| {
            let bits = tied["initial_random"].iter().rev();
            bits.fold(0, |state, bit| state << 1 | u32::from(bit.expect("a constant bit")))
        })
        .collect();
    let [first, second] = [0, 1].map(default_random_state);
    assert!(states == [first, second] || states == [second, first], "{states:x?}");

    let files: Vec<(String, String)> =
        design.images.iter().map(|image| (image.name.clone(), image.text())).collect();
    let verdicts = |state: u32, free: &Ties| -> Vec<Verdict> {
        let flipped =
            format!("assign random = offset ^ initial_state ^ {{30'd0, initial_state == 31'd{state}}};");
        let other = design.verilog.replace("assign random = offset ^ initial_state;", &flipped);
        assert_ne!(other, design.verilog);
        let prove = |tied| {
            let problem =
                miter(MODULE, [&design.verilog, &other], &files, tied).expect("a module with outputs");
            prover.prove(&problem, Duration::from_secs(60)).expect("a verdict").verdict
        };
        ties[MODULE].iter().chain([free]).map(prove).collect()
    };
    let free = Ties::new();
    let refuted = |verdict: &Verdict| matches!(verdict, Verdict::Refuted { .. });
    let unused = verdicts(first ^ second ^ 0x55, &free);
    assert!(
        unused[..2].iter().all(|verdict| *verdict == Verdict::Proven) && refuted(&unused[2]),
        "{unused:?}"
    );
    let used = verdicts(second, &free);
    assert_eq!(used.iter().filter(|verdict| refuted(verdict)).count(), 2, "{used:?}");
}
