//! Which signals of two dumps are the same: by name, once the scopes around the design are mapped.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use wildmatch::WildMatch;

use super::Error;
use super::compare::Options;
use super::header::{Header, Signal};
use super::report::Widths;
use super::value::Kind;

/// A scope on the left and the one on the right that takes its place. Empty: the top.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ScopePair {
    /// Scopes in the left file, joined by points.
    pub left: String,
    /// Scopes in the right file, joined by points.
    pub right: String,
}

/// Two nets to compare.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) left: usize,
    pub(super) right: usize,
    /// Index of the first name, among the left signals.
    pub(super) signal: usize,
    /// Number of names that both nets go by.
    pub(super) names: u64,
    /// The bit of each side that is compared, counted from the least significant one; the whole value if none. Set
    /// where one file has a vector and the other has a signal for each of its bits.
    pub(super) bits: [Option<u32>; 2],
    /// Index of that bit in the range that the vector is declared with.
    pub(super) index: i64,
}

#[derive(Debug, Default)]
pub(super) struct Matching {
    pub(super) scopes: Vec<ScopePair>,
    /// In the order of the left file.
    pub(super) pairs: Vec<Pair>,
    pub(super) widths: Vec<Widths>,
    pub(super) unlike: Vec<String>,
    pub(super) missing_left: Vec<String>,
    pub(super) missing_right: Vec<String>,
}

/// Whether `pattern` (`*`, `?`) is a whole name or its end behind a point.
pub(super) fn name_matches(pattern: &str, name: &str) -> bool {
    let pattern = WildMatch::new(pattern);
    let ends = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    std::iter::once(name).chain(ends).any(|end| pattern.matches(end))
}

fn is_chosen(options: &Options, name: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|pattern| name_matches(pattern, name));
    (options.only.is_empty() || any(&options.only)) && !any(&options.ignore)
}

impl Pair {
    /// What the pair is called in the left file.
    pub(super) fn name(&self, left: &Header) -> String {
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

/// A name without the index at its end, and the index: `q[3]`.
fn indexed(name: &str) -> Option<(&str, i64)> {
    let (base, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    Some((base, index.parse().ok()?))
}

/// The pairing under way.
struct Pairing<'a> {
    left: &'a Header,
    right: &'a Header,
    options: &'a Options,
    by_name: HashMap<&'a str, &'a Signal>,
    /// Names of the left file as they are called in the right one. What has one of these names has its own partner, so
    /// it is neither the bits nor the vector of another signal.
    own: HashSet<String>,
    /// Names of the right file that have a partner.
    paired: HashSet<String>,
    /// Bits of vectors of the right file that have a partner, by the vector's name.
    bits: HashMap<&'a str, HashSet<i64>>,
    known: HashMap<(usize, usize, i64), usize>,
    found: Matching,
}

impl<'a> Pairing<'a> {
    fn is_vector(header: &Header, signal: &Signal) -> bool {
        header.nets[signal.net].kind == Kind::Bits
    }

    fn is_bit(header: &Header, signal: &Signal) -> bool {
        Self::is_vector(header, signal) && header.nets[signal.net].bits == 1
    }

    /// Adds a pair of nets, or another name for it.
    fn add(&mut self, signal: usize, right: usize, bits: [Option<u32>; 2], index: i64) {
        let left = self.left.signals[signal].net;
        let pairs = &mut self.found.pairs;
        let key = (left, right, bits.iter().flatten().next().map_or(-1, |&bit| i64::from(bit)));
        let at = *self.known.entry(key).or_insert(pairs.len());
        if at == pairs.len() {
            pairs.push(Pair { left, right, signal, names: 0, bits, index });
        }
        pairs[at].names += 1;
    }

    /// Pairs two signals of one name.
    fn like(&mut self, index: usize, other: &'a Signal) {
        let signal = &self.left.signals[index];
        let name = &signal.name;
        let (a, b) = (self.left.nets[signal.net], self.right.nets[other.net]);
        if a.kind != b.kind || a.kind == Kind::Event {
            self.found.unlike.push(name.clone());
        } else if a.bits != b.bits {
            self.found.widths.push(Widths { signal: name.clone(), left: a.bits, right: b.bits });
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
            let name = format!("{mapped}[{index}]");
            match self
                .by_name
                .get(name.as_str())
                .copied()
                .filter(|other| Self::is_bit(self.right, other) && !self.own.contains(&name))
            {
                Some(other) => {
                    any = true;
                    if is_chosen(self.options, &vector.name) && is_chosen(self.options, &name) {
                        self.add(signal, other.net, [Some(bit as u32), None], index);
                    }
                    self.paired.insert(name);
                }
                None => lacking.push(format!("{}[{index}]", vector.name)),
            }
            // A vector of very many bits is likely to be none of bits at all.
            if !any && bit >= 4096 {
                return false;
            }
        }
        if any {
            self.found.missing_right.extend(lacking);
        }
        any
    }

    /// Pairs a signal for a bit on the left with a vector on the right. False if there is none.
    fn gather(&mut self, signal: usize, mapped: &str) -> bool {
        let own = &self.left.signals[signal];
        let Some((base, index)) = indexed(mapped).filter(|_| Self::is_bit(self.left, own)) else {
            return false;
        };
        let Some((&base, &vector)) = self
            .by_name
            .get_key_value(base)
            .filter(|(base, other)| Self::is_vector(self.right, other) && !self.own.contains(**base))
        else {
            return false;
        };
        let Some(bit) = indices(self.right, vector).position(|other| other == index) else { return false };
        self.paired.insert(base.into());
        self.bits.entry(base).or_default().insert(index);
        if is_chosen(self.options, &own.name) && is_chosen(self.options, base) {
            self.add(signal, vector.net, [None, Some(bit as u32)], index);
        }
        true
    }
}

/// Pairs the signals of two files.
pub(super) fn matching(left: &Header, right: &Header, options: &Options) -> Result<Matching, Error> {
    let scopes =
        if options.scopes.is_empty() { vec![common_scope(left, right)?] } else { options.scopes.clone() };
    let mut pairing = Pairing {
        left,
        right,
        options,
        by_name: right.signals.iter().map(|signal| (signal.name.as_str(), signal)).collect(),
        own: left.signals.iter().filter_map(|signal| mapped(&signal.name, &scopes)).collect(),
        paired: HashSet::new(),
        bits: HashMap::new(),
        known: HashMap::new(),
        found: Matching::default(),
    };
    for (index, signal) in left.signals.iter().enumerate() {
        let name = &signal.name;
        let mapped = mapped(name, &scopes);
        if let Some(other) = mapped.as_deref().and_then(|name| pairing.by_name.get(name).copied()) {
            pairing.paired.insert(other.name.clone());
            if is_chosen(options, name) && is_chosen(options, &other.name) {
                pairing.like(index, other);
            }
        } else if !mapped.is_some_and(|name| pairing.spread(index, &name) || pairing.gather(index, &name))
            && is_chosen(options, name)
        {
            pairing.found.missing_right.push(name.clone());
        }
    }
    let Pairing { paired, bits, mut found, .. } = pairing;
    for signal in &right.signals {
        let lacking: Vec<String> = match bits.get(signal.name.as_str()) {
            Some(bits) => indices(right, signal)
                .filter(|index| !bits.contains(index))
                .map(|index| format!("{}[{index}]", signal.name))
                .collect(),
            None if paired.contains(&signal.name) => Vec::new(),
            None => vec![signal.name.clone()],
        };
        if is_chosen(options, &signal.name) {
            found.missing_left.extend(lacking);
        }
    }
    found.scopes = scopes;
    Ok(found)
}

/// A left name as it is called on the right. The longest scope that fits decides.
fn mapped(name: &str, scopes: &[ScopePair]) -> Option<String> {
    let inside = |scope: &str| {
        let rest = name.strip_prefix(scope)?;
        if scope.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
    };
    let fitting = scopes.iter().filter_map(|pair| Some((pair, inside(&pair.left)?)));
    let (pair, rest) = fitting.max_by_key(|(pair, _)| pair.left.len())?;
    Some(if pair.right.is_empty() { rest.into() } else { format!("{}.{rest}", pair.right) })
}

/// Scopes that remain when the common end of two names is taken off.
fn remainders<'a>(left: &'a str, right: &'a str) -> (&'a str, &'a str) {
    let ends = left.rsplit('.').zip(right.rsplit('.')).take_while(|(a, b)| a == b);
    let common: usize = ends.map(|(part, _)| part.len() + 1).sum();
    let rest = |name: &'a str| name.get(..name.len().saturating_sub(common)).unwrap_or("");
    (rest(left), rest(right))
}

/// Finds the scopes around the common design: each two signals with the same last name vote for the scopes that
/// remain when the common end of their names is taken off; the same scopes in both files win a tie.
fn common_scope(left: &Header, right: &Header) -> Result<ScopePair, Error> {
    /// Names that stand in so many scopes of both files that their votes would take too long.
    const TOO_COMMON: usize = 1 << 20;
    fn last(name: &str) -> &str {
        name.rsplit('.').next().unwrap_or(name)
    }
    fn by_last(header: &Header) -> HashMap<&str, Vec<&Signal>> {
        let mut map: HashMap<&str, Vec<&Signal>> = HashMap::new();
        for signal in &header.signals {
            map.entry(last(&signal.name)).or_default().push(signal);
        }
        map
    }
    let rights = by_last(right);
    let mut votes: HashMap<(&str, &str), usize> = HashMap::new();
    for (name, lefts) in &by_last(left) {
        let Some(rights) = rights.get(name).filter(|rights| rights.len() * lefts.len() <= TOO_COMMON) else {
            continue;
        };
        for left in lefts {
            for right in rights {
                *votes.entry(remainders(&left.name, &right.name)).or_default() += 1;
            }
        }
    }
    if votes.is_empty() {
        // One file may have vectors where the other has a signal for each bit.
        let base =
            |signal: &'_ Signal| indexed(&signal.name).map_or(signal.name.len(), |(base, _)| base.len());
        let bases = |header: &'_ Header| header.signals.iter().map(base).collect::<Vec<_>>();
        let (left_ends, right_ends) = (bases(left), bases(right));
        let names = right.signals.iter().zip(&right_ends).map(|(signal, &end)| &signal.name[..end]);
        let mut rights: HashMap<&str, HashSet<&str>> = HashMap::new();
        for name in names {
            rights.entry(last(name)).or_default().insert(name);
        }
        let names: HashSet<&str> =
            left.signals.iter().zip(&left_ends).map(|(signal, &end)| &signal.name[..end]).collect();
        for name in names {
            for other in rights.get(last(name)).into_iter().flatten().take(64) {
                *votes.entry(remainders(name, other)).or_default() += 1;
            }
        }
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let mut best: Vec<_> =
        votes.into_iter().filter(|&(_, count)| count == most).map(|(pair, _)| pair).collect();
    // A simulator may show the ports of a design around it once more, as other names of the same nets: then it does
    // not matter which mapping is taken, and the one that takes the least off the names reads best.
    let nets = |(from, to): &(&str, &str)| -> HashSet<(usize, usize)> {
        let scopes = [ScopePair { left: (*from).into(), right: (*to).into() }];
        let pair = |signal: &Signal| {
            let name = mapped(&signal.name, &scopes)?;
            let other = rights.get(last(&name))?.iter().find(|other| other.name == name)?;
            Some((signal.net, other.net))
        };
        left.signals.iter().filter_map(pair).collect()
    };
    let taken = |scope: &str| scope.split('.').filter(|part| !part.is_empty()).count();
    best.sort_unstable_by_key(|(from, to)| (taken(from) + taken(to), *from, *to));
    if let [first, others @ ..] = best.as_slice()
        && others.len() < 8
        && !nets(first).is_empty()
        && others.iter().all(|other| nets(other) == nets(first))
    {
        best.truncate(1);
    }
    best.sort_unstable();
    match best.as_slice() {
        [] | [("", ""), ..] => Ok(ScopePair { left: String::new(), right: String::new() }),
        &[(left, right)] => Ok(ScopePair { left: left.into(), right: right.into() }),
        several => {
            let name = |scope: &str| if scope.is_empty() { "(top)".to_string() } else { scope.to_string() };
            let shown: Vec<_> = several
                .iter()
                .take(4)
                .map(|(left, right)| format!("`{}={}`", name(left), name(right)))
                .collect();
            Err(Error::request(
                format!("the scopes of the two files can be matched in several ways: {}", shown.join(", ")),
                "choose with `--scope LEFT=RIGHT` (an empty side is the top)",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names_and_ends() {
        assert!(name_matches("q", "top.s.q"));
        assert!(name_matches("s.q", "top.s.q"));
        assert!(name_matches("s.*", "top.s.q"));
        assert!(name_matches("top.*", "top.s.q"));
        assert!(name_matches("synapse_*_0", "top.synapse_weight_0"));
        assert!(!name_matches("q", "top.s.eq"));
        assert!(!name_matches("to", "top.s.q"));
    }

    #[test]
    fn remainders_keep_what_is_not_common() {
        assert_eq!(remainders("TOP.tb.core.q", "core.q"), ("TOP.tb", ""));
        assert_eq!(remainders("tb.dut.q", "core.q"), ("tb.dut", "core"));
        assert_eq!(remainders("q", "q"), ("", ""));
        assert_eq!(remainders("a.q", "a.q"), ("", ""));
    }
}
