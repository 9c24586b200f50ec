//! `spindle build --check`: resources and frequency compared with the baseline.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use spindle_learning::files;

use super::{Build, Several, stages, unusable};
use crate::board::{Baseline, Baselines, Board, Deviation, Flow, deviations};
use crate::command::{Failure, Output};

#[derive(Serialize)]
struct Checked {
    board: String,
    /// True if the core is fast enough for the board's clock.
    meets_clock: bool,
    found: Baseline,
    deviations: Vec<Deviation>,
}

impl Build {
    /// File of the baseline of `board`: from the options, otherwise next to its description.
    fn baselines(&self, board: &Board) -> PathBuf {
        self.baselines.clone().unwrap_or_else(|| board.file.with_file_name("baselines.json"))
    }

    /// The files of baselines of these boards. Without `--bless`, each board has its baseline.
    fn recorded(&self, boards: &[Board]) -> Result<BTreeMap<PathBuf, Baselines>, Failure> {
        let mut files = BTreeMap::new();
        for board in boards {
            let path = self.baselines(board);
            let new = self.bless && !path.exists();
            let baselines = if new { Baselines::new() } else { Baseline::load(&path)? };
            if !self.bless && !baselines.contains_key(&board.name) {
                let (file, name) = (path.display(), &board.name);
                return Err(unusable(format!("{file} has no baseline of {name}; record it with --bless")));
            }
            files.insert(path, baselines);
        }
        Ok(files)
    }

    pub(super) fn check(&self, boards: &[Board], output: &Output) -> Result<(), Failure> {
        let mut recorded = self.recorded(boards)?;
        let bar = output.progress(Flow::STAGES * 4 * boards.len() as u64, "check");
        let mut checked = Vec::new();
        for board in boards {
            let progress = stages(&bar, board);
            let flow = Flow::new(board, &self.common.out, &progress)?;
            let report = flow.median(&self.geometry(board)?)?;
            let slow = report.in_time().err();
            let found = Baseline {
                geometry: report.geometry,
                counts: report.counts,
                fmax: report.fmax,
                tools: report.tools,
            };
            let baselines = recorded.entry(self.baselines(board)).or_default();
            let deviations = match baselines.get(&board.name) {
                Some(baseline) if !self.bless => {
                    let deviations = deviations(baseline, &found);
                    if !deviations.is_empty() && baseline.tools != found.tools {
                        let (then, now) = (baseline.tools.join(", "), found.tools.join(", "));
                        bar.suspend(|| {
                            output.line(format!("{}: recorded with {then}; these are {now}", board.name))
                        })?;
                    }
                    deviations
                }
                _ => Vec::new(),
            };
            // A core that its board cannot run is not a baseline.
            if self.bless && slow.is_none() {
                baselines.insert(board.name.clone(), found.clone());
            }
            let verdict = if self.bless { "recorded" } else { "as recorded" };
            bar.suspend(|| {
                if let Some(slow) = &slow {
                    output.line(slow)?;
                } else if deviations.is_empty() {
                    let counts = found.counts;
                    let fmax = found.fmax.map_or("-".into(), |fmax| format!("{fmax:.2} MHz"));
                    output.line(format!(
                        "{:<14} {verdict}: lut {}, reg {}, blkmem {}, dsp {}, fmax {fmax}",
                        board.name, counts.lut, counts.reg, counts.blkmem, counts.dsp
                    ))?;
                }
                deviations
                    .iter()
                    .try_for_each(|deviation| output.line(format!("{:<14} {deviation}", board.name)))
            })?;
            let meets_clock = slow.is_none();
            checked.push(Checked { board: board.name.clone(), meets_clock, found, deviations });
        }
        bar.finish_and_clear();
        if self.bless {
            for (path, baselines) in recorded.iter().filter(|(_, baselines)| !baselines.is_empty()) {
                let text = format!("{}\n", serde_json::to_string_pretty(baselines)?);
                files::write(path, text.as_bytes())?;
            }
        }
        let moved = checked.iter().filter(|board| !board.deviations.is_empty()).count();
        let slow = checked.iter().filter(|board| !board.meets_clock).count();
        output.object(&Several { boards: checked })?;
        let mut found = Vec::new();
        if moved > 0 {
            found.push(format!("{moved} of {} boards differ from their baselines", boards.len()));
        }
        if slow > 0 {
            found.push(format!("the core is too slow for its board's clock on {slow} of {}", boards.len()));
        }
        if found.is_empty() { Ok(()) } else { Err(Failure::found(found.join("; "))) }
    }
}
