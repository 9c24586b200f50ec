//! Comparing two dumps.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::lines::{Format, Lines, is_output};
use super::{Console, Finding, Reading};
use crate::escape::clean;
use crate::output::claim::Claim;
use crate::time::{nanoseconds, parse_time};
use crate::{
    AllowMissing, Clock, Edge, Error, IgnoreX, NameMap, NameRules, Offset, Options, ScopePair, StdLogic,
    Verdict, compare, compare_with, text, write_folder,
};

/// Arguments of a comparison.
#[derive(Args, Clone, Debug)]
pub struct Diff {
    /// The left file (A): VCD, FST or GHW.
    pub left: PathBuf,
    /// The right file (B): VCD, FST or GHW.
    pub right: PathBuf,
    /// Compares only matching signals: a whole name with its scopes, or its end after a dot; `*`
    /// and `?` allowed.
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// Leaves out signals that match.
    #[arg(long, value_name = "PATTERN")]
    pub ignore: Vec<String>,
    /// Corresponding scopes or signals, such as `tb.dut=TOP.core`; derived from the names if not
    /// given.
    #[arg(long = "scope", value_name = "LEFT=RIGHT", value_parser = scope_pair)]
    pub scopes: Vec<ScopePair>,
    /// Spellings that count as one name where they pair one to one: `auto` (all), `exact` (none),
    /// or some of arrays, verilator, escapes, case, joined by commas.
    #[arg(long, value_name = "RULES", default_value = "auto", value_parser = NameRules::parse)]
    pub names: NameRules,
    /// Renames matching left signals for the right file; `$1` is the match of the first group.
    #[arg(long = "map", value_name = "REGEX=REPLACEMENT", value_parser = NameMap::parse)]
    pub maps: Vec<NameMap>,
    /// The same from a file, one a line.
    #[arg(long, value_name = "FILE")]
    pub map_file: Option<PathBuf>,
    /// Lets files lack signals that the other one has: both, or the one that is named.
    #[arg(long, value_name = "SIDE", num_args = 0..=1, require_equals = true, default_missing_value = "both")]
    pub allow_missing: Option<Side>,
    /// Lets x and z equal everything, in both files or in one.
    #[arg(long, value_name = "SIDE", num_args = 0..=1, require_equals = true, default_missing_value = "both")]
    pub ignore_x: Option<Side>,
    /// Compares nine-valued logic as it is, or as four values: L is 0, H is 1, U, W and - are x.
    #[arg(long, value_name = "MODE", default_value = "exact")]
    pub std_logic: Logic,
    /// Lets real numbers differ by this part of the larger one.
    #[arg(long, value_name = "PART", default_value_t = 0.0, value_parser = part)]
    pub real_tolerance: f64,
    /// Start of the compared time, in ns or with a unit.
    #[arg(long, value_name = "TIME", default_value = "0")]
    pub from: String,
    /// End of the compared time; later samples are not read.
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Compares only where both files record, from the later beginning to the earlier end.
    #[arg(long)]
    pub overlap: bool,
    /// Compares only the values just before each edge of this clock; with patterns, only those
    /// signals (once for each domain).
    #[arg(long = "clock", value_name = "NAME[=PATTERN,…]", value_parser = clock)]
    pub clocks: Vec<Clock>,
    /// The edges of clocks at which values are compared.
    #[arg(long, value_name = "EDGE", default_value = "rising", requires = "clocks")]
    pub edge: Edges,
    /// With `--clock`: allows each change to come up to this many cycles earlier or later in one
    /// file.
    #[arg(long, value_name = "CYCLES", default_value_t = 0, requires = "clocks")]
    pub tolerance: u64,
    /// Without a clock: allows each change to come this much earlier or later, such as `2ns`.
    #[arg(long, value_name = "TIME", conflicts_with = "clocks")]
    pub time_tolerance: Option<String>,
    /// Compares edge n of the left file with edge n + N of the right one; without a clock a time,
    /// such as `20ns`; `auto` finds it.
    #[arg(long, value_name = "N|TIME|auto", allow_hyphen_values = true)]
    pub offset: Option<String>,
    /// Compares only while this signal of one bit is 1 in both files.
    #[arg(long, value_name = "SIGNAL")]
    pub when: Option<String>,
    /// Compares the strengths of ports (`$dumpports`) as well.
    #[arg(long)]
    pub strengths: bool,
    /// Lets a dump end where its run was killed.
    #[arg(long)]
    pub allow_cut: bool,
    /// Options for reading the files.
    #[command(flatten)]
    pub reading: Reading,
    /// Time stamps shown before and after the first difference.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub context: usize,
    /// Writes every difference to this file (`-`: standard output): the times from which and until
    /// which a signal differs, one JSON object per line.
    #[arg(long, value_name = "FILE")]
    pub json_lines: Option<PathBuf>,
    /// Writes the same as a table with commas.
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Writes an HTML report, a dump of the differences, and files that open `GTKWave` and Surfer
    /// at the first difference, to this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// One of the files, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// Both files
    Both,
    /// The left file (A)
    Left,
    /// The right file (B)
    Right,
}

/// Comparison of nine-valued logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Logic {
    /// As nine values
    Exact,
    /// As four values
    Relaxed,
}

/// Edges of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Edges {
    /// Rising edges
    Rising,
    /// Falling edges
    Falling,
    /// Both
    Both,
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

fn clock(text: &str) -> Result<Clock, String> {
    let (name, patterns) =
        text.split_once('=').map_or((text, None), |(name, patterns)| (name, Some(patterns)));
    let signals: Vec<String> =
        patterns.into_iter().flat_map(|patterns| patterns.split(',')).map(String::from).collect();
    if name.is_empty() || signals.iter().any(String::is_empty) {
        return Err("give NAME, or NAME=PATTERN,PATTERN, such as `clk_a=dut.a.*`".into());
    }
    Ok(Clock { name: name.into(), signals })
}

/// Reads `auto`, a number of edges, or a time with a unit.
fn offset(text: &str) -> Result<Offset, Error> {
    if text == "auto" {
        return Ok(Offset::Find);
    }
    if let Ok(edges) = text.parse() {
        return Ok(Offset::Edges(edges));
    }
    let (is_negative, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let time = i128::try_from(parse_time(size)?)
        .map_err(|_| Error::request(format!("`{text}` is too long an offset"), "give a shorter one"))?;
    Ok(Offset::Time(if is_negative { -time } else { time }))
}

/// The most bytes of a file of maps.
const MAP_FILE: u64 = 16 << 20;

impl Diff {
    /// Options of a comparison.
    ///
    /// # Errors
    /// An invalid time; a map file that cannot be read.
    pub fn options(&self) -> Result<Options, Error> {
        let mut maps = self.maps.clone();
        if let Some(path) = &self.map_file {
            let text = crate::dump::source::read_text(path, MAP_FILE)?;
            let read = NameMap::parse_file(&text);
            maps.extend(read.map_err(|error| {
                Error::request(format!("{}: {error}", path.display()), "give lines of REGEX=REPLACEMENT")
            })?);
        }
        Ok(Options {
            only: self.only.clone(),
            ignore: self.ignore.clone(),
            scopes: self.scopes.clone(),
            names: self.names,
            maps,
            allow_missing: match self.allow_missing {
                None => AllowMissing::Never,
                Some(Side::Both) => AllowMissing::Both,
                Some(Side::Left) => AllowMissing::Left,
                Some(Side::Right) => AllowMissing::Right,
            },
            ignore_x: match self.ignore_x {
                None => IgnoreX::Never,
                Some(Side::Both) => IgnoreX::Both,
                Some(Side::Left) => IgnoreX::Left,
                Some(Side::Right) => IgnoreX::Right,
            },
            std_logic: match self.std_logic {
                Logic::Exact => StdLogic::Exact,
                Logic::Relaxed => StdLogic::Relaxed,
            },
            real_tolerance: self.real_tolerance,
            from: parse_time(&self.from)?,
            to: self.to.as_deref().map(parse_time).transpose()?,
            overlap: self.overlap,
            clocks: self.clocks.clone(),
            edge: match self.edge {
                Edges::Rising => Edge::Rising,
                Edges::Falling => Edge::Falling,
                Edges::Both => Edge::Both,
            },
            tolerance: self.tolerance,
            time_tolerance: self.time_tolerance.as_deref().map(parse_time).transpose()?.unwrap_or(0),
            offset: self.offset.as_deref().map(offset).transpose()?.unwrap_or(Offset::None),
            when: self.when.clone(),
            reading: self.reading.options(self.strengths),
            allow_cut: self.allow_cut,
            context: self.context,
            progress: None,
        })
    }

    /// Compares, then prints and writes the result.
    ///
    /// # Errors
    /// A file that cannot be read or written; a request without an answer.
    pub fn run(&self, mut console: Console) -> Result<Finding, Error> {
        let mut options = self.options()?;
        if !console.quiet {
            options.progress = Some(|progress| {
                eprintln!(
                    "at {} ns, after {} points of comparison",
                    nanoseconds(progress.time),
                    progress.points
                );
            });
        }
        // Before anything is read, which may take long.
        let _claim = self.out.as_deref().map(Claim::new).transpose()?;
        let wanted = [(&self.json_lines, Format::JsonLines), (&self.csv, Format::Csv)];
        let wanted = wanted.iter().filter_map(|(path, format)| Some((path.as_deref()?, *format)));
        let on_output = wanted.clone().filter(|(path, _)| is_output(path)).count();
        if on_output + usize::from(console.json) > 1 {
            return Err(Error::request(
                "standard output can have one of `--json`, `--json-lines -` and `--csv -`",
                "give a file to the others",
            ));
        }
        console.is_taken = on_output > 0;
        let mut lines =
            wanted.map(|(path, format)| Lines::open(path, format)).collect::<Result<Vec<_>, _>>()?;
        let report = if lines.is_empty() {
            compare(&self.left, &self.right, &options)?
        } else {
            compare_with(&self.left, &self.right, &options, &mut |interval| {
                for lines in &mut lines {
                    lines.add(interval);
                }
            })?
        };
        lines.into_iter().try_for_each(Lines::finish)?;
        let names = [&self.left, &self.right].map(|path| path.display().to_string());
        console.result(&text(&report, &names[0], &names[1]), &report)?;
        if let Some(folder) = &self.out {
            let files = [&self.left, &self.right].map(PathBuf::as_path);
            let page = write_folder(folder, files, &options, &report, &command())?;
            console.remark(&format!("\nwritten: {}", clean(&page.display().to_string())))?;
        }
        Ok(match report.verdict {
            Verdict::Equal => None,
            Verdict::Incomplete => Some("not everything was compared"),
            Verdict::Different => Some("the waveforms differ"),
        })
    }
}

/// The command as it was given, for a shell.
fn command() -> String {
    let quoted = |word: String| {
        let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    let mut words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let program = words.next().unwrap_or_default();
    let program = std::path::Path::new(&program).file_stem().map(|name| name.to_string_lossy().into_owned());
    program.into_iter().chain(words).map(quoted).collect::<Vec<_>>().join(" ")
}
