//! Runs that start from a saved state: that of the golden model after a number of steps.
//!
//! Until the first difference that is the state of the hardware as well, so whatever a long run
//! found on a fast simulator is soon met again by a slow one, with waveforms.

use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_golden::{Core, ModelError};
use spindle_learning::files::{self, FileError};
use spindle_learning::sealed::{SealError, seal, sha256, unseal};
use spindle_spec::Configuration;
use spindle_spec::memory_map::Event;
use spindle_spec::stimulus::Timed;

use super::Case;

/// Version of the file's form.
const FORMAT: u32 = 3;

/// A core at rest after `step` steps of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// SHA-256 of the case, in hexadecimal.
    run: String,
    /// Steps done.
    step: u64,
    /// The modes of then: feedback, learning.
    modes: (bool, bool),
    /// Initial configuration of the core.
    configuration: Configuration,
}

/// A run that cannot start in its middle.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The network does not fit.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It holds something else, or is cut, changed, or of another version.
    #[error(
        "{file}: not a state that this version has saved ({source}); remove it, or choose another file with --state"
    )]
    Form {
        /// The file.
        file: String,
        /// The problem.
        source: SealError,
    },
    /// It belongs elsewhere.
    #[error("{file}: a saved state of another {what}; remove it, or choose another file with --state")]
    Other {
        /// The file.
        file: String,
        /// The differing value.
        what: &'static str,
    },
    /// The run cannot be distinguished from others.
    #[error("the run cannot be written as JSON: {0}; report this")]
    Digest(#[from] serde_json::Error),
    /// The run is over by then.
    #[error("--from-step {step}: the run has {steps} steps; choose a smaller number, or more --rounds")]
    Over {
        /// The requested step.
        step: u64,
        /// Steps of the run.
        steps: u64,
    },
}

fn steps(events: &[Timed]) -> u64 {
    events.iter().filter(|timed| Event::decode(timed.word) == Event::Step).count() as u64
}

/// Position in the events of `case`, sent `rounds` times, after `step` steps: number of complete
/// rounds, and of events of the next.
fn position(case: &Case, rounds: u32, step: u64) -> Result<(u32, usize), CheckpointError> {
    let a_round = steps(&case.events);
    let steps = a_round * u64::from(rounds);
    if step >= steps {
        return Err(CheckpointError::Over { step, steps });
    }
    let (over, mut left, mut events) = (step / a_round, step % a_round, 0);
    while left > 0 {
        left -= u64::from(Event::decode(case.events[events].word) == Event::Step);
        events += 1;
    }
    // Fewer than `rounds`.
    Ok((over as u32, events))
}

impl Checkpoint {
    /// The state of `case` after `step` steps of its events, sent `rounds` times; `progress`
    /// receives the number of steps done.
    ///
    /// # Errors
    /// A network that does not fit, or a run that is over by then.
    pub fn compute(
        case: &Case,
        rounds: u32,
        step: u64,
        progress: &dyn Fn(u64),
    ) -> Result<Self, CheckpointError> {
        let (over, events) = position(case, rounds, step)?;
        let mut core = Core::new(&case.geometry, &case.configuration)?;
        let whole = (0..over).map(|_| &case.events[..]);
        let mut done = 0;
        for events in whole.chain([&case.events[..events]]) {
            for timed in events {
                core.event(Event::decode(timed.word), &mut ());
            }
            done += steps(events);
            progress(done);
        }
        let configuration = core.save(&case.geometry, &case.configuration);
        Ok(Self { run: digest(case)?, step, modes: core.modes(), configuration })
    }

    /// Reads the one that [`Checkpoint::save`] wrote for `case` at `step`.
    ///
    /// # Errors
    /// It is missing, cut, changed, no saved state, or one of another program, run or step.
    pub fn load(path: &Path, case: &Case, step: u64) -> Result<Self, CheckpointError> {
        let file = || path.display().to_string();
        let bytes = files::read(path)?;
        let saved: Self =
            unseal(FORMAT, &bytes).map_err(|source| CheckpointError::Form { file: file(), source })?;
        let differs = [("run", saved.run != digest(case)?), ("step", saved.step != step)];
        if let Some((what, _)) = differs.into_iter().find(|(_, differs)| *differs) {
            return Err(CheckpointError::Other { file: file(), what });
        }
        saved.configuration.validate(&case.geometry).map_err(ModelError::from)?;
        Ok(saved)
    }

    /// Writes it, whole or not at all.
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

    /// Remainder of `case`, whose events are sent `rounds` times, and the number of repetitions of
    /// its events. Its first word sets the modes; cycles and counters begin at 0.
    ///
    /// # Errors
    /// The run is over by then.
    pub fn rest(&self, case: &Case, rounds: u32) -> Result<(Case, u32), CheckpointError> {
        let (over, events) = position(case, rounds, self.step)?;
        let (feedback, learning) = self.modes;
        let modes = Event::modes(feedback, learning);
        let mut rest = vec![Timed { gap: 0, word: modes.encode() }];
        rest.extend_from_slice(&case.events[events..]);
        let mut later = Case { configuration: self.configuration.clone(), ..case.clone() };
        let whole = rounds - over - 1;
        if whole == 0 {
            later.events = rest;
            return Ok((later, 0));
        }
        later.lead = rest;
        Ok((later, whole - 1))
    }
}

/// Digest that is equal for runs which differ only in the number of repetitions.
fn digest(case: &Case) -> Result<String, CheckpointError> {
    Ok(sha256(&(&case.geometry, &case.configuration, &case.events))?)
}
