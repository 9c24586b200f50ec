//! Importance of each parameter for the results of the trials.

use super::{Parameter, Trial};

/// Groups that the trials are divided into by a parameter's value.
const GROUPS: usize = 4;

/// For each parameter, the share of the variance of the trials' ranks by accuracy that its value
/// alone explains, 0 … 1: trials are divided into up to four groups of equal size by the value
/// (equal values stay together), and the share is that of the variance between groups in the whole,
/// corrected for what chance would give (Kelley's ε²). Ranks, because a few trials that learned
/// nothing would outweigh all others. Parameters that only matter together are not seen, and a
/// search looks more often where it is good: it is a hint, not a proof.
pub fn importance(space: &[Parameter], trials: &[Trial]) -> Vec<f64> {
    let finished: Vec<(&Vec<u32>, f64)> =
        trials.iter().filter_map(|trial| Some((&trial.values, trial.accuracy?))).collect();
    let ranks = ranks(&finished.iter().map(|(_, accuracy)| *accuracy).collect::<Vec<_>>());
    (0..space.len())
        .map(|index| {
            let values = finished.iter().map(|(values, _)| values[index]);
            let mut pairs: Vec<(u32, f64)> = values.zip(ranks.iter().copied()).collect();
            pairs.sort_by_key(|(value, _)| *value);
            explained(&pairs)
        })
        .collect()
}

/// Rank of each of `values`, from the least; equal ones share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = |value: &f64| {
        let below = sorted.partition_point(|other| other < value);
        let upto = sorted.partition_point(|other| other <= value);
        f64::midpoint(below as f64, upto as f64)
    };
    values.iter().map(rank).collect()
}

/// ε² of `pairs`, sorted by value, in groups.
fn explained(pairs: &[(u32, f64)]) -> f64 {
    let groups = groups(pairs);
    let count = pairs.len() as f64;
    let mean = |part: &[(u32, f64)]| part.iter().map(|(_, y)| y).sum::<f64>() / part.len() as f64;
    let squares = |part: &[(u32, f64)], from: f64| part.iter().map(|(_, y)| (y - from).powi(2)).sum::<f64>();
    let total = squares(pairs, mean(pairs));
    let within: f64 = groups.iter().map(|group| squares(group, mean(group))).sum();
    let freedom = count - groups.len() as f64;
    if groups.len() < 2 || freedom < 1.0 || total <= f64::EPSILON * count {
        return 0.0;
    }
    (1.0 - within / freedom * (count - 1.0) / total).clamp(0.0, 1.0)
}

/// Groups of about equal size; equal values stay together.
fn groups(pairs: &[(u32, f64)]) -> Vec<&[(u32, f64)]> {
    let mut groups = Vec::new();
    let mut rest = pairs;
    while !rest.is_empty() {
        let size = rest.len().div_ceil(GROUPS.saturating_sub(groups.len()).max(1));
        let last = rest[size - 1].0;
        let end = rest.partition_point(|(value, _)| *value <= last);
        let (group, others) = rest.split_at(end);
        groups.push(group);
        rest = others;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::Scale;
    use super::*;

    fn parameter(key: &str) -> Parameter {
        Parameter { key: key.into(), low: 0, high: 100, scale: Scale::Linear }
    }

    #[test]
    fn a_parameter_that_decides_has_the_larger_importance() {
        // Accuracy follows the first parameter; the second takes all values independently.
        let trials: Vec<Trial> = (0..100)
            .map(|i| Trial {
                number: i + 1,
                values: vec![i / 10, i % 10],
                accuracy: Some(f64::from(i / 10) / 10.0),
                ..Trial::default()
            })
            .collect();
        let space = [parameter("decides"), parameter("does not")];
        let shares = importance(&space, &trials);
        assert!(shares[0] > 0.85 && shares[0] < 1.0, "{shares:?}");
        assert!(shares[1] < 1e-9, "{shares:?}");
    }

    #[test]
    fn the_share_is_that_of_the_textbook() {
        // Two groups of two: 1, 3 and 5, 7. Total 20, within 4, so 1 - (4 / 2) / (20 / 3) = 0.7.
        assert_eq!(ranks(&[0.3, 0.1, 0.9, 0.3]), [2.0, 0.5, 3.5, 2.0]);
        assert!((explained(&[(0, 1.0), (0, 3.0), (9, 5.0), (9, 7.0)]) - 0.7).abs() < 1e-12);
    }

    #[test]
    fn too_little_to_compare_explains_nothing() {
        assert_eq!(importance(&[parameter("a")], &[]), [0.0]);
        let equal = |i| Trial { number: i, values: vec![i], accuracy: Some(0.5), ..Trial::default() };
        assert_eq!(importance(&[parameter("a")], &[equal(1), equal(2), equal(3), equal(4), equal(5)]), [0.0]);
    }
}
