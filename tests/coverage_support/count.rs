//! Places counted.

use std::collections::BTreeMap;
use std::fmt;

use spindle_sim::coverage::{CoverageKind, Place};

use super::waivers::Waiver;

/// Places of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// All there are.
    pub all: usize,
    /// Covered.
    pub covered: usize,
    /// Waived, and not covered.
    pub waived: usize,
}

impl Count {
    /// Covered places, of those that are not waived, percent.
    pub fn share(&self) -> f64 {
        100.0 * self.covered as f64 / (self.all - self.waived).max(1) as f64
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.covered += other.covered;
        self.waived += other.waived;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { all, covered, waived } = self;
        write!(f, "{covered:>6} of {:>6}", all - waived)?;
        if self.all == self.waived { write!(f, "        ") } else { write!(f, " {:>5.1} %", self.share()) }
    }
}

/// Lines and bits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Lines; none is waived.
    pub lines: Count,
    /// Bits.
    pub bits: Count,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lines {}, bits {}, {:>5} waived", self.lines, self.bits, self.bits.waived)
    }
}

/// Counts of every module; prints places that are neither covered nor waived.
pub fn modules<'a>(hits: &'a BTreeMap<Place, u64>, waivers: &[Waiver]) -> BTreeMap<&'a str, Counts> {
    let mut modules: BTreeMap<&str, Counts> = BTreeMap::new();
    for (place, hits) in hits {
        let counts = modules.entry(&place.module).or_default();
        let count = match place.kind {
            CoverageKind::Line => &mut counts.lines,
            CoverageKind::Toggle => &mut counts.bits,
        };
        count.all += 1;
        if *hits > 0 {
            count.covered += 1;
        } else if waivers.iter().any(|waiver| waiver.holds(place)) {
            count.waived += 1;
        } else {
            println!("not covered: {} {}:{} {}", place.module, place.line, place.column, place.what);
        }
    }
    modules
}

/// All of these together.
pub fn sum<'a>(counts: impl IntoIterator<Item = &'a Counts>) -> Counts {
    let mut all = Counts::default();
    for counts in counts {
        all.lines.add(counts.lines);
        all.bits.add(counts.bits);
    }
    all
}
