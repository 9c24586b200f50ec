//! The error of a configuration or state that does not fit a core.

/// A configuration that does not fit the geometry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {value} does not fit: {remedy}")]
pub struct FitError {
    /// The value that was too large.
    pub what: String,
    /// Its value.
    pub value: usize,
    /// A value that fits.
    pub remedy: String,
}
