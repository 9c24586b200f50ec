//! Content-addressed cache of compiled and synthesised artefacts.
//!
//! Each entry has a checksum; a damaged entry is rebuilt.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::BackendError;
use crate::folders::{self, Writers};
use crate::remark::remark;
use crate::temporary;

/// The environment variable that names the folder.
const VARIABLE: &str = "SPINDLE_CACHE";

/// `$SPINDLE_CACHE`, otherwise `spindle` in the user's cache folder; without a home, a folder of
/// this user below the temporary folder.
pub fn cache_folder() -> PathBuf {
    folders::variable(VARIABLE).unwrap_or_else(folders::of_user)
}

/// Hash of all inputs of an artefact.
pub(super) fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hexadecimal(&hash.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A thing in the cache.
struct Entry {
    kept: PathBuf,
    thing: PathBuf,
    sum: PathBuf,
}

impl Entry {
    /// The place of `name` in the folder `kind` of `cache`, which is made.
    fn at(cache: &Path, kind: &str, name: &str) -> Result<Self, BackendError> {
        let io = |source| BackendError::Io { path: cache.display().to_string(), source };
        let kept = std::path::absolute(cache).map_err(io)?.join(kind);
        folders::create(&kept).map_err(io)?;
        let entry =
            Self { thing: kept.join(name), sum: kept.join(format!("{name}.sha256")), kept: kept.clone() };
        for path in [cache, &kept, &entry.thing] {
            folders::check(path, Writers::Owner, VARIABLE)?;
        }
        Ok(entry)
    }

    /// State of the entry: true if it is intact; none if there is no entry.
    fn whole(&self) -> Option<bool> {
        if std::fs::symlink_metadata(&self.thing).is_err() {
            return None;
        }
        let sum = std::fs::read_to_string(&self.sum).ok();
        Some(sum.is_some() && sum == digest(&self.thing).ok())
    }

    /// Removes a damaged entry, with a remark.
    fn remove_damaged(&self) -> io::Result<()> {
        if self.whole() != Some(false) {
            return Ok(());
        }
        remark(&format!("{}: it is damaged, and made again", self.thing.display()));
        let folder = std::fs::symlink_metadata(&self.thing).is_ok_and(|found| found.is_dir());
        if folder { std::fs::remove_dir_all(&self.thing) } else { std::fs::remove_file(&self.thing) }
    }

    /// Moves an artefact to its place: its checksum first, so that no entry is without one.
    fn keep(&self, made: &Path) -> io::Result<()> {
        std::fs::write(&self.sum, digest(made)?)?;
        std::fs::rename(made, &self.thing)
    }
}

/// Hash of a file, or of the files of a folder with their names.
fn digest(thing: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    if thing.is_dir() {
        let files = std::fs::read_dir(thing)?.map(|file| file.map(|file| file.path()));
        let mut files = files.collect::<io::Result<Vec<_>>>()?;
        files.sort();
        for file in files {
            hash.update(file.file_name().unwrap_or_default().as_encoded_bytes());
            hash.update(digest(&file)?);
        }
    } else {
        let (mut file, mut buffer) = (File::open(thing)?, vec![0; 1 << 16]);
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                length => hash.update(&buffer[..length]),
            }
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// The file or folder `name` in the folder `kind` of `cache`, if it is there and whole.
pub(super) fn found(cache: &Path, kind: &str, name: &str) -> Result<Option<PathBuf>, BackendError> {
    let entry = Entry::at(cache, kind, name)?;
    Ok(if entry.whole() == Some(true) { Some(entry.thing) } else { None })
}

/// The file or folder `name` in the folder `kind` of `cache`, and true if it was cached. Otherwise
/// `build` creates it in a given folder and returns its path. A damaged entry is rebuilt.
///
/// Builds are atomic: an interrupted build leaves no partial entry. Concurrent callers wait on the
/// lock; where files cannot be locked, both build independently.
pub(super) fn built(
    cache: &Path,
    kind: &str,
    name: &str,
    build: impl FnOnce(&Path) -> Result<PathBuf, BackendError>,
) -> Result<(PathBuf, bool), BackendError> {
    let io = |source| BackendError::Io { path: cache.display().to_string(), source };
    let entry = Entry::at(cache, kind, name)?;
    if entry.whole() == Some(true) {
        return Ok((entry.thing, true));
    }
    let lock = entry.kept.join(format!("{name}.lock"));
    let _held = File::create(&lock).and_then(|held| held.lock().map(|()| held));
    if entry.whole() == Some(true) {
        return Ok((entry.thing, true));
    }
    entry.remove_damaged().map_err(io)?;
    let folder = temporary::folder_in(&entry.kept, "build-").map_err(io)?;
    let kept = build(folder.path()).and_then(|made| entry.keep(&made).map_err(io));
    // Waiting processes hold it open.
    let _ = std::fs::remove_file(&lock);
    kept?;
    Ok((entry.thing, false))
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
        assert_eq!(left.count(), 2, "the thing and its check sum alone");
    }

    #[test]
    fn what_could_not_be_built_is_tried_again() {
        let cache = tempfile::tempdir().unwrap();
        let failed = built(cache.path(), "kind", "name", |_| {
            Err(BackendError::Protocol { backend: "none".into(), what: "nothing works".into() })
        });
        assert!(failed.is_err());
        assert!(!thing(cache.path()).1);
    }

    fn thing(cache: &Path) -> (PathBuf, bool) {
        built(cache, "kind", "name", |folder| {
            std::fs::write(folder.join("thing"), "thing").unwrap();
            Ok(folder.join("thing"))
        })
        .unwrap()
    }

    #[test]
    fn what_is_damaged_is_built_again() {
        let cache = tempfile::tempdir().unwrap();
        let (path, _) = thing(cache.path());
        let sum = path.with_file_name("name.sha256");
        let damages: [&dyn Fn(); 5] = [
            &|| std::fs::write(&path, "").unwrap(),
            &|| std::fs::write(&path, "thinG").unwrap(),
            &|| std::fs::write(&sum, "").unwrap(),
            &|| std::fs::remove_file(&sum).unwrap(),
            &|| {
                std::fs::remove_file(&path).unwrap();
                std::fs::create_dir(&path).unwrap();
            },
        ];
        for damage in damages {
            assert!(thing(cache.path()).1);
            damage();
            assert_eq!(found(cache.path(), "kind", "name").unwrap(), None);
            assert!(!thing(cache.path()).1, "built again");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "thing");
        }
        assert_eq!(found(cache.path(), "kind", "name").unwrap(), Some(path));
    }

    #[test]
    fn a_folder_is_whole_with_all_of_its_files() {
        let cache = tempfile::tempdir().unwrap();
        let folder = || {
            built(cache.path(), "kind", "name", |folder| {
                let things = folder.join("things");
                std::fs::create_dir(&things).unwrap();
                for name in ["a", "b"] {
                    std::fs::write(things.join(name), name).unwrap();
                }
                Ok(things)
            })
            .unwrap()
        };
        let (path, _) = folder();
        assert!(folder().1);
        std::fs::remove_file(path.join("a")).unwrap();
        assert!(!folder().1);
        std::fs::write(path.join("b"), "a").unwrap();
        assert!(!folder().1);
    }

    #[cfg(unix)]
    #[test]
    fn a_cache_that_others_may_write_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let cache = tempfile::tempdir().unwrap();
        let (path, _) = thing(cache.path());
        let kind = path.parent().unwrap();
        assert_eq!(kind.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let mode = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for (open, shut) in [(cache.path(), 0o700), (kind, 0o700), (&path, 0o600)] {
            mode(open, 0o777);
            let refused = built(cache.path(), "kind", "name", |_| unreachable!("it is refused before"));
            let said = refused.unwrap_err().to_string();
            assert!(said.starts_with(&open.display().to_string()) && said.contains(VARIABLE), "{said}");
            mode(open, shut);
        }
        assert!(thing(cache.path()).1);
    }
}
