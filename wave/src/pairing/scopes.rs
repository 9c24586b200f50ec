//! Corresponding scopes of two dumps: given, or derived from equal names.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::Error;
use crate::pairing::keyed::Keyed;
use crate::pairing::names::{NameRules, base, inside, is_or_inside};

/// A scope on the left and the one on the right that takes its place (empty: the top); or a signal
/// and its counterpart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ScopePair {
    /// Scopes in the left file, joined by points.
    pub left: String,
    /// Scopes in the right file, joined by points.
    pub right: String,
}

impl ScopePair {
    fn top() -> Self {
        Self { left: String::new(), right: String::new() }
    }

    /// True if both scopes are inside those of `outer`.
    fn is_inside(&self, outer: &Self) -> bool {
        self != outer
            && inside(&outer.left, &self.left).is_some()
            && inside(&outer.right, &self.right).is_some()
    }

    /// The right name of a left name, if it is inside the left scope or is itself mapped.
    pub(crate) fn map(&self, name: &str) -> Option<String> {
        if let Some(rest) = inside(&self.left, name) {
            return Some(if self.right.is_empty() { rest.into() } else { format!("{}.{rest}", self.right) });
        }
        let is_itself = !self.left.is_empty() && !self.right.is_empty() && is_or_inside(&self.left, name);
        is_itself.then(|| format!("{}{}", self.right, &name[self.left.len()..]))
    }

    /// The pair in the one way of writing of all names.
    fn canonical(&self, rules: NameRules) -> Self {
        Self { left: rules.canonical(&self.left), right: rules.canonical(&self.right) }
    }
}

/// Corresponding scopes.
#[derive(Clone, Debug)]
pub(crate) struct Scopes {
    /// The longest scopes first.
    pub(crate) pairs: Vec<ScopePair>,
    /// True if they were derived from names rather than given.
    pub(crate) found: bool,
}

impl Scopes {
    /// The `given` ones, otherwise those derived from equal names.
    pub(crate) fn of(
        left: &Keyed,
        right: &Keyed,
        given: &[ScopePair],
        rules: NameRules,
    ) -> Result<Self, Error> {
        if given.is_empty() {
            return Ok(Self { pairs: with_outer(find(left, right)?), found: true });
        }
        let mut pairs: Vec<ScopePair> = given.iter().map(|pair| pair.canonical(rules)).collect();
        for (keyed, file, side) in [(left, "A", 0), (right, "B", 1)] {
            for (pair, given) in pairs.iter().zip(given) {
                let [scope, shown] = [pair, given].map(|pair| [&pair.left, &pair.right][side]);
                if !keyed.keys.iter().any(|key| is_or_inside(scope, key)) {
                    return Err(Error::request(
                        format!("{file} has no signal inside scope `{shown}`, and none of that name"),
                        "give scopes as the file has them: `--scope LEFT=RIGHT`, joined by points; an empty side is the top",
                    ));
                }
            }
        }
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.left.len()));
        Ok(Self { pairs, found: false })
    }

    /// True if a left name is looked up under a pair: of given ones, only under the longest that
    /// fits.
    pub(crate) fn is_tried(&self, rank: usize, name: &str) -> bool {
        self.found || self.pairs[..rank].iter().all(|longer| longer.map(name).is_none())
    }
}

/// `pairs`, with their enclosing scopes on both sides, and the top: signals outside of a pair may
/// be found there.
fn with_outer(pairs: Vec<ScopePair>) -> Vec<ScopePair> {
    let mut all: Vec<ScopePair> = Vec::new();
    for mut pair in pairs.into_iter().chain([ScopePair::top()]) {
        while !all.contains(&pair) {
            all.push(pair.clone());
            match (pair.left.rsplit_once('.'), pair.right.rsplit_once('.')) {
                (Some((left, _)), Some((right, _))) => {
                    pair = ScopePair { left: left.into(), right: right.into() }
                }
                _ => break,
            }
        }
    }
    all.sort_by_key(|pair| std::cmp::Reverse(pair.left.len() + pair.right.len()));
    all
}

/// Scopes that remain when the common end of two names is taken off.
fn remainders<'a>(left: &'a str, right: &'a str) -> (&'a str, &'a str) {
    let ends = left.rsplit('.').zip(right.rsplit('.')).take_while(|(a, b)| a == b);
    let common: usize = ends.map(|(part, _)| part.len() + 1).sum();
    let rest = |name: &'a str| name.get(..name.len().saturating_sub(common)).unwrap_or("");
    (rest(left), rest(right))
}

/// Names of one last part that propose scopes, on each side.
const SAMPLE: usize = 16;
/// Number of proposals considered.
const PROPOSALS: usize = 1 << 18;
/// Number of proposed scopes whose names are counted.
const COUNTED: usize = 16;

/// Some names of each last part: the first of them when they are read backwards, because designs of
/// many like instances then have the same ones in both files, in whatever order they are declared.
fn sample<'a>(keyed: &'a Keyed) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut samples: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for key in &keyed.keys {
        let name = base(key);
        let some = samples.entry(name.rsplit('.').next().unwrap_or(name)).or_default();
        let at = some.partition_point(|other| other.bytes().rev().lt(name.bytes().rev()));
        if at < SAMPLE && some.get(at) != Some(&name) {
            some.insert(at, name);
            some.truncate(SAMPLE);
        }
    }
    samples
}

/// Scopes that names of one last part propose, the most frequently proposed first.
fn proposals(left: &Keyed, right: &Keyed) -> Vec<ScopePair> {
    let rights = sample(right);
    let lefts = sample(left);
    let alike = lefts.iter().filter_map(|(last, lefts)| Some((lefts, rights.get(last)?)));
    let pairs = alike.flat_map(|(lefts, rights)| {
        lefts.iter().flat_map(move |left| rights.iter().map(move |right| (*left, *right)))
    });
    let mut votes: HashMap<(&str, &str), usize> = HashMap::new();
    for (left, right) in pairs.take(PROPOSALS) {
        *votes.entry(remainders(left, right)).or_default() += 1;
    }
    let mut proposed: Vec<_> = votes.into_iter().filter(|(scopes, _)| *scopes != ("", "")).collect();
    // (The same order with the sides exchanged.)
    proposed.sort_unstable_by_key(|&((left, right), count)| {
        (std::cmp::Reverse(count), left.max(right), left.min(right), left)
    });
    // Two scopes and the same two the other way round are taken both, or neither.
    let cut_between =
        proposed.get(COUNTED).is_some_and(|&((left, right), _)| (right, left) == proposed[COUNTED - 1].0);
    proposed.truncate(COUNTED + usize::from(cut_between));
    let pair =
        |((left, right), _): ((&str, &str), usize)| ScopePair { left: left.into(), right: right.into() };
    proposed.into_iter().map(pair).collect()
}

/// Names of both files, each once. Bits go by the names of their vectors, because one file may have
/// a vector where the other has a signal for each bit.
struct Names<'a> {
    left: &'a Keyed<'a>,
    right: &'a Keyed<'a>,
    ours: Vec<&'a str>,
    theirs: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn new(left: &'a Keyed<'a>, right: &'a Keyed<'a>) -> Self {
        let mut seen = HashSet::new();
        let ours = left.keys.iter().map(|key| base(key)).filter(|name| seen.insert(*name)).collect();
        let mut theirs = HashMap::new();
        for key in &right.keys {
            let number = theirs.len();
            theirs.entry(base(key)).or_insert(number);
        }
        Self { left, right, ours, theirs }
    }

    /// The left and right names, by number, that are the same under `scopes`.
    fn agreeing(&self, scopes: &ScopePair) -> Vec<(usize, usize)> {
        let mut mapped = String::new();
        let mut other = |name: &str| {
            let rest = inside(&scopes.left, name)?;
            mapped.clear();
            mapped.push_str(&scopes.right);
            if !scopes.right.is_empty() {
                mapped.push('.');
            }
            mapped.push_str(rest);
            self.theirs.get(mapped.as_str()).copied()
        };
        self.ours.iter().enumerate().filter_map(|(at, name)| Some((at, other(name)?))).collect()
    }

    /// The pairs of nets of one name under `scopes`; of a name that a file declares twice, the
    /// last.
    fn nets(&self, scopes: &ScopePair) -> HashSet<(usize, usize)> {
        let by_name = |keyed: &'a Keyed<'a>| -> HashMap<&'a str, usize> {
            keyed
                .keys
                .iter()
                .zip(&keyed.header.signals)
                .map(|(key, signal)| (key.as_str(), signal.net))
                .collect()
        };
        let theirs = by_name(self.right);
        let pair = |(name, net)| Some((net, *theirs.get(scopes.map(name)?.as_str())?));
        by_name(self.left).into_iter().filter_map(pair).collect()
    }
}

/// Finds the scopes around the common design: of those that names propose, the pair under which
/// most names agree; then, inside of it, the one under which most of the others do. The same scopes
/// in both files win a tie.
fn find(left: &Keyed, right: &Keyed) -> Result<Vec<ScopePair>, Error> {
    let names = Names::new(left, right);
    let mut found = vec![ScopePair::top()];
    let same = names.agreeing(&found[0]);
    if same.len() == names.ours.len().min(names.theirs.len()) {
        return Ok(found);
    }
    let mut counted: Vec<_> =
        proposals(left, right).into_iter().map(|scopes| (names.agreeing(&scopes), scopes)).collect();
    let mut seen = Seen::default();
    let most = counted.iter().map(|(agreeing, _)| agreeing.len()).max().unwrap_or(0);
    if most > same.len() {
        counted.retain(|(agreeing, _)| !agreeing.is_empty());
        let best = counted.iter().filter(|(agreeing, _)| agreeing.len() == most);
        let best = one_of(best.map(|(_, scopes)| scopes.clone()).collect(), &names)?;
        seen.add(&names.agreeing(&best));
        found.push(best);
    }
    seen.add(&same);
    // Around the design there may be more names than in it.
    while let Some(outer) = found.last() {
        counted.retain(|(_, scopes)| scopes.is_inside(outer));
        let most = counted.iter().map(|(agreeing, _)| seen.lacks(agreeing)).max().filter(|most| *most > 0);
        let mut best = counted.iter().filter(|(agreeing, _)| Some(seen.lacks(agreeing)) == most);
        let (Some((agreeing, scopes)), None) = (best.next(), best.next()) else { break };
        seen.add(agreeing);
        found.push(scopes.clone());
    }
    Ok(found)
}

/// Names that have a partner.
#[derive(Default)]
struct Seen {
    left: HashSet<usize>,
    right: HashSet<usize>,
}

impl Seen {
    fn add(&mut self, agreeing: &[(usize, usize)]) {
        self.left.extend(agreeing.iter().map(|(left, _)| left));
        self.right.extend(agreeing.iter().map(|(_, right)| right));
    }

    /// Number of these without a partner, on both sides.
    fn lacks(&self, agreeing: &[(usize, usize)]) -> usize {
        agreeing
            .iter()
            .filter(|(left, right)| !self.left.contains(left) && !self.right.contains(right))
            .count()
    }
}

/// The one of several pairs under which equally many names agree.
fn one_of(mut best: Vec<ScopePair>, names: &Names) -> Result<ScopePair, Error> {
    // Prefers the inner of two nested scopes, because enclosing scopes are searched anyway.
    if let Some(inner) =
        best.iter().find(|pair| best.iter().all(|other| other == *pair || pair.is_inside(other)))
    {
        return Ok(inner.clone());
    }
    // A simulator may show the ports of a design around it once more, as other names of the same
    // nets: then it does not matter which mapping is taken, and the one that takes the least off
    // the names reads best.
    let taken = |scope: &str| scope.split('.').filter(|part| !part.is_empty()).count();
    // (The same one with the sides exchanged.)
    best.sort_by_key(|ScopePair { left, right }| {
        (taken(left) + taken(right), left.max(right).clone(), left.min(right).clone())
    });
    let nets = names.nets(&best[0]);
    // No rule prefers two scopes to the same two exchanged, which may fit their contents
    // differently.
    let turned = ScopePair { left: best[0].right.clone(), right: best[0].left.clone() };
    if !nets.is_empty()
        && !best[1..].contains(&turned)
        && best[1..].iter().all(|other| names.nets(other) == nets)
    {
        return Ok(best.swap_remove(0));
    }
    best.sort();
    let name = |keyed: &Keyed, scope: &str| match scope {
        "" => "(top)".to_string(),
        scope => keyed.shown(scope),
    };
    let shown: Vec<_> = best
        .iter()
        .take(4)
        .map(|pair| format!("`{}={}`", name(names.left, &pair.left), name(names.right, &pair.right)))
        .collect();
    Err(Error::request(
        format!("the scopes of the two files can be matched in several ways: {}", shown.join(", ")),
        "choose with `--scope LEFT=RIGHT` (an empty side is the top)",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_keep_what_is_not_common() {
        assert_eq!(remainders("TOP.tb.core.q", "core.q"), ("TOP.tb", ""));
        assert_eq!(remainders("tb.dut.q", "core.q"), ("tb.dut", "core"));
        assert_eq!(remainders("q", "q"), ("", ""));
        assert_eq!(remainders("a.q", "a.q"), ("", ""));
    }

    #[test]
    fn what_is_not_inside_is_looked_for_around() {
        let pair = |left: &str, right: &str| ScopePair { left: left.into(), right: right.into() };
        assert_eq!(
            with_outer(vec![pair("a.tb.dut", "TOP.core")]),
            [pair("a.tb.dut", "TOP.core"), pair("a.tb", "TOP"), pair("", "")]
        );
        assert_eq!(with_outer(vec![pair("tb", "")]), [pair("tb", ""), pair("", "")]);
        assert_eq!(with_outer(vec![pair("", "")]), [pair("", "")]);
        assert_eq!(
            with_outer(vec![pair("tb", "TOP"), pair("tb.a.dut", "TOP.core")]),
            [pair("tb.a.dut", "TOP.core"), pair("tb.a", "TOP"), pair("tb", "TOP"), pair("", "")]
        );
    }
}
