//! Progress of a training on a board, as a file.

use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_learning::files;
use spindle_learning::manifest::Description;
use spindle_learning::sealed::{seal, unseal};
use spindle_spec::Configuration;

use super::HostError;

/// Version of the file's form.
const FORMAT: u32 = 2;

/// State that a later process needs to resume.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    description: Description,
    seed: u64,
    samples: Option<usize>,
    /// Epochs done.
    pub epochs: u32,
    /// Stored weights after them, index `word · L + lane`.
    pub weights: Vec<i16>,
    /// Random states after them, one a lane.
    pub random: Vec<u32>,
    /// State of the board before the first event of the current epoch: words accepted, checksum.
    pub begun: Option<(u32, u32)>,
}

impl Progress {
    /// Before the first epoch; each shows `samples` samples, or all.
    pub fn start(
        description: &Description,
        configuration: &Configuration,
        seed: u64,
        samples: Option<usize>,
    ) -> Self {
        Self {
            description: description.clone(),
            seed,
            samples,
            epochs: 0,
            weights: configuration.weights.clone(),
            random: configuration.random.clone(),
            begun: None,
        }
    }

    /// Samples of each epoch, if not all.
    pub fn samples(&self) -> Option<usize> {
        self.samples
    }

    /// Reads the file of the same training with any number of samples.
    ///
    /// # Errors
    /// It is missing, cut, changed, or of another training than `fresh`.
    pub fn read_any(path: &Path, fresh: &Self) -> Result<Self, HostError> {
        let error = |what: String| HostError::Checkpoint { file: path.display().to_string(), what };
        let bytes = match files::read(path) {
            Err(error) if error.is_absent() => {
                return Err(HostError::Untrained { file: path.display().to_string() });
            }
            read => read?,
        };
        let read: Self = unseal(FORMAT, &bytes)
            .map_err(|source| error(format!("not a checkpoint that this version has saved ({source})")))?;
        let differs = [
            ("manifest", read.description != fresh.description),
            ("seed", read.seed != fresh.seed),
            ("core", read.weights.len() != fresh.weights.len() || read.random.len() != fresh.random.len()),
        ];
        match differs.into_iter().find(|(_, differs)| *differs) {
            Some((what, _)) => Err(error(format!("it is of another {what}"))),
            None => Ok(read),
        }
    }

    /// Reads the file of the same training.
    ///
    /// # Errors
    /// It is missing, cut, changed, or of another training than `fresh`.
    pub fn load(path: &Path, fresh: &Self) -> Result<Self, HostError> {
        let read = Self::read_any(path, fresh)?;
        if read.samples == fresh.samples {
            return Ok(read);
        }
        let what = "it is of another number of samples".into();
        Err(HostError::Checkpoint { file: path.display().to_string(), what })
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written, or the disk is full.
    pub fn save(&self, path: &Path) -> Result<(), HostError> {
        let text = seal(FORMAT, self).map_err(|source| HostError::Checkpoint {
            file: path.display().to_string(),
            what: source.to_string(),
        })?;
        Ok(files::write(path, &text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spindle_learning::manifest::Manifest;

    #[test]
    fn a_weight_that_was_changed_is_not_taken() {
        let manifest = Manifest::preset("iris").unwrap();
        let mapping = manifest.map(1).unwrap();
        let progress = Progress::start(&manifest.description, &mapping.configuration, 1, None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("board.json");
        progress.save(&path).unwrap();
        assert_eq!(Progress::load(&path, &progress).unwrap(), progress);
        let mut file: serde_json::Value = serde_json::from_slice(&files::read(&path).unwrap()).unwrap();
        file["content"]["weights"][0] = (i32::from(progress.weights[0]) ^ 1).into();
        files::write(&path, file.to_string().as_bytes()).unwrap();
        let error = Progress::load(&path, &progress).unwrap_err().to_string();
        assert!(error.contains("board.json") && error.contains("was changed after it was saved"), "{error}");
    }
}
