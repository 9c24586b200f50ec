//! Code shared by the fuzz targets.

#[path = "../../tests/support/check.rs"]
mod check;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::Corpus;

/// A dump that others are compared with.
const KNOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/dumps/corpus/all.vcd");

/// The format that a file beginning so is read as.
fn format(bytes: &[u8]) -> &'static str {
    match bytes {
        [0 | 254, ..] => "fst",
        [b'G', b'H', b'D', b'L', ..] => "ghw",
        _ => "vcd",
    }
}

/// Checks `bytes` as a file of one format; files of another format are rejected as input.
///
/// # Panics
/// Something that must hold does not.
pub fn check(target: &str, bytes: &[u8]) -> Corpus {
    if format(bytes) != target {
        return Corpus::Reject;
    }
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        // The fuzzer's hook ends the process on any panic. Panics of the crates that read binary
        // formats are caught and accepted; an uncaught one still ends the process.
        drop(std::panic::take_hook());
        tempfile::tempdir().expect("a temporary folder")
    });
    // Readers want files.
    let path = folder.path().join("dump");
    fs::write(&path, bytes).expect("written");
    check::check(&path, Path::new(KNOWN));
    Corpus::Keep
}
