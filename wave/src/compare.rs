//! Compares two dumps by value over time.

use std::path::Path;

use super::Error;
use super::report::{Counts, Difference, Kind, Report, report};
use super::scopes::ScopePair;
use super::time::{Femtoseconds, nanoseconds};
use super::value::{Kind as NetKind, Rule, Value};
use super::walk::{Point, Walk};
use super::{skew, window};

/// Where x and z equal everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IgnoreX {
    /// Nowhere: x equals only x, z only z.
    #[default]
    Never,
    /// In both files.
    Both,
    /// In the left file only: an x or z in the right one is a difference where the left one knows the value.
    Left,
    /// In the right file only.
    Right,
}

impl IgnoreX {
    fn rule(self) -> Rule {
        Rule::new([matches!(self, Self::Both | Self::Left), matches!(self, Self::Both | Self::Right)], false)
    }
}

/// What to compare, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Compare only signals that match one of these patterns; all if empty. A pattern with `*` and `?` matches a whole
    /// name with its scopes, or the end of one behind a point: `q`, `dut.*`, `synapse_*`.
    pub only: Vec<String>,
    /// Leave out signals that match one of these patterns.
    pub ignore: Vec<String>,
    /// Scopes that stand for each other; of several that a name stands in, the longest counts. Empty: found by the names that
    /// the files have in common.
    pub scopes: Vec<ScopePair>,
    /// Whether x and z equal everything, bit by bit, or only themselves.
    pub ignore_x: IgnoreX,
    /// Real numbers that are at most this part of the larger one apart are equal.
    pub real_tolerance: f64,
    /// Start of the window in femtoseconds.
    pub from: Femtoseconds,
    /// End of the window (included). What stands behind it is not read.
    pub to: Option<Femtoseconds>,
    /// Compare only the values just before each rising edge of this clock. The n-th edge in one file is compared with
    /// the n-th in the other, whatever their times.
    pub clock: Option<String>,
    /// Let each change come up to so many edges of the clock earlier or later in one file than in the other. Only with
    /// a clock.
    pub tolerance: u64,
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
            ignore_x: IgnoreX::Never,
            real_tolerance: 0.0,
            from: 0,
            to: None,
            clock: None,
            tolerance: 0,
            require_all: false,
            context: 4,
        }
    }
}

/// What is known of one pair.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    /// Number of the point from which on the values differ, while they do (used when sampling).
    since: Option<u64>,
    pub(crate) first: Option<Femtoseconds>,
    pub(crate) count: u64,
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
    if options.tolerance > 0 && options.clock.is_none() {
        return Err(Error::request(
            "a tolerance in clocks needs a clock",
            "give `--clock`, or no `--tolerance`",
        ));
    }
    let mut walk = Walk::open(left, right, options)?;
    let rules = Rules { rule: options.ignore_x.rule(), real_tolerance: options.real_tolerance };
    let found = if options.tolerance > 0 {
        skew::run(&mut walk, &rules, options.tolerance)?
    } else {
        run(&mut walk, &rules)?
    };
    if options.tolerance > 0 && options.tolerance >= found.points {
        return Err(Error::request(
            format!(
                "nothing compared: a tolerance of {} clocks reaches over all {} edges of the clock",
                options.tolerance, found.points
            ),
            "give a smaller `--tolerance`, or longer files",
        ));
    }
    let signals: u64 = walk.matching.pairs.iter().map(|pair| pair.names).sum();
    let window = match &found.first {
        Some(first) => Some(window::around(&walk, [left, right], options, first)?),
        None => None,
    };
    let samples = options.clock.is_some().then_some(found.points);
    let counts = Counts { signals, changes: found.changes, samples, undecided: found.undecided };
    report(walk, &found.tallies, &counts, found.first.map(|first| first.difference), window, options)
}

/// When two values of a pair count as equal.
pub(crate) struct Rules {
    rule: Rule,
    real_tolerance: f64,
}

impl Rules {
    pub(crate) fn ignores_x(&self) -> bool {
        self.rule.ignores(0) || self.rule.ignores(1)
    }

    #[inline]
    pub(crate) fn same(&self, kind: NetKind, left: Value, right: Value) -> bool {
        left.same(right, self.rule)
            || (kind == NetKind::Real
                && self.real_tolerance > 0.0
                && left.is_near(right, self.real_tolerance))
    }
}

/// What going through two files gives.
pub(crate) struct Found {
    /// One a pair.
    pub(crate) tallies: Vec<Tally>,
    pub(crate) changes: u64,
    /// Points of comparison.
    pub(crate) points: u64,
    pub(crate) undecided: u64,
    pub(crate) first: Option<First>,
}

/// Compares point by point.
fn run(walk: &mut Walk, rules: &Rules) -> Result<Found, Error> {
    let sampled = walk.is_sampled();
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
                let net = walk.net(pair);
                if !sampled && (a.is_set(&net) || b.is_set(&net)) {
                    changes += pair.names;
                }
                look(walk, tally, at, point, points, rules);
            }
        } else {
            for &at in walk.changed() {
                let at = at as usize;
                if !sampled {
                    changes += walk.matching.pairs[at].names;
                }
                look(walk, &mut tallies[at], at, point, points, rules);
            }
        }
        if first.is_none() {
            first = first_at(walk, &tallies, point, points);
        }
        points += 1;
    }
    if sampled {
        for tally in &mut tallies {
            tally.count += tally.since.map_or(0, |since| points - since);
        }
    }
    Ok(Found { tallies, changes, points, undecided: 0, first })
}

/// Compares one pair at one point.
#[inline]
fn look(walk: &Walk, tally: &mut Tally, at: usize, point: Point, number: u64, rules: &Rules) {
    let pair = walk.matching.pairs[at];
    let [left, right] = walk.values(pair);
    if rules.same(walk.header(0).nets[pair.left].kind, left, right) {
        if let Some(since) = tally.since.take().filter(|_| walk.is_sampled()) {
            tally.count += number - since;
        }
        return;
    }
    tally.first.get_or_insert(point.times[0]);
    if walk.is_sampled() {
        tally.since.get_or_insert(number);
    } else {
        tally.count += 1;
    }
}

/// The first point with a difference.
pub(crate) struct First {
    /// Number of the point, from 0.
    pub(crate) number: u64,
    /// Pairs that differ there, by index.
    pub(crate) pairs: Vec<usize>,
    pub(crate) difference: Difference,
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
    let [left, right] = walk.values(pair);
    let net = &walk.net(pair);
    let difference = Difference {
        kind: Kind::Value,
        signal: Some(walk.name(pair)),
        time: Some(nanoseconds(point.times[0])),
        left: left.text(net),
        right: right.text(net),
    };
    Some(First { number, pairs, difference })
}
