//! Where what was compiled or synthesised is kept, by its content.

use std::fmt::Write as _;
use std::fs::File;
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

/// The file or folder `name` in the folder `kind` of `cache`, and whether it was there already. Otherwise `build` makes it in a
/// folder that it is given, and says where.
///
/// It is built beside its place and moved there at once: whoever is killed leaves nothing half done. Who wants what another one
/// builds waits for it; where files cannot be locked, both build it, and do not meet.
pub(super) fn built(
    cache: &Path,
    kind: &str,
    name: &str,
    build: impl FnOnce(&Path) -> Result<PathBuf, BackendError>,
) -> Result<(PathBuf, bool), BackendError> {
    let io = |source| BackendError::Io { path: cache.display().to_string(), source };
    let kept = std::path::absolute(cache).map_err(io)?.join(kind);
    let thing = kept.join(name);
    if thing.exists() {
        return Ok((thing, true));
    }
    std::fs::create_dir_all(&kept).map_err(io)?;
    let lock = kept.join(format!("{name}.lock"));
    let _held = File::create(&lock).and_then(|held| held.lock().map(|()| held));
    if thing.exists() {
        return Ok((thing, true));
    }
    let folder = tempfile::Builder::new().prefix("build-").tempdir_in(&kept).map_err(io)?;
    let moved = build(folder.path()).and_then(|made| std::fs::rename(made, &thing).map_err(io));
    // Those who wait hold it open.
    let _ = std::fs::remove_file(&lock);
    moved?;
    Ok((thing, false))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_many_want_is_built_once() {
        let cache = tempfile::tempdir().unwrap();
        let builds = AtomicU32::new(0);
        let want = || {
            built(cache.path(), "kind", "name", |folder| {
                builds.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(50));
                std::fs::write(folder.join("thing"), "thing").unwrap();
                Ok(folder.join("thing"))
            })
        };
        let cached: Vec<bool> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(want)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().unwrap().1).collect()
        });
        assert_eq!(cached.iter().filter(|cached| !**cached).count(), 1);
        assert_eq!(builds.load(Ordering::Relaxed), 1);
        let left = std::fs::read_dir(cache.path().join("kind")).unwrap();
        assert_eq!(left.count(), 1, "the thing alone");
    }

    #[test]
    fn what_could_not_be_built_is_tried_again() {
        let cache = tempfile::tempdir().unwrap();
        let failed = built(cache.path(), "kind", "name", |_| {
            Err(BackendError::Protocol { backend: "none".into(), what: "nothing works".into() })
        });
        assert!(failed.is_err());
        let built = built(cache.path(), "kind", "name", |folder| {
            std::fs::write(folder.join("thing"), "thing").unwrap();
            Ok(folder.join("thing"))
        });
        assert!(!built.unwrap().1);
    }
}
