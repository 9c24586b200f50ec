//! Declared names, and the numbers of the nets that they stand for.

/// No net, where nets are given by number.
pub(crate) const NO_NET: u32 = u32::MAX;

/// A declared name. Several names may share a net.
#[derive(Clone, Debug)]
pub(crate) struct Signal {
    /// Scopes and name, joined by dots, without a bit range.
    pub(crate) name: String,
    pub(crate) net: usize,
    /// Index of the leftmost and of the rightmost bit, if declared.
    pub(crate) range: Option<(i64, i64)>,
}
