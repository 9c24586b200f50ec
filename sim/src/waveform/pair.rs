//! Which signals of two dumps are the same: by name, once the scopes around the design are mapped.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use wildmatch::WildMatch;

use super::Error;
use super::compare::Options;
use super::header::{Header, Signal};
use super::report::Widths;

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

/// Pairs the signals of two files.
pub(super) fn matching(left: &Header, right: &Header, options: &Options) -> Result<Matching, Error> {
    let scopes =
        if options.scopes.is_empty() { vec![common_scope(left, right)?] } else { options.scopes.clone() };
    let by_name: HashMap<&str, &Signal> =
        right.signals.iter().map(|signal| (signal.name.as_str(), signal)).collect();
    let mut found = Matching::default();
    let mut paired = HashSet::new();
    let mut known: HashMap<(usize, usize), usize> = HashMap::new();
    for (index, signal) in left.signals.iter().enumerate() {
        let name = &signal.name;
        let Some(other) = mapped(name, &scopes).and_then(|name| by_name.get(name.as_str())) else {
            if is_chosen(options, name) {
                found.missing_right.push(name.clone());
            }
            continue;
        };
        paired.insert(other.name.as_str());
        if !is_chosen(options, name) || !is_chosen(options, &other.name) {
            continue;
        }
        let (a, b) = (left.nets[signal.net], right.nets[other.net]);
        if a.kind != b.kind || a.kind == super::value::Kind::Event {
            found.unlike.push(name.clone());
        } else if a.bits != b.bits {
            found.widths.push(Widths { signal: name.clone(), left: a.bits, right: b.bits });
        } else {
            let at = *known.entry((signal.net, other.net)).or_insert(found.pairs.len());
            if at == found.pairs.len() {
                found.pairs.push(Pair { left: signal.net, right: other.net, signal: index, names: 0 });
            }
            found.pairs[at].names += 1;
        }
    }
    let unpaired = right.signals.iter().filter(|signal| !paired.contains(signal.name.as_str()));
    found.missing_left =
        unpaired.map(|signal| signal.name.clone()).filter(|name| is_chosen(options, name)).collect();
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
