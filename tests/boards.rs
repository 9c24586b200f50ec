//! Boards: descriptions, vendor files, and builds up to the bitstream with their resources.
//!
//! The tools are those that `tools/install-eda.sh` installs; a missing one fails these tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use spindle::board::{BOARDS, Baseline, Board, BoardError, Flow, deviations, vendor_files};
use spindle_learning::manifest::Manifest;

#[path = "boards/hostile.rs"]
mod hostile;
#[cfg(unix)]
#[path = "boards/stubs.rs"]
mod stubs;

fn spindle(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spindle"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn text(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The object that a command prints, which must succeed.
fn object(arguments: &[&str]) -> Value {
    let (code, out, err) = text(&spindle(arguments).output().expect("spindle runs"));
    assert_eq!(code, Some(0), "{arguments:?}:\n{out}\n{err}");
    serde_json::from_str(&out).expect("one object")
}

/// The exit code and error of a command that must fail.
fn refused(command: &mut Command) -> (i32, String) {
    let (code, out, err) = text(&command.output().expect("spindle runs"));
    assert_ne!(code, Some(0), "{out}");
    (code.expect("an exit code"), err)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn every_board_says_what_it_is_and_where_its_pins_were_published() {
    let boards = Board::all().unwrap();
    let names: BTreeSet<&str> = boards.iter().map(|board| board.name.as_str()).collect();
    for wanted in [
        "icebreaker",
        "hx8k",
        "ulx3s-25f",
        "ulx3s-85f",
        "colorlight-i5",
        "orangecrab",
        "tangnano9k",
        "tangnano20k",
        "arty-a7-35t",
        "basys3",
    ] {
        assert!(names.contains(wanted), "{wanted} is missing");
    }
    for (board, (file, _)) in boards.iter().zip(BOARDS) {
        assert_eq!(board.name, *file, "the name in a file and the file's own");
        assert!(board.source.url.starts_with("https://"), "{file}");
        assert!(!board.source.file.is_empty() && !board.source.project.is_empty(), "{file}");
    }
}

/// With `SPINDLE_BLESS=1` the files are written instead.
#[test]
fn vendor_files_are_those_that_the_tool_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("constraints");
    let mut compared = 0;
    for board in Board::all().unwrap() {
        for (name, text) in vendor_files(&board) {
            let path = folder.join(&name);
            if std::env::var_os("SPINDLE_BLESS").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                committed, text,
                "{name}: run this test with SPINDLE_BLESS=1, and look at what changes"
            );
            compared += 1;
        }
    }
    assert!(compared >= 12, "only {compared} files compared");
}

/// Each pin of a description is in its vendor file, on the line of its signal.
#[test]
fn vendor_files_have_every_pin() {
    for board in Board::all().unwrap() {
        let (name, text) = vendor_files(&board).swap_remove(0);
        for (signal, pin, _) in board.signals() {
            let has = |line: &&str| {
                let words: Vec<&str> = line.split([' ', '"', ';', '[', ']', '{', '}']).collect();
                words.contains(&signal) && words.contains(&pin)
            };
            assert_eq!(text.lines().filter(has).count(), 1, "{name}: {signal} on {pin}\n{text}");
        }
    }
}

#[test]
fn an_unknown_board_is_answered_with_the_nearest() {
    let (code, error) = refused(&mut spindle(&["build", "--board", "ulx3s"]));
    assert_eq!(code, 2);
    assert!(
        error.contains("ulx3s-25f") && error.contains("ulx3s-85f") && !error.contains("basys3"),
        "{error}"
    );
    let (_, error) = refused(&mut spindle(&["build", "--board", "icebraker"]));
    assert!(error.contains("did you mean `icebreaker`"), "{error}");
    let (_, error) = refused(&mut spindle(&["build", "--board", "zzzzzzzzzz"]));
    assert!(error.contains("choose") && error.contains("basys3"), "{error}");
}

/// The text of a board that comes with Spindle.
fn description(name: &str) -> &'static str {
    BOARDS.iter().find(|(known, _)| *known == name).expect("a board").1
}

#[test]
fn a_description_that_cannot_be_used_is_refused_with_the_reason() {
    let twice = description("icebreaker").replace("tx = { pin = \"9\" }", "tx = { pin = \"6\" }");
    let error = Board::parse("mine.toml", &twice).unwrap_err();
    assert!(matches!(&error, BoardError::PinTwice { pin, .. } if pin == "6"), "{error}");
    let said = error.to_string();
    assert!(said.contains("mine.toml") && said.contains("rx") && said.contains("tx"), "{said}");

    let without = |name: &str, start: &str| -> String {
        description(name)
            .lines()
            .filter(|line| !line.starts_with(start))
            .flat_map(|line| [line, "\n"])
            .collect()
    };
    for (board, field) in [
        ("icebreaker", "device"),
        ("icebreaker", "led"),
        ("icebreaker", "hertz"),
        ("icebreaker", "url"),
        ("ulx3s-25f", "speed"),
        ("tangnano9k", "series"),
    ] {
        let said = Board::parse("mine.toml", &without(board, field)).unwrap_err().to_string();
        assert!(said.contains("missing") && said.contains(field), "{board} without {field}: {said}");
    }
    for name in ["", "../../evil", "a b", "."] {
        let renamed = description("icebreaker").replace("name = \"icebreaker\"", &format!("name = {name:?}"));
        let error = Board::parse("mine.toml", &renamed).unwrap_err();
        let refused = |key: &str, value: &str| key == "name" && value == name;
        assert!(matches!(&error, BoardError::Refused { key, value, .. } if refused(key, value)), "{error}");
    }
    let empty = description("icebreaker").replace("tx = { pin = \"9\" }", "tx = { pin = \"\" }");
    let said = Board::parse("mine.toml", &empty).unwrap_err().to_string();
    assert!(said.contains("the pin of tx is empty"), "{said}");
    let said = Board::parse("mine.toml", &format!("colour = \"red\"\n{}", description("hx8k"))).unwrap_err();
    assert!(said.to_string().contains("colour"), "{said}");
}

#[test]
fn a_missing_tool_and_one_that_is_too_old_are_named_with_the_install_line() {
    let empty = folder();
    let mut command = spindle(&["build", "--board", "hx8k", "--preset", "iris"]);
    let (code, error) = refused(command.env("PATH", empty.path()).env("SPINDLE_TOOLS", empty.path()));
    assert_eq!(code, 2);
    assert!(error.contains("yosys was not found") && error.contains("tools/install-eda.sh"), "{error}");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let old = empty.path().join("yosys");
        std::fs::write(&old, "#!/bin/sh\necho 'Yosys 0.9 (git sha1 1979e0b)'\n").unwrap();
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = spindle(&["build", "--board", "hx8k", "--preset", "iris"]);
        let (code, error) = refused(command.env("PATH", empty.path()).env("SPINDLE_TOOLS", empty.path()));
        assert_eq!(code, 2);
        assert!(error.contains("Yosys 0.9 ") && error.contains("0.50 or newer"), "{error}");
        assert!(error.contains("tools/install-eda.sh"), "{error}");
    }
}

/// The keys that others rely on.
fn standard(report: &Value) -> PathBuf {
    for key in ["board", "constraint", "fmax", "lut", "reg", "blkmem", "dsp", "bitstream"] {
        assert!(!report[key].is_null(), "{key} is missing in {report}");
    }
    assert!(report["lut"].as_u64() > Some(500) && report["reg"].as_u64() > Some(500), "{report}");
    PathBuf::from(report["bitstream"].as_str().expect("a path"))
}

/// A board's core to a bitstream, within its baseline in `recorded`, where it is searched; a second
/// build runs no tool; a modified baseline is reported. `file` is the board as given on the command
/// line.
fn agrees_with_its_baseline(board: &str, file: &str, recorded: &str) {
    let out = folder();
    let out = out.path().to_str().unwrap();
    let arguments = ["--json", "build", "--board", file, "--check", "--out", out];
    let checked = object(&arguments);
    let checked = &checked["boards"][0];
    assert_eq!((checked["board"].as_str(), &checked["deviations"]), (Some(board), &Value::Array(vec![])));

    let report = object(&["--json", "build", "--board", file, "--out", out]);
    let bitstream = standard(&report);
    let bytes = std::fs::read(&bitstream).expect("a bitstream").len();
    assert!(bytes > 50_000, "{bytes} bytes in {}", bitstream.display());
    let stages = report["stages"].as_array().expect("stages");
    assert_eq!(stages.len(), 5);
    for stage in stages.iter().skip(1) {
        assert_eq!(stage["cached"], true, "{stage} ran again although nothing had changed");
    }

    // The output of a stage has changed: that stage runs again, those before it do not.
    std::fs::write(&bitstream, "not a bitstream").unwrap();
    let report = object(&["--json", "build", "--board", file, "--out", out]);
    let cached: Vec<_> =
        report["stages"].as_array().unwrap()[1..].iter().map(|stage| &stage["cached"]).collect();
    assert_eq!(cached, [true, true, true, false]);
    assert_eq!(std::fs::read(&bitstream).unwrap().len(), bytes);

    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join(recorded);
    let mut baselines: Value = serde_json::from_slice(&std::fs::read(committed).unwrap()).unwrap();
    let lut = baselines[board]["lut"].as_u64().expect("a baseline");
    baselines[board]["lut"] = (lut * 104 / 100).into();
    let changed = Path::new(out).join("baselines.json");
    std::fs::write(&changed, baselines.to_string()).unwrap();
    let output = spindle(&["build", "--board", file, "--check", "--out", out, "--baselines"])
        .arg(&changed)
        .output()
        .expect("spindle runs");
    let (code, said, error) = text(&output);
    assert_eq!(code, Some(1), "{said}\n{error}");
    let wanted = format!("lut: recorded {}, found ", lut * 104 / 100);
    assert!(said.contains(&wanted) && !said.contains("reg:"), "{said}");
}

#[test]
fn icebreaker_is_built_and_agrees_with_its_baseline() {
    agrees_with_its_baseline("icebreaker", "icebreaker", "constraints/baselines.json");
}

/// With a core of one lane: the largest that fits takes a quarter of an hour.
#[test]
fn ulx3s_is_built_with_a_small_core_and_agrees_with_its_baseline() {
    agrees_with_its_baseline("ulx3s-25f", "tests/boards/ulx3s-25f.toml", "tests/boards/baselines.json");
}

/// With a core that does not learn: nextpnr takes minutes to place a larger one on a Gowin device.
#[test]
fn tangnano9k_is_built_with_a_small_core_and_agrees_with_its_baseline() {
    agrees_with_its_baseline("tangnano9k", "tests/boards/tangnano9k.toml", "tests/boards/baselines.json");
}

/// Placed and routed it takes minutes; the README states its area.
#[test]
fn the_core_beside_a_published_one_takes_what_was_recorded() {
    let board = Board::find("benches/boards/one-lane.toml").unwrap();
    let recorded = Baseline::load(Path::new("benches/boards/baselines.json")).unwrap();
    let recorded = &recorded[&board.name];
    let out = folder();
    let flow = Flow::new(&board, out.path(), &|_| ()).unwrap();
    let geometry = board.geometry.clone().expect("a geometry");
    let counts = flow.synthesise(&geometry).unwrap().counts;
    assert!(counts.lut > 1000, "{counts:?}");
    let found = Baseline { geometry, counts, ..recorded.clone() };
    assert_eq!(deviations(recorded, &found), []);
}

#[test]
fn a_core_that_is_too_large_is_reported_with_its_excess_and_a_wrong_pin_with_its_stage() {
    let out = folder();
    let path = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    // 64 blocks of memory on a device that has 32.
    let preset = Manifest::preset("iris").unwrap().text;
    let large = preset.lines().map(|line| match line.split_once('=') {
        Some((key, _)) if key.trim() == "lanes" => "lanes = 1\n".to_owned(),
        Some((key, _)) if key.trim() == "weight_words" => "weight_words = 32768\n".to_owned(),
        _ => format!("{line}\n"),
    });
    std::fs::write(path("large.toml"), large.collect::<String>()).unwrap();
    let arguments = ["build", "--out", &path("out"), "--config", &path("large.toml")];
    let (code, error) = refused(spindle(&arguments).args(["--board", "hx8k"]));
    assert_eq!(code, 2);
    assert!(
        error.contains("ICESTORM_RAM") && error.contains("of 32,") && error.contains("too many"),
        "{error}"
    );

    let wrong = description("hx8k").replace("\"J3\"", "\"Z9\"").replace("hx8k\"\ntitle", "mine\"\ntitle");
    std::fs::write(path("mine.toml"), wrong).unwrap();
    let (code, error) = refused(spindle(&arguments).args(["--board", &path("mine.toml")]));
    assert_eq!(code, 2);
    assert!(error.contains("pack failed") && error.contains("Z9") && error.contains("packed.log"), "{error}");
}

/// Xilinx parts are synthesised for their area; the rest is Vivado's.
#[test]
fn a_board_without_open_tools_is_synthesised_and_says_so() {
    let out = folder();
    let arguments = ["build", "--board", "basys3", "--preset", "iris", "--out", out.path().to_str().unwrap()];
    let (code, said, error) = text(&spindle(&arguments).output().expect("spindle runs"));
    assert_eq!(code, Some(0), "{said}\n{error}");
    assert!(said.contains("Area only") && said.contains("basys3.tcl"), "{said}");
    let report = object(&[&["--json"], &arguments[..]].concat());
    assert!(report["fmax"].is_null() && report["bitstream"].is_null(), "{report}");
    assert!(report["lut"].as_u64() > Some(500) && report["blkmem"].as_u64() > Some(0), "{report}");
    for file in ["spindle_top.v", "basys3.xdc", "basys3.tcl"] {
        assert!(out.path().join("basys3").join(file).is_file(), "{file}");
    }
}
