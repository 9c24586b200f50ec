//! `spindle host load`, `read` and `verify`: a board's weights, written, read back, and compared.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;
use spindle_learning::files;
use spindle_learning::learn::Checkpoint;

use super::line::{Line, PROGRESS, differs, failure};
use crate::claim::claim;
use crate::command::train::CHECKPOINT;
use crate::command::{Common, Failure, Output};
use crate::host::{Difference, Progress, first_difference, used_words};

/// Name of the weights read back, in the output folder.
const WEIGHTS: &str = "board_weights.csv";

#[derive(Debug, Args)]
pub struct Load {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
    /// Load the best weights of `spindle train`'s checkpoint in the output folder, instead of the
    /// initial ones
    #[arg(long)]
    trained: bool,
}

#[derive(Serialize)]
struct Loaded {
    weights: usize,
    neurons: usize,
}

impl Load {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        let geometry = &manifest.description.geometry;
        let mut configuration = placement.configuration.clone();
        if self.trained {
            let checkpoint = Checkpoint::load(&self.common.out.join(CHECKPOINT))?;
            checkpoint.check(&manifest.description, &configuration, self.common.seed)?;
            configuration.weights = checkpoint.best.map_or(checkpoint.weights, |best| best.weights);
        }
        let mut board = self.line.board()?;
        let words = used_words(&configuration);
        let bar = output.progress(2 * words as u64, "load");
        board.load(geometry, &configuration, |count| bar.inc(count)).map_err(failure)?;
        bar.finish_and_clear();
        let loaded = Loaded { weights: words * geometry.lanes, neurons: configuration.neurons.len() };
        output.line(match loaded.weights {
            0 => format!("no weights to load; {} neurons", loaded.neurons),
            weights => format!("loaded {weights} weights, read back equal; {} neurons", loaded.neurons),
        })?;
        output.object(&loaded)
    }
}

#[derive(Debug, Args)]
pub struct Read {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Weights {
    file: String,
    words: usize,
    lanes: usize,
}

impl Read {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        let geometry = &manifest.description.geometry;
        let mut board = self.line.board()?;
        board.fits(geometry).map_err(failure)?;
        let words = used_words(&placement.configuration);
        let bar = output.progress(words as u64, "read");
        let weights = board.weights(words, |count| bar.inc(count)).map_err(failure)?;
        bar.finish_and_clear();
        let mut text = String::from("word,lane,weight\n");
        for (index, weight) in weights.iter().enumerate() {
            let _ = writeln!(text, "{},{},{weight}", index / geometry.lanes, index % geometry.lanes);
        }
        let _claim = claim(&self.common.out)?;
        let path = self.common.out.join(WEIGHTS);
        files::write(&path, text.as_bytes())?;
        let read = Weights { file: path.display().to_string(), words, lanes: geometry.lanes };
        output.line(format!("{}: {words} words of {} weights", read.file, read.lanes))?;
        output.object(&read)
    }
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Verified {
    verdict: &'static str,
    compared: usize,
    difference: Option<Difference>,
}

impl Verify {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        let geometry = &manifest.description.geometry;
        let path = self.common.out.join(PROGRESS);
        let fresh = Progress::start(&manifest.description, &placement.configuration, self.common.seed, None);
        let progress = Progress::read_any(&path, &fresh).map_err(failure)?;
        if progress.begun.is_some() {
            return Err(Failure {
                status: 2,
                message: format!(
                    "{}: the training is within an epoch; finish it (spindle host train --resume)",
                    path.display()
                ),
            });
        }
        let mut board = self.line.board()?;
        board.fits(geometry).map_err(failure)?;
        let found = board.weights(used_words(&placement.configuration), |_| ()).map_err(failure)?;
        let difference = first_difference(&found, &progress.weights, geometry.lanes);
        let verdict = if difference.is_none() { "equal" } else { "different" };
        output.line(format!("{} weights compared: {verdict}", found.len()))?;
        output.object(&Verified { verdict, compared: found.len(), difference })?;
        match difference {
            Some(difference) => Err(differs(&difference)),
            None if found.is_empty() => Err(Failure::found("no weight was compared")),
            None => Ok(()),
        }
    }
}
