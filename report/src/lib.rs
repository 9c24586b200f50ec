//! Figures and pages of runs, as pure functions to SVG and HTML. A page is one file without
//! scripts.
//!
//! ```
//! use spindle_report::{Figure, Page, bars};
//!
//! let svg = bars("Importance", &[("threshold", 0.75), ("leak", 0.25)]);
//! let figure = Figure { title: "Importance".into(), caption: String::new(), svg };
//! let page = Page { title: "A search".into(), figures: vec![figure], ..Page::default() };
//! assert!(page.html().contains("<svg"));
//! ```

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
