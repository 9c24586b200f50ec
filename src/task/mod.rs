//! Tasks: what the network is shown and what it should answer.

mod dataset;
mod encode;
mod idx;
mod source;
mod split;
mod table;
mod yin_yang;

pub use dataset::{DataError, Dataset};
pub use encode::{Encoder, Rates};
pub use source::Source;
pub use split::{Parts, PartsError, Split};
