//! Logistic regression on the same parts of the data, to hold the network against.

use ndarray::{Array2, Axis};

use crate::task::{Dataset, Split};

/// Passes of gradient descent, enough to settle on some thousand samples.
const PASSES: usize = 400;
/// Samples × features × classes above which it would take minutes.
const LARGEST: usize = 20_000_000;
/// Step of the descent; features are scaled to 0 … 1.
const RATE: f64 = 0.5;
/// Share of the step before that is kept.
const MOMENTUM: f64 = 0.9;
/// Weight decay.
const DECAY: f64 = 1e-4;

/// Test accuracy of multinomial logistic regression (float, whole-batch gradient descent, no
/// randomness) that learned from the training part. `None` where that is so large that it would
/// take minutes.
pub fn logistic_regression(data: &Dataset, split: &Split) -> Option<f64> {
    if split.train.len() * data.features.ncols() * data.class_count > LARGEST {
        return None;
    }
    let (train, truth) = part(data, &split.train);
    let mut weights = Array2::<f64>::zeros((train.ncols(), data.class_count));
    let mut speed = weights.clone();
    for _ in 0..PASSES {
        let error = softmax(train.dot(&weights)) - &truth;
        let gradient = train.t().dot(&error) / train.nrows() as f64 + &weights * DECAY;
        speed = speed * MOMENTUM - gradient * RATE;
        weights += &speed;
    }
    let (test, _) = part(data, &split.test);
    let scores = test.dot(&weights);
    let right = scores.axis_iter(Axis(0)).zip(&split.test).filter(|(scores, sample)| {
        let class = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        class == Some(usize::from(data.classes[**sample as usize]))
    });
    Some(right.count() as f64 / split.test.len() as f64)
}

/// Features from 0 to 1 with an added constant one, and classes one-hot.
fn part(data: &Dataset, samples: &[u32]) -> (Array2<f64>, Array2<f64>) {
    let features = data.features.ncols();
    let mut inputs = Array2::ones((samples.len(), features + 1));
    let mut truth = Array2::zeros((samples.len(), data.class_count));
    for (row, sample) in samples.iter().enumerate() {
        for (column, value) in data.sample(*sample as usize).iter().enumerate() {
            inputs[[row, column]] = f64::from(*value) / f64::from(data.maximum);
        }
        truth[[row, usize::from(data.classes[*sample as usize])]] = 1.0;
    }
    (inputs, truth)
}

fn softmax(mut scores: Array2<f64>) -> Array2<f64> {
    for mut row in scores.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |a, b| a.max(*b));
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    scores
}
