//! Which signals of two dumps are the same: by name, once the scopes around the design are mapped.

use std::collections::{HashMap, HashSet};

use super::Error;
use super::compare::Options;
use super::header::{Header, Signal};
use super::names::{Chooser, indexed};
use super::report::Widths;
use super::scopes::{ScopePair, Scopes};
use super::value::Kind;

/// Two nets to compare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// Index of the first name, among the left signals.
    pub(crate) signal: usize,
    /// Number of names that both nets go by.
    pub(crate) names: u64,
    /// The bit of each side that is compared, counted from the least significant one; the whole value if none. Set
    /// where one file has a vector and the other has a signal for each of its bits.
    pub(crate) bits: [Option<u32>; 2],
    /// Index of that bit in the range that the vector is declared with.
    pub(crate) index: i64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Matching {
    /// Those under which signals were found.
    pub(crate) scopes: Vec<ScopePair>,
    /// Whether they were found by names, rather than given.
    pub(crate) found: bool,
    /// In the order of the left file.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) widths: Vec<Widths>,
    pub(crate) unlike: Vec<String>,
    pub(crate) events: Vec<String>,
    pub(crate) missing_left: Vec<String>,
    pub(crate) missing_right: Vec<String>,
}

impl Pair {
    /// What the pair is called in the left file.
    pub(crate) fn name(&self, left: &Header) -> String {
        let name = &left.signals[self.signal].name;
        if self.bits[0].is_some() { format!("{name}[{}]", self.index) } else { name.clone() }
    }
}

/// The bits of a vector, the least significant one first, by their indices in its range.
fn indices(header: &Header, signal: &Signal) -> impl Iterator<Item = i64> {
    let bits = i64::from(header.nets[signal.net].bits);
    let (high, low) =
        signal.range.filter(|(a, b)| a.abs_diff(*b) == bits.unsigned_abs() - 1).unwrap_or((bits - 1, 0));
    (0..bits).map(move |bit| if high >= low { low + bit } else { low - bit })
}

/// The pairing under way.
struct Pairing<'a> {
    left: &'a Header,
    right: &'a Header,
    chooser: Chooser,
    /// Signals of the right file by name.
    by_name: HashMap<&'a str, usize>,
    /// Signals of the right file that have a partner of their own name. They are neither bits nor vector of another.
    own: Vec<bool>,
    /// Signals of the right file that have any partner.
    paired: Vec<bool>,
    /// Bits of vectors of the right file that have a partner.
    bits: HashMap<usize, HashSet<i64>>,
    known: HashMap<(usize, usize, i64), usize>,
    matching: Matching,
}

impl Pairing<'_> {
    fn is_vector(header: &Header, signal: &Signal) -> bool {
        header.nets[signal.net].kind == Kind::Bits
    }

    fn is_bit(header: &Header, signal: &Signal) -> bool {
        Self::is_vector(header, signal) && header.nets[signal.net].bits == 1
    }

    /// Adds a pair of nets, or another name for it.
    fn add(&mut self, signal: usize, right: usize, bits: [Option<u32>; 2], index: i64) {
        let left = self.left.signals[signal].net;
        let pairs = &mut self.matching.pairs;
        let key = (left, right, bits.iter().flatten().next().map_or(-1, |&bit| i64::from(bit)));
        let at = *self.known.entry(key).or_insert(pairs.len());
        if at == pairs.len() {
            pairs.push(Pair { left, right, signal, names: 0, bits, index });
        }
        pairs[at].names += 1;
    }

    /// Pairs two signals of one name.
    fn like(&mut self, index: usize, other: usize) {
        self.paired[other] = true;
        let (signal, other) = (&self.left.signals[index], &self.right.signals[other]);
        let name = &signal.name;
        if !self.chooser.takes(&[name, &other.name]) {
            return;
        }
        let (a, b) = (self.left.nets[signal.net], self.right.nets[other.net]);
        if a.kind != b.kind {
            self.matching.unlike.push(name.clone());
        } else if a.kind == Kind::Event {
            self.matching.events.push(name.clone());
        } else if a.bits != b.bits {
            self.matching.widths.push(Widths { signal: name.clone(), left: a.bits, right: b.bits });
        } else {
            self.add(index, other.net, [None; 2], 0);
        }
    }

    /// Pairs a vector on the left with signals for its bits on the right. False if there is none.
    fn spread(&mut self, signal: usize, mapped: &str) -> bool {
        let vector = &self.left.signals[signal];
        if !Self::is_vector(self.left, vector) {
            return false;
        }
        let mut lacking = Vec::new();
        let mut any = false;
        for (bit, index) in indices(self.left, vector).enumerate() {
            let own = format!("{}[{index}]", vector.name);
            let other = self.by_name.get(format!("{mapped}[{index}]").as_str()).copied();
            match other.filter(|&at| Self::is_bit(self.right, &self.right.signals[at]) && !self.own[at]) {
                Some(at) => {
                    any = true;
                    self.paired[at] = true;
                    let other = &self.right.signals[at];
                    if self.chooser.takes(&[&vector.name, &own, &other.name]) {
                        self.add(signal, other.net, [Some(bit as u32), None], index);
                    }
                }
                None => lacking.push(own),
            }
            // A vector of very many bits is likely to be none of bits at all.
            if !any && bit >= 4096 {
                return false;
            }
        }
        if any {
            lacking.retain(|bit| self.chooser.takes(&[&vector.name, bit]));
            self.matching.missing_right.extend(lacking);
        }
        any
    }

    /// Pairs a signal for a bit on the left with a vector on the right. False if there is none.
    fn gather(&mut self, signal: usize, mapped: &str) -> bool {
        let own = &self.left.signals[signal];
        let Some((base, index)) = indexed(mapped).filter(|_| Self::is_bit(self.left, own)) else {
            return false;
        };
        let found = self.by_name.get(base).copied();
        let Some(at) =
            found.filter(|&at| Self::is_vector(self.right, &self.right.signals[at]) && !self.own[at])
        else {
            return false;
        };
        let vector = &self.right.signals[at];
        let Some(bit) = indices(self.right, vector).position(|other| other == index) else { return false };
        self.paired[at] = true;
        self.bits.entry(at).or_default().insert(index);
        if self.chooser.takes(&[&own.name, &vector.name, &format!("{}[{index}]", vector.name)]) {
            self.add(signal, vector.net, [None, Some(bit as u32)], index);
        }
        true
    }
}

/// For each left signal the right one of its name, and the number of the scopes under which it was found.
fn partners(left: &Header, by_name: &HashMap<&str, usize>, scopes: &Scopes) -> Vec<Option<(usize, usize)>> {
    let mut partners = vec![None; left.signals.len()];
    let mut taken = HashSet::new();
    for (rank, pair) in scopes.pairs.iter().enumerate() {
        let mut now = Vec::new();
        for (signal, partner) in left.signals.iter().zip(&mut partners) {
            // What inner scopes have paired is no partner for what stands around them.
            let other = |name: &str| by_name.get(name).copied().filter(|other| !taken.contains(other));
            if partner.is_none()
                && let Some(other) = pair.map(&signal.name).and_then(|name| other(&name))
                && scopes.is_tried(rank, &signal.name)
            {
                *partner = Some((other, rank));
                now.push(other);
            }
        }
        if scopes.found {
            taken.extend(now);
        }
    }
    partners
}

/// Pairs the signals of two files.
pub(crate) fn matching(left: &Header, right: &Header, options: &Options) -> Result<Matching, Error> {
    let scopes = Scopes::of(left, right, &options.scopes)?;
    let names = right.signals.iter().enumerate();
    let by_name: HashMap<&str, usize> = names.map(|(at, signal)| (signal.name.as_str(), at)).collect();
    let partners = partners(left, &by_name, &scopes);
    let mut own = vec![false; right.signals.len()];
    for (other, _) in partners.iter().flatten() {
        own[*other] = true;
    }
    let mut pairing = Pairing {
        left,
        right,
        chooser: Chooser::new(&options.only, &options.ignore),
        by_name,
        own,
        paired: vec![false; right.signals.len()],
        bits: HashMap::new(),
        known: HashMap::new(),
        matching: Matching { found: scopes.found, ..Matching::default() },
    };
    let mut used = vec![!scopes.found; scopes.pairs.len()];
    for (index, signal) in left.signals.iter().enumerate() {
        if let Some((other, rank)) = partners[index] {
            used[rank] = true;
            pairing.like(index, other);
        } else if let Some((rank, _)) = scopes
            .tried(&signal.name)
            .find(|(_, name)| pairing.spread(index, name) || pairing.gather(index, name))
        {
            used[rank] = true;
        } else if pairing.chooser.takes(&[&signal.name]) {
            pairing.matching.missing_right.push(signal.name.clone());
        }
    }
    let Pairing { chooser, paired, bits, mut matching, .. } = pairing;
    for (at, signal) in right.signals.iter().enumerate() {
        let mut lacking: Vec<String> = match bits.get(&at) {
            Some(bits) => indices(right, signal)
                .filter(|index| !bits.contains(index))
                .map(|index| format!("{}[{index}]", signal.name))
                .collect(),
            None if paired[at] => Vec::new(),
            None => vec![signal.name.clone()],
        };
        lacking.retain(|name| chooser.takes(&[&signal.name, name]));
        matching.missing_left.extend(lacking);
    }
    chooser.check()?;
    // The pair that was found is told even if it has nothing to compare.
    used[0] = true;
    matching.scopes =
        scopes.pairs.into_iter().zip(used).filter(|(_, used)| *used).map(|(pair, _)| pair).collect();
    Ok(matching)
}
