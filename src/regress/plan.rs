//! The manifest of a regression.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use spindle_learning::files::{self, FileError};
use spindle_learning::manifest::{Manifest, ManifestError};

use super::adapt::{Format, Rule, Shape};
use super::tolerance::Tolerance;
use crate::verify::{Universe, UniverseError};

/// The manifests that come with Spindle: name, text, baselines.
pub const PLANS: [(&str, &str, Option<&str>); 3] = [
    (
        "smoke",
        include_str!("../../regress/smoke.toml"),
        Some(include_str!("../../regress/smoke.baseline.json")),
    ),
    (
        "resources",
        include_str!("../../regress/resources.toml"),
        Some(include_str!("../../regress/resources.baseline.json")),
    ),
    ("full", include_str!("../../regress/full.toml"), None),
];

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no preset of that name.
    #[error("--preset {name}: there is no such regression; choose {}", PLANS.map(|plan| plan.0).join(", "))]
    UnknownPreset {
        /// The requested name.
        name: String,
    },
    /// It is not TOML, or has an unknown key.
    #[error("{file}: {what}")]
    Text {
        /// Its file.
        file: String,
        /// The problem, with its place.
        what: String,
    },
    /// It requests something that is absent or not possible.
    #[error("{file}: {key}: {what}; {remedy}")]
    Unusable {
        /// Its file.
        file: String,
        /// The place.
        key: String,
        /// The problem.
        what: String,
        /// Remedy: the required form of the text.
        remedy: String,
    },
    /// A network of it cannot be used.
    #[error("{file}: {case}: {source}")]
    Network {
        /// The manifest of the regression.
        file: String,
        /// The case, or the key.
        case: String,
        /// The problem of the network's own manifest.
        source: ManifestError,
    },
    /// Its generator ranges are not possible.
    #[error("{file}: random[{index}].{source}")]
    Universe {
        /// The manifest of the regression.
        file: String,
        /// Which of its tables.
        index: usize,
        /// The problem.
        source: UniverseError,
    },
    /// A baseline cannot be understood.
    #[error("{file}: {source}; restore the file, or remove it and record all with --bless")]
    Baseline {
        /// Its file.
        file: String,
        /// The problem.
        source: serde_json::Error,
    },
}

/// The keys of the manifest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Name, shown in reports.
    pub name: String,
    /// Seconds that a case may take; then it is ended, and failed.
    #[serde(default = "seconds")]
    pub seconds: u64,
    /// Memory that a case may take, simulator and compiler included, MiB.
    #[serde(default = "memory")]
    pub memory_mib: u64,
    /// File of the baselines, next to the manifest; without it nothing is compared with baselines.
    #[serde(default)]
    pub baseline: Option<String>,
    /// By how much a case may differ from its baseline.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// Attempts to make a failing random case smaller.
    #[serde(default = "attempts")]
    pub shrink: usize,
    /// Shapes of cores, by name.
    #[serde(default)]
    pub geometries: BTreeMap<String, Shape>,
    /// Number formats, by name.
    #[serde(default)]
    pub formats: BTreeMap<String, Format>,
    /// Products of networks, geometries, formats, rules, seeds and backends.
    #[serde(default)]
    pub matrix: Vec<Matrix>,
    /// Directed cases.
    #[serde(default)]
    pub directed: Vec<Directed>,
    /// Random cases.
    #[serde(default)]
    pub random: Vec<Random>,
    /// File name, or `preset NAME`.
    #[serde(skip)]
    pub file: String,
    /// Folder that the files that it names start from.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Its text.
    #[serde(skip)]
    pub text: String,
    /// Its networks, by the name that it gives them.
    #[serde(skip)]
    pub(super) networks: BTreeMap<String, Manifest>,
    /// The text of the baselines of a preset.
    #[serde(skip)]
    pub built_in: Option<&'static str>,
}

pub(super) fn seconds() -> u64 {
    300
}

pub(super) fn memory() -> u64 {
    2048
}

fn attempts() -> usize {
    100
}

/// Every network, on every geometry, in every format, with every rule and seed, on every backend.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// Presets, or manifest files relative to this one.
    pub networks: Vec<String>,
    /// Names of `geometries`; `own` is that of the network.
    #[serde(default = "own")]
    pub geometries: Vec<String>,
    /// Names of `formats`; `own` is that of the network.
    #[serde(default = "own")]
    pub formats: Vec<String>,
    /// Learning of the network.
    #[serde(default = "own_rule")]
    pub rules: Vec<Rule>,
    /// Seeds of weights and events.
    #[serde(default = "one")]
    pub seeds: Vec<u64>,
    /// Steps of random events.
    #[serde(default = "steps")]
    pub steps: u32,
    /// Simulators.
    #[serde(default)]
    pub backends: Vec<String>,
    /// Families of devices for which the cells mapped by Yosys are counted, and compared with the
    /// baseline.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Excluded cases with reasons; reported as skipped.
    #[serde(default)]
    pub exclude: Vec<Exclude>,
}

fn own() -> Vec<String> {
    vec!["own".into()]
}

fn own_rule() -> Vec<Rule> {
    vec![Rule::Own]
}

fn one() -> Vec<u64> {
    vec![1]
}

fn steps() -> u32 {
    40
}

/// A part of a matrix that is left out: where all keys given hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclude {
    /// Only this network.
    pub network: Option<String>,
    /// Only this geometry.
    pub geometry: Option<String>,
    /// Only this format.
    pub format: Option<String>,
    /// Only this rule.
    pub rule: Option<Rule>,
    /// Only this backend, or `cells:FAMILY`.
    pub backend: Option<String>,
    /// Why.
    pub reason: String,
}

/// Directed cases, one a corner of the specification.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directed {
    /// Names, where `*` matches anything.
    #[serde(default = "all")]
    pub cases: Vec<String>,
    /// Simulators.
    pub backends: Vec<String>,
}

fn all() -> Vec<String> {
    vec!["*".into()]
}

/// Random networks on random cores.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Random {
    /// Number.
    pub count: u64,
    /// Seed of the first; each one's is one more than that of the one before.
    pub seed: u64,
    /// Steps of random events.
    #[serde(default = "steps")]
    pub steps: u32,
    /// Simulators.
    pub backends: Vec<String>,
    /// Generator ranges of the cores.
    #[serde(default)]
    pub universe: Universe,
}

impl Plan {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    /// It cannot be read or understood.
    pub fn load(path: &Path) -> Result<Self, PlanError> {
        let text = files::read_written(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::parse(path.display().to_string(), folder, text)
    }

    /// The built-in manifest called `name`.
    ///
    /// # Errors
    /// There is no preset of that name.
    pub fn preset(name: &str) -> Result<Self, PlanError> {
        let found = PLANS.iter().find(|(known, ..)| *known == name);
        let (_, text, baseline) = found.ok_or_else(|| PlanError::UnknownPreset { name: name.to_owned() })?;
        let plan = Self::parse(format!("preset {name}"), PathBuf::new(), (*text).to_owned())?;
        Ok(Self { built_in: *baseline, ..plan })
    }

    fn parse(file: String, folder: PathBuf, text: String) -> Result<Self, PlanError> {
        match toml::from_str::<Self>(&text) {
            Ok(plan) => Self { file, folder, text, ..plan }.with_networks(),
            Err(error) => Err(PlanError::Text { file, what: error.to_string().trim_end().to_owned() }),
        }
    }

    pub(super) fn unusable(
        &self,
        key: impl Into<String>,
        what: impl Into<String>,
        remedy: &str,
    ) -> PlanError {
        PlanError::Unusable {
            file: self.file.clone(),
            key: key.into(),
            what: what.into(),
            remedy: remedy.to_owned(),
        }
    }

    /// The file of the baselines; none for a preset, whose baselines are built in, and where there
    /// are none.
    pub fn baseline_path(&self) -> Option<PathBuf> {
        let name = self.baseline.as_ref().filter(|_| self.built_in.is_none())?;
        Some(self.folder.join(name))
    }
}
