//! `spindle build --bench`: synaptic operations a second, with learning on.

use serde::Serialize;
use spindle_hdl::Geometry;

use super::{Build, Several, default_geometry, stages};
use crate::board::{Board, BuildError, Counts, Flow, Report, throughput};
use crate::command::{Failure, Output};

/// One core on one board.
#[derive(Serialize)]
struct Row {
    lanes: usize,
    /// Clocks a synaptic operation, learning on.
    clocks_per_operation: f64,
    /// Highest clock times operations a clock, millions a second.
    msops: Option<f64>,
    #[serde(flatten)]
    report: Report,
}

/// A row of the table that could not be built.
#[derive(Serialize)]
struct TooBig {
    board: String,
    lanes: usize,
    does_not_fit: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Built(Box<Row>),
    TooBig(TooBig),
}

const HEADER: &str = "board           lanes  clocks/op  fmax [MHz]    Mops/s      LUT       FF  BRAM  DSP";

impl Build {
    /// One board: its own core. Several: cores of 1 to 16 lanes, a block of weight memory each.
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
                // The table takes hours: a folder a core, so that it goes on after a kill where it was.
                let mut out = self.common.out.clone();
                if !single {
                    out.push(format!("{}-lanes", geometry.lanes));
                }
                let flow = Flow::new(board, &out, &progress)?;
                let line = match row(&flow, &geometry) {
                    Ok(row) => Line::Built(Box::new(row)),
                    Err(RowError::Build(error @ BuildError::TooBig { .. })) if !single => {
                        Line::TooBig(TooBig {
                            board: board.name.clone(),
                            lanes: geometry.lanes,
                            does_not_fit: error.to_string(),
                        })
                    }
                    Err(RowError::Build(error)) => return Err(error.into()),
                    Err(RowError::Failed(failure)) => return Err(failure),
                };
                bar.suspend(|| output.line(text(&line)))?;
                lines.push(line);
            }
        }
        bar.finish_and_clear();
        match <[Line; 1]>::try_from(lines) {
            Ok([line]) => output.object(&line),
            Err(boards) => output.object(&Several { boards }),
        }
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

enum RowError {
    Build(BuildError),
    Failed(Failure),
}

fn row(flow: &Flow<'_>, geometry: &Geometry) -> Result<Row, RowError> {
    let report = flow.median(geometry).map_err(RowError::Build)?;
    let measured = throughput(geometry).map_err(|error| RowError::Failed(error.into()))?;
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
            let Row { lanes, clocks_per_operation, msops, report } = &**row;
            let Counts { lut, reg, blkmem, dsp } = report.counts;
            let number = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
            format!(
                "{:<15} {lanes:>5} {clocks_per_operation:>10.4} {:>11} {:>9} {lut:>8} {reg:>8} {blkmem:>5} {dsp:>4}",
                report.board,
                number(report.fmax),
                number(*msops),
            )
        }
        Line::TooBig(TooBig { board, lanes, does_not_fit }) => {
            format!("{board:<15} {lanes:>5}  {does_not_fit}")
        }
    }
}
