//! Results of comparing two files.

use crate::compare::difference::Difference;
use crate::compare::tally::Tally;
use crate::compare::walk::Walk;
use crate::time::Femtoseconds;

/// Amount that was compared.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) changes: u64,
    pub(crate) undecided: u64,
}

/// Result of comparing two files.
pub(crate) struct Found {
    /// One a pair.
    pub(crate) tallies: Vec<Tally>,
    pub(crate) counts: Counts,
    /// Points of comparison.
    pub(crate) points: u64,
    pub(crate) first: Option<First>,
}

/// The first point with a difference.
pub(crate) struct First {
    /// Number of the point, from 0.
    pub(crate) number: u64,
    /// Time of the left file.
    pub(crate) time: Femtoseconds,
    /// Pairs that differ there, the one that is likely to be the cause first.
    pub(crate) pairs: Vec<usize>,
    pub(crate) difference: Difference,
}

/// Pairs with the deepest in the hierarchy first: of signals that differ at the same time, the one
/// inside an instance is nearer to the cause. Equal depths keep the order of the left file.
pub(crate) fn by_depth(walk: &Walk, mut pairs: Vec<usize>) -> Vec<usize> {
    let depth = |at: usize| walk.header(0).signals[walk.pair(at).signal].name.matches('.').count();
    pairs.sort_by_key(|&at| (std::cmp::Reverse(depth(at)), at));
    pairs
}
