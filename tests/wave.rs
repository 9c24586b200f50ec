//! `spindle wave diff` on the command line: exit status, written files, and that each option
//! reaches the comparison.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const LEFT: &str = "\
$timescale 1 ns $end
$scope module top $end
$var wire 1 ! clk $end
$var wire 8 \" data [7:0] $end
$var wire 1 # busy $end
$upscope $end
$enddefinitions $end
#0
0!
b0 \"
0#
#5
1!
b101 \"
#10
0!
#15
1!
1#
#20
0!
#25
1!
#30
";

fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    spindle(&[&["wave", "diff"], arguments].concat(), folder)
}

fn spindle(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (status.code(), text(&stdout) + &text(&stderr))
}

/// A folder with `left.vcd` and, as `right.vcd`, the same with `from` replaced by `to`.
fn pair(from: &str, to: &str) -> tempfile::TempDir {
    assert!(LEFT.contains(from), "`{from}` is not there");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("left.vcd"), LEFT).unwrap();
    fs::write(folder.path().join("right.vcd"), LEFT.replace(from, to)).unwrap();
    folder
}

/// Compares that pair with `options`.
fn diff(from: &str, to: &str, options: &[&str]) -> (Option<i32>, String) {
    run(&[&["left.vcd", "right.vcd"], options].concat(), pair(from, to).path())
}

#[track_caller]
fn equal((code, said): (Option<i32>, String)) {
    assert!(code == Some(0) && said.starts_with("equal: "), "{said}");
}

#[track_caller]
fn different((code, said): (Option<i32>, String), part: &str) {
    assert!(code == Some(1) && said.starts_with("DIFFERENT: ") && said.contains(part), "{said}");
}

#[test]
fn status_tells_equal_different_and_unusable_apart() {
    equal(diff("#30", "#30", &[]));
    different(diff("b101", "b111", &[]), "first difference at 5 ns: top.data");
    let folder = pair("#30\n", "#3");
    let (code, said) = run(&["left.vcd", "right.vcd"], folder.path());
    assert!(code == Some(2) && said.contains("right.vcd:24"), "{said}");
    let (code, said) = run(&["left.vcd", "none.vcd"], folder.path());
    assert!(code == Some(2) && said.contains("none.vcd"), "{said}");
    let (code, said) = run(&["left.vcd", "left.vcd", "--from", "20", "--to", "10"], folder.path());
    assert!(code == Some(2) && said.contains("--to"), "{said}");
}

#[test]
fn patterns_choose_signals() {
    different(diff("b101", "b111", &["--only", "d*"]), "1 signal compared");
    equal(diff("b101", "b111", &["--only", "clk", "--only", "top.b*"]));
    equal(diff("b101", "b111", &["--ignore", "data"]));
    let (code, said) = diff("b101", "b111", &["--only", "none"]);
    assert!(code == Some(2) && said.contains("no signal of either file matches `--only none`"), "{said}");
}

#[test]
fn scopes_stand_for_each_other() {
    let copy = "$scope module top $end\n$var wire 1 % clk $end\n$var wire 8 & data [7:0] $end\n$var wire 1 ' busy $end\n\
                $upscope $end\n$scope module other $end";
    let twice = |options: &[&str]| diff("$scope module top $end", copy, options);
    different(twice(&["--scope", "top=top"]), "top.clk");
    equal(twice(&["--scope", "top=other"]));
    let (code, said) = twice(&["--scope", "top"]);
    assert!(code == Some(2) && said.contains("LEFT=RIGHT"), "{said}");
}

#[test]
fn the_window_bounds_the_time() {
    let late = ["1!\n1#", "1!"];
    different(diff(late[0], late[1], &[]), "first difference at 15 ns: top.busy");
    equal(diff(late[0], late[1], &["--to", "14.999"]));
    different(diff(late[0], late[1], &["--from", "15"]), "first difference at 15 ns");
    equal(diff("b101", "b111", &["--to", "4"]));
    different(diff("b101", "b111", &["--from", "12"]), "first difference at 12 ns: top.data");
}

#[test]
fn a_clock_samples_and_a_tolerance_lets_changes_move() {
    let moved = ["#5\n1!\nb101 \"\n", "#5\n1!\n#8\nb101 \"\n"];
    different(diff(moved[0], moved[1], &[]), "first difference at 5 ns: top.data");
    equal(diff(moved[0], moved[1], &["--clock", "clk"]));
    let clock_late = ["#5\n1!\nb101 \"\n#10\n0!\n#15\n1!\n", "#5\n1!\n#10\n0!\n#15\n1!\nb101 \"\n"];
    different(diff(clock_late[0], clock_late[1], &["--clock", "clk"]), "first difference at 15 ns: top.data");
    equal(diff(clock_late[0], clock_late[1], &["--clock", "top.clk", "--tolerance", "1"]));
    let (code, said) = diff("#30", "#30", &["--tolerance", "1"]);
    assert!(code == Some(2) && said.contains("--clock"), "{said}");
}

#[test]
fn unknowns_and_missing_signals_as_asked_for() {
    different(diff("b101", "b1x1", &[]), "first difference at 5 ns");
    equal(diff("b101", "b1x1", &["--ignore-x"]));
    equal(diff("b101", "b1x1", &["--ignore-x=right"]));
    different(diff("b101", "b1x1", &["--ignore-x=left"]), "first difference at 5 ns");
    let missing = ["$var wire 1 # busy $end\n", "$var wire 1 # idle $end\n"];
    equal(diff(missing[0], missing[1], &["--allow-missing"]));
    for options in [&[] as &[&str], &["--allow-missing=left"], &["--allow-missing=right"]] {
        let (code, said) = diff(missing[0], missing[1], options);
        assert!(code == Some(1) && said.starts_with("INCOMPLETE"), "{said}");
        assert!(
            said.contains("1 signal only in A: top.busy") && said.contains("not everything was compared")
        );
    }
}

#[test]
fn every_difference_is_a_line() {
    let folder = pair("b101", "b111");
    let (code, said) =
        run(&["left.vcd", "right.vcd", "--csv", "d.csv", "--json-lines", "d.jsonl"], folder.path());
    assert_eq!(code, Some(1), "{said}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("d.csv"), "signal,from,to,left,right,changes\ntop.data,5,,00000101,00000111,1\n");
    let line = "{\"signal\":\"top.data\",\"from\":\"5\",\"to\":null,\"left\":\"00000101\",\"right\":\"00000111\",\"changes\":1}\n";
    assert_eq!(read("d.jsonl"), line);
}

#[test]
fn a_file_is_listed() {
    let folder = pair("#30", "#30");
    let (code, said) = spindle(&["wave", "list", "left.vcd"], folder.path());
    let expected = "left.vcd: 3 signals in 1 scope; 0 ns to 30 ns, in units of 1 ns\n\ntop\n  clk   1 bit\n  \
                    data  8 bits  [7:0]\n  busy  1 bit\n";
    assert_eq!((code, said.as_str()), (Some(0), expected));
    let (code, said) = spindle(&["wave", "list", "left.vcd", "--only", "none"], folder.path());
    assert!(code == Some(2) && said.contains("`--only none`"), "{said}");
}

#[test]
fn json_is_one_object() {
    let folder = pair("b101", "b111");
    let output = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(["--json", "wave", "diff", "left.vcd", "right.vcd", "--out", "out"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["verdict"]), (Some(1), &"different".into()));
    assert_eq!(report["first_difference"]["signal"], "top.data");
    assert_eq!((&report["differences"], &report["signals_compared"]), (&1.into(), &3.into()));
}

#[test]
fn out_opens_viewers_at_the_first_difference() {
    let folder = pair("b101", "b111");
    let arguments = ["left.vcd", "right.vcd", "--out", "deep/out"];
    different(run(&arguments, folder.path()), "written: deep/out/difference.html");
    let out = folder.path().join("deep/out");
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    for side in ["left", "right"] {
        let dump = folder.path().join(format!("{side}.vcd")).display().to_string();
        let save = read(&format!("{side}.gtkw"));
        assert!(save.contains(&format!("[dumpfile] \"{dump}\"\n")), "{save}");
        let zoom = save.lines().find(|line| line.starts_with('*')).unwrap();
        assert_eq!(zoom.split(' ').nth(1), Some("5"), "the marker is at 5 ns");
        let names: Vec<_> = save.lines().filter(|line| line.starts_with("top.")).collect();
        assert_eq!(names[..2], ["top.data[7:0]", "top.clk"], "the differing signal comes first");
        let commands = read(&format!("{side}.sucl"));
        assert!(commands.starts_with(&format!("load_file {dump}\nvariable_add top.data\n")), "{commands}");
        assert!(commands.contains("\ncursor_set 5\n") && commands.ends_with("goto_cursor\n"), "{commands}");
    }
    let page = read("difference.html");
    for part in
        ["top.data at 5 ns", "<dt>B</dt><dd><code>00000111  (hex 07", ">05<", ">07<", "<svg", "left.vcd"]
    {
        assert!(page.contains(part), "`{part}` is not on the page");
    }
    // Nothing is fetched: no address, no script, no link to a style sheet.
    for part in ["http", "src=", "<link", "<script", "@import", "url("] {
        assert!(!page.contains(part), "`{part}` is on the page");
    }
    // What differs is in a dump of its own.
    let (code, said) = spindle(&["wave", "list", "deep/out/merged.vcd", "--only", "A.*"], folder.path());
    assert!(code == Some(0) && said.contains("A.top\n  data  8 bits  [7:0]\n"), "{said}");
    // An equal pair leaves no file that opens at a former difference.
    fs::write(folder.path().join("right.vcd"), LEFT).unwrap();
    equal(run(&arguments, folder.path()));
    let mut left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["difference.html"]);
    assert!(!read("difference.html").contains("<svg"));
}
