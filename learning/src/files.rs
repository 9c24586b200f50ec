//! Files: written whole or not at all, and read if they are regular files of bounded size.

mod input;

use std::borrow::Cow;
use std::fs;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use input::{is_refusal, limit, read_bounded, refused, too_large};

/// Prefix of a file under construction in any folder, unlikely for a user's own file.
pub const WRITTEN: &str = ".spindle-being-written-";
/// Times that a file is written again that another command took for left.
const TRIES: usize = 4;

/// A file or folder that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot {action}: {source}; {}", path.display(), remedy(source))]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// The attempted action, such as `write`.
    pub action: &'static str,
    /// The system's error.
    pub source: std::io::Error,
}

impl FileError {
    /// True if the file does not exist.
    pub fn is_absent(&self) -> bool {
        self.source.kind() == ErrorKind::NotFound
    }
}

fn remedy(source: &std::io::Error) -> Cow<'_, str> {
    if let Some(refused) = source.get_ref().and_then(|source| source.downcast_ref::<input::Refused>()) {
        return Cow::Borrowed(&refused.remedy);
    }
    Cow::Borrowed(match source.kind() {
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
    })
}

/// Turns a system error at `path` into one with a remedy.
pub fn error(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError { path, action, source }
}

/// Writes `content` to `path`: first to a temporary file in the same folder, which then takes the
/// name, so that no reader and no crash ever sees half a file.
///
/// # Errors
/// The folder cannot be written, or the disk is full. The temporary file is removed.
pub fn write(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(WRITTEN);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut tries = 1..TRIES;
    loop {
        let mut file = builder.tempfile_in(folder).map_err(error(path, "write"))?;
        // A locked file does not count as a remnant; without lock support no file does.
        let _ = file.as_file().try_lock();
        file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(error(path, "write"))?;
        match file.persist(path) {
            Ok(_) => return Ok(()),
            // Before it was locked.
            Err(failure) if failure.error.kind() == ErrorKind::NotFound && tries.next().is_some() => {}
            Err(failure) => return Err(error(path, "write")(failure.error)),
        }
    }
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
/// It is missing, cannot be read, is not a regular file, or is larger than [`limit`].
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    limit().and_then(|limit| input::read(path, limit)).map_err(error(path, "read"))
}

/// Reads a text file.
///
/// # Errors
/// As [`read`], or it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    text(path, read(path)?)
}

/// Reads a hand-written text, such as a manifest: at most 1 MiB.
///
/// # Errors
/// As [`read_text`].
pub fn read_written(path: &Path) -> Result<String, FileError> {
    let content = input::written_limit().and_then(|limit| input::read(path, limit));
    text(path, content.map_err(error(path, "read"))?)
}

/// Opens a regular file to be read.
///
/// # Errors
/// It is missing, cannot be read, or is not a regular file.
pub fn open(path: &Path) -> Result<fs::File, FileError> {
    input::open(path).map_err(error(path, "open"))
}

/// Refuses a path that a library opens unless it is a regular file or does not exist.
///
/// # Errors
/// It is a folder, a FIFO, a socket or a device.
pub fn regular(path: &Path) -> Result<(), FileError> {
    match fs::metadata(path) {
        Ok(metadata) => input::regular(&metadata).map_err(error(path, "open")),
        Err(_) => Ok(()),
    }
}

/// The last `most` bytes of a file, as text.
///
/// # Errors
/// It is missing, cannot be read, or is not a regular file.
pub fn read_end(path: &Path, most: u64) -> Result<String, FileError> {
    let read = || {
        let mut file = input::open(path)?;
        file.seek(SeekFrom::Start(file.metadata()?.len().saturating_sub(most)))?;
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    read().map_err(error(path, "read"))
}

/// SHA-256 of a file of any size, in hexadecimal.
///
/// # Errors
/// It is missing, cannot be read, or is not a regular file.
pub fn sha256(path: &Path) -> Result<String, FileError> {
    let digest = || {
        let (mut file, mut hash, mut buffer) = (input::open(path)?, Sha256::new(), vec![0; 1 << 16]);
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hex(&hash.finalize())),
                length => hash.update(&buffer[..length]),
            }
        }
    };
    digest().map_err(error(path, "read"))
}

fn text(path: &Path, content: Vec<u8>) -> Result<String, FileError> {
    String::from_utf8(content).map_err(|failure| {
        let valid = &failure.as_bytes()[..failure.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        let what = format!("line {line} is not UTF-8 text");
        error(path, "read")(std::io::Error::new(ErrorKind::InvalidData, what))
    })
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
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
