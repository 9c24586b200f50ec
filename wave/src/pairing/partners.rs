//! Partners of left signals in the right file: by a map, by scopes, or by name.

use std::collections::HashSet;

use crate::Error;
use crate::compare::options::Options;
use crate::pairing::keyed::{Index, Keyed, common_end};
use crate::pairing::names::{NameMap, is_or_inside};
use crate::pairing::scopes::{ScopePair, Scopes};

/// Reason for a pairing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rank {
    /// A map says so.
    Map,
    /// They have the same name.
    Same,
    /// They have the same name under scopes, by their number.
    Scope(usize),
}

pub(crate) struct Partners<'a> {
    left: &'a Keyed<'a>,
    right: &'a Keyed<'a>,
    scopes: &'a Scopes,
    /// For each left signal its name on the right as a map has it.
    mapped: Vec<Option<String>>,
    pub(crate) left_index: Index<'a>,
    pub(crate) right_index: Index<'a>,
    /// For each left signal the right one.
    pub(crate) of: Vec<Option<(usize, Rank)>>,
}

/// The names that maps give; each must match something.
fn mapped(left: &Keyed, options: &Options) -> Result<Vec<Option<String>>, Error> {
    let mut mapped = vec![None; left.keys.len()];
    for map in &options.maps {
        let mut any = false;
        for (signal, mapped) in mapped.iter_mut().enumerate() {
            if let Some(name) = map.map(left.name(signal)) {
                any = true;
                mapped.get_or_insert_with(|| options.names.canonical(&name));
            }
        }
        if !any {
            return Err(Error::request(
                format!("no signal of A matches the expression `{}`", NameMap::pattern(map)),
                "give an expression for names as A has them, with their scopes",
            ));
        }
    }
    Ok(mapped)
}

impl<'a> Partners<'a> {
    pub(crate) fn new(
        left: &'a Keyed<'a>,
        right: &'a Keyed<'a>,
        scopes: &'a Scopes,
        options: &Options,
    ) -> Result<Self, Error> {
        let mut partners = Self {
            left,
            right,
            scopes,
            mapped: mapped(left, options)?,
            left_index: left.index(),
            right_index: right.index(),
            of: vec![None; left.keys.len()],
        };
        let mut taken = HashSet::new();
        for signal in 0..left.keys.len() {
            if let Some(name) = &partners.mapped[signal]
                && let Some(other) = partners.right_index.one(name)
            {
                partners.of[signal] = Some((other, Rank::Map));
                taken.insert(other);
            }
        }
        // What has the same name in both files is the same, unless scopes are given that say
        // otherwise.
        let ranks = (0..scopes.pairs.len()).map(Rank::Scope);
        let ranks: Vec<Rank> = if scopes.found {
            [Rank::Same].into_iter().chain(ranks).collect()
        } else {
            ranks.chain([Rank::Same]).collect()
        };
        for rank in ranks {
            let mut now = Vec::new();
            for signal in 0..left.keys.len() {
                if partners.of[signal].is_none()
                    && let Some(name) = partners.name_under(rank, signal)
                    && let Some(other) = partners.resolve(signal, &name, &taken)
                {
                    partners.of[signal] = Some((other, rank));
                    now.push(other);
                }
            }
            // What was paired before is no partner for what stands around it.
            if scopes.found {
                taken.extend(now);
            }
        }
        Ok(partners)
    }

    /// The right name to look up for a left signal, under one rank.
    pub(crate) fn name_under(&self, rank: Rank, signal: usize) -> Option<String> {
        let key = &self.left.keys[signal];
        if let Some(name) = &self.mapped[signal] {
            return (rank == Rank::Map).then(|| name.clone());
        }
        match rank {
            Rank::Same if self.scopes.found => Some(key.clone()),
            // Inside of a mapped scope only the map pairs, on both sides.
            Rank::Same => (!self.is_mapped(0, key) && !self.is_mapped(1, key)).then(|| key.clone()),
            Rank::Scope(rank) if self.scopes.is_tried(rank, key) => self.scopes.pairs[rank].map(key),
            Rank::Map | Rank::Scope(_) => None,
        }
    }

    /// True if a name of a side is inside a given scope.
    fn is_mapped(&self, side: usize, key: &str) -> bool {
        !self.scopes.found
            && self.scopes.pairs.iter().any(|pair| is_or_inside([&pair.left, &pair.right][side], key))
    }

    /// The ranks for looking up parts, in order.
    pub(crate) fn ranks(&self) -> impl Iterator<Item = Rank> + use<> {
        [Rank::Map, Rank::Same].into_iter().chain((0..self.scopes.pairs.len()).map(Rank::Scope))
    }

    /// The names for looking up parts of a left signal.
    pub(crate) fn tried(&self, signal: usize) -> Vec<String> {
        self.ranks().filter_map(|rank| self.name_under(rank, signal)).collect()
    }

    /// The names for looking up fields of a right signal: scopes of the left file that a map leads
    /// to it.
    pub(crate) fn tried_back(&self, other: usize) -> Vec<String> {
        let key = &self.right.keys[other];
        let same = Some(key.clone())
            .filter(|_| self.scopes.found || !(self.is_mapped(0, key) || self.is_mapped(1, key)));
        let back =
            |pair: &ScopePair| ScopePair { left: pair.right.clone(), right: pair.left.clone() }.map(key);
        same.into_iter().chain(self.scopes.pairs.iter().filter_map(back)).collect()
    }

    /// True if a signal without a partner is outside of the mapped scopes and its namesake inside:
    /// the map then leaves it out.
    pub(crate) fn is_left_out(&self, side: usize, signal: usize) -> bool {
        let (own, other) = match side {
            0 => (self.left, &self.right_index),
            _ => (self.right, &self.left_index),
        };
        let key = &own.keys[signal];
        !self.scopes.found && !self.is_mapped(side, key) && self.is_mapped(1 - side, key) && other.has(key)
    }

    /// The right signal of a name: of several spellings, the most similar one.
    fn resolve(&self, signal: usize, name: &str, taken: &HashSet<usize>) -> Option<usize> {
        if let Some(other) = self.one_to_one(signal, name) {
            return Some(other).filter(|other| !taken.contains(other));
        }
        let other = self.most_alike(signal, name, ["", ""], taken)?;
        let last = |name: &'a str| name.rsplit('.').next().unwrap_or(name);
        (last(self.left.name(signal)) == last(self.right.name(other))).then_some(other)
    }

    /// The right signal of a name that is split into parts, or a part, of a left one: with these
    /// suffixes both are one bit. Of several spellings, the most similar one.
    pub(crate) fn part(&self, signal: usize, name: &str, ends: [&str; 2]) -> Option<usize> {
        self.one_to_one(signal, name).or_else(|| self.most_alike(signal, name, ends, &HashSet::new()))
    }

    /// The right signal of a name, if that is the only one and the left one is the only one of its
    /// own.
    fn one_to_one(&self, signal: usize, name: &str) -> Option<usize> {
        self.left_index.one(&self.left.keys[signal])?;
        self.right_index.one(name)
    }

    /// The most similarly spelled pair of a right signal of a name and a left signal with the name
    /// of `signal`, if it contains `signal`.
    fn most_alike(
        &self,
        signal: usize,
        name: &str,
        [left_end, right_end]: [&str; 2],
        taken: &HashSet<usize>,
    ) -> Option<usize> {
        let alike = |left: usize, right: usize| {
            let left = format!("{}{left_end}", self.left.name(left));
            common_end(&left, &format!("{}{right_end}", self.right.name(right)))
        };
        let best = |alike: &mut dyn Iterator<Item = (usize, usize)>| {
            let all: Vec<_> = alike.collect();
            let most = all.iter().map(|(score, _)| *score).max()?;
            let mut best = all.iter().filter(|(score, _)| *score == most);
            match (best.next(), best.next()) {
                (Some((_, at)), None) => Some(*at),
                _ => None,
            }
        };
        let others = self.right_index.all(name);
        // Many names that become one cannot be distinguished.
        let lefts = self.left_index.all(&self.left.keys[signal]);
        if others.len().saturating_mul(lefts.len()) > 1024 {
            return None;
        }
        let free = others.into_iter().filter(|other| !taken.contains(other));
        let other = best(&mut free.map(|other| (alike(signal, other), other)))?;
        let back = best(&mut lefts.into_iter().map(|left| (alike(left, other), left)))?;
        (back == signal).then_some(other)
    }
}
