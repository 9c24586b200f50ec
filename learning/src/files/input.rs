//! Input files that anyone may have written: regular files alone, and no more than a stated size of
//! them.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// MiB of a file, unpacked, unless [`VARIABLE`] says otherwise: some times the largest file of
/// MNIST.
const LIMIT_MIB: u64 = 64;
/// The environment variable that sets another limit, in MiB.
const VARIABLE: &str = "SPINDLE_MAX_INPUT_MIB";
/// Bytes of a hand-written text: a manifest, a board, a matrix of cases. Its parsers use many times
/// as much memory.
const WRITTEN: u64 = 1 << 20;

/// An input that is not read.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct Refused {
    what: String,
    /// Remedy: the required form of the text.
    pub(super) remedy: String,
}

/// The error of a refused input, and the remedy.
pub fn refused(what: impl Into<String>, remedy: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, Refused { what: what.into(), remedy: remedy.into() })
}

/// True if an error is a refusal to read, not a failure.
pub fn is_refusal(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Refused>)
}

/// Bytes of a file, unpacked, that are read at most.
///
/// # Errors
/// The environment variable is not a number of MiB.
pub fn limit() -> io::Result<u64> {
    parsed(std::env::var_os(VARIABLE).map(|value| value.to_string_lossy().into_owned()))
}

fn parsed(value: Option<String>) -> io::Result<u64> {
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(LIMIT_MIB << 20) };
    value.parse::<u32>().ok().filter(|mib| *mib > 0).map(|mib| u64::from(mib) << 20).ok_or_else(|| {
        refused(
            format!("{VARIABLE} = {value:?} is not a size"),
            "set it to a whole number of MiB, at least 1",
        )
    })
}

/// The limit of hand-written texts.
pub(super) fn written_limit() -> io::Result<u64> {
    Ok(limit()?.min(WRITTEN))
}

/// The error of an input that is larger than `limit` bytes.
pub fn too_large(limit: u64) -> io::Error {
    let remedy = if limit == WRITTEN {
        "leave out unneeded parts".to_owned()
    } else {
        format!("leave out unneeded parts, or raise {VARIABLE} (MiB)")
    };
    refused(format!("it is larger than {} MiB", limit >> 20), remedy)
}

/// Opens a regular file to be read. A FIFO would wait for a writer, and a device has no end.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // Before it is opened, as opening a device may do something; after, as the path may lead
    // elsewhere by then.
    regular(&std::fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

/// Refuses a file that is not a regular one.
pub(super) fn regular(metadata: &Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(refused("it is a folder", "name a file in it"));
    }
    #[cfg(unix)]
    let what = {
        use std::os::unix::fs::FileTypeExt;
        match () {
            () if kind.is_fifo() => "a FIFO",
            () if kind.is_socket() => "a socket",
            () => "a device",
        }
    };
    #[cfg(not(unix))]
    let what = "something else";
    Err(refused(
        format!("it is {what}, and only regular files are read"),
        "copy its content to a file, and name that",
    ))
}

/// Adds all that `reader` gives to `content`, which is not to become larger than `limit` bytes.
///
/// # Errors
/// As the reader, or it has more.
pub fn read_bounded(reader: impl Read, limit: u64, content: &mut Vec<u8>) -> io::Result<()> {
    reader.take(limit + 1).read_to_end(content)?;
    if content.len() as u64 > limit { Err(too_large(limit)) } else { Ok(()) }
}

/// The whole of the regular file at `path`, if it is not larger than `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if file.metadata()?.len() > limit {
        return Err(too_large(limit));
    }
    let mut content = Vec::new();
    // Files of the system say that they are empty.
    read_bounded(file, limit, &mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_a_number_of_mebibytes() {
        assert_eq!(parsed(None).unwrap(), 64 << 20);
        assert_eq!(parsed(Some(String::new())).unwrap(), 64 << 20);
        assert_eq!(parsed(Some("300".into())).unwrap(), 300 << 20);
        for value in ["0", "-1", "1.5", "18446744073709551615", "x"] {
            let error = parsed(Some(value.into())).unwrap_err();
            assert!(is_refusal(&error) && error.to_string().contains(VARIABLE), "{error}");
        }
    }

    /// An endless reader, which counts the bytes read.
    struct Endless(u64);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += buffer.len() as u64;
            buffer.fill(b'0');
            Ok(buffer.len())
        }
    }

    #[test]
    fn no_more_than_the_limit_is_taken() {
        let mut endless = Endless(0);
        let error = read_bounded(&mut endless, 3 << 20, &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 3 MiB");
        assert!((3 << 20..5 << 20).contains(&endless.0), "{}", endless.0);
        let mut content = Vec::new();
        read_bounded(&[7; 5][..], 5, &mut content).unwrap();
        assert_eq!(content, [7; 5]);
    }

    #[cfg(unix)]
    #[test]
    fn regular_files_alone_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"text").unwrap();
        assert_eq!(read(&file, 4).unwrap(), b"text");
        assert!(is_refusal(&read(&file, 3).unwrap_err()));
        let fifo = folder.path().join("fifo");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &fifo,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&fifo, &link).unwrap();
        let socket = folder.path().join("socket");
        let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for (path, what) in [
            (fifo.as_path(), "a FIFO"),
            (&link, "a FIFO"),
            (&socket, "a socket"),
            (Path::new("/dev/zero"), "a device"),
            (folder.path(), "a folder"),
        ] {
            let error = open(path).unwrap_err();
            assert!(is_refusal(&error) && error.to_string().contains(what), "{error}");
        }
    }
}
