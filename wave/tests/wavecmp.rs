//! The program: exit status, and what it prints where.
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
    assert!(code == Some(0) && out.contains("wavecmp list FILE"), "{out}");
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
}

#[test]
fn a_comparison_as_json_is_one_object() {
    let files = unlike();
    let (code, out, _) = run(&["--json", "left.vcd", "right.vcd"], folder(&files));
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["first_difference"]["signal"]), (Some(1), &"top.data".into()));
}
