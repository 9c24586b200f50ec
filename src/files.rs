//! Files that appear whole or not at all.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file or folder that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot {action}: {source}; {}", path.display(), remedy(source))]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was tried, such as `write`.
    pub action: &'static str,
    /// The system's error.
    pub source: std::io::Error,
}

impl FileError {
    /// Whether there is nothing of that name.
    pub fn is_absent(&self) -> bool {
        self.source.kind() == ErrorKind::NotFound
    }
}

fn remedy(source: &std::io::Error) -> &'static str {
    match source.kind() {
        ErrorKind::NotFound => "check that the path exists",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free space on that disk, or choose another folder"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "change its permissions, or choose another folder"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a part of this path is a file; choose another folder"
        }
        ErrorKind::InvalidData => "save it as UTF-8 text",
        _ => "choose another path",
    }
}

/// Turns a system's error at `path` into one that says what to do.
pub fn error(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError { path, action, source }
}

/// Writes `content` to `path`: first to a temporary file in the same folder, which then takes the name, so
/// that no reader and no crash ever sees half a file.
///
/// # Errors
/// The folder cannot be written, or the disk is full. The temporary file is removed.
pub fn write(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".spindle-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(error(path, "write"))?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(error(path, "write"))?;
    file.persist(path).map_err(|failure| error(path, "write")(failure.error))?;
    Ok(())
}

/// Makes a folder and those above it.
///
/// # Errors
/// It cannot be made, or the path is a file.
pub fn create_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(error(path, "make the folder"))
}

/// Reads a file.
///
/// # Errors
/// It is missing or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(error(path, "read"))
}

/// Reads a text file.
///
/// # Errors
/// It is missing, cannot be read, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    String::from_utf8(read(path)?).map_err(|failure| {
        let valid = &failure.as_bytes()[..failure.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        let what = format!("line {line} is not UTF-8 text");
        error(path, "read")(std::io::Error::new(ErrorKind::InvalidData, what))
    })
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        let failure = write(&taken, b"text").unwrap_err().to_string();
        assert!(failure.contains("taken") && failure.contains("choose"), "{failure}");
        let left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["taken"]);
    }

    #[test]
    fn the_line_that_is_not_utf_8_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        fs::write(&path, b"one\ntwo\nthr\xFFe\n").unwrap();
        let error = read_text(&path).unwrap_err().to_string();
        assert!(error.contains("text: cannot read: line 3 is not UTF-8 text; save it as UTF-8"), "{error}");
    }

    #[test]
    fn a_write_replaces_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, b"a longer text").unwrap();
        write(&path, b"short").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
    }
}
