//! Report of a build, from the reports of its tools.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;
use spindle_spec::Geometry;

use super::counts::{Counts, Share};
use super::description::{Board, Resources};
use super::stage::{BuildError, StageReport};

/// Report of a build.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuildReport {
    /// The board.
    pub board: String,
    /// Frequency required by its clock, MHz.
    pub constraint: f64,
    /// Frequency of the placed and routed core, MHz; none without place and route.
    pub fmax: Option<f64>,
    /// The four standard numbers.
    #[serde(flatten)]
    pub counts: Counts,
    /// The file to load; none where nothing places and routes.
    pub bitstream: Option<PathBuf>,
    /// Everything that the device has, as its tools count it.
    pub utilisation: BTreeMap<String, Share>,
    /// The stages, in order.
    pub stages: Vec<StageReport>,
    /// Seed of the placement.
    pub seed: u64,
    /// Geometry of the core.
    pub geometry: Geometry,
    /// The tools, as they name themselves.
    pub tools: Vec<String>,
}

impl BuildReport {
    /// True if the core is fast enough for the clock, as far as that is known.
    pub fn meets_clock(&self) -> bool {
        self.fmax.is_none_or(|fmax| fmax >= self.constraint)
    }

    /// Checks that the core is fast enough.
    ///
    /// # Errors
    /// It is too slow for the board.
    pub fn in_time(&self) -> Result<(), BuildError> {
        if self.meets_clock() {
            return Ok(());
        }
        let fmax = self.fmax.unwrap_or_default();
        Err(BuildError::TooSlow { board: self.board.clone(), fmax, needed: self.constraint })
    }

    /// The report as text.
    pub fn table(&self, board: &Board) -> String {
        let mut text = format!("{:<16} {:>8} {:>8} {:>7}\n", "RESOURCE", "USED", "TOTAL", "UTIL.");
        for (name, Share { used, available }) in &self.utilisation {
            if *used > 0 && *available > 0 {
                let percent = 100.0 * *used as f64 / *available as f64;
                let _ = writeln!(text, "{name:<16} {used:>8} {available:>8} {percent:>6.1}%");
            }
        }
        let Counts { lut, reg, blkmem, dsp } = self.counts;
        let _ = writeln!(text, "\nlut {lut}, reg {reg}, blkmem {blkmem}, dsp {dsp}\n");
        match self.fmax {
            Some(fmax) => {
                let _ = writeln!(text, "{:<16} {:>15} {:>15}", "CLOCK", "MAX SPEED [MHz]", "NEEDED [MHz]");
                let _ = writeln!(text, "{:<16} {fmax:>15.2} {:>15.2}", "clock", self.constraint);
            }
            None => {
                let _ = writeln!(
                    text,
                    "Area only: no open tool places and routes {}; {}.tcl makes a bitstream with Vivado.",
                    board.device, board.name
                );
            }
        }
        text.push('\n');
        for StageReport { name, seconds, cached } in &self.stages {
            let _ =
                writeln!(text, "{name:<16} {seconds:>7.1} s{}", if *cached { "  (unchanged)" } else { "" });
        }
        text
    }
}

/// Utilisation of a device that only its description knows.
pub(super) fn described(counts: Counts, resources: Resources) -> BTreeMap<String, Share> {
    [
        ("lut", counts.lut, resources.lut),
        ("reg", counts.reg, resources.reg),
        ("blkmem", counts.blkmem, resources.blkmem),
        ("dsp", counts.dsp, resources.dsp),
    ]
    .map(|(name, used, available)| (name.to_owned(), Share { used, available }))
    .into()
}

/// Cells by type in the output of Yosys' `stat -json`.
pub(super) fn cells(text: &str) -> Option<BTreeMap<String, u64>> {
    let value: Value = serde_json::from_str(text).ok()?;
    serde_json::from_value(value.get("design")?.get("num_cells_by_type")?.clone()).ok()
}

/// Resources in the output of nextpnr's `--report`.
pub(super) fn utilisation(text: &str) -> Option<BTreeMap<String, Share>> {
    let value: Value = serde_json::from_str(text).ok()?;
    serde_json::from_value(value.get("utilization")?.clone()).ok()
}

/// The slowest clock in the output of nextpnr's `--report`, MHz.
pub(super) fn fmax(text: &str) -> Option<f64> {
    let value: Value = serde_json::from_str(text).ok()?;
    let clocks = value.get("fmax")?.as_object()?.values();
    clocks.filter_map(|clock| clock.get("achieved")?.as_f64()).min_by(f64::total_cmp)
}
