//! Reads two files again for some of the differing signals: a dump of them, and the values around
//! the first difference of each.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use crate::Error;
use crate::compare::Prepared;
use crate::compare::options::{Offset, Options};
use crate::compare::report::SignalCount;
use crate::compare::walk::{LEFT, RIGHT, Walk};
use crate::dump::value::{Owned, ValueKind};
use crate::output::merged::{Column, Merged};
use crate::output::spans::Spans;
use crate::output::viewer::Shown;
use crate::output::whole::{Whole, unwritten};
use crate::output::window::{Trace, Window};
use crate::time::{Femtoseconds, nanoseconds, parse_time};

/// Wider signals have no window, so that windows of many signals take little memory.
const WIDEST: u32 = 16 << 10;

/// Recorded output of one signal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorded {
    /// Values around the first difference; none of a signal that is too wide.
    pub(crate) window: Option<Window>,
    /// Identifiers in the dump: left, right, and the difference bit.
    pub(crate) shown: Option<[Shown; 3]>,
}

/// The dump, and the output of each signal.
pub(crate) struct Record {
    /// One for each of the requested signals.
    pub(crate) signals: Vec<Recorded>,
    /// Femtoseconds in a unit of the dump.
    pub(crate) unit: Femtoseconds,
    /// The end of the comparison.
    pub(crate) end: Femtoseconds,
}

/// The values of a signal around the time `first`.
struct Around {
    first: Femtoseconds,
    context: usize,
    columns: VecDeque<(Femtoseconds, [Owned; 2])>,
    /// Column of the first difference, once it is there.
    at: Option<usize>,
}

impl Around {
    fn note(&mut self, time: Femtoseconds, values: [Owned; 2]) {
        let after = self.at.map_or(0, |at| self.columns.len() - at);
        if after > self.context {
            return;
        }
        if self.at.is_none() && self.columns.len() > self.context {
            self.columns.pop_front();
        }
        self.columns.push_back((time, values));
        if self.at.is_none() && time >= self.first {
            self.at = Some(self.columns.len() - 1);
        }
    }
}

/// A pair to show: in which walk, its number there, and its index among the requested signals.
#[derive(Clone, Copy)]
struct Place {
    walk: usize,
    at: usize,
    signal: usize,
}

/// Writes a dump of `signals`, which differ in `spans`, to `path` and returns the output of each.
pub(crate) fn record(
    files: [&Path; 2],
    options: &Options,
    signals: &[SignalCount],
    spans: &[Spans],
    comment: &str,
    path: &Path,
) -> Result<Record, Error> {
    let Prepared { walks, rules, options, .. } = Prepared::new(files, options)?;
    let mut walks: Vec<Walk> = walks.into_iter().map(|(walk, _)| walk).collect();
    let is_tolerant = options.tolerance > 0 || options.time_tolerance > 0;
    let places = places(&walks, signals);
    let (mut columns, mut around) = (Vec::new(), Vec::new());
    for place in &places {
        columns.push(column(&walks[place.walk], place.at, is_tolerant));
        let first = parse_time(&signals[place.signal].first)?;
        around.push(Around { first, context: options.context, columns: VecDeque::new(), at: None });
    }
    // For each walk and pair its column.
    let mut slots: Vec<Vec<Option<usize>>> =
        walks.iter().map(|walk| vec![None; walk.domain.pairs.len()]).collect();
    for (slot, place) in places.iter().enumerate() {
        slots[place.walk][place.at] = Some(slot);
    }
    let error = || unwritten(path);
    let mut dump =
        Merged::begin(Whole::create(path)?, comment, step(&walks, &options), columns).map_err(error())?;
    // Each walk advances independently; the one at the earliest point is advanced.
    let mut points = walks.iter_mut().map(Walk::step).collect::<Result<Vec<_>, _>>()?;
    let mut was_active = vec![true; walks.len()];
    // With a tolerance, and of events, a mark ends at the next point, though its signal may not
    // change there.
    let mut marked: Vec<Vec<usize>> = vec![Vec::new(); walks.len()];
    loop {
        let next = (0..).zip(&points).filter_map(|(n, point)| Some((point.as_ref()?.times[LEFT], n))).min();
        let Some((time, n)) = next else { break };
        let (walk, slots) = (&walks[n], &slots[n]);
        let Some(point) = points[n] else { break };
        let earlier = std::mem::take(&mut marked[n]);
        let mut look = |at: usize| {
            let Some(slot) = slots[at] else { return Ok(()) };
            let pair = walk.pair(at);
            let (values, net) = (walk.values(at), walk.net(at));
            if net.bits <= WIDEST || net.kind != ValueKind::Bits {
                around[slot].note(time, values.map(Owned::of));
            }
            let is_compared = point.is_active || walk.domain.when == Some([pair.left, pair.right]);
            let differs = if is_tolerant {
                spans[places[slot].signal].hold(time)
            } else {
                is_compared && !rules.same(net.kind, values[0], values[1])
            };
            if differs && (is_tolerant || net.kind == ValueKind::Event) {
                marked[n].push(at);
            }
            dump.set(time, slot, values, differs)
        };
        if point.all || point.is_active != was_active[n] {
            (0..slots.len()).try_for_each(&mut look).map_err(error())?;
        } else {
            let changed = walk.changed().iter().map(|&at| at as usize);
            let earlier = earlier.into_iter().filter(|&at| !walk.has_changed(at));
            changed.chain(earlier).try_for_each(&mut look).map_err(error())?;
        }
        was_active[n] = point.is_active;
        points[n] = walks[n].step()?;
    }
    let mut recorded = vec![Recorded::default(); signals.len()];
    for ((column, around), place) in dump.columns().iter().zip(around).zip(places) {
        recorded[place.signal] = Recorded { window: window(column, &around), shown: Some(column.shown()) };
    }
    let (unit, end) = (dump.unit(), walks.iter().map(Walk::compared_end).max().unwrap_or(0));
    dump.finish(end).map_err(error())?.finish()?;
    Ok(Record { signals: recorded, unit, end })
}

/// Common divisor of all times.
fn step(walks: &[Walk], options: &Options) -> Femtoseconds {
    let offset = match options.offset {
        Offset::Time(by) => by.unsigned_abs(),
        _ => 0,
    };
    let units = walks.iter().flat_map(|walk| [LEFT, RIGHT].map(|side| walk.header(side).unit));
    units.chain([options.from, options.to.unwrap_or(0), offset]).fold(0, gcd)
}

/// Position of each signal, in the requested order.
fn places(walks: &[Walk], signals: &[SignalCount]) -> Vec<Place> {
    let mut wanted: HashMap<&str, usize> =
        signals.iter().enumerate().map(|(at, signal)| (signal.signal.as_str(), at)).collect();
    let mut places = Vec::new();
    for (n, walk) in walks.iter().enumerate() {
        for at in 0..walk.domain.pairs.len() {
            // The signal of `--when` is in every walk.
            if let Some(signal) = wanted.remove(walk.name(at).as_str()) {
                places.push(Place { walk: n, at, signal });
            }
        }
    }
    places.sort_by_key(|place| place.signal);
    places
}

/// Declaration of a pair in the dump: by the names and ranges of each file.
fn column(walk: &Walk, at: usize, adds_up: bool) -> Column {
    let pair = walk.pair(at);
    let right = &walk.header(RIGHT).signals[pair.other];
    let (other, range) = match pair.bits[RIGHT] {
        Some(_) => (format!("{}[{}]", right.name, pair.index), None),
        None => (right.name.clone(), right.range),
    };
    let ranges = [walk.header(LEFT).signals[pair.signal].range, range];
    Column::new([walk.name(at), other], walk.net(at), ranges, adds_up)
}

fn gcd(a: Femtoseconds, b: Femtoseconds) -> Femtoseconds {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn window(column: &Column, around: &Around) -> Option<Window> {
    let text = |side: usize| {
        around.columns.iter().map(|(_, values)| values[side].value().text(&column.net)).collect()
    };
    let trace =
        Trace { name: column.names[0].clone(), bits: column.net.width(), left: text(0), right: text(1) };
    Some(Window {
        times: around.columns.iter().map(|(time, _)| nanoseconds(*time)).collect(),
        at: around.at?,
        signals: vec![trace],
        sides: Default::default(),
    })
}
