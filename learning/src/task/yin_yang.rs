//! The Yin-Yang data set (Kriener, Göltz, Petrovici 2021), generated from its definition.
//!
//! A disc of radius [`BIG`] around (0.5, 0.5) is cut into two interlocking drops, *yin* and *yang*,
//! by half circles of half its radius; a *dot* of radius [`SMALL`] lies in the head of each. The
//! third class is both dots.

use ndarray::Array2;
use rand::RngExt;

use super::{DataError, Dataset, Parts, Split};
use spindle_spec::random::{Purpose, stream};

const SMALL: f64 = 0.1;
const BIG: f64 = 0.5;
const CLASSES: usize = 3;
/// Training, validation and test: samples and seed. The data are the same for every training seed.
const PARTS: [(u32, u64); 3] = [(5_000, 42), (1_000, 41), (1_000, 40)];

/// Yin (1), yang (0) or a dot (2), for a point in the disc.
fn class(x: f64, y: f64) -> u8 {
    let left = f64::hypot(x - 0.5 * BIG, y - BIG);
    let right = f64::hypot(x - 1.5 * BIG, y - BIG);
    if left < SMALL || right < SMALL {
        return 2;
    }
    let yin = right <= SMALL || (left > SMALL && left <= 0.5 * BIG) || (y > BIG && right > 0.5 * BIG);
    u8::from(yin)
}

/// `samples` points with their classes. Classes take turns, and points of the square are drawn
/// until one is in the disc and of the class whose turn it is.
fn points(samples: u32, seed: u64) -> Vec<(f64, f64, u8)> {
    let mut random = stream(seed, Purpose::Samples, 0);
    let mut point = |goal: u8| loop {
        let (x, y) = (random.random::<f64>() * 2.0 * BIG, random.random::<f64>() * 2.0 * BIG);
        if f64::hypot(x - BIG, y - BIG) <= BIG && class(x, y) == goal {
            return (x, y, goal);
        }
    };
    (0..samples).map(|sample| point((sample as usize % CLASSES) as u8)).collect()
}

/// The data set: features `x, y, 1 - x, 1 - y`, in 255ths.
pub(super) fn dataset(parts: &Parts) -> Result<Dataset, DataError> {
    let points: Vec<_> = PARTS.iter().flat_map(|(samples, seed)| points(*samples, *seed)).collect();
    let mut features = Array2::zeros((points.len(), 4));
    for (mut row, (x, y, _)) in features.rows_mut().into_iter().zip(&points) {
        for (feature, value) in row.iter_mut().zip([*x, *y, 1.0 - x, 1.0 - y]) {
            *feature = (255.0 * value).round() as u8;
        }
    }
    let [(train, _), (validation, _), (test, _)] = PARTS;
    Ok(Dataset {
        trains: None,
        features,
        maximum: u8::MAX,
        classes: points.iter().map(|(.., class)| *class).collect(),
        class_count: CLASSES,
        split: Split::consecutive(train, validation, test, parts)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The class by the picture's construction rather than by the definition's three criteria: the
    /// upper half disc is yin and the lower yang; the right half-size disc is then painted yang,
    /// the left one yin, and the dots last.
    fn painted(x: f64, y: f64) -> u8 {
        let inside = |cx: f64, radius: f64| (x - cx).powi(2) + (y - 0.5).powi(2) <= radius * radius;
        let mut colour = u8::from(y > 0.5);
        if inside(0.75, 0.25) {
            colour = 0;
        }
        if inside(0.25, 0.25) {
            colour = 1;
        }
        if inside(0.25, 0.1) || inside(0.75, 0.1) {
            colour = 2;
        }
        colour
    }

    #[test]
    fn points_lie_where_the_picture_has_their_class() {
        let mut compared = 0;
        for (samples, seed) in PARTS {
            let points = points(samples, seed);
            for (x, y, class) in &points {
                assert!((x - 0.5).powi(2) + (y - 0.5).powi(2) <= 0.25 + 1e-12, "({x}, {y}) is outside");
                assert_eq!(painted(*x, *y), *class, "({x}, {y})");
                compared += 1;
            }
            // Both dots are as large.
            let dots: Vec<_> = points.iter().filter(|(.., class)| *class == 2).collect();
            let left = dots.iter().filter(|(x, ..)| *x < 0.5).count() as f64 / dots.len() as f64;
            assert!((left - 0.5).abs() < 0.08, "{left} of the dots are on the left");
        }
        assert_eq!(compared, 7_000);
    }

    #[test]
    fn yin_and_yang_mirror_each_other() {
        // Turning the picture by half a turn swaps yin and yang, except on their border.
        let mut compared = 0;
        for i in 1..100 {
            for j in 1..100 {
                let (x, y) = (f64::from(i) / 100.0 + 0.000_3, f64::from(j) / 100.0 + 0.000_7);
                if f64::hypot(x - 0.5, y - 0.5) < 0.499 {
                    let turned = class(1.0 - x, 1.0 - y);
                    assert_eq!([1, 0, 2][usize::from(class(x, y))], turned, "({x}, {y})");
                    compared += 1;
                }
            }
        }
        assert!(compared > 7_000, "{compared}");
    }

    #[test]
    fn classes_are_balanced_and_parts_are_fixed() {
        let parts = Parts { train: None, validation: 0, test: 0 };
        let data = dataset(&parts).unwrap();
        assert_eq!(data.features.dim(), (7_000, 4));
        let split = &data.split;
        for (part, size) in [(&split.train, 5_000), (&split.validation, 1_000), (&split.test, 1_000)] {
            assert_eq!(part.len(), size);
            for class in 0..3 {
                let count = part.iter().filter(|sample| data.classes[**sample as usize] == class).count();
                assert!(count.abs_diff(size / 3) <= 1, "{count} of class {class} in {size}");
            }
        }
        let rows =
            |samples: &[u32]| samples[..20].iter().map(|s| data.sample(*s as usize)).collect::<Vec<_>>();
        assert_ne!(rows(&split.train), rows(&split.validation));
        assert_ne!(rows(&split.validation), rows(&split.test));
        // Mirrored features add up to the maximum, up to rounding.
        for row in data.features.rows() {
            assert!((u16::from(row[0]) + u16::from(row[2])).abs_diff(255) <= 1);
            assert!((u16::from(row[1]) + u16::from(row[3])).abs_diff(255) <= 1);
        }
    }
}
