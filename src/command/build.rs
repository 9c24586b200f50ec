//! `spindle build`: from a manifest to a bitstream for a board.

mod bench;
mod check;

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;
use serde::Serialize;
use spindle_learning::files;
use spindle_sim::eda;
use spindle_spec::Geometry;

use super::{Common, Failure, Output};
use crate::board::{Board, BuildError, BuildReport, Flow, fit, section};

/// Neurons that `--fit` starts from where neither a manifest nor the board says otherwise.
const NEURONS: usize = 256;

/// Options of `build`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Build {
    #[command(flatten)]
    common: Common,
    /// Boards: names, or description files (.toml); `all` for all known boards [default with
    /// --bench: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', required_unless_present = "bench")]
    board: Vec<String>,
    /// Bits per second on the serial line [default: the board's]
    #[arg(long, value_name = "N")]
    baud: Option<u64>,
    /// Find the largest geometry that fits
    #[arg(long, conflicts_with_all = ["bench", "check", "program"])]
    fit: bool,
    /// Synaptic operations per second with learning on; with several boards, the table over 1 to 16
    /// lanes
    #[arg(long, conflicts_with_all = ["check", "program"])]
    bench: bool,
    /// Compare with the recorded baseline
    #[arg(long, conflicts_with = "program")]
    check: bool,
    /// With --check: record the baseline; with --fit: write the geometry into the board's file
    #[arg(long)]
    bless: bool,
    /// File of the baselines [default: baselines.json next to the board's file; constraints/ for a
    /// name]
    #[arg(long, value_name = "FILE")]
    baselines: Option<PathBuf>,
    /// Load the bitstream onto the board, with openFPGALoader
    #[arg(long)]
    program: bool,
}

/// JSON output for several boards.
#[derive(Serialize)]
struct Several<T: Serialize> {
    boards: Vec<T>,
}

impl Build {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let mut boards = Vec::new();
        let all = ["all".to_owned()];
        for name in if self.board.is_empty() { &all[..] } else { &self.board } {
            if name == "all" {
                boards.extend(Board::all()?);
            } else {
                boards.push(Board::find(name)?);
            }
        }
        for board in &mut boards {
            board.baud = self.baud.unwrap_or(board.baud);
        }
        if self.bless && !(self.check || self.fit) {
            return Err(unusable("--bless records the result of --check or --fit; give one of them"));
        }
        if self.program
            && let Some(Board { name, .. }) = boards.iter().find(|board| !board.family.has_bitstream())
        {
            let script = self.common.out.join(name).join(format!("{name}.tcl"));
            return Err(unusable(format!(
                "--program: no open tool makes a bitstream for {name}; Vivado does, with {}, which a build without \
                 --program writes",
                script.display()
            )));
        }
        if self.fit {
            each(output, &boards, |board, bar| self.fit(board, bar, output))
        } else if self.bench {
            self.bench(&boards, output)
        } else if self.check {
            self.check(&boards, output)
        } else {
            each(output, &boards, |board, bar| self.build(board, bar, output))
        }
    }

    fn build(&self, board: &Board, bar: &ProgressBar, output: &Output) -> Result<BuildReport, Failure> {
        let loader = if self.program { Some(eda::loader()?) } else { None };
        let progress = stages(bar, board);
        let flow = Flow::new(board, &self.common.out, &progress)?;
        let report = flow.build(&self.geometry(board)?, self.common.seed)?;
        bar.suspend(|| output.line(format!("{}\n{}", board.title, report.table(board))))?;
        if let Some(bitstream) = &report.bitstream {
            bar.suspend(|| output.line(format!("bitstream {}\n", bitstream.display())))?;
        }
        if let (Some(loader), Some(bitstream), Ok(())) = (loader, &report.bitstream, report.in_time()) {
            let mut command = loader.command();
            // Standard output is the result's, which is one object with --json.
            command.args(["-b", &board.programmer]).arg(bitstream).stdout(std::io::stderr());
            let status = command.status().map_err(files::error(&loader.program, "run"))?;
            if !status.success() {
                let what = format!("{} failed ({status}): is the board connected?", loader.program.display());
                return Err(unusable(what));
            }
        }
        Ok(report)
    }

    fn fit(&self, board: &Board, bar: &ProgressBar, output: &Output) -> Result<BuildReport, Failure> {
        let start = match self.geometry(board) {
            Ok(geometry) => geometry,
            Err(BuildError::NoGeometry { .. }) => default_geometry()?,
            Err(error) => return Err(error.into()),
        };
        let progress = stages(bar, board);
        let flow = Flow::new(board, &self.common.out, &progress)?;
        let fitted = fit(board, &flow, &start, self.common.seed).map_err(|error| match error {
            BuildError::TooSlow { .. } => Failure::found(error),
            error => error.into(),
        })?;
        bar.suspend(|| output.line(format!("# {}\n{}", board.title, section(&fitted.geometry))))?;
        if self.bless {
            record(board, &fitted.geometry)?;
        }
        Ok(fitted.report)
    }

    /// The geometry of the selected manifest, otherwise the board's own.
    fn geometry(&self, board: &Board) -> Result<Geometry, BuildError> {
        let here = Path::new("spindle.toml").exists();
        if self.common.config.is_some() || self.common.preset.is_some() || here {
            let manifest = self.common.manifest()?;
            manifest.for_hardware()?;
            return Ok(manifest.description.geometry);
        }
        board.geometry.clone().ok_or_else(|| BuildError::NoGeometry { board: board.name.clone() })
    }
}

/// The core that `--fit` starts from.
fn default_geometry() -> Result<Geometry, toml::de::Error> {
    toml::from_str(&format!(
        "lanes = 1\nneurons = {NEURONS}\nweight_words = 1\nweight_bits = 8\nmembrane_bits = 16\nweight_scale = 3\n"
    ))
}

/// Does `work` for each board, with one progress bar, and prints one object. It fails at the end if
/// cores are too slow for their boards.
fn each(
    output: &Output,
    boards: &[Board],
    mut work: impl FnMut(&Board, &ProgressBar) -> Result<BuildReport, Failure>,
) -> Result<(), Failure> {
    let bar = output.progress(Flow::STAGES * boards.len() as u64, "build");
    let mut results = Vec::new();
    for (index, board) in boards.iter().enumerate() {
        bar.set_position(Flow::STAGES * index as u64);
        results.push(work(board, &bar)?);
    }
    bar.finish_and_clear();
    let slow: Vec<String> =
        results.iter().filter_map(|report| Some(report.in_time().err()?.to_string())).collect();
    one_or_several(output, results)?;
    if slow.is_empty() { Ok(()) } else { Err(Failure::found(slow.join("\n"))) }
}

/// With `--json`: a single result, otherwise an object that has them in `boards`.
fn one_or_several<T: Serialize>(output: &Output, results: Vec<T>) -> Result<(), Failure> {
    match <[T; 1]>::try_from(results) {
        Ok([result]) => output.object(&result),
        Err(boards) => output.object(&Several { boards }),
    }
}

/// Shows each stage of `board` as it begins.
fn stages<'a>(bar: &'a ProgressBar, board: &'a Board) -> impl Fn(&str) + Sync + 'a {
    move |stage| {
        bar.set_message(format!("{}: {stage}", board.name));
        bar.inc(1);
    }
}

/// Writes the geometry into the board's description.
fn record(board: &Board, geometry: &Geometry) -> Result<(), Failure> {
    let mut text: toml_edit::DocumentMut = files::read_written(&board.file)?.parse()?;
    let section: toml_edit::DocumentMut = section(geometry).parse()?;
    text["geometry"] = section["geometry"].clone();
    files::write(&board.file, text.to_string().as_bytes())?;
    Ok(())
}

fn unusable(message: impl Into<String>) -> Failure {
    Failure { status: 2, message: message.into() }
}
