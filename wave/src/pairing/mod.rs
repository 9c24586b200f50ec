//! Pairing of the signals of two dumps.

pub(crate) mod keyed;
pub(crate) mod matching;
pub(crate) mod names;
pub(crate) mod pair;
pub(crate) mod partners;
pub(crate) mod parts;
pub(crate) mod scopes;
