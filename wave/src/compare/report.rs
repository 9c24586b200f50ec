//! The result of a comparison.

use serde::Serialize;

use crate::compare::difference::{Difference, Kinds, Widths};
use crate::compare::domain::Sampled;
use crate::compare::options::StdLogic;
use crate::output::window::Window;
use crate::pairing::pair::Renamed;
use crate::pairing::scopes::ScopePair;
use crate::time::Femtoseconds;

/// Verdict of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything in both files was compared and is the same, except what the options exclude.
    Equal,
    /// No compared value differs, but something was not compared: [`Report::incomplete`] lists it.
    Incomplete,
    /// Something differs.
    Different,
}

/// One file ends before the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// Which: `left` or `right`.
    pub side: &'static str,
    /// Its last time in nanoseconds, decimal; sampled at a clock, that of its last edge, in its own
    /// time.
    pub time: String,
    /// End of the other file (or of the window, if that ends earlier), in nanoseconds, decimal;
    /// when sampled at a clock, the time of the edge without a counterpart.
    pub other: String,
}

/// A signal and how often it differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignalCount {
    /// Name in the left file.
    pub signal: String,
    /// Time of its first difference in nanoseconds, decimal.
    pub first: String,
    /// Time stamps (or clock edges) at which it changed and differs.
    pub differences: u64,
}

/// The result of a comparison. Signals are counted by name, so aliases do not change the counts.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The result.
    pub verdict: Verdict,
    /// Names that were compared.
    pub signals_compared: u64,
    /// Changes that were compared: a signal and a time stamp at which it changed in either file.
    /// Sampled at a clock: a signal and an edge.
    pub changes_compared: u64,
    /// Clock edges at which values were sampled, of all clocks together, if a clock was given.
    pub samples: Option<u64>,
    /// The clocks.
    pub clocks: Vec<Sampled>,
    /// Changes after which the values differ, and one for each difference of another kind.
    pub differences: u64,
    /// The first in time, and of several the one deepest in the hierarchy; then, by kind, in the
    /// order of [`DifferenceKind`](crate::DifferenceKind).
    pub first_difference: Option<Difference>,
    /// All signals whose values differ, by time of their first difference.
    pub differing: Vec<SignalCount>,
    /// Signals of different kinds; their values are not compared.
    pub kinds: Vec<Kinds>,
    /// Signals of different width; their values are not compared.
    pub widths: Vec<Widths>,
    /// Set if one file ends before the other within the window.
    pub ends_early: Option<Ending>,
    /// Names that only the right file has.
    pub missing_left: Vec<String>,
    /// Names that only the left file has.
    pub missing_right: Vec<String>,
    /// Names that the mapped scopes leave out, because their namesakes are inside one of them.
    pub left_out: Vec<String>,
    /// Names of which at each point a side is unknown where that is ignored, though the sides are
    /// not the same.
    pub vacuous: Vec<String>,
    /// Names in the domain of no clock.
    pub outside_clocks: Vec<String>,
    /// Why the comparison is incomplete.
    pub incomplete: Vec<String>,
    /// Mapping of the scopes.
    pub scopes: Vec<ScopePair>,
    /// Signals that are written in another way in the other file.
    pub renamed: Vec<Renamed>,
    /// Comparison of nine-valued logic.
    pub std_logic: StdLogic,
    /// Delay of the right file, in clock edges or nanoseconds, if an offset was given or searched.
    pub offset: Option<String>,
    /// From when to when both files record, in nanoseconds of the left file, decimal, if only that
    /// was compared.
    pub overlap: Option<[String; 2]>,
    /// Values of reals that are the same in the 16 digits that a VCD has, and not in all.
    pub rounded: u64,
    /// Nanoseconds, decimal, that were not compared because a file does not record them
    /// (`$dumpoff`).
    pub unrecorded: String,
    /// Changes so near to the end that their counterpart, which may come some cycles later, is not
    /// in the file.
    pub undecided: u64,
    /// Accepted deviations from the format.
    pub warnings: Vec<String>,
    /// Which files end where a run was killed.
    pub cut: Vec<String>,
    /// Until when each file goes, at most to the end of the window, in femtoseconds.
    #[serde(skip)]
    pub ends: [Femtoseconds; 2],
    /// The values around the first difference.
    pub window: Option<Window>,
}
