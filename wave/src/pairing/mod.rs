//! Which signals of two dumps stand for each other.

pub(crate) mod keyed;
pub(crate) mod names;
pub(crate) mod pair;
pub(crate) mod partners;
pub(crate) mod parts;
pub(crate) mod scopes;
