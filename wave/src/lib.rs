//! Waveforms (VCD, FST, GHW): comparing two by value over time, and reading excerpts.
//!
//! The reader of VCD is the project's own, not the crate `vcd`: that crate decodes into a heap-allocated vector per change,
//! byte by byte (the benchmark `waveform` runs both side by side), and comparing is core business here.
//! Memory grows with the number of signals, not with the length of a dump (except for GHW).

#[cfg(feature = "cli")]
pub mod cli;
mod codes;
mod compare;
mod domain;
mod error;
pub mod escape;
mod feed;
mod fst;
mod fst_check;
mod fst_killed;
mod ghw;
mod ghw_check;
mod header;
mod keyed;
mod list;
mod merged;
mod names;
mod offset;
mod options;
mod out;
mod page;
mod pair;
mod partners;
mod parts;
mod ports;
mod quick;
pub mod read;
mod reader;
mod record;
mod report;
mod scan;
mod scopes;
mod seek;
mod show;
mod skew;
mod source;
mod spans;
mod state;
mod tally;
pub mod time;
mod unique;
mod value;
mod vcd;
mod vcd_header;
mod viewer;
mod walk;
mod warn;
mod whole;
mod window;

pub use compare::{compare, compare_with};
pub use domain::Sampled;
pub use error::Error;
pub use list::{Listed, Listing, list};
pub use names::{NameMap, NameRules};
pub use options::{AllowMissing, Clock, Edge, IgnoreX, Offset, Options, StdLogic};
pub use out::{SHOWN, write_folder};
pub use pair::Renamed;
pub use report::{Difference, DifferenceKind, Ending, Kinds, Report, SignalCount, Verdict, Widths};
pub use scopes::ScopePair;
pub use show::text;
pub use source::ReadOptions;
pub use tally::Interval;
pub use viewer::{Shown, Side};
pub use window::{Trace, Window};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
