//! A number of an experiment, with the published one and the bar.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Measured quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Model {
    /// Floating point.
    Float,
    /// The golden model.
    Golden,
    /// The generated hardware.
    Hardware,
}

/// Bar for a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
    /// Within a share of a published number.
    Within {
        /// The published number.
        of: f64,
        /// Largest relative difference.
        share: f64,
    },
    /// Between two numbers.
    Between(f64, f64),
}

impl Bar {
    /// True if `value` reaches it. NaN reaches no bar.
    pub fn met(self, value: f64) -> bool {
        match self {
            Self::AtMost(bar) => value <= bar,
            Self::AtLeast(bar) => value >= bar,
            Self::Within { of, share } => (value - of).abs() <= share * of.abs(),
            Self::Between(low, high) => (low..=high).contains(&value),
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bar) => write!(f, "≤ {bar}"),
            Self::AtLeast(bar) => write!(f, "≥ {bar}"),
            Self::Within { of, share } => write!(f, "{of} ± {:.0} %", 100.0 * share),
            Self::Between(low, high) => write!(f, "{low} to {high}"),
        }
    }
}

/// A number of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The experiment's name.
    pub experiment: String,
    /// Measured quantity, with its unit.
    pub what: String,
    /// The published number, or what it is derived from; empty if there is none.
    pub paper: String,
    /// Acceptance bar; without one the value is only shown.
    pub bar: Option<Bar>,
    /// Aim beyond the bar.
    pub aim: Option<Bar>,
    /// Value reached: the mean over seeds. Absent if nothing could be measured, such as the time of
    /// a missing spike; that misses every bar.
    pub reached: Option<f64>,
    /// Lowest and highest over seeds.
    pub range: Option<(f64, f64)>,
    /// True if the bar is met; nothing is claimed without a bar or for a short run.
    pub met: Option<bool>,
    /// True if the aim is met, likewise.
    pub aim_met: Option<bool>,
    /// Measured in a run shorter than the published one.
    pub short: bool,
    /// Seeds; none if nothing is random.
    pub seeds: Vec<u64>,
    /// Measured quantity.
    pub model: Model,
    /// The command that measures it again.
    pub command: String,
}

impl Row {
    /// A number of `experiment` in floating point, at full length.
    pub fn new(experiment: &str, what: impl Into<String>, reached: f64) -> Self {
        Self {
            experiment: experiment.into(),
            what: what.into(),
            paper: String::new(),
            bar: None,
            aim: None,
            reached: Some(reached).filter(|value| value.is_finite()),
            range: None,
            met: None,
            aim_met: None,
            short: false,
            seeds: Vec::new(),
            model: Model::Float,
            command: format!("spindle reproduce --full --only {experiment}"),
        }
    }

    /// The mean of `values`, one a seed.
    pub fn over(experiment: &str, what: impl Into<String>, seeds: &[u64], values: &[f64]) -> Self {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = (seeds.len() > 1 && mean.is_finite()).then_some((low, high));
        Self { range, seeds: seeds.to_vec(), ..Self::new(experiment, what, mean) }
    }

    /// Measured in the golden model.
    #[must_use]
    pub fn golden(self) -> Self {
        Self { model: Model::Golden, ..self }
    }

    /// With the published number.
    #[must_use]
    pub fn paper(self, paper: impl Into<String>) -> Self {
        Self { paper: paper.into(), ..self }
    }

    /// With a bar.
    #[must_use]
    pub fn bar(self, bar: Bar) -> Self {
        Self { bar: Some(bar), ..self }.judged()
    }

    /// With an aim beyond the bar.
    #[must_use]
    pub fn aim(self, aim: Bar) -> Self {
        Self { aim: Some(aim), ..self }.judged()
    }

    /// Marked as short unless `full`: no verdict is claimed then.
    #[must_use]
    pub fn full(self, full: bool) -> Self {
        Self { short: !full, ..self }.judged()
    }

    fn judged(mut self) -> Self {
        let verdict = |bar: Option<Bar>| {
            let bar = bar.filter(|_| !self.short)?;
            Some(self.reached.is_some_and(|value| bar.met(value)))
        };
        (self.met, self.aim_met) = (verdict(self.bar), verdict(self.aim));
        self
    }
}

/// A number as people read it: four significant digits.
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}
