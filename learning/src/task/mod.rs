//! Tasks: what the network is shown and what it should answer.

mod dataset;
mod encode;
mod events;
mod idx;
mod packed;
mod source;
mod split;
mod table;
pub mod target;
mod yin_yang;

pub(crate) use dataset::SAMPLES;
pub use dataset::{DataError, Dataset};
pub use encode::{Encoder, Rates};
pub use events::{Spike, Timing, Unit, Window};
pub use source::Source;
pub use split::{Parts, PartsError, Split};
pub(crate) use table::MOVE;
