//! Recorded resources and frequency of a board, and deviations from them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use spindle_learning::files::{self, FileError};
use spindle_spec::Geometry;

use super::counts::Counts;

/// Allowed relative deviation of look-up tables and flip-flops.
const AREA: f64 = 0.03;
/// Part by which the clock may differ.
const CLOCK: f64 = 0.05;

/// Recorded resources of a board's default core.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The core.
    pub geometry: Geometry,
    /// Its resources.
    #[serde(flatten)]
    pub counts: Counts,
    /// Median over seeds 1, 2 and 3 of the highest frequency, MHz; none without place and route.
    pub fmax: Option<f64>,
    /// The tools that it was recorded with.
    pub tools: Vec<String>,
}

/// Baselines by board.
pub type Baselines = BTreeMap<String, Baseline>;

/// Errors of baselines.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It has another content.
    #[error("{}: {source}; correct it, or remove it and record with --check --bless", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// The problem, with its line.
        source: serde_json::Error,
    },
}

impl Baseline {
    /// The baselines in the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, or is not written by `--check --bless`.
    pub fn load(path: &Path) -> Result<Baselines, BaselineError> {
        let text = files::read(path)?;
        serde_json::from_slice(&text).map_err(|source| BaselineError::Text { path: path.to_owned(), source })
    }
}

/// Something that differs by more than it may.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deviation {
    /// The value.
    pub key: &'static str,
    /// As recorded.
    pub recorded: String,
    /// As found.
    pub found: String,
    /// Allowed deviation, as text.
    pub tolerance: &'static str,
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, recorded, found, tolerance } = self;
        write!(f, "{key}: recorded {recorded}, found {found} (may differ by {tolerance})")
    }
}

/// All values in `found` outside of the tolerance around `recorded`. Other tools alone are not a
/// deviation.
pub fn deviations(recorded: &Baseline, found: &Baseline) -> Vec<Deviation> {
    let mut deviations = Vec::new();
    let mut check = |same: bool, key, recorded: String, found: String, tolerance| {
        if !same {
            deviations.push(Deviation { key, recorded, found, tolerance });
        }
    };
    let near = |a: f64, b: f64, part: f64| (a - b).abs() <= part * a;
    let (a, b) = (recorded.counts, found.counts);
    let geometry = |baseline: &Baseline| serde_json::to_string(&baseline.geometry).unwrap_or_default();
    check(recorded.geometry == found.geometry, "geometry", geometry(recorded), geometry(found), "nothing");
    for (key, a, b) in [("lut", a.lut, b.lut), ("reg", a.reg, b.reg)] {
        check(near(a as f64, b as f64, AREA), key, a.to_string(), b.to_string(), "3 %");
    }
    for (key, a, b) in [("blkmem", a.blkmem, b.blkmem), ("dsp", a.dsp, b.dsp)] {
        check(a == b, key, a.to_string(), b.to_string(), "nothing");
    }
    let same = match (recorded.fmax, found.fmax) {
        (Some(a), Some(b)) => near(a, b, CLOCK),
        (a, b) => a == b,
    };
    let megahertz = |fmax: Option<f64>| fmax.map_or("none".into(), |fmax| format!("{fmax:.2} MHz"));
    check(same, "fmax", megahertz(recorded.fmax), megahertz(found.fmax), "5 %");
    deviations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> Baseline {
        let geometry = toml::from_str(
            "lanes = 2\nneurons = 16\nweight_words = 160\nweight_bits = 8\nmembrane_bits = 16\nweight_scale = 3",
        );
        Baseline {
            geometry: geometry.unwrap(),
            counts: Counts { lut: 1000, reg: 2000, blkmem: 12, dsp: 1 },
            fmax: Some(50.0),
            tools: vec!["Yosys 0.70".into()],
        }
    }

    #[test]
    fn what_is_within_its_tolerance_is_no_deviation() {
        let mut found = baseline();
        found.counts.lut = 1030;
        found.counts.reg = 1940;
        found.fmax = Some(47.5);
        found.tools.clear();
        assert_eq!(deviations(&baseline(), &found), []);
    }

    #[test]
    fn each_number_beyond_its_tolerance_is_named() {
        type Change = fn(&mut Baseline);
        let change: [(&str, Change); 8] = [
            ("lut", |found| found.counts.lut = 1031),
            ("lut", |found| found.counts.lut = 969),
            ("reg", |found| found.counts.reg = 2061),
            ("blkmem", |found| found.counts.blkmem = 11),
            ("dsp", |found| found.counts.dsp = 0),
            ("fmax", |found| found.fmax = Some(52.6)),
            ("fmax", |found| found.fmax = None),
            ("geometry", |found| found.geometry.neurons = 17),
        ];
        for (key, change) in change {
            let mut found = baseline();
            change(&mut found);
            let keys: Vec<_> =
                deviations(&baseline(), &found).iter().map(|deviation| deviation.key).collect();
            assert_eq!(keys, [key]);
        }
    }
}
