//! One case, measured in the process that is there for it.

use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_golden::ModelError;
use spindle_learning::files::{self, FileError};
use spindle_sim::backend::{BackendError, by_name};
use spindle_sim::fault::{Fault, FaultError};
use spindle_sim::lockstep::Divergence;
use spindle_sim::temporary;

use super::cells::{self, CellsError};
use super::digest::Digests;
use super::matrix::Check;
use super::outcome::{Answer, Compared, Measured, Status};
use super::plan;
use crate::verify::ladder::{Climbed, GOLDEN_VCD, climb, golden_waveform};
use crate::verify::undetected::Undetected;
use crate::verify::{Case, VerifyError};

/// A fault that is injected on purpose, and the seed that chooses its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Injected {
    /// Its name.
    pub fault: String,
    /// Seed of its place.
    pub seed: u64,
}

/// A case in a file of its own, with what its manifest let it take.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// The simulator.
    pub backend: String,
    /// Injected fault.
    pub inject: Option<Injected>,
    /// Seconds that it may take.
    #[serde(default = "plan::seconds")]
    pub seconds: u64,
    /// Memory that it may take, MiB.
    #[serde(default = "plan::memory")]
    pub memory_mib: u64,
    /// Network and events.
    pub case: Case,
}

#[derive(Debug, thiserror::Error)]
enum MeasureError {
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Cells(#[from] CellsError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Fault(#[from] FaultError),
    #[error("--inject {0}: no such fault; choose from {list}", list = Fault::ALL.map(Fault::name).join(", "))]
    UnknownFault(String),
    #[error(transparent)]
    Undetected(Undetected),
    #[error("{0}: no such simulator")]
    UnknownBackend(String),
    #[error("a temporary folder: {0}; set TMPDIR to a folder that can be written")]
    Temporary(std::io::Error),
}

impl MeasureError {
    fn compared(&self) -> Option<Compared> {
        match self {
            Self::Undetected(undetected) => Some(Compared::on(&undetected.rung)),
            _ => None,
        }
    }
}

impl From<BackendError> for MeasureError {
    fn from(error: BackendError) -> Self {
        Self::Verify(error.into())
    }
}

/// Compares `case` as `check` says. With a folder, waveforms are written there: the golden model's
/// and the simulator's.
pub fn measure(case: &Case, check: &Check, inject: Option<&Injected>, waves: Option<&Path>) -> Answer {
    let answer = match check {
        Check::Backend(name) => lockstep(case, name, inject, waves),
        Check::Cells(family) => count(case, family),
    };
    answer.unwrap_or_else(|error| Answer {
        status: Status::Error,
        what: error.to_string(),
        measured: None,
        compared: error.compared(),
    })
}

fn lockstep(
    case: &Case,
    backend: &str,
    inject: Option<&Injected>,
    waves: Option<&Path>,
) -> Result<Answer, MeasureError> {
    let simulator = by_name(backend).ok_or_else(|| MeasureError::UnknownBackend(backend.to_owned()))?;
    let stimulus = case.stimulus()?;
    // A run that begins with a reset has no waveform (RUN-5); its result says so.
    let waves = waves.filter(|_| stimulus.restart == 0);
    if let Some(folder) = waves {
        files::create_folder(folder)?;
        golden_waveform(case, &stimulus, &folder.join(GOLDEN_VCD))?;
    }
    let design = case.design();
    let (device, driven) = match inject {
        None => (design, stimulus.clone()),
        Some(Injected { fault, seed }) => Fault::by_name(fault)
            .ok_or_else(|| MeasureError::UnknownFault(fault.clone()))?
            .inject(*seed, &design, &stimulus)?,
    };
    let climbed = climb(case, &stimulus, &*simulator, (&device, &driven), waves)?;
    let answer = judge(&climbed, Digests::of(case, &stimulus)?);
    match inject {
        // Equal to what it is not: nothing that was compared speaks for anything.
        Some(Injected { fault, .. }) if answer.status == Status::Passed => {
            let fault = Fault::by_name(fault).ok_or_else(|| MeasureError::UnknownFault(fault.clone()))?;
            Err(MeasureError::Undetected(Undetected::new(fault, case, &climbed.rung)))
        }
        _ => Ok(answer),
    }
}

fn judge(climbed: &Climbed, digests: Digests) -> Answer {
    let compared = Some(Compared::on(&climbed.rung));
    let failed = |status, what: String| Answer { status, what, measured: None, compared };
    if let Some(difference) = &climbed.first_difference {
        let status = if difference.kind == Divergence::Nothing { Status::Nothing } else { Status::Different };
        return failed(status, difference.to_string());
    }
    if climbed.rung.events == 0 {
        // Final reads alone do not cover the cycles between.
        return failed(Status::Nothing, "nothing was compared: the run makes no record".into());
    }
    if let Some(wave) = climbed.waveform.as_ref().filter(|wave| wave.differences > 0) {
        let text = spindle_wave::text(&wave.report, GOLDEN_VCD, &climbed.rung.name);
        return failed(Status::Different, format!("the waveforms differ:\n{text}"));
    }
    let measured = Some(Measured::lockstep(digests, &climbed.rung));
    Answer { status: Status::Passed, what: String::new(), measured, compared: None }
}

fn count(case: &Case, family: &str) -> Result<Answer, MeasureError> {
    let folder = temporary::folder("cells").map_err(MeasureError::Temporary)?;
    let (cells, tool) = cells::count(&case.design(), family, folder.path())?;
    let measured = Some(Measured { cells, tool, ..Measured::default() });
    Ok(Answer { status: Status::Passed, what: String::new(), measured, compared: None })
}
