//! The verdict over all domains.

use std::collections::HashSet;

use crate::Error;
use crate::compare::difference::{Difference, DifferenceKind};
use crate::compare::domain::Sampled;
use crate::compare::found::{Counts, Found};
use crate::compare::options::{AllowMissing, Offset, Options};
use crate::compare::report::{Ending, Report, SignalCount, Verdict};
use crate::compare::tally::Rules;
use crate::compare::walk::{LEFT, OutOfEdges, RIGHT, Walk};
use crate::output::window::Window;
use crate::pairing::pair::Matching;
use crate::pairing::scopes::ScopePair;
use crate::time::{Femtoseconds, nanoseconds};

/// The result under way, from one domain to the next.
pub(crate) struct Summary {
    matching: Matching,
    outside: Vec<String>,
    signals: u64,
    points: u64,
    counts: Counts,
    values: u64,
    differing: Vec<(Femtoseconds, SignalCount)>,
    vacuous: Vec<String>,
    /// Signals in domains of which nothing was compared, and why.
    idle: Vec<String>,
    clocks: Vec<Sampled>,
    ends_early: Option<Ending>,
    ends: [Femtoseconds; 2],
    unrecorded: Femtoseconds,
    overlap: Option<[String; 2]>,
    rounded: u64,
    warnings: Vec<String>,
    cut: Vec<String>,
    first: Option<(Femtoseconds, Difference, Window)>,
}

impl Summary {
    pub(crate) fn new(matching: Matching, outside: Vec<String>) -> Self {
        Self {
            matching,
            outside,
            signals: 0,
            points: 0,
            counts: Counts::default(),
            values: 0,
            differing: Vec::new(),
            vacuous: Vec::new(),
            idle: Vec::new(),
            clocks: Vec::new(),
            ends_early: None,
            ends: [0; 2],
            unrecorded: 0,
            overlap: None,
            rounded: 0,
            warnings: Vec::new(),
            cut: Vec::new(),
            first: None,
        }
    }

    /// Adds the result of one domain.
    pub(crate) fn add(
        &mut self,
        walk: &Walk,
        rules: &Rules,
        found: Found,
        window: Option<Window>,
        sampled: Option<Sampled>,
        options: &Options,
    ) {
        self.signals += walk.domain.pairs.iter().map(|pair| pair.names).sum::<u64>();
        self.points += found.points;
        self.counts.changes += found.counts.changes;
        self.counts.undecided += found.counts.undecided;
        for (at, tally) in found.tallies.iter().enumerate() {
            if tally.count > 0 {
                let first = tally.first.unwrap_or(0);
                let (signal, differences) = (walk.name(at), tally.count);
                self.differing.push((first, SignalCount { signal, first: nanoseconds(first), differences }));
                self.values += walk.pair(at).names * tally.count;
            }
            if tally.is_vacuous() {
                self.vacuous.push(walk.name(at));
            }
        }
        let idle = sampled.as_ref().filter(|sampled| sampled.edges == 0 && sampled.signals > 0);
        self.idle.extend(idle.map(|idle| idle_reason(idle, options)));
        self.clocks.extend(sampled);
        self.ends_early = self.ends_early.take().or_else(|| ending(walk, options));
        for file in &walk.files {
            add_new(&mut self.warnings, file.warnings());
            add_new(&mut self.cut, file.cut().map(String::from));
        }
        self.ends = [LEFT, RIGHT].map(|side| walk.end(side).max(self.ends[side]));
        self.unrecorded = self.unrecorded.max(walk.unrecorded);
        self.rounded = rules.rounded();
        if options.overlap {
            let end = walk.end(LEFT).min(walk.end(RIGHT));
            self.overlap = Some([walk.begin(), end].map(nanoseconds));
        }
        if let (Some(first), Some(window)) = (found.first, window)
            && self.first.as_ref().is_none_or(|(time, ..)| first.time < *time)
        {
            self.first = Some((first.time, first.difference, window));
        }
    }

    /// Why the comparison is incomplete.
    fn incomplete(&self, options: &Options) -> Vec<String> {
        let mut reasons = Vec::new();
        for (side, file) in ["A", "B"].into_iter().enumerate() {
            let lacking = self.matching.missing[side].len();
            if lacking > 0 && !options.allow_missing.allows(side) {
                reasons.push(format!("{file} lacks {}", signals(lacking)));
            }
        }
        if !self.outside.is_empty() {
            reasons.push(format!("{} in the domain of no clock", are(self.outside.len())));
        }
        if !self.vacuous.is_empty() {
            reasons.push(format!(
                "{} unknown at each point on a side where that is ignored",
                are(self.vacuous.len())
            ));
        }
        reasons.extend(self.idle.iter().cloned());
        if !options.allow_cut {
            reasons.extend(self.cut.iter().cloned());
        }
        reasons
    }

    pub(crate) fn report(mut self, options: &Options) -> Result<Report, Error> {
        if self.ends[0].max(self.ends[1]) < options.from {
            return Err(Error::request(
                format!("nothing compared: both files end before {} ns", nanoseconds(options.from)),
                "give an earlier `--from`",
            ));
        }
        let declared = (self.matching.widths.len() + self.matching.kinds.len()) as u64;
        let differences = self.values + declared + u64::from(self.ends_early.is_some());
        // That one file ends early does not explain signals that were not found.
        let none = self.signals == 0 && declared == 0;
        // (The signal of `--when` is compared even where other signals are not.)
        if none || (differences == 0 && (self.counts.changes == 0 || self.points == 0)) {
            return Err(self.nothing(options));
        }
        if differences == 0 && self.matching.found && options.allow_missing == AllowMissing::Both {
            self.doubt()?;
        }
        let incomplete = self.incomplete(options);
        let first_difference = self.first_difference();
        let verdict = match (differences, incomplete.is_empty()) {
            (0, true) => Verdict::Equal,
            (0, false) => Verdict::Incomplete,
            _ => Verdict::Different,
        };
        self.differing.sort_by_key(|(first, _)| *first);
        // The signal of `--when` is compared in the domain of every clock.
        let mut seen = HashSet::new();
        self.differing.retain(|(_, signal)| seen.insert(signal.signal.clone()));
        let [missing_left, missing_right] = self.matching.missing;
        Ok(Report {
            verdict,
            signals_compared: self.signals,
            changes_compared: self.counts.changes,
            samples: (!self.clocks.is_empty()).then_some(self.points),
            clocks: self.clocks,
            differences,
            first_difference,
            differing: self.differing.into_iter().map(|(_, signal)| signal).collect(),
            kinds: self.matching.kinds,
            widths: self.matching.widths,
            ends_early: self.ends_early,
            missing_left,
            missing_right,
            left_out: self.matching.left_out,
            vacuous: self.vacuous,
            outside_clocks: self.outside,
            incomplete,
            scopes: self.matching.scopes,
            renamed: self.matching.renamed,
            std_logic: options.std_logic,
            offset: options.offset.shown(),
            overlap: self.overlap,
            rounded: self.rounded,
            unrecorded: nanoseconds(self.unrecorded),
            undecided: self.counts.undecided,
            warnings: self.warnings,
            cut: self.cut,
            ends: self.ends,
            window: self.first.map(|(.., window)| window),
        })
    }

    fn first_difference(&self) -> Option<Difference> {
        let value = || self.first.as_ref().map(|(_, difference, _)| difference.clone());
        let plain = |kind, signal: Option<&String>, left: String, right: String| {
            Some(Difference { kind, signal: signal.cloned(), time: None, left, right })
        };
        let kinds = || {
            let kinds = self.matching.kinds.first()?;
            plain(DifferenceKind::ValueKind, Some(&kinds.signal), kinds.left.into(), kinds.right.into())
        };
        let widths = || {
            let widths = self.matching.widths.first()?;
            let [left, right] = [widths.left, widths.right].map(|bits| format!("{bits} bits"));
            plain(DifferenceKind::Width, Some(&widths.signal), left, right)
        };
        let end = || {
            let end = self.ends_early.as_ref()?;
            let mut times = [end.time.clone(), end.other.clone()];
            if end.side == "right" {
                times.reverse();
            }
            let [left, right] = times;
            let time = Some(end.time.clone());
            Some(Difference { kind: DifferenceKind::End, signal: None, time, left, right })
        };
        value().or_else(kinds).or_else(widths).or_else(end)
    }

    /// Refuses to call files equal of which more signals have no partner, on both sides, than have
    /// one: then it is likely that the scopes found are not those of the design.
    fn doubt(&self) -> Result<(), Error> {
        let [left, right] = &self.matching.missing;
        if left.len().min(right.len()) as u64 <= self.signals {
            return Ok(());
        }
        Err(Error::request(
            format!(
                "only {} of the signals were found in both files, under the scopes {}, where nothing differs; {} are only in A, \
                 {} only in B",
                self.signals,
                mapped(&self.matching.scopes),
                right.len(),
                left.len()
            ),
            "say which scopes belong together with `--scope LEFT=RIGHT`, or choose signals with `--only` and `--ignore`",
        ))
    }

    fn nothing(&self, options: &Options) -> Error {
        if self.signals == 0 {
            return Error::request(
                format!(
                    "nothing compared: the files have no signal in common under the scopes {}",
                    mapped(&self.matching.scopes)
                ),
                "map the scopes with `--scope LEFT=RIGHT`, or widen `--only` and `--ignore`",
            );
        }
        let what = match (self.points, &options.when) {
            (0, Some(when)) => format!("`{when}` is never 1 in both files"),
            (0, None) if !options.clocks.is_empty() => {
                format!("the clock has no {} edge", options.edge.name())
            }
            _ => "no signal has a value".into(),
        };
        Error::request(
            format!("nothing compared: {what} within the window"),
            "widen `--from` and `--to`, or compare other signals",
        )
    }
}

/// Adds new lines only, because each domain reads the files again.
fn add_new(lines: &mut Vec<String>, new: impl IntoIterator<Item = String>) {
    for line in new {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
}

fn signals(count: usize) -> String {
    if count == 1 { "1 signal".into() } else { format!("{count} signals") }
}

fn are(count: usize) -> String {
    if count == 1 { "1 signal is".into() } else { format!("{count} signals are") }
}

/// Why nothing of a domain was compared.
fn idle_reason(idle: &Sampled, options: &Options) -> String {
    let edge = options.edge.name();
    let why = match &options.when {
        None => format!("it has no {edge} edge"),
        Some(when) => format!("at no {edge} edge of it is `{when}` 1 in both files"),
    };
    let count = idle.signals as usize;
    format!("{} in the domain of clock `{}`, and {why} within the window", are(count), idle.clock)
}

/// Says which file ends early. Sampled at a clock, only edges count.
fn ending(walk: &Walk, options: &Options) -> Option<Ending> {
    let ends = [walk.end(0), walk.end(1)];
    let OutOfEdges { side, last, other } = if walk.is_sampled() {
        walk.out_of_edges?
    } else {
        let [left, right] = [LEFT, RIGHT].map(|side| walk.shifted(side, ends[side]));
        let spare = match options.offset {
            Offset::Time(by) => by.unsigned_abs(),
            _ => options.time_tolerance,
        };
        if options.overlap || left.abs_diff(right) <= spare {
            return None;
        }
        let side = usize::from(right < left);
        OutOfEdges { side, last: Some(ends[side]), other: ends[1 - side] }
    };
    // That the run was killed is reported where it is not allowed.
    if walk.files[side].cut().is_some() {
        return None;
    }
    let time = last.unwrap_or(ends[side]);
    Some(Ending { side: ["left", "right"][side], time: nanoseconds(time), other: nanoseconds(other) })
}

/// Display form of the scopes.
fn mapped(scopes: &[ScopePair]) -> String {
    let name = |scope: &str| if scope.is_empty() { "(top)".to_string() } else { scope.into() };
    scopes
        .iter()
        .map(|pair| format!("`{}={}`", name(&pair.left), name(&pair.right)))
        .collect::<Vec<_>>()
        .join(", ")
}
