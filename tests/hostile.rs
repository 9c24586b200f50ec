//! Input that would hang, fill the memory, overflow, or reach the terminal as more than text: each
//! ends with exit status 2 and a message that names the cause.

#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// Time limit of a command that might not terminate, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Memory of a command, KiB, of which its program and its threads' stacks take a part.
const MEMORY: &str = "1500000";

/// The manifest of a core for a table of 8 features and 8 classes.
const TABLE: &str = r#"
[project]
name = "c"
[geometry]
lanes = 4
neurons = 8
weight_words = 64
weight_bits = 8
membrane_bits = 16
weight_scale = 3
[[network.inputs]]
name = "x"
size = 8
[[network.groups]]
name = "y"
size = 8
threshold = 500
leak = 6
controlled = true
[[network.projections]]
from = "x"
to = "y"
learn = true
rate_shift = 8
[controller]
error_gain = 128
threshold = 384
integral_gain = 41
[task]
name = "csv"
inputs = "x"
outputs = "y"
steps = 8
feature_rate = 200
target_rate = 64
test = 2
validation = 2
[learning]
phases = [{ epochs = 1, slower = 0 }]
"#;

fn events() -> String {
    TABLE
        .replace("name = \"csv\"", "name = \"events\"\ntiming = { unit = \"step\" }")
        .replace("feature_rate = 200\n", "")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn fifo(path: &Path) {
    let (place, mode) = (rustix::fs::CWD, rustix::fs::Mode::from_raw_mode(0o600));
    rustix::fs::mknodat(place, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
}

/// Result of `spindle` within its time and memory limits.
fn spindle(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\"")]);
    command.arg(env!("CARGO_BIN_EXE_spindle")).args(arguments).current_dir(folder);
    let (out, err) = (folder.join("stdout.txt"), folder.join("stderr.txt"));
    command.stdin(Stdio::null());
    command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(&err).unwrap());
    let (mut child, start) = (command.spawn().unwrap(), Instant::now());
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Output { status, stdout: fs::read(out).unwrap(), stderr: fs::read(err).unwrap() }
}

/// Standard error of a command that must end with exit status 2 and say all of `expected`.
fn refused(arguments: &[&str], folder: &Path, expected: &[&str]) -> String {
    let output = spindle(arguments, folder);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
    assert!(!error.contains("panicked"), "{error}");
    for part in expected {
        assert!(error.contains(part), "{arguments:?}: `{part}` is not in: {error}");
    }
    error
}

/// Every option and key that names a file, with something that is not a regular file.
#[test]
fn nothing_but_regular_files_is_read() {
    let labels = ("labels.txt", "a 0\nb 1\n");
    let folder = folder(&[("csv.toml", TABLE), ("events.toml", &events()), labels]);
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("mnist")).unwrap();
    for name in ["fifo", "fifo.toml", "mnist/train-images-idx3-ubyte"] {
        fifo(&path(name));
    }
    std::os::unix::fs::symlink("/dev/zero", path("zero.toml")).unwrap();
    fs::create_dir(path("labels")).unwrap();
    fifo(&path("labels/labels.txt"));
    fs::create_dir(path("samples")).unwrap();
    fs::write(path("samples/labels.txt"), "a 0\nb 1\n").unwrap();
    std::os::unix::fs::symlink("/dev/zero", path("samples/a")).unwrap();
    fs::create_dir_all(path("out")).unwrap();
    fifo(&path("out/checkpoint.json"));
    let csv = TABLE.replace("name = \"csv\"", "name = \"csv\"\ndata = \"/dev/zero\"");
    fs::write(path("inside.toml"), csv).unwrap();
    let csv = TABLE.replace("name = \"csv\"", "name = \"csv\"\ndata = \"fifo\"");
    fs::write(path("inside_fifo.toml"), csv).unwrap();
    let network = "name = \"r\"\n[[matrix]]\nnetworks = [\"fifo.toml\"]\nbackends = [\"rust-hdl\"]\n";
    fs::write(path("regress.toml"), network).unwrap();
    let state = ["verify", "--preset", "iris", "--backend", "rust-hdl", "--from-step", "2", "--state"];
    let commands: Vec<Vec<&str>> = vec![
        vec!["check", "--config", "fifo"],
        vec!["check", "--config", "/dev/zero"],
        vec!["check", "--config", "inside.toml"],
        vec!["check", "--config", "inside_fifo.toml"],
        vec!["check", "--config", "csv.toml", "--data", "fifo"],
        vec!["check", "--config", "csv.toml", "--data", "/dev/zero"],
        vec!["check", "--config", "events.toml", "--data", "fifo"],
        vec!["check", "--config", "events.toml", "--data", "labels"],
        vec!["check", "--config", "events.toml", "--data", "samples"],
        vec!["check", "--preset", "mnist-hidden", "--data", "mnist"],
        vec!["train", "--preset", "iris", "--resume"],
        vec!["build", "--board", "fifo.toml"],
        vec!["build", "--board", "zero.toml"],
        vec!["regress", "--config", "fifo"],
        vec!["regress", "--config", "regress.toml", "--list"],
        vec!["regress", "--file", "fifo"],
        vec!["tune", "--preset", "iris", "--trials", "1", "--study", "fifo"],
        [&state[..], &["fifo"]].concat(),
        [&state[..], &["/dev/zero"]].concat(),
    ];
    for arguments in &commands {
        let error = refused(arguments, folder.path(), &["only regular files are read"]);
        assert!(error.contains("it is a FIFO") || error.contains("it is a device"), "{error}");
    }
}

#[test]
fn files_that_are_too_large_are_refused_before_they_are_read() {
    let folder = folder(&[("csv.toml", TABLE)]);
    let file = fs::File::create(folder.path().join("large")).unwrap();
    file.set_len(1 << 40).unwrap();
    for (arguments, limit) in [
        (vec!["check", "--config", "large"], "larger than 1 MiB"),
        (vec!["check", "--config", "csv.toml", "--data", "large"], "larger than 64 MiB"),
        (vec!["regress", "--file", "large"], "larger than 64 MiB"),
    ] {
        refused(&arguments, folder.path(), &["large: cannot read: ", limit, "leave out unneeded parts"]);
    }
}

/// A megabyte of `content`, packed, many times.
fn bomb(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let block: Vec<u8> = content.iter().copied().cycle().take(1 << 20).collect();
    encoder.write_all(&block).unwrap();
    encoder.finish().unwrap().repeat(2_000)
}

#[test]
fn compressed_data_are_unpacked_up_to_the_limit() {
    let events = events();
    let folder = folder(&[("csv.toml", TABLE), ("events.toml", &events), ("labels.txt", "a 0\nb 1\n")]);
    for content in [&b"0"[..], b"\n", b",", b"0,0,0,0,0,0,0,0,1\n"] {
        fs::write(folder.path().join("b.gz"), bomb(content)).unwrap();
        for config in ["csv.toml", "events.toml"] {
            let arguments = ["check", "--config", config, "--data", "b.gz"];
            let expected = ["b.gz: cannot unpack: it is larger than 64 MiB", "SPINDLE_MAX_INPUT_MIB"];
            refused(&arguments, folder.path(), &expected);
        }
    }
}

#[test]
fn sizes_at_the_end_of_the_numbers_are_refused_with_their_key() {
    let folder = folder(&[]);
    let config = folder.path().join("m.toml");
    let rows: String = (0..20).fold(String::new(), |mut text, row| {
        let _ = writeln!(text, "0,0,0,0,0,0,0,{row},{}", row % 8);
        text
    });
    fs::write(folder.path().join("d.csv"), rows).unwrap();
    let mut count = 0;
    for size in ["18446744073709551615", "18446744073709551610", "9223372036854775807", "4294967296"] {
        for (from, to, key) in [
            ("\nsize = 8\nthreshold", "\nsize = N\nthreshold", "network.groups[0].size"),
            ("name = \"x\"\nsize = 8", "name = \"x\"\nsize = N", "network.inputs[0].size"),
            ("[controller]", GROUP, "network.groups[1].size"),
            ("[controller]", INPUT, "network.inputs[1].size"),
            ("lanes = 4", "lanes = N", "geometry.lanes"),
            ("neurons = 8", "neurons = N", "geometry.neurons"),
            ("weight_words = 64", "weight_words = N", "geometry.weight_words"),
            ("lanes = 4", "lanes = 4\nprojections = N", "geometry.projections"),
            ("lanes = 4", "lanes = 4\nevent_depth = N", "geometry.event_depth"),
            ("lanes = 4", "lanes = 4\nspike_depth = N", "geometry.spike_depth"),
            ("lanes = 4", "lanes = 4\npredictive_sources = N", "geometry.predictive_sources"),
            ("test = 2", "test = N", "task.test"),
            ("validation = 2", "validation = N", "task.validation"),
            ("steps = 8", "steps = 8\npopulation = N", "task.population"),
            ("steps = 8", "steps = N", "task.steps"),
            ("steps = 8", "steps = 8\ntarget = \"sparse\"\ncode_active = N", "task.code_active"),
            ("epochs = 1", "epochs = N", "learning.phases"),
            ("threshold = 500", "threshold = N", "network.groups[0].threshold"),
        ] {
            assert!(TABLE.contains(from), "{from}");
            let manifest = TABLE.replacen(from, &to.replace('N', size), 1);
            fs::write(&config, manifest).unwrap();
            refused(&["check", "--config", "m.toml", "--data", "d.csv"], folder.path(), &[key]);
            count += 1;
        }
    }
    assert_eq!(count, 4 * 18);
    // Without the samples, too.
    for key in ["test", "validation"] {
        let manifest = TABLE.replacen(&format!("{key} = 2"), &format!("{key} = 9223372036854775807"), 1);
        fs::write(&config, manifest).unwrap();
        refused(&["check", "--config", "m.toml"], folder.path(), &[&format!("task.{key}")]);
    }
    // Most of them is not too much.
    let manifest = TABLE.replace("test = 2", "test = 2\ntrain = 18446744073709551615");
    fs::write(&config, manifest).unwrap();
    let output = spindle(&["check", "--config", "m.toml", "--data", "d.csv"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

const GROUP: &str = "[[network.groups]]\nname = \"b\"\nsize = N\nthreshold = 1\nleak = 1\n[controller]";
const INPUT: &str = "[[network.inputs]]\nname = \"b\"\nsize = N\n[controller]";

/// Each list is as long as it can be, or refused.
#[test]
fn long_lists_take_no_longer_than_they_are() {
    let tables = |count: usize, table: &dyn Fn(usize) -> String| {
        let all: String = (0..count).map(table).collect::<Vec<_>>().concat();
        TABLE.replace("[controller]", &format!("{all}[controller]"))
    };
    let group = |size: usize| {
        move |n: usize| {
            format!(
                "[[network.groups]]\nname = \"g{n}\"\nsize = {size}\nthreshold = 1\nleak = 1\nrefractory = 99\n"
            )
        }
    };
    let input = |n: usize| format!("[[network.inputs]]\nname = \"i{n}\"\nsize = 1\n");
    let same = |_: usize| "[[network.inputs]]\nname = \"i\"\nsize = 99999\n".to_owned();
    let projection = |_: usize| "[[network.projections]]\nfrom = \"x\"\nto = \"y\"\n".to_owned();
    let phases = |count: usize| {
        TABLE.replace("phases = [", &format!("phases = [{}", "{epochs=1,slower=99},".repeat(count)))
    };
    let tune = |count: usize, key: &str| {
        let keys: String =
            (0..count).map(|n| format!("\"{key}{n}\" = [1, 2]\n")).collect::<Vec<_>>().concat();
        format!("{TABLE}[tune]\n{keys}")
    };
    let deep = "a.".repeat(20_000);
    for (manifest, expected) in [
        (tables(10_000, &group(1)), "network.groups: 10001 are too many; list at most 4096"),
        (tables(4_000, &group(1)), "network.groups[1].refractory"),
        (tables(10_000, &projection), "16 are the most"),
        (tables(10_000, &input), "network.inputs: 10001 are too many; list at most 4096"),
        (tables(4_000, &same), "a second group is called `i`"),
        (phases(10_000), "learning.phases: 10001 are too many; list at most 1000"),
        (phases(900), "learning.phases[1].slower"),
        (tune(10_000, "controller.x"), "tune: 10000 are too many; list at most 64"),
        (tune(64, "controller.x"), "does not do: unknown field `x63`"),
        (format!("{TABLE}[tune]\n\"{deep}a\" = [1, 2]\n"), "there is no number to vary"),
        (format!("{TABLE}[tune]\n{deep}a = [1, 2]\n"), "recursion limit"),
        (format!("{TABLE}[{deep}a]\nx = 1\n"), "recursion limit"),
        (format!("{TABLE}[tune]\na = {}{}\n", "[".repeat(20_000), "]".repeat(20_000)), "recurs"),
        (format!("{TABLE}\"{}\" = 1\n", "a".repeat(900_000)), "unknown field `aaaa"),
        (format!("{TABLE}[{}]\n{}", "a".repeat(100_000), "x = 1\n".repeat(2)), "duplicate key"),
        (TABLE.replace("name = \"y\"", &format!("name = \"{}\"", "y".repeat(900_000))), "at most 256 bytes"),
    ] {
        let folder = folder(&[("m.toml", &manifest)]);
        let error = refused(&["check", "--config", "m.toml"], folder.path(), &[expected]);
        assert!(error.len() < 1 << 19, "{} bytes", error.len());
    }
}

#[test]
fn a_hundred_thousand_labels_are_read() {
    let names = |count: usize| (0..count).map(|n| format!("s{n} {}\n", n % 8)).collect::<Vec<_>>().concat();
    let samples: String =
        (0..100_000).map(|n| format!("sample s{n}\n0 {}\n", n % 8)).collect::<Vec<_>>().concat();
    let manifest = events().replace("test = 2", "test = 20000");
    let folder = folder(&[("m.toml", &manifest), ("labels.txt", &names(100_000)), ("all.txt", &samples)]);
    let arguments = ["check", "--config", "m.toml", "--data", "all.txt"];
    let output = spindle(&arguments, folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    fs::write(folder.path().join("labels.txt"), names(100_000) + "s7 1\n").unwrap();
    refused(&arguments, folder.path(), &["labels.txt:100001: a second line for `s7`"]);
    // One address too high, and there is a table of 3 GB.
    fs::write(folder.path().join("labels.txt"), names(100_000)).unwrap();
    fs::write(folder.path().join("all.txt"), format!("{samples}1 32767\n")).unwrap();
    refused(&arguments, folder.path(), &["the table of 100000 samples and 32768 addresses"]);
}

/// One file under many names counts as many files.
#[test]
fn all_samples_together_have_a_limit() {
    let labels: String =
        (0..200).map(|n| format!("{}a {}\n", "./".repeat(n), n % 8)).collect::<Vec<_>>().concat();
    let folder = folder(&[("m.toml", &events()), ("labels.txt", &labels), ("a", &"#\n".repeat(1 << 19))]);
    refused(&["check", "--config", "m.toml", "--data", "."], folder.path(), &["all samples would be larger"]);
}

#[test]
fn regressions_have_a_bound() {
    let random = |count: &str, steps: &str| {
        format!("[[random]]\ncount = {count}\nseed = 1\nsteps = {steps}\nbackends = [\"rust-hdl\"]\n")
    };
    let seeds: Vec<String> = (0..20_000).map(|seed| seed.to_string()).collect();
    let matrix = format!(
        "[[matrix]]\nnetworks = [\"iris\"]\nseeds = [{}]\nbackends = [\"rust-hdl\"]\n",
        seeds.join(",")
    );
    // A format or a shape that no core has, though no case requests it.
    let other = |table: &str| format!("{}[{table}\n", random("1", "1"));
    let format = |bits: &str, membrane: &str, scale: &str| {
        other(&format!(
            "formats.f]\nweight_bits = {bits}\nmembrane_bits = {membrane}\nweight_scale = {scale}"
        ))
    };
    let last = random("2", "1").replace("seed = 1", "seed = 18446744073709551615");
    let exclude = "{ network = \"wine\", reason = \"r\" },".repeat(257);
    let matrix_of =
        |rest: &str| format!("[[matrix]]\nnetworks = [\"iris\"]\nbackends = [\"rust-hdl\"]\n{rest}\n");
    for (text, expected) in [
        (
            matrix_of(&format!("exclude = [{exclude}]")),
            "matrix[0].exclude: 257 are too many; list at most 256",
        ),
        (last, "random[0].seed: 2 seeds from 18446744073709551615 on exceed the largest"),
        (format("0", "16", "3"), "formats.f.weight_bits: 0 is out of range"),
        (format("8", "18446744073709551615", "3"), "formats.f.membrane_bits: 18446744073709551615 is out"),
        (format("8", "16", "2147483647"), "formats.f.weight_scale: 2147483647 is out of range"),
        (
            other("geometries.g]\nlanes = 9223372036854775807"),
            "geometries.g.lanes: 9223372036854775807 is out",
        ),
        (other("geometries.g]\nspike_depth = 0"), "geometries.g.spike_depth: 0 is out of range"),
        (
            other("random.universe]\nlanes = [18446744073709551615]"),
            "random[0].universe.lanes: 18446744073709551615 is not possible in a core",
        ),
        (random("18446744073709551615", "1"), "18446744073709551615 cases are too many"),
        (random("9223372036854775807", "1").repeat(3), "cases are too many; list at most 10000"),
        (random("1", "4000000000"), "4000000000 are too many; choose at most 1000000"),
        (matrix, "20000 cases are too many"),
    ] {
        let folder = folder(&[("r.toml", &format!("name = \"r\"\n{text}"))]);
        refused(&["regress", "--config", "r.toml", "--list"], folder.path(), &[expected]);
    }
}

/// Without a home, a tool is searched among the temporary files only where no other user could have
/// placed it.
#[test]
fn no_tool_is_run_that_another_user_could_have_left() {
    let folder = folder(&[]);
    let user = format!("spindle-cache-{}", rustix::process::geteuid().as_raw());
    let others = folder.path().join(user);
    let bin = others.join("eda/bin");
    fs::create_dir_all(&bin).unwrap();
    let program = "#!/bin/sh\n: > PWNED\necho Yosys 0.99\n";
    for name in ["yosys", "python", "icepack", "nextpnr-ice40"] {
        fs::write(bin.join(name), program).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let build = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spindle"));
        command.args(["build", "--board", "hx8k", "--preset", "iris"]).current_dir(folder.path());
        for name in ["HOME", "XDG_CACHE_HOME", "SPINDLE_CACHE", "SPINDLE_TOOLS"] {
            command.env_remove(name);
        }
        command.env("TMPDIR", folder.path()).env("PATH", "/nowhere").output().unwrap()
    };
    for path in [&others, &others.join("eda"), &bin] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        let output = build();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        let expected = format!("yosys was not found in PATH, and {}: others may write it", path.display());
        assert!(error.contains(&expected) && error.contains("chmod go-w"), "{error}");
        assert!(!folder.path().join("PWNED").exists());
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
    }
    // They would have been run.
    build();
    assert!(folder.path().join("PWNED").exists() || folder.path().join("out/hx8k/PWNED").exists());
}

#[test]
fn a_kept_case_of_an_impossible_core_is_refused() {
    let case = serde_json::to_value(&spindle::verify::directed::cases()[0]).unwrap();
    for (key, value, expected) in [
        ("/geometry/lanes", 0u64, "geometry.lanes = 0"),
        ("/geometry/lanes", 1 << 60, "geometry.lanes = "),
        ("/geometry/neurons", u64::MAX, "geometry.neurons = "),
        ("/geometry/weight_words", u64::MAX, "geometry.weight_words = "),
        ("/configuration/neuron_words", u64::MAX, "neuron_words "),
        ("/configuration/input_entries", u64::MAX, "input_entries "),
        ("/restart", u64::MAX, "restart = "),
    ] {
        let mut changed = case.clone();
        *changed.pointer_mut(key).unwrap_or_else(|| panic!("{key}")) = value.into();
        let saved = serde_json::json!({ "backend": "rust-hdl", "case": changed }).to_string();
        let folder = folder(&[("case.json", &saved)]);
        refused(&["regress", "--file", "case.json"], folder.path(), &["case.json: case: ", expected]);
    }
}

/// Names, values and lines of files that a message repeats.
#[test]
fn what_a_terminal_obeys_never_reaches_it() {
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{7f}";
    let escape = |character| format!("\\u{:04x}", u32::from(character));
    let escaped = evil.chars().map(escape).collect::<Vec<_>>().concat();
    let toml = |from: &str| {
        TABLE.replace(from, &from.replace('"', &format!("{escaped}\"")).replacen(&escaped, "", 1))
    };
    let folder = folder(&[
        ("from.toml", &toml("from = \"x\"")),
        ("name.toml", &toml("name = \"y\"")),
        ("key.toml", &format!("{TABLE}\"{escaped}\" = 1\n")),
        ("raw.toml", &format!("{TABLE}{evil} = 1\n")),
        ("tune.toml", &format!("{TABLE}[tune]\n\"{escaped}\" = [1, 2]\n")),
        ("board.toml", &format!("name = \"{escaped}\"\n")),
        (
            "regress.toml",
            &format!("name = \"r\"\n[[matrix]]\nnetworks = [\"{escaped}\"]\nbackends = [\"{escaped}\"]\n"),
        ),
        ("csv.toml", TABLE),
        ("d.csv", &format!("1,2,3\n1,{evil},0\n")),
        ("events.toml", &events()),
        ("labels.txt", &format!("{evil} 1\n{evil} 2\n")),
        ("case.json", &format!("{{\"{escaped}\": 1}}")),
        (evil, ""),
    ]);
    for arguments in [
        &["check", "--config", "from.toml"][..],
        &["check", "--config", "name.toml"],
        &["check", "--config", "key.toml"],
        &["check", "--config", "raw.toml"],
        &["check", "--config", "tune.toml"],
        &["check", "--config", evil],
        &["build", "--board", "board.toml"],
        &["build", "--board", &format!("{evil}.toml")],
        &["regress", "--config", "regress.toml", "--list"],
        &["regress", "--file", "case.json"],
        &["check", "--config", "csv.toml", "--data", "d.csv"],
        &["check", "--config", "events.toml", "--data", "."],
        &["train", "--epochs", evil],
        &["check", &format!("--{evil}")],
        &[evil],
    ] {
        let output = spindle(arguments, folder.path());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        for bytes in [&output.stdout, &output.stderr] {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!text.contains(acts), "{arguments:?}: {text:?}");
        }
    }
}
