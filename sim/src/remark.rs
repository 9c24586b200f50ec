//! Remarks to a user beside a result, by code that has no output of its own.

use std::sync::OnceLock;

static HEARER: OnceLock<fn(&str)> = OnceLock::new();

/// Sets who is told, once; until then nobody is.
pub fn told_to(hearer: fn(&str)) {
    let _ = HEARER.set(hearer);
}

/// Tells one remark.
pub(crate) fn remark(text: &str) {
    if let Some(hearer) = HEARER.get() {
        hearer(text);
    }
}
