//! One case on one backend: lockstep, and if requested, both waveforms and their comparison.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;
use spindle_golden::{Golden, Waveform};
use spindle_learning::files;
use spindle_sim::backend::{Backend, Design};
use spindle_sim::lockstep::{FirstDifference, Rung};
use spindle_spec::stimulus::Stimulus;
use spindle_wave::{AllowMissing, Options, Report, Verdict};

use super::{Case, VerifyError};

/// Name of the golden model's waveform in a folder of waveforms.
pub const GOLDEN_VCD: &str = "golden.vcd";

/// Result of one backend.
#[derive(Clone, Debug, Serialize)]
pub struct Climbed {
    /// Amounts compared.
    #[serde(flatten)]
    pub rung: Rung,
    /// Seconds that the run and its comparison took, waveforms apart.
    pub seconds: f64,
    /// The waveform comparison, where waveforms were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waveform: Option<WaveformRung>,
    /// The first difference of lockstep.
    #[serde(skip)]
    pub first_difference: Option<FirstDifference>,
}

/// Two waveforms compared.
#[derive(Clone, Debug, Serialize)]
pub struct WaveformRung {
    /// The backend's waveform.
    pub file: PathBuf,
    /// Signals compared.
    pub signals: u64,
    /// Changes compared.
    pub changes: u64,
    /// Differences.
    pub differences: u64,
    /// The whole report, as text.
    #[serde(skip)]
    pub report: Report,
}

impl Climbed {
    /// True if everything compared was equal.
    pub fn equal(&self) -> bool {
        self.first_difference.is_none() && self.waveform.as_ref().is_none_or(|wave| wave.differences == 0)
    }
}

/// Writes the golden model's waveform of `case` under `stimulus`.
///
/// # Errors
/// A network that does not fit, or a file that cannot be written.
pub fn golden_waveform(case: &Case, stimulus: &Stimulus, path: &Path) -> Result<(), VerifyError> {
    let mut golden = Golden::new(&case.geometry, &case.configuration, stimulus)?;
    let file = File::create(path).map_err(files::error(path, "write"))?;
    let written = || -> std::io::Result<()> {
        let mut waveform = Waveform::new(BufWriter::new(file), golden.layout())?;
        while let Some((cycle, record)) = golden.next_record() {
            waveform.record(cycle, record)?;
        }
        waveform.finish(stimulus.cycles)
    };
    written().map_err(files::error(path, "write"))?;
    Ok(())
}

/// Runs `case` on `backend`. `design` and `driven` are the case's own unless a fault was injected.
/// With a folder for waveforms, which holds [`GOLDEN_VCD`], the backend's waveform is written next
/// to it and compared.
///
/// # Errors
/// A simulator that cannot run, a file that cannot be written or read.
pub fn climb(
    case: &Case,
    stimulus: &Stimulus,
    backend: &dyn Backend,
    device: (&Design, &Stimulus),
    waves: Option<&Path>,
) -> Result<Climbed, VerifyError> {
    let file = waves.map(|folder| folder.join(format!("{}.vcd", backend.name())));
    let start = Instant::now();
    let comparison = case.compare(stimulus, backend, device.0, device.1, file.as_deref())?;
    let seconds = start.elapsed().as_secs_f64();
    let waveform = match (waves, file) {
        // After a difference the simulator was stopped: its waveform ends there.
        (Some(folder), Some(file)) if comparison.equal() => {
            // A simulator's dump holds what the model has not.
            let options = Options { allow_missing: AllowMissing::Left, ..Options::default() };
            let report = spindle_wave::compare(&folder.join(GOLDEN_VCD), &file, &options)?;
            let equal = report.verdict == Verdict::Equal;
            Some(WaveformRung {
                file,
                signals: report.signals_compared,
                changes: report.changes_compared,
                differences: if equal { 0 } else { report.differences.max(1) },
                report,
            })
        }
        _ => None,
    };
    Ok(Climbed { rung: comparison.rung, seconds, waveform, first_difference: comparison.first_difference })
}
