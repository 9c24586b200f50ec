//! Small sums.

/// Square root of the mean squared difference; not a number if there is nothing to compare or
/// lengths differ.
pub fn rms(ours: &[f64], theirs: &[f64]) -> f64 {
    if ours.len() != theirs.len() {
        return f64::NAN;
    }
    let squares = ours.iter().zip(theirs).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
    (squares / ours.len() as f64).sqrt()
}

/// Mean; not a number if there is nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Median; not a number if there is nothing.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.get(middle) {
        Some(high) if sorted.len().is_multiple_of(2) => f64::midpoint(sorted[middle - 1], *high),
        Some(middle) => *middle,
        None => f64::NAN,
    }
}
