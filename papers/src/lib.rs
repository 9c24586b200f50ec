//! Published experiments, repeated and compared with their numbers: the command
//! `spindle reproduce`.
//!
//! One file per experiment. To add one: a file with a `pub const EXPERIMENT`, and its name in
//! [`EXPERIMENTS`]. The caller simulates the hardware ([`Run::hardware`]).
//!
//! ```
//! use spindle_papers::{Run, by_name};
//!
//! let run = Run {
//!     full: false,
//!     hardware: &|_| Err("no simulator here".into()),
//!     data: None,
//!     expect: &|_units| (),
//!     done: &|| (),
//! };
//! let outcome = (by_name("bursts").expect("an experiment").run)(&run)?;
//! assert!(!outcome.rows.is_empty());
//! # Ok::<(), spindle_papers::Error>(())
//! ```

#![allow(clippy::unnecessary_wraps, reason = "all experiments have one signature, and some can fail")]

mod all_to_all;
mod binary;
mod both_rules;
mod bursts;
mod fig1;
mod fig2;
mod fixed_cell;
mod fixed_point;
mod float;
mod frequency;
mod hardware;
mod hidden;
mod measure;
mod organise;
mod page;
mod pairing;
mod random_network;
mod recall;
mod robustness;
mod row;
mod several;
mod single_layer;
mod spike_number;
mod store;
mod stream;
mod targets;
mod ticks;
mod training;
mod windows;

pub use fixed_cell::Fixed;
pub use hardware::{Compared, Shown};
pub use page::{Line, Reproduction, Section};
pub use row::{Bar, Model, Row, number};
pub use store::{Kept, Store};

use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_report::Figure;

/// All experiments, in the order of the report.
pub const EXPERIMENTS: &[Experiment] = &[
    fig1::EXPERIMENT,
    windows::EXPERIMENT,
    frequency::EXPERIMENT,
    spike_number::EXPERIMENT,
    bursts::EXPERIMENT,
    fig2::EXPERIMENT,
    recall::EXPERIMENT,
    all_to_all::EXPERIMENT,
    several::EXPERIMENT,
    random_network::EXPERIMENT,
    ticks::EXPERIMENT,
    fixed_point::EXPERIMENT,
    binary::EXPERIMENT,
    single_layer::EXPERIMENT,
    hidden::YIN_YANG,
    hidden::DIGITS,
    hidden::MNIST,
    targets::EXPERIMENT,
    both_rules::EXPERIMENT,
    robustness::PRECISION,
    robustness::MISMATCH,
    stream::EXPERIMENT,
    hardware::EXPERIMENT,
];

/// Errors of an experiment. Missing a bar is not an error.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// An experiment: what it is, and how to do it.
#[derive(Clone, Copy, Debug)]
pub struct Experiment {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Published result, with the source of the numbers.
    pub paper: &'static str,
    /// Does it.
    pub run: fn(&Run<'_>) -> Result<Outcome, Error>,
}

/// Run options and progress callbacks.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// At the published length and with all seeds; otherwise a short form that only shows that it
    /// works.
    pub full: bool,
    /// Holds a simulation of the hardware against the golden model, while it is shown something.
    pub hardware: &'a (dyn Fn(Shown) -> Result<Compared, Error> + Sync),
    /// Folder of data that do not come with Spindle.
    pub data: Option<&'a Path>,
    /// Callback for additional units of work.
    pub expect: &'a (dyn Fn(u64) + Sync),
    /// Callback after each unit of work.
    pub done: &'a (dyn Fn() + Sync),
}

impl Run<'_> {
    /// `full` in a full run, otherwise `short`.
    pub fn choose<T>(&self, full: T, short: T) -> T {
        if self.full { full } else { short }
    }
}

/// Outcome of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Our method and result, in a sentence or two.
    pub ours: String,
    /// The numbers.
    pub rows: Vec<Row>,
    /// The pictures.
    pub figures: Vec<Figure>,
}

/// The experiment called `name`.
pub fn by_name(name: &str) -> Option<&'static Experiment> {
    EXPERIMENTS.iter().find(|experiment| experiment.name == name)
}

#[cfg(test)]
mod tests;
