//! Gives every signal a name of its own.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use crate::dump::signal::Signal;

/// Declaration of a signal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// Number of enclosing scopes.
    pub(crate) scopes: usize,
    /// True if its name is escaped.
    pub(crate) is_escaped: bool,
}

/// Keeps the first of several signals with the same name and net. Several nets of one name are
/// distinguished by their ranges, otherwise numbered, those in the most scopes first, so that the
/// order of the declarations hardly matters.
pub(crate) fn name(signals: &mut Vec<Signal>, origins: &[Origin]) {
    // Sorting numbers is faster than a table of names.
    let hasher = RandomState::new();
    let number = |name: &str| hasher.hash_one(name);
    let mut order: Vec<(u64, u32)> =
        signals.iter().zip(0..).map(|(signal, at)| (number(&signal.name), at)).collect();
    order.sort_unstable();
    let mut several: Vec<Vec<usize>> = Vec::new();
    for alike in order.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let mut alike: Vec<usize> = alike.iter().map(|&(_, at)| at as usize).collect();
        alike.sort_by_key(|&at| (&signals[at].name, signals[at].net, at));
        let same = |a: &usize, b: &usize| signals[*a].name == signals[*b].name;
        several.extend(alike.chunk_by(same).filter(|alike| alike.len() > 1).map(<[usize]>::to_vec));
    }
    several.sort_by(|a, b| signals[a[0]].name.cmp(&signals[b[0]].name));
    let is_known = |signals: &[Signal], name: &str| {
        let of = number(name);
        let start = order.partition_point(|&(number, _)| number < of);
        let mut alike = order[start..].iter().take_while(|&&(number, _)| number == of);
        alike.any(|&(_, at)| signals[at as usize].name == name)
    };
    let mut named = Vec::new();
    let (mut taken, mut repeated) = (HashSet::new(), HashSet::new());
    for mut alike in several {
        alike.dedup_by(|later, earlier| {
            signals[*later].net == signals[*earlier].net && repeated.insert(*later)
        });
        if alike.len() == 1 {
            continue;
        }
        let name = &signals[alike[0]].name;
        let range = |at: usize| signals[at].range;
        alike.sort_by_key(|&at| (Reverse(origins[at].scopes), origins[at].is_escaped, range(at), at));
        let ranges: HashSet<_> = alike.iter().filter_map(|&at| range(at)).collect();
        let are_distinct = ranges.len() == alike.len();
        for (n, at) in alike.into_iter().enumerate() {
            let mut own = match range(at).filter(|_| are_distinct) {
                Some((high, low)) => format!("{name}[{high}:{low}]"),
                None if n == 0 => continue,
                None => format!("{name}~{}", n + 1),
            };
            while is_known(signals, &own) || !taken.insert(own.clone()) {
                own.push('~');
            }
            named.push((at, own));
        }
    }
    for (at, own) in named {
        signals[at].name = own;
    }
    if !repeated.is_empty() {
        let mut at = 0..;
        signals.retain(|_| at.next().is_none_or(|at| !repeated.contains(&at)));
    }
}
