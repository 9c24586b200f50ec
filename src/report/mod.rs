//! One self-contained HTML page of a run: no script, nothing fetched, light and dark.

mod bars;
mod curves;
mod page;
mod plot;
mod raster;
mod reproduction;
mod svg;
mod waveform;
mod weights;

pub use bars::bars;
pub use curves::{Curves, curves};
pub use page::{Figure, Number, Page, Table, Verdict};
pub use plot::{Plot, Series, Style, plot};
pub use raster::{Raster, raster};
pub use reproduction::{Line, Reproduction, Section};
pub use waveform::{Trace, Waveform, waveform};
pub use weights::{Fields, fields};
