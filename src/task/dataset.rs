//! Labelled samples from a CSV file.

use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use ndarray::{Array2, ArrayView1};

use crate::files::{self, FileError};

/// The 1,797 digits that come with Spindle; source and licence in `data/README.md`.
const DIGITS: &[u8] = include_bytes!("../../data/digits.csv.gz");
/// Values of a feature are 0 … this (4 bits of brightness and full).
const MAXIMUM: u8 = 16;
/// Pixels of a digit.
const FEATURES: usize = 64;
/// Classes of the digits.
const CLASSES: usize = 10;

/// Samples with their classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// One sample a row, features 0 … [`Dataset::MAXIMUM`].
    pub features: Array2<u8>,
    /// Class of each sample, 0 … `classes - 1`.
    pub classes: Vec<u8>,
    /// Number of classes.
    pub class_count: usize,
}

/// A data file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its compressed stream ends early or is damaged.
    #[error(
        "{file}: the compressed data break off or are damaged after line {line} ({source}); fetch the file again"
    )]
    Compressed {
        /// The file.
        file: String,
        /// The last whole line.
        line: usize,
        /// What the decoder says.
        source: std::io::Error,
    },
    /// A line is not a sample.
    #[error(
        "{file}:{line}: {what}; a line is {FEATURES} numbers from 0 to {MAXIMUM}, then a class from 0 to 9"
    )]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// No sample in it.
    #[error("{file}: no samples; a line is {FEATURES} numbers from 0 to {MAXIMUM}, then a class from 0 to 9")]
    Empty {
        /// The file.
        file: String,
    },
}

impl Dataset {
    /// The largest value of a feature.
    pub const MAXIMUM: u8 = MAXIMUM;

    /// The digits that come with Spindle.
    ///
    /// # Errors
    /// None, unless the build is damaged.
    pub fn digits() -> Result<Self, DataError> {
        Self::parse("data/digits.csv.gz", DIGITS)
    }

    /// Reads a file of the same form, compressed or not.
    ///
    /// # Errors
    /// It cannot be read, breaks off, or has a line that is no sample; the line is named.
    pub fn load(path: &Path) -> Result<Self, DataError> {
        Self::parse(&path.display().to_string(), &files::read(path)?)
    }

    fn parse(file: &str, bytes: &[u8]) -> Result<Self, DataError> {
        let mut plain = Vec::new();
        if bytes.starts_with(&[0x1F, 0x8B]) {
            if let Err(source) = MultiGzDecoder::new(bytes).read_to_end(&mut plain) {
                let line = plain.split(|byte| *byte == b'\n').count() - 1;
                return Err(DataError::Compressed { file: file.to_owned(), line, source });
            }
        } else {
            plain.extend_from_slice(bytes);
        }
        let text = String::from_utf8_lossy(&plain);
        let (mut values, mut classes) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            let class = sample(line, &mut values).map_err(|what| DataError::Line {
                file: file.to_owned(),
                line: index + 1,
                what,
            })?;
            classes.push(class);
        }
        if classes.is_empty() {
            return Err(DataError::Empty { file: file.to_owned() });
        }
        let features = Array2::from_shape_vec((classes.len(), FEATURES), values)
            .expect("every line added as many features as the shape has columns");
        Ok(Self { features, classes, class_count: CLASSES })
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// Features of a sample.
    pub fn sample(&self, index: usize) -> ArrayView1<'_, u8> {
        self.features.row(index)
    }
}

/// Appends a line's features to `values` and returns its class.
fn sample(line: &str, values: &mut Vec<u8>) -> Result<u8, String> {
    let fields: Vec<&str> = line.trim_end().split(',').collect();
    if fields.len() != FEATURES + 1 {
        return Err(format!("{} values instead of {}", fields.len(), FEATURES + 1));
    }
    let number = |field: &str, limit: u8| match field.trim().parse() {
        Ok(value) if value <= limit => Ok(value),
        _ => Err(format!("`{field}` is not a number from 0 to {limit}")),
    };
    for field in &fields[..FEATURES] {
        values.push(number(field, MAXIMUM)?);
    }
    number(fields[FEATURES], CLASSES as u8 - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_all_there() {
        let digits = Dataset::digits().unwrap();
        assert_eq!(digits.features.dim(), (1797, 64));
        let mut counts = [0; 10];
        digits.classes.iter().for_each(|class| counts[usize::from(*class)] += 1);
        // Published class counts of the test part.
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }

    #[test]
    fn damage_is_named_with_its_line() {
        let good = format!("{}3\n", "0,".repeat(64));
        let error = |text: &str| Dataset::parse("file.csv", text.as_bytes()).unwrap_err().to_string();
        assert!(error(&format!("{good}1,2,3\n")).starts_with("file.csv:2: 3 values instead of 65"));
        assert!(
            error(&format!("{good}{good}{}10\n", "0,".repeat(64))).starts_with("file.csv:3: `10` is not")
        );
        assert!(error(&format!("{}17,3\n", "0,".repeat(63))).starts_with("file.csv:1: `17` is not"));
        assert!(error("").contains("no samples"));
        let cut = Dataset::parse("file.csv.gz", &DIGITS[..DIGITS.len() / 2]).unwrap_err().to_string();
        assert!(cut.contains("break off") && cut.contains("after line"), "{cut}");
    }
}
