//! Labelled samples, split into parts.

use std::path::Path;

use ndarray::{Array2, ArrayView1, Axis};

use super::table::Table;
use super::{Parts, PartsError, Spike, Split};
use crate::files::FileError;

/// Samples with their classes, and which of them train, validate and test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// One sample a row, features 0 … `maximum`.
    pub features: Array2<u8>,
    /// The value of a feature that represents its full rate.
    pub maximum: u8,
    /// Class of each sample, 0 … `class_count - 1`.
    pub classes: Vec<u8>,
    /// Number of classes.
    pub class_count: usize,
    /// Spikes of each sample, by step, where they are given; `features` are counts of them then.
    pub trains: Option<Vec<Vec<Spike>>>,
    /// The parts.
    pub split: Split,
}

/// Samples of a set. Each is indexed, named and shown.
pub(crate) const SAMPLES: usize = 1 << 20;

pub(super) const TABLE_FORM: &str = "a line is a sample: numbers with commas between them, the class last";
pub(super) const EVENT_FORM: &str = "a line is a time and an address, `sample NAME`, or a comment after a #";

/// Data that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A compressed stream ends early or is damaged.
    #[error("{file}: the compressed data are truncated or damaged {after} ({source}); fetch the file again")]
    Compressed {
        /// The file.
        file: String,
        /// Readable part.
        after: String,
        /// Message of the decoder.
        source: std::io::Error,
    },
    /// A line is not a sample.
    #[error("{file}:{line}: {what}; {form}")]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The problem.
        what: String,
        /// Form of a line.
        form: &'static str,
    },
    /// A file as a whole is not what it should be.
    #[error("{file}: {what}; {remedy}")]
    Content {
        /// The file.
        file: String,
        /// The problem.
        what: String,
        /// The remedy.
        remedy: &'static str,
    },
    /// The set is read from a path, and none was given.
    #[error("the task `{name}` reads {what}; name it with --data PATH, or as task.data in the manifest")]
    NoLocation {
        /// The set.
        name: &'static str,
        /// Expected content.
        what: &'static str,
    },
    /// A path was given to a set that comes with Spindle.
    #[error(
        "the task `{name}` comes with Spindle and reads no file; leave --data out, or set task.name = \"csv\""
    )]
    NotRead {
        /// The set.
        name: &'static str,
    },
    /// The samples cannot be split as the task asks.
    #[error(transparent)]
    Parts(#[from] PartsError),
}

impl DataError {
    pub(super) fn content(file: &Path, what: impl Into<String>, remedy: &'static str) -> Self {
        Self::Content { file: file.display().to_string(), what: what.into(), remedy }
    }
}

impl Dataset {
    /// A table whose features are whole numbers 0 … `maximum`, taken as they are (limited to that).
    ///
    /// # Errors
    /// The parts do not fit.
    pub(super) fn fixed(table: &Table, maximum: u8, parts: &Parts, seed: u64) -> Result<Self, DataError> {
        let split = Split::random(table.classes.len(), parts, seed)?;
        let features = table.values.mapv(|value| value.round().clamp(0.0, f64::from(maximum)) as u8);
        Ok(Self {
            features,
            maximum,
            classes: table.classes.clone(),
            class_count: table.class_count,
            trains: None,
            split,
        })
    }

    /// A table of any numbers. Each feature's least and greatest value **in the training part**
    /// become 0 and 255; what lies beyond them in other parts is limited to those, so nothing is
    /// learned from validation or test.
    ///
    /// # Errors
    /// The parts do not fit.
    pub(super) fn scaled(table: &Table, parts: &Parts, seed: u64) -> Result<Self, DataError> {
        let split = Split::random(table.classes.len(), parts, seed)?;
        let mut features = Array2::zeros(table.values.dim());
        for (values, mut scaled) in table.values.axis_iter(Axis(1)).zip(features.axis_iter_mut(Axis(1))) {
            let train = split.train.iter().map(|sample| values[*sample as usize]);
            let (least, greatest) = train.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
            scaled.zip_mut_with(&values, |scaled, value| *scaled = scale(*value, least, greatest));
        }
        Ok(Self {
            features,
            maximum: u8::MAX,
            classes: table.classes.clone(),
            class_count: table.class_count,
            trains: None,
            split,
        })
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// Features of a sample.
    pub fn sample(&self, index: usize) -> ArrayView1<'_, u8> {
        self.features.row(index)
    }
}

/// `least` becomes 0 and `greatest` 255; a feature that never differs becomes 0.
fn scale(value: f64, least: f64, greatest: f64) -> u8 {
    if greatest <= least {
        return 0;
    }
    // Halves, so that no difference of two finite numbers is infinite.
    let share = (value / 2.0 - least / 2.0) / (greatest / 2.0 - least / 2.0);
    (share * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::table;

    #[test]
    fn features_are_scaled_by_the_training_part_alone() {
        let lines = (0..40).map(|i| format!("{},{},{}\n", 10 * i, 7, i % 2)).collect::<Vec<_>>().concat();
        let table = table::parse(Path::new("file.csv"), lines.as_bytes()).unwrap();
        let parts = Parts { train: None, validation: 10, test: 20 };
        let mut beyond = 0;
        for seed in 0..20 {
            let data = Dataset::scaled(&table, &parts, seed).unwrap();
            let of = |samples: &[u32]| -> Vec<u32> { samples.iter().map(|sample| 10 * sample).collect() };
            let train = of(&data.split.train);
            let (least, greatest) = (*train.iter().min().unwrap(), *train.iter().max().unwrap());
            for sample in 0..40u32 {
                let value = 10 * sample;
                let scaled = u32::from(data.features[[sample as usize, 0]]);
                if value <= least {
                    assert_eq!(scaled, 0, "seed {seed}, value {value}");
                } else if value >= greatest {
                    assert_eq!(scaled, 255, "seed {seed}, value {value}");
                } else {
                    // Nearest 255th, in whole numbers: twice the error is at most one step.
                    let error =
                        i64::from(scaled) * i64::from(greatest - least) - i64::from(value - least) * 255;
                    assert!(2 * error.abs() <= i64::from(greatest - least), "seed {seed}, value {value}");
                }
                beyond += usize::from(value < least || value > greatest);
                assert_eq!(data.features[[sample as usize, 1]], 0, "a feature that never differs");
            }
        }
        assert!(beyond > 20, "only {beyond} values outside of the training part's range were looked at");
    }

    #[test]
    fn huge_values_do_not_overflow() {
        assert_eq!(scale(f64::MAX, f64::MIN, f64::MAX), 255);
        assert_eq!(scale(f64::MIN, f64::MIN, f64::MAX), 0);
        assert_eq!(scale(0.0, f64::MIN, f64::MAX), 128);
    }
}
