//! `spindle build --bench`: synaptic operations per second, with learning on.

use serde::Serialize;
use spindle_spec::Geometry;

use super::{Build, default_geometry, one_or_several, stages};
use crate::board::{Board, BuildError, BuildReport, Counts, Flow, ThroughputError, throughput};
use crate::command::{Failure, Output};

/// One core on one board.
#[derive(Serialize)]
struct Row {
    lanes: usize,
    /// Cycles per synaptic operation, learning on.
    clocks_per_operation: f64,
    /// Highest cycle times operations per cycle, millions per second.
    msops: Option<f64>,
    #[serde(flatten)]
    report: BuildReport,
}

/// A row of the table that could not be built.
#[derive(Serialize)]
struct TooBig {
    board: String,
    lanes: usize,
    does_not_fit: String,
}

/// A row of the table of which a stage failed.
#[derive(Serialize)]
struct Broken {
    board: String,
    lanes: usize,
    /// The stage.
    failed: &'static str,
    error: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Built(Box<Row>),
    TooBig(TooBig),
    Broken(Broken),
}

const HEADER: &str = "board           lanes  cycles/op  fmax [MHz]    Mops/s      LUT       FF  BRAM  DSP";

impl Build {
    /// One board: its own core. Several: cores of 1 to 16 lanes, one block of weight memory per
    /// lane.
    pub(super) fn bench(&self, boards: &[Board], output: &Output) -> Result<(), Failure> {
        let single = boards.len() == 1;
        let cores = if single { 1 } else { 5 };
        let bar = output.progress(Flow::STAGES * 4 * cores * boards.len() as u64, "bench");
        output.line(HEADER)?;
        let mut lines = Vec::new();
        for board in boards {
            let progress = stages(&bar, board);
            let geometries = if single { vec![self.geometry(board)?] } else { self.cores(board)? };
            for geometry in geometries {
                // The table takes hours: one folder per core, so that it resumes after a kill.
                let mut out = self.common.out.clone();
                if !single {
                    out.push(format!("{}-lanes", geometry.lanes));
                }
                let flow = Flow::new(board, &out, &progress)?;
                let line = match row(&flow, &geometry) {
                    Ok(row) => Line::Built(Box::new(row)),
                    Err(error) if single => return Err(error.failure()),
                    Err(error) => {
                        let (name, lanes) = (board.name.clone(), geometry.lanes);
                        error.line(name, lanes).map_err(RowError::failure)?
                    }
                };
                bar.suspend(|| output.line(text(&line)))?;
                lines.push(line);
            }
        }
        bar.finish_and_clear();
        let of = lines.len();
        let failed = lines.iter().filter(|line| matches!(line, Line::Broken(_))).count();
        let slow = lines.iter().filter(|line| matches!(line, Line::Built(row) if !row.report.meets_clock()));
        let slow = slow.count();
        one_or_several(output, lines)?;
        if failed + slow == 0 {
            return Ok(());
        }
        Err(Failure::found(format!(
            "of {of} cores, {failed} could not be built and {slow} are too slow for their boards' clocks"
        )))
    }

    /// The cores of the table: the board's, or the manifest's, at every lane count.
    fn cores(&self, board: &Board) -> Result<Vec<Geometry>, Failure> {
        let base = match self.geometry(board) {
            Ok(geometry) => geometry,
            Err(BuildError::NoGeometry { .. }) => default_geometry()?,
            Err(error) => return Err(error.into()),
        };
        let weight_words = board.family.weights_a_block(base.weight_bits);
        Ok([1, 2, 4, 8, 16].map(|lanes| Geometry { lanes, weight_words, ..base.clone() }).into())
    }
}

#[derive(Debug, thiserror::Error)]
enum RowError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Throughput(#[from] ThroughputError),
}

impl RowError {
    /// Failure that ends the command.
    fn failure(self) -> Failure {
        match self {
            Self::Throughput(error @ ThroughputError::Different(_)) => Failure::found(error),
            error => error.into(),
        }
    }

    /// A row for the table instead of a failure, if it concerns this core alone: other rows may
    /// succeed.
    fn line(self, board: String, lanes: usize) -> Result<Line, Self> {
        let stage = match &self {
            Self::Build(error @ BuildError::TooBig { .. }) => {
                return Ok(Line::TooBig(TooBig { board, lanes, does_not_fit: error.to_string() }));
            }
            Self::Build(error) => error.stage(),
            Self::Throughput(_) => Some("simulate"),
        };
        match stage {
            Some(failed) => Ok(Line::Broken(Broken { board, lanes, failed, error: self.to_string() })),
            None => Err(self),
        }
    }
}

fn row(flow: &Flow<'_>, geometry: &Geometry) -> Result<Row, RowError> {
    let report = flow.median(geometry)?;
    let measured = throughput(geometry)?;
    Ok(Row {
        lanes: geometry.lanes,
        clocks_per_operation: 1.0 / measured.rate(),
        msops: report.fmax.map(|fmax| fmax * measured.rate()),
        report,
    })
}

fn text(line: &Line) -> String {
    match line {
        Line::Built(row) => {
            let Row { lanes, clocks_per_operation: cycles, msops, report } = &**row;
            let Counts { lut, reg, blkmem, dsp } = report.counts;
            let number = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
            let slow = if report.meets_clock() {
                String::new()
            } else {
                format!("  too slow: {} MHz needed", report.constraint)
            };
            format!(
                "{:<15} {lanes:>5} {cycles:>10.4} {:>11} {:>9} {lut:>8} {reg:>8} {blkmem:>5} {dsp:>4}{slow}",
                report.board,
                number(report.fmax),
                number(*msops),
            )
        }
        Line::TooBig(TooBig { board, lanes, does_not_fit: what })
        | Line::Broken(Broken { board, lanes, error: what, .. }) => format!("{board:<15} {lanes:>5}  {what}"),
    }
}
