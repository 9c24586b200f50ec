//! Files that appear whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// A file under construction: a temporary file in the same folder, which is renamed when it is
/// finished and removed otherwise.
pub(crate) struct Whole {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

/// Prefix of the name of a file that is being written.
pub(crate) const WRITTEN: &str = ".wavecmp-";

/// Error for a file that cannot be written.
pub(crate) fn unwritten(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.display().to_string();
    move |source| Error::Write { path, source }
}

impl Whole {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(WRITTEN);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(unwritten(path))?;
        // Locked while it is written, so that files of killed commands can be recognised. (Some
        // file systems have no locks.)
        let _ = file.as_file().try_lock();
        Ok(Self { path: path.into(), file: BufWriter::new(file) })
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let file = self.file.into_inner().map_err(|error| unwritten(&self.path)(error.into_error()))?;
        file.as_file().sync_all().map_err(unwritten(&self.path))?;
        file.persist(&self.path).map_err(|error| unwritten(&self.path)(error.error))?;
        Ok(())
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a file in one go.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = Whole::create(path)?;
    file.write_all(text.as_bytes()).map_err(unwritten(path))?;
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<std::ffi::OsString> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn a_file_appears_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "old").unwrap();
        let mut file = Whole::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.flush().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        file.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        drop(Whole::create(&path).unwrap());
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        let error = write(&taken, "text").unwrap_err().to_string();
        assert!(error.contains("taken: cannot be written") && error.contains("elsewhere"), "{error}");
        assert_eq!(names(folder.path()), ["taken"]);
    }
}
