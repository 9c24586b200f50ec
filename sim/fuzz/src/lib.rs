//! What must hold of any bytes taken for a dump: no panic, the same answer in both directions, and equality with itself
//! unless the file is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use spindle_sim::waveform::{Error, Options, Report, Verdict, compare};

/// A dump that others are compared with.
const KNOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/waveform/corpus/all.vcd");

/// Where the bytes are put: readers want files.
fn place(end: &str) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        // The fuzzer's hook ends the process on any panic. Those of the crates that read binary formats are caught and are no
        // fault; one that is not caught still ends it.
        drop(std::panic::take_hook());
        tempfile::tempdir().expect("a temporary folder")
    });
    folder.path().join(format!("dump.{end}"))
}

fn sum(result: &Result<Report, Error>) -> Option<(Verdict, u64)> {
    result.as_ref().ok().map(|report| (report.verdict, report.differences))
}

/// Checks `bytes` as a file whose name ends in `end`.
///
/// # Panics
/// Something that must hold does not.
pub fn check(end: &str, bytes: &[u8]) {
    let path = place(end);
    fs::write(&path, bytes).expect("written");
    let options = Options::default();
    if let Ok(report) = compare(&path, &path, &options) {
        assert_ne!(report.verdict, Verdict::Different, "a dump differs from itself");
        assert!(report.changes_compared > 0, "nothing compared");
    }
    let there = compare(&path, Path::new(KNOWN), &options);
    let back = compare(Path::new(KNOWN), &path, &options);
    assert_eq!(sum(&there), sum(&back), "the sides exchanged");
}
