//! Problems of a manifest, each with its key and remedy.

/// A request of a manifest that cannot be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path of the key, such as `network.groups[0].size`.
    pub key: String,
    /// The problem.
    pub what: String,
    /// The remedy.
    pub remedy: String,
}

/// Collects problems, so that one check of a manifest reports them all.
#[derive(Default)]
pub(super) struct Problems(pub(super) Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, key: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Problem { key: key.into(), what: what.into(), remedy: remedy.into() });
    }

    pub(super) fn at_most(&mut self, key: impl Into<String>, value: usize, limit: usize) {
        if value > limit {
            self.add(key, format!("{value} is too large"), format!("choose 0 to {limit}"));
        }
    }
}
