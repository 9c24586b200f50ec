//! Tasks: what the network is shown and what it should answer.

mod dataset;
mod encode;
mod split;

pub use dataset::{DataError, Dataset};
pub use encode::Encoder;
pub use split::Split;
