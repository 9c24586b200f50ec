//! Waveforms (VCD, FST, GHW): comparing two by value over time, and reading excerpts.
//!
//! `dump` reads, `pairing` pairs signals, `compare` compares both files, `output` shows the result.
//! Memory grows with the number of signals, not with the length of a dump (except for GHW).
//!
//! ```
//! use spindle_wave::{Options, Verdict, compare};
//!
//! # let folder = tempfile::tempdir()?;
//! # let [left, right] = ["left.vcd", "right.vcd"].map(|name| folder.path().join(name));
//! let header = "$timescale 1ns $end $var wire 1 c clock $end $enddefinitions $end\n";
//! std::fs::write(&left, format!("{header}#0 0c #5 1c #10 0c"))?;
//! std::fs::write(&right, format!("{header}#0 0c #6 1c #10 0c"))?;
//!
//! let report = compare(&left, &right, &Options::default())?;
//! assert_eq!(report.verdict, Verdict::Different);
//! let first = report.first_difference.expect("a difference");
//! assert_eq!((first.signal.as_deref(), first.time.as_deref()), (Some("clock"), Some("5")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "cli")]
pub mod cli;
mod compare;
mod dump;
mod error;
pub mod escape;
mod list;
mod output;
mod pairing;
pub mod read;
pub mod time;

pub use compare::difference::{Difference, DifferenceKind, Kinds, Widths};
pub use compare::domain::Sampled;
pub use compare::options::{AllowMissing, Clock, Edge, IgnoreX, Offset, Options, StdLogic};
pub use compare::progress::Progress;
pub use compare::report::{Ending, Report, SignalCount, Verdict};
pub use compare::tally::Interval;
pub use compare::{compare, compare_with};
pub use dump::source::ReadOptions;
pub use error::Error;
pub use list::{Listed, Listing, list};
pub use output::out::{SHOWN, write_folder};
pub use output::show::text;
pub use output::viewer::{Shown, Side};
pub use output::window::{Trace, Window};
pub use pairing::names::{NameMap, NameRules};
pub use pairing::pair::Renamed;
pub use pairing::scopes::ScopePair;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
