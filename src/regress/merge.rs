//! Shards put together.

use std::path::{Path, PathBuf};

use spindle_learning::files;

use super::outcome::{CaseResult, Measured, Summary};
use super::run::{RunInputs, Shard, plain};
use super::store::{FAILED, Store, StoreError};

/// Shards that do not make a whole.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A folder cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder holds no shard.
    #[error("{}: it holds a whole run, not a shard; give folders of `--shard i/n --out DIR`", .0.display())]
    Whole(PathBuf),
    /// Two folders are not of one run.
    #[error(
        "{} and {} are not shards of one run: {what} differs; run the older one again",
        first.display(),
        second.display()
    )]
    Different {
        /// The first folder.
        first: PathBuf,
        /// Another one.
        second: PathBuf,
        /// In what they differ.
        what: String,
    },
    /// Two folders hold the same shard.
    #[error("{} and {} both hold shard {index}/{count}; give one of them", first.display(), second.display())]
    Twice {
        /// The first folder.
        first: PathBuf,
        /// The other one.
        second: PathBuf,
        /// The shard.
        index: usize,
        /// Of how many.
        count: usize,
    },
    /// Shards are missing.
    #[error("shards {list} of {count} are missing; run them, or give their folders", list = list(.missing))]
    Missing {
        /// Which.
        missing: Vec<usize>,
        /// Of how many.
        count: usize,
    },
    /// There are more shards than cases.
    #[error("{}: shard {index}/{of} of {cases} cases; run at most as many shards as cases", folder.display())]
    TooMany {
        /// The folder.
        folder: PathBuf,
        /// The shard.
        index: usize,
        /// Of how many.
        of: usize,
        /// Number of cases.
        cases: usize,
    },
    /// A result is none that a run keeps.
    #[error(
        "{}: {case}: {what}; remove the file, and run shard {index}/{of} again: passed cases are kept",
        file.display()
    )]
    Unsound {
        /// The file of the result.
        file: PathBuf,
        /// The case.
        case: String,
        /// The problem.
        what: String,
        /// The shard.
        index: usize,
        /// Of how many.
        of: usize,
    },
    /// A case has no result.
    #[error(
        "{}: {count} of its cases have no result, {case} is the first; run shard {index}/{of} again: passed \
         cases are kept", folder.display()
    )]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// The first such case.
        case: String,
        /// Number available.
        count: usize,
        /// The shard.
        index: usize,
        /// Of how many.
        of: usize,
    },
    /// Kept files of a failing case are gone.
    #[error(
        "{}: it was kept of {case} and is missing; run shard {index}/{of} again: passed cases are kept",
        file.display()
    )]
    Lost {
        /// The file.
        file: PathBuf,
        /// The case.
        case: String,
        /// The shard.
        index: usize,
        /// Of how many.
        of: usize,
    },
    /// The shards are to be merged into one of their own folders.
    #[error("--out {}: this is one of the shards; choose another folder", .0.display())]
    Itself(PathBuf),
}

fn list(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Puts the shards in `folders` together in `out`, as one run would have left it there.
///
/// # Errors
/// They are not all shards of one run, with a result for each case; a folder cannot be read or
/// written.
pub fn merge(folders: &[PathBuf], out: &Path) -> Result<(RunInputs, Vec<CaseResult>, Summary), MergeError> {
    let mut shards: Vec<(Shard, &PathBuf, RunInputs)> = Vec::new();
    let mut quiet = Vec::new();
    for folder in folders {
        if same(folder, out) {
            return Err(MergeError::Itself(out.to_owned()));
        }
        let store = Store::at(folder);
        quiet.push(store.quiet()?);
        let run = store.run()?;
        let shard = run.shard.ok_or_else(|| MergeError::Whole(folder.clone()))?;
        shards.push((shard, folder, run));
    }
    let Some((first, folder, run)) = shards.first() else {
        return Err(MergeError::Missing { missing: vec![1], count: 1 });
    };
    let (count, cases) = (first.count, run.cases.len());
    if count > cases {
        let folder = (*folder).clone();
        return Err(MergeError::TooMany { folder, index: first.index, of: count, cases });
    }
    // Pairwise: two that name a tool may both match one that does not.
    for (position, (shard, second, theirs)) in shards.iter().enumerate() {
        for (other, first, ours) in &shards[..position] {
            let mut differences = ours.differences(theirs);
            if shard.count != other.count {
                differences.push("the number of shards".into());
            }
            if !differences.is_empty() {
                return Err(MergeError::Different {
                    first: (*first).clone(),
                    second: (*second).clone(),
                    what: differences.join(", "),
                });
            }
        }
    }
    let mut owners: Vec<Option<&PathBuf>> = vec![None; count];
    for (shard, folder, _) in &shards {
        if let Some(first) = owners[shard.index - 1].replace(folder) {
            return Err(MergeError::Twice {
                first: first.clone(),
                second: (*folder).clone(),
                index: shard.index,
                count,
            });
        }
    }
    let missing: Vec<usize> = (1..=count).filter(|index| owners[index - 1].is_none()).collect();
    if !missing.is_empty() {
        return Err(MergeError::Missing { missing, count });
    }
    let tools = shards.iter().flat_map(|(.., run)| run.tools.clone()).collect();
    let whole = RunInputs { shard: None, tools, ..run.clone() };
    let mut results = vec![None; whole.cases.len()];
    for (shard, folder, _) in &shards {
        let store = Store::at(folder);
        let mut absent = Vec::new();
        for position in (0..results.len()).filter(|position| shard.has(*position)) {
            let name = &whole.cases[position];
            results[position] = store.result(name)?;
            match &results[position] {
                Some(result) => sound(result).map_err(|what| MergeError::Unsound {
                    file: store.path(name),
                    case: name.clone(),
                    what,
                    index: shard.index,
                    of: count,
                })?,
                None => absent.push(name.clone()),
            }
        }
        if let Some(case) = absent.first() {
            return Err(MergeError::Incomplete {
                folder: (*folder).clone(),
                case: case.clone(),
                count: absent.len(),
                index: shard.index,
                of: count,
            });
        }
    }
    let merged: Vec<CaseResult> = results.into_iter().flatten().collect();
    let mut copies = Vec::new();
    for (position, result) in merged.iter().enumerate() {
        let Some(from) = owners[position % count] else { continue };
        for name in &result.files {
            let file = from.join(name);
            if !file.is_file() {
                let (case, index) = (result.name.clone(), position % count + 1);
                return Err(MergeError::Lost { file, case, index, of: count });
            }
            copies.push((file, out.join(name)));
        }
    }
    let (store, _) = Store::open(out, &whole)?;
    // Nothing of an earlier merge stays between.
    store.forget(whole.cases.iter())?;
    copies.iter().try_for_each(|(from, to)| copy(from, to))?;
    merged.iter().try_for_each(|result| store.keep(result))?;
    let summary = store.report(&whole, &merged)?;
    Ok((whole, merged, summary))
}

/// Checks that a run can have kept this: a passed case has measurements, and its files are in its
/// own folder.
fn sound(result: &CaseResult) -> Result<(), String> {
    if result.passed() && result.measured.as_ref().is_none_or(Measured::is_nothing) {
        return Err("it passed, and nothing was measured".into());
    }
    let folder = format!("{FAILED}/{}/", result.name);
    let kept = |file: &&String| file.strip_prefix(&folder).is_some_and(|rest| rest.split('/').all(plain));
    if let Some(file) = result.files.iter().find(|file| !kept(file)) {
        return Err(format!("`{file}` is not a file in {folder}"));
    }
    match &result.shrunk {
        Some(shrunk) if !result.files.contains(&shrunk.file) => {
            Err(format!("`{}` is not one of the kept files", shrunk.file))
        }
        _ => Ok(()),
    }
}

fn same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    if let Some(folder) = to.parent() {
        files::create_folder(folder)?;
    }
    files::regular(from)?;
    std::fs::copy(from, to).map_err(files::error(from, "copy"))?;
    Ok(())
}
