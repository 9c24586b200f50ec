//! The values around a difference.

use std::collections::VecDeque;
use std::path::Path;

use serde::Serialize;

use crate::Error;
use crate::compare::found::First;
use crate::compare::options::Options;
use crate::compare::walk::Walk;
use crate::dump::value::{Net, Owned};
use crate::output::viewer::{Shown, Side};
use crate::time::{Femtoseconds, nanoseconds};

/// Most signals shown.
const SIGNALS: usize = 8;

/// Values of some signals in both files, at the points of comparison around the first difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Times of the columns in nanoseconds, decimal.
    pub times: Vec<String>,
    /// Column of the first difference.
    pub at: usize,
    /// The signals; the differing one comes first.
    pub signals: Vec<Trace>,
    /// Viewer settings that show the same window in the left and the right file.
    #[serde(skip)]
    pub sides: [Side; 2],
}

/// One signal of a [`Window`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// Name in the left file.
    pub name: String,
    /// Width in bits; 0 for a real number or a text.
    pub bits: u32,
    /// Values in the left file, one a column, as VCD writes them, at full width.
    pub left: Vec<String>,
    /// Values in the right file.
    pub right: Vec<String>,
}

/// The values at one point, for each chosen pair left and right.
#[derive(Default)]
struct Column {
    times: [Femtoseconds; 2],
    values: Vec<[Owned; 2]>,
}

impl Column {
    fn take(&mut self, walk: &Walk, chosen: &[usize], times: [Femtoseconds; 2]) {
        self.times = times;
        self.values.clear();
        self.values.extend(chosen.iter().map(|&at| walk.values(at).map(Owned::of)));
    }
}

/// Reads both files again, up to shortly after the first difference.
pub(crate) fn around(
    walk: &Walk,
    paths: [&Path; 2],
    options: &Options,
    first: &First,
) -> Result<Window, Error> {
    let mut walk = walk.again(paths, options)?;
    let chosen = choose(&walk, first);
    let mut is_chosen = vec![false; walk.domain.pairs.len()];
    for &at in &chosen {
        is_chosen[at] = true;
    }
    let mut columns: VecDeque<Column> = VecDeque::new();
    let (mut number, mut before, mut after) = (0, 0, 0);
    while after <= options.context {
        let Some(point) = walk.step()? else { break };
        let reached = number >= first.number;
        let shown = walk.is_sampled()
            || point.all
            || number == first.number
            || walk.changed().iter().any(|&at| is_chosen[at as usize]);
        number += 1;
        if !shown || (!reached && options.context == 0) {
            continue;
        }
        let full = !reached && before == options.context;
        let mut column = if full { columns.pop_front().unwrap_or_default() } else { Column::default() };
        column.take(&walk, &chosen, point.times);
        columns.push_back(column);
        if reached {
            after += 1;
        } else if !full {
            before += 1;
        }
    }
    let nets: Vec<Net> = chosen.iter().map(|&at| walk.net(at)).collect();
    let row = |n: usize, side: usize| {
        columns.iter().map(|column| column.values[n][side].value().text(&nets[n])).collect()
    };
    let signals = chosen.iter().enumerate().map(|(n, &at)| Trace {
        name: walk.name(at),
        bits: nets[n].width(),
        left: row(n, 0),
        right: row(n, 1),
    });
    let sides = [0, 1].map(|side| {
        let times: Vec<Femtoseconds> = columns.iter().map(|column| column.times[side]).collect();
        side_of(&walk, side, &chosen, &times, before)
    });
    Ok(Window {
        sides,
        times: columns.iter().map(|column| nanoseconds(column.times[0])).collect(),
        at: before,
        signals: signals.collect(),
    })
}

/// Viewer settings for the nets of the chosen pairs around column `at` of `times`.
fn side_of(walk: &Walk, side: usize, chosen: &[usize], times: &[Femtoseconds], at: usize) -> Side {
    let header = walk.header(side);
    let mut signals: Vec<Shown> = Vec::new();
    for &number in chosen {
        let pair = walk.pair(number);
        let signal = &header.signals[[pair.signal, pair.other][side]];
        if signals.iter().all(|shown| shown.name != signal.name) {
            let bits = header.nets[pair.net(side)].width();
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

/// Chooses the pairs to show: the differing one, the clock, other pairs of its scope that differ at
/// the same point, strobes (those of its own group first), its neighbours in the file.
fn choose(walk: &Walk, first: &First) -> Vec<usize> {
    let pairs = &walk.domain.pairs;
    let name = |at: usize| walk.header(0).signals[pairs[at].signal].name.as_str();
    let split = |at: usize| name(at).rsplit_once('.').unwrap_or(("", name(at)));
    let focus = first.pairs[0];
    let (scope, own) = split(focus);
    let group = own.split_once('_').map_or(own, |(group, _)| group);
    let has = |at: usize, words: &[&str]| {
        let last = split(at).1.to_ascii_lowercase();
        last.split('_').any(|part| words.contains(&part))
    };
    let clock = ["clock", "clk"];
    let strobes = ["valid", "ready", "strobe", "enable", "en", "start", "done", "tick", "reset", "rst"];
    let scoped: Vec<usize> = (0..pairs.len()).filter(|&at| split(at).0 == scope).collect();
    // A clock may be only in an outer scope. (Sampled just before its edges it carries no
    // information.)
    let clocks = scoped
        .iter()
        .copied()
        .find(|&at| has(at, &clock))
        .or_else(|| (0..pairs.len()).find(|&at| has(at, &clock) && (scope.starts_with(split(at).0))));
    let clocks = clocks.filter(|_| !walk.is_sampled());
    let of_group = |at: &usize| split(*at).1.split('_').next() == Some(group);
    let strobe = |at: &usize| has(*at, &strobes);
    let near = |at: &usize| at.abs_diff(focus) <= 3;
    let candidates = std::iter::once(focus)
        .chain(clocks)
        .chain(scoped.iter().copied().filter(|at| of_group(at) && strobe(at)))
        .chain(first.pairs.iter().copied().filter(|&at| split(at).0 == scope).take(4))
        .chain(scoped.iter().copied().filter(strobe).take(3))
        .chain(scoped.iter().copied().filter(near));
    let mut chosen = Vec::new();
    for at in candidates {
        if chosen.len() < SIGNALS && !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    chosen
}
