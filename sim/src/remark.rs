//! Remarks to a user in addition to a result, from code without its own output.

use std::sync::OnceLock;

static HEARER: OnceLock<fn(&str)> = OnceLock::new();

/// Sets the receiver, once; until then remarks are dropped.
pub fn told_to(hearer: fn(&str)) {
    let _ = HEARER.set(hearer);
}

/// Tells one remark.
pub(crate) fn remark(text: &str) {
    if let Some(hearer) = HEARER.get() {
        hearer(text);
    }
}
