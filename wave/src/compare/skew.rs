//! Comparison with a tolerance in cycles or in time: both files must show the same changes in the
//! same order, each at most that far apart.
//!
//! (Finding a value somewhere near in the other file is not enough: a clock divided by two is both
//! 0 and 1 near everywhere.)

use std::collections::VecDeque;

use crate::Error;
use crate::compare::difference::{Difference, DifferenceKind};
use crate::compare::found::{Counts, First, Found, by_depth};
use crate::compare::progress::Ticker;
use crate::compare::tally::{Interval, Rules, Sink, Tally};
use crate::compare::walk::{Point, Walk};
use crate::dump::value::{Net, Owned, Value};
use crate::time::{Femtoseconds, nanoseconds};

/// Distance between the two places of one change that is allowed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tolerance {
    /// In edges of the clock.
    Edges(u64),
    /// In femtoseconds.
    Time(Femtoseconds),
}

impl Tolerance {
    /// The place of a point, and how far two may be apart.
    fn place(self, number: u64, point: Point) -> u128 {
        match self {
            Self::Edges(_) => number.into(),
            Self::Time(_) => point.times[0],
        }
    }

    fn most(self) -> u128 {
        match self {
            Self::Edges(edges) => edges.into(),
            Self::Time(time) => time,
        }
    }
}

#[derive(Debug)]
struct Change {
    /// Number of the clock edge, or the time.
    place: u128,
    /// Number of the point.
    number: u64,
    /// Its time in the left file.
    time: Femtoseconds,
    value: Owned,
}

/// A pair with pending changes.
struct Pending {
    /// Changes of each side without their counterpart; those of one side at most when settled, at
    /// most one an edge.
    changes: [VecDeque<Change>; 2],
    /// The last value sampled on each side.
    last: [Owned; 2],
    /// The value on each side before those changes.
    settled: [Owned; 2],
    is_waiting: bool,
}

struct Skew<'a> {
    rules: &'a Rules,
    tolerance: Tolerance,
    pending: Vec<Pending>,
    tallies: Vec<Tally>,
    counts: Counts,
    first: Option<Earliest>,
    sink: Sink<'a>,
}

/// Goes through both files.
pub(crate) fn run(
    walk: &mut Walk,
    rules: &Rules,
    tolerance: Tolerance,
    mut ticker: Ticker,
    sink: Sink,
) -> Result<Found, Error> {
    let count = walk.domain.pairs.len();
    let mut skew = Skew {
        rules,
        tolerance,
        pending: Vec::new(),
        tallies: (0..count).map(|_| Tally::default()).collect(),
        counts: Counts::default(),
        first: None,
        sink,
    };
    let mut waiting: Vec<u32> = Vec::new();
    let (mut points, mut span) = (0, None);
    while let Some(point) = walk.step()? {
        let place = tolerance.place(points, point);
        let begin = span.map_or(place, |(begin, _)| begin);
        span = Some((begin, place));
        if points == 0 {
            skew.pending = (0..count).map(|at| start(walk, at, place, point)).collect();
            waiting = (0..count as u32).collect();
            if rules.ignores_x() {
                (0..count).for_each(|at| skew.note_known(walk, at));
            }
        } else {
            // Where both record again, what changed meanwhile is not among what changes there.
            let all: Vec<u32> = if point.all { (0..count as u32).collect() } else { Vec::new() };
            for &at in if point.all { &all } else { walk.changed() } {
                if rules.ignores_x() {
                    skew.note_known(walk, at as usize);
                }
                let pending = &mut skew.pending[at as usize];
                pending.note(walk.values(at as usize), place, points, point);
                if !pending.is_waiting && pending.changes.iter().any(|changes| !changes.is_empty()) {
                    pending.is_waiting = true;
                    waiting.push(at);
                }
            }
        }
        waiting.retain(|&at| skew.settle(walk, at as usize, place));
        ticker.point(points, point.times[0]);
        points += 1;
    }
    let last = span.map_or(0, |(_, end)| end);
    for at in waiting {
        skew.end(walk, at as usize, last);
    }
    if span.is_none_or(|(begin, end)| end - begin < tolerance.most()) {
        return Err(Error::request(
            "nothing compared: the tolerance reaches over all that is compared",
            "give a smaller `--tolerance` or `--time-tolerance`, or longer files",
        ));
    }
    let Skew { tallies, counts, first, .. } = skew;
    let first = first.map(|first| first.cause(walk));
    Ok(Found { tallies, counts, points, first })
}

/// The differences at the earliest point so far.
struct Earliest {
    number: u64,
    time: Femtoseconds,
    pairs: Vec<usize>,
    /// One a pair.
    differences: Vec<Difference>,
}

impl Earliest {
    /// The difference that is likely to be the cause.
    fn cause(self, walk: &Walk) -> First {
        let Self { number, time, pairs, mut differences } = self;
        let sorted = by_depth(walk, pairs.clone());
        let at = pairs.iter().position(|at| Some(at) == sorted.first()).unwrap_or(0);
        First { number, time, pairs: sorted, difference: differences.swap_remove(at) }
    }
}

/// A change that has no counterpart, or the wrong one.
fn difference(walk: &Walk, at: usize, change: &Change, other: &Owned, side: usize) -> Difference {
    let net = walk.net(at);
    let mut texts = [change.value.value().text(&net), other.value().text(&net)];
    if side == 1 {
        texts.reverse();
    }
    let [left, right] = texts;
    let (signal, time) = (Some(walk.name(at)), Some(nanoseconds(change.time)));
    Difference { kind: DifferenceKind::Value, signal, time, left, right }
}

/// A pair at the first edge: its values there are its first changes.
fn start(walk: &Walk, at: usize, place: u128, point: Point) -> Pending {
    let values = walk.values(at).map(Owned::of);
    let change = |value: &Owned| Change { place, number: 0, time: point.times[0], value: value.clone() };
    Pending {
        changes: [0, 1].map(|side: usize| VecDeque::from([change(&values[side])])),
        last: values.clone(),
        settled: values,
        is_waiting: true,
    }
}

impl Pending {
    fn note(&mut self, values: [Value; 2], place: u128, number: u64, point: Point) {
        for (side, value) in values.into_iter().enumerate() {
            if self.last[side].value() != value {
                self.last[side] = Owned::of(value);
                let value = self.last[side].clone();
                self.changes[side].push_back(Change { place, number, time: point.times[0], value });
            }
        }
    }
}

impl Skew<'_> {
    fn note_known(&mut self, walk: &Walk, at: usize) {
        self.tallies[at].note_known_apart(walk.values(at), walk.net(at).bits, self.rules.rule);
    }

    fn same(&self, net: &Net, left: &Owned, right: &Owned) -> bool {
        self.rules.same(net.kind, left.value(), right.value())
    }

    /// Resolves the changes of a pair that can be resolved at an edge. True if changes remain
    /// pending.
    fn settle(&mut self, walk: &Walk, at: usize, place: u128) -> bool {
        let net = walk.net(at);
        loop {
            let [left, right] = &self.pending[at].changes;
            match (left.front(), right.front()) {
                (None, None) => {
                    self.pending[at].is_waiting = false;
                    return false;
                }
                (Some(a), Some(b)) => {
                    if self.begins_unlike(&net, at) {
                        match self.old_beginning(&net, at) {
                            Some(side) => {
                                self.take(walk, at, side);
                                continue;
                            }
                            None if place - a.place <= self.tolerance.most() => return true,
                            None => {}
                        }
                    }
                    let near = a.place.abs_diff(b.place) <= self.tolerance.most();
                    let (early, at_once) = (usize::from(b.place < a.place), a.place == b.place);
                    // Where x is ignored it is redundant, and must not replace a later change.
                    if near && self.rules.ignores_x() {
                        let old = [early, 1 - early].map(|side| self.is_no_news(&net, at, side));
                        if old != [false; 2] && !(at_once && old == [true; 2]) {
                            self.take(walk, at, if old[0] { early } else { 1 - early });
                            continue;
                        }
                    }
                    if near && self.same(&net, &a.value, &b.value) {
                        self.take(walk, at, 0);
                        self.take(walk, at, 1);
                        continue;
                    }
                    // Of two changes at one edge either may be redundant; if both are, the files
                    // swapped values.
                    let late_is_old = at_once && self.is_no_news(&net, at, 1 - early);
                    let early_is_old = self.is_no_news(&net, at, early);
                    if early_is_old != late_is_old {
                        self.take(walk, at, if early_is_old { early } else { 1 - early });
                    } else if near {
                        self.differ(walk, at, early, true);
                        self.take(walk, at, 0);
                        self.take(walk, at, 1);
                    } else {
                        self.differ(walk, at, early, false);
                        self.take(walk, at, early);
                    }
                }
                (Some(lone), None) | (None, Some(lone)) => {
                    if place - lone.place <= self.tolerance.most() {
                        return true;
                    }
                    let side = usize::from(left.is_empty());
                    if !self.is_no_news(&net, at, side) {
                        self.differ(walk, at, side, false);
                    }
                    self.take(walk, at, side);
                }
            }
        }
    }

    /// True if the values of both sides at the first point are pending and different.
    fn begins_unlike(&self, net: &Net, at: usize) -> bool {
        match self.pending[at].changes.each_ref().map(VecDeque::front) {
            [Some(a), Some(b)] => (a.number, b.number) == (0, 0) && !self.same(net, &a.value, &b.value),
            _ => false,
        }
    }

    /// The side whose value at the first point is older: it changes to the other side's initial
    /// value within the tolerance.
    fn old_beginning(&self, net: &Net, at: usize) -> Option<usize> {
        let [a, b] = &self.pending[at].changes;
        let comes = |own: &VecDeque<Change>, other: &VecDeque<Change>, side: usize| {
            let (next, begin) = (own.get(1)?, other.front()?);
            let [left, right] = if side == 0 { [next, begin] } else { [begin, next] };
            let is_near = next.place - begin.place <= self.tolerance.most();
            (is_near && self.same(net, &left.value, &right.value)).then_some(next.place)
        };
        match [comes(a, b, 0), comes(b, a, 1)] {
            [Some(a), Some(b)] if a == b => None,
            [Some(a), Some(b)] => Some(usize::from(b < a)),
            [Some(_), None] => Some(0),
            [None, Some(_)] => Some(1),
            [None, None] => None,
        }
    }

    /// True if the first change of a side leads to the other side's current value. (Possible where
    /// x is ignored.)
    fn is_no_news(&self, net: &Net, at: usize, side: usize) -> bool {
        let pending = &self.pending[at];
        let Some(change) = pending.changes[side].front() else { return true };
        let other = &pending.settled[1 - side];
        let [left, right] = if side == 0 { [&change.value, other] } else { [other, &change.value] };
        self.same(net, left, right)
    }

    /// Drops the first change of a side as decided.
    fn take(&mut self, walk: &Walk, at: usize, side: usize) {
        let pending = &mut self.pending[at];
        if let Some(change) = pending.changes[side].pop_front() {
            pending.settled[side] = change.value;
            self.counts.changes += walk.pair(at).names;
        }
    }

    /// Notes that the first change of `side` has another counterpart (if `both`), or none.
    fn differ(&mut self, walk: &Walk, at: usize, side: usize, both: bool) {
        let pending = &self.pending[at];
        let Some(change) = pending.changes[side].front() else { return };
        let other = match pending.changes[1 - side].front() {
            Some(other) if both => &other.value,
            _ => &pending.settled[1 - side],
        };
        self.tallies[at].differ(change.time);
        let found = difference(walk, at, change, other, side);
        let (time, signal) = (nanoseconds(change.time), walk.name(at));
        let Difference { left, right, .. } = found.clone();
        (self.sink)(&Interval { signal, from: time.clone(), to: Some(time), left, right, changes: 1 });
        // Differences come to light late, and not in order.
        match &mut self.first {
            Some(first) if first.number < change.number => {}
            Some(first) if first.number == change.number => {
                if !first.pairs.contains(&at) {
                    first.pairs.push(at);
                    first.differences.push(found);
                }
            }
            first => {
                *first = Some(Earliest {
                    number: change.number,
                    time: change.time,
                    pairs: vec![at],
                    differences: vec![found],
                });
            }
        }
    }

    /// At the end of the files: pending changes are too near to the end to be resolved.
    fn end(&mut self, walk: &Walk, at: usize, place: u128) {
        let net = walk.net(at);
        if self.begins_unlike(&net, at) {
            self.differ(walk, at, 0, true);
            self.take(walk, at, 0);
            self.take(walk, at, 1);
        }
        if !self.settle(walk, at, place) {
            return;
        }
        // All are compared with the settled values, so that the order of the sides does not matter.
        let pending = std::mem::take(&mut self.pending[at].changes);
        for (side, changes) in pending.iter().enumerate() {
            let other = &self.pending[at].settled[1 - side];
            for change in changes {
                let [left, right] = if side == 0 { [&change.value, other] } else { [other, &change.value] };
                let names = walk.pair(at).names;
                if self.same(&net, left, right) {
                    self.counts.changes += names;
                } else {
                    self.counts.undecided += names;
                }
            }
        }
    }
}
