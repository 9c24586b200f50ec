//! `spindle host train`: epochs on a board, each compared with the golden model's.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use serde::Serialize;
use spindle_learning::learn::Session;

use super::line::{Line, PROGRESS, differs, failure};
use crate::claim::claim;
use crate::command::{Common, Failure, Output};
use crate::host::{BoardEpoch, Faults, Progress, Training};

#[derive(Debug, Args)]
pub struct Train {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Training samples of each epoch, the first of its order [default: all]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    samples: Option<usize>,
    /// Stop after this epoch of the manifest's schedule
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    epochs: Option<u32>,
    /// Resume at the board's position, or after the last epoch
    #[arg(long)]
    resume: bool,
}

#[derive(Serialize)]
struct Trained {
    verdict: &'static str,
    epochs: Vec<BoardEpoch>,
    faults: Faults,
    seconds: f64,
    events_per_second: f64,
}

impl Train {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        manifest.for_training()?;
        let description = &manifest.description;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        let session = Session::new(description, &placement, &data, self.common.seed)?;
        let all = session.epochs();
        let last = self.epochs.map_or(all, |last| last.min(all));
        let path = self.common.out.join(PROGRESS);
        let mut progress =
            Progress::start(description, &placement.configuration, self.common.seed, self.samples);
        if self.resume {
            // Where there is none, no folder is made either.
            Progress::load(&path, &progress).map_err(failure)?;
        }
        let _claim = claim(&self.common.out)?;
        if self.resume {
            progress = Progress::load(&path, &progress).map_err(failure)?;
        }
        let mut board = self.line.board()?;
        board.fits(&description.geometry).map_err(failure)?;
        let geometry = &description.geometry;
        let mut training = Training { session, geometry, seed: self.common.seed, progress, path };
        let start = Instant::now();
        let mut epochs = Vec::new();
        while training.progress.epochs < last {
            let bar = output.progress(1, "train");
            bar.set_message(format!("epoch {} of {last}", training.progress.epochs + 1));
            let epoch = training
                .epoch(&mut board, |done, all| {
                    bar.set_length(all as u64);
                    bar.set_position(done as u64);
                })
                .map_err(failure)?;
            bar.finish_and_clear();
            output.line(format!(
                "epoch {:>3}  {} samples, {} event words{}, {} weights changed; {} weights read back {}",
                epoch.epoch,
                epoch.samples,
                epoch.events,
                if epoch.resumed > 0 {
                    format!(" ({} of them before)", epoch.resumed)
                } else {
                    String::new()
                },
                epoch.changed,
                epoch.compared,
                if epoch.difference.is_none() { "equal the golden model's" } else { "DIFFER" },
            ))?;
            let difference = epoch.difference;
            epochs.push(epoch);
            if difference.is_some() {
                break;
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        let sent: usize = epochs.iter().map(|epoch| epoch.events - epoch.resumed).sum();
        let difference = epochs.last().and_then(|epoch| epoch.difference);
        if epochs.is_empty() {
            return Err(Failure { status: 2, message: "no epoch is left to train; raise --epochs".into() });
        }
        let trained = Trained {
            verdict: if difference.is_none() { "equal" } else { "different" },
            faults: board.faults().map_err(failure)?,
            seconds,
            events_per_second: sent as f64 / seconds.max(1e-9),
            epochs,
        };
        output.remark(format!("{:.1} s, {:.0} event words a second", seconds, trained.events_per_second))?;
        output.object(&trained)?;
        difference.map_or(Ok(()), |difference| Err(differs(&difference)))
    }
}
