//! The picture in the README shows the report as it is today.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Recorded hash of a file in `docs/demo.sha256`.
fn recorded(name: &str) -> String {
    let text = fs::read_to_string(root().join("docs/demo.sha256")).unwrap();
    let line = text.lines().find(|line| line.ends_with(name));
    line.and_then(|line| line.split(' ').next()).unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_picture_is_the_one_that_was_made_and_of_the_report_that_the_demo_writes() {
    let picture = fs::read(root().join("docs/demo.png")).unwrap();
    assert_eq!(sha256(&picture), recorded("demo.png"), "make docs/demo.png with tools/picture.sh");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_spindle"))
        .args(["demo", "--preset", "digits", "--out", "out"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = fs::read(folder.path().join("out/report.html")).unwrap();
    assert!(report.len() > 10_000);
    let hint = "the report is another one than docs/demo.png shows: look at it, then run tools/picture.sh";
    assert_eq!(sha256(&report), recorded("report.html"), "{hint}");
}
