//! Boards: descriptions, and the build from a geometry to a bitstream.
//!
//! No board was available: pins are those of published constraint files, which each description
//! names, and bitstreams were made and never loaded.

mod baseline;
mod constraints;
mod counts;
mod description;
mod family;
mod fit;
mod flow;
mod read;
mod report;
mod stage;
mod throughput;
mod tools;
mod words;

pub use baseline::{Baseline, BaselineError, Baselines, Deviation, deviations};
pub use constraints::vendor_files;
pub use counts::{Counts, Excess, Share};
pub use description::{Board, Clock, Pin, Pins, Resources, Source};
pub use family::Family;
pub use fit::{Fitted, fit, section};
pub use flow::{Built, Flow};
pub use read::{BOARDS, BoardError};
pub use report::BuildReport;
pub use stage::{BuildError, Stage, StageReport};
pub use throughput::{Throughput, ThroughputError, throughput};
