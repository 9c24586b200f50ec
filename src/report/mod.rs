//! One self-contained HTML page of a run: no script, nothing fetched, light and dark.

mod bars;
mod curves;
mod page;
mod raster;
mod svg;
mod waveform;
mod weights;

pub use bars::bars;
pub use curves::{Curves, curves};
pub use page::{Figure, Number, Page, Table, Verdict};
pub use raster::{Raster, raster};
pub use waveform::{Trace, Waveform, waveform};
pub use weights::{Fields, fields};
