//! Walks two dumps side by side, from one point of comparison to the next.

use std::path::Path;

use crate::Error;
use crate::compare::changed::Changed;
use crate::compare::domain::Domain;
use crate::compare::options::{Edge, Offset, Options};
use crate::dump::header::Header;
use crate::dump::reader::{Reader, When};
use crate::dump::value::{Net, ONE, Value, ValueKind, X};
use crate::pairing::pair::Pair;
use crate::time::{Femtoseconds, nanoseconds};

/// A point of comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    /// Time in the left and in the right file; they differ only when sampled at clock edges, or
    /// with an offset.
    pub(crate) times: [Femtoseconds; 2],
    /// True if every pair is compared, not only the changed ones.
    pub(crate) all: bool,
    /// True if signals other than that of `--when` are compared.
    pub(crate) is_active: bool,
}

pub(crate) const LEFT: usize = 0;
pub(crate) const RIGHT: usize = 1;

/// A side that has no further clock edge while the other one has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutOfEdges {
    pub(crate) side: usize,
    /// Its last edge.
    pub(crate) last: Option<Femtoseconds>,
    /// The edge of the other side that has no counterpart.
    pub(crate) other: Femtoseconds,
}

pub(crate) struct Walk {
    pub(crate) files: [Reader; 2],
    pub(crate) domain: Domain,
    changed: Changed,
    /// Pairs of events, and how often each side had fired at the last point.
    events: Vec<(u32, [u64; 2])>,
    /// True if firings are counted from the first point on, not from the last.
    adds_up: bool,
    from: Femtoseconds,
    to: Option<Femtoseconds>,
    edge: Edge,
    /// Added to the times of each side, so that both are the same where they are compared.
    shift: [Femtoseconds; 2],
    /// Edges of each side that are passed over at the beginning.
    passed_over: [u64; 2],
    /// Edges at the end of one side that may have no counterpart.
    spare_edges: u64,
    /// True if a point was given.
    has_begun: bool,
    /// True if the last point was active.
    was_active: bool,
    /// Since when a side does not record (`$dumpoff`).
    off_since: Option<Femtoseconds>,
    pub(crate) unrecorded: Femtoseconds,
    /// When the last clock edge was on each side.
    last_edges: [Option<Femtoseconds>; 2],
    pub(crate) out_of_edges: Option<OutOfEdges>,
}

impl Walk {
    pub(crate) fn new(files: [Reader; 2], domain: Domain, options: &Options) -> Self {
        let pairs = &domain.pairs;
        let (shift, passed_over) = match options.offset {
            Offset::Time(by) if by >= 0 => ([by.unsigned_abs(), 0], [0; 2]),
            Offset::Time(by) => ([0, by.unsigned_abs()], [0; 2]),
            Offset::Edges(by) if by >= 0 => ([0; 2], [0, by.unsigned_abs()]),
            Offset::Edges(by) => ([0; 2], [by.unsigned_abs(), 0]),
            Offset::None | Offset::Find => ([0; 2], [0; 2]),
        };
        let mut from = options.from.saturating_add(shift[LEFT]).max(shift[RIGHT]);
        if options.overlap {
            for side in [LEFT, RIGHT] {
                from = from.max(files[side].next_time().unwrap_or(0) + shift[side]);
            }
        }
        let events = (0..)
            .zip(pairs)
            .filter(|(_, pair)| files[LEFT].header().nets[pair.left].kind == ValueKind::Event);
        let nets = [LEFT, RIGHT].map(|side| files[side].header().nets.len());
        let is_sampled = domain.clock.is_some();
        Self {
            changed: Changed::new(nets, pairs, is_sampled),
            events: events.map(|(at, _)| (at, [0; 2])).collect(),
            adds_up: options.tolerance > 0 || options.time_tolerance > 0,
            files,
            domain,
            from,
            to: options.to.map(|to| to.saturating_add(shift[LEFT])),
            edge: options.edge,
            shift,
            spare_edges: if options.overlap { u64::MAX } else { passed_over[LEFT].max(passed_over[RIGHT]) },
            passed_over,
            has_begun: false,
            was_active: true,
            off_since: None,
            unrecorded: 0,
            last_edges: [None; 2],
            out_of_edges: None,
        }
    }

    /// Restarts at the beginning of the same files, with the existing pairs.
    pub(crate) fn again(&self, paths: [&Path; 2], options: &Options) -> Result<Self, Error> {
        let files = reopened(&self.files, paths, options)?;
        Ok(Self::new(files, self.domain.clone(), options))
    }

    pub(crate) fn pair(&self, at: usize) -> Pair {
        self.domain.pairs[at]
    }

    pub(crate) fn is_sampled(&self) -> bool {
        self.domain.clock.is_some()
    }

    /// Instant of the compared values: before the edge, or at the end of the time stamp.
    #[inline]
    fn sampled_when(&self) -> When {
        if self.domain.clock.is_some() { When::Before } else { When::Now }
    }

    pub(crate) fn header(&self, side: usize) -> &Header {
        self.files[side].header()
    }

    /// Both values of a pair, by its number, at the current point.
    #[inline]
    pub(crate) fn values(&self, at: usize) -> [Value<'_>; 2] {
        let when = self.sampled_when();
        let pair = self.pair(at);
        match [self.value(LEFT, pair, when), self.value(RIGHT, pair, when)] {
            [Value::Fired(left), Value::Fired(right)] => self.fired(at, [left, right]).map(Value::Fired),
            values => values,
        }
    }

    /// Pairs of events.
    pub(crate) fn events(&self) -> impl Iterator<Item = u32> {
        self.events.iter().map(|(at, _)| *at)
    }

    /// Firings of an event since the last point, on both sides.
    #[cold]
    fn fired(&self, at: usize, now: [u64; 2]) -> [u64; 2] {
        let found = self.events.binary_search_by_key(&(at as u32), |(pair, _)| *pair);
        let before = found.map_or([0; 2], |found| self.events[found].1);
        [LEFT, RIGHT].map(|side| now[side].saturating_sub(before[side]))
    }

    /// Notes how often events of a side have fired so far.
    fn count_events(&mut self, side: usize, when: When) {
        for (at, before) in &mut self.events {
            let pair = self.domain.pairs[*at as usize];
            if let Value::Fired(count) = self.files[side].value(pair.net(side), when) {
                before[side] = count;
            }
        }
    }

    #[inline]
    fn value(&self, side: usize, pair: Pair, when: When) -> Value<'_> {
        let value = self.files[side].value(pair.net(side), when);
        pair.bits[side].map_or(value, |bit| value.bit(bit))
    }

    /// Storage of the values of a pair.
    pub(crate) fn net(&self, at: usize) -> Net {
        let pair = self.pair(at);
        let net = self.header(LEFT).nets[pair.left];
        if pair.bits[LEFT].is_some() { Net { bits: 1, words: 1, ..net } } else { net }
    }

    /// Name of a pair in the left file.
    pub(crate) fn name(&self, at: usize) -> String {
        self.pair(at).name(self.header(LEFT))
    }

    /// Pairs of which a side changed since the last active point.
    pub(crate) fn changed(&self) -> &[u32] {
        self.changed.pairs()
    }

    /// True if a side of a pair changed since the last active point.
    pub(crate) fn has_changed(&self, at: usize) -> bool {
        self.changed.has(at)
    }

    /// Takes a pair off those that changed: it was compared though the point is not active.
    pub(crate) fn compared(&mut self, at: usize) {
        self.changed.take(at);
    }

    /// Has a pair compared at the next active point, though it may not change.
    pub(crate) fn revisit(&mut self, at: u32) {
        self.changed.revisit(at);
    }

    /// A time of a side as both have it where they are compared.
    pub(crate) fn shifted(&self, side: usize, time: Femtoseconds) -> Femtoseconds {
        time.saturating_add(self.shift[side])
    }

    fn next_time(&self, side: usize) -> Option<Femtoseconds> {
        self.files[side].next_time().map(|time| self.shifted(side, time))
    }

    /// The time of a point in each file.
    fn times(&self, time: Femtoseconds) -> [Femtoseconds; 2] {
        self.shift.map(|shift| time.saturating_sub(shift))
    }

    /// From when on is compared, in the time of the left file.
    pub(crate) fn begin(&self) -> Femtoseconds {
        self.times(self.from)[LEFT]
    }

    /// Until when a side is known, at most to the end of the window, in its own time.
    pub(crate) fn end(&self, side: usize) -> Femtoseconds {
        let file = &self.files[side];
        let to = self.to.map(|to| self.times(to)[side]);
        match (file.next_time(), to) {
            (Some(_), Some(to)) => to,
            (_, to) => file.time().unwrap_or(0).min(to.unwrap_or(u128::MAX)),
        }
    }

    /// Until when both sides are compared, in the time of the left one.
    pub(crate) fn compared_end(&self) -> Femtoseconds {
        if self.is_sampled() {
            return self.end(LEFT);
        }
        let [left, right] = [LEFT, RIGHT].map(|side| self.shifted(side, self.end(side)));
        self.times(left.min(right))[LEFT]
    }

    /// Goes to the next point, or to the end of the window or of the shorter file. At the end the
    /// longer file is read on to its own end, so that damage in it is found.
    pub(crate) fn step(&mut self) -> Result<Option<Point>, Error> {
        self.changed.begin(self.was_active);
        if self.has_begun && !self.adds_up {
            for side in [LEFT, RIGHT] {
                self.count_events(side, self.sampled_when());
            }
        }
        let mut point = match self.domain.clock {
            None => self.next_stamp()?,
            Some(clock) => self.next_edges(clock)?,
        };
        match &mut point {
            None => {
                for side in [LEFT, RIGHT] {
                    while self.next_inside(side).is_some() {
                        self.files[side].advance()?;
                    }
                }
            }
            Some(point) => {
                self.has_begun = true;
                point.is_active = self.domain.when.is_none_or(|nets| self.is_high(nets));
                self.was_active = point.is_active;
            }
        }
        Ok(point)
    }

    /// True if a net of one bit is 1 in both files.
    fn is_high(&self, nets: [usize; 2]) -> bool {
        let when = self.sampled_when();
        [LEFT, RIGHT].into_iter().all(|side| level(self.files[side].value(nets[side], when)) == Some(1))
    }

    fn next_inside(&self, side: usize) -> Option<Femtoseconds> {
        self.next_time(side).filter(|&time| self.to.is_none_or(|to| time <= to))
    }

    fn next_stamp(&mut self) -> Result<Option<Point>, Error> {
        loop {
            let next = [self.next_time(LEFT), self.next_time(RIGHT)];
            let [Some(left), Some(right)] = next else {
                // Both files ended at one time stamp, or one ended early.
                self.stop();
                return Ok(None);
            };
            let time = left.min(right);
            if !self.has_begun && time > self.from && self.off_since.is_none() {
                return Ok(Some(Point { times: self.times(self.from), all: true, is_active: true }));
            }
            if self.to.is_some_and(|to| time > to) {
                self.stop();
                return Ok(None);
            }
            for side in [LEFT, RIGHT] {
                if next[side] == Some(time) {
                    self.files[side].advance()?;
                    self.gather(side);
                }
            }
            let off = self.files.iter().any(Reader::off);
            let resumed = if off {
                self.off_since.get_or_insert(time);
                false
            } else if let Some(since) = self.off_since.take() {
                self.unrecorded += time.saturating_sub(since.max(self.from));
                true
            } else {
                false
            };
            if time >= self.from && !off {
                return Ok(Some(Point {
                    times: self.times(time),
                    all: resumed || !self.has_begun,
                    is_active: true,
                }));
            }
            self.changed.forget();
            for side in [LEFT, RIGHT] {
                self.count_events(side, When::Now);
            }
        }
    }

    /// At the end of the comparison: unrecorded time up to there counts as well.
    fn stop(&mut self) {
        if let Some(since) = self.off_since.take() {
            let [left, right] = [LEFT, RIGHT].map(|side| self.shifted(side, self.end(side)));
            self.unrecorded += left.min(right).saturating_sub(since.max(self.from));
        }
    }

    fn next_edges(&mut self, clock: [usize; 2]) -> Result<Option<Point>, Error> {
        let mut edges = [None; 2];
        for side in [LEFT, RIGHT] {
            edges[side] = self.next_edge(side, clock[side])?;
            while self.passed_over[side] > 0 && edges[side].is_some() {
                self.passed_over[side] -= 1;
                self.count_events(side, When::Before);
                edges[side] = self.next_edge(side, clock[side])?;
            }
        }
        match edges {
            [Some(left), Some(right)] => {
                self.last_edges = edges;
                Ok(Some(Point { times: [left, right], all: !self.has_begun, is_active: true }))
            }
            [None, None] => Ok(None),
            [Some(other), None] => self.out_of(RIGHT, other, clock),
            [None, Some(other)] => self.out_of(LEFT, other, clock),
        }
    }

    /// The time of the next edge of a side.
    fn next_edge(&mut self, side: usize, clock: usize) -> Result<Option<Femtoseconds>, Error> {
        while self.next_inside(side).is_some() {
            // What changed in the time stamp of the last edge, or after it, is sampled at the next
            // edge.
            self.gather(side);
            let (has_begun, was_off) = (self.files[side].time().is_some(), self.files[side].off());
            self.files[side].advance()?;
            let file = &self.files[side];
            let time = file.time().unwrap_or(0);
            if (file.off() && time >= self.from) || (was_off && time > self.from) {
                return Err(Error::request(
                    format!("{}: `$dumpoff` is in force at {} ns", file.path(), nanoseconds(time)),
                    "edges are not recorded then, so they cannot be counted: compare without `--clock`, or end \
                     the window before with `--to`",
                ));
            }
            // (The very first value is not an edge.)
            let is_edge = has_begun && self.edge.is_at(file, clock);
            if time >= self.from && is_edge {
                return Ok(Some(time));
            }
            if time < self.from {
                self.count_events(side, When::Now);
            }
        }
        Ok(None)
    }

    /// Ends the comparison where one side has no further edge while the other has one, and perhaps
    /// more.
    fn out_of(
        &mut self,
        side: usize,
        other: Femtoseconds,
        clock: [usize; 2],
    ) -> Result<Option<Point>, Error> {
        let (longer, mut left) = (1 - side, 1);
        while left <= self.spare_edges && self.next_edge(longer, clock[longer])?.is_some() {
            left += 1;
        }
        if left > self.spare_edges {
            self.out_of_edges = Some(OutOfEdges { side, last: self.last_edges[side], other });
        }
        Ok(None)
    }

    /// Notes the pairs of which this side changed in its current time stamp.
    fn gather(&mut self, side: usize) {
        let file = &self.files[side];
        for net in file.changed() {
            // Bits of a vector are compared one by one, so only some may have changed.
            self.changed.note(side, net, |pair| {
                let [now, before] = [When::Now, When::Before].map(|when| file.value(net, when));
                let bit = self.domain.pairs[pair as usize].bits[side];
                bit.is_none_or(|bit| now.bit(bit) != before.bit(bit))
            });
        }
    }

    /// Number of the names of a pair.
    #[inline]
    pub(crate) fn names(&self, at: usize) -> u64 {
        self.changed.names(at)
    }

    /// True if both values of a pair at the current point are equal vectors of one word. False does
    /// not imply a difference.
    #[inline]
    pub(crate) fn is_same_word(&self, at: usize) -> bool {
        self.changed.nets(at).is_some_and(|[left, right]| {
            self.files[LEFT].word(left).is_some_and(|word| self.files[RIGHT].word(right) == Some(word))
        })
    }
}

impl Edge {
    /// True if the net has such an edge at the current time. As in Verilog, x to 1 is an edge too.
    pub(crate) fn is_at(self, file: &Reader, net: usize) -> bool {
        let [before, now] = [When::Before, When::Now].map(|when| level(file.value(net, when)));
        let reaches = |value| before != Some(value) && now == Some(value);
        match self {
            Self::Rising => reaches(1),
            Self::Falling => reaches(0),
            Self::Both => reaches(0) || reaches(1),
        }
    }
}

/// The level of one bit. As in VHDL, weak levels are levels.
fn level(value: Value) -> Option<u64> {
    match value {
        Value::Bits(&[digit]) if digit & X == 0 => Some(digit & ONE),
        _ => None,
    }
}

/// Opens both files.
pub(crate) fn open(paths: [&Path; 2], options: &Options) -> Result<[Reader; 2], Error> {
    Ok([Reader::open(paths[LEFT], &options.reading)?, Reader::open(paths[RIGHT], &options.reading)?])
}

/// Opens both files once more.
pub(crate) fn reopened(
    before: &[Reader; 2],
    paths: [&Path; 2],
    options: &Options,
) -> Result<[Reader; 2], Error> {
    let files = open(paths, options)?;
    for (file, before) in files.iter().zip(before) {
        let (now, then) = (file.header(), before.header());
        if now.nets != then.nets || now.signals.len() != then.signals.len() {
            return Err(Error::damaged(file.path(), "the file was written again while it was compared"));
        }
    }
    Ok(files)
}
