//! Checks that must not pass silently: an undetected fault, and a change of baselines that is not
//! shown.

use std::io::pipe;

use spindle::regress::Saved;

use super::*;

/// Cases after a reset, in which some faults do not show.
const BEHIND: &str = r#"
name = "behind"
[[directed]]
cases = ["membrane-one-above-threshold-after-a-reset", "no-controllers-no-retire-ports-after-a-reset"]
backends = ["rust-hdl"]
"#;
/// The first of them.
const ABOVE: &str = "directed.membrane-one-above-threshold-after-a-reset.rust-hdl";

#[test]
fn a_fault_that_is_not_detected_is_an_error() {
    let bench = Bench::new(BEHIND);
    bench.small(&["--out", "clean"]).expect(0, &["2 passed, 0 failed"]);
    // Run twice: the result is not kept.
    for _ in 0..2 {
        let ran = bench.small(&["--out", "out", "--inject", "stuck-spike"]).expect(
            1,
            &["0 passed, 2 failed", "fault stuck-spike was injected and not detected", "records and"],
        );
        assert!(!ran.text.contains("passed before"), "{}", ran.text);
    }
    let results = bench.results("out");
    let why =
        |name: &str, why: &str| assert!(results[name]["what"].as_str().unwrap().contains(why), "{name}");
    why(ABOVE, "a run that begins with a reset may be over");
    why("directed.no-controllers-no-retire-ports-after-a-reset.rust-hdl", "a core without retire ports");
    let result = &results[ABOVE];
    assert_eq!((&result["status"], &result["measured"]), (&"error".into(), &Value::Null));
    assert_eq!(bench.junit("out").errors, 2);
    bench.small(&["--out", "leak", "--inject", "leak"]).expect(1, &["0 passed, 2 failed"]);
}

#[test]
fn a_failing_case_behind_a_reset_says_that_it_has_no_waveforms() {
    let bench = Bench::new(BEHIND);
    bench.small(&["--out", "out", "--inject", "late-clock"]).expect(1, &["0 passed, 2 failed"]);
    let result = &bench.results("out")[ABOVE];
    assert_eq!(result["status"], "different");
    let what = result["what"].as_str().unwrap();
    assert!(
        what.contains("first difference")
            && what.ends_with("a run that begins with a reset has none (RUN-5)"),
        "{what}"
    );
    assert!(result["files"].is_null() && !bench.path("out/failed").exists());
}

#[test]
fn a_case_in_a_file_takes_what_its_manifest_let_it_take() {
    let bench = Bench::new(ICARUS);
    let plan = Plan::load(&bench.path("small.toml")).unwrap();
    let case = plan.case(&plan.cases().unwrap().0[0]).unwrap();
    let saved = Saved { backend: "icarus".into(), inject: None, seconds: 3, memory_mib: 2048, case };
    let text = serde_json::to_string(&saved).unwrap();
    bench.write("small.json", &text);
    let mut command = bench.command(&["regress", "--file", "small.json"]);
    bench.fake(&mut command, "iverilog", "exit 0");
    bench.fake(&mut command, "vvp", "exec sleep 60");
    let start = Instant::now();
    let ran = Ran::of(&command.output().unwrap());
    ran.expect(1, &["took too long", "it had not ended after 3 s"]);
    assert!(start.elapsed() < Duration::from_secs(50));
    // One that was kept before it said so.
    let old: Saved = serde_json::from_str(&text.replace("\"seconds\":3,\"memory_mib\":2048,", "")).unwrap();
    assert_eq!((old.seconds, old.memory_mib), (300, 2048));
}

/// Two cases, of which one is not recorded as it is, and the text of their baselines.
fn moved() -> (Bench, String) {
    let bench = Bench::new(&format!("baseline = \"held.json\"\n{BEHIND}"));
    bench.small(&["--out", "first", "--bless"]).expect(0, &["2 baselines changed", "2 passed, 0 failed"]);
    let recorded = fs::read_to_string(bench.path("held.json")).unwrap();
    let at = recorded.find("\"clocks\":").unwrap() + 9;
    let moved = format!("{}9{}", &recorded[..at], &recorded[at..]);
    bench.write("held.json", &moved);
    (bench, moved)
}

#[test]
fn a_change_of_baselines_is_shown_with_json_too() {
    let (bench, moved) = moved();
    let ran = bench.small(&["--out", "out", "--bless", "--json"]).expect(0, &[]);
    assert_eq!(ran.text.lines().count(), 1, "{}", ran.text);
    let said = json(&ran.text);
    let blessed = said["blessed"].as_array().unwrap();
    assert_eq!((blessed.len(), said["passed"].as_u64()), (1, Some(2)));
    let line = blessed[0].as_str().unwrap();
    assert!(line.starts_with("~ directed.") && line.contains(": clocks: recorded 9"), "{line}");
    assert_ne!(fs::read_to_string(bench.path("held.json")).unwrap(), moved);
    let ran = bench.small(&["--out", "out", "--bless", "--json"]).expect(0, &[]);
    assert_eq!(json(&ran.text)["blessed"], Value::Array(Vec::new()));
    // Without it there is nothing that could be recorded.
    let ran = bench.small(&["--out", "out", "--json"]).expect(0, &[]);
    assert!(json(&ran.text)["blessed"].is_null());
}

#[test]
fn no_baseline_is_written_whose_change_nobody_could_be_shown() {
    let (bench, moved) = moved();
    let bless = |more: &[&str], stdout: Stdio| {
        // A folder of its own each time: nothing is printed before the changes.
        let out = tempfile::tempdir_in(bench.folder.path()).unwrap();
        let out = out.path().join("out").display().to_string();
        let arguments = ["regress", "--config", "small.toml", "--bless", "--out", &out];
        let mut command = bench.command(&[&arguments, more].concat());
        let ran = Ran::of(&command.stdout(stdout).output().unwrap());
        ran.expect(2, &["standard output", "write elsewhere"]);
        assert_eq!(fs::read_to_string(bench.path("held.json")).unwrap(), moved, "{more:?}: it was written");
    };
    for more in [&[][..], &["--json"]] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        bless(more, writer.into());
        if cfg!(target_os = "linux") {
            bless(more, fs::File::options().write(true).open("/dev/full").unwrap().into());
        }
    }
}

#[test]
fn what_cannot_be_blessed_says_why_with_json_too() {
    let (bench, moved) = moved();
    let failing = format!(
        "baseline = \"held.json\"\n{BEHIND}\n[[matrix]]\nnetworks = [\"iris\"]\nsteps = 0\nbackends = [\"rust-hdl\"]\n"
    );
    bench.write("small.toml", &failing);
    let ran = bench.small(&["--out", "out", "--bless", "--json"]);
    let ran = ran.expect(1, &["nothing is recorded until all pass"]);
    let said = json(&ran.text);
    assert_eq!(said["failures"][0]["name"], "iris.own.own.own.1.rust-hdl");
    assert!(said["blessed"].is_null());
    assert_eq!(fs::read_to_string(bench.path("held.json")).unwrap(), moved);
}

#[test]
fn the_advice_for_a_damaged_baseline_is_true() {
    let bench = Bench::new(&format!("baseline = \"held.json\"\n{BEHIND}"));
    bench.write("held.json", "{\n<<<<<<< ours\n");
    for more in [&[][..], &["--bless"]] {
        bench.small(&[&["--out", "out"], more].concat()).expect(
            2,
            &["held.json", "line 2", "restore the file, or remove it and record all with --bless"],
        );
    }
    fs::remove_file(bench.path("held.json")).unwrap();
    bench.small(&["--out", "out", "--bless"]).expect(0, &["2 baselines changed"]);
}
