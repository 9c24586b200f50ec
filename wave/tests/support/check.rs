//! Invariants for any file: no panic, the same answer in both directions, and equality with itself
//! unless the file is refused. (Of the tests, and of `wave/fuzz`.)

use std::path::Path;

use spindle_wave::{Error, Options, Report, Verdict, compare};

fn sum(result: &Result<Report, Error>) -> Option<(Verdict, u64)> {
    result.as_ref().ok().map(|report| (report.verdict, report.differences))
}

/// Checks a file, alone and together with a sound one. True if it is accepted as a dump.
///
/// # Panics
/// Something that must hold does not.
pub fn check(path: &Path, known: &Path) -> bool {
    let options = Options::default();
    let itself = compare(path, path, &options);
    if let Ok(report) = &itself {
        assert_ne!(report.verdict, Verdict::Different, "a dump differs from itself");
        assert!(report.changes_compared > 0, "nothing compared");
    }
    let there = compare(path, known, &options);
    let back = compare(known, path, &options);
    assert_eq!(sum(&there), sum(&back), "the sides exchanged");
    itself.is_ok()
}
