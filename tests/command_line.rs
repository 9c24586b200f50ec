//! The command line: messages about bad input, and output that other programs rely on.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use spindle_learning::manifest::Manifest;

/// A manifest that learns in a second: few steps, two short epochs.
const SMALL: &str = r#"
[project]
name = "small"
[geometry]
lanes = 4
neurons = 12
weight_words = 192
weight_bits = 8
membrane_bits = 16
weight_scale = 4
[[network.inputs]]
name = "pixels"
size = 64
[[network.groups]]
name = "digits"
size = 10
threshold = 4096
leak = 6
controlled = true
[[network.projections]]
from = "pixels"
to = "digits"
learn = true
rate_shift = 9
[controller]
error_leak = 15
proportional_leak = 4
integral_leak = 15
error_gain = 32
threshold = 128
proportional_gain = 20
integral_gain = 41
[task]
name = "digits"
inputs = "pixels"
outputs = "digits"
steps = 8
feature_rate = 128
target_rate = 64
test = 100
validation = 1500
[learning]
phases = [{ epochs = 2 }, { epochs = 2, slower = 1 }]
"#;

fn spindle(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs `arguments`, which must end with exit status 2 and say all of `expected` on standard error.
fn refused(arguments: &[&str], folder: &Path, expected: &[&str]) {
    let output = spindle(arguments, folder);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
    assert!(!error.contains("panicked"), "{error}");
    for part in expected {
        assert!(error.contains(part), "{arguments:?}: `{part}` is not in: {error}");
    }
}

/// Checks the small manifest with `from` replaced by `to`, which must be refused with all of
/// `expected`.
fn manifest_refused(from: &str, to: &str, expected: &[&str]) {
    assert!(SMALL.contains(from), "`{from}` is not in the manifest");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL.replacen(from, to, 1)).unwrap();
    refused(&["check"], folder.path(), expected);
}

fn line_of(part: &str) -> String {
    let line = SMALL.lines().position(|line| line.contains(part)).unwrap() + 1;
    format!("spindle.toml:{line}:")
}

#[test]
fn the_small_manifest_and_every_preset_fit() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    let presets = spindle_learning::manifest::PRESETS.map(|(name, _)| vec!["check", "--preset", name]);
    assert!(presets.len() >= 6);
    for arguments in std::iter::once(vec!["check"]).chain(presets) {
        let output = spindle(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_bad_manifest_is_refused_with_file_line_key_and_remedy() {
    manifest_refused(
        "lanes = 4",
        "lane = 4",
        &[&line_of("lanes"), "unknown field `lane`", "did you mean `lanes`"],
    );
    manifest_refused("leak = 6", "leek = 6", &[&line_of("leak = 6"), "`leek`", "did you mean `leak`"]);
    manifest_refused("lanes = 4", "lanes = 5", &[&line_of("lanes"), "geometry.lanes", "1, 2, 4, 8 or 16"]);
    manifest_refused("weight_bits = 8", "weight_bits = 12", &[&line_of("weight_bits"), "choose 4, 8 or 16"]);
    manifest_refused(
        "membrane_bits = 16",
        "membrane_bits = 20",
        &[&line_of("membrane_bits"), "12, 16 or 24"],
    );
    manifest_refused("membrane_bits = 16", "", &["geometry", "membrane_bits", "add"]);
    manifest_refused("leak = 6", "leak = -1", &[&line_of("leak = 6"), "network.groups[0].leak"]);
    manifest_refused("leak = 6", "leak = 16", &[&line_of("leak = 6"), "choose 0 to 15"]);
    manifest_refused("threshold = 4096", "threshold = 40960", &[&line_of("threshold = 4096"), "0 to 32767"]);
    manifest_refused("lanes = 4", "lanes = ", &[&line_of("lanes"), "spindle.toml"]);
    manifest_refused(
        "from = \"pixels\"",
        "from = \"pixel\"",
        &[&line_of("from ="), "no group is called `pixel`"],
    );
    manifest_refused("slower = 1", "slower = 9", &["learning.phases[1].slower", "choose 0 to 6"]);
    manifest_refused("slower = 1", "slower = 255", &["learning.phases[1].slower", "choose 0 to 6"]);
    manifest_refused("epochs = 2,", "epochs = 4294967295,", &["learning.phases", "at most 1000000 in all"]);
    manifest_refused("leak = 6", "leak = 300", &["network.groups[0].leak", "a whole number from 0 to 255"]);
    manifest_refused(
        "weight_scale = 4",
        "weight_scale = 4\nfixed_leaks = 3",
        &["geometry.fixed_leaks", "expected a table"],
    );
    manifest_refused(
        "weight_scale = 4",
        "weight_scale = 4\ncontrollers = false",
        &["geometry.controllers", "nothing learns", "learning and modulators to false"],
    );
    manifest_refused("controlled = true", "", &["controlled = true"]);
    manifest_refused("validation = 1500", "validation = 1697", &["task.validation", "below 1797"]);
    manifest_refused(
        "name = \"digits\"\ninputs",
        "name = \"digts\"\ninputs",
        &["task.name", "unknown variant `digts`", "did you mean `digits`"],
    );
    manifest_refused(
        "weight_scale = 4",
        "weight_scale = 4\nfixed_leaks = { error = 15, proportional = 5, integral = 15, modulatory = 0 }",
        &["controller.proportional_leak", "4, and the core is built for 5", "geometry.fixed_leaks"],
    );
    manifest_refused("size = 64", "size = 63", &["task.inputs", "at least 64"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), b"[project]\nname = \"\xFF\"\n").unwrap();
    refused(&["check"], folder.path(), &["spindle.toml", "line 2 is not UTF-8 text", "save it as UTF-8"]);
}

#[test]
fn keys_that_do_not_suit_the_samples_are_refused() {
    let task = |text: &str| format!("[task]\n{text}");
    manifest_refused("[task]", &task("complement = true"), &["task.inputs", "at least 128"]);
    manifest_refused("steps = 8", "steps = 4294967295", &["task.steps", "0 to 65536"]);
    manifest_refused("[task]", &task("population = 1844674407370955162"), &["task.population", "0 to 4096"]);
    let sparse = "target = \"sparse\"\ncode_active = 5000\ntarget_rate";
    manifest_refused("target_rate", sparse, &["task.code_active", "5000 of 10 outputs"]);
    manifest_refused("[task]", &task("train = 0"), &["spindle.toml", "task.train", "at least 1"]);
    manifest_refused("[task]", &task("train = -1"), &["task.train", "invalid value"]);
    manifest_refused("[task]", &task("data = \"file.csv\""), &["task.data", "reads no file", "\"csv\""]);
    manifest_refused("test = 100\n", "", &["task.test", "the number of samples"]);
    manifest_refused("validation = 1500\n", "", &["task.validation", "the number of samples"]);
    let named = |name: &str| format!("name = \"{name}\"\ninputs");
    for (name, key) in [("mnist", "task.test"), ("yin-yang", "task.test"), ("yin-yang", "task.validation")] {
        manifest_refused(
            "name = \"digits\"\ninputs",
            &named(name),
            &[key, "of its own", "leave the key out"],
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let manifest = SMALL.replace("name = \"digits\"\ninputs", &named("csv"));
    fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
    refused(&["train"], folder.path(), &["`csv` reads a CSV file", "--data PATH"]);
    refused(&["train", "--data", "absent.csv"], folder.path(), &["absent.csv", "check that the path exists"]);
    refused(
        &["train", "--preset", "iris", "--data", "absent.csv"],
        folder.path(),
        &["`iris`", "leave --data out"],
    );
}

/// A table that is easy to learn: the class is whether the first feature is above the second. The
/// path comes from the manifest in one run and from the command line in the other.
#[test]
fn any_table_can_be_learned_from() {
    let folder = tempfile::tempdir().unwrap();
    let sample = |i: u32| {
        let (a, b) = (i * 37 % 101, i * 59 % 97);
        format!("{a},{b},{}\n", if a > b { "above" } else { "below" })
    };
    let lines: String = (1..300).map(sample).collect();
    fs::write(folder.path().join("points.csv"), format!("a,b,class\n{lines}")).unwrap();
    let manifest = SMALL
        .replace("name = \"digits\"\ninputs", "name = \"csv\"\ncomplement = true\ntrain = 150\ninputs")
        .replace("size = 64", "size = 4")
        .replace("validation = 1500", "validation = 49");
    fs::write(folder.path().join("spindle.toml"), &manifest).unwrap();
    let run = |arguments: &[&str]| -> serde_json::Value {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let given = run(&["--json", "train", "--data", "points.csv", "--out", "a"]);
    assert!(given["test_accuracy"].as_f64().unwrap() > 0.7, "{given}");
    assert!(given["logistic_accuracy"].as_f64().unwrap() > 0.9, "{given}");
    fs::write(
        folder.path().join("spindle.toml"),
        manifest.replace("[task]", "[task]\ndata = \"points.csv\""),
    )
    .unwrap();
    let named = run(&["--json", "train", "--out", "b"]);
    assert_eq!(given["curve"], named["curve"]);
}

#[test]
fn a_network_that_does_not_fit_gets_the_size_that_does() {
    let size = line_of("size = 10");
    manifest_refused(
        "neurons = 12",
        "neurons = 8",
        &[&size, "network.groups[0].size", "geometry.neurons to at least 12"],
    );
    manifest_refused("weight_words = 192", "weight_words = 191", &["geometry.weight_words to at least 192"]);
    manifest_refused("size = 10", "size = 5000", &["network.groups[0].size", "4096 neurons are the most"]);
    let (projections, entry) = SMALL.split_once("[[network.projections]]").unwrap();
    let entry = entry.split_once("[controller]").unwrap().0;
    let folder = tempfile::tempdir().unwrap();
    let many = format!("[[network.projections]]{entry}").repeat(16);
    let rest = SMALL.strip_prefix(projections).unwrap();
    fs::write(folder.path().join("spindle.toml"), format!("{projections}{many}{rest}")).unwrap();
    refused(&["check"], folder.path(), &["geometry.projections", "17 projections", "16 are the most"]);
    // Both are reported at once.
    manifest_refused(
        "neurons = 12\nweight_words = 192",
        "neurons = 8\nweight_words = 100",
        &["geometry.neurons to at least 12", "geometry.weight_words to at least 192"],
    );
}

#[test]
fn an_unknown_preset_or_missing_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    refused(&["check", "--preset", "digit"], folder.path(), &["no such preset", "digits"]);
    refused(&["check", "--preset", "mnist"], folder.path(), &["did you mean `mnist-hidden`"]);
    refused(&["check", "--preset", "zzzzzzzzz"], folder.path(), &["no such preset", "digits-16"]);
    refused(
        &["check", "--config", "absent.toml"],
        folder.path(),
        &["absent.toml", "check that the path exists"],
    );
    refused(&["check", "--config", "."], folder.path(), &["cannot read"]);
    refused(&["train", "--epochs", "0"], folder.path(), &["--epochs"]);
}

#[test]
fn truncated_or_malformed_data_are_refused_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = SMALL
        .replace("[task]", "[task]\ndata = \"data.csv\"")
        .replace("name = \"digits\"\ninputs", "name = \"csv\"\ninputs");
    fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
    refused(&["train"], folder.path(), &["data.csv", "check that the path exists"]);

    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(format!("{}7\n", "1,".repeat(64)).repeat(1000).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    fs::write(folder.path().join("data.csv"), &packed[..packed.len() / 2]).unwrap();
    refused(&["train"], folder.path(), &["data.csv", "truncated", "after line"]);

    let good = format!("{}7\n", "1,".repeat(64));
    fs::write(folder.path().join("data.csv"), format!("{good}{good}{}", &good[..40])).unwrap();
    refused(&["train"], folder.path(), &["data.csv:3:", "instead of 65"]);
    fs::write(folder.path().join("data.csv"), good.replacen('1', "x", 1)).unwrap();
    refused(&["train"], folder.path(), &["data.csv:1:", "`x`"]);
    assert!(!folder.path().join("out/checkpoint.json").exists());
}

#[test]
fn an_unwritable_folder_is_refused_before_training() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    fs::write(folder.path().join("file"), "not a folder").unwrap();
    refused(&["train", "--out", "file/below"], folder.path(), &["file/below", "choose another folder"]);
    refused(&["new", "file/below"], folder.path(), &["file/below", "choose another folder"]);
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "not a folder");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// A limit on the size of files simulates a full disk: the system refuses further writes in the
/// same way, and it needs no permission.
#[test]
#[cfg(unix)]
fn a_full_disk_leaves_no_half_written_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    let limited =
        format!("trap '' XFSZ; ulimit -f 1; exec {} train --out out", env!("CARGO_BIN_EXE_spindle"));
    let output = Command::new("bash").args(["-c", &limited]).current_dir(folder.path()).output().unwrap();
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("checkpoint.json") && message.contains("free space"), "{message}");
    let left = fs::read_dir(folder.path().join("out")).unwrap().count();
    assert_eq!(left, 0, "something was left on the full disk");
}

#[test]
fn new_writes_a_manifest_that_fits_and_never_replaces_one() {
    let folder = tempfile::tempdir().unwrap();
    let made = spindle(&["new", "network"], folder.path());
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let checked = spindle(&["check", "--config", "network/spindle.toml"], folder.path());
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    fs::write(folder.path().join("network/spindle.toml"), "mine").unwrap();
    refused(&["new", "network"], folder.path(), &["already there"]);
    assert_eq!(fs::read_to_string(folder.path().join("network/spindle.toml")).unwrap(), "mine");
}

#[test]
fn train_prints_the_keys_that_others_rely_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    let output = spindle(&["--json", "train", "--seed", "5"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in [
        "train_accuracy",
        "validation_accuracy",
        "test_accuracy",
        "spikes_per_sample",
        "updates_per_sample",
        "seconds",
    ] {
        assert!(result[key].is_f64(), "{key}: {}", result[key]);
    }
    assert_eq!(result["task"], "digits");
    assert_eq!(result["seed"], 5);
    assert_eq!(result["epochs"], 4);
    assert_eq!(result["weight_bits"], 8);
    assert!(result["spikes_per_sample"].as_f64().unwrap() > 0.0);
    assert!(result["updates_per_sample"].as_f64().unwrap() > 0.0);
    let report = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(report.contains("<svg") && report.ends_with("</html>\n"));
    assert!(!report.contains("http"), "the report may fetch nothing");
}

#[test]
fn a_resumed_training_gives_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    let checkpoint = |out: &str| -> serde_json::Value {
        let bytes = fs::read(folder.path().join(out).join("checkpoint.json")).unwrap();
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        value["content"]["seconds"] = 0.into();
        value["content"].take()
    };
    let run = |arguments: &[&str]| {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    };
    run(&["train", "--seed", "3", "--out", "whole"]);
    run(&["train", "--seed", "3", "--out", "parts", "--epochs", "1"]);
    assert_ne!(checkpoint("whole"), checkpoint("parts"));
    run(&["train", "--seed", "3", "--out", "parts", "--epochs", "3", "--resume"]);
    run(&["train", "--seed", "3", "--out", "parts", "--resume"]);
    assert_eq!(checkpoint("whole"), checkpoint("parts"));
    assert_eq!(checkpoint("whole")["history"].as_array().unwrap().len(), 4);

    refused(&["train", "--seed", "4", "--out", "parts", "--resume"], folder.path(), &["another seed"]);
    refused(&["train", "--out", "nowhere", "--resume"], folder.path(), &["checkpoint.json"]);
    let path = folder.path().join("parts/checkpoint.json");
    let bytes = fs::read(&path).unwrap();
    // A modified weight was produced by no training.
    let mut changed: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let weight = &mut changed["content"]["weights"][0];
    *weight = (weight.as_i64().unwrap() ^ 1).into();
    for (damaged, why) in [
        (&bytes[..bytes.len() / 2], "EOF"),
        (changed.to_string().as_bytes(), "it was changed after it was saved"),
    ] {
        fs::write(&path, damaged).unwrap();
        for arguments in [
            &["train", "--resume"][..],
            &["host", "load", "--trained", "--port", "none"],
            &["energy", "--trained"],
        ] {
            let with = [arguments, &["--seed", "3", "--out", "parts"]].concat();
            refused(&with, folder.path(), &["checkpoint.json", why, "--resume"]);
        }
    }
}

#[test]
fn patience_ends_a_training_wherever_it_was_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = SMALL.replace("phases = [{ epochs = 2 }", "patience = 3\nphases = [{ epochs = 40 }");
    fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
    let run = |arguments: &[&str]| -> serde_json::Value {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let whole = run(&["--json", "train", "--out", "whole"]);
    let curve: Vec<f64> = whole["curve"]
        .as_array()
        .unwrap()
        .iter()
        .map(|epoch| epoch["validation_accuracy"].as_f64().unwrap())
        .collect();
    assert!(curve.len() < 42, "it never ended early");
    let highest = curve.iter().copied().fold(0.0, f64::max);
    let first = curve.iter().position(|accuracy| *accuracy >= highest).unwrap();
    assert_eq!(curve.len(), first + 1 + 3, "{curve:?}");
    assert_eq!(whole["validation_accuracy"].as_f64(), Some(highest));
    run(&["--json", "train", "--out", "parts", "--epochs", "2"]);
    let parts = run(&["--json", "train", "--out", "parts", "--resume"]);
    assert_eq!((&parts["curve"], &parts["test_accuracy"]), (&whole["curve"], &whole["test_accuracy"]));
    let again = run(&["--json", "train", "--out", "parts", "--resume"]);
    assert_eq!(again["curve"], whole["curve"], "it went on after its end");
}

/// Spike trains in place of features: classes differ in which lines spike late, and the file in
/// microseconds.
#[test]
fn event_lists_are_learned_from_and_reach_the_hardware() {
    let folder = tempfile::tempdir().unwrap();
    let (mut list, mut labels) = (String::from("# generated\n"), String::new());
    for sample in 0..300u32 {
        let class = sample % 3;
        writeln!(labels, "s{sample} {}", ["left", "middle", "right"][class as usize]).unwrap();
        writeln!(list, "sample s{sample}").unwrap();
        for spike in 0..24 {
            // Two of three spikes are on the class's four lines, the others anywhere.
            let noise = (sample * 7_919 + spike * 104_729) % 997;
            let line = if noise % 3 == 0 { noise % 12 } else { 4 * class + noise % 4 };
            writeln!(list, "{} {line}", 320 * spike + noise % 100).unwrap();
        }
    }
    fs::write(folder.path().join("all.aer"), list).unwrap();
    fs::write(folder.path().join("labels.txt"), labels).unwrap();
    let manifest = SMALL
        .replace(
            "name = \"digits\"\ninputs",
            "name = \"events\"\ndata = \"all.aer\"\ntiming = { unit = \"us\", step_microseconds = 1000 }\ninputs",
        )
        .replace("feature_rate = 128\n", "")
        .replace("size = 64", "size = 12")
        .replace("validation = 1500", "validation = 50");
    fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
    let run = |arguments: &[&str]| -> serde_json::Value {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let trained = run(&["--json", "train"]);
    assert!(trained["test_accuracy"].as_f64().unwrap() > 0.8, "{trained}");
    let verified = run(&["--json", "verify", "--samples", "3"]);
    assert_eq!(verified["verdict"], "equal");
    assert!(verified["rungs"][0]["events"].as_u64().unwrap() > 0, "{verified}");
    refused(
        &["train", "--data", "nodir"],
        folder.path(),
        &["nodir: cannot read", "check that the path exists"],
    );
    fs::write(folder.path().join("labels.txt"), "s0 left\ns0 left\n").unwrap();
    refused(&["train"], folder.path(), &["labels.txt:2", "a second line for `s0`"]);
}

#[test]
fn targets_that_do_not_suit_the_task_are_refused() {
    let rate = "target_rate = 64\n";
    for (to, expected) in [
        ("", "task.target_rate"),
        ("target = \"spike-train\"\n", "task.target_steps"),
        ("target = \"spike-train\"\ntarget_steps = [0, 3]\n", "task.target_steps"),
        ("target = \"spike-train\"\ntarget_steps = [3, 8]\n", "task.target_steps"),
        ("target = \"spike-train\"\ntarget_steps = [3, 2]\n", "task.target_steps"),
        ("target = \"first-spike\"\ntarget_steps = [3]\nother_steps = [3]\n", "task.other_steps"),
        ("target = \"sparse\"\ntarget_rate = 64\n", "task.code_active"),
        ("target_rate = 64\ntarget_steps = [3]\n", "task.target_steps"),
    ] {
        manifest_refused(rate, to, &[expected]);
    }
}

#[test]
fn a_reader_who_closes_the_pipe_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(["check", "--preset", "digits"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn demo_closes_the_loop_and_prints_the_keys_that_others_rely_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    let output = spindle(&["--json", "demo", "--learn", "3", "--answer", "2", "--seed", "2"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["verdict"], "equal");
    assert!(result["test_accuracy"].is_f64() && result["validation_accuracy"].is_f64());
    // Three samples of eight steps with learning: every step streams words, so this is far above
    // the setup alone.
    assert!(result["clocks"].as_u64().unwrap() > 1000, "{result}");
    let report = fs::read_to_string(folder.path().join(result["report"].as_str().unwrap())).unwrap();
    assert_eq!(report.matches("✓ equal").count(), 3);
    assert!(report.contains("synapse_weight_after"), "the waveform excerpt is missing");
    assert!(folder.path().join("out/verilog/spindle_core.v").is_file());
}

#[test]
fn demo_of_a_core_without_retire_ports_has_no_waveform() {
    let folder = tempfile::tempdir().unwrap();
    let lean = SMALL.replace("weight_scale = 4", "weight_scale = 4\nretire = false");
    fs::write(folder.path().join("spindle.toml"), lean).unwrap();
    let output = spindle(&["demo", "--learn", "3", "--answer", "2"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    assert!(text(&output.stdout).contains("learned 3 samples from zero"), "{}", text_of(&output));
    let report = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(!report.contains("Waveform") && report.contains("<svg"), "no other figure");
}

#[test]
fn a_core_without_learning_is_not_trained() {
    let folder = tempfile::tempdir().unwrap();
    let fixed = SMALL.replace("weight_scale = 4", "weight_scale = 4\nlearning = false");
    fs::write(folder.path().join("spindle.toml"), fixed).unwrap();
    for verb in ["train", "tune", "demo"] {
        refused(&[verb], folder.path(), &["geometry.learning", "this core does not learn"]);
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn check_looks_at_the_table_of_tune() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = format!("{SMALL}[tune]\n\"controller.error_gain\" = [256, 8]\n");
    fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
    refused(&["check"], folder.path(), &["tune.controller.error_gain", "256 is not below 8"]);
}

#[test]
fn energies_are_finite_and_not_negative() {
    let folder = tempfile::tempdir().unwrap();
    for (option, value) in [("--net", "-1"), ("--net", "NaN"), ("--memory", "inf"), ("--memory", "much")] {
        refused(&["energy", option, value], folder.path(), &[option, "0 or more"]);
    }
}

#[test]
fn verify_runs_a_network_without_projections() {
    let folder = tempfile::tempdir().unwrap();
    let projection = SMALL.split_once("[[network.projections]]").unwrap().1;
    let projection = projection.split_once("[controller]").unwrap().0;
    let alone = SMALL
        .replace(&format!("[[network.projections]]{projection}"), "")
        .replace("[geometry]", "[network]\nprojections = []\n[geometry]");
    fs::write(folder.path().join("spindle.toml"), alone).unwrap();
    let output = spindle(&["verify", "--steps", "5"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
}

#[test]
fn verify_of_no_or_too_many_steps_or_of_unused_data_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    refused(&["verify", "--steps", "0"], folder.path(), &["--steps", "0 is not in 1.."]);
    refused(&["verify", "--steps", "4294967295"], folder.path(), &["at most 1000000", "--rounds"]);
    refused(&["verify", "--steps", "5", "--data", "x"], folder.path(), &["--data", "--steps"]);
    refused(
        &["verify", "--backend", "netlist:ice4"],
        folder.path(),
        &["no such simulator", "did you mean `netlist:ice40`"],
    );
    refused(&["verify", "--backend", "netlist:foo"], folder.path(), &["netlist:ice40", "netlist:xilinx"]);
    refused(&["verify", "--out", "x"], folder.path(), &["--out"]);
}

#[test]
fn lists_are_objects() {
    let folder = tempfile::tempdir().unwrap();
    let verify = ["--json", "verify", "--inject", "list"];
    let reproduce = ["--json", "reproduce", "--list"];
    for (arguments, key, count) in [(&verify[..], "faults", 7), (&reproduce[..], "experiments", 11)] {
        let output = spindle(arguments, folder.path());
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(object[key].as_array().unwrap().len() >= count, "{object}");
    }
}

#[test]
fn verify_starts_at_the_given_step_and_keeps_the_state() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spindle.toml"), SMALL).unwrap();
    let run =
        ["--json", "verify", "--steps", "6", "--rounds", "2", "--from-step", "9", "--state", "state.json"];
    let rung = |arguments: &[&str]| {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (report["rungs"][0]["events"].as_u64().unwrap(), report["rungs"][0]["clocks"].as_u64().unwrap())
    };
    let written = rung(&run);
    assert!(folder.path().join("state.json").is_file());
    assert_eq!(rung(&run), written);
    // Three of twelve steps.
    let (records, cycles) = rung(&["--json", "verify", "--steps", "6", "--rounds", "2"]);
    assert!(
        written.0 > 10 && 2 * written.0 < records && written.1 < cycles,
        "{written:?} of {records}, {cycles}"
    );
    refused(&["verify", "--steps", "6", "--state", "state.json"], folder.path(), &["--from-step"]);
    refused(
        &["verify", "--steps", "6", "--from-step", "6"],
        folder.path(),
        &["--from-step 6", "6 steps", "--rounds"],
    );
    let other = ["verify", "--steps", "5", "--from-step", "3", "--state", "state.json"];
    refused(&other, folder.path(), &["state.json", "another run", "--state"]);
    let state = fs::read_to_string(folder.path().join("state.json")).unwrap();
    let mut changed: serde_json::Value = serde_json::from_str(&state).unwrap();
    let weight = &mut changed["content"]["configuration"]["weights"][0];
    *weight = (weight.as_i64().unwrap() ^ 1).into();
    fs::write(folder.path().join("state.json"), changed.to_string()).unwrap();
    refused(&run, folder.path(), &["state.json", "was changed after it was saved", "--state"]);
    fs::write(folder.path().join("state.json"), "{").unwrap();
    refused(&run, folder.path(), &["state.json", "not a state that this version has saved", "--state"]);
    let nowhere = ["verify", "--steps", "6", "--from-step", "3", "--state", "absent/state.json"];
    refused(&nowhere, folder.path(), &["absent/state.json", "check that the path exists"]);
}

#[test]
fn reproduce_lists_its_experiments_and_refuses_unknown_ones() {
    let folder = tempfile::tempdir().unwrap();
    let listed = spindle(&["reproduce", "--list"], folder.path());
    assert_eq!(listed.status.code(), Some(0), "{}", text(&listed.stderr));
    let listed = text(&listed.stdout);
    for name in [
        "fig1",
        "windows",
        "frequency",
        "spike-number",
        "bursts",
        "fig2",
        "recall",
        "all-to-all",
        "several",
        "random-network",
        "ticks",
    ] {
        assert!(listed.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}: {listed}");
    }
    refused(
        &["reproduce", "--only", "window"],
        folder.path(),
        &["window", "did you mean `windows`", "--list"],
    );
    refused(&["reproduce", "--only", "zzzzzzzzz"], folder.path(), &["choose fig1, "]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "something was written");
    fs::write(folder.path().join("file"), "not a folder").unwrap();
    refused(&["reproduce", "--out", "file/below"], folder.path(), &["file/below", "choose another folder"]);
}

#[test]
fn reproduce_writes_one_page_and_takes_finished_experiments_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let only = ["reproduce", "--full", "--only", "fig1", "--only", "bursts", "--out", "here"];
    let first: serde_json::Value = serde_json::from_str(&run(&[&["--json"], &only[..]].concat())).unwrap();
    let rows = first["experiments"].as_array().unwrap();
    assert_eq!(rows.len(), 15 + 4);
    assert_eq!((&first["met"], &first["missed"]), (&17.into(), &0.into()));
    assert_eq!(rows[0]["experiment"], "fig1");
    assert_eq!(rows[0]["met"], true);
    assert_eq!(rows[0]["model"], "float");
    assert!((rows[0]["reached"].as_f64().unwrap() - 0.0891).abs() < 0.009, "{}", rows[0]);
    let page = fs::read_to_string(folder.path().join(first["report"].as_str().unwrap())).unwrap();
    assert_eq!(page.matches("✓ met").count(), 17);
    assert_eq!(page.matches("<svg").count(), 3);
    assert!(!page.contains("http"), "the report may fetch nothing");

    let again = run(&only);
    assert_eq!(again.matches("kept from an earlier run").count(), 2, "{again}");
    fs::remove_file(folder.path().join("here/reproduce/bursts.json")).unwrap();
    let again = run(&only);
    assert_eq!(again.matches("kept from an earlier run").count(), 1, "{again}");
    assert!(again.contains("17 bars met, 0 missed"), "{again}");
}

#[test]
fn hidden_layers_learn_and_a_frozen_one_learns_less() {
    let folder = tempfile::tempdir().unwrap();
    let preset = Manifest::preset("digits-hidden").unwrap().text;
    let preset = preset.as_str();
    // The first projection that learns is that to the hidden layer.
    let frozen = preset.replacen("learn = true", "learn = false", 1);
    let random = preset.replace("transposed = true", "transposed = false");
    let accuracy = |name: &str, text: &str| {
        assert!(name == "learned" || text != preset);
        std::fs::write(folder.path().join(name), text).unwrap();
        let arguments = ["train", "--config", name, "--seed", "2", "--epochs", "6", "--json"];
        let output = spindle(&arguments, folder.path());
        assert!(output.status.success(), "{}", text_of(&output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["validation_accuracy"].as_f64().unwrap()
    };
    let [learned, random, frozen] = [("learned", preset), ("random", &random), ("frozen", &frozen)]
        .map(|(name, text)| accuracy(name, text));
    println!("validation, 6 epochs: learned {learned}, random feedback {random}, frozen {frozen}");
    assert!(learned > 0.85 && random > 0.85, "{learned} {random}");
    assert!(learned > frozen + 0.05 && random > frozen + 0.05, "{learned} {random} {frozen}");
}

#[test]
fn a_studied_weight_format_trains_but_is_no_hardware() {
    let folder = tempfile::tempdir().unwrap();
    let preset = Manifest::preset("digits-16").unwrap().text;
    let study = format!("{preset}\n[study]\nweight_bits = 4\nrounding = \"nearest\"\nshadow = true\n");
    std::fs::write(folder.path().join("spindle.toml"), study).unwrap();
    let output = spindle(&["train", "--epochs", "1", "--json"], folder.path());
    assert!(output.status.success(), "{}", text_of(&output));
    refused(&["generate"], folder.path(), &["study", "the hardware does not have these weights"]);
    refused(&["verify", "--steps", "1"], folder.path(), &["study", "leave the table out"]);
}

fn text_of(output: &Output) -> String {
    format!("{}\n{}", text(&output.stdout), text(&output.stderr))
}

/// A class in the first column gives a last one that holds many values, or measurements, or one
/// value alone: none of them is answered with a larger network.
#[test]
fn a_class_in_the_first_column_is_said_to_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = SMALL
        .replace("[task]", "[task]\ndata = \"points.csv\"")
        .replace("name = \"digits\"\ninputs", "name = \"csv\"\ninputs")
        .replace("validation = 1500", "validation = 20")
        .replace("test = 100", "test = 20");
    fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
    let table = |class: fn(u32) -> String, last: fn(u32) -> String| {
        let line = |n: u32| format!("{},{},{}\n", class(n % 3), n % 7, last(n));
        let lines: String = (0..90).map(line).collect();
        fs::write(folder.path().join("points.csv"), lines).unwrap();
        refused(&["train"], folder.path(), &["if the class is in another column, move it behind the others"]);
    };
    let name = |n: u32| ["setosa", "versicolor", "virginica"][n as usize].to_owned();
    table(name, |n| format!("{n}.5"));
    table(|n| n.to_string(), |n| format!("{n}.5"));
    table(|n| n.to_string(), |n| (n % 16).to_string());
    table(|n| n.to_string(), |_| "0".into());
}

#[test]
fn a_bias_rate_without_a_bias_line_is_refused_wherever_samples_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let biased = SMALL.replace("feature_rate = 128", "feature_rate = 128\nbias_rate = 64");
    let tuned = format!("{biased}[tune]\n\"task.bias_rate\" = [1, 256]\n");
    for (verb, manifest) in [("check", &biased), ("train", &biased), ("demo", &biased), ("tune", &tuned)] {
        fs::write(folder.path().join("spindle.toml"), manifest).unwrap();
        refused(
            &[verb],
            folder.path(),
            &["task.bias_rate", "no bias line", "group to 65", "leave the key out"],
        );
    }
    let with = biased.replace("size = 64", "size = 65").replace("weight_words = 192", "weight_words = 195");
    fs::write(folder.path().join("spindle.toml"), with).unwrap();
    let output = spindle(&["check"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn the_report_of_a_hidden_layer_shows_its_weights() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["train", "--preset", "digits-hidden", "--epochs", "1"];
    let output = spindle(&arguments, folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains(" neuron spikes,") && !text(&output.stdout).contains("output spikes")
    );
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    let cells = |title: &str| {
        let (_, figure) = page.split_once(title).unwrap_or_else(|| panic!("no `{title}`"));
        let figure = figure.split("</svg>").next().unwrap();
        figure.matches("fill-opacity").count()
    };
    // 64 pixels to 20 neurons, those to 10.
    assert_eq!(cells("Weights from pixels to hidden"), 64 * 20);
    assert_eq!(cells("Weights from hidden to classes"), 20 * 10);
    assert_eq!(page.matches("<h2>Weights").count(), 2, "what feeds back is no weight of an answer");
}

#[test]
fn a_fault_that_is_injected_and_not_detected_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let verify = ["verify", "--preset", "iris", "--steps", "3", "--seed", "11", "--inject", "rounding"];
    for json in [false, true] {
        let output = spindle(&[&verify[..], if json { &["--json"] } else { &[] }].concat(), folder.path());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        for part in
            ["rounding was injected and not detected on rust-hdl", "For it to show, a weight has to be"]
        {
            assert!(error.contains(part), "{error}");
        }
        if json {
            let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(report["verdict"], "undetected");
        }
    }
    let found = spindle(&[&verify[..8], &["leak"]].concat(), folder.path());
    assert_eq!(found.status.code(), Some(1));
    assert!(text(&found.stderr).contains("golden model and hardware differ"), "{}", text(&found.stderr));
}
