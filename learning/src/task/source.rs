//! The sets of samples that a task can name.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DataError, Dataset, Parts, Window, events, idx, table, yin_yang};

/// Source of the samples: `task.name` in a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// 1,797 handwritten digits of 8 × 8 pixels.
    Digits,
    /// 150 irises: 4 features, 3 classes.
    Iris,
    /// 178 wines: 13 features, 3 classes.
    Wine,
    /// 569 biopsies: 30 features, 2 classes.
    BreastCancer,
    /// Points of the Yin-Yang picture: 4 features, 3 classes; 5,000 to train, 1,000 each for
    /// validation and test.
    YinYang,
    /// 70,000 handwritten digits of 28 × 28 pixels, read from a folder of IDX files.
    Mnist,
    /// Any CSV file.
    Csv,
    /// Spike trains as event lists.
    Events,
}

impl Source {
    /// Name in a manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Iris => "iris",
            Self::Wine => "wine",
            Self::BreastCancer => "breast-cancer",
            Self::YinYang => "yin-yang",
            Self::Mnist => "mnist",
            Self::Csv => "csv",
            Self::Events => "events",
        }
    }

    /// Files read from a path that the user gives, if any.
    pub fn needs(self) -> Option<&'static str> {
        match self {
            Self::Mnist => Some("the folder of its four IDX files"),
            Self::Csv => Some("a CSV file"),
            Self::Events => Some("a folder of event lists, or a file of them, with its labels.txt"),
            Self::Digits | Self::Iris | Self::Wine | Self::BreastCancer | Self::YinYang => None,
        }
    }

    /// True if the data set defines its test samples.
    pub fn has_test(self) -> bool {
        matches!(self, Self::YinYang | Self::Mnist)
    }

    /// True if the data set defines its validation samples.
    pub fn has_validation(self) -> bool {
        self == Self::YinYang
    }

    /// Loads the samples and splits them by `parts` and `seed`. `location` is the folder or
    /// file of sets that need one, `window` what is shown of event lists.
    ///
    /// # Errors
    /// A file is missing, damaged or of another form, or the parts do not fit.
    pub fn load(
        self,
        location: Option<&Path>,
        parts: &Parts,
        seed: u64,
        window: Window,
    ) -> Result<Dataset, DataError> {
        let path = || {
            let what = self.needs().unwrap_or_default();
            location.ok_or(DataError::NoLocation { name: self.name(), what })
        };
        if location.is_some() && self.needs().is_none() {
            return Err(DataError::NotRead { name: self.name() });
        }
        match self {
            Self::Digits => Dataset::fixed(&built_in("digits.csv.gz", DIGITS)?, DIGITS_MAXIMUM, parts, seed),
            Self::Iris => Dataset::scaled(&built_in("iris.csv", IRIS)?, parts, seed),
            Self::Wine => Dataset::scaled(&built_in("wine.csv", WINE)?, parts, seed),
            Self::BreastCancer => {
                Dataset::scaled(&built_in("breast-cancer.csv", BREAST_CANCER)?, parts, seed)
            }
            Self::YinYang => yin_yang::dataset(parts),
            Self::Mnist => idx::mnist(path()?, parts, seed),
            Self::Csv => Dataset::scaled(&table::load(path()?)?, parts, seed),
            Self::Events => events::load(path()?, window, parts, seed),
        }
    }
}

/// The tables that come with Spindle; sources and licences in `data/README.md`.
const DIGITS: &[u8] = include_bytes!("../../data/digits.csv.gz");
const IRIS: &[u8] = include_bytes!("../../data/iris.csv");
const WINE: &[u8] = include_bytes!("../../data/wine.csv");
const BREAST_CANCER: &[u8] = include_bytes!("../../data/breast-cancer.csv");
/// Brightness of a pixel of the digits is 0 … this.
const DIGITS_MAXIMUM: u8 = 16;

fn built_in(file: &str, bytes: &[u8]) -> Result<table::Table, DataError> {
    table::parse(Path::new("data").join(file).as_path(), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of each class, over all parts.
    fn counts(data: &Dataset) -> Vec<usize> {
        (0..data.class_count)
            .map(|class| data.classes.iter().filter(|c| usize::from(**c) == class).count())
            .collect()
    }

    #[test]
    fn the_built_in_tables_are_all_there() {
        let parts = Parts { train: None, validation: 20, test: 30 };
        let load = |source: Source| source.load(None, &parts, 1, Window::default()).unwrap();
        // Published class counts of each set.
        let digits = load(Source::Digits);
        assert_eq!((digits.features.dim(), digits.maximum), ((1797, 64), 16));
        assert_eq!(counts(&digits), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        let iris = load(Source::Iris);
        assert_eq!((iris.features.dim(), counts(&iris)), ((150, 4), vec![50, 50, 50]));
        let wine = load(Source::Wine);
        assert_eq!((wine.features.dim(), counts(&wine)), ((178, 13), vec![59, 71, 48]));
        let cancer = load(Source::BreastCancer);
        // Benign, then malignant.
        assert_eq!((cancer.features.dim(), counts(&cancer)), ((569, 30), vec![357, 212]));
    }

    #[test]
    fn a_path_is_asked_for_where_it_is_needed_only() {
        let parts = Parts { train: None, validation: 20, test: 0 };
        for source in [Source::Mnist, Source::Csv, Source::Events] {
            let error = source.load(None, &parts, 1, Window::default()).unwrap_err().to_string();
            assert!(error.contains("--data") && error.contains("task.data"), "{error}");
        }
        let error =
            Source::Iris.load(Some(Path::new("file")), &parts, 1, Window::default()).unwrap_err().to_string();
        assert!(error.contains("`iris`") && error.contains("leave --data out"), "{error}");
    }
}
