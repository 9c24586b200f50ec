//! The compared pairs of nets, and the signals without partners.

use std::collections::HashMap;

use serde::Serialize;

use crate::compare::difference::{Kinds, Widths};
use crate::dump::header::Header;
use crate::dump::signal::Signal;
use crate::dump::value::ValueKind;
use crate::pairing::keyed::{Keyed, common_end};
use crate::pairing::names::{Chooser, inside};
use crate::pairing::partners::Rank;
use crate::pairing::scopes::{ScopePair, Scopes};

/// Two nets to compare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// Index of the first name, among the left signals.
    pub(crate) signal: usize,
    /// Index of the right signal.
    pub(crate) other: usize,
    /// Number of names that both nets go by.
    pub(crate) names: u64,
    /// The bit of each side that is compared, counted from the least significant one; the whole
    /// value if none. Set where one file has a vector and the other has a signal for each of its
    /// bits or fields.
    pub(crate) bits: [Option<u32>; 2],
    /// Index of that bit in the range that the vector is declared with.
    pub(crate) index: i64,
}

impl Pair {
    /// Name of the pair in the left file.
    pub(crate) fn name(&self, left: &Header) -> String {
        let name = &left.signals[self.signal].name;
        if self.bits[0].is_some() { format!("{name}[{}]", self.index) } else { name.clone() }
    }

    /// The net of a side.
    pub(crate) fn net(&self, side: usize) -> usize {
        [self.left, self.right][side]
    }
}

/// A signal that is written in another way in the other file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Renamed {
    /// Name in the left file.
    pub left: String,
    /// Name in the right file.
    pub right: String,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Matching {
    /// Those under which signals were found.
    pub(crate) scopes: Vec<ScopePair>,
    /// True if they were derived from names rather than given.
    pub(crate) found: bool,
    /// For each left signal its right partner, compared or not.
    pub(crate) partners: Vec<Option<usize>>,
    /// In the order of the left file.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) widths: Vec<Widths>,
    pub(crate) kinds: Vec<Kinds>,
    pub(crate) renamed: Vec<Renamed>,
    /// Names that the left, that the right file lacks.
    pub(crate) missing: [Vec<String>; 2],
    /// Names whose counterparts in the other file the mapped scopes leave out.
    pub(crate) left_out: Vec<String>,
}

/// The bits of a vector, the least significant one first, by their indices in its range.
pub(crate) fn indices(header: &Header, signal: &Signal) -> impl Iterator<Item = i64> {
    let bits = i64::from(header.nets[signal.net].bits);
    let (high, low) =
        signal.range.filter(|(a, b)| a.abs_diff(*b) == bits.unsigned_abs() - 1).unwrap_or((bits - 1, 0));
    (0..bits).map(move |bit| if high >= low { low + bit } else { low - bit })
}

/// The pairing under way.
pub(crate) struct Pairing<'a> {
    pub(crate) left: &'a Keyed<'a>,
    pub(crate) right: &'a Keyed<'a>,
    pub(crate) chooser: Chooser,
    pub(crate) known: HashMap<(usize, usize, [Option<u32>; 2]), usize>,
    pub(crate) matching: Matching,
}

impl Pairing<'_> {
    /// Adds a pair of nets, or another name for it.
    pub(crate) fn add(&mut self, signal: usize, other: usize, bits: [Option<u32>; 2], index: i64) {
        let (left, right) = (self.left.header.signals[signal].net, self.right.header.signals[other].net);
        let pairs = &mut self.matching.pairs;
        let at = *self.known.entry((left, right, bits)).or_insert(pairs.len());
        if at == pairs.len() {
            pairs.push(Pair { left, right, signal, other, names: 0, bits, index });
        }
        pairs[at].names += 1;
    }

    /// Pairs two corresponding signals.
    pub(crate) fn like(&mut self, signal: usize, other: usize, rank: Rank, scopes: &Scopes) {
        let [ours, theirs] = [self.left.name(signal), self.right.name(other)];
        if !self.chooser.takes(&[ours, theirs]) {
            return;
        }
        let net = |keyed: &Keyed, at: usize| keyed.header.nets[keyed.header.signals[at].net];
        let (a, b) = (net(self.left, signal), net(self.right, other));
        if a.kind != b.kind {
            let [left, right] = [a.kind, b.kind].map(ValueKind::name);
            self.matching.kinds.push(Kinds { signal: ours.into(), left, right });
            return;
        }
        if a.bits != b.bits {
            self.matching.widths.push(Widths { signal: ours.into(), left: a.bits, right: b.bits });
            return;
        }
        // The name inside of the scopes is the same on both sides, if it is not written in another
        // way.
        let key = &self.left.keys[signal];
        let own = match rank {
            Rank::Same => Some(key.as_str()),
            Rank::Scope(rank) => inside(&scopes.pairs[rank].left, key),
            Rank::Map => None,
        };
        if own.is_some_and(|own| common_end(ours, theirs) < own.len()) {
            self.matching.renamed.push(Renamed { left: ours.into(), right: theirs.into() });
        }
        self.add(signal, other, [None; 2], 0);
    }
}
