//! Walks two dumps side by side, from one point of comparison to the next.

use std::path::Path;

use super::Error;
use super::compare::Options;
use super::header::Header;
use super::names::name_matches;
use super::pair::{Matching, Pair, matching};
use super::reader::{Reader, When};
use super::time::{Femtoseconds, nanoseconds};
use super::value::{Net, ONE, Value, X};
use super::viewer::{Shown, Side};

/// A point of comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    /// Time in the left and in the right file; they differ only when sampled at clock edges.
    pub(crate) times: [Femtoseconds; 2],
    /// Whether every pair is to be compared, not only the changed ones.
    pub(crate) all: bool,
}

const LEFT: usize = 0;
const RIGHT: usize = 1;

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
    pub(crate) matching: Matching,
    /// For each side and net, the pairs it is in.
    pairs_of: [Lists; 2],
    from: Femtoseconds,
    to: Option<Femtoseconds>,
    /// The clock's net on each side, when sampling.
    clock: Option<[usize; 2]>,
    /// Whether a point was given.
    begun: bool,
    /// Since when a side does not record (`$dumpoff`).
    off_since: Option<Femtoseconds>,
    pub(crate) unrecorded: Femtoseconds,
    /// Pairs that changed since the last point, once each.
    changed: Vec<u32>,
    is_changed: Vec<bool>,
    /// When the last clock edge was on each side.
    last_edges: [Option<Femtoseconds>; 2],
    pub(crate) out_of_edges: Option<OutOfEdges>,
}

/// A list of numbers for each of many keys, without an allocation for each.
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn new(keys: usize, of: impl Iterator<Item = usize> + Clone) -> Self {
        let mut starts = vec![0; keys + 1];
        of.clone().for_each(|key| starts[key + 1] += 1);
        (0..keys).for_each(|key| starts[key + 1] += starts[key]);
        let mut items = vec![0; starts[keys] as usize];
        let mut next = starts.clone();
        for (item, key) in of.enumerate() {
            items[next[key] as usize] = item as u32;
            next[key] += 1;
        }
        Self { starts, items }
    }

    fn of(&self, key: usize) -> &[u32] {
        &self.items[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}

impl Walk {
    pub(crate) fn open(left: &Path, right: &Path, options: &Options) -> Result<Self, Error> {
        let files = [Reader::open(left)?, Reader::open(right)?];
        let matching = matching(files[LEFT].header(), files[RIGHT].header(), options)?;
        Self::of(files, matching, options)
    }

    /// From the beginning of the same files, whose signals are paired already.
    pub(crate) fn again(&self, left: &Path, right: &Path, options: &Options) -> Result<Self, Error> {
        let files = [Reader::open(left)?, Reader::open(right)?];
        for (file, before) in files.iter().zip(&self.files) {
            let (now, then) = (file.header(), before.header());
            if now.nets != then.nets || now.signals.len() != then.signals.len() {
                return Err(Error::damaged(file.path(), "the file was written again while it was compared"));
            }
        }
        Self::of(files, self.matching.clone(), options)
    }

    fn of(files: [Reader; 2], matching: Matching, options: &Options) -> Result<Self, Error> {
        let clock = match &options.clock {
            Some(name) => Some([clock_net(&files[LEFT], name)?, clock_net(&files[RIGHT], name)?]),
            None => None,
        };
        let pairs = &matching.pairs;
        Ok(Self {
            pairs_of: [
                Lists::new(files[LEFT].header().nets.len(), pairs.iter().map(|pair| pair.left)),
                Lists::new(files[RIGHT].header().nets.len(), pairs.iter().map(|pair| pair.right)),
            ],
            is_changed: vec![false; pairs.len()],
            files,
            matching,
            from: options.from,
            to: options.to,
            clock,
            begun: false,
            off_since: None,
            unrecorded: 0,
            changed: Vec::new(),
            last_edges: [None; 2],
            out_of_edges: None,
        })
    }

    pub(crate) fn is_sampled(&self) -> bool {
        self.clock.is_some()
    }

    pub(crate) fn header(&self, side: usize) -> &Header {
        self.files[side].header()
    }

    /// Both values of a pair at the current point.
    #[inline]
    pub(crate) fn values(&self, pair: Pair) -> [Value<'_>; 2] {
        let when = if self.clock.is_some() { When::Before } else { When::Now };
        [self.value(LEFT, pair, when), self.value(RIGHT, pair, when)]
    }

    #[inline]
    fn value(&self, side: usize, pair: Pair, when: When) -> Value<'_> {
        let value = self.files[side].value([pair.left, pair.right][side], when);
        pair.bits[side].map_or(value, |bit| value.bit(bit))
    }

    /// How the values of a pair are kept.
    pub(crate) fn net(&self, pair: Pair) -> Net {
        let net = self.header(LEFT).nets[pair.left];
        if pair.bits[LEFT].is_some() { Net { bits: 1, words: 1, ..net } } else { net }
    }

    /// What a pair is called in the left file.
    pub(crate) fn name(&self, pair: Pair) -> String {
        pair.name(self.header(LEFT))
    }

    /// What a viewer needs to show the nets of the chosen pairs around column `at` of `times`.
    pub(crate) fn side(&self, side: usize, chosen: &[usize], times: &[Femtoseconds], at: usize) -> Side {
        let header = self.header(side);
        let mut signals: Vec<Shown> = Vec::new();
        for &pair in chosen {
            let pair = self.matching.pairs[pair];
            let net = [pair.left, pair.right][side];
            let named = match side {
                LEFT => Some(&header.signals[pair.signal]),
                _ => header.signals.iter().find(|signal| signal.net == net),
            };
            if let Some(signal) = named.filter(|signal| signals.iter().all(|shown| shown.name != signal.name))
            {
                let bits = header.nets[net].width();
                signals.push(Shown { name: signal.name.clone(), bits, range: signal.range });
            }
        }
        Side {
            unit: header.unit,
            at: times.get(at).copied().unwrap_or(0),
            from: times.first().copied().unwrap_or(0),
            to: times.last().copied().unwrap_or(0),
            signals,
        }
    }

    /// Pairs of which a side changed since the last point.
    pub(crate) fn changed(&self) -> &[u32] {
        &self.changed
    }

    /// Until when a side is known, at most to the end of the window.
    pub(crate) fn end(&self, side: usize) -> Femtoseconds {
        let file = &self.files[side];
        match (file.next_time(), self.to) {
            (Some(_), Some(to)) => to,
            (_, to) => file.time().unwrap_or(0).min(to.unwrap_or(u128::MAX)),
        }
    }

    /// Goes to the next point, or to the end of the window or of the shorter file. At the end the longer file is read
    /// on to its own end, so that damage in it is found.
    pub(crate) fn step(&mut self) -> Result<Option<Point>, Error> {
        for pair in self.changed.drain(..) {
            self.is_changed[pair as usize] = false;
        }
        let point = match self.clock {
            None => self.next_stamp()?,
            Some(clock) => self.next_edges(clock)?,
        };
        if point.is_none() {
            for side in [LEFT, RIGHT] {
                while self.next_inside(side).is_some() {
                    self.files[side].advance()?;
                }
            }
        }
        self.begun |= point.is_some();
        Ok(point)
    }

    fn next_inside(&self, side: usize) -> Option<Femtoseconds> {
        self.files[side].next_time().filter(|&time| self.to.is_none_or(|to| time <= to))
    }

    fn next_stamp(&mut self) -> Result<Option<Point>, Error> {
        loop {
            let next = [self.files[LEFT].next_time(), self.files[RIGHT].next_time()];
            let [Some(left), Some(right)] = next else {
                // Both files ended at one time stamp, or one ended early.
                self.stop();
                return Ok(None);
            };
            let time = left.min(right);
            if !self.begun && time > self.from && self.off_since.is_none() {
                return Ok(Some(Point { times: [self.from; 2], all: true }));
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
                return Ok(Some(Point { times: [time; 2], all: resumed || !self.begun }));
            }
            for pair in self.changed.drain(..) {
                self.is_changed[pair as usize] = false;
            }
        }
    }

    /// At the end of what is compared: what was not recorded up to there counts as well.
    fn stop(&mut self) {
        if let Some(since) = self.off_since.take() {
            let end = self.end(LEFT).min(self.end(RIGHT));
            self.unrecorded += end.saturating_sub(since.max(self.from));
        }
    }

    fn next_edges(&mut self, clock: [usize; 2]) -> Result<Option<Point>, Error> {
        let mut edges = [None; 2];
        for side in [LEFT, RIGHT] {
            while edges[side].is_none() && self.next_inside(side).is_some() {
                // What changed in the time stamp of the last edge, or after it, is sampled at the next edge.
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
                // As in VHDL, weak levels are levels.
                let level = |when| match file.value(clock[side], when) {
                    Value::Bits(&[digit]) if digit & X == 0 => Some(digit & ONE),
                    _ => None,
                };
                // As in Verilog, x to 1 is an edge too; the first value of all is none.
                let rises = has_begun && level(When::Before) != Some(1) && level(When::Now) == Some(1);
                if time >= self.from && rises {
                    edges[side] = Some(time);
                }
            }
        }
        match edges {
            [Some(left), Some(right)] => {
                self.last_edges = edges;
                Ok(Some(Point { times: [left, right], all: !self.begun }))
            }
            [None, None] => Ok(None),
            [Some(other), None] => Ok(self.out_of(RIGHT, other)),
            [None, Some(other)] => Ok(self.out_of(LEFT, other)),
        }
    }

    fn out_of(&mut self, side: usize, other: Femtoseconds) -> Option<Point> {
        self.out_of_edges = Some(OutOfEdges { side, last: self.last_edges[side], other });
        None
    }

    /// Notes the pairs of which this side changed in its current time stamp.
    fn gather(&mut self, side: usize) {
        for net in self.files[side].changed() {
            for &pair in self.pairs_of[side].of(net) {
                // Of a vector whose bits are compared one by one, only some may have changed.
                let whole = self.matching.pairs[pair as usize];
                let same = whole.bits[side].is_some()
                    && self.value(side, whole, When::Now) == self.value(side, whole, When::Before);
                if !self.is_changed[pair as usize] && !same {
                    self.is_changed[pair as usize] = true;
                    self.changed.push(pair);
                }
            }
        }
    }
}

/// Finds the net of a clock: the one signal of that name, or of several the outermost.
fn clock_net(file: &Reader, name: &str) -> Result<usize, Error> {
    let header = file.header();
    let found: Vec<_> = header
        .signals
        .iter()
        .filter(|signal| name_matches(name, &signal.name) && header.nets[signal.net].bits == 1)
        .collect();
    let depth = |name: &str| name.matches('.').count();
    let least = found.iter().map(|signal| depth(&signal.name)).min();
    let outermost: Vec<_> = found.iter().filter(|signal| Some(depth(&signal.name)) == least).collect();
    let Some(first) = outermost.first() else {
        return Err(Error::request(
            format!("{}: no signal of one bit is called `{name}`", file.path()),
            "give the name of the clock as the file has it, with or without scopes",
        ));
    };
    match outermost.iter().find(|signal| signal.net != first.net) {
        None => Ok(first.net),
        Some(second) => Err(Error::request(
            format!("{}: `{name}` may be {} or {}", file.path(), first.name, second.name),
            "give the clock with its scopes",
        )),
    }
}
