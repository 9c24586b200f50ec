//! Waveforms (VCD, FST, GHW): comparing two by value over time, and reading excerpts.
//!
//! The reader of VCD is the project's own, not the crate `vcd`: that crate decodes into a heap-allocated vector per change,
//! byte by byte (the benchmark `waveform` runs both side by side), and comparing is core business here.
//! Memory grows with the number of signals, not with the length of a dump (except for GHW).

mod compare;
mod error;
mod feed;
mod fst;
mod fst_check;
mod ghw;
mod ghw_check;
mod header;
mod names;
mod pair;
pub mod read;
mod reader;
mod report;
mod scan;
mod scopes;
mod show;
mod skew;
mod state;
pub mod time;
mod value;
mod vcd;
mod viewer;
mod walk;
mod window;

pub use compare::{IgnoreX, Options, compare};
pub use error::Error;
pub use report::{Difference, Ending, Kind, Report, SignalCount, Verdict, Widths};
pub use scopes::ScopePair;
pub use show::{short, text};
pub use viewer::{Shown, Side};
pub use window::{Trace, Window};
