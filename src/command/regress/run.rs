//! Cases run side by side, each in a process of its own.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use spindle_learning::files;

use super::jobs;
use super::process::child;
use crate::command::{Failure, Output};
use crate::regress::{
    Answer, Attempt, Baselines, CaseResult, Check, Injected, Limits, Plan, Saved, Shrunk, Source, Spec,
    Status, Store, shrink,
};
use crate::verify::Case;

/// Name of a failing case that was made smaller.
const SMALL: &str = "small.json";
/// Remark in the result of a failing case without the requested waveforms.
const NO_WAVES: &str = "no waveforms: a run that begins with a reset has none (RUN-5)";

/// State shared by all cases of a run.
pub(super) struct Runner<'a> {
    pub(super) plan: &'a Plan,
    pub(super) executable: &'a Path,
    /// Options that name the regression and its injected fault.
    pub(super) origin: Vec<String>,
    pub(super) out: &'a Path,
    /// Folder in `out` for files of failing cases.
    pub(super) keep: &'static str,
    pub(super) inject: Option<&'a str>,
    pub(super) recorded: Option<&'a Baselines>,
    pub(super) jobs: Option<usize>,
}

impl Runner<'_> {
    /// Runs the cases that have not passed in `store`, and keeps their results there. Results are
    /// in the order of `specs`.
    ///
    /// # Errors
    /// A process cannot be started, a result cannot be kept.
    pub(super) fn all(
        &self,
        specs: &[&Spec],
        store: &Store,
        output: &Output,
    ) -> Result<Vec<CaseResult>, Failure> {
        let mut results = Vec::new();
        let mut open = Vec::new();
        for (index, spec) in specs.iter().enumerate() {
            // What was measured stays; what it is held against may have changed.
            let before = store.result(&spec.name)?.filter(has_measured);
            let judged = before.map(|result| self.judged(spec, result));
            // Kept also if the case is to run again: no result may remain that deviates from the
            // baseline.
            if let Some(result) = &judged {
                store.keep(result)?;
            }
            let again = judged.filter(CaseResult::passed);
            match &again {
                Some(_) => self.discard(spec)?,
                None => open.push(index),
            }
            results.push(again);
        }
        if open.len() < specs.len() {
            output.remark(format!(
                "{}: {} cases passed before and are not run again; remove the folder to run all",
                self.out.display(),
                specs.len() - open.len()
            ))?;
        }
        let todo: Vec<&Spec> = open.iter().map(|index| specs[*index]).collect();
        let done = self.parallel(&todo, output, &|result| Ok(store.keep(result)?))?;
        for (index, result) in open.into_iter().zip(done) {
            results[index] = Some(result);
        }
        Ok(results.into_iter().flatten().collect())
    }

    /// Runs all of `specs`.
    ///
    /// # Errors
    /// A process cannot be started.
    pub(super) fn fresh(&self, specs: &[&Spec], output: &Output) -> Result<Vec<CaseResult>, Failure> {
        self.parallel(specs, output, &|_| Ok(()))
    }

    fn parallel(
        &self,
        specs: &[&Spec],
        output: &Output,
        keep: &(dyn Fn(&CaseResult) -> Result<(), Failure> + Sync),
    ) -> Result<Vec<CaseResult>, Failure> {
        let bar = output.progress(specs.len() as u64, "regress");
        let next = AtomicUsize::new(0);
        let done = Mutex::new(specs.iter().map(|_| None).collect::<Vec<_>>());
        let work = || -> Result<(), Failure> {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(spec) = specs.get(index) else { return Ok(()) };
                bar.set_message(spec.name.clone());
                let result = self.one(spec)?;
                keep(&result)?;
                done.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(result);
                bar.inc(1);
            }
        };
        let jobs = self.jobs.unwrap_or_else(|| jobs::jobs(self.plan.memory_mib)).min(specs.len());
        let outcome = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            let joined = workers.into_iter().map(|worker| {
                worker.join().unwrap_or_else(|_| {
                    Err(Failure { status: 2, message: "a worker of the regression died; report this".into() })
                })
            });
            joined.collect::<Result<Vec<()>, Failure>>()
        });
        bar.finish_and_clear();
        outcome?;
        Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect())
    }

    fn limits(&self) -> Limits {
        Limits { time: Duration::from_secs(self.plan.seconds), memory_mib: self.plan.memory_mib }
    }

    fn words(&self, spec: &Spec) -> Vec<String> {
        let mut words = vec!["regress".to_owned()];
        words.extend(self.origin.iter().cloned());
        words.extend(["--case".to_owned(), spec.name.clone()]);
        words
    }

    /// Folder of a case's files, within the folder of results.
    fn kept(&self, spec: &Spec) -> String {
        format!("{}/{}", self.keep, spec.name)
    }

    /// Removes the kept files of a case.
    fn discard(&self, spec: &Spec) -> Result<(), Failure> {
        Ok(Store::at(self.out).discard(&self.kept(spec))?)
    }

    /// Runs the process of a case, which refuses if the manifest has changed.
    fn process(&self, words: &[String], waves: Option<&Path>) -> Result<(Answer, f64), Failure> {
        let mut words = [words, &["--expect".to_owned(), self.plan.hash()]].concat();
        if let Some(folder) = waves {
            words.extend(["--waves".to_owned(), folder.display().to_string()]);
        }
        child(self.executable, &words, self.limits())
    }

    /// Runs a case; if it fails, keeps its waveforms, and shrinks it if it is a random one.
    fn one(&self, spec: &Spec) -> Result<CaseResult, Failure> {
        let words = self.words(spec);
        let (answer, seconds) = self.process(&words, None)?;
        let mut result = self.judged(spec, result(&spec.name, answer, seconds, &words));
        self.discard(spec)?;
        if matches!(result.status, Status::Different | Status::Baseline) {
            if self.plan.case(spec)?.restart > 0 {
                result.what = format!("{}\n{NO_WAVES}", result.what.trim_end());
                return Ok(result);
            }
            let folder = self.kept(spec);
            let path = self.out.join(&folder);
            files::create_folder(&path)?;
            self.process(&words, Some(&path))?;
            if result.status == Status::Different {
                result.shrunk = self.smaller(spec, &folder)?;
            }
            result.files = listed(&path, &folder)?;
        }
        Ok(result)
    }

    /// The result after comparison with its baseline.
    fn judged(&self, spec: &Spec, mut result: CaseResult) -> CaseResult {
        let Some(measured) = &result.measured else { return result };
        let deviations = self
            .recorded
            .map(|recorded| recorded.deviations(spec, measured, self.plan.tolerance))
            .unwrap_or_default();
        result.status = if deviations.is_empty() { Status::Passed } else { Status::Baseline };
        result.what = deviations.join("\n");
        if result.passed() {
            result.files.clear();
        }
        result
    }

    /// Shrinks a failing random case, and keeps it.
    fn smaller(&self, spec: &Spec, folder: &str) -> Result<Option<Shrunk>, Failure> {
        let (Source::Random { .. }, Check::Backend(backend)) = (&spec.source, &spec.check) else {
            return Ok(None);
        };
        if self.plan.shrink == 0 {
            return Ok(None);
        }
        let case = self.plan.case(spec)?;
        let inject = self.inject.map(|fault| Injected { fault: fault.to_owned(), seed: spec.source.seed() });
        let saved = |case: &Case| Saved {
            backend: backend.clone(),
            inject: inject.clone(),
            seconds: self.plan.seconds,
            memory_mib: self.plan.memory_mib,
            case: case.clone(),
        };
        let trial = self.out.join(folder).join("trial.json");
        let mut broken = None;
        let mut fails = |candidate: &Case| {
            let tried = save(&trial, &saved(candidate))
                .and_then(|()| child(self.executable, &file_words(&trial), self.limits()));
            match tried {
                Ok((answer, _)) => answer.status == Status::Different,
                Err(failure) => {
                    broken.get_or_insert(failure);
                    false
                }
            }
        };
        let Attempt { case: small, attempts } = shrink(&case, self.plan.shrink, &mut fails);
        if let Some(failure) = broken {
            return Err(failure);
        }
        std::fs::remove_file(&trial).map_err(files::error(&trial, "remove"))?;
        save(&self.out.join(folder).join(SMALL), &saved(&small))?;
        let both = |of: fn(&Case) -> usize| [of(&case), of(&small)];
        Ok(Some(Shrunk {
            file: format!("{folder}/{SMALL}"),
            events: both(|case| case.events.len()),
            projections: both(|case| case.configuration.projections.len()),
            neuron_words: both(|case| case.configuration.neuron_words),
            attempts,
        }))
    }
}

/// True if a result has measurements; otherwise its case is run again.
fn has_measured(result: &CaseResult) -> bool {
    result.measured.as_ref().is_some_and(|measured| !measured.is_nothing())
}

/// Result from a process's answer, before comparison with the baseline.
fn result(name: &str, answer: Answer, seconds: f64, words: &[String]) -> CaseResult {
    CaseResult {
        name: name.to_owned(),
        status: answer.status,
        what: answer.what,
        measured: answer.measured,
        compared: answer.compared,
        seconds,
        command: command(words),
        files: Vec::new(),
        shrunk: None,
    }
}

/// Runs the case that is kept in `file`.
///
/// # Errors
/// The process cannot be started.
pub(super) fn saved(executable: &Path, file: &Path, saved: &Saved) -> Result<CaseResult, Failure> {
    let words = file_words(file);
    let limits = Limits { time: Duration::from_secs(saved.seconds), memory_mib: saved.memory_mib };
    let (answer, seconds) = child(executable, &words, limits)?;
    Ok(result(&saved.case.name, answer, seconds, &words))
}

fn file_words(file: &Path) -> Vec<String> {
    vec!["regress".into(), "--file".into(), file.display().to_string()]
}

fn save(path: &Path, saved: &Saved) -> Result<(), Failure> {
    files::write(path, &serde_json::to_vec(saved)?)?;
    Ok(())
}

/// Files in the folder `path`, as they are called in the folder of results, where it is `folder`.
fn listed(path: &Path, folder: &str) -> Result<Vec<String>, Failure> {
    let entries = std::fs::read_dir(path).map_err(files::error(path, "read"))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy())).collect();
    names.sort();
    Ok(names)
}

/// The command line that `words` are given to.
fn command(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("spindle {}", words.join(" "))
}

/// A word as a shell reads it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=,+@".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
