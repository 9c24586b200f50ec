//! The result of a comparison.

use serde::Serialize;

use super::Error;
use super::compare::{Options, Tally};
use super::pair::Matching;
use super::scopes::ScopePair;
use super::time::{Femtoseconds, nanoseconds};
use super::walk::{OutOfEdges, Walk};
use super::window::Window;

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing differs.
    Equal,
    /// Something differs.
    Different,
}

/// In what a signal, or the files, differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A value at a time.
    Value,
    /// The declared width.
    Width,
    /// Only one file has the signal.
    Missing,
    /// One file ends before the other.
    End,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In what.
    pub kind: Kind,
    /// The signal as the left file calls it (as the right one does, if only that has it); none for [`Kind::End`].
    pub signal: Option<String>,
    /// Time in nanoseconds, decimal; none where time plays no part. Sampled at a clock: that of the left file's edge.
    pub time: Option<String>,
    /// The left value as VCD writes it, at full width; or width; or end in nanoseconds; or `missing`.
    pub left: String,
    /// The same on the right.
    pub right: String,
}

/// A signal declared with different widths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Widths {
    /// Name in the left file.
    pub signal: String,
    /// Bits in the left file.
    pub left: u32,
    /// Bits in the right file.
    pub right: u32,
}

/// One file ends before the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// Which: `left` or `right`.
    pub side: &'static str,
    /// Its last time in nanoseconds, decimal; sampled at a clock, that of its last edge, in its own time.
    pub time: String,
    /// How far the other file goes (or the window, if that ends before), in nanoseconds, decimal; sampled at a clock, the
    /// time of the edge that has no counterpart.
    pub other: String,
}

/// A signal and how often it differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignalCount {
    /// Name in the left file.
    pub signal: String,
    /// Time of its first difference in nanoseconds, decimal.
    pub first: String,
    /// Time stamps (or clock edges) at which it changed and differs.
    pub differences: u64,
}

/// The result of a comparison. Signals are counted by name, so aliases do not change the counts.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The result.
    pub verdict: Verdict,
    /// Names that were compared.
    pub signals_compared: u64,
    /// Changes that were compared: a signal and a time stamp at which it changed in either file. Sampled at a clock:
    /// a signal and an edge.
    pub changes_compared: u64,
    /// Clock edges at which values were sampled, if a clock was given.
    pub samples: Option<u64>,
    /// Changes after which the values differ, and one for each difference of another kind.
    pub differences: u64,
    /// The first in time; then, by kind, in the order of [`Kind`].
    pub first_difference: Option<Difference>,
    /// All signals whose values differ, by time of their first difference.
    pub differing: Vec<SignalCount>,
    /// Signals of different width; their values are not compared.
    pub widths: Vec<Widths>,
    /// Set if one file ends before the other within the window.
    pub ends_early: Option<Ending>,
    /// Names that only the right file has.
    pub missing_left: Vec<String>,
    /// Names that only the left file has.
    pub missing_right: Vec<String>,
    /// Names (of the left file) whose values cannot be compared: a number in one file, a text or a real in the other;
    /// or an event.
    pub not_comparable: Vec<String>,
    /// How the scopes were mapped.
    pub scopes: Vec<ScopePair>,
    /// Nanoseconds, decimal, that were not compared because a file does not record them (`$dumpoff`).
    pub unrecorded: String,
    /// Changes so near to the end that their counterpart, which may come some clocks later, is not in the file.
    pub undecided: u64,
    /// Until when each file goes, at most to the end of the window, in femtoseconds.
    #[serde(skip)]
    pub ends: [Femtoseconds; 2],
    /// The values around the first difference.
    pub window: Option<Window>,
}

/// How much was compared.
pub(crate) struct Counts {
    pub(crate) signals: u64,
    pub(crate) changes: u64,
    pub(crate) samples: Option<u64>,
    pub(crate) undecided: u64,
}

/// Sums up.
pub(crate) fn report(
    walk: Walk,
    tallies: &[Tally],
    counts: &Counts,
    first: Option<Difference>,
    window: Option<Window>,
    options: &Options,
) -> Result<Report, Error> {
    let ends = [walk.end(0), walk.end(1)];
    let ends_early = ending(&walk);
    let header = walk.header(0);
    let mut found: Vec<_> =
        walk.matching.pairs.iter().zip(tallies).filter(|(_, tally)| tally.count > 0).collect();
    found.sort_by_key(|(_, tally)| tally.first);
    let differing: Vec<_> = found
        .iter()
        .map(|(pair, tally)| SignalCount {
            signal: pair.name(header),
            first: nanoseconds(tally.first.unwrap_or(0)),
            differences: tally.count,
        })
        .collect();
    let values: u64 = found.iter().map(|(pair, tally)| pair.names * tally.count).sum();
    let unrecorded = nanoseconds(walk.unrecorded);
    if ends[0].max(ends[1]) < options.from {
        return Err(Error::request(
            format!("nothing compared: both files end before {} ns", nanoseconds(options.from)),
            "give an earlier `--from`",
        ));
    }
    let matching = walk.matching;
    let missing = if options.require_all {
        matching.missing_left.len() + matching.missing_right.len() + matching.unlike.len()
    } else {
        0
    };
    let differences =
        values + matching.widths.len() as u64 + missing as u64 + u64::from(ends_early.is_some());
    // That one file ends early says nothing of signals that were not found.
    let none = counts.signals == 0 && differences == u64::from(ends_early.is_some());
    if none || (differences == 0 && counts.changes == 0) {
        return Err(nothing(counts, &matching));
    }
    if differences == 0 && matching.found && !options.require_all {
        doubt(counts, &matching)?;
    }
    let plain = |kind, signal: Option<&String>, time: Option<&String>, left: &str, right: &str| Difference {
        kind,
        signal: signal.cloned(),
        time: time.cloned(),
        left: left.into(),
        right: right.into(),
    };
    let widths = || {
        let widths = matching.widths.first()?;
        let [left, right] = [widths.left, widths.right].map(|bits| format!("{bits} bits"));
        Some(plain(Kind::Width, Some(&widths.signal), None, &left, &right))
    };
    let missing = || {
        if !options.require_all {
            return None;
        }
        let left = matching.missing_left.first().map(|name| (name, "missing", "present"));
        let right = matching.missing_right.first().map(|name| (name, "present", "missing"));
        let unlike = matching.unlike.first().map(|name| (name, "of one kind", "of another kind"));
        let (name, left, right) = right.or(left).or(unlike)?;
        Some(plain(Kind::Missing, Some(name), None, left, right))
    };
    let end = || {
        let end = ends_early.as_ref()?;
        let mut times = [end.time.as_str(), end.other.as_str()];
        if end.side == "right" {
            times.reverse();
        }
        Some(plain(Kind::End, None, Some(&end.time), times[0], times[1]))
    };
    let first_difference = first.or_else(widths).or_else(missing).or_else(end);
    Ok(Report {
        verdict: if differences == 0 { Verdict::Equal } else { Verdict::Different },
        signals_compared: counts.signals,
        changes_compared: counts.changes,
        samples: counts.samples,
        differences,
        first_difference,
        differing,
        widths: matching.widths,
        ends_early,
        missing_left: matching.missing_left,
        missing_right: matching.missing_right,
        not_comparable: [matching.unlike, matching.events].concat(),
        scopes: matching.scopes,
        unrecorded,
        undecided: counts.undecided,
        ends,
        window,
    })
}

/// Says which file ends early. Sampled at a clock, only edges count.
fn ending(walk: &Walk) -> Option<Ending> {
    let ends = [walk.end(0), walk.end(1)];
    let OutOfEdges { side, last, other } = if walk.is_sampled() {
        walk.out_of_edges?
    } else if ends[0] == ends[1] {
        return None;
    } else {
        let side = usize::from(ends[1] < ends[0]);
        OutOfEdges { side, last: Some(ends[side]), other: ends[1 - side] }
    };
    let time = last.unwrap_or(ends[side]);
    Some(Ending { side: ["left", "right"][side], time: nanoseconds(time), other: nanoseconds(other) })
}

/// Scopes for people.
fn mapped(scopes: &[ScopePair]) -> String {
    let name = |scope: &str| if scope.is_empty() { "(top)".to_string() } else { scope.into() };
    scopes
        .iter()
        .map(|pair| format!("`{}={}`", name(&pair.left), name(&pair.right)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Refuses to call files equal of which more signals have no partner, on both sides, than have one: then it is likely
/// that the scopes found are not those of the design.
fn doubt(counts: &Counts, matching: &Matching) -> Result<(), Error> {
    let alone = matching.missing_left.len().min(matching.missing_right.len()) as u64;
    if alone <= counts.signals {
        return Ok(());
    }
    Err(Error::request(
        format!(
            "only {} of the signals were found in both files, under the scopes {}, where nothing differs; {} are only in A, {} only in B",
            counts.signals,
            mapped(&matching.scopes),
            matching.missing_right.len(),
            matching.missing_left.len()
        ),
        "say which scopes belong together with `--scope LEFT=RIGHT`, or choose signals with `--only` and `--ignore`",
    ))
}

fn nothing(counts: &Counts, matching: &Matching) -> Error {
    if counts.signals == 0 && !(matching.unlike.is_empty() && matching.events.is_empty()) {
        return Error::request(
            "nothing compared: the signals that the files have in common are events, or of unlike kinds",
            "record signals that have values",
        );
    }
    if counts.signals == 0 {
        return Error::request(
            format!(
                "nothing compared: the files have no signal in common under the scopes {}",
                mapped(&matching.scopes)
            ),
            "map the scopes with `--scope LEFT=RIGHT`, or widen `--only` and `--ignore`",
        );
    }
    let what =
        if counts.samples == Some(0) { "the clock has no rising edge" } else { "no signal has a value" };
    Error::request(
        format!("nothing compared: {what} within the window"),
        "widen `--from` and `--to`, or compare other signals",
    )
}
