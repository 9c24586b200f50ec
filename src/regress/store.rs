//! The folder of results: one file a case, and what they were made from.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::matrix::{Excluded, Spec};
use super::measure::Injected;
use super::outcome::{CaseResult, Summary};
use super::plan::{Plan, PlanError};
use super::{junit, page};
use crate::files::{self, FileError, hex};

/// Part `index` of `count`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which.
    pub index: usize,
    /// Of how many.
    pub count: usize,
}

impl Shard {
    /// Whether the case at `position` in the list belongs to it: cases are dealt out in turn, so that the expensive ones,
    /// which stand together, are spread.
    pub fn has(self, position: usize) -> bool {
        position % self.count == self.index - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match parts {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err("write i/n, with i from 1 to n, such as 2/8".into()),
        }
    }
}

/// What results are made from. Those of one run belong together only if all of this is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Name of the regression.
    pub name: String,
    /// Hash of its manifest and those of its networks.
    pub manifest: String,
    /// Hash of the program.
    pub executable: String,
    /// What is broken on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inject: Option<String>,
    /// The part of the cases, where it is not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Names of all cases, of the other parts too, in order.
    pub cases: Vec<String>,
    /// What the manifest leaves out.
    pub excluded: Vec<Excluded>,
}

impl Run {
    /// The run of these cases of `plan` by the program at `executable`.
    ///
    /// # Errors
    /// A manifest or the program cannot be read.
    pub fn new(
        plan: &Plan,
        (specs, excluded): (&[Spec], &[Excluded]),
        executable: &Path,
        inject: Option<&Injected>,
        shard: Option<Shard>,
    ) -> Result<Self, PlanError> {
        let mut manifest = Sha256::new();
        for text in plan.texts()? {
            manifest.update((text.len() as u64).to_le_bytes());
            manifest.update(text);
        }
        Ok(Self {
            name: plan.name.clone(),
            manifest: hex(&manifest.finalize()),
            executable: hex(&Sha256::digest(files::read(executable)?)),
            inject: inject.map(|injected| injected.fault.clone()),
            shard,
            cases: specs.iter().map(|spec| spec.name.clone()).collect(),
            excluded: excluded.to_vec(),
        })
    }

    /// In what this differs from `other`, for a person; the part of the cases apart.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        [
            ("the regression's name", self.name != other.name),
            ("the manifest", self.manifest != other.manifest),
            ("the program", self.executable != other.executable),
            ("the injected fault", self.inject != other.inject),
            ("the list of cases", self.cases != other.cases || self.excluded != other.excluded),
        ]
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
    }

    /// Names of the cases of this part.
    pub fn selected(&self) -> impl Iterator<Item = &str> {
        let mine = |position: &usize| self.shard.is_none_or(|shard| shard.has(*position));
        (0..self.cases.len()).filter(mine).map(|position| self.cases[position].as_str())
    }
}

/// A folder of results.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// Why results cannot be read.
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
        /// What is wrong.
        source: serde_json::Error,
    },
}

impl Store {
    /// The folder at `folder`, as it is.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Prepares the folder for `run`. Results of the same run stay; those of another one are removed, and what was other is
    /// told.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn open(folder: &Path, run: &Run) -> Result<(Self, Vec<&'static str>), StoreError> {
        let store = Self::at(folder);
        let mut changed = Vec::new();
        match store.run() {
            Ok(before) => {
                changed = run.differences(&before);
                if run.shard != before.shard {
                    changed.push("the shard");
                }
            }
            // A first run, or one that was killed before it wrote a result.
            Err(StoreError::File(_)) => {}
            Err(StoreError::Damaged { .. }) => changed.push("the damaged run.json"),
        }
        if !changed.is_empty() {
            for name in ["cases", "failed"] {
                let path = folder.join(name);
                if path.exists() {
                    std::fs::remove_dir_all(&path).map_err(files::error(&path, "remove"))?;
                }
            }
        }
        files::create_folder(&folder.join("cases"))?;
        store.write_run(run)?;
        Ok((store, changed))
    }

    /// What the results were made from.
    ///
    /// # Errors
    /// There are none, or the file is damaged.
    pub fn run(&self) -> Result<Run, StoreError> {
        read(&self.folder.join("run.json"))
    }

    pub(super) fn write_run(&self, run: &Run) -> Result<(), StoreError> {
        write(&self.folder.join("run.json"), run)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Folder of what is kept of a failing case, within the folder of results.
    pub fn kept(name: &str) -> String {
        format!("failed/{name}")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join("cases").join(format!("{name}.json"))
    }

    /// The result of a case; none where it has not ended.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn result(&self, name: &str) -> Result<Option<CaseResult>, StoreError> {
        let path = self.path(name);
        if path.exists() { read(&path).map(Some) } else { Ok(None) }
    }

    /// Keeps the result of a case.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, result: &CaseResult) -> Result<(), StoreError> {
        write(&self.path(&result.name), result)
    }

    /// Writes what people and machines read: `results.jsonl`, `summary.json`, `junit.xml`, `report.html`.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn report(&self, run: &Run, results: &[CaseResult]) -> Result<Summary, StoreError> {
        let summary = Summary::of(results, &run.excluded);
        let path = self.folder.join("results.jsonl");
        let damaged = |source| StoreError::Damaged { path: path.clone(), source };
        let mut lines = String::new();
        for result in results {
            lines.push_str(&serde_json::to_string(result).map_err(damaged)?);
            lines.push('\n');
        }
        files::write(&path, lines.as_bytes())?;
        write(&self.folder.join("summary.json"), &summary)?;
        files::write(&self.folder.join("junit.xml"), junit::junit(run, results).as_bytes())?;
        let page = page::page(run, results, &summary);
        files::write(&self.folder.join("report.html"), page.html().as_bytes())?;
        Ok(summary)
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
