//! State of each pair during a comparison: number of differences, start of the current one, and
//! whether the pair was compared at all.

use std::cell::Cell;

use serde::Serialize;

use crate::compare::options::Options;
use crate::compare::walk::Walk;
use crate::dump::value::{Rule, Value, ValueKind};
use crate::time::{Femtoseconds, nanoseconds};

/// A time during which a signal differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// Name in the left file.
    pub signal: String,
    /// Its start in nanoseconds of the left file, decimal.
    pub from: String,
    /// Time at which the values are equal again; none: until the end of the comparison.
    pub to: Option<String>,
    /// The left value at its start, as VCD writes it, at full width.
    pub left: String,
    /// The right value at its start.
    pub right: String,
    /// Changes (or clock edges) within it after which the values differ.
    pub changes: u64,
}

/// Receives every difference as it ends.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&Interval);

/// When two values of a pair count as equal.
pub(crate) struct Rules {
    pub(crate) rule: Rule,
    real_tolerance: f64,
    /// True if real numbers of one file are decimal, with the digits of VCD, and those of the other
    /// are not.
    is_decimal: [bool; 2],
    /// Values that are the same in those digits only.
    rounded: Cell<u64>,
}

/// Significant digits of real numbers in a VCD (IEEE 1800, section 21.7.2: `%.16g`).
pub(crate) const VCD_DIGITS: usize = 16;

/// A real number as a VCD would have it.
fn in_decimal(word: u64) -> Option<f64> {
    format!("{:.*e}", VCD_DIGITS - 1, f64::from_bits(word)).parse().ok()
}

impl Rules {
    pub(crate) fn new(options: &Options, is_vcd: [bool; 2]) -> Self {
        Self {
            rule: options.rule(),
            real_tolerance: options.real_tolerance,
            is_decimal: [is_vcd[0] && !is_vcd[1], is_vcd[1] && !is_vcd[0]],
            rounded: Cell::new(0),
        }
    }

    /// Values of reals that were the same in the digits of a VCD only.
    pub(crate) fn rounded(&self) -> u64 {
        self.rounded.get()
    }

    pub(crate) fn ignores_x(&self) -> bool {
        self.rule.ignores(0) || self.rule.ignores(1)
    }

    #[inline]
    pub(crate) fn same(&self, kind: ValueKind, left: Value, right: Value) -> bool {
        left.same(right, self.rule) || (kind == ValueKind::Real && self.same_reals(left, right))
    }

    #[cold]
    fn same_reals(&self, left: Value, right: Value) -> bool {
        if self.real_tolerance > 0.0 && left.is_near(right, self.real_tolerance) {
            return true;
        }
        let (Value::Real(left), Value::Real(right)) = (left, right) else { return false };
        let rounds_to = |full: u64, short: u64| in_decimal(full) == Some(f64::from_bits(short));
        let same =
            (self.is_decimal[0] && rounds_to(right, left)) || (self.is_decimal[1] && rounds_to(left, right));
        self.rounded.set(self.rounded.get() + u64::from(same));
        same
    }
}

/// An open difference.
struct Open {
    /// Number of the point at which it began.
    number: u64,
    time: Femtoseconds,
    left: String,
    right: String,
    changes: u64,
}

/// Knowledge of a pair's sides where unknown values are ignored.
#[derive(Default)]
struct Unknowns {
    /// True for a side that had a value other than all x or z.
    was_known: [bool; 2],
    were_unlike: bool,
    /// True if some part of the values was not ignored.
    were_compared: bool,
}

/// Comparison state of one pair.
#[derive(Default)]
pub(crate) struct Tally {
    open: Option<Box<Open>>,
    pub(crate) first: Option<Femtoseconds>,
    pub(crate) count: u64,
    /// Knowledge of both sides; kept only where unknown values are ignored.
    unknowns: Unknowns,
}

impl Tally {
    /// True if the values of both sides differed, and every part that differed, or could have, was
    /// ignored.
    pub(crate) fn is_vacuous(&self) -> bool {
        self.unknowns.were_unlike && !self.unknowns.were_compared
    }

    /// Notes the values of both sides at one point.
    pub(crate) fn note_known(&mut self, values: [Value; 2], bits: u32, rule: Rule) {
        self.unknowns.were_unlike |= values[0] != values[1];
        self.unknowns.were_compared |= rule.compares(values, bits);
    }

    /// Notes values that may belong to other points of the other side.
    pub(crate) fn note_known_apart(&mut self, values: [Value; 2], bits: u32, rule: Rule) {
        self.unknowns.were_unlike |= values[0] != values[1];
        for (known, value) in self.unknowns.was_known.iter_mut().zip(values) {
            *known = *known || value.is_known(bits);
        }
        self.unknowns.were_compared =
            [0, 1].into_iter().all(|side: usize| !rule.ignores(side) || self.unknowns.was_known[side]);
    }

    /// Counts a difference at one point, where a pair is not followed over time.
    pub(crate) fn differ(&mut self, time: Femtoseconds) {
        self.count += 1;
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
    }
}

/// The tallies of all pairs.
pub(crate) struct Tallies {
    pub(crate) all: Vec<Tally>,
    /// Pairs that differed at some point since the last scan.
    open: Vec<u32>,
}

impl Tallies {
    pub(crate) fn new(pairs: usize) -> Self {
        Self { all: (0..pairs).map(|_| Tally::default()).collect(), open: Vec::new() }
    }

    /// True if an equal pair needs no action.
    #[inline]
    pub(crate) fn is_closed(&self, at: usize) -> bool {
        self.open.is_empty() || self.all[at].open.is_none()
    }

    /// True if a pair may have differed since the last scan.
    pub(crate) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Compares a pair at point `number`, at `time` of the left file.
    #[inline]
    pub(crate) fn look(
        &mut self,
        walk: &Walk,
        rules: &Rules,
        at: usize,
        (number, time): (u64, Femtoseconds),
        sink: Sink,
    ) {
        let values = walk.values(at);
        let kind = walk.header(0).nets[walk.pair(at).left].kind;
        if rules.ignores_x() {
            self.all[at].note_known(values, walk.net(at).bits, rules.rule);
        }
        if rules.same(kind, values[0], values[1]) {
            if self.all[at].open.is_some() {
                self.close(walk, at, number, Some(time), sink);
            }
        } else {
            self.differ(walk, at, values, (number, time));
        }
    }

    #[cold]
    fn differ(&mut self, walk: &Walk, at: usize, values: [Value; 2], (number, time): (u64, Femtoseconds)) {
        let tally = &mut self.all[at];
        tally.first.get_or_insert(time);
        let open = tally.open.get_or_insert_with(|| {
            self.open.push(at as u32);
            let net = walk.net(at);
            let [left, right] = values.map(|value| value.text(&net));
            Box::new(Open { number, time, left, right, changes: 0 })
        });
        if !walk.is_sampled() {
            open.changes += 1;
        }
    }

    #[cold]
    fn close(&mut self, walk: &Walk, at: usize, number: u64, to: Option<Femtoseconds>, sink: Sink) {
        let tally = &mut self.all[at];
        let Some(open) = tally.open.take() else { return };
        let changes = if walk.is_sampled() { number - open.number } else { open.changes };
        tally.count += changes;
        let Open { time, left, right, .. } = *open;
        let signal = walk.name(at);
        sink(&Interval { signal, from: nanoseconds(time), to: to.map(nanoseconds), left, right, changes });
    }

    /// Pairs of events that differ: an event no longer fires at the next point.
    pub(crate) fn open_events(&self, walk: &Walk) -> Vec<u32> {
        walk.events().filter(|&at| self.all[at as usize].open.is_some()).collect()
    }

    /// Ends all open differences except those of some pairs; returns the pairs of those that ended.
    pub(crate) fn close_all(
        &mut self,
        walk: &Walk,
        number: u64,
        to: Option<Femtoseconds>,
        but: &[usize],
        sink: Sink,
    ) -> Vec<u32> {
        self.open.sort_unstable();
        self.open.dedup();
        self.open.retain(|&at| self.all[at as usize].open.is_some());
        let (kept, open) =
            std::mem::take(&mut self.open).into_iter().partition(|at| but.contains(&(*at as usize)));
        self.open = kept;
        let open: Vec<u32> = open;
        for &at in &open {
            self.close(walk, at as usize, number, to, &mut *sink);
        }
        open
    }

    /// Removes closed differences from the list of open ones.
    pub(crate) fn tidy(&mut self) {
        if self.open.len() > 2 * self.all.len() {
            self.open.sort_unstable();
            self.open.dedup();
            self.open.retain(|&at| self.all[at as usize].open.is_some());
        }
    }
}
