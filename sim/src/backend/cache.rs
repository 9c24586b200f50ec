//! Where what was compiled or synthesised is kept, by its content.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::BackendError;

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

/// The file `name` in the folder `kind` of `cache`, and whether it was there already. Otherwise `build` makes it in a folder that
/// it is given, and says where.
///
/// It is built beside its place and moved there at once: whoever is killed leaves nothing half done, and two who build the same
/// thing do not meet.
pub(super) fn built(
    cache: &Path,
    kind: &str,
    name: &str,
    build: impl FnOnce(&Path) -> Result<PathBuf, BackendError>,
) -> Result<(PathBuf, bool), BackendError> {
    let io = |source| BackendError::Io { path: cache.display().to_string(), source };
    let kept = std::path::absolute(cache).map_err(io)?.join(kind);
    let file = kept.join(name);
    if file.is_file() {
        return Ok((file, true));
    }
    std::fs::create_dir_all(&kept).map_err(io)?;
    let folder = tempfile::Builder::new().prefix("build-").tempdir_in(&kept).map_err(io)?;
    std::fs::rename(build(folder.path())?, &file).map_err(io)?;
    Ok((file, false))
}
