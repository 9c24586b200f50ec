//! A folder of output, which one command at a time writes to.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use spindle_learning::files::{self, FileError};
use spindle_sim::temporary;

/// The file that is locked while the folder is used.
const LOCK: &str = "lock";

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// It cannot be made, or nothing can be written there.
    #[error(transparent)]
    File(#[from] FileError),
    /// Another command writes there.
    #[error("{}: another command uses this folder; wait for its end, or choose another with --out", .0.display())]
    Taken(PathBuf),
}

/// A folder that is kept for one command until this is dropped.
#[derive(Debug)]
pub struct Claim {
    file: File,
    path: PathBuf,
}

impl Claim {
    /// A file that keeps the folder, too, for as long as it is open: a process that has it uses the
    /// folder until it ends, though the command that started it was killed.
    ///
    /// # Errors
    /// No more files can be opened.
    pub fn share(&self) -> Result<File, FileError> {
        self.file.try_clone().map_err(files::error(&self.path, "share"))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Still locked, so no other process owns it. A file that stays is harmless.
        let _ = remove(&self.file, &self.path);
    }
}

/// Creates a folder, locks it against other commands, and removes incomplete files of killed ones.
///
/// # Errors
/// Another command uses it, or it cannot be written.
pub fn claim(folder: &Path) -> Result<Claim, ClaimError> {
    files::create_folder(folder)?;
    let path = folder.join(LOCK);
    files::regular(&path)?;
    loop {
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(files::error(&path, "open"))?;
        held(folder, file.try_lock())?;
        // Whoever held it before may have removed it since it was opened.
        if is_at(&file, &path) {
            temporary::sweep_files(folder);
            return Ok(Claim { file, path });
        }
    }
}

/// Keeps writers away from a folder while it is read, for as long as the file that is given is
/// open.
///
/// # Errors
/// A command writes there.
pub fn quiet(folder: &Path) -> Result<Option<File>, ClaimError> {
    match files::open(&folder.join(LOCK)) {
        Ok(file) => held(folder, file.try_lock_shared()).map(|()| Some(file)),
        // Nobody writes.
        Err(_) => Ok(None),
    }
}

fn held(folder: &Path, tried: Result<(), TryLockError>) -> Result<(), ClaimError> {
    match tried {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(ClaimError::Taken(folder.to_owned())),
        // Some shared folders have no locks, and are used all the same.
        Err(TryLockError::Error(source)) if source.kind() == ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(source)) => Err(files::error(&folder.join(LOCK), "lock")(source).into()),
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let which = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((&file.metadata(), &fs::metadata(path)), (Ok(a), Ok(b)) if which(a) == which(b))
}

#[cfg(unix)]
fn remove(file: &File, path: &Path) -> io::Result<()> {
    if is_at(file, path) { fs::remove_file(path) } else { Ok(()) }
}

/// Elsewhere a file that is open is not removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(not(unix))]
fn remove(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use spindle_learning::files::WRITTEN;

    use super::*;

    #[test]
    fn a_folder_is_used_by_one_at_a_time_and_nothing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a/b");
        let first = claim(&out).unwrap();
        let error = claim(&out).unwrap_err().to_string();
        assert!(
            error.contains("a/b: another command uses this folder") && error.contains("--out"),
            "{error}"
        );
        assert!(quiet(&out).is_err());
        drop(first);
        let reader = quiet(&out).unwrap();
        assert!(reader.is_none());
        drop(claim(&out).unwrap());
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_writer_left_is_removed_and_what_is_written_is_not() {
        // The crates that write files do not see each other.
        assert_eq!(WRITTEN, temporary::WRITTEN);
        let folder = tempfile::tempdir().unwrap();
        let [left, written, notes] = [&format!("{WRITTEN}left"), &format!("{WRITTEN}used"), ".spindle-notes"]
            .map(|name| folder.path().join(name));
        fs::write(&notes, "of the user").unwrap();
        fs::write(&left, "half").unwrap();
        let writer = File::create(&written).unwrap();
        writer.lock().unwrap();
        let _claim = claim(folder.path()).unwrap();
        assert!(!left.exists() && written.exists() && notes.exists());
    }
}
