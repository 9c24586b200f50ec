//! Labelled samples, split into parts.

use ndarray::{Array2, ArrayView1, Axis};

use super::error::DataError;
use super::split::{Parts, Split};
use super::table::Table;
use super::timing::Spike;

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
    use std::path::Path;

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
