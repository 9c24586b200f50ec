//! A folder of output, which one command at a time writes to.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::output::whole::{WRITTEN, unwritten};

/// The file that is locked while the folder is used. (All of Spindle's commands have this one.)
const LOCK: &str = "lock";

/// A folder that is kept for one command until this is dropped.
pub(crate) struct Claim {
    _file: File,
    path: PathBuf,
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Still locked, so no other process owns it. A file that stays is harmless.
        let _ = fs::remove_file(&self.path);
    }
}

impl Claim {
    /// Creates a folder, locks it against other commands, and removes incomplete files of killed
    /// ones.
    pub(crate) fn new(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(unwritten(folder))?;
        let path = folder.join(LOCK);
        if path.exists() {
            crate::dump::source::check_regular(&path, &path.display().to_string())?;
        }
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path);
            let file = file.map_err(unwritten(&path))?;
            // (Some shared folders have no locks, and are used all the same.)
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(Error::request(
                    format!("{}: another command uses this folder", folder.display()),
                    "wait for its end, or choose another with `--out`",
                ));
            }
            // Whoever held it before may have removed it since it was opened.
            if is_at(&file, &path) {
                sweep(folder);
                return Ok(Self { _file: file, path });
            }
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let which = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((&file.metadata(), &fs::metadata(path)), (Ok(a), Ok(b)) if which(a) == which(b))
}

/// Elsewhere a file that is open is not removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Removes files whose writers are gone; a file is locked while it is written.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_written = entry.file_name().to_string_lossy().starts_with(WRITTEN);
        if is_written && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let path = entry.path();
            if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
                // What cannot be removed stays.
                let _ = fs::remove_file(&path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_used_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a/b");
        let first = Claim::new(&out).unwrap();
        let error = Claim::new(&out).map(drop).unwrap_err().to_string();
        assert!(
            error.contains("a/b: another command uses this folder") && error.contains("--out"),
            "{error}"
        );
        drop(first);
        drop(Claim::new(&out).unwrap());
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_writer_left_is_removed_and_what_is_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let [left, written] = ["left", "written"].map(|name| folder.path().join(format!("{WRITTEN}{name}")));
        fs::write(&left, "half").unwrap();
        let writer = File::create(&written).unwrap();
        writer.lock().unwrap();
        let _claim = Claim::new(folder.path()).unwrap();
        assert!(!left.exists() && written.exists());
    }
}
