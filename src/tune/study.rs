//! A search on disk: an `SQLite` file that several processes share and that outlives each of them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Row, Transaction, TransactionBehavior, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use spindle_learning::files::{self, FileError};
use spindle_learning::manifest::Description;
use tempfile::NamedTempFile;

use super::space::Parameter;
use super::trial::{Reached, Trial};

/// Marks the file as a study.
const APPLICATION: i32 = 0x5370_5374;
/// Version of the file's form.
const FORMAT: i32 = 2;
/// Timeout for another writing process.
const PATIENCE: Duration = Duration::from_secs(60);
const LOCK: &str = ".lock";

/// A study that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The file or its folder cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not a study.
    #[error("{file}: {what}; choose another file with --study")]
    Foreign {
        /// The file.
        file: String,
        /// Its kind.
        what: String,
    },
    /// It belongs to another search.
    #[error("{file}: a study of another {what}; use that again, or choose another file with --study")]
    Other {
        /// The file.
        file: String,
        /// The differing value.
        what: &'static str,
    },
    /// The database cannot be read or written.
    #[error("{file}: {source}; {remedy}")]
    Database {
        /// The file.
        file: String,
        /// Error of `SQLite`.
        source: rusqlite::Error,
        /// Remedy: the required form of the text.
        remedy: &'static str,
    },
}

/// Subject of a search. A study accepts only processes that agree in all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// The manifest that it starts from.
    pub description: Description,
    /// The varied parameters.
    pub space: Vec<Parameter>,
    /// Seed of the first training of each trial, and of the search.
    pub seed: u64,
    /// Trainings a trial.
    pub seeds: u32,
}

/// A trial that this process is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Number, from 1.
    pub number: u32,
    /// A value for each parameter.
    pub values: Vec<u32>,
}

/// An open study. Trials in progress belong to a process that holds a lock on a file next to the
/// study: when the lock is gone, so is the process, and its trials are free again.
#[derive(Debug)]
pub struct Study {
    path: PathBuf,
    connection: Mutex<Connection>,
    /// Values of a trial.
    length: usize,
    /// Deleted when the process ends well.
    owner: NamedTempFile,
}

impl Study {
    /// Opens the study at `path`, or makes it.
    ///
    /// # Errors
    /// The file cannot be written, is not a study, or has another subject.
    pub fn open(path: &Path, subject: &Subject) -> Result<Self, StudyError> {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            let what = "a folder".into();
            return Err(StudyError::Foreign { file: path.display().to_string(), what });
        }
        fs::metadata(folder).map_err(files::error(path, "write"))?;
        files::regular(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection =
            Connection::open_with_flags(path, flags).map_err(|source| explain(path, source))?;
        connection.busy_timeout(PATIENCE).map_err(|source| explain(path, source))?;
        if let Some(refused) = exclusively(&mut connection, path, |transaction| begin(transaction, subject))?
        {
            return Err(refused.at(path));
        }
        // While no process frees trials, which would take a lock file that is not yet locked for an
        // abandoned one.
        let owner = exclusively(&mut connection, path, |_| Ok(owner(folder, &format!("{name}."))))?;
        let owner = owner.map_err(files::error(path, "lock"))?;
        let length = subject.space.len();
        Ok(Self { path: path.to_owned(), connection: Mutex::new(connection), length, owner })
    }

    /// The next trial, which is then this process's: `suggest` gets its number and all trials so
    /// far, and gives its values. `None` when the study has `limit` trials, or nothing is
    /// suggested.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn claim(
        &self,
        limit: u32,
        suggest: impl FnOnce(u32, &[Trial]) -> Option<Vec<u32>>,
    ) -> Result<Option<Claim>, StudyError> {
        self.transaction(|transaction| {
            self.free(transaction)?;
            let trials = read(transaction, self.length)?;
            let numbers: HashSet<u32> = trials.iter().map(|trial| trial.number).collect();
            let number = (1..=limit).find(|number| !numbers.contains(number));
            let Some((number, values)) = number.and_then(|number| Some((number, suggest(number, &trials)?)))
            else {
                return Ok(None);
            };
            transaction.execute(
                "INSERT INTO trial (number, \"values\", owner) VALUES (?1, ?2, ?3)",
                params![number, text(&values)?, self.name()],
            )?;
            Ok(Some(Claim { number, values }))
        })
    }

    /// Notes what trial `number` reached; `None` if its network does not fit.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn finish(&self, number: u32, reached: Option<&Reached>) -> Result<(), StudyError> {
        self.transaction(|transaction| {
            transaction.execute(
                "UPDATE trial SET accuracy = ?1, curve = ?2, stopped = ?3, owner = NULL WHERE number = ?4",
                params![
                    reached.map(|reached| reached.accuracy),
                    text(reached.map_or(&[][..], |reached| &reached.curve))?,
                    reached.is_some_and(|reached| reached.stopped),
                    number
                ],
            )?;
            Ok(())
        })
    }

    /// The finished trials, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn finished(&self) -> Result<Vec<Trial>, StudyError> {
        self.transaction(|transaction| {
            let running: HashSet<u32> = transaction
                .prepare("SELECT number FROM trial WHERE owner IS NOT NULL")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut trials = read(transaction, self.length)?;
            trials.retain(|trial| !running.contains(&trial.number));
            Ok(trials)
        })
    }

    /// Forgets the trials of processes that have ended, and removes what they left.
    fn free(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let owners: HashSet<String> = transaction
            .prepare("SELECT DISTINCT owner FROM trial WHERE owner IS NOT NULL")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        // A process that ended between two trials left its file and owns none.
        for owner in owners.into_iter().chain(self.owners()).filter(|owner| *owner != self.name()) {
            // Studies are shared: one may name any file as that of an owner.
            let path = self.is_owner(&owner).then(|| self.path.with_file_name(&owner));
            let alive = |path: &PathBuf| files::open(path).is_ok_and(|file| file.try_lock().is_err());
            if !path.as_ref().is_some_and(alive) {
                transaction.execute("DELETE FROM trial WHERE owner = ?1", [owner])?;
                // If it stays, it only lies about.
                let _ = path.map(fs::remove_file);
            }
        }
        Ok(())
    }

    /// Names of the lock files next to the study.
    fn owners(&self) -> impl Iterator<Item = String> {
        let files = fs::read_dir(self.owner.path().parent().unwrap_or(Path::new("."))).into_iter().flatten();
        files.filter_map(|file| file.ok()?.file_name().into_string().ok()).filter(|name| self.is_owner(name))
    }

    /// True if a lock file of this study can have this name.
    fn is_owner(&self, name: &str) -> bool {
        let study = self.path.file_name().unwrap_or_default().to_string_lossy();
        let rest = name.strip_prefix(&*study).and_then(|rest| rest.strip_prefix('.'));
        rest.is_some_and(|rest| rest.ends_with(LOCK) && !rest.contains(['/', '\\']))
    }

    /// Name of this process in the study.
    fn name(&self) -> String {
        self.owner.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that panicked was rolled back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn transaction<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StudyError> {
        exclusively(&mut self.connection(), &self.path, work)
    }
}

/// Runs `work` while no other process writes; all of it happens, or nothing.
fn exclusively<T>(
    connection: &mut Connection,
    path: &Path,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> Result<T, StudyError> {
    let run = || {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    };
    run().map_err(|source| explain(path, source))
}

/// A locked file of its own for this process.
fn owner(folder: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    let owner = tempfile::Builder::new().prefix(prefix).suffix(LOCK).tempfile_in(folder)?;
    owner.as_file().try_lock()?;
    Ok(owner)
}

/// Why a file is not taken.
enum Refused {
    Foreign(String),
    Other(&'static str),
}

impl Refused {
    fn at(self, path: &Path) -> StudyError {
        let file = path.display().to_string();
        match self {
            Self::Foreign(what) => StudyError::Foreign { file, what },
            Self::Other(what) => StudyError::Other { file, what },
        }
    }
}

/// Creates the tables in an empty file; checks the kind of another file.
fn begin(transaction: &Transaction<'_>, subject: &Subject) -> rusqlite::Result<Option<Refused>> {
    let pragma = |name: &str| transaction.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let tables: u32 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let (application, format) = (pragma("application_id")?, pragma("user_version")?);
    if tables == 0 && application == 0 {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
        transaction.execute_batch(
            "CREATE TABLE subject (json TEXT NOT NULL);
             CREATE TABLE trial (
                number INTEGER PRIMARY KEY,
                \"values\" TEXT NOT NULL UNIQUE, -- JSON, in the order of the subject's space
                accuracy REAL,
                curve TEXT NOT NULL DEFAULT '[]', -- JSON
                stopped INTEGER NOT NULL DEFAULT 0,
                owner TEXT -- name of the lock file of the process that runs it; NULL when it is finished
             );",
        )?;
        transaction.execute("INSERT INTO subject (json) VALUES (?1)", [text(subject)?])?;
        return Ok(None);
    }
    if application != APPLICATION {
        return Ok(Some(Refused::Foreign("an SQLite file of another program".into())));
    }
    if format != FORMAT {
        return Ok(Some(Refused::Foreign(format!(
            "a study of form {format}, and this Spindle knows {FORMAT}"
        ))));
    }
    let json: String = transaction.query_row("SELECT json FROM subject", [], |row| row.get(0))?;
    let Ok(theirs) = serde_json::from_str::<Subject>(&json) else {
        return Ok(Some(Refused::Foreign("a study of another version of Spindle".into())));
    };
    let differs = [
        ("manifest", theirs.description != subject.description),
        ("range of values", theirs.space != subject.space),
        ("seed", theirs.seed != subject.seed),
        ("number of seeds", theirs.seeds != subject.seeds),
    ];
    Ok(differs.into_iter().find(|(_, differs)| *differs).map(|(what, _)| Refused::Other(what)))
}

/// All trials, which have `length` values each.
fn read(transaction: &Transaction<'_>, length: usize) -> rusqlite::Result<Vec<Trial>> {
    transaction
        .prepare("SELECT number, \"values\", accuracy, curve, stopped FROM trial ORDER BY number")?
        .query_map([], |row| {
            let (values, curve) = (parsed::<Vec<u32>>(row, 1)?, parsed(row, 3)?);
            if values.len() != length {
                let what = format!("a trial of {} values instead of {length}", values.len());
                let text = rusqlite::types::Type::Text;
                return Err(rusqlite::Error::FromSqlConversionFailure(1, text, what.into()));
            }
            Ok(Trial { number: row.get(0)?, values, accuracy: row.get(2)?, curve, stopped: row.get(4)? })
        })?
        .collect()
}

/// Content of a column, parsed as JSON.
fn parsed<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let json: String = row.get(column)?;
    serde_json::from_str(&json).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
    })
}

fn text(value: &(impl Serialize + ?Sized)) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Remedy for an error of `SQLite`.
fn explain(path: &Path, source: rusqlite::Error) -> StudyError {
    let file = path.display().to_string();
    let remedy = match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            return StudyError::Foreign { file, what: "not an SQLite file".into() };
        }
        Some(ErrorCode::DatabaseCorrupt) => "the file is damaged: choose another with --study",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another process holds it: try again",
        Some(ErrorCode::DiskFull) => "free space on that disk, or choose another folder",
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "choose a file in a folder that exists and can be written"
        }
        _ => "the file is not a study, or damaged: choose another with --study",
    };
    StudyError::Database { file, source, remedy }
}

#[cfg(test)]
mod tests {
    use super::super::Scale;
    use super::*;
    use spindle_learning::manifest::Manifest;

    fn subject() -> Subject {
        let space = vec![Parameter { key: "a".into(), low: 0, high: 9, scale: Scale::Linear }];
        Subject { description: Manifest::preset("iris").unwrap().description, space, seed: 1, seeds: 2 }
    }

    /// The least value that no trial has.
    fn least(_: u32, trials: &[Trial]) -> Option<Vec<u32>> {
        (0..=9).map(|value| vec![value]).find(|values| trials.iter().all(|trial| trial.values != *values))
    }

    #[test]
    fn trials_are_shared_and_never_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.sqlite");
        let first = Study::open(&path, &subject()).unwrap();
        let second = Study::open(&path, &subject()).unwrap();
        let claim = |study: &Study, limit| study.claim(limit, least).unwrap();
        assert_eq!(claim(&first, 3), Some(Claim { number: 1, values: vec![0] }));
        assert_eq!(claim(&second, 3), Some(Claim { number: 2, values: vec![1] }));
        let reached = Reached { accuracy: 0.5, curve: vec![0.25, 0.1 + 0.2], stopped: true };
        first.finish(1, Some(&reached)).unwrap();
        assert_eq!(claim(&first, 3), Some(Claim { number: 3, values: vec![2] }));
        assert_eq!(claim(&second, 3), None);
        second.finish(2, None).unwrap();
        let expected = [(1, Some(0.5)), (2, None)];
        let finished = first.finished().unwrap();
        assert_eq!(finished.iter().map(|trial| (trial.number, trial.accuracy)).collect::<Vec<_>>(), expected);
        assert_eq!((&finished[0].curve, finished[0].stopped), (&reached.curve, true));
        assert_eq!((finished[1].curve.len(), finished[1].stopped), (0, false));
    }

    #[test]
    fn trials_of_a_process_that_ended_are_free_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.sqlite");
        let ended = Study::open(&path, &subject()).unwrap();
        let lives = Study::open(&path, &subject()).unwrap();
        ended.claim(9, least).unwrap();
        lives.claim(9, least).unwrap();
        let third = Study::open(&path, &subject()).unwrap();
        assert_eq!(third.claim(9, least).unwrap().map(|claim| claim.number), Some(3));
        drop(ended);
        let fourth = Study::open(&path, &subject()).unwrap();
        assert_eq!(fourth.claim(9, least).unwrap(), Some(Claim { number: 1, values: vec![0] }));
        assert_eq!(fourth.claim(9, least).unwrap().map(|claim| claim.number), Some(4));
    }

    #[test]
    fn what_a_process_left_that_ended_between_two_trials_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.sqlite");
        let lives = Study::open(&path, &subject()).unwrap();
        let left = folder.path().join("study.sqlite.ended.lock");
        let others =
            ["other.sqlite.ended.lock", "study.sqlite.lock.txt"].map(|name| folder.path().join(name));
        for file in others.iter().chain([&left]) {
            fs::write(file, "").unwrap();
        }
        let second = Study::open(&path, &subject()).unwrap();
        second.claim(9, least).unwrap();
        assert!(!left.exists());
        assert!(others.iter().all(|file| file.exists()));
        assert_eq!(lives.claim(9, least).unwrap().map(|claim| claim.number), Some(2));
        assert_eq!(second.claim(9, least).unwrap().map(|claim| claim.number), Some(3));
    }

    /// The owner named in a study is untrusted input.
    #[test]
    fn a_study_removes_no_file_but_its_own() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        let path = folder.path().join("below/study.sqlite");
        let study = Study::open(&path, &subject()).unwrap();
        let names = ["../mine.lock", "mine.lock", "study.sqlite./../../mine.lock", "study.sqlite"];
        let files = ["mine.lock", "below/mine.lock"].map(|name| folder.path().join(name));
        for file in &files {
            fs::write(file, "").unwrap();
        }
        let absolute = files[0].display().to_string();
        for (number, owner) in names.into_iter().chain([absolute.as_str()]).enumerate() {
            let row = "INSERT INTO trial (number, \"values\", owner) VALUES (?1, ?2, ?3)";
            let values = format!("[{number}]");
            study.connection().execute(row, rusqlite::params![number as u32 + 1, values, owner]).unwrap();
        }
        assert_eq!(study.claim(9, least).unwrap().map(|claim| claim.number), Some(1), "none of them lives");
        assert!(path.exists() && files.iter().all(|file| file.exists()));
        let row = "INSERT INTO trial (number, \"values\") VALUES (9, '[]')";
        study.connection().execute(row, []).unwrap();
        let error = study.claim(9, least).unwrap_err().to_string();
        assert!(error.contains("a trial of 0 values instead of 1"), "{error}");
    }

    #[test]
    fn other_files_are_refused_and_left_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.sqlite");
        let refused = |expected: &str| {
            let before = fs::read(&path).unwrap();
            let error = Study::open(&path, &subject()).unwrap_err().to_string();
            assert!(error.contains("study.sqlite") && error.contains(expected), "{error}");
            assert_eq!(fs::read(&path).unwrap(), before, "{error}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{error}");
        };
        fs::write(
            &path,
            "not a database, but text that is long enough to have a header of one hundred bytes, which \
                          SQLite looks at first",
        )
        .unwrap();
        refused("not an SQLite file");
        fs::remove_file(&path).unwrap();
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        refused("of another program");
        fs::remove_file(&path).unwrap();
        drop(Study::open(&path, &Subject { seed: 2, ..subject() }).unwrap());
        refused("another seed");
        fs::remove_file(&path).unwrap();
        drop(Study::open(&path, &Subject { space: Vec::new(), ..subject() }).unwrap());
        refused("another range of values");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        refused("--study");
        let absent = folder.path().join("absent/study.sqlite");
        let error = Study::open(&absent, &subject()).unwrap_err().to_string();
        assert!(error.contains("check that the path exists"), "{error}");
    }
}
