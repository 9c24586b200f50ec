//! Compares two dumps by value over time.

pub(crate) mod changed;
pub(crate) mod difference;
pub(crate) mod domain;
pub(crate) mod found;
pub(crate) mod offset;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod skew;
pub(crate) mod summary;
pub(crate) mod tally;
pub(crate) mod walk;

use std::path::Path;

use crate::Error;
use crate::compare::difference::{Difference, DifferenceKind};
use crate::compare::domain::{Domains, Sampled};
use crate::compare::found::{Counts, First, Found, by_depth};
use crate::compare::options::{Offset, Options};
use crate::compare::progress::Ticker;
use crate::compare::report::Report;
use crate::compare::summary::Summary;
use crate::compare::tally::{Interval, Rules, Sink, Tallies};
use crate::compare::walk::{LEFT, Point, RIGHT, Walk};
use crate::output::window;
use crate::pairing::matching::matching;
use crate::pairing::pair::Matching;
use crate::time::nanoseconds;

/// Compares two files.
///
/// # Errors
/// A file that cannot be read or is not a complete dump; scopes or a clock that are missing or
/// ambiguous; nothing to compare.
pub fn compare(left: &Path, right: &Path, options: &Options) -> Result<Report, Error> {
    compare_with(left, right, options, &mut |_| {})
}

/// Compares two files; `sink` is given each time during which a signal differs, as it ends. With a
/// tolerance in cycles or in time it is given each change that has no counterpart, or the wrong
/// one, as a time without length.
///
/// # Errors
/// As [`compare`].
pub fn compare_with(
    left: &Path,
    right: &Path,
    options: &Options,
    sink: &mut dyn FnMut(&Interval),
) -> Result<Report, Error> {
    let paths = [left, right];
    let Prepared { matching, outside, walks, rules, options } = Prepared::new(paths, options)?;
    let options = &options;
    let mut summary = Summary::new(matching, outside);
    for (mut walk, clock) in walks {
        let found = run(&mut walk, &rules, options, &mut *sink)?;
        let window = match &found.first {
            Some(first) => Some(window::around(&walk, paths, options, first)?),
            None => None,
        };
        let signals = walk.domain.pairs.iter().map(|pair| pair.names).sum();
        let sampled = clock.map(|clock| Sampled { clock, signals, edges: found.points });
        summary.add(&walk, &rules, found, window, sampled, options);
    }
    summary.report(options)
}

/// Two files with paired signals, ready for comparison.
pub(crate) struct Prepared {
    pub(crate) matching: Matching,
    /// Names in the domain of no clock.
    pub(crate) outside: Vec<String>,
    /// One a domain, and the name of its clock.
    pub(crate) walks: Vec<(Walk, Option<String>)>,
    pub(crate) rules: Rules,
    /// The options, with the offset that was found.
    pub(crate) options: Options,
}

impl Prepared {
    pub(crate) fn new(paths: [&Path; 2], options: &Options) -> Result<Self, Error> {
        check(options)?;
        let files = walk::open(paths, options)?;
        let matching = matching(files[LEFT].header(), files[RIGHT].header(), options)?;
        let domains = Domains::of(&files, &matching, options)?;
        let rules = Rules::new(options, [LEFT, RIGHT].map(|side| files[side].is_vcd()));
        let mut options = options.clone();
        if options.offset == Offset::Find {
            options.offset = offset::find(&files, paths, &domains, &options)?;
        }
        let mut files = Some(files);
        let mut walks = Vec::new();
        for (domain, clock) in domains.all {
            let opened = match files.take() {
                Some(files) => files,
                None => walk::open(paths, &options)?,
            };
            walks.push((Walk::new(opened, domain, &options), clock));
        }
        Ok(Self { matching, outside: domains.outside, walks, rules, options })
    }
}

/// That the options go together.
fn check(options: &Options) -> Result<(), Error> {
    let (sampled, skewed) = (!options.clocks.is_empty(), options.tolerance > 0 || options.time_tolerance > 0);
    let wrong = [
        (
            options.to.is_some_and(|to| to < options.from),
            "the window ends before it begins",
            "give `--from` below `--to`",
        ),
        (
            options.tolerance > 0 && !sampled,
            "a tolerance in cycles needs a clock",
            "give `--clock`, or `--time-tolerance`",
        ),
        (
            options.time_tolerance > 0 && sampled,
            "a tolerance in time has no meaning at the edges of a clock",
            "give `--tolerance` in cycles, or no `--clock`",
        ),
        (
            skewed && options.when.is_some(),
            "a tolerance and `--when` do not go together: a change may move to where nothing is compared",
            "leave one out",
        ),
        (
            matches!(options.offset, Offset::Edges(_)) && !sampled,
            "an offset in edges needs a clock",
            "give `--clock`, or an offset with a unit of time, such as `20ns`",
        ),
        (
            matches!(options.offset, Offset::Time(_)) && sampled,
            "an offset in time has no meaning at the edges of a clock",
            "give a number of edges",
        ),
    ];
    match wrong.into_iter().find(|(wrong, ..)| *wrong) {
        None => Ok(()),
        Some((_, what, remedy)) => Err(Error::request(what, remedy)),
    }
}

fn run(walk: &mut Walk, rules: &Rules, options: &Options, sink: Sink) -> Result<Found, Error> {
    let ticker = Ticker::new(options.progress);
    if options.tolerance > 0 {
        return skew::run(walk, rules, skew::Tolerance::Edges(options.tolerance), ticker, sink);
    }
    if options.time_tolerance > 0 {
        return skew::run(walk, rules, skew::Tolerance::Time(options.time_tolerance), ticker, sink);
    }
    points(walk, rules, ticker, sink)
}

/// Compares point by point.
fn points(walk: &mut Walk, rules: &Rules, mut ticker: Ticker, sink: Sink) -> Result<Found, Error> {
    let sampled = walk.is_sampled();
    let pairs = walk.domain.pairs.len();
    let signals: u64 = walk.domain.pairs.iter().map(|pair| pair.names).sum();
    let when = walk.domain.when;
    let whens: Vec<usize> =
        (0..pairs).filter(|&at| Some([walk.pair(at).left, walk.pair(at).right]) == when).collect();
    let mut tallies = Tallies::new(pairs);
    let (mut changes, mut number, mut reached, mut first) = (0, 0, 0, None);
    let mut needs_all = false;
    while let Some(point) = walk.step()? {
        // All points count: the signal of `--when` is compared at those that are not active as
        // well.
        let here = (reached, point.times[0]);
        if !point.is_active {
            needs_all |= point.all;
            for at in tallies.close_all(walk, reached, Some(point.times[0]), &whens, &mut *sink) {
                walk.revisit(at);
            }
            for &at in &whens {
                if !(sampled || point.all || walk.has_changed(at)) {
                    continue;
                }
                changes += walk.pair(at).names;
                tallies.look(walk, rules, at, here, &mut *sink);
                walk.compared(at);
            }
        } else if std::mem::take(&mut needs_all) || point.all {
            for at in 0..pairs {
                let net = walk.net(at);
                if !sampled && walk.values(at).into_iter().any(|value| value.is_set(&net)) {
                    changes += walk.pair(at).names;
                }
                tallies.look(walk, rules, at, here, &mut *sink);
            }
        } else {
            for n in 0..walk.changed().len() {
                let at = walk.changed()[n] as usize;
                if !sampled {
                    changes += walk.names(at);
                }
                // Fast path for the usual case.
                if rules.ignores_x() || !tallies.is_closed(at) || !walk.is_same_word(at) {
                    tallies.look(walk, rules, at, here, &mut *sink);
                }
            }
        }
        if sampled && point.is_active {
            changes += signals;
        }
        if first.is_none() && tallies.has_open() {
            first = first_at(walk, &tallies, point, reached);
        }
        tallies.tidy();
        ticker.point(reached, point.times[LEFT]);
        for at in tallies.open_events(walk) {
            walk.revisit(at);
        }
        number += u64::from(point.is_active);
        reached += 1;
    }
    tallies.close_all(walk, reached, None, &[], sink);
    let counts = Counts { changes, undecided: 0 };
    Ok(Found { tallies: tallies.all, counts, points: number, first })
}

fn first_at(walk: &Walk, tallies: &Tallies, point: Point, number: u64) -> Option<First> {
    let has = |at: &usize| tallies.all[*at].first.is_some();
    let pairs: Vec<usize> = if point.all || !point.is_active {
        (0..tallies.all.len()).filter(has).collect()
    } else {
        walk.changed().iter().map(|&at| at as usize).filter(has).collect()
    };
    let pairs = by_depth(walk, pairs);
    let &at = pairs.first()?;
    let net = &walk.net(at);
    let [left, right] = walk.values(at).map(|value| value.text(net));
    let difference = Difference {
        kind: DifferenceKind::Value,
        signal: Some(walk.name(at)),
        time: Some(nanoseconds(point.times[0])),
        left,
        right,
    };
    Some(First { number, time: point.times[0], pairs, difference })
}
