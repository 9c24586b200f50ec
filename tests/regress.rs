//! `spindle regress` on the command line: its reports, its robustness, and that the commands it
//! prints work.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use spindle::regress::{Baselines, Measured, PLANS, Plan};
use tempfile::TempDir;

#[path = "regress/blind.rs"]
mod blind;
#[path = "regress/shards.rs"]
mod shards;
#[path = "regress/trust.rs"]
mod trust;

const SPINDLE: &str = env!("CARGO_BIN_EXE_spindle");

/// Four directed cases and two random ones on the embedded simulator.
const SMALL: &str = r#"
name = "small"
seconds = 120
shrink = 12

[[directed]]
cases = ["membrane-saturates-high", "membrane-saturates-low", "clear", "row-of-no-words"]
backends = ["rust-hdl"]

[[random]]
count = 2
seed = 4
steps = 6
backends = ["rust-hdl"]
universe = { lanes = [1, 2], neuron_words = 2, weight_words = [16, 32] }
"#;

/// One directed case on Icarus, of which each test brings its own.
const ICARUS: &str = r#"
name = "icarus"
seconds = 20
[[directed]]
cases = ["clear"]
backends = ["icarus"]
"#;

struct Ran {
    code: Option<i32>,
    /// Standard output, then standard error.
    text: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), text: text(&output.stdout) + &text(&output.stderr) }
    }

    #[track_caller]
    fn expect(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.text);
        for word in words {
            assert!(self.text.contains(word), "`{word}` is not in\n{}", self.text);
        }
        self
    }

    /// Text after the first `mark`, up to the end of its line.
    #[track_caller]
    fn behind(&self, mark: &str) -> String {
        let at = self.text.find(mark).unwrap_or_else(|| panic!("no `{mark}` in\n{}", self.text));
        self.text[at + mark.len()..].lines().next().unwrap_or_default().to_owned()
    }
}

/// A folder with a manifest called `small.toml`.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new(manifest: &str) -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        bench.write("small.toml", manifest);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(SPINDLE);
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// `spindle regress` with these arguments.
    fn regress(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(&[&["regress"], arguments].concat()).output().unwrap())
    }

    /// The same of `small.toml`.
    fn small(&self, arguments: &[&str]) -> Ran {
        self.regress(&[&["--config", "small.toml", "--jobs", "2"], arguments].concat())
    }

    /// A command line as it was printed.
    fn again(&self, line: &str) -> Ran {
        let line = line.strip_prefix("spindle ").unwrap_or_else(|| panic!("`{line}` is no command"));
        let script = format!("exec \"$0\" {line}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, SPINDLE]).current_dir(self.folder.path()).stdin(Stdio::null());
        Ran::of(&shell.output().unwrap())
    }

    /// Results in a folder, by name, as they were written.
    fn results(&self, out: &str) -> BTreeMap<String, Value> {
        let text = fs::read_to_string(self.path(out).join("results.jsonl")).unwrap();
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|result| (result["name"].as_str().unwrap().to_owned(), result))
            .collect()
    }

    fn junit(&self, out: &str) -> quick_junit::Report {
        let text = fs::read_to_string(self.path(out).join("junit.xml")).unwrap();
        quick_junit::Report::deserialize_from_str(&text).expect("JUnit that can be read")
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![self.path(folder)];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    names.push(path.strip_prefix(self.path(folder)).unwrap().display().to_string());
                }
            }
        }
        names.sort();
        names
    }

    /// Puts a script under this name first in the path.
    fn fake(&self, command: &mut Command, name: &str, script: &str) {
        let tools = self.path("tools");
        fs::create_dir_all(&tools).unwrap();
        let program = tools.join(name);
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{path}", tools.display()));
    }

    /// Runs the case of `small.toml` on an Icarus whose runtime is this script.
    fn with_icarus(&self, script: &str) -> Ran {
        let mut command = self.command(&["regress", "--config", "small.toml", "--out", "out"]);
        self.fake(&mut command, "iverilog", "exit 0");
        self.fake(&mut command, "vvp", script);
        Ran::of(&command.output().unwrap())
    }
}

/// Everything but times, which no two runs share.
fn timeless(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        assert!(object.remove("seconds").is_some_and(|seconds| seconds.is_number()));
    }
    value
}

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().next().unwrap_or_default()).unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn a_run_reports_in_every_format_and_is_not_repeated() {
    let skipping = format!(
        "{SMALL}\n[[matrix]]\nnetworks = [\"iris\"]\nsteps = 3\nbackends = [\"rust-hdl\", \"icarus\"]\n\
         exclude = [{{ backend = \"icarus\", reason = \"to show what is left out\" }}]\n"
    );
    let bench = Bench::new(&skipping);
    let ran = bench.small(&["--out", "out", "--json"]).expect(0, &[]);
    let summary = json(&ran.text);
    let count = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!([count("cases"), count("passed"), count("failed"), count("skipped")], [8, 7, 0, 1]);
    assert!(summary["seconds"].as_f64().unwrap() > 0.0 && count("records") > 300 && count("reads") > 100);
    let results = bench.results("out");
    assert_eq!(results.len(), 7);
    let records: u64 = results.values().map(|r| r["measured"]["records"].as_u64().unwrap()).sum();
    assert_eq!(records, count("records"), "the summary is that of the cases");

    let report = bench.junit("out");
    assert_eq!((report.tests, report.failures, report.errors), (8, 0, 0));
    let tests: Vec<&str> = report.test_suites[0].test_cases.iter().map(|test| test.name.as_str()).collect();
    assert!(tests.contains(&"directed.clear.rust-hdl") && tests.contains(&"random.5.rust-hdl"));
    let page = fs::read_to_string(bench.path("out/report.html")).unwrap();
    assert!(page.contains("random.5.rust-hdl") && page.contains("to show what is left out"));

    let kept = fs::read(bench.path("out/cases/directed.clear.rust-hdl.json")).unwrap();
    bench.small(&["--out", "out"]).expect(0, &["7 cases passed before", "7 passed, 0 failed, 1 skipped"]);
    assert_eq!(
        kept,
        fs::read(bench.path("out/cases/directed.clear.rust-hdl.json")).unwrap(),
        "not run again"
    );

    bench.write("small.toml", &skipping.replace("steps = 3", "steps = 4"));
    let ran = bench.small(&["--out", "out"]).expect(0, &["the manifest changed", "7 passed"]);
    assert!(!ran.text.contains("passed before"), "{}", ran.text);
}

#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let bench = Bench::new(SMALL);
    let mut run = bench
        .command(&["regress", "--config", "small.toml", "--jobs", "1", "--out", "out"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let patience = Instant::now();
    while bench.files("out/cases").len() < 2 {
        assert!(run.try_wait().unwrap().is_none(), "it ended before it could be killed");
        assert!(patience.elapsed() < Duration::from_secs(120), "no case ended");
        std::thread::sleep(Duration::from_millis(5));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let before: BTreeMap<String, Vec<u8>> = bench
        .files("out/cases")
        .into_iter()
        .filter(|name| !name.starts_with('.'))
        .map(|name| (name.clone(), fs::read(bench.path("out/cases").join(name)).unwrap()))
        .collect();
    assert!(before.len() < 6, "it was killed too late");
    assert!(!bench.path("out/results.jsonl").exists());

    let ran = bench.small(&["--out", "out"]);
    let ran = ran.expect(0, &["6 passed, 0 failed"]);
    assert_eq!(
        ran.behind("out: "),
        format!("{} cases passed before and are not run again; remove the folder to run all", before.len())
    );
    for (name, bytes) in before {
        assert_eq!(bytes, fs::read(bench.path("out/cases").join(&name)).unwrap(), "{name} was run again");
    }
}

#[test]
fn a_hung_simulator_is_ended_and_the_run_goes_on() {
    let bench = Bench::new(&format!(
        "{}\n[[directed]]\ncases = [\"membrane-saturates-high\"]\nbackends = [\"rust-hdl\"]\n",
        ICARUS.replace("seconds = 20", "seconds = 10")
    ));
    let pid = bench.path("pid");
    let ran = bench.with_icarus(&format!("sleep 1000 & echo $! > {}; wait", pid.display()));
    ran.expect(1, &["FAILED  directed.clear.icarus: took too long", "1 passed, 1 failed"]);
    let results = bench.results("out");
    assert_eq!(results["directed.clear.icarus"]["status"], "hung");
    assert_eq!(results["directed.membrane-saturates-high.rust-hdl"]["status"], "passed");
    let pid = fs::read_to_string(pid).expect("the simulator ran");
    let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    let gone = state.is_empty() || state.rsplit_once(')').is_some_and(|(_, rest)| rest.starts_with(" Z"));
    assert!(gone, "what the simulator started is still there: {state}");
}

#[test]
fn what_takes_too_much_memory_or_dies_is_a_failure_of_its_case() {
    let hungry = ICARUS.replace("seconds = 20", "seconds = 60\nmemory_mib = 400");
    let bench = Bench::new(&hungry);
    // What tail keeps of a stream without a line's end is all of it.
    bench
        .with_icarus("head -c 900000000 /dev/zero | tail -n 1 | sleep 100")
        .expect(1, &["directed.clear.icarus: took too much memory", "of 400"]);
    bench.with_icarus("kill -9 $PPID").expect(1, &["directed.clear.icarus: crashed", "signal: 9"]);
    bench
        .with_icarus("echo no licence >&2; exit 3")
        .expect(1, &["directed.clear.icarus: error", "vvp failed"]);
    assert_eq!(bench.junit("out").errors, 1);
    bench.with_icarus("exit 0").expect(1, &["directed.clear.icarus: error", "before the run was over"]);
}

#[test]
fn a_missing_tool_and_what_cannot_be_read_are_no_runs() {
    let bench = Bench::new(ICARUS);
    let mut command = bench.command(&["regress", "--config", "small.toml", "--out", "out"]);
    let ran = Ran::of(&command.env("PATH", bench.path("tools")).output().unwrap());
    ran.expect(2, &["iverilog is needed for the icarus backend", "apt-get install"]);
    let wrong = [
        (SMALL.replace("shrink", "shrunk"), "unknown field `shrunk`"),
        (SMALL.replace("rust-hdl", "modelsim"), "no simulator `modelsim`"),
        (SMALL.replace("\"clear\"", "\"clean\""), "no directed case is called `clean`"),
        (SMALL.replace("[1, 2]", "[1, 3]"), "random[0].universe.lanes"),
        (SMALL.replace("count = 2", "count = 0"), "random[0].count"),
        (SMALL.replace("[\"rust-hdl\"]", "[]"), "directed[0].backends"),
        (format!("{SMALL}\n[[directed]]\ncases = []\nbackends = [\"icarus\"]\n"), "directed[1].cases"),
        (format!("{SMALL}\n[geometries.own]\nlanes = 2\n"), "geometries.own"),
        (
            format!("{SMALL}\n[formats.own]\nweight_bits = 8\nmembrane_bits = 16\nweight_scale = 4\n"),
            "formats.own",
        ),
        ("name = \"empty\"\n".into(), "there is no case"),
        (
            "name = \"n\"\n[[matrix]]\nnetworks = [\"none.toml\"]\nbackends = [\"rust-hdl\"]\n".into(),
            "none.toml",
        ),
    ];
    for (manifest, words) in wrong {
        bench.write("small.toml", &manifest);
        bench.small(&["--out", "out"]).expect(2, &["small.toml", words]);
    }
    bench.write("small.toml", SMALL);
    bench.small(&["--case", "none", "--out", "out"]).expect(2, &["--case none", "--list"]);
    bench.small(&["--shard", "7/7", "--out", "out"]).expect(2, &["there are 6 cases"]);
    bench.small(&["--shard", "0/2", "--out", "out"]).expect(2, &["write i/n"]);
    bench.small(&["--inject", "rust", "--out", "out"]).expect(2, &["no such fault"]);
    bench.regress(&["--preset", "none"]).expect(2, &["smoke, resources, full"]);
    assert!(!bench.path("out").exists(), "nothing ran");
}

#[test]
fn nothing_compared_is_a_failure() {
    let bench = Bench::new(
        "name = \"nothing\"\n[[matrix]]\nnetworks = [\"iris\"]\nsteps = 0\nbackends = [\"rust-hdl\"]\n",
    );
    let ran = bench.small(&["--out", "out", "--json"]).expect(1, &["the run makes no record"]);
    assert_eq!((json(&ran.text)["failed"].as_u64(), json(&ran.text)["records"].as_u64()), (Some(1), Some(0)));
    assert_eq!(bench.results("out")["iris.own.own.own.1.rust-hdl"]["status"], "nothing");
}

#[test]
fn a_fault_is_found_made_smaller_and_found_again_by_the_printed_commands() {
    let random = "name = \"random\"\nseconds = 77\nmemory_mib = 1234\n[[random]]\ncount = 1\nseed = 5\nsteps = 12\nbackends = [\"rust-hdl\"]\n\
                  universe = { lanes = [2], neuron_words = 2, weight_words = [16, 32], predictive_every = 0 }\n";
    let bench = Bench::new(random);
    bench.small(&["--out", "clean"]).expect(0, &["1 passed"]);
    let ran = bench.small(&["--out", "out", "--inject", "stuck-spike"]);
    let ran = ran.expect(1, &["FAILED  random.5.rust-hdl: different", "first difference: cycle"]);

    let result = &bench.results("out")["random.5.rust-hdl"];
    let files: Vec<&str> = result["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    let kept = |name: &str| format!("failed/random.5.rust-hdl/{name}");
    assert_eq!(files, [kept("golden.vcd"), kept("rust-hdl.vcd"), kept("small.json")]);
    assert!(files.iter().all(|file| fs::metadata(bench.path("out").join(file)).unwrap().len() > 100));
    let small = json(&fs::read_to_string(bench.path("out").join(kept("small.json"))).unwrap());
    assert_eq!([&small["seconds"], &small["memory_mib"]], [77, 1234], "what its manifest lets it take");
    let shrunk = &result["shrunk"];
    let pair = |key: &str| [0, 1].map(|at| shrunk[key][at].as_u64().unwrap());
    let [before, after] = pair("events");
    assert!(after < before / 2, "{before} events became {after}");
    assert!(pair("projections")[1] <= pair("projections")[0] && shrunk["attempts"].as_u64().unwrap() <= 100);

    let first = ran.behind("first difference: ");
    // The differing record was compared too, and none after it.
    let record = first.rsplit_once("record ").unwrap().1.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    let compared = record.parse::<u64>().unwrap() + 1;
    assert!(compared > 1 && result["compared"]["records"] == compared, "{result}");
    assert!(
        ran.text.contains(&format!("1 failed, 0 skipped; {compared} records and 0 final reads")),
        "{}",
        ran.text
    );
    let again = bench.again(&ran.behind("again: ")).expect(1, &["random.5.rust-hdl: different"]);
    assert_eq!(again.behind("first difference: "), first, "the same difference");
    let command = format!("spindle regress --file {}", ran.behind("spindle regress --file "));
    bench.again(&command).expect(1, &["random.5.rust-hdl: different", "first difference"]);
}

#[test]
fn shards_merged_are_one_run() {
    let bench = Bench::new(SMALL);
    let inject = ["--inject", "stuck-spike"];
    let run = |out: &str, more: &[&str]| bench.small(&[&["--out", out], &inject[..], more].concat());
    // The fault cannot show where a row has no words: an error, and the others are different.
    let whole = run("whole", &[]).expect(1, &["0 passed, 6 failed"]);
    assert!(whole.text.contains("row-of-no-words.rust-hdl: error"), "{}", whole.text);
    run("a", &["--shard", "1/3"]).expect(1, &["2 failed"]);
    run("b", &["--shard", "2/3"]).expect(1, &["2 failed"]);
    let merge = |folders: &[&str]| bench.regress(&[&["merge"], folders, &["--out", "merged"][..]].concat());
    merge(&["a", "b"]).expect(2, &["shards 3 of 3 are missing"]);
    run("c", &["--shard", "3/3"]).expect(1, &["2 failed"]);
    merge(&["a", "b", "c", "b"]).expect(2, &["both hold shard 2/3"]);
    merge(&["a", "whole"]).expect(2, &["whole: it holds a whole run"]);
    let case = bench.path("b/cases/directed.membrane-saturates-low.rust-hdl.json");
    let text = fs::read(&case).unwrap();
    fs::remove_file(&case).unwrap();
    merge(&["a", "b", "c"]).expect(2, &["have no result", "directed.membrane-saturates-low.rust-hdl"]);
    fs::write(&case, text).unwrap();
    assert!(!bench.path("merged/results.jsonl").exists(), "nothing was merged so far");

    merge(&["c", "a", "b"]).expect(1, &["0 passed, 6 failed"]);
    assert_eq!(bench.files("merged"), bench.files("whole"));
    let results = |out: &str| -> Vec<Value> { bench.results(out).into_values().map(timeless).collect() };
    assert_eq!(results("merged"), results("whole"));
    let summary = |out: &str| {
        timeless(json(&fs::read_to_string(bench.path(out).join("summary.json")).unwrap().replace('\n', "")))
    };
    assert_eq!(summary("merged"), summary("whole"));
    for file in bench.files("whole/failed").iter().chain([&"../run.json".to_owned()]) {
        let read = |out: &str| fs::read(bench.path(out).join("failed").join(file)).unwrap();
        assert!(read("merged") == read("whole"), "{file} differs");
    }

    bench.write("small.toml", &SMALL.replace("steps = 6", "steps = 7"));
    run("c", &["--shard", "3/3"]).expect(1, &[]);
    merge(&["a", "b", "c"]).expect(2, &["not shards of one run", "the manifest differs"]);
}

#[test]
fn baselines_are_held_and_bless_shows_what_changes() {
    let manifest = "name = \"held\"\nbaseline = \"held.json\"\n[[directed]]\n\
                    cases = [\"membrane-saturates-high\", \"membrane-saturates-low\"]\nbackends = [\"rust-hdl\"]\n";
    let bench = Bench::new(manifest);
    bench.small(&["--out", "out"]).expect(2, &["held.json"]);
    bench.small(&["--out", "out", "--bless"]).expect(
        0,
        &[
            "+ directed.membrane-saturates-high: ",
            "+ directed.membrane-saturates-low: ",
            "2 baselines changed",
        ],
    );
    bench.small(&["--out", "out"]).expect(0, &["2 passed, 0 failed"]);
    bench.small(&["--out", "out", "--bless"]).expect(0, &["0 baselines changed"]);

    // As if the hardware, and the golden model with it, had once given another weight.
    let recorded = fs::read_to_string(bench.path("held.json")).unwrap();
    let low = recorded.find("saturates-low").unwrap();
    let at = recorded[low..].find("\"values\":\"").unwrap() + low + 10;
    let digit = if &recorded[at..=at] == "0" { "1" } else { "0" };
    let moved = format!("{}{digit}{}", &recorded[..at], &recorded[at + 1..]);
    bench.write("held.json", &moved);
    let ran = bench.small(&["--out", "new"]).expect(
        1,
        &[
            "FAILED  directed.membrane-saturates-low.rust-hdl: not as recorded",
            "values of the trace: recorded",
        ],
    );
    assert_eq!(
        bench.files("new/failed"),
        ["golden.vcd", "rust-hdl.vcd"].map(|file| format!("directed.membrane-saturates-low.rust-hdl/{file}"))
    );
    bench.again(&ran.behind("again: ")).expect(1, &["not as recorded"]);
    // What passed before is held against the baseline as it is now, without being run again.
    bench.small(&["--out", "out"]).expect(1, &["1 cases passed before", "not as recorded"]);

    bench.small(&["--out", "new", "--inject", "leak", "--bless"]).expect(2, &["cannot be used with"]);
    assert_eq!(fs::read_to_string(bench.path("held.json")).unwrap(), moved, "nothing was recorded");
    bench.small(&["--out", "new", "--bless"]).expect(
        0,
        &["~ directed.membrane-saturates-low: values of the trace: recorded", "1 baselines changed"],
    );
    assert_eq!(fs::read_to_string(bench.path("held.json")).unwrap(), recorded);

    bench.write("small.toml", &manifest.replace(", \"membrane-saturates-low\"", ""));
    bench.small(&["--out", "out"]).expect(2, &["1 cases are recorded that the manifest does not have"]);
    bench.small(&["--out", "out", "--bless"]).expect(0, &["- directed.membrane-saturates-low"]);
}

/// Networks, cores, formats and rules of every built-in regression go together, and baselines match
/// the cases.
#[test]
fn built_in_regressions_are_possible() {
    for (name, _, baselines) in PLANS {
        let plan = Plan::preset(name).unwrap();
        let (specs, _) = plan.cases().unwrap();
        assert!(specs.len() >= 6, "{name}");
        for spec in &specs {
            let case = plan.case(spec).unwrap_or_else(|error| panic!("{error}"));
            case.configuration
                .validate(&case.geometry)
                .unwrap_or_else(|error| panic!("{}: {error}", spec.name));
        }
        let Some(text) = baselines else { continue };
        let recorded = Baselines::read(text).unwrap();
        assert_eq!(recorded.stale(&specs), [""; 0], "{name}");
        for spec in &specs {
            let deviations = recorded.deviations(spec, &Measured::default(), plan.tolerance);
            assert!(deviations[0] != "no baseline; record it with --bless", "{name}: {}", spec.name);
        }
    }
}
