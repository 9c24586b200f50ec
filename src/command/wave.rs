//! `spindle wave diff`: compares two waveforms.

use std::path::PathBuf;

use clap::Args;
use spindle_sim::waveform::{self, Error, Options, ScopePair, Verdict, time::parse_nanoseconds};

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

/// Compares and prints the report, as one JSON object with `json`. Gives whether the files are equal.
///
/// # Errors
/// Files that cannot be read whole, or arguments that leave nothing to compare.
pub fn run(args: &WaveDiffArgs, json: bool) -> Result<bool, Error> {
    let options = Options {
        only: args.only.clone(),
        ignore: args.ignore.clone(),
        scopes: args.scopes.clone(),
        ignore_x: args.ignore_x,
        from: parse_nanoseconds(&args.from)?,
        to: args.to.as_deref().map(parse_nanoseconds).transpose()?,
        clock: args.clock.clone(),
        require_all: args.require_all,
        context: args.context,
    };
    let report = waveform::compare(&args.left, &args.right, &options)?;
    if json {
        println!("{}", serde_json::json!(report));
    } else {
        let [left, right] = [&args.left, &args.right].map(|path| path.display().to_string());
        print!("{}", waveform::text(&report, &left, &right));
    }
    Ok(report.verdict == Verdict::Equal)
}
