//! `spindle wave diff`: compares two waveforms.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use spindle_wave::{
    AllowMissing, Clock, IgnoreX, Options, Report, ScopePair, Verdict, time::parse_time,
};

use super::{Failure, Output};
use crate::files;
use crate::report::{self, Figure, Number, Page, Table, difference};

/// What to do with waveforms.
#[derive(Debug, Subcommand)]
pub enum Wave {
    /// Compare two waveforms by value over time
    Diff(WaveDiffArgs),
}

/// Arguments of `spindle wave diff`.
#[derive(Args, Clone, Debug)]
pub struct WaveDiffArgs {
    /// The left file (A): VCD, FST or GHW.
    pub left: PathBuf,
    /// The right file (B): VCD, FST or GHW.
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
    /// Lets x and z equal everything, in both files or in one.
    #[arg(long, value_name = "SIDE", num_args = 0..=1, require_equals = true, default_missing_value = "both")]
    pub ignore_x: Option<Side>,
    /// Lets real numbers differ by this part of the larger one.
    #[arg(long, value_name = "PART", default_value_t = 0.0, value_parser = part)]
    pub real_tolerance: f64,
    /// Start of the compared time, in ns.
    #[arg(long, value_name = "NS", default_value = "0")]
    pub from: String,
    /// End of the compared time, in ns; what stands behind it is not read.
    #[arg(long, value_name = "NS")]
    pub to: Option<String>,
    /// Compares only the values just before each rising edge of this clock.
    #[arg(long, value_name = "NAME")]
    pub clock: Option<String>,
    /// With `--clock`: lets each change come up to so many clocks earlier or later in one file than in the other.
    #[arg(long, value_name = "CLOCKS", default_value_t = 0, requires = "clock")]
    pub tolerance: u64,
    /// Lets either file lack signals that the other one has.
    #[arg(long)]
    pub allow_missing: bool,
    /// Time stamps shown before and after the first difference.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub context: usize,
    /// Writes a page, and files that open `GTKWave` and Surfer at the first difference, to this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Files in which x is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// Both files
    Both,
    /// The left file (A)
    Left,
    /// The right file (B)
    Right,
}

fn part(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(part) if (0.0..1.0).contains(&part) => Ok(part),
        _ => Err("give a number from 0 to below 1, such as 1e-6".into()),
    }
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
            ignore_x: match diff.ignore_x {
                None => IgnoreX::Never,
                Some(Side::Both) => IgnoreX::Both,
                Some(Side::Left) => IgnoreX::Left,
                Some(Side::Right) => IgnoreX::Right,
            },
            real_tolerance: diff.real_tolerance,
            from: parse_time(&diff.from)?,
            to: diff.to.as_deref().map(parse_time).transpose()?,
            clocks: diff.clock.iter().map(|name| Clock::of_all(name)).collect(),
            tolerance: diff.tolerance,
            allow_missing: if diff.allow_missing { AllowMissing::Both } else { AllowMissing::Never },
            context: diff.context,
            ..Options::default()
        };
        let report = spindle_wave::compare(&diff.left, &diff.right, &options)?;
        let names = [&diff.left, &diff.right].map(|path| path.display().to_string());
        output.line(spindle_wave::text(&report, &names[0], &names[1]).trim_end())?;
        if let Some(folder) = &diff.out {
            write(folder, &report, [&diff.left, &diff.right])?;
            output.remark(format!("\nwritten: {}", folder.join(PAGE).display()))?;
        }
        output.object(&report)?;
        if report.verdict == Verdict::Equal { Ok(()) } else { Err(Failure::found("the waveforms differ")) }
    }
}

/// Name of the page.
const PAGE: &str = "difference.html";
/// Names of the files for viewers, without their ends.
const SIDES: [&str; 2] = ["left", "right"];

/// Writes the page, and the files for viewers if a value differs; removes those of an earlier run otherwise.
fn write(folder: &Path, report: &Report, dumps: [&PathBuf; 2]) -> Result<(), Failure> {
    files::create_folder(folder)?;
    for (at, name) in SIDES.into_iter().enumerate() {
        let [save, commands] = ["gtkw", "sucl"].map(|end| folder.join(format!("{name}.{end}")));
        if let Some(window) = &report.window {
            // Viewers may be started in any folder.
            let dump = std::path::absolute(dumps[at]).map_err(files::error(dumps[at], "find"))?;
            files::write(&save, window.sides[at].gtkwave(&dump).as_bytes())?;
            files::write(&commands, window.sides[at].surfer(&dump, report.ends[at]).as_bytes())?;
        } else {
            for stale in [save, commands].iter().filter(|path| path.exists()) {
                std::fs::remove_file(stale).map_err(files::error(stale, "remove"))?;
            }
        }
    }
    files::write(
        &folder.join(PAGE),
        page(report, dumps.map(|path| path.display().to_string())).html().as_bytes(),
    )?;
    Ok(())
}

/// Rows of a table on the page.
const ROWS: usize = 200;

/// The page of a comparison.
fn page(found: &Report, [left, right]: [String; 2]) -> Page {
    let number = |value: u64, name: &str| Number { value: value.to_string(), name: name.into() };
    let mut figures = Vec::new();
    if let (Some(window), Some(first)) = (&found.window, &found.first_difference) {
        let signal = first.signal.as_deref().unwrap_or_default();
        figures.push(Figure {
            title: format!("First difference: {signal} at {} ns", first.time.as_deref().unwrap_or_default()),
            caption: format!(
                "A has {}, B has {}. A column is a point of comparison (time in ns), vectors are in hexadecimal. To \
                 go on from here: `gtkwave left.gtkw`, `gtkwave right.gtkw`; `surfer -c left.sucl`, `surfer -c \
                 right.sucl`.",
                first.left, first.right
            ),
            svg: difference(window),
        });
    }
    let columns = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let table = |title: &str, names: &[&str], rows: Vec<Vec<String>>| {
        let more =
            if rows.len() > ROWS { format!(" (the first {ROWS} of {})", rows.len()) } else { String::new() };
        let rows = rows.into_iter().take(ROWS).collect();
        Table { title: format!("{title}{more}"), columns: columns(names), rows }
    };
    let differing = found
        .differing
        .iter()
        .map(|signal| vec![signal.signal.clone(), signal.first.clone(), signal.differences.to_string()]);
    let widths = found
        .widths
        .iter()
        .map(|widths| vec![widths.signal.clone(), widths.left.to_string(), widths.right.to_string()]);
    let ends = found.ends_early.iter().map(|end| vec![end.side.into(), end.time.clone(), end.other.clone()]);
    let names = |names: &[String]| names.iter().map(|name| vec![name.clone()]).collect::<Vec<_>>();
    let tables = [
        table("Differing signals", &["signal", "first at [ns]", "differences"], differing.collect()),
        table("Of different width", &["signal", "bits in A", "bits in B"], widths.collect()),
        table("Ends early", &["file", "at [ns]", "the other goes on to [ns]"], ends.collect()),
        table("Only in A", &["signal"], names(&found.missing_right)),
        table("Only in B", &["signal"], names(&found.missing_left)),
        table(
            "Of unlike kinds",
            &["signal"],
            found.kinds.iter().map(|kinds| vec![kinds.signal.clone()]).collect(),
        ),
    ];
    Page {
        title: "Waveform comparison".into(),
        summary: format!("A is {left}, B is {right}."),
        numbers: vec![
            number(found.differences, "differences"),
            number(found.signals_compared, "signals compared"),
            number(
                found.changes_compared,
                if found.samples.is_some() { "values compared" } else { "changes compared" },
            ),
        ],
        verdicts: vec![report::Verdict {
            name: "A and B".into(),
            holds: found.verdict == Verdict::Equal,
            detail: format!("{} signals, {} differences", found.signals_compared, found.differences),
        }],
        figures,
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
        command: format!("spindle wave diff {left} {right}"),
    }
}
