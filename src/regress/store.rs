//! The folder of results: one file a case, and what they were made from.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use spindle_learning::files::{self, FileError};

use super::outcome::{CaseResult, Summary};
use super::run::RunInputs;
use super::{junit, page};
use crate::claim::{Claim, ClaimError, claim, quiet};

/// Folder of what is kept of failing cases, within the folder of results.
pub const FAILED: &str = "failed";
/// Folder for files of cases that were run with `--case`, outside of the results.
pub const AGAIN: &str = "again";
/// The file with the inputs of the results.
const RUN: &str = "run.json";
/// Report files.
const REPORTS: [&str; 4] = ["results.jsonl", "summary.json", "junit.xml", "report.html"];

/// A folder of results.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Held until the run is over, where this is one.
    _claim: Option<Claim>,
}

/// Why results cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file is missing or cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file cannot be understood.
    #[error("{}: {source}; remove it, and run the case again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The problem.
        source: serde_json::Error,
    },
    /// A result that is of another case than its file.
    #[error("{}: it is the result of {name}; remove it, and run the case again", path.display())]
    Misplaced {
        /// The file.
        path: PathBuf,
        /// The case that it names.
        name: String,
    },
    /// A report cannot be made.
    #[error("{}: {source}; report this", path.display())]
    Junit {
        /// Its file.
        path: PathBuf,
        /// The problem.
        source: quick_junit::SerializeError,
    },
    /// Another command writes there.
    #[error(transparent)]
    Claim(#[from] ClaimError),
}

impl Store {
    /// The folder at `folder`, to be read.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), _claim: None }
    }

    /// Keeps runs away while results are read, for as long as the file that is given is open.
    ///
    /// # Errors
    /// A run uses the folder.
    pub(super) fn quiet(&self) -> Result<Option<File>, StoreError> {
        Ok(quiet(&self.folder)?)
    }

    /// Prepares the folder for `run`, and locks it against other runs. Results of the same run
    /// stay; others are removed, with the reason.
    ///
    /// # Errors
    /// Another run uses the folder, or it cannot be read or written.
    pub fn open(folder: &Path, run: &RunInputs) -> Result<(Self, Option<String>), StoreError> {
        let store = Self { _claim: Some(claim(folder)?), ..Self::at(folder) };
        let before = store.run();
        let others = store.others(&before, run);
        if others.is_some() {
            let old = before.map(|before| before.cases).unwrap_or_default();
            store.forget(old.iter().chain(&run.cases))?;
        }
        files::create_folder(&folder.join("cases"))?;
        write(&folder.join(RUN), run)?;
        Ok((store, others))
    }

    /// Why the results that are there are none of `run`; nothing where they are, or where there are
    /// none.
    fn others(&self, before: &Result<RunInputs, StoreError>, run: &RunInputs) -> Option<String> {
        match before {
            Ok(before) => {
                // What was measured stays, and is held against the baseline as it is now.
                let before = RunInputs { baseline: run.baseline.clone(), ..before.clone() };
                let mut changed = before.differences(run);
                if run.shard != before.shard {
                    changed.push("the shard".into());
                }
                let list = changed.join(", ");
                (!changed.is_empty()).then(|| format!("{list} changed since its results were made"))
            }
            Err(StoreError::File(error)) if error.is_absent() => (!self.is_new())
                .then(|| format!("{RUN}, which records the inputs of its results, is missing")),
            Err(_) => Some(format!("{RUN}, which records the inputs of its results, cannot be read")),
        }
    }

    /// True if there are no results.
    fn is_new(&self) -> bool {
        match fs::read_dir(self.folder.join("cases")) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }

    /// Removes results of these cases, what was kept of them, and reports.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub(super) fn forget<'a>(&self, names: impl Iterator<Item = &'a String>) -> Result<(), StoreError> {
        for name in names {
            let path = self.path(name);
            gone(&path, fs::remove_file(&path))?;
            self.discard(&format!("{FAILED}/{name}"))?;
        }
        REPORTS
            .map(|name| self.folder.join(name))
            .iter()
            .try_for_each(|path| gone(path, fs::remove_file(path)))
    }

    /// Removes a folder within the folder of results.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn discard(&self, name: &str) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        gone(&path, fs::remove_dir_all(&path))
    }

    /// Inputs of the results.
    ///
    /// # Errors
    /// There are none, or the file is damaged.
    pub fn run(&self) -> Result<RunInputs, StoreError> {
        read(&self.folder.join(RUN))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a case's result.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join("cases").join(format!("{name}.json"))
    }

    /// The result of a case; none where it has not ended.
    ///
    /// # Errors
    /// The file cannot be read, or is the result of another case.
    pub fn result(&self, name: &str) -> Result<Option<CaseResult>, StoreError> {
        let path = self.path(name);
        if !path.exists() {
            return Ok(None);
        }
        let result: CaseResult = read(&path)?;
        if result.name != name {
            return Err(StoreError::Misplaced { path, name: result.name });
        }
        Ok(Some(result))
    }

    /// Keeps the result of a case.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, result: &CaseResult) -> Result<(), StoreError> {
        write(&self.path(&result.name), result)
    }

    /// Writes what people and machines read: `results.jsonl`, `summary.json`, `junit.xml`,
    /// `report.html`.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn report(&self, run: &RunInputs, results: &[CaseResult]) -> Result<Summary, StoreError> {
        let summary = Summary::of(results, &run.excluded);
        let [lines, numbers, tests, page] = REPORTS.map(|name| self.folder.join(name));
        let damaged = |source| StoreError::Damaged { path: lines.clone(), source };
        let mut text = String::new();
        for result in results {
            text.push_str(&serde_json::to_string(result).map_err(damaged)?);
            text.push('\n');
        }
        files::write(&lines, text.as_bytes())?;
        write(&numbers, &summary)?;
        let junit = junit::junit(run, results);
        let junit = junit.map_err(|source| StoreError::Junit { path: tests.clone(), source })?;
        files::write(&tests, junit.as_bytes())?;
        files::write(&page, page::page(run, results, &summary).html().as_bytes())?;
        Ok(summary)
    }
}

/// Accepts a removal, also of a missing file.
fn gone(path: &Path, removed: io::Result<()>) -> Result<(), StoreError> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(files::error(path, "remove")(error).into()),
        _ => Ok(()),
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, StoreError> {
    let text = files::read(path)?;
    serde_json::from_slice(&text).map_err(|source| StoreError::Damaged { path: path.to_owned(), source })
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    let mut text = serde_json::to_vec_pretty(value)
        .map_err(|source| StoreError::Damaged { path: path.to_owned(), source })?;
    text.push(b'\n');
    files::write(path, &text)?;
    Ok(())
}
