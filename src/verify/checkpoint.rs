//! Runs that start in the middle: at the state that the golden model has after so many steps.
//!
//! Until the first difference that is the state of the hardware as well, so whatever a long run found on a fast simulator
//! is soon met again by a slow one, with waveforms.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use spindle_hdl::Configuration;
use spindle_hdl::memory_map::Event;
use spindle_sim::stimulus::Timed;

use super::Case;
use crate::files::{self, FileError, hex};
use spindle_golden::{Core, ModelError};

/// Version of the file's form.
const FORMAT: u32 = 2;

/// The program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// A core at rest after `step` steps of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    format: u32,
    /// Version of Spindle, whose golden model it is a state of.
    program: String,
    /// SHA-256 of the case, in hexadecimal.
    run: String,
    /// Steps done.
    step: u64,
    /// The modes of then: feedback, learning.
    modes: (bool, bool),
    /// What the core starts from.
    configuration: Configuration,
    /// SHA-256 of all of the above, in hexadecimal: golden model and hardware both start from it, so no comparison would show
    /// that it was changed.
    content: String,
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
    /// It holds something else, or is cut.
    #[error(
        "{file}: not a saved state of this version ({source}); remove it, or choose another file with --state"
    )]
    Form {
        /// The file.
        file: String,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// It belongs elsewhere.
    #[error("{file}: a saved state of another {what}; remove it, or choose another file with --state")]
    Other {
        /// The file.
        file: String,
        /// What differs.
        what: &'static str,
    },
    /// It is not as it was saved.
    #[error(
        "{file}: this state was changed after it was saved; remove it, or choose another file with --state"
    )]
    Changed {
        /// The file.
        file: String,
    },
    /// The run is over by then.
    #[error("--from-step {step}: the run has {steps} steps; choose a smaller number, or more --rounds")]
    Over {
        /// The step asked for.
        step: u64,
        /// Steps of the run.
        steps: u64,
    },
}

fn steps(events: &[Timed]) -> u64 {
    events.iter().filter(|timed| Event::decode(timed.word) == Event::Step).count() as u64
}

/// Where the events of `case`, sent `rounds` times, stand after `step` steps: how many rounds are over, and how many
/// events of the next.
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
    /// The state of `case` after `step` steps of its events, sent `rounds` times; `progress` is told the steps done.
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
        let mut checkpoint = Self {
            format: FORMAT,
            program: PROGRAM.into(),
            run: digest(case),
            step,
            modes: core.modes(),
            configuration,
            content: String::new(),
        };
        checkpoint.content = checkpoint.digest();
        Ok(checkpoint)
    }

    /// What `content` must be.
    fn digest(&self) -> String {
        let Self { format, program, run, step, modes, configuration, content: _ } = self;
        sha256(&(format, program, run, step, modes, configuration))
    }

    /// Reads the one that [`Checkpoint::save`] wrote for `case` at `step`.
    ///
    /// # Errors
    /// It is missing, cut, changed, no saved state, or one of another program, run or step.
    pub fn load(path: &Path, case: &Case, step: u64) -> Result<Self, CheckpointError> {
        let file = || path.display().to_string();
        let bytes = files::read(path)?;
        let saved: Self = serde_json::from_slice(&bytes)
            .map_err(|source| CheckpointError::Form { file: file(), source })?;
        let differs = [
            ("version", saved.format != FORMAT || saved.program != PROGRAM),
            ("run", saved.run != digest(case)),
            ("step", saved.step != step),
        ];
        if let Some((what, _)) = differs.into_iter().find(|(_, differs)| *differs) {
            return Err(CheckpointError::Other { file: file(), what });
        }
        if saved.content != saved.digest() {
            return Err(CheckpointError::Changed { file: file() });
        }
        saved.configuration.validate(&case.geometry).map_err(ModelError::from)?;
        Ok(saved)
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written, or the disk is full.
    pub fn save(&self, path: &Path) -> Result<(), CheckpointError> {
        let text = serde_json::to_vec(self)
            .map_err(|source| CheckpointError::Form { file: path.display().to_string(), source })?;
        Ok(files::write(path, &text)?)
    }

    /// What is left of `case`, whose events are sent `rounds` times, and how often the events of that are sent again. Its
    /// first word sets the modes; clocks and counters begin at 0.
    ///
    /// # Errors
    /// The run is over by then.
    pub fn rest(&self, case: &Case, rounds: u32) -> Result<(Case, u32), CheckpointError> {
        let (over, events) = position(case, rounds, self.step)?;
        let (feedback, learning) = self.modes;
        let modes = Event::Control { feedback, learning, clear: false };
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

/// What makes two runs the same, but for how often they send their events.
fn digest(case: &Case) -> String {
    sha256(&(&case.geometry, &case.configuration, &case.events))
}

fn sha256(what: &impl Serialize) -> String {
    // It has no map with keys of another type, and no writer that fails.
    let text = serde_json::to_vec(what).expect("plain data");
    hex(&Sha256::digest(text))
}
