//! Folders of executable artefacts: their location, and protection against other users.

use std::fs::{DirBuilder, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A folder or file that others could have filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {what}; its contents would be executed, so it is not used: {remedy}, or name another folder with {variable}", path.display())]
pub struct Foreign {
    /// Its kind.
    pub path: PathBuf,
    /// Why.
    pub what: String,
    /// The remedy.
    pub remedy: String,
    /// The environment variable that names another folder.
    pub variable: &'static str,
}

/// The value of an environment variable, if it is not empty, as a path.
pub(crate) fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// `spindle` in the user's cache folder; without a home, a folder of this user among the temporary
/// ones.
pub(crate) fn of_user() -> PathBuf {
    variable("XDG_CACHE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .map_or_else(|| std::env::temp_dir().join(temporary()), |folder| folder.join("spindle"))
}

#[cfg(unix)]
fn temporary() -> String {
    format!("spindle-cache-{}", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn temporary() -> String {
    "spindle-cache".into()
}

/// Makes a folder and those above it that are missing, for this user alone.
///
/// # Errors
/// It cannot be made.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Users that may write a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writers {
    /// Its owner alone.
    Owner,
    /// Its group as well.
    Group,
}

/// Refuses an existing folder that is neither this user's nor the administrator's, or that others
/// may write. A missing folder is accepted.
///
/// # Errors
/// The problem and the remedy.
pub(crate) fn check(path: &Path, writers: Writers, variable: &'static str) -> Result<(), Foreign> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(()) };
    match complaint(&metadata, writers) {
        None => Ok(()),
        Some((what, remedy)) => Err(Foreign {
            path: path.to_owned(),
            what,
            remedy: format!("{remedy} {}", path.display()),
            variable,
        }),
    }
}

#[cfg(unix)]
fn complaint(metadata: &Metadata, writers: Writers) -> Option<(String, &'static str)> {
    use std::os::unix::fs::MetadataExt;
    judge(metadata.uid(), metadata.mode(), rustix::process::geteuid().as_raw(), writers)
}

#[cfg(not(unix))]
fn complaint(_: &Metadata, _: Writers) -> Option<(String, &'static str)> {
    None
}

#[cfg(unix)]
fn judge(owner: u32, mode: u32, user: u32, writers: Writers) -> Option<(String, &'static str)> {
    let others = if writers == Writers::Owner { 0o022 } else { 0o002 };
    if owner != user && owner != 0 {
        return Some((format!("it belongs to the user of number {owner}, and this is {user}"), "remove"));
    }
    if mode & others != 0 {
        return Some((format!("others may write it (mode {:03o})", mode & 0o777), "chmod go-w"));
    }
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_others_own_or_may_write_is_refused() {
        let refused = |owner, mode, writers| judge(owner, mode, 1000, writers).map(|(what, _)| what);
        for writers in [Writers::Owner, Writers::Group] {
            assert_eq!(refused(1000, 0o40700, writers), None);
            assert_eq!(refused(1000, 0o40755, writers), None);
            assert_eq!(refused(0, 0o40755, writers), None);
            let what = refused(1001, 0o40700, writers).unwrap();
            assert!(what.contains("1001") && what.contains("1000"), "{what}");
            assert_eq!(refused(1000, 0o41777, writers).unwrap(), "others may write it (mode 777)");
            assert!(refused(0, 0o40777, writers).is_some());
        }
        assert!(refused(1000, 0o40775, Writers::Owner).is_some());
        assert_eq!(refused(1000, 0o40775, Writers::Group), None);
    }

    #[test]
    fn folders_are_made_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("a").join("b");
        create(&made).unwrap();
        for path in [&made, made.parent().unwrap()] {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert_eq!(check(&made, Writers::Owner, "NAME"), Ok(()));
        std::fs::set_permissions(&made, std::fs::Permissions::from_mode(0o770)).unwrap();
        let said = check(&made, Writers::Owner, "NAME").unwrap_err().to_string();
        let remedy = format!("chmod go-w {}, or name another folder with NAME", made.display());
        assert!(said.contains("mode 770") && said.ends_with(&remedy), "{said}");
        assert_eq!(check(&folder.path().join("absent"), Writers::Owner, "NAME"), Ok(()));
    }
}
