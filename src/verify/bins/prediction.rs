//! Bins of the predictive pass (section 13), which is computed again from what its rows began with.

use super::{Bin, Watch};
use spindle_golden::observer::{PredictionWord, PredictiveWord};

/// A row of a second pass.
pub(super) struct Row {
    projection: usize,
    post: usize,
    input: i64,
    eligibility: i64,
    before: Vec<i16>,
    after: Vec<i16>,
    errors: Vec<i32>,
    gradients: Vec<i32>,
}

impl Row {
    pub(super) fn of(word: &PredictiveWord<'_>) -> Self {
        Self {
            projection: word.projection,
            post: word.post,
            input: word.input.into(),
            eligibility: word.eligibility.into(),
            before: word.weight_before.to_vec(),
            after: word.weight_after.to_vec(),
            errors: word.errors.to_vec(),
            gradients: word.gradients.to_vec(),
        }
    }
}

/// `round(y, s)` of section 13.
fn round(y: i64, s: u32) -> i64 {
    (y + (1 << (s - 1))) >> s
}

/// The value of a stored weight, and whether a logarithm is beyond the largest (PRE-3).
fn value(stored: i16, logarithmic: bool) -> (i64, bool) {
    let power = stored >> 11;
    if !logarithmic {
        return (stored.into(), false);
    }
    let fraction = f64::from(stored.rem_euclid(1 << 11) >> 3) / 256.0;
    let table = (16.0 + fraction).exp2().round() as i64;
    if power > 0 { ((1 << 17) - 1, true) } else { (table >> -power, false) }
}

impl Watch<'_> {
    /// A neuron word after its passes.
    pub(super) fn predicts(&mut self, word: &PredictionWord<'_>) {
        let rows = std::mem::take(&mut self.rows);
        for (lane, neuron) in self.lanes(word.word).enumerate() {
            let membrane = i64::from(word.membrane_before[lane]);
            let mut sum = 0;
            for row in &rows {
                sum = self.explains(row, lane, membrane, sum);
            }
            assert_eq!(sum, i64::from(word.sums[lane]), "PRE-7");
            let mut drive = 0;
            for row in &rows {
                self.learns(row, lane, neuron, membrane, sum);
                let (value, _) = value(row.after[lane], self.logarithmic(row));
                let ends = [Bin::PredictiveDriveSaturatesUp, Bin::PredictiveDriveSaturatesDown];
                drive = self.bins.saturate(drive + round(value * row.input, 15), 24, ends);
            }
            assert_eq!(drive, i64::from(word.drives[lane]), "PRE-8");
            let configuration = &self.case.configuration;
            let reset = if self.due[neuron] { i64::from(configuration.neurons[neuron].threshold) } else { 0 };
            let exact = round(i64::from(configuration.prediction.leak) * membrane, 16) + drive - reset;
            let ends = [Bin::PredictedMembraneSaturatesUp, Bin::PredictedMembraneSaturatesDown];
            let after = self.bins.saturate(exact, 24, ends);
            assert_eq!(after, i64::from(word.membrane_after[lane]), "PRE-8");
        }
        for row in &rows {
            self.advances(row);
        }
    }

    fn logarithmic(&self, row: &Row) -> bool {
        self.case.configuration.projections[row.projection].predictive.is_some_and(|p| p.logarithmic)
    }

    /// The error sum after a row of a first pass (PRE-7).
    fn explains(&mut self, row: &Row, lane: usize, membrane: i64, sum: i64) -> i64 {
        let (value, beyond) = value(row.before[lane], self.logarithmic(row));
        self.bins.count(Bin::LogarithmBeyond, beyond);
        let exact = 2 * row.input - round(membrane * value, 16);
        let ends = [Bin::PredictionErrorSaturatesUp, Bin::PredictionErrorSaturatesDown];
        let error = self.bins.saturate(exact, 18, ends);
        assert_eq!(error, i64::from(row.errors[lane]), "PRE-7");
        let ends = [Bin::ErrorSumSaturatesUp, Bin::ErrorSumSaturatesDown];
        self.bins.saturate(sum + round(error * value, 16), 24, ends)
    }

    /// A weight in a second pass (PRE-8, PRE-9).
    fn learns(&mut self, row: &Row, lane: usize, neuron: usize, membrane: i64, sum: i64) {
        let projection = self.case.configuration.projections[row.projection];
        let predictive = projection.predictive.unwrap_or_default();
        let (before, after) = (i64::from(row.before[lane]), i64::from(row.after[lane]));
        let exact = round(membrane * i64::from(row.errors[lane]) + 2 * sum * row.eligibility, 16);
        let gradient = self.bins.saturate(exact, 24, [Bin::GradientSaturatesUp, Bin::GradientSaturatesDown]);
        assert_eq!(gradient, i64::from(row.gradients[lane]), "PRE-8");

        let by_prediction = self.modes.1 && predictive.learn;
        let by_feedback = self.modes.0 && self.modes.1 && projection.learn;
        let mut change = 0;
        if by_prediction {
            change += (gradient * i64::from(predictive.rate)) >> predictive.rate_shift;
        }
        if by_feedback {
            let product = round(i64::from(self.feedback[neuron]) * row.input, 15);
            change += product << (16 - projection.rate_shift);
        }
        let (least, most) = if by_prediction || by_feedback {
            (before + (change >> 16), before + ((change + 0xFFFF) >> 16))
        } else {
            (before, before)
        };
        let floor = if predictive.bounded { 0 } else { i64::from(i16::MIN) };
        let learned = |exact: i64| exact.clamp(floor, i16::MAX.into());
        let ends = if by_prediction || by_feedback { [least, most].map(learned) } else { [before; 2] };
        assert!(ends.contains(&after), "PRE-9: {before} becomes {after}, neither of {ends:?}");
        // Clipped whatever the random number.
        self.bins.count(Bin::PredictiveClipsUp, least > i64::from(i16::MAX));
        self.bins.count(Bin::PredictiveClipsDown, most < i64::from(i16::MIN) && !predictive.bounded);
        self.bins.count(Bin::Bounded, most < 0 && predictive.bounded && before > 0);
        self.bins.count(Bin::BothRules, before != after && by_feedback && by_prediction);
        self.bins.count(Bin::Logarithmic, before != after && predictive.logarithmic);
    }

    /// The traces after the last word of a row (PRE-10).
    fn advances(&mut self, row: &Row) {
        let projection = &self.case.configuration.projections[row.projection];
        let last = usize::from(projection.post_base) + usize::from(projection.row_words) == row.post + 1;
        let leak = i64::from(self.case.configuration.prediction.leak);
        let exact = ((leak * row.eligibility) >> 16) + row.input;
        self.bins.count(Bin::EligibilitySaturates, last && exact > (1 << 23) - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_stored_weights() {
        // 2^0, 2^-1, 2^-16, 2^0.5, and everything from 2^1 on.
        let values = [0, -2048, -32_768, 1024, 2048, 32_767].map(|stored| value(stored, true));
        let within = |value| (value, false);
        let beyond = (131_071, true);
        assert_eq!(values, [within(65_536), within(32_768), within(1), within(92_682), beyond, beyond]);
        assert_eq!(value(-5, false), within(-5));
    }
}
