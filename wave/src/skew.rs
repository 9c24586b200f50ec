//! Comparison with a tolerance in clocks: both files must show the same changes in the same order, each at most so many
//! clock edges apart.
//!
//! (That a value be found somewhere near in the other file would not do: a clock divided by two is 0 and 1 near
//! everywhere.)

use std::collections::VecDeque;

use super::Error;
use super::compare::{First, Found, Rules, Tally};
use super::report::{Difference, Kind};
use super::time::{Femtoseconds, nanoseconds};
use super::value::{Net, Owned, Value};
use super::walk::{Point, Walk};

#[derive(Debug)]
struct Change {
    /// Number of the clock edge.
    edge: u64,
    /// Its time in the left file.
    time: Femtoseconds,
    value: Owned,
}

/// A pair whose changes are awaited.
struct Pending {
    /// Changes of each side without their counterpart; those of one side at most when settled, at most one an edge.
    changes: [VecDeque<Change>; 2],
    /// The last value sampled on each side.
    last: [Owned; 2],
    /// The value on each side before those changes.
    settled: [Owned; 2],
    is_waiting: bool,
}

struct Skew<'a> {
    rules: &'a Rules,
    tolerance: u64,
    pending: Vec<Pending>,
    tallies: Vec<Tally>,
    changes: u64,
    undecided: u64,
    first: Option<First>,
}

/// Goes through both files.
pub(crate) fn run(walk: &mut Walk, rules: &Rules, tolerance: u64) -> Result<Found, Error> {
    let count = walk.matching.pairs.len();
    let mut skew = Skew {
        rules,
        tolerance,
        pending: Vec::new(),
        tallies: vec![Tally::default(); count],
        changes: 0,
        undecided: 0,
        first: None,
    };
    let mut waiting: Vec<u32> = Vec::new();
    let mut points = 0;
    while let Some(point) = walk.step()? {
        if points == 0 {
            skew.pending = walk.matching.pairs.iter().map(|&pair| start(walk, pair, point)).collect();
            waiting = (0..count as u32).collect();
        } else {
            for &at in walk.changed() {
                let pending = &mut skew.pending[at as usize];
                pending.note(walk.values(walk.matching.pairs[at as usize]), points, point);
                if !pending.is_waiting && pending.changes.iter().any(|changes| !changes.is_empty()) {
                    pending.is_waiting = true;
                    waiting.push(at);
                }
            }
        }
        waiting.retain(|&at| skew.settle(walk, at as usize, points));
        points += 1;
    }
    for at in waiting {
        skew.end(walk, at as usize);
    }
    let Skew { tallies, changes, undecided, first, .. } = skew;
    Ok(Found { tallies, changes, points, undecided, first })
}

/// A pair at the first edge: its values there are its first changes.
fn start(walk: &Walk, pair: super::pair::Pair, point: Point) -> Pending {
    let values = walk.values(pair).map(Owned::of);
    let change = |value: &Owned| Change { edge: 0, time: point.times[0], value: value.clone() };
    Pending {
        changes: [0, 1].map(|side: usize| VecDeque::from([change(&values[side])])),
        last: values.clone(),
        settled: values,
        is_waiting: true,
    }
}

impl Pending {
    fn note(&mut self, values: [Value; 2], edge: u64, point: Point) {
        for (side, value) in values.into_iter().enumerate() {
            if self.last[side].value() != value {
                self.last[side] = Owned::of(value);
                let value = self.last[side].clone();
                self.changes[side].push_back(Change { edge, time: point.times[0], value });
            }
        }
    }
}

impl Skew<'_> {
    fn same(&self, net: &Net, left: &Owned, right: &Owned) -> bool {
        self.rules.same(net.kind, left.value(), right.value())
    }

    /// Decides what can be decided of a pair at an edge. Whether it still waits.
    fn settle(&mut self, walk: &Walk, at: usize, edge: u64) -> bool {
        let net = walk.net(walk.matching.pairs[at]);
        loop {
            let [left, right] = &self.pending[at].changes;
            match (left.front(), right.front()) {
                (None, None) => {
                    self.pending[at].is_waiting = false;
                    return false;
                }
                (Some(a), Some(b)) => {
                    let near = a.edge.abs_diff(b.edge) <= self.tolerance;
                    let (early, at_once) = (usize::from(b.edge < a.edge), a.edge == b.edge);
                    // Where x is ignored it is no news, and must not take the place of a change to come.
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
                    // Of two at one edge either may be no news; where both are, the files changed places.
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
                    if edge - lone.edge <= self.tolerance {
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

    /// Whether the first change of a side leads to what the other side shows already. (So it is where x is ignored.)
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
            self.changes += walk.matching.pairs[at].names;
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
        let tally = &mut self.tallies[at];
        tally.count += 1;
        tally.first = Some(tally.first.map_or(change.time, |first| first.min(change.time)));
        // Differences come to light late, and not in order.
        match &mut self.first {
            Some(first) if first.number < change.edge => {}
            Some(first) if first.number == change.edge => {
                if !first.pairs.contains(&at) {
                    first.pairs.push(at);
                }
            }
            first => {
                let pair = walk.matching.pairs[at];
                let net = walk.net(pair);
                let mut texts = [change.value.value().text(&net), other.value().text(&net)];
                if side == 1 {
                    texts.reverse();
                }
                let [left, right] = texts;
                let difference = Difference {
                    kind: Kind::Value,
                    signal: Some(walk.name(pair)),
                    time: Some(nanoseconds(change.time)),
                    left,
                    right,
                };
                *first = Some(First { number: change.edge, pairs: vec![at], difference });
            }
        }
    }

    /// At the end of the files: what still waits is too near to the end to be decided.
    fn end(&mut self, walk: &Walk, at: usize) {
        let net = walk.net(walk.matching.pairs[at]);
        for side in [0, 1] {
            while !self.pending[at].changes[side].is_empty() {
                let known = self.is_no_news(&net, at, side);
                self.take(walk, at, side);
                if !known {
                    self.changes -= walk.matching.pairs[at].names;
                    self.undecided += walk.matching.pairs[at].names;
                }
            }
        }
    }
}
