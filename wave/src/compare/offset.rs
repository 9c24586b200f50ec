//! Finds the delay of the right file relative to the left one.

use std::collections::HashMap;
use std::path::Path;

use crate::Error;
use crate::compare::domain::{Domain, Domains};
use crate::compare::options::{Offset, Options};
use crate::compare::walk::{LEFT, RIGHT, reopened};
use crate::dump::reader::{Reader, When};
use crate::dump::value::{Owned, ValueKind};
use crate::time::Femtoseconds;

/// Number of pairs considered.
const PAIRS: usize = 64;
/// Number of changes considered per pair, from the beginning.
const CHANGES: usize = 256;

/// The changes of one signal: the place of each (number of an edge, or time), and the value.
type Changes = Vec<(i128, Owned)>;

/// Finds the offset under which most changes agree: each change in the left file votes for the
/// offsets of the changes to the same value of the same signal in the right one. Ties go to the
/// smallest offset.
pub(crate) fn find(
    files: &[Reader; 2],
    paths: [&Path; 2],
    domains: &Domains,
    options: &Options,
) -> Result<Offset, Error> {
    let [(domain, _)] = domains.all.as_slice() else {
        return Err(Error::request(
            "an offset can be searched with one clock",
            "give the number of edges, or one `--clock`",
        ));
    };
    let mut files = reopened(files, paths, options)?;
    // Edges count from where they are compared.
    let begins = files.each_ref().map(|file| file.next_time().filter(|_| options.overlap).unwrap_or(0));
    let from = options.from.max(begins[LEFT]).max(begins[RIGHT]);
    let mut votes: HashMap<i128, u64> = HashMap::new();
    let [left, right] = [LEFT, RIGHT].map(|side| changes(&mut files[side], side, domain, from, options));
    for (left, right) in left?.iter().zip(&right?) {
        for (place, value) in left {
            for (other, _) in right.iter().filter(|(_, other)| other == value) {
                *votes.entry(other - place).or_default() += 1;
            }
        }
    }
    let best = votes.iter().max_by_key(|&(by, votes)| (*votes, std::cmp::Reverse((by.unsigned_abs(), *by))));
    let Some((&by, most)) = best else {
        return Err(Error::request(
            "no offset found: no signal changes to the same value in both files",
            "give the offset, or compare other signals",
        ));
    };
    let found = |by: i128| match domain.clock {
        Some(_) => Offset::Edges(i64::try_from(by).unwrap_or(0)),
        None => Offset::Time(by),
    };
    // Neither direction is the likelier one.
    if by != 0 && votes.get(&-by) == Some(most) {
        return Err(Error::request(
            format!(
                "the offset may be {0} or -{0}: as many changes agree",
                found(by.saturating_abs()).shown().unwrap_or_default()
            ),
            "give the one that is meant",
        ));
    }
    Ok(found(by))
}

/// The first changes of some pairs' signals on one side.
fn changes(
    file: &mut Reader,
    side: usize,
    domain: &Domain,
    from: Femtoseconds,
    options: &Options,
) -> Result<Vec<Changes>, Error> {
    let whole = domain.pairs.iter().filter(|pair| pair.bits == [None; 2]);
    let nets: Vec<usize> = whole
        .map(|pair| pair.net(side))
        .filter(|&net| matches!(file.header().nets[net].kind, ValueKind::Bits | ValueKind::Real))
        .take(PAIRS)
        .collect();
    let mut found: Vec<Changes> = vec![Vec::new(); nets.len()];
    let mut last: Vec<Option<Owned>> = vec![None; nets.len()];
    let mut edges = 0;
    while file.next_time().is_some_and(|time| options.to.is_none_or(|to| time <= to)) {
        let has_begun = file.time().is_some();
        file.advance()?;
        let time: Femtoseconds = file.time().unwrap_or(0);
        let (place, when) = match domain.clock {
            None => (i128::try_from(time).unwrap_or(i128::MAX), When::Now),
            Some(clock) => {
                if !has_begun || time < from || !options.edge.is_at(file, clock[side]) {
                    continue;
                }
                edges += 1;
                (edges, When::Before)
            }
        };
        for (n, &net) in nets.iter().enumerate() {
            let value = Some(Owned::of(file.value(net, when)));
            if found[n].len() < CHANGES && value != last[n] {
                // (The very first value is not a change.)
                let is_first = last[n].is_none();
                last[n].clone_from(&value);
                if !is_first {
                    found[n].extend(value.map(|value| (place, value)));
                }
            }
        }
        if found.iter().all(|changes| changes.len() >= CHANGES) {
            break;
        }
    }
    Ok(found)
}
