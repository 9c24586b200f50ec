//! Names of signals: patterns that choose them, and indices at their ends.

use std::cell::Cell;

use wildmatch::WildMatch;

use super::Error;

/// Whether `pattern` (`*`, `?`) is a whole name or its end behind a point.
pub(crate) fn name_matches(pattern: &str, name: &str) -> bool {
    matches(&WildMatch::new(pattern), name)
}

fn matches(pattern: &WildMatch, name: &str) -> bool {
    let ends = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    std::iter::once(name).chain(ends).any(|end| pattern.matches(end))
}

/// A name without the index at its end, and the index: `q[3]`.
pub(crate) fn indexed(name: &str) -> Option<(&str, i64)> {
    let (base, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    Some((base, index.parse().ok()?))
}

/// A name without the index at its end.
pub(crate) fn base(name: &str) -> &str {
    indexed(name).map_or(name, |(base, _)| base)
}

/// Chooses signals by `--only` and `--ignore`.
pub(crate) struct Chooser {
    only: Vec<(WildMatch, Cell<bool>)>,
    ignore: Vec<WildMatch>,
}

impl Chooser {
    pub(crate) fn new(only: &[String], ignore: &[String]) -> Self {
        Self {
            only: only.iter().map(|pattern| (WildMatch::new(pattern), Cell::new(false))).collect(),
            ignore: ignore.iter().map(|pattern| WildMatch::new(pattern)).collect(),
        }
    }

    /// Whether a signal is compared that goes by any of `names`: in either file, as a bit or by its vector's name.
    pub(crate) fn takes(&self, names: &[&str]) -> bool {
        let any = |pattern: &WildMatch| names.iter().any(|name| matches(pattern, name));
        let mut chosen = self.only.is_empty();
        for (pattern, has_matched) in &self.only {
            if any(pattern) {
                has_matched.set(true);
                chosen = true;
            }
        }
        chosen && !self.ignore.iter().any(any)
    }

    /// That every pattern of `--only` has matched something.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.only.iter().find(|(_, has_matched)| !has_matched.get()) {
            None => Ok(()),
            Some((pattern, _)) => Err(Error::request(
                format!("no signal of either file matches `--only {pattern}`"),
                "give a whole name with its scopes, or its end behind a point; `*` and `?` are allowed",
            )),
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
    fn bits_are_told_by_their_indices() {
        assert_eq!(indexed("s.q[3]"), Some(("s.q", 3)));
        assert_eq!([base("s.q[3]"), base("q[3:0]"), base("q")], ["s.q", "q[3:0]", "q"]);
    }
}
