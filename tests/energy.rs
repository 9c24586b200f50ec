//! `spindle energy` on a network whose spikes and accesses are counted by hand.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use spindle_learning::learn::Checkpoint;

/// Two inputs, two neurons, one lane, all weights 10; error traces without memory, and no feedback
/// current.
const TINY: &str = r#"
[project]
name = "tiny"
[geometry]
lanes = 1
neurons = 2
weight_words = 4
weight_bits = 8
membrane_bits = 12
weight_scale = 0
retire = true
[[network.inputs]]
name = "lines"
size = 2
[[network.groups]]
name = "classes"
size = 2
threshold = 25
leak = 15
controlled = true
[[network.projections]]
from = "lines"
to = "classes"
learn = true
initial = 10
[controller]
error_gain = 8
threshold = 8
[task]
name = "events"
timing = { unit = "step" }
inputs = "lines"
outputs = "classes"
steps = 4
target_rate = 64
test = 1
validation = 1
[learning]
phases = [{ epochs = 1 }]
"#;

/// Every sample has three spikes, in its first three steps.
const SAMPLE: &str = "0 0\n1 1\n2 0\n";
const SAMPLES: u64 = 2;
/// Words of a row, and of the update.
const WORDS: u64 = 2;
const STEPS: u64 = 4;
const INPUTS: u64 = 3;

fn spindle(arguments: &[&str], folder: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .arg("--json")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Compares the counts with the expected ones per sample: spikes of neurons and of controllers,
/// learning and answering.
fn check(report: &Value, neurons: u64, controllers: u64) {
    for (part, learns) in [("learning", 1), ("answering", 0)] {
        let part = &report[part];
        let number = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("{value} in {report}"));
        let each = |value: &Value| {
            assert_eq!(number(value) % SAMPLES, 0, "{value}");
            number(value) / SAMPLES
        };
        assert_eq!((number(&part["samples"]), number(&part["lanes"])), (SAMPLES, 1));
        assert_eq!(each(&part["spikes"]), INPUTS + neurons + learns * controllers);
        // Each input spike is a row.
        let words = INPUTS * WORDS;
        assert_eq!(each(&part["synaptic_operations"]), words);
        let accesses = &part["accesses"];
        assert_eq!(each(&accesses["weight_reads"]), words);
        assert_eq!(each(&accesses["weight_writes"]), words * learns);
        // A weight word: the membrane twice, the feedback current if it learns. An update of a
        // neuron word: threshold, behaviour, feedback current, membrane and refractory counter
        // twice. Of controllers: their threshold, state and modulator twice, feedback current.
        let neuron = words * (2 + learns) + STEPS * WORDS * (7 + 6 * learns);
        assert_eq!(each(&accesses["neuron"]), neuron);
        let (toggles, cycles) = (number(&part["toggles"]), number(&part["clocks"]));
        // CLK-11: minimum duration of the steps.
        assert!(cycles > SAMPLES * (words + STEPS * (WORDS + 15)) && toggles > cycles, "{part}");
        let memory = SAMPLES * (words * (1 + learns) + neuron);
        let nanojoules = (toggles as f64 * 2.0 + memory as f64 * 3.0) / 1e3 / SAMPLES as f64;
        let found = part["estimate"]["nanojoules_per_sample"].as_f64().unwrap();
        assert!((found - nanojoules).abs() < 1e-9 * nanojoules, "{found}, by hand {nanojoules}");
    }
}

#[test]
fn a_tiny_network_costs_what_is_counted_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("tiny.toml", TINY);
    fs::create_dir(folder.path().join("data")).unwrap();
    write("data/labels.txt", "a 0\nb 1\nc 0\nd 1\n");
    for name in ["a", "b", "c", "d"] {
        write(&format!("data/{name}"), SAMPLE);
    }
    let energy = |manifest: &str, more: &[&str]| {
        let fixed = [
            "energy",
            "--config",
            manifest,
            "--data",
            "data",
            "--samples",
            "2",
            "--net",
            "2",
            "--memory",
            "3",
        ];
        spindle(&[&fixed, more].concat(), folder.path())
    };
    // Membranes rise by 10 with each spike: both neurons fire in the third step without a target,
    // so both negative controllers fire. The target spike comes in the fourth step, and the
    // positive one of the true class fires.
    let report = energy("tiny.toml", &[]);
    assert_eq!((&report["task"], &report["weights"]), (&"events".into(), &"initial".into()));
    check(&report, 2, 3);

    // Nets of the retire ports are not counted.
    write("without.toml", &TINY.replace("retire = true", "retire = false"));
    let without = energy("without.toml", &[]);
    for part in ["learning", "answering"] {
        assert_eq!(report[part], without[part], "a core with retire ports costs more");
    }

    // Weights of 20 in the checkpoint: both neurons fire in the second and third step.
    spindle(&["train", "--config", "tiny.toml", "--data", "data", "--out", "trained"], folder.path());
    let path = folder.path().join("trained/checkpoint.json");
    let mut checkpoint = Checkpoint::load(&path).unwrap();
    let best = &mut checkpoint.best.as_mut().unwrap().weights;
    assert_eq!(*best, [10; 4]);
    best.fill(20);
    checkpoint.save(&path).unwrap();
    let report = energy("tiny.toml", &["--trained", "--out", "trained"]);
    assert_eq!(report["weights"], "trained");
    check(&report, 4, 5);
}
