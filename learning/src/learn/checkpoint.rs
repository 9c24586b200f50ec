//! The state of a training between two epochs, as a file.

use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_spec::Configuration;

use super::epoch::Epoch;
use crate::files::{self, FileError};
use crate::manifest::Description;
use crate::sealed::{SealError, seal, unseal};

/// Version of the file's form.
const FORMAT: u32 = 2;

/// Everything that the next epoch depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    description: Description,
    seed: u64,
    /// Stored weights, index `word · L + lane`.
    pub weights: Vec<i16>,
    /// Random states, one a lane.
    pub random: Vec<u32>,
    /// Results of the epochs so far.
    pub history: Vec<Epoch>,
    /// The best epoch so far.
    pub best: Option<Best>,
    /// Seconds of training so far.
    pub seconds: f64,
}

/// The epoch that did best on the validation samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Best {
    /// Its number, from 1.
    pub epoch: u32,
    /// Share of validation samples answered correctly.
    pub validation_accuracy: f64,
    /// Stored weights after it, index `word · L + lane`.
    pub weights: Vec<i16>,
}

/// A checkpoint that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// It could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Nothing was trained there.
    #[error(
        "{file}: there is no checkpoint; run `spindle train` without --resume first, or name its folder with --out"
    )]
    Absent {
        /// The file.
        file: String,
    },
    /// It is not a checkpoint, or it is cut, changed, or of another version.
    #[error(
        "{file}: not a checkpoint that this version has saved ({source}); train without --resume to start again"
    )]
    Form {
        /// The file.
        file: String,
        /// The problem.
        source: SealError,
    },
    /// It belongs to another training.
    #[error("the checkpoint is of another {what}; use that, or train without --resume to start again")]
    Other {
        /// The differing value.
        what: &'static str,
    },
}

impl Checkpoint {
    /// Before the first epoch.
    pub fn start(description: &Description, configuration: &Configuration, seed: u64) -> Self {
        Self {
            description: description.clone(),
            seed,
            weights: configuration.weights.clone(),
            random: configuration.random.clone(),
            history: Vec::new(),
            best: None,
            seconds: 0.0,
        }
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// It is missing, cut, changed, or no checkpoint of this version.
    pub fn load(path: &Path) -> Result<Self, CheckpointError> {
        let bytes = match files::read(path) {
            Err(error) if error.is_absent() => {
                return Err(CheckpointError::Absent { file: path.display().to_string() });
            }
            read => read?,
        };
        unseal(FORMAT, &bytes)
            .map_err(|source| CheckpointError::Form { file: path.display().to_string(), source })
    }

    /// Writes the checkpoint, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written, or the disk is full.
    pub fn save(&self, path: &Path) -> Result<(), CheckpointError> {
        let text = seal(FORMAT, self).map_err(|source| CheckpointError::Form {
            file: path.display().to_string(),
            source: source.into(),
        })?;
        Ok(files::write(path, &text)?)
    }

    /// True if it belongs to this training.
    ///
    /// # Errors
    /// The differing value.
    pub fn check(
        &self,
        description: &Description,
        configuration: &Configuration,
        seed: u64,
    ) -> Result<(), CheckpointError> {
        let best = self.best.as_ref().map_or(configuration.weights.len(), |best| best.weights.len());
        let differs = [
            ("manifest", self.description != *description),
            ("seed", self.seed != seed),
            ("core", self.weights.len() != configuration.weights.len()),
            ("core", best != configuration.weights.len() || self.random.len() != configuration.random.len()),
        ];
        match differs.into_iter().find(|(_, differs)| *differs) {
            Some((what, _)) => Err(CheckpointError::Other { what }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Best;

    /// A resumed training asks whether an epoch is as good as the best so far: one bit off is
    /// another answer.
    #[test]
    fn accuracies_are_read_back_to_the_last_bit() {
        for right in 0..=1_000u32 {
            let validation_accuracy = f64::from(right) / 1_000.0 + f64::from(right) / 9.0;
            let best = Best { epoch: 1, validation_accuracy, weights: Vec::new() };
            let text = serde_json::to_vec(&best).unwrap();
            assert_eq!(serde_json::from_slice::<Best>(&text).unwrap(), best);
        }
    }
}
