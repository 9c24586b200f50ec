//! The program: exit status and output streams.
#![cfg(feature = "cli")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use support::{BASE, Files, files};

/// Exit status, standard output, standard error.
fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_wavecmp"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn folder(files: &Files) -> &Path {
    files.left.parent().unwrap()
}

/// `data` is 5 in the left file and 7 in the right one, from 10 ns on.
fn unlike() -> Files {
    files(BASE.as_bytes(), BASE.replace("b00000101", "b00000111").as_bytes())
}

#[test]
fn status_tells_equal_different_and_unusable_apart() {
    let files = unlike();
    let folder = folder(&files);
    let (code, out, error) = run(&["left.vcd", "left.vcd"], folder);
    assert!(code == Some(0) && out.starts_with("equal: ") && error.is_empty(), "{out}{error}");
    let (code, out, error) = run(&["left.vcd", "right.vcd"], folder);
    assert!(code == Some(1) && out.starts_with("DIFFERENT: "), "{out}");
    assert_eq!(error, "error: the waveforms differ\n");
    let (code, out, error) = run(&["left.vcd", "none.vcd"], folder);
    assert!(code == Some(2) && out.is_empty() && error.contains("none.vcd"), "{out}{error}");
    for arguments in [&[][..], &["left.vcd"], &["left.vcd", "right.vcd", "--none"]] {
        assert_eq!(run(arguments, folder).0, Some(2), "{arguments:?}");
    }
    let (code, out, _) = run(&["--help"], folder);
    assert!(code == Some(0) && out.starts_with("Compares two") && out.contains("wavecmp list FILE"), "{out}");
    let (code, out, _) = run(&["--version"], folder);
    assert_eq!((code, out), (Some(0), format!("wavecmp {}\n", env!("CARGO_PKG_VERSION"))));
    let (code, out, _) = run(&["list", "--help"], folder);
    assert!(code == Some(0) && out.starts_with("List the signals"), "{out}");
}

#[test]
fn a_file_is_listed() {
    let files = unlike();
    let (code, out, _) = run(&["list", "left.vcd", "--only", "c*"], folder(&files));
    let expected =
        "left.vcd: 1 signal of 3 in 1 scope; 0 ns to 25 ns, in units of 1 ns\n\ntop\n  clk  1 bit\n";
    assert_eq!((code, out.as_str()), (Some(0), expected));
    let (code, out, _) = run(&["list", "left.vcd", "--json"], folder(&files));
    let listing: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &listing["signals"][2]["range"]), (Some(0), &serde_json::json!([7, 0])));
    assert_eq!(run(&["list", "left.vcd", "--only", "none"], folder(&files)).0, Some(2));
    let odd = BASE.replace("1 ns", "3 ns");
    std::fs::write(folder(&files).join("odd.vcd"), odd).unwrap();
    assert_eq!(run(&["list", "odd.vcd"], folder(&files)).0, Some(0));
    assert_eq!(run(&["list", "odd.vcd", "--strict"], folder(&files)).0, Some(2));
}

#[test]
fn a_comparison_as_json_is_one_object() {
    let files = unlike();
    let (code, out, _) = run(&["--json", "left.vcd", "right.vcd"], folder(&files));
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["first_difference"]["signal"]), (Some(1), &"top.data".into()));
}

/// `data` is 7 instead of 5 in the right file, from 10 to 15 ns, and then to the end.
fn unlike_twice() -> Files {
    let right = BASE.replace("b00000101 #\n#15\n1!", "b00000111 #\n#15\n1!\nb00000101 #");
    files(BASE.as_bytes(), (right.replace("#25\n", "#25\nbx #\n")).as_bytes())
}

const LINES: &str = "\
{\"signal\":\"top.data\",\"from\":\"10\",\"to\":\"15\",\"left\":\"00000101\",\"right\":\"00000111\",\"changes\":1}
{\"signal\":\"top.data\",\"from\":\"25\",\"to\":null,\"left\":\"00000101\",\"right\":\"xxxxxxxx\",\"changes\":1}
";
const TABLE: &str = "\
signal,from,to,left,right,changes
top.data,10,15,00000101,00000111,1
top.data,25,,00000101,xxxxxxxx,1
";

#[test]
fn every_difference_is_written_as_an_interval() {
    let files = unlike_twice();
    let folder = folder(&files);
    let (code, out, _) = run(&["left.vcd", "right.vcd", "--json-lines", "d.jsonl", "--csv", "d.csv"], folder);
    assert!(code == Some(1) && out.starts_with("DIFFERENT: "), "{out}");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!((read("d.jsonl").as_str(), read("d.csv").as_str()), (LINES, TABLE));
    // Equal files have no differences, but the answer is printed.
    let (code, ..) = run(&["left.vcd", "left.vcd", "--json-lines", "d.jsonl", "--csv", "d.csv"], folder);
    assert_eq!(code, Some(0));
    assert_eq!(
        (read("d.jsonl").as_str(), read("d.csv").as_str()),
        ("", "signal,from,to,left,right,changes\n")
    );
}

#[test]
fn lines_on_standard_output_are_alone_there() {
    let files = unlike_twice();
    let folder = folder(&files);
    let (code, out, error) = run(&["left.vcd", "right.vcd", "--json-lines", "-"], folder);
    assert_eq!((code, out.as_str()), (Some(1), LINES));
    assert!(error.starts_with("DIFFERENT: "), "{error}");
    let (code, out, _) = run(&["left.vcd", "right.vcd", "--csv", "-", "--json-lines", "d.jsonl"], folder);
    assert_eq!((code, out.as_str()), (Some(1), TABLE));
    for other in [&["--json"][..], &["--csv", "-"]] {
        let arguments = [&["left.vcd", "right.vcd", "--json-lines", "-"], other].concat();
        let (code, out, error) = run(&arguments, folder);
        assert!(code == Some(2) && out.is_empty() && error.contains("--json-lines -"), "{out}{error}");
    }
}

#[test]
fn a_run_that_fails_leaves_no_file() {
    let files = unlike_twice();
    let folder = folder(&files);
    let damaged = std::fs::read_to_string(&files.right).unwrap().replace("#25", "#2");
    std::fs::write(&files.right, damaged).unwrap();
    std::fs::write(folder.join("d.csv"), "of an earlier run").unwrap();
    let (code, ..) = run(&["left.vcd", "right.vcd", "--csv", "d.csv", "--json-lines", "d.jsonl"], folder);
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!((code, names), (Some(2), ["d.csv", "left.vcd", "right.vcd"].map(Into::into).to_vec()));
    let (code, _, error) = run(&["left.vcd", "left.vcd", "--csv", "none/d.csv"], folder);
    assert!(code == Some(2) && error.contains("none/d.csv: cannot be written"), "{error}");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let dumps = [BASE.to_string(), BASE.replace("b00000101", "b00000111")];
    let [left, right] = dumps.map(|dump| dump.replace(" data ", " d\u{1b}[2J\u{9b}\u{7f}ata "));
    let files = files(left.as_bytes(), right.as_bytes());
    let folder = folder(&files);
    let is_raw = |text: &str| text.contains(|c: char| c.is_control() && c != '\n');
    let damaged = left.replace("#10\n", "#10\n\u{1b}[31m\n").replace("#15", "#1\u{7}5");
    std::fs::write(folder.join("bad\u{1b}.vcd"), damaged).unwrap();
    for arguments in [
        &["left.vcd", "right.vcd"][..],
        &["left.vcd", "right.vcd", "--json"],
        &["left.vcd", "right.vcd", "--csv", "-"],
        &["left.vcd", "right.vcd", "--json-lines", "-"],
        &["left.vcd", "bad\u{1b}.vcd"],
        &["list", "left.vcd"],
        &["list", "left.vcd", "--json"],
        &["list", "bad\u{1b}.vcd"],
        &["left.vcd", "right.vcd", "--only", "n\u{1b}one"],
    ] {
        let (_, out, error) = run(arguments, folder);
        assert!(!is_raw(&out) && !is_raw(&error), "{arguments:?}\n{out:?}\n{error:?}");
        assert!((out + &error).contains("1b"), "{arguments:?}");
    }
}

#[test]
fn a_folder_is_written_on_request() {
    let files = unlike();
    let (code, out, _) = run(&["left.vcd", "right.vcd", "--out", "deep/out"], folder(&files));
    assert!(code == Some(1) && out.ends_with("\nwritten: deep/out/difference.html\n"), "{out}");
    let page = std::fs::read_to_string(folder(&files).join("deep/out/difference.html")).unwrap();
    assert!(page.contains("<footer><code>wavecmp left.vcd right.vcd --out deep/out</code>"), "{page}");
}
