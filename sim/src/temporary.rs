//! Folders for one run, and files under construction: removed with their owner or, if it was
//! killed, by the next process that checks.
//!
//! An owner holds a lock for as long as it lives, whatever ends it; numbers of processes are used
//! again, locks are not. It is asked for on the machine of the owner alone: where folders are
//! shared, not every one shares its locks.

use std::collections::HashSet;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf, absolute};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The file in a folder that its owner holds locked.
const OWNER: &str = ".owner";
/// Prefix of a file under construction in any folder, unlikely for a user's own file.
pub const WRITTEN: &str = ".spindle-being-written-";
/// Prefix of folders among the temporary ones.
const PREFIX: &str = "spindle-";
/// Prefix of a folder until it has its owner: one without was left by a process that was killed as
/// it made it, or is being made, by a process that then makes another.
const MADE: &str = ".spindle-being-made-";
/// Prefix of a folder that is being removed: it may have lost its owner already.
const LEFT: &str = ".spindle-being-removed-";
/// Attempts to remove a folder, in which a child of a killed command may write for a moment longer.
const REMOVALS: usize = 100;
const PAUSE: Duration = Duration::from_millis(10);
/// Folders that another process takes for left before they are locked.
const TRIES: usize = 16;

/// A folder that is removed when this is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held as long as the folder is used.
    _owner: Option<File>,
}

impl Folder {
    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the next process.
        let _ = remove_whole(&self.path);
    }
}

/// Removes a folder in which a killed process may still write for a moment.
fn remove_whole(path: &Path) -> io::Result<()> {
    let mut removed = fs::remove_dir_all(path);
    for _ in 0..REMOVALS {
        if removed.is_ok() || !path.exists() {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
        removed = fs::remove_dir_all(path);
    }
    removed
}

/// A temporary folder for a run of `what`. Remains of other processes are removed, once per
/// process.
///
/// # Errors
/// It cannot be made.
pub fn folder(what: &str) -> io::Result<Folder> {
    folder_in(&std::env::temp_dir(), &format!("{PREFIX}{what}-"))
}

/// The same under a path of letters, digits and the like alone, for tools that write paths into
/// scripts and do not quote them: where the temporary folders have another one, among those of the
/// system.
///
/// # Errors
/// It cannot be made.
pub fn plain_folder(what: &str) -> io::Result<Folder> {
    let plain = |path: &Path| {
        path.as_os_str()
            .as_encoded_bytes()
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(byte))
    };
    let usual = absolute(std::env::temp_dir())?;
    let parent = if cfg!(unix) && !plain(&usual) { PathBuf::from("/tmp") } else { usual };
    folder_in(&parent, &format!("{PREFIX}{what}-"))
}

/// A folder in `parent` whose name begins with `prefix`, which is reserved there. Remains of other
/// processes under that prefix are removed, once per process.
///
/// # Errors
/// It cannot be made.
pub fn folder_in(parent: &Path, prefix: &str) -> io::Result<Folder> {
    static SWEPT: Mutex<Option<HashSet<(PathBuf, String)>>> = Mutex::new(None);
    let parent = absolute(parent)?;
    let first = SWEPT
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_default()
        .insert((parent.clone(), prefix.to_owned()));
    if first {
        sweep_folders(&parent, prefix);
    }
    for _ in 0..TRIES {
        let made = tempfile::Builder::new().prefix(MADE).tempdir_in(&parent)?;
        let owner = match own(made.path())? {
            Owned::Locked(owner) => Some(owner),
            Owned::Unlocked => None,
            Owned::Lost => continue,
        };
        let made = made.keep();
        let end = made.file_name().map(|name| name.to_string_lossy()[MADE.len()..].to_owned());
        let named = parent.join(format!("{prefix}{}", end.unwrap_or_default()));
        // Where a folder with an open file in it cannot be renamed, it serves as it is.
        let path = if fs::rename(&made, &named).is_ok() { named } else { made };
        return Ok(Folder { path, _owner: owner });
    }
    Err(io::Error::other("another process removes every folder that is made there"))
}

/// A folder that was just made.
enum Owned {
    /// Nobody removes it as long as this file is open.
    Locked(File),
    /// There are no locks here, so no process removes it.
    Unlocked,
    /// Another process has taken it for left.
    Lost,
}

fn own(folder: &Path) -> io::Result<Owned> {
    let made = || {
        let mut owner = File::create_new(folder.join(OWNER))?;
        owner.write_all(machine().as_bytes())?;
        Ok(owner)
    };
    let owner = match made() {
        Ok(owner) => owner,
        Err(_) if !folder.exists() => return Ok(Owned::Lost),
        Err(error) => return Err(error),
    };
    match owner.try_lock() {
        Err(TryLockError::Error(_)) => Ok(Owned::Unlocked),
        Ok(()) if folder.exists() => Ok(Owned::Locked(owner)),
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(Owned::Lost),
    }
}

/// Removes temporary folders of ended processes.
pub fn sweep_temporary() {
    sweep_folders(&std::env::temp_dir(), PREFIX);
}

/// Removes folders in `parent` whose names begin with `prefix`, which are this user's, and whose
/// owner is gone: it held a lock on a file in them. A folder that never had an owner was not
/// created here, whatever its name. A folder that cannot be read or removed stays.
pub fn sweep_folders(parent: &Path, prefix: &str) {
    sweep(parent, LEFT, |path, metadata| if metadata.is_dir() { remove_whole(path) } else { Ok(()) });
    sweep(parent, MADE, remove_folder);
    sweep(parent, prefix, remove_folder);
}

/// Removes files in `parent` that were being written ([`WRITTEN`]), are this user's, and which
/// their owner does not hold locked.
pub fn sweep_files(parent: &Path) {
    sweep(parent, WRITTEN, remove_file);
}

fn sweep(parent: &Path, prefix: &str, remove: fn(&Path, &Metadata) -> io::Result<()>) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        if name.as_encoded_bytes().starts_with(prefix.as_bytes()) {
            // Failure is ignored: the removal is not the user's request.
            let _ = fs::symlink_metadata(&path)
                .and_then(|metadata| if mine(&metadata) { remove(&path, &metadata) } else { Ok(()) });
        }
    }
}

fn remove_file(path: &Path, metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() && File::open(path)?.try_lock().is_ok() { fs::remove_file(path) } else { Ok(()) }
}

fn remove_folder(path: &Path, metadata: &Metadata) -> io::Result<()> {
    if !metadata.is_dir() {
        return Ok(());
    }
    let owner = path.join(OWNER);
    let Ok(of) = fs::symlink_metadata(&owner) else {
        // Only where such names belong to this module, and the folder is empty.
        let is_made =
            path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(MADE.as_bytes()));
        return if is_made { fs::remove_dir(path) } else { Ok(()) };
    };
    if !of.is_file() {
        return Ok(());
    }
    let file = File::open(&owner)?;
    if file.try_lock().is_err() || !here(&fs::read_to_string(&owner)?) {
        return Ok(());
    }
    // Under another name it is out of reach of its owner's surviving processes, and recognisable
    // without an owner.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let left = path.with_file_name(format!("{LEFT}{name}"));
    remove_whole(if fs::rename(path, &left).is_ok() { &left } else { path })
}

#[cfg(unix)]
fn mine(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn mine(_: &Metadata) -> bool {
    true
}

/// The name of this machine, and of its run since it was switched on: containers have names of
/// their own.
fn machine() -> String {
    let line = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
    format!("{}\n{}\n", line("/proc/sys/kernel/hostname"), line("/proc/sys/kernel/random/boot_id"))
}

/// True if an owner was on this machine.
fn here(owner: &str) -> bool {
    let machine = machine();
    machine.trim().is_empty()
        || owner.lines().zip(machine.lines()).any(|(its, ours)| its == ours && !ours.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parent: &Path) -> Vec<String> {
        let entries = fs::read_dir(parent).unwrap().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// A folder as a process leaves it that was killed.
    fn left(parent: &Path, name: &str, owner: &str) {
        fs::create_dir_all(parent.join(name).join("sub")).unwrap();
        fs::write(parent.join(name).join("sub/file"), "text").unwrap();
        fs::write(parent.join(name).join(OWNER), owner).unwrap();
    }

    #[test]
    fn what_has_no_owner_any_more_is_removed_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let used = folder_in(parent, "run-").unwrap();
        let used = used.path().file_name().unwrap().to_str().unwrap();
        left(parent, "run-left", &machine());
        left(parent, "run-elsewhere", "another machine\nanother run\n");
        left(parent, "other-left", &machine());
        fs::create_dir(parent.join("run-being-made")).unwrap();
        fs::write(parent.join("run-notes"), "text").unwrap();
        sweep_folders(parent, "run-");
        let mut stay = vec!["other-left", "run-being-made", "run-elsewhere", "run-notes", used];
        stay.sort_unstable();
        assert_eq!(names(parent), stay);
    }

    #[test]
    fn what_was_made_by_others_stays() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        for name in ["run-empty", "run-project"] {
            fs::create_dir(parent.join(name)).unwrap();
        }
        fs::write(parent.join("run-project").join("file"), "text").unwrap();
        sweep_folders(parent, "run-");
        assert_eq!(names(parent), ["run-empty", "run-project"]);
    }

    #[test]
    fn what_a_process_left_as_it_made_it_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        // Killed before it had an owner, and before it had its name.
        fs::create_dir(parent.join(format!("{MADE}empty"))).unwrap();
        left(parent, &format!("{MADE}owned"), &machine());
        // Killed as it removed one.
        fs::create_dir_all(parent.join(format!("{LEFT}run-1/sub"))).unwrap();
        sweep_folders(parent, "run-");
        assert_eq!(names(parent), [""; 0]);
    }

    #[test]
    fn files_that_nobody_writes_are_removed_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let name = |end: &str| format!("{WRITTEN}{end}");
        let written = File::create(parent.join(name("used"))).unwrap();
        written.lock().unwrap();
        fs::write(parent.join(name("left")), "text").unwrap();
        fs::create_dir(parent.join(name("folder"))).unwrap();
        fs::write(parent.join(".spindle-notes"), "text").unwrap();
        sweep_files(parent);
        assert_eq!(names(parent), [name("folder"), name("used"), ".spindle-notes".into()]);
    }

    #[test]
    fn what_is_used_stays_and_goes_with_its_owner() {
        let parent = tempfile::tempdir().unwrap();
        let folder = folder_in(parent.path(), "run-").unwrap();
        fs::write(folder.path().join("file"), "text").unwrap();
        sweep_folders(parent.path(), "run-");
        assert!(folder.path().join("file").exists());
        drop(folder);
        assert_eq!(names(parent.path()), [""; 0]);
    }

    #[test]
    fn the_first_folder_that_is_made_sweeps() {
        let parent = tempfile::tempdir().unwrap();
        left(parent.path(), "run-left", &machine());
        let folder = folder_in(parent.path(), "run-").unwrap();
        assert_eq!(names(parent.path()), [folder.path().file_name().unwrap().to_str().unwrap()]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let parent = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        left(elsewhere.path(), "kept", &machine());
        std::os::unix::fs::symlink(elsewhere.path().join("kept"), parent.path().join("run-link")).unwrap();
        sweep_folders(parent.path(), "run-");
        assert!(elsewhere.path().join("kept/sub/file").exists());
    }
}
