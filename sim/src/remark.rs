//! Remarks to a user in addition to a result, from code without its own output.

use std::sync::OnceLock;

static RECEIVER: OnceLock<fn(&str)> = OnceLock::new();

/// Sets the receiver, once; until then remarks are dropped.
pub fn set_receiver(receiver: fn(&str)) {
    let _ = RECEIVER.set(receiver);
}

/// Passes one remark to the receiver.
pub(crate) fn remark(text: &str) {
    if let Some(receiver) = RECEIVER.get() {
        receiver(text);
    }
}
