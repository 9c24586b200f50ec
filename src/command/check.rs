//! `spindle check`: validation of a manifest.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use spindle_learning::learn::Session;

use super::{Failure, Output, Selection};
use crate::tune::space;

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    selection: Selection,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
}

#[derive(Serialize)]
struct Needed {
    manifest: String,
    neuron_words: usize,
    neuron_words_available: usize,
    weight_words: usize,
    weight_words_available: usize,
    projections: usize,
    projections_available: usize,
    weight_memory_bits: usize,
}

impl Check {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.selection.placed()?;
        let task = &manifest.description.task;
        let known = self.data.is_some() || task.data.is_some() || task.name.needs().is_none();
        if known {
            let data = manifest.data(self.data.as_deref(), self.selection.seed)?;
            Session::new(&manifest.description, &placement, &data, self.selection.seed)?;
        } else {
            output.remark("the samples were not checked; name them with --data PATH")?;
        }
        if !manifest.description.tune.is_empty() {
            space(&manifest)?;
        }
        let geometry = &manifest.description.geometry;
        let report = Needed {
            manifest: manifest.file.clone(),
            neuron_words: placement.configuration.neuron_words,
            neuron_words_available: geometry.neuron_words(),
            weight_words: placement.weight_words,
            weight_words_available: geometry.weight_words,
            projections: placement.projections.len(),
            projections_available: geometry.projections,
            weight_memory_bits: geometry.weight_words * geometry.lanes * geometry.weight_bits,
        };
        output.line(format!("{}: fits", report.manifest))?;
        let line =
            |what: &str, used: usize, available: usize| format!("  {what:<20} {used:>6} of {available}");
        output.line(line("neuron words", report.neuron_words, report.neuron_words_available))?;
        output.line(line("weight words", report.weight_words, report.weight_words_available))?;
        output.line(line("projections", report.projections, report.projections_available))?;
        let units = [
            ("learning", geometry.learning),
            ("controllers", geometry.controllers),
            ("modulators", geometry.modulators),
        ];
        for (unit, _) in units.iter().filter(|(_, built)| !built) {
            output.line(format!("  without {unit}: the manifest's settings for them have no effect"))?;
        }
        for group in &placement.groups {
            let last = group.base + group.size - 1;
            output.line(format!("  neurons `{}`: {} to {last}", group.name, group.base))?;
        }
        for place in &placement.projections {
            let (words, base) = (place.row_words, place.weight_base);
            output.line(format!(
                "  `{}` to `{}`: {words} words a row, from weight word {base}",
                place.from, place.to
            ))?;
        }
        output.object(&report)
    }
}
