//! Tasks: what the network is shown and what it should answer.

mod dataset;
mod encode;
mod error;
mod events;
mod idx;
mod packed;
mod source;
mod split;
mod table;
pub mod target;
mod timing;
mod yin_yang;

pub use dataset::Dataset;
pub use encode::{Encoder, Rates};
pub use error::DataError;
pub(crate) use error::SAMPLES;
pub use source::Source;
pub use split::{Parts, PartsError, Split};
pub(crate) use table::MOVE;
pub use timing::{Spike, Timing, Unit, Window};
