//! `spindle host`: a board behind a serial port.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use spindle_hdl::memory_map as map;
use spindle_sim::backend::verilator::Verilator;

use super::train::CHECKPOINT;
use super::{Common, Failure, Output};
use crate::files;
use crate::host::{
    Board, BoardEpoch, Difference, Faults, HostError, Identity, Link, Port, Progress, SIMULATED_BAUD, Shown,
    Training, first_difference, show, simulated, used_words,
};
use crate::learn::{Checkpoint, Presenter, Session};
use spindle_golden::Core;

/// Name of the board's checkpoint in the output folder.
const PROGRESS: &str = "board.json";

/// Name of the weights read back, in the output folder.
const WEIGHTS: &str = "board_weights.csv";

/// What to do with a board.
#[derive(Debug, Subcommand)]
pub enum Host {
    /// Say what core answers, and what its counters show
    Info(Info),
    /// Write topology, neurons and weights, and read them back
    Load(Load),
    /// Load, train, read the weights back, and compare them with the golden model's
    Train(Train),
    /// Show test samples without feedback, and compare every spike with the golden model's
    Stream(Stream),
    /// Read the weights into a file
    Read(Read),
    /// Compare the board's weights with those that they should be
    Verify(Verify),
    /// A simulated board behind a pseudo-terminal, until interrupted
    Simulate(Simulate),
}

/// Where the board is.
#[derive(Clone, Debug, Args)]
struct Line {
    /// Serial port, such as /dev/ttyUSB1
    #[arg(long, value_name = "PATH")]
    port: PathBuf,
    /// Bits a second, as the bitstream was built
    #[arg(long, value_name = "N", default_value_t = 115_200, value_parser = clap::value_parser!(u32).range(300..))]
    baud: u32,
}

impl Line {
    fn board(&self) -> Result<Board, Failure> {
        let port = Port::open(&self.port, self.baud).map_err(failure)?;
        Board::connect(Link::new(Box::new(port), self.baud)).map_err(failure)
    }
}

/// What arrived damaged is a mismatch; everything else is about input.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn failure(error: HostError) -> Failure {
    let found = matches!(
        error,
        HostError::Damaged { .. } | HostError::Unwritten { .. } | HostError::LostSpikes { .. }
    );
    Failure { status: if found { 1 } else { 2 }, message: error.to_string() }
}

#[derive(Debug, Args)]
pub struct Info {
    #[command(flatten)]
    line: Line,
}

#[derive(Debug, Args)]
pub struct Load {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
    /// Load the best weights of `spindle train`'s checkpoint in the output folder, in place of the initial ones
    #[arg(long)]
    trained: bool,
}

#[derive(Debug, Args)]
pub struct Train {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
    /// Folder or file of the samples, for tasks that read one
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Samples of each epoch, the first of its order [default: all]
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Stop after this epoch of the manifest's schedule
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    epochs: Option<u32>,
    /// Go on where the board stands, or from the last epoch
    #[arg(long)]
    resume: bool,
}

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
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
}

#[derive(Debug, Args)]
pub struct Read {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    line: Line,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    common: Common,
}

impl Host {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Info(verb) => verb.run(output),
            Self::Load(verb) => verb.run(output),
            Self::Train(verb) => verb.run(output),
            Self::Stream(verb) => verb.run(output),
            Self::Read(verb) => verb.run(output),
            Self::Verify(verb) => verb.run(output),
            Self::Simulate(verb) => verb.run(output),
        }
    }
}

#[derive(Serialize)]
struct Description {
    port: String,
    #[serde(flatten)]
    identity: Identity,
    steps: u32,
    events: u32,
    words: u32,
    spikes: u32,
    dropped: u32,
    accepted: u32,
    faults: Faults,
}

impl Info {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let mut board = self.line.board()?;
        let core = board.identity();
        let mut register = |address| board.register(address).map_err(failure);
        let described = Description {
            port: self.line.port.display().to_string(),
            identity: core,
            steps: register(map::STEPS)?,
            events: register(map::EVENTS)?,
            words: register(map::WORDS)?,
            spikes: register(map::SPIKES)?,
            dropped: register(map::DROPPED)?,
            accepted: register(map::ACCEPTED)?,
            faults: board.faults().map_err(failure)?,
        };
        output.line(format!(
            "Spindle core, map version {}: {} lanes, {} neuron words, {}-bit weights, {}-bit membranes, scale {}, {} projections, {} predictive sources",
            core.version, core.lanes, core.neuron_words, core.weight_bits, core.membrane_bits, core.weight_scale,
            core.projections, core.predictive_sources
        ))?;
        output.line(format!(
            "{} event words accepted, {} steps, {} input spikes, {} weight words, {} spikes, {} output entries dropped",
            described.accepted, described.steps, described.events, described.words, described.spikes, described.dropped
        ))?;
        let faults = described.faults;
        output.line(format!(
            "faults, modulo 256: {} bytes lost, {} packets expired, {} bytes unknown, {} events refused",
            faults.lost_bytes, faults.expired, faults.unknown, faults.refused
        ))?;
        output.object(&described)
    }
}

#[derive(Serialize)]
struct Loaded {
    weights: usize,
    neurons: usize,
}

impl Load {
    fn run(&self, output: &Output) -> Result<(), Failure> {
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
        output.line(format!(
            "loaded {} weights, read back equal; {} neurons",
            loaded.weights, loaded.neurons
        ))?;
        output.object(&loaded)
    }
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
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        let description = &manifest.description;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        let session = Session::new(description, &placement, &data, self.common.seed)?;
        let all = session.epochs();
        let last = self.epochs.map_or(all, |last| last.min(all));
        let path = self.common.out.join(PROGRESS);
        let mut progress =
            Progress::start(description, &placement.configuration, self.common.seed, self.samples);
        if self.resume {
            progress = Progress::load(&path, &progress).map_err(failure)?;
        }
        files::create_folder(&self.common.out)?;
        let mut board = self.line.board()?;
        board.fits(&description.geometry).map_err(failure)?;
        let geometry = &description.geometry;
        let mut training = Training { session, geometry, seed: self.common.seed, progress, path };
        let start = std::time::Instant::now();
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

fn differs(difference: &Difference) -> Failure {
    Failure::found(format!(
        "{} weights differ; the first: word {}, lane {}: board {}, golden model {}",
        difference.count, difference.word, difference.lane, difference.board, difference.golden
    ))
}

#[derive(Serialize)]
struct Streamed {
    verdict: &'static str,
    accuracy: f64,
    #[serde(flatten)]
    shown: Shown,
}

impl Stream {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        let description = &manifest.description;
        let geometry = &description.geometry;
        let data = manifest.data(self.data.as_deref(), self.common.seed)?;
        let lost = description.mismatch.lost_spikes;
        let Some(mut presenter) =
            Presenter::new(&description.task, &placement, &data, self.common.seed, lost)
        else {
            return Err(Failure { status: 2, message: "task.inputs or task.outputs is no group".into() });
        };
        let samples = data.split.test.len().min(self.samples.unwrap_or(usize::MAX));
        if samples == 0 {
            return Err(Failure { status: 2, message: "no samples to show; raise --samples".into() });
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
                "the spikes of test sample {index} differ from the golden model's; is the board loaded with this manifest (spindle host load)?"
            ))),
            None => Ok(()),
        }
    }
}

#[derive(Serialize)]
struct Weights {
    file: String,
    words: usize,
    lanes: usize,
}

impl Read {
    fn run(&self, output: &Output) -> Result<(), Failure> {
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
        files::create_folder(&self.common.out)?;
        let path = self.common.out.join(WEIGHTS);
        files::write(&path, text.as_bytes())?;
        let read = Weights { file: path.display().to_string(), words, lanes: geometry.lanes };
        output.line(format!("{}: {words} words of {} weights", read.file, read.lanes))?;
        output.object(&read)
    }
}

#[derive(Serialize)]
struct Verified {
    verdict: &'static str,
    compared: usize,
    difference: Option<Difference>,
}

impl Verify {
    fn run(&self, output: &Output) -> Result<(), Failure> {
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

#[derive(Serialize)]
struct Simulated {
    port: String,
    baud: u64,
}

impl Simulate {
    fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, _) = self.common.placed()?;
        manifest.for_hardware()?;
        output.remark("compiling (a minute, once for each geometry)")?;
        let board = simulated(&manifest.description.geometry).map_err(failure)?;
        let running = board.start(&Verilator::default())?;
        let simulated = Simulated { port: running.path().display().to_string(), baud: SIMULATED_BAUD };
        output.line(&simulated.port)?;
        output.object(&simulated)?;
        // Whoever waits for the path reads it through a pipe.
        let _ = std::io::stdout().flush();
        Ok(running.wait()?)
    }
}
