//! Waveforms (VCD): comparing two by value over time, and reading excerpts.
//!
//! The reader is the project's own, not the crate `vcd`: that crate decodes into a heap-allocated vector per change,
//! byte by byte (the benchmark `waveform` runs both side by side), and comparing is core business here.
//! Memory grows with the number of signals, never with the length of a dump.

mod compare;
mod error;
mod header;
mod pair;
pub mod read;
mod reader;
mod report;
mod scan;
mod show;
pub mod time;
mod value;
mod walk;
mod window;

pub use compare::{Options, compare};
pub use error::Error;
pub use pair::ScopePair;
pub use report::{Difference, Ending, Kind, Report, SignalCount, Verdict, Widths};
pub use show::text;
pub use window::{Trace, Window};
