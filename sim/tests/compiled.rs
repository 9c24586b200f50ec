//! Compilation: sources, options, and number of runs.

mod toy;

use spindle_sim::backend::verilator::Verilator;
use spindle_sim::testbench::Beside;

#[test]
fn a_design_is_compiled_once_whatever_its_weights() {
    let cache = tempfile::tempdir().expect("a temporary folder");
    let verilator = Verilator { cache: cache.path().to_owned(), ..Verilator::default() };
    let first = verilator.compile(&toy::design(0), Beside::Nothing, 0).expect("compiles");
    assert!(!first.cached);
    let again = verilator.compile(&toy::design(99), Beside::Nothing, 0).expect("compiles");
    assert!(again.cached && again.program == first.program);
    let names: Vec<_> = std::fs::read_dir(cache.path().join("verilator")).expect("listed").collect();
    assert_eq!(names.len(), 2, "the model and its check sum: {names:?}");
    // A disk that was full, or a bit that flipped.
    std::fs::write(&first.program, "").expect("written");
    let anew = verilator.compile(&toy::design(0), Beside::Nothing, 0).expect("compiles");
    assert!(!anew.cached && anew.program == first.program);
    assert!(anew.program.metadata().expect("there").len() > 0);
}

/// The last `-O` of each command that compiles, which is the one that counts, with the file
/// compiled.
#[cfg(unix)]
fn efforts(log: &str) -> Vec<(String, String)> {
    let compiles = log.lines().filter(|line| line.split_whitespace().any(|word| word == "-c"));
    let words = compiles.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let effort = |words: &[&str]| words.iter().rfind(|word| word.starts_with("-O")).map(ToString::to_string);
    words
        .map(|words| (words.last().expect("words").to_string(), effort(&words).expect("an effort")))
        .collect()
}

/// A `make` that first records its arguments.
#[cfg(unix)]
#[test]
fn the_compiler_gets_the_effort_asked_for_and_verilators_own_objects_once() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a temporary folder");
    let (stub, log) = (folder.path().join("make"), folder.path().join("log"));
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] || make -n \"$@\" > '{}'\nexec make \"$@\"\n",
        log.display()
    );
    std::fs::write(&stub, script).expect("written");
    std::fs::set_permissions(&stub, std::fs::Permissions::from_mode(0o755)).expect("may be run");
    let mut verilator = Verilator { cache: folder.path().join("cache"), ..Verilator::default() };
    verilator.make.program = stub;
    for (clocks, effort, own) in [(10, "-O0", true), (1_000_000, "-O1", false), (u64::MAX, "-O3", false)] {
        let compiled = verilator.compile(&toy::design(0), Beside::Nothing, clocks).expect("compiles");
        assert!(!compiled.cached);
        let log = std::fs::read_to_string(&log).expect("make ran");
        let (of_verilator, of_model): (Vec<_>, Vec<_>) =
            efforts(&log).into_iter().partition(|(file, _)| file.contains("/verilated"));
        assert!(!of_model.is_empty() && of_model.iter().all(|(_, given)| given == effort), "{of_model:?}");
        assert_eq!(!of_verilator.is_empty(), own, "{of_verilator:?}");
        assert!(of_verilator.iter().all(|(_, given)| given == "-O2"), "{of_verilator:?}");
    }
}
