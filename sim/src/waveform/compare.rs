//! Compares two dumps by value over time.

use std::path::Path;

use super::Error;
use super::pair::ScopePair;
use super::report::{Counts, Difference, Kind, Report, report};
use super::time::{Femtoseconds, nanoseconds};
use super::walk::{Point, Walk};
use super::window;

/// What to compare, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Compare only signals that match one of these patterns; all if empty. A pattern with `*` and `?` matches a whole
    /// name with its scopes, or the end of one behind a point: `q`, `dut.*`, `synapse_*`.
    pub only: Vec<String>,
    /// Leave out signals that match one of these patterns.
    pub ignore: Vec<String>,
    /// Scopes that stand for each other. Empty: found by the names that the files have in common.
    pub scopes: Vec<ScopePair>,
    /// Let x and z equal everything, bit by bit. Otherwise each equals only itself.
    pub ignore_x: bool,
    /// Start of the window in femtoseconds.
    pub from: Femtoseconds,
    /// End of the window (included). What stands behind it is not read.
    pub to: Option<Femtoseconds>,
    /// Compare only the values just before each rising edge of this clock. The n-th edge in one file is compared with
    /// the n-th in the other, whatever their times.
    pub clock: Option<String>,
    /// Count signals that only one file has as differences.
    pub require_all: bool,
    /// Time stamps shown before and after the first difference.
    pub context: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            only: Vec::new(),
            ignore: Vec::new(),
            scopes: Vec::new(),
            ignore_x: false,
            from: 0,
            to: None,
            clock: None,
            require_all: false,
            context: 4,
        }
    }
}

/// What is known of one pair.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Number of the point from which on the values differ, while they do (used when sampling).
    since: Option<u64>,
    pub(super) first: Option<Femtoseconds>,
    pub(super) count: u64,
}

/// Compares two files.
///
/// # Errors
/// A file that cannot be read or is no whole VCD; scopes or a clock that cannot be found or are ambiguous; nothing to
/// compare.
pub fn compare(left: &Path, right: &Path, options: &Options) -> Result<Report, Error> {
    if options.to.is_some_and(|to| to < options.from) {
        return Err(Error::request("the window ends before it begins", "give `--from` below `--to`"));
    }
    let mut walk = Walk::open(left, right, options)?;
    let sampled = options.clock.is_some();
    let signals: u64 = walk.matching.pairs.iter().map(|pair| pair.names).sum();
    let mut tallies = vec![Tally::default(); walk.matching.pairs.len()];
    let (mut changes, mut points, mut first) = (0, 0, None);
    while let Some(point) = walk.step()? {
        if sampled {
            changes += signals;
        }
        if point.all {
            for (at, tally) in tallies.iter_mut().enumerate() {
                let pair = walk.matching.pairs[at];
                let [a, b] = walk.values(pair);
                let net = &walk.header(0).nets[pair.left];
                if !sampled && (a.is_set(net) || b.is_set(net)) {
                    changes += pair.names;
                }
                look(&walk, tally, at, point, points, options);
            }
        } else {
            for &at in walk.changed() {
                let at = at as usize;
                if !sampled {
                    changes += walk.matching.pairs[at].names;
                }
                look(&walk, &mut tallies[at], at, point, points, options);
            }
        }
        if first.is_none() {
            first = first_at(&walk, &tallies, point, points);
        }
        points += 1;
    }
    if sampled {
        for tally in &mut tallies {
            tally.count += tally.since.map_or(0, |since| points - since);
        }
    }
    let window = match &first {
        Some(found) => Some(window::around(left, right, options, found)?),
        None => None,
    };
    let counts = Counts { signals, changes, samples: sampled.then_some(points) };
    report(walk, &tallies, &counts, first.map(|found| found.difference), window, options)
}

/// Compares one pair at one point.
#[inline]
fn look(walk: &Walk, tally: &mut Tally, at: usize, point: Point, number: u64, options: &Options) {
    let [left, right] = walk.values(walk.matching.pairs[at]);
    if left.same(right, options.ignore_x) {
        if let Some(since) = tally.since.take().filter(|_| options.clock.is_some()) {
            tally.count += number - since;
        }
        return;
    }
    tally.first.get_or_insert(point.times[0]);
    if options.clock.is_some() {
        tally.since.get_or_insert(number);
    } else {
        tally.count += 1;
    }
}

/// The first point with a difference.
pub(super) struct First {
    /// Number of the point, from 0.
    pub(super) number: u64,
    /// Pairs that differ there, by index.
    pub(super) pairs: Vec<usize>,
    difference: Difference,
}

fn first_at(walk: &Walk, tallies: &[Tally], point: Point, number: u64) -> Option<First> {
    let mut pairs: Vec<usize> = if point.all {
        (0..tallies.len()).filter(|&at| tallies[at].first.is_some()).collect()
    } else {
        let changed = walk.changed().iter().map(|&at| at as usize);
        changed.filter(|&at| tallies[at].first.is_some()).collect()
    };
    pairs.sort_unstable();
    let pair = walk.matching.pairs[*pairs.first()?];
    let header = walk.header(0);
    let [left, right] = walk.values(pair);
    let net = &header.nets[pair.left];
    let difference = Difference {
        kind: Kind::Value,
        signal: Some(header.signals[pair.signal].name.clone()),
        time: Some(nanoseconds(point.times[0])),
        left: left.text(net),
        right: right.text(net),
    };
    Some(First { number, pairs, difference })
}
