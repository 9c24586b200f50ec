//! The largest geometry that fits a board, found by building it.

use spindle_spec::Geometry;

use super::counts::{Excess, Share, excess};
use super::description::Board;
use super::flow::{Built, Flow};
use super::report::BuildReport;
use super::stage::BuildError;

/// Usable part of the look-up tables: routing a fuller device takes long, and often fails.
const LUT_PERCENT: u64 = 96;

/// The largest geometry, and its build.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The geometry.
    pub geometry: Geometry,
    /// Report of its build.
    pub report: BuildReport,
}

/// The geometry of most lanes, and then of most weight words, that fits `board`, is routed and
/// meets its frequency. Neurons, formats and depths are those of `start`. Every step is a
/// synthesis; the last one is placed and routed.
///
/// # Errors
/// A tool is missing or fails, or not even one lane fits.
pub fn fit(board: &Board, flow: &Flow<'_>, start: &Geometry, seed: u64) -> Result<Fitted, BuildError> {
    let block = board.family.weights_a_block(start.weight_bits);
    let mut fitting = Vec::new();
    // What one lane has too little of.
    let mut over = Vec::new();
    for lanes in [1, 2, 4, 8, 16] {
        let geometry = Geometry { lanes, weight_words: block, ..start.clone() };
        let built = flow.synthesise(&geometry)?;
        let excess = too_much(board, &built);
        if excess.is_empty() {
            fitting.push((geometry, built));
            continue;
        }
        // More lanes can use fewer block memories, when those of each lane become shallow enough
        // for look-up tables. They use more of every other resource.
        let [_, memory] = board.family.names();
        let hopeless = excess.iter().any(|excess| excess.resource != memory);
        if lanes == 1 {
            over = excess;
        }
        if hopeless {
            break;
        }
    }
    if fitting.is_empty() {
        let (board, neurons) = (board.name.clone(), start.neurons);
        return Err(BuildError::NothingFits { board, neurons, excess: over });
    }
    let mut refusal = None;
    while let Some((geometry, built)) = fitting.pop() {
        let geometry = grow(board, flow, geometry, &built, block)?;
        match flow.build(&geometry, seed) {
            Ok(report) => match report.in_time() {
                Ok(()) => return Ok(Fitted { geometry, report }),
                Err(slow) => refusal = Some(slow),
            },
            // Too full to be placed or routed: fewer lanes may do.
            Err(error @ BuildError::Stage { .. }) => refusal = Some(error),
            Err(error) => return Err(error),
        }
    }
    let nothing = BuildError::NothingFits { board: board.name.clone(), neurons: start.neurons, excess: over };
    Err(refusal.unwrap_or(nothing))
}

/// As many weight words as the block memories left over by `built` hold, confirmed by synthesis.
fn grow(
    board: &Board,
    flow: &Flow<'_>,
    geometry: Geometry,
    built: &Built,
    block: usize,
) -> Result<Geometry, BuildError> {
    let [_, memory] = board.family.names();
    let free = built.utilisation.get(memory).map_or(0, |share| share.available.saturating_sub(share.used));
    let mut blocks = (1 + free as usize / geometry.lanes).min(MOST_WORDS / block);
    // One block a lane is known to fit.
    while blocks > 1 {
        let larger = Geometry { weight_words: blocks * block, ..geometry.clone() };
        let over = too_much(board, &flow.synthesise(&larger)?);
        if over.is_empty() {
            return Ok(larger);
        }
        blocks -= 1;
    }
    Ok(geometry)
}

/// Deepest weight memory (`GEO-2`).
const MOST_WORDS: usize = 65_536;

/// Resources that exceed the device, or its usable part.
fn too_much(board: &Board, built: &Built) -> Vec<Excess> {
    let mut over = excess(&built.utilisation);
    let [luts, _] = board.family.names();
    if let Some(Share { used, available }) = built.utilisation.get(luts).copied() {
        let bound = available * LUT_PERCENT / 100;
        if used > bound && used <= available {
            let resource = format!("{luts} (at most {LUT_PERCENT} %)");
            over.push(Excess { resource, share: Share { used, available: bound } });
        }
    }
    over
}

/// `geometry` as the section of a manifest or a board's description.
pub fn section(geometry: &Geometry) -> String {
    // A geometry is a flat table of numbers, which TOML can always express.
    format!("[geometry]\n{}", toml::to_string(geometry).unwrap_or_default())
}
