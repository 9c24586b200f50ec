//! `spindle build --check`: resources and clock against what was recorded.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Build, Several, stages};
use crate::board::{Baseline, Board, Deviation, Flow, deviations};
use crate::command::{Failure, Output};
use crate::files;

/// Baselines by board.
type Baselines = BTreeMap<String, Baseline>;

#[derive(Serialize)]
struct Checked {
    board: String,
    found: Baseline,
    deviations: Vec<Deviation>,
}

impl Build {
    pub(super) fn check(&self, boards: &[Board], output: &Output) -> Result<(), Failure> {
        let mut recorded: Baselines = match files::read(&self.baselines) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(_) if self.bless => Baselines::new(),
            Err(error) => return Err(error.into()),
        };
        let bar = output.progress(Flow::STAGES * 4 * boards.len() as u64, "check");
        let mut checked = Vec::new();
        for board in boards {
            let progress = stages(&bar, board);
            let flow = Flow::new(board, &self.common.out, &progress)?;
            let report = flow.median(&self.geometry(board)?)?;
            let found = Baseline {
                geometry: report.geometry,
                counts: report.counts,
                fmax: report.fmax,
                tools: report.tools,
            };
            let deviations = if self.bless {
                recorded.insert(board.name.clone(), found.clone());
                Vec::new()
            } else {
                let baseline = recorded.get(&board.name).ok_or_else(|| {
                    let file = self.baselines.display();
                    super::unusable(format!(
                        "{file} has no baseline of {}; record it with --bless",
                        board.name
                    ))
                })?;
                let deviations = deviations(baseline, &found);
                if !deviations.is_empty() && baseline.tools != found.tools {
                    let tools = |tools: &[String]| tools.join(", ");
                    bar.suspend(|| {
                        output.line(format!(
                            "{}: recorded with {}; these are {}",
                            board.name,
                            tools(&baseline.tools),
                            tools(&found.tools)
                        ))
                    })?;
                }
                deviations
            };
            let verdict = if self.bless { "recorded" } else { "as recorded" };
            bar.suspend(|| {
                if deviations.is_empty() {
                    let counts = found.counts;
                    let fmax = found.fmax.map_or("-".into(), |fmax| format!("{fmax:.2} MHz"));
                    output.line(format!(
                        "{:<14} {verdict}: lut {}, reg {}, blkmem {}, dsp {}, fmax {fmax}",
                        board.name, counts.lut, counts.reg, counts.blkmem, counts.dsp
                    ))
                } else {
                    deviations
                        .iter()
                        .try_for_each(|deviation| output.line(format!("{:<14} {deviation}", board.name)))
                }
            })?;
            checked.push(Checked { board: board.name.clone(), found, deviations });
        }
        bar.finish_and_clear();
        if self.bless {
            let text = format!("{}\n", serde_json::to_string_pretty(&recorded)?);
            files::write(&self.baselines, text.as_bytes())?;
        }
        let moved = checked.iter().filter(|board| !board.deviations.is_empty()).count();
        output.object(&Several { boards: checked })?;
        if moved == 0 {
            Ok(())
        } else {
            Err(Failure::found(format!("{moved} of {} boards differ from their baselines", boards.len())))
        }
    }
}
