//! The pairs of two files: signals of one name, then parts of signals.

use std::collections::HashMap;

use crate::Error;
use crate::compare::options::Options;
use crate::dump::header::Header;
use crate::pairing::keyed::Keyed;
use crate::pairing::names::Chooser;
use crate::pairing::pair::{Matching, Pairing};
use crate::pairing::partners::{Partners, Rank};
use crate::pairing::parts::Parts;
use crate::pairing::scopes::{ScopePair, Scopes};

/// Pairs the signals of two files.
pub(crate) fn matching(left: &Header, right: &Header, options: &Options) -> Result<Matching, Error> {
    let (left, right) = (Keyed::new(left, options.names), Keyed::new(right, options.names));
    let (left, right) = (&left, &right);
    let scopes = Scopes::of(left, right, &options.scopes, options.names)?;
    let partners = Partners::new(left, right, &scopes, options)?;
    let mut pairing = Pairing {
        left,
        right,
        chooser: Chooser::new(&options.only, &options.ignore),
        known: HashMap::new(),
        matching: Matching { found: scopes.found, ..Matching::default() },
    };
    let mut parts = Parts::new(left, right, &partners);
    let mut used = vec![!scopes.found; scopes.pairs.len()];
    let mut mark = |rank: Rank| {
        if let Rank::Scope(rank) = rank {
            used[rank] = true;
        }
    };
    let mut alone = Vec::new();
    for signal in 0..left.keys.len() {
        if let Some((other, rank)) = partners.of[signal] {
            mark(rank);
            pairing.like(signal, other, rank, &scopes);
        } else {
            alone.push(signal);
        }
    }
    for rank in partners.ranks() {
        alone.retain(|&signal| {
            let is_found = partners.name_under(rank, signal).is_some_and(|name| {
                parts.spread(&mut pairing, signal, &name) || parts.gather(&mut pairing, signal, &name)
            });
            if is_found {
                mark(rank);
            }
            !is_found
        });
        parts.end_rank(scopes.found);
    }
    let alone = parts.fields(&mut pairing, alone);
    let lacking = parts.lacking(&pairing, &alone);
    for (side, names) in lacking.into_iter().enumerate() {
        let (out, missing): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|(signal, _)| partners.is_left_out(1 - side, *signal));
        pairing.matching.left_out.extend(out.into_iter().map(|(_, name)| name));
        pairing.matching.missing[side].extend(missing.into_iter().map(|(_, name)| name));
    }
    let Pairing { chooser, mut matching, .. } = pairing;
    matching.partners = partners.of.iter().map(|partner| Some(partner.as_ref()?.0)).collect();
    chooser.check()?;
    // In the order of the left file, whatever was paired last.
    matching.pairs.sort_by_key(|pair| pair.signal);
    // The derived scope pair is reported even if it has nothing to compare.
    used[0] = true;
    let shown =
        |pair: &ScopePair| ScopePair { left: left.shown(&pair.left), right: right.shown(&pair.right) };
    let used = scopes.pairs.iter().zip(used).filter(|(_, used)| *used);
    matching.scopes =
        if scopes.found { used.map(|(pair, _)| shown(pair)).collect() } else { options.scopes.clone() };
    Ok(matching)
}
