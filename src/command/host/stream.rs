//! `spindle host stream`: test samples on a board, compared spike by spike with the golden model.

use std::path::PathBuf;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use serde::Serialize;
use spindle_golden::Core;
use spindle_learning::learn::Presenter;

use super::line::{Line, failure};
use crate::command::{Common, Failure, Output};
use crate::host::{Shown, show, used_words};

#[derive(Debug, Args)]
pub struct Stream {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Test samples to show [default: all]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    samples: Option<usize>,
}

#[derive(Serialize)]
struct Streamed {
    verdict: &'static str,
    accuracy: f64,
    #[serde(flatten)]
    shown: Shown,
}

impl Stream {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        let description = &manifest.description;
        let geometry = &description.geometry;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        let lost = description.mismatch.lost_spikes;
        let Some(mut presenter) =
            Presenter::new(&description.task, &placement, &data, self.common.seed, lost)
        else {
            return Err(Failure {
                status: 2,
                message: "task.inputs and task.outputs must name existing groups".into(),
            });
        };
        let samples = data.split.test.len().min(self.samples.unwrap_or(usize::MAX));
        if samples == 0 {
            let message = "no samples to show; raise task.test in the manifest".into();
            return Err(Failure { status: 2, message });
        }
        let mut board = self.line.board()?;
        board.fits(geometry).map_err(failure)?;
        let mut configuration = placement.configuration.clone();
        let found = board.weights(used_words(&configuration), |_| ()).map_err(failure)?;
        configuration.weights[..found.len()].copy_from_slice(&found);
        let mut golden = Core::new(geometry, &configuration)?;
        let bar = output.progress(samples as u64, "stream");
        let shown =
            show(&mut board, geometry, &mut golden, &mut presenter, &data.split.test[..samples], || {
                bar.inc(1);
            })
            .map_err(failure)?;
        bar.finish_and_clear();
        let difference = shown.difference;
        let accuracy = shown.right as f64 / shown.samples as f64;
        output.line(format!(
            "{} test samples, {} spikes {}; {:.2} % right by spikes alone",
            shown.samples,
            shown.spikes,
            if difference.is_none() { "equal the golden model's" } else { "DIFFER" },
            100.0 * accuracy
        ))?;
        let verdict = if difference.is_none() { "equal" } else { "different" };
        output.object(&Streamed { verdict, accuracy, shown })?;
        match difference {
            Some(index) => Err(Failure::found(format!(
                "the spikes of test sample {index} differ from the golden model's; load the board with this manifest (spindle host load) and run again: a damaged reply, which can be read only once, shows the same difference"
            ))),
            None => Ok(()),
        }
    }
}
