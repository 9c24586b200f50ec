//! Folders of any name, folders claimed by two commands, and files left by killed commands.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use spindle::claim::claim;

/// A network so small that every backend compiles it in seconds.
const TINY: &str = r#"
[project]
name = "tiny"
[geometry]
lanes = 1
neurons = 3
weight_words = 16
weight_bits = 8
membrane_bits = 16
weight_scale = 3
[[network.inputs]]
name = "features"
size = 4
[[network.groups]]
name = "classes"
size = 3
threshold = 500
leak = 6
controlled = true
[[network.projections]]
from = "features"
to = "classes"
learn = true
rate_shift = 8
[controller]
error_gain = 128
threshold = 384
integral_gain = 41
[task]
name = "iris"
inputs = "features"
outputs = "classes"
steps = 8
feature_rate = 200
target_rate = 64
test = 30
validation = 30
[learning]
phases = [{ epochs = 1 }]
"#;

const REGRESSION: &str = "name = \"many\"\n[[matrix]]\nnetworks = [\"spindle.toml\"]\nseeds = [1, 2, 3, 4]\n\
                          steps = 400\nbackends = [\"icarus\"]\n";

fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spindle"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Waits until `ready`, for at most a minute.
fn until(child: &mut Child, ready: impl Fn() -> bool) {
    let start = Instant::now();
    while !ready() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        assert!(start.elapsed() < Duration::from_secs(60), "it did not get there");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn folders_of_any_name_serve_every_backend() {
    let folder = tempfile::tempdir().unwrap();
    let odd: [&[u8]; 8] =
        ["ü".as_bytes(), b"a blank", b"a\ttab", b"a\nline", b"it's", b"\"$HOME`x`;#", b"-v *", b"\xFF\xFE"];
    let mut compared = 0;
    for (index, name) in odd.into_iter().enumerate() {
        let here = folder.path().join(OsStr::from_bytes(name));
        for part in ["work", "temporary", "cache"] {
            fs::create_dir_all(here.join(part)).unwrap();
        }
        fs::write(here.join("work/spindle.toml"), TINY).unwrap();
        // Icarus and CXXRTL compile in seconds, Verilator takes longer: for it one name holds all
        // that is odd.
        let backends: &[&str] = if index == 5 { &["icarus", "cxxrtl", "verilator"] } else { &["icarus"] };
        for backend in backends {
            let mut verify =
                command(&["verify", "--backend", backend, "--steps", "3", "--vcd"], &here.join("work"));
            verify.arg(OsStr::from_bytes(name)).env("TMPDIR", here.join("temporary"));
            if index == 5 || *backend == "icarus" {
                verify.env("SPINDLE_CACHE", here.join("cache"));
            }
            if name.starts_with(b"-") {
                verify = command(
                    &["verify", "--backend", backend, "--steps", "3", "--vcd=-v *"],
                    &here.join("work"),
                );
            }
            let output = verify.output().unwrap();
            let said = text(&output);
            assert_eq!(output.status.code(), Some(0), "{:?} {backend}: {said}", OsStr::from_bytes(name));
            assert!(said.contains("changes of 26 signals"), "{said}");
            let dump = here.join("work").join(OsStr::from_bytes(name)).join(format!("{backend}.vcd"));
            assert!(fs::metadata(dump).unwrap().len() > 1000);
            assert_eq!(names(&here.join("temporary")), [""; 0]);
            compared += 1;
        }
    }
    assert_eq!(compared, 10);
}

/// A folder with a manifest and folders for temporary files and the cache.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        fs::write(bench.path("spindle.toml"), TINY).unwrap();
        fs::write(bench.path("many.toml"), REGRESSION).unwrap();
        fs::create_dir(bench.path("temporary")).unwrap();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(arguments, self.0.path());
        command.env("TMPDIR", self.path("temporary")).env("SPINDLE_CACHE", self.path("cache"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn succeeds(&self, arguments: &[&str]) {
        let output = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    }

    /// Starts a command, kills it once `folder` contains an entry with `prefix`, and returns the
    /// remaining entries.
    fn killed(&self, arguments: &[&str], folder: &str, prefix: &str) -> Vec<String> {
        let left = || -> Vec<String> {
            let names = names(&self.path(folder)).into_iter();
            names.filter(|name| name.starts_with(prefix)).collect()
        };
        let mut child = self.command(arguments).spawn().unwrap();
        until(&mut child, || left().iter().any(|name| self.path(folder).join(name).join(".owner").exists()));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = left();
        assert!(!left.is_empty(), "nothing was left of {arguments:?}");
        left
    }
}

#[test]
fn what_a_killed_command_left_among_temporary_files_is_removed_by_the_next() {
    let bench = Bench::new();
    for (arguments, prefix) in [
        (&["verify", "--backend", "icarus", "--steps", "4000"][..], "spindle-icarus-"),
        (&["regress", "--config", "many.toml", "--jobs", "1", "--out", "r"], "spindle-case-"),
    ] {
        bench.killed(arguments, "temporary", prefix);
        // Any command will do. A process that the killed one had started may live on for a moment,
        // with a folder of its own.
        let mut stays = Vec::new();
        for _ in 0..40 {
            bench.succeeds(&["check"]);
            stays = names(&bench.path("temporary"));
            if stays.is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(250));
        }
        assert_eq!(stays, [""; 0], "{arguments:?}");
    }
}

#[test]
fn what_a_killed_compilation_left_in_the_cache_is_removed_by_the_next() {
    let bench = Bench::new();
    let verify = ["verify", "--backend", "verilator", "--steps", "2"];
    let left = bench.killed(&verify, "cache/verilator", "build-");
    bench.succeeds(&verify);
    let now = names(&bench.path("cache/verilator"));
    assert!(!now.iter().any(|name| left.contains(name)), "{now:?}");
}

#[test]
fn what_a_command_that_lives_uses_stays() {
    let bench = Bench::new();
    let mut child = bench.command(&["verify", "--backend", "icarus", "--steps", "20000"]).spawn().unwrap();
    until(&mut child, || !names(&bench.path("temporary")).is_empty());
    let used = names(&bench.path("temporary"));
    bench.succeeds(&["check"]);
    assert_eq!(names(&bench.path("temporary")), used);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn the_second_of_two_commands_in_one_folder_is_refused() {
    let bench = Bench::new();
    let first = claim(&bench.path("out")).unwrap();
    let waves = claim(&bench.path("waves")).unwrap();
    let commands: [&[&str]; 7] = [
        &["train"],
        &["demo"],
        &["generate"],
        &["regress", "--config", "many.toml", "--out", "out"],
        &["reproduce", "--only", "bursts"],
        &["verify", "--steps", "2", "--vcd", "waves"],
        &["host", "train", "--port", "/dev/no-such-port"],
    ];
    for arguments in commands {
        let output = bench.command(arguments).stderr(Stdio::piped()).output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("another command uses this folder; wait for its end, or choose"), "{said}");
    }
    assert_eq!(names(&bench.path("out")), ["lock"], "something was written");
    drop((first, waves));
    bench.succeeds(&["generate"]);
    assert!(!names(&bench.path("out")).contains(&"lock".to_owned()));
}
