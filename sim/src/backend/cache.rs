//! Where what was compiled or synthesised is kept, by its content.

use std::fmt::Write as _;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

/// `$SPINDLE_CACHE`, else the user's cache folder, else a folder among the temporary ones.
pub fn cache_folder() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("SPINDLE_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("spindle")))
        .or_else(|| variable("HOME").map(|home| home.join(".cache").join("spindle")))
        .unwrap_or_else(|| std::env::temp_dir().join("spindle-cache"))
}

/// Hash of everything that makes a thing what it is.
pub(super) fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
