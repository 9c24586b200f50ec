//! Options of a comparison.

use crate::compare::progress::Progress;
use crate::dump::source::ReadOptions;
use crate::dump::value::Rule;
use crate::pairing::names::{NameMap, NameRules};
use crate::pairing::scopes::ScopePair;
use crate::time::{Femtoseconds, nanoseconds};

/// Files in which x and z equal everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IgnoreX {
    /// Nowhere: x equals only x, z only z.
    #[default]
    Never,
    /// In both files.
    Both,
    /// In the left file only: an x or z in the right one is a difference where the left one knows
    /// the value.
    Left,
    /// In the right file only.
    Right,
}

/// Comparison of nine-valued logic (IEEE 1164).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StdLogic {
    /// Nine values: `H` is not `1`, `U`, `W` and `-` are not `x`.
    #[default]
    Exact,
    /// Four values: `L` is `0`, `H` is `1`, `U`, `W` and `-` are `x`.
    Relaxed,
}

/// Which file may lack signals that the other one has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AllowMissing {
    /// Neither: a signal without a partner makes a comparison incomplete.
    #[default]
    Never,
    /// Both.
    Both,
    /// The left file may lack signals.
    Left,
    /// The right file may lack signals.
    Right,
}

impl AllowMissing {
    /// True if the file of this side may lack signals.
    pub(crate) fn allows(self, side: usize) -> bool {
        match self {
            Self::Never => false,
            Self::Both => true,
            Self::Left => side == 0,
            Self::Right => side == 1,
        }
    }
}

/// Edges of a clock at which values are sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edge {
    /// At rising edges.
    #[default]
    Rising,
    /// At falling edges.
    Falling,
    /// At both.
    Both,
}

impl Edge {
    /// Display name of the edge.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Both => "rising or falling",
        }
    }
}

/// A clock, and the signals that are sampled with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Name of the clock, with or without scopes.
    pub name: String,
    /// Patterns (see [`Options::only`]) of the signals of its domain; empty: all that are in no
    /// other domain.
    pub signals: Vec<String>,
}

impl Clock {
    /// A clock for all signals.
    pub fn of_all(name: &str) -> Self {
        Self { name: name.into(), signals: Vec::new() }
    }
}

/// Offset of the right file against the left one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offset {
    /// Not at all.
    #[default]
    None,
    /// Edge n of the left file is compared with edge n + N of the right one.
    Edges(i64),
    /// The left file at time t is compared with the right one at t + T, in femtoseconds.
    Time(i128),
    /// The offset under which most changes agree.
    Find,
}

impl Offset {
    /// Display form of the offset; none if there is none.
    pub(crate) fn shown(self) -> Option<String> {
        match self {
            Self::None | Self::Find => None,
            Self::Edges(edges) => Some(edges.to_string()),
            Self::Time(time) => {
                let sign = if time < 0 { "-" } else { "" };
                Some(format!("{sign}{} ns", nanoseconds(time.unsigned_abs())))
            }
        }
    }
}

/// Options of a comparison.
#[derive(Clone, Debug)]
pub struct Options {
    /// Compare only signals that match one of these patterns; all if empty. A pattern with `*` and
    /// `?` matches a whole name with its scopes, or its end after a dot: `q`, `dut.*`, `synapse_*`.
    pub only: Vec<String>,
    /// Leave out signals that match one of these patterns.
    pub ignore: Vec<String>,
    /// Corresponding scopes or signals; if a name is in several of them, the longest counts. Empty:
    /// derived from the common names of the files.
    pub scopes: Vec<ScopePair>,
    /// Ways of writing one name that count as the same where they pair one to one.
    pub names: NameRules,
    /// Left names as they are called in the right file.
    pub maps: Vec<NameMap>,
    /// Which file may lack signals.
    pub allow_missing: AllowMissing,
    /// True if x and z equal everything, bit by bit, or only themselves.
    pub ignore_x: IgnoreX,
    /// Comparison of nine-valued logic.
    pub std_logic: StdLogic,
    /// Real numbers that are at most this part of the larger one apart are equal.
    pub real_tolerance: f64,
    /// Start of the window in femtoseconds of the left file.
    pub from: Femtoseconds,
    /// End of the window (included). Later samples are not read.
    pub to: Option<Femtoseconds>,
    /// Compare only where both files record: from the later beginning to the earlier end.
    pub overlap: bool,
    /// Compare only the values just before each edge of a clock. The n-th edge in one file is
    /// compared with the n-th in the other, whatever their times.
    pub clocks: Vec<Clock>,
    /// At which edges.
    pub edge: Edge,
    /// Allow each change to come up to this many clock edges earlier or later in one file. Only
    /// with a clock.
    pub tolerance: u64,
    /// Allow each change to come this much earlier or later, in femtoseconds. Only without a clock.
    pub time_tolerance: Femtoseconds,
    /// Offset of the right file against the left one.
    pub offset: Offset,
    /// Compare only while this signal of one bit is 1 in both files. It is itself always compared.
    pub when: Option<String>,
    /// Options for reading the files.
    pub reading: ReadOptions,
    /// Let a file end in the middle of a run that was killed, compared up to there.
    pub allow_cut: bool,
    /// Time stamps shown before and after the first difference.
    pub context: usize,
    /// Is called every few seconds of a long comparison.
    pub progress: Option<fn(Progress)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            only: Vec::new(),
            ignore: Vec::new(),
            scopes: Vec::new(),
            names: NameRules::ALL,
            maps: Vec::new(),
            allow_missing: AllowMissing::Never,
            ignore_x: IgnoreX::Never,
            std_logic: StdLogic::Exact,
            real_tolerance: 0.0,
            from: 0,
            to: None,
            overlap: false,
            clocks: Vec::new(),
            edge: Edge::Rising,
            tolerance: 0,
            time_tolerance: 0,
            offset: Offset::None,
            when: None,
            reading: ReadOptions::default(),
            allow_cut: false,
            context: 4,
            progress: None,
        }
    }
}

impl Options {
    /// When two values count as the same.
    pub(crate) fn rule(&self) -> Rule {
        let ignores = match self.ignore_x {
            IgnoreX::Never => [false, false],
            IgnoreX::Both => [true, true],
            IgnoreX::Left => [true, false],
            IgnoreX::Right => [false, true],
        };
        Rule::new(ignores, self.std_logic == StdLogic::Relaxed)
    }
}
