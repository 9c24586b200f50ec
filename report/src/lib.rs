//! Figures and HTML reports of runs, as pure functions to SVG and HTML. A report is one file
//! without scripts or network access, in light and dark.

mod bars;
mod curves;
mod page;
mod plot;
mod raster;
mod svg;
mod waveform;
mod weights;

pub use bars::bars;
pub use curves::{Curves, curves};
pub use page::{Figure, Number, Page, Table, Verdict, document, write_numbers};
pub use plot::{Plot, Series, Style, plot};
pub use raster::{Raster, raster};
pub use svg::escape;
pub use waveform::{Trace, Waveform, waveform};
pub use weights::{Fields, fields};
