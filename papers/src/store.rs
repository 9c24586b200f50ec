//! Results of finished experiments, kept so that a stopped run can resume.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::CrcReader;
use serde::{Deserialize, Serialize};
use spindle_learning::files::{self, FileError};

use super::Outcome;

/// A folder with one file for each finished experiment of a full run.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    build: u32,
}

/// A finished experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Checksum of the program that did it: another program may give other numbers.
    build: u32,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its duration.
    pub seconds: f64,
}

impl Store {
    /// The store in `folder`, which is made if it is missing.
    ///
    /// # Errors
    /// The folder cannot be made, or the running program cannot be read.
    pub fn open(folder: PathBuf) -> Result<Self, FileError> {
        files::create_folder(&folder)?;
        let program = std::env::current_exe().map_err(files::error(Path::new("spindle"), "find"))?;
        let build = checksum(&program).map_err(files::error(&program, "read"))?;
        Ok(Self { folder, build })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    /// The result of the experiment `name`, if this program has finished it. A file that cannot be
    /// understood counts as none: the experiment is done again.
    pub fn load(&self, name: &str) -> Option<Kept> {
        let kept: Kept = serde_json::from_slice(&files::read(&self.path(name)).ok()?).ok()?;
        (kept.build == self.build).then_some(kept)
    }

    /// Keeps the result of the experiment `name`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, name: &str, outcome: Outcome, seconds: f64) -> Result<Kept, super::Error> {
        let kept = Kept { build: self.build, outcome, seconds };
        files::write(&self.path(name), &serde_json::to_vec(&kept)?)?;
        Ok(kept)
    }
}

fn checksum(path: &Path) -> io::Result<u32> {
    let mut reader = CrcReader::new(fs::File::open(path)?);
    let mut buffer = vec![0; 1 << 16];
    while reader.read(&mut buffer)? > 0 {}
    Ok(reader.crc().sum())
}
