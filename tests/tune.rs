//! `spindle tune`: shared, killed and resumed studies, and invalid files.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// A manifest with a very short training and four varied numbers.
const SMALL: &str = r#"
[project]
name = "small"
[geometry]
lanes = 4
neurons = 4
weight_words = 16
weight_bits = 8
membrane_bits = 16
weight_scale = 4
[[network.inputs]]
name = "features"
size = 8
[[network.groups]]
name = "classes"
size = 3
threshold = 4096 # membrane units
leak = 6
controlled = true
[[network.projections]]
from = "features"
to = "classes"
learn = true
rate_shift = 6
[controller]
error_leak = 15
proportional_leak = 4
integral_leak = 15
error_gain = 32
threshold = 128
proportional_gain = 20
integral_gain = 41
[task]
name = "iris"
inputs = "features"
outputs = "classes"
complement = true
steps = 32
feature_rate = 128
target_rate = 64
test = 30
validation = 30
[learning]
phases = [{ epochs = 3 }, { epochs = 3, slower = 1 }]
[tune]
"network.groups[0].threshold" = [500, 20000]
"network.projections[0].rate_shift" = [3, 10]
"controller.error_gain" = [8, 256]
"task.target_rate" = [16, 200]
"#;

type Row = (u32, String, Option<f64>);

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    folder
}

fn tune(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spindle"));
    command.arg("tune").args(arguments).current_dir(folder).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], folder: &Path) -> Output {
    let output = tune(arguments, folder).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Finished trials.
fn rows(study: &Path) -> Vec<Row> {
    let Ok(connection) = Connection::open_with_flags(study, OpenFlags::SQLITE_OPEN_READ_WRITE) else {
        return Vec::new();
    };
    connection.busy_timeout(Duration::from_secs(60)).unwrap();
    let query = "SELECT number, \"values\", accuracy FROM trial WHERE owner IS NULL ORDER BY number";
    let Ok(mut statement) = connection.prepare(query) else { return Vec::new() };
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Trials that were stopped, and after how many epochs.
fn stopped(study: &Path) -> HashMap<u32, usize> {
    let connection = Connection::open_with_flags(study, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let query = "SELECT number, json_array_length(curve) FROM trial WHERE stopped";
    let mut statement = connection.prepare(query).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as usize))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Waits until `study` has `count` finished trials.
fn wait_for(count: usize, study: &Path, child: &mut Child) {
    while rows(study).len() < count {
        assert!(child.try_wait().unwrap().is_none(), "the search ended before it had {count} trials");
        sleep(Duration::from_millis(5));
    }
}

/// Numbers of the trials that a process reports it ran.
fn said(output: &Output) -> HashSet<u32> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |line: &str| line.strip_prefix("trial")?.split_whitespace().next()?.parse().ok();
    text.lines().filter_map(number).collect()
}

#[test]
fn two_processes_share_a_study_and_repeat_nothing() {
    let folder = folder();
    let study = folder.path().join("shared.sqlite");
    let arguments = |out| ["--study", "shared.sqlite", "--trials", "80", "--seeds", "1", "--out", out];
    let mut first = tune(&arguments("a"), folder.path()).spawn().unwrap();
    wait_for(1, &study, &mut first);
    let second = tune(&arguments("b"), folder.path()).output().unwrap();
    let first = first.wait_with_output().unwrap();
    for output in [&first, &second] {
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (ran, also_ran) = (said(&first), said(&second));
    assert!(!ran.is_empty() && !also_ran.is_empty(), "{} and {}", ran.len(), also_ran.len());
    assert!(ran.is_disjoint(&also_ran), "{:?}", ran.intersection(&also_ran));
    assert_eq!(ran.union(&also_ran).copied().collect::<HashSet<_>>(), (1..=80).collect());
    let rows = rows(&study);
    assert_eq!(rows.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), (1..=80).collect::<Vec<_>>());
    assert_eq!(rows.iter().map(|(_, values, _)| values).collect::<HashSet<_>>().len(), 80);
}

#[test]
fn a_killed_search_goes_on_as_if_nothing_had_been() {
    let folder = folder();
    let study = folder.path().join("killed.sqlite");
    let arguments = ["--study", "killed.sqlite", "--trials", "60", "--seeds", "2", "--out", "killed"];
    let mut child = tune(&arguments, folder.path()).spawn().unwrap();
    wait_for(13, &study, &mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    let before = rows(&study);
    assert!((13..60).contains(&before.len()), "{} trials before the kill", before.len());
    run(&arguments, folder.path());
    run(&["--study", "whole.sqlite", "--trials", "60", "--seeds", "2", "--out", "whole"], folder.path());
    let after = rows(&study);
    assert_eq!(after.len(), 60);
    assert_eq!(after[..before.len()], before);
    assert_eq!(after, rows(&folder.path().join("whole.sqlite")));
    // Two trainings of 6 epochs each: some trials are stopped, none in its first quarter, none at
    // the end.
    let stopped = stopped(&study);
    assert!((1..50).contains(&stopped.len()), "{stopped:?}");
    assert!(stopped.values().all(|epochs| (2..12).contains(epochs)), "{stopped:?}");
    let tuned = |out: &str| fs::read_to_string(folder.path().join(out).join("tuned.toml")).unwrap();
    assert_eq!(tuned("killed"), tuned("whole"));
    let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("lock")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_best_manifest_and_the_keys_that_others_rely_on_are_written() {
    let folder = folder();
    let output = run(&["--json", "--trials", "16", "--seeds", "1", "--jobs", "2"], folder.path());
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = rows(&folder.path().join(result["study"].as_str().unwrap()));
    let stopped = stopped(&folder.path().join(result["study"].as_str().unwrap()));
    let whole = rows.iter().filter(|(number, ..)| !stopped.contains_key(number));
    let best = whole.filter_map(|(.., accuracy)| *accuracy).fold(0.0, f64::max);
    assert_eq!(result["stopped"].as_u64(), Some(stopped.len() as u64));
    assert_eq!((rows.len(), result["trials"].as_u64()), (16, Some(16)));
    assert_eq!(result["best_validation_accuracy"].as_f64(), Some(best));
    let keys = ["controller.error_gain", "network.groups[0].threshold"];
    for key in keys {
        let share = result["importance"][key].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share), "{key}: {share}");
    }
    let tuned = fs::read_to_string(folder.path().join("out/tuned.toml")).unwrap();
    let threshold = result["best"]["network.groups[0].threshold"].as_u64().unwrap();
    assert!(tuned.contains(&format!("threshold = {threshold} # membrane units")), "{tuned}");
    let report = fs::read_to_string(folder.path().join(result["report"].as_str().unwrap())).unwrap();
    assert!(report.contains("<svg") && report.contains("controller.error_gain"));
    // The tuned manifest is valid, and its training reaches the validation accuracy of the study:
    // one seed, so the mean over the last phase's three epochs.
    let train = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(["--json", "train", "--config", "out/tuned.toml", "--out", "tuned"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let trained: serde_json::Value = serde_json::from_slice(&train.stdout).unwrap();
    let curve = trained["curve"].as_array().unwrap();
    let reached: f64 = curve[3..].iter().map(|epoch| epoch["validation_accuracy"].as_f64().unwrap()).sum();
    assert_eq!(curve.len(), 6);
    assert!((reached / 3.0 - best).abs() < 1e-12, "{reached} and {best}");
}

#[test]
fn a_file_that_is_no_study_and_a_bad_range_are_refused() {
    let folder = folder();
    let refused = |arguments: &[&str], expected: &[&str]| {
        let output = tune(arguments, folder.path()).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(!error.contains("panicked"), "{error}");
        for part in expected {
            assert!(error.contains(part), "`{part}` is not in: {error}");
        }
    };
    fs::write(folder.path().join("text.sqlite"), "text, and long enough ".repeat(100)).unwrap();
    refused(&["--study", "text.sqlite"], &["text.sqlite", "not an SQLite file", "--study"]);
    let other = Connection::open(folder.path().join("other.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE trial (number INTEGER)").unwrap();
    refused(&["--study", "other.sqlite"], &["other.sqlite", "another program", "--study"]);
    refused(&["--study", "absent/study.sqlite"], &["absent/study.sqlite", "check that the path exists"]);
    refused(&["--study", "."], &["a folder", "--study"]);
    run(&["--study", "mine.sqlite", "--trials", "1", "--seeds", "1"], folder.path());
    refused(&["--study", "mine.sqlite", "--seeds", "1", "--seed", "2"], &["mine.sqlite", "another seed"]);
    refused(&["--study", "mine.sqlite", "--seeds", "2"], &["mine.sqlite", "another number of seeds"]);
    refused(&["--study", "mine.sqlite", "--preset", "wine"], &["mine.sqlite", "another manifest"]);
    let bytes = fs::read(folder.path().join("mine.sqlite")).unwrap();
    fs::write(folder.path().join("mine.sqlite"), &bytes[..bytes.len() / 2]).unwrap();
    refused(&["--study", "mine.sqlite", "--seeds", "1"], &["mine.sqlite", "--study"]);
    for (from, to, expected) in [
        ("[8, 256]", "[256, 8]", ["tune.controller.error_gain", "256 is not below 8"]),
        ("[8, 256]", "[8, 40000]", ["tune.controller.error_gain", "0 to 32767"]),
        (
            "\"controller.error_gain\"",
            "\"controller.error_gian\"",
            ["tune.controller.error_gian", "did you mean `error_gain`"],
        ),
        ("\"task.target_rate\" = [16, 200]", "\"task.test\" = [10, 20]", ["tune.task.test", "leave it out"]),
    ] {
        assert!(SMALL.contains(from));
        fs::write(folder.path().join("spindle.toml"), SMALL.replace(from, to)).unwrap();
        refused(&["--trials", "1"], &[expected[0], expected[1], "spindle.toml:"]);
    }
}

#[test]
fn the_last_seeds_are_not_passed() {
    let folder = folder();
    let output = tune(&["--seed", "18446744073709551615"], folder.path()).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("--seed") && error.contains("at most 18446744073709551612"), "{error}");
}

#[test]
fn the_manifests_own_values_are_reported_only_if_they_were_tried() {
    let folder = folder();
    let tried = |text: &str| {
        let output = run(&["--trials", "1", "--seeds", "1", "--study", text], folder.path());
        String::from_utf8_lossy(&output.stdout).contains("the manifest's own")
    };
    assert!(tried("inside.sqlite"));
    fs::write(folder.path().join("spindle.toml"), SMALL.replace("[8, 256]", "[64, 256]")).unwrap();
    assert!(!tried("outside.sqlite"));
}

#[test]
fn a_trial_that_does_not_fit_does_not_end_the_search() {
    let folder = folder();
    let population = SMALL.replace("[tune]", "[tune]\n\"task.population\" = [1, 9]");
    fs::write(folder.path().join("spindle.toml"), population).unwrap();
    let output = run(&["--trials", "8", "--seeds", "1"], folder.path());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("does not fit") && said.contains("best of 8 trials"), "{said}");
}

#[test]
fn a_search_adds_the_table_of_the_controller() {
    let folder = folder();
    let (network, rest) = SMALL.split_once("[controller]").unwrap();
    let task = rest.split_once("[task]").unwrap().1.split_once("[tune]").unwrap().0;
    fs::write(folder.path().join("spindle.toml"), format!("{network}[task]{task}")).unwrap();
    run(&["--trials", "2", "--seeds", "1"], folder.path());
    let tuned = fs::read_to_string(folder.path().join("out/tuned.toml")).unwrap();
    assert!(tuned.contains("[controller]") && tuned.contains("error_gain"), "{tuned}");
}
