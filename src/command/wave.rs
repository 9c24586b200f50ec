//! `spindle wave diff`: compares two waveforms.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use spindle_sim::waveform::{self, Options, ScopePair, Verdict, time::parse_nanoseconds};

use super::{Failure, Output};

/// What to do with waveforms.
#[derive(Debug, Subcommand)]
pub enum Wave {
    /// Compare two waveforms by value over time
    Diff(WaveDiffArgs),
}

/// Arguments of `spindle wave diff`.
#[derive(Args, Clone, Debug)]
pub struct WaveDiffArgs {
    /// The left file (A), a VCD.
    pub left: PathBuf,
    /// The right file (B), a VCD.
    pub right: PathBuf,
    /// Compares only signals that match: a whole name with its scopes or its end behind a point; `*` and `?` allowed.
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// Leaves out signals that match.
    #[arg(long, value_name = "PATTERN")]
    pub ignore: Vec<String>,
    /// Scopes that stand for each other, such as `tb.dut=TOP.core`; found from the names if not given.
    #[arg(long = "scope", value_name = "LEFT=RIGHT", value_parser = scope_pair)]
    pub scopes: Vec<ScopePair>,
    /// Lets x and z equal everything.
    #[arg(long)]
    pub ignore_x: bool,
    /// Start of the compared time, in ns.
    #[arg(long, value_name = "NS", default_value = "0")]
    pub from: String,
    /// End of the compared time, in ns; what stands behind it is not read.
    #[arg(long, value_name = "NS")]
    pub to: Option<String>,
    /// Compares only the values just before each rising edge of this clock.
    #[arg(long, value_name = "NAME")]
    pub clock: Option<String>,
    /// Counts a signal that only one file has as a difference.
    #[arg(long)]
    pub require_all: bool,
    /// Time stamps shown before and after the first difference.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub context: usize,
}

fn scope_pair(text: &str) -> Result<ScopePair, String> {
    match text.split_once('=') {
        Some((left, right)) => Ok(ScopePair { left: left.into(), right: right.into() }),
        None => Err("give LEFT=RIGHT, such as `tb.dut=core`; an empty side is the top".into()),
    }
}

impl Wave {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let Wave::Diff(diff) = self;
        let options = Options {
            only: diff.only.clone(),
            ignore: diff.ignore.clone(),
            scopes: diff.scopes.clone(),
            ignore_x: diff.ignore_x,
            from: parse_nanoseconds(&diff.from)?,
            to: diff.to.as_deref().map(parse_nanoseconds).transpose()?,
            clock: diff.clock.clone(),
            require_all: diff.require_all,
            context: diff.context,
        };
        let report = waveform::compare(&diff.left, &diff.right, &options)?;
        let [left, right] = [&diff.left, &diff.right].map(|path| path.display().to_string());
        output.line(waveform::text(&report, &left, &right).trim_end())?;
        output.object(&report)?;
        if report.verdict == Verdict::Equal { Ok(()) } else { Err(Failure::found("the waveforms differ")) }
    }
}
