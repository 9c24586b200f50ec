//! Reading a manifest, with errors that name file, line, key and remedy.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::explain::{Lines, explain, places, start_of_key};
use super::missing;
use super::problem::Problem;
use super::schema::Description;
use crate::files;
use crate::names::advice;
use crate::task::{DataError, Dataset};

/// The manifests that come with Spindle: name and text. The first is the default.
pub const PRESETS: [(&str, &str); 11] = [
    ("digits", include_str!("../../presets/digits.toml")),
    ("digits-16", include_str!("../../presets/digits-16.toml")),
    ("iris", include_str!("../../presets/iris.toml")),
    ("wine", include_str!("../../presets/wine.toml")),
    ("breast-cancer", include_str!("../../presets/breast-cancer.toml")),
    ("yin-yang", include_str!("../../presets/yin-yang.toml")),
    ("yin-yang-hidden", include_str!("../../presets/yin-yang-hidden.toml")),
    ("digits-hidden", include_str!("../../presets/digits-hidden.toml")),
    ("predictive", include_str!("../../presets/predictive.toml")),
    ("mnist-hidden", include_str!("../../presets/mnist-hidden.toml")),
    ("everything", include_str!("../../presets/everything.toml")),
];

/// The commented manifest that `spindle new` writes; its schema lies beside it.
pub fn template() -> String {
    PRESETS[0].1.replacen("../../docs/", "./", 1)
}

/// A manifest that cannot be used.
#[derive(Debug)]
pub enum ManifestError {
    /// The file could not be read.
    File(files::FileError),
    /// No preset of that name.
    UnknownPreset {
        /// The requested name.
        name: String,
    },
    /// The problem of the text, with line numbers where known.
    Text {
        /// The manifest's file name.
        file: String,
        /// Each problem and its line.
        problems: Vec<(Option<usize>, Problem)>,
    },
}

impl std::error::Error for ManifestError {}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => write!(f, "{error}"),
            Self::UnknownPreset { name } => {
                let known = PRESETS.iter().map(|(known, _)| *known);
                write!(f, "--preset {name}: there is no such preset; {}", advice(name, known))
            }
            Self::Text { file, problems } => {
                for (index, (line, Problem { key, what, remedy })) in problems.iter().enumerate() {
                    let line = line.map_or(String::new(), |line| format!(":{line}"));
                    let key = if key.is_empty() { String::new() } else { format!(" {key}:") };
                    let new_line = if index == 0 { "" } else { "\n" };
                    write!(f, "{new_line}{file}{line}:{key} {what}; {remedy}")?;
                }
                Ok(())
            }
        }
    }
}

/// A manifest and where it came from.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// File name, or `preset NAME`.
    pub file: String,
    /// Folder that relative paths in it start from.
    pub folder: PathBuf,
    /// Its text.
    pub text: String,
    /// Its content.
    pub description: Description,
}

impl Manifest {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    /// It cannot be read, is not TOML, or has a key or value that is unknown.
    pub fn load(path: &Path) -> Result<Self, ManifestError> {
        let text = files::read_written(path).map_err(ManifestError::File)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::parse(path.display().to_string(), folder, text)
    }

    /// The built-in manifest called `name`.
    ///
    /// # Errors
    /// There is no preset of that name.
    pub fn preset(name: &str) -> Result<Self, ManifestError> {
        let found = PRESETS.iter().find(|(known, _)| *known == name);
        let (_, text) = found.ok_or_else(|| ManifestError::UnknownPreset { name: name.to_owned() })?;
        Self::parse(format!("preset {name}"), PathBuf::new(), (*text).to_owned())
    }

    /// Reads the text of a manifest.
    ///
    /// # Errors
    /// As [`Manifest::load`].
    pub fn parse(file: String, folder: PathBuf, text: String) -> Result<Self, ManifestError> {
        match toml::from_str(&text) {
            Ok(description) => Ok(Self { file, folder, text, description }),
            Err(error) => {
                let offset = error.span().map(|span| span.start);
                let first = explain(&text, error.message(), offset);
                let lines = Lines::of(&text);
                let line = offset.map(|offset| lines.at(offset));
                let problems = missing::problems(&text, first);
                let places = places(&text);
                let starts: HashMap<&str, usize> =
                    places.iter().map(|place| (place.path.as_str(), place.start)).collect();
                let line = |(index, problem): (usize, Problem)| {
                    let own = || start_of_key(&starts, &problem.key).map(|start| lines.at(start));
                    (if index == 0 { line } else { own() }, problem)
                };
                Err(ManifestError::Text {
                    file,
                    problems: problems.into_iter().enumerate().map(line).collect(),
                })
            }
        }
    }

    /// The task's samples, split by `seed`. `location` goes before the folder or file that the
    /// manifest names.
    ///
    /// # Errors
    /// A file is missing, damaged, or has a line that is not a sample; the parts do not fit.
    pub fn data(&self, location: Option<&Path>, seed: u64) -> Result<Dataset, DataError> {
        let task = &self.description.task;
        let named = task.data.as_ref().map(|path| self.folder.join(path));
        task.name.load(location.or(named.as_deref()), &task.parts(), seed, task.window())
    }

    /// Refuses features that the golden model has and the hardware lacks.
    ///
    /// # Errors
    /// The manifest studies a weight format or synapses.
    pub fn for_hardware(&self) -> Result<(), ManifestError> {
        let Some(_) = self.description.study else { return Ok(()) };
        let what =
            "the hardware does not have these weights or synapses; only `train` and `tune` do".to_owned();
        let remedy = "leave the table out".to_owned();
        Err(self.error(vec![Problem { key: "study".into(), what, remedy }]))
    }

    /// True if the core of this manifest can be trained (`GEO-6`).
    ///
    /// # Errors
    /// It has no learning.
    pub fn for_training(&self) -> Result<(), ManifestError> {
        if self.description.geometry.learning {
            return Ok(());
        }
        let what = "this core does not learn; train one that does, and load its weights".to_owned();
        let remedy = "set it to true".to_owned();
        Err(self.error(vec![Problem { key: "geometry.learning".into(), what, remedy }]))
    }

    /// The error that reports `problems`, with the lines of their keys.
    pub fn error(&self, problems: Vec<Problem>) -> ManifestError {
        let places = places(&self.text);
        let starts: HashMap<&str, usize> =
            places.iter().map(|place| (place.path.as_str(), place.start)).collect();
        let lines = Lines::of(&self.text);
        let problems = problems
            .into_iter()
            .map(|problem| (start_of_key(&starts, &problem.key).map(|start| lines.at(start)), problem))
            .collect();
        ManifestError::Text { file: self.file.clone(), problems }
    }
}
