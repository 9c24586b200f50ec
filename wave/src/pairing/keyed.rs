//! The signals of a file by the one way of writing of their names.

use std::collections::HashMap;

use crate::dump::header::Header;
use crate::pairing::names::{NameRules, inside};

/// A file's signals, each with the canonical form of its name ([`NameRules::canonical`]).
pub(crate) struct Keyed<'a> {
    pub(crate) header: &'a Header,
    /// One a signal.
    pub(crate) keys: Vec<String>,
    rules: NameRules,
}

impl<'a> Keyed<'a> {
    pub(crate) fn new(header: &'a Header, rules: NameRules) -> Self {
        let keys = header.signals.iter().map(|signal| rules.canonical(&signal.name)).collect();
        Self { header, keys, rules }
    }

    pub(crate) fn name(&self, signal: usize) -> &str {
        &self.header.signals[signal].name
    }

    /// A scope as the file writes it.
    pub(crate) fn shown(&self, scope: &str) -> String {
        let literal = |name: &str| {
            let ends = name.match_indices('.').map(|(at, _)| at);
            ends.map(|at| &name[..at]).find(|prefix| self.rules.canonical(prefix) == scope).map(String::from)
        };
        let mut within = (0..self.keys.len()).filter(|&at| inside(scope, &self.keys[at]).is_some());
        match within.next() {
            Some(signal) if !scope.is_empty() => literal(self.name(signal)).unwrap_or_else(|| scope.into()),
            _ => scope.into(),
        }
    }

    /// Signals by key.
    pub(crate) fn index(&self) -> Index<'_> {
        let mut first: HashMap<&str, u32> = HashMap::with_capacity(self.keys.len());
        let mut others: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, key) in self.keys.iter().enumerate() {
            let at = at as u32;
            if *first.entry(key).or_insert(at) != at {
                others.entry(key).or_default().push(at);
            }
        }
        Index { first, others }
    }
}

/// Signals by key: usually one of each.
pub(crate) struct Index<'a> {
    first: HashMap<&'a str, u32>,
    others: HashMap<&'a str, Vec<u32>>,
}

impl Index<'_> {
    /// The only signal of a key.
    pub(crate) fn one(&self, key: &str) -> Option<usize> {
        let at = self.first.get(key)?;
        (self.others.is_empty() || !self.others.contains_key(key)).then_some(*at as usize)
    }

    /// All signals of a key.
    pub(crate) fn all(&self, key: &str) -> Vec<usize> {
        let others = self.others.get(key).into_iter().flatten();
        self.first.get(key).into_iter().chain(others).map(|&at| at as usize).collect()
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.first.contains_key(key)
    }
}

/// Bytes that two names have in common at their ends.
pub(crate) fn common_end(left: &str, right: &str) -> usize {
    left.bytes().rev().zip(right.bytes().rev()).take_while(|(a, b)| a == b).count()
}
