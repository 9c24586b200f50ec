//! One stage of a build: a tool, its inputs and outputs. It runs again only if one of these
//! changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use spindle_hdl::host::TopError;
use spindle_learning::files::{self, FileError, hex};
use spindle_learning::manifest::ManifestError;
use spindle_sim::eda::{Eda, EdaError};

use super::counts::Excess;
use crate::claim::{Claim, ClaimError};

/// Lines of a tool's own words that an error repeats.
const TAIL: usize = 15;
/// Bytes at the end of a log that are searched for these lines.
const END: u64 = 1 << 16;

/// Errors of a build.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A tool is missing or too old.
    #[error(transparent)]
    Tool(#[from] EdaError),
    /// The top module cannot be generated.
    #[error(transparent)]
    Top(#[from] TopError),
    /// The manifest cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Another command builds there.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A stage's tool failed.
    #[error("{board}: {stage} failed ({status}); {}", ending(log, tail))]
    Stage {
        /// The board.
        board: String,
        /// The stage.
        stage: &'static str,
        /// Exit status of its tool.
        status: String,
        /// Its complete output.
        log: PathBuf,
        /// The end of it.
        tail: String,
    },
    /// A stage's tool ended well, and wrote nothing.
    #[error(
        "{board}: {stage} ended without an error, but did not write {}; its output is in {}",
        path.display(),
        log.display()
    )]
    NoOutput {
        /// The board.
        board: String,
        /// The stage.
        stage: &'static str,
        /// The file that is missing.
        path: PathBuf,
        /// Its complete output.
        log: PathBuf,
    },
    /// A tool wrote something that cannot be understood.
    #[error("{board}: {stage} wrote {}: {what}; remove the folder and build again", path.display())]
    Unexpected {
        /// The board.
        board: String,
        /// The stage.
        stage: &'static str,
        /// The file.
        path: PathBuf,
        /// The problem.
        what: String,
    },
    /// The device is too small.
    #[error("{board}: this geometry does not fit: {}; --fit finds one that does", list(excess))]
    TooBig {
        /// The board.
        board: String,
        /// Exceeded resources.
        excess: Vec<Excess>,
    },
    /// There is no geometry to build.
    #[error(
        "{board}: its description has no [geometry]; give --config or --preset, or let --fit find the largest \
         and write it there"
    )]
    NoGeometry {
        /// The board.
        board: String,
    },
    /// It fits, and its clock is too slow.
    #[error("{board}: {fmax:.2} MHz is too slow for its clock of {needed} MHz")]
    TooSlow {
        /// The board.
        board: String,
        /// Frequency reached, MHz.
        fmax: f64,
        /// The board's clock, MHz.
        needed: f64,
    },
    /// Not even the smallest core fits.
    #[error("{board}: not even one lane of {neurons} neurons fits: {}", list(excess))]
    NothingFits {
        /// The board.
        board: String,
        /// Neurons that were tried.
        neurons: usize,
        /// Exceeded resources.
        excess: Vec<Excess>,
    },
}

impl BuildError {
    /// The stage that failed, where it is one: another core, or another seed, may do.
    pub fn stage(&self) -> Option<&'static str> {
        match self {
            Self::Stage { stage, .. } | Self::NoOutput { stage, .. } | Self::Unexpected { stage, .. } => {
                Some(stage)
            }
            Self::Top(_) => Some(GENERATE),
            _ => None,
        }
    }
}

/// The stage that runs no tool.
pub(super) const GENERATE: &str = "generate";

/// The end of a log, which is empty where a tool was killed.
fn ending(log: &Path, tail: &str) -> String {
    match tail {
        "" => format!("{} is empty", log.display()),
        tail => format!("the last lines of {}:\n{tail}", log.display()),
    }
}

/// Exit of a tool, with the meaning of a signal.
fn ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        // What the kernel sends where memory ends.
        if status.signal() == Some(9) {
            return format!("{status}; perhaps out of memory");
        }
    }
    status.to_string()
}

fn list(excess: &[Excess]) -> String {
    excess.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Report of a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageReport {
    /// Its name.
    pub name: &'static str,
    /// Seconds that it took, this time or when it last ran.
    pub seconds: f64,
    /// True if nothing had changed, so that it did not run.
    pub cached: bool,
}

/// A tool run in a folder.
#[derive(Debug)]
pub struct Stage<'a> {
    /// Its name; its files in the folder begin with `record`.
    pub name: &'static str,
    /// Bare name of its log and record.
    pub record: String,
    /// The tool.
    pub tool: &'a Eda,
    /// Arguments of the tool. Files are named relative to the folder.
    pub arguments: Vec<String>,
    /// Files it reads.
    pub inputs: Vec<String>,
    /// Files it writes.
    pub outputs: Vec<String>,
}

/// Record of a stage that has run.
#[derive(Deserialize, Serialize)]
struct Record {
    key: String,
    seconds: f64,
    outputs: BTreeMap<String, String>,
}

impl Stage<'_> {
    /// Runs the tool in `folder`, which it keeps by `claim`, unless tool, arguments and inputs are
    /// unchanged and its earlier output still exists.
    ///
    /// # Errors
    /// The tool fails, or a file cannot be read or written.
    pub fn run(&self, board: &str, folder: &Path, claim: &Claim) -> Result<StageReport, BuildError> {
        let key = self.key(folder)?;
        let record = folder.join(format!("{}.stage.json", self.record));
        if let Some(seconds) = self.unchanged(folder, &record, &key) {
            return Ok(StageReport { name: self.name, seconds, cached: true });
        }
        let log = folder.join(format!("{}.log", self.record));
        let stream = || File::create(&log).map_err(files::error(&log, "write"));
        let (out, err) = {
            let file = stream()?;
            (file.try_clone().map_err(files::error(&log, "write"))?, file)
        };
        // So that output of an earlier run is never taken for this one's.
        for name in &self.outputs {
            let path = folder.join(name);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(files::error(&path, "remove")(error).into());
                }
                _ => {}
            }
        }
        let start = Instant::now();
        let status = self
            .tool
            .command()
            .args(&self.arguments)
            .current_dir(folder)
            // None of the tools reads it.
            .stdin(claim.share()?)
            .stdout(out)
            .stderr(err)
            .status()
            .map_err(files::error(&self.tool.program, "run"))?;
        let seconds = start.elapsed().as_secs_f64();
        if !status.success() {
            let text = files::read_end(&log, END)?;
            let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
            let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
            let (board, status) = (board.to_owned(), ended(status));
            return Err(BuildError::Stage { board, stage: self.name, status, log, tail });
        }
        let mut outputs = BTreeMap::new();
        for name in &self.outputs {
            let path = folder.join(name);
            if !path.exists() {
                return Err(BuildError::NoOutput { board: board.to_owned(), stage: self.name, path, log });
            }
            outputs.insert(name.clone(), files::sha256(&path)?);
        }
        let text = serde_json::to_string(&Record { key, seconds, outputs }).unwrap_or_default();
        files::write(&record, text.as_bytes())?;
        Ok(StageReport { name: self.name, seconds, cached: false })
    }

    /// Hash of everything that the outputs depend on.
    fn key(&self, folder: &Path) -> Result<String, FileError> {
        let mut all = vec![self.tool.version.clone()];
        all.extend(self.arguments.iter().cloned());
        for name in &self.inputs {
            all.push(files::sha256(&folder.join(name))?);
        }
        Ok(hash(all.join("\n").as_bytes()))
    }

    /// Seconds of the last run, if it replaces this one.
    fn unchanged(&self, folder: &Path, record: &Path, key: &str) -> Option<f64> {
        let record: Record = serde_json::from_slice(&files::read(record).ok()?).ok()?;
        let same = |name: &String| {
            let now = files::sha256(&folder.join(name)).ok()?;
            (record.outputs.get(name)? == &now).then_some(())
        };
        (record.key == key && self.outputs.iter().all(|name| same(name).is_some())).then_some(record.seconds)
    }
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
