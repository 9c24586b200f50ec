//! Differences between two files.

use serde::Serialize;

/// Kind of a difference between signals or files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DifferenceKind {
    /// A value at a time.
    Value,
    /// The kind of the values: bits, real, string or event.
    ValueKind,
    /// The declared width.
    Width,
    /// One file ends before the other.
    End,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Kind of the difference.
    pub kind: DifferenceKind,
    /// The signal as the left file calls it; none for [`DifferenceKind::End`].
    pub signal: Option<String>,
    /// Time in nanoseconds, decimal; none where time plays no part. Sampled at a clock: that of the
    /// left file's edge.
    pub time: Option<String>,
    /// The left value as VCD writes it, at full width; or kind; or width; or end in nanoseconds.
    pub left: String,
    /// The same on the right.
    pub right: String,
}

/// A signal whose values are of different kinds: `bits`, `real`, `string` or `event`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kinds {
    /// Name in the left file.
    pub signal: String,
    /// Kind in the left file.
    pub left: &'static str,
    /// Kind in the right file.
    pub right: &'static str,
}

/// A signal declared with different widths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Widths {
    /// Name in the left file.
    pub signal: String,
    /// Bits in the left file.
    pub left: u32,
    /// Bits in the right file.
    pub right: u32,
}
