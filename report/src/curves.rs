//! Learning curves.

use crate::svg::{Anchor, Drawing};
use spindle_learning::learn::Epoch;

/// Data of the curves.
#[derive(Clone, Debug)]
pub struct Curves<'a> {
    /// The epochs, in order.
    pub epochs: &'a [Epoch],
    /// Test accuracy of the chosen weights, 0 … 1.
    pub test_accuracy: f64,
    /// Epoch whose weights were chosen, from 1.
    pub chosen: u32,
    /// Logistic regression on the same split, 0 … 1, if it was done.
    pub logistic_accuracy: Option<f64>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 570.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 276.0;

/// Training accuracy with feedback, validation accuracy without, the test result and logistic
/// regression.
pub fn curves(curves: &Curves<'_>) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, "Accuracy per epoch");
    let values = curves
        .epochs
        .iter()
        .flat_map(|epoch| [epoch.train_accuracy, epoch.validation_accuracy])
        .chain([curves.test_accuracy])
        .chain(curves.logistic_accuracy);
    let lowest = values.fold(1.0, f64::min);
    // Whole steps of the grid below the lowest value, so that the curves fill the picture.
    let step = if lowest > 0.8 { 0.05 } else { 0.2 };
    let floor = (lowest / step - 0.2).floor().max(0.0) * step;
    let y = |value: f64| BOTTOM - (value - floor) / (1.0 - floor) * (BOTTOM - TOP);
    let last = curves.epochs.last().map_or(1, |epoch| epoch.epoch);
    // A single epoch is in the middle.
    let x = |epoch: u32| match last {
        1 => f64::midpoint(LEFT, RIGHT),
        _ => LEFT + f64::from(epoch - 1) / f64::from(last - 1) * (RIGHT - LEFT),
    };

    let lines = ((1.0 - floor) / step).round() as u32;
    for line in 0..=lines {
        let value = floor + f64::from(line) * step;
        drawing.line("grid", (LEFT, y(value)), (RIGHT, y(value)));
        drawing.text("tick", (LEFT - 8.0, y(value) + 4.0), Anchor::End, &format!("{:.0} %", 100.0 * value));
    }
    let every = last.div_ceil(12);
    for epoch in curves.epochs.iter().filter(|epoch| (epoch.epoch - 1).is_multiple_of(every)) {
        drawing.text("tick", (x(epoch.epoch), BOTTOM + 18.0), Anchor::Middle, &epoch.epoch.to_string());
    }
    drawing.text("tick", (f64::midpoint(LEFT, RIGHT), BOTTOM + 36.0), Anchor::Middle, "epoch");
    for pair in curves.epochs.windows(2).filter(|pair| pair[0].slower != pair[1].slower) {
        let at = f64::midpoint(x(pair[0].epoch), x(pair[1].epoch));
        drawing.line("mark", (at, TOP), (at, BOTTOM));
    }

    if let Some(accuracy) = curves.logistic_accuracy {
        drawing.line("baseline", (LEFT, y(accuracy)), (RIGHT, y(accuracy)));
    }
    drawing.path("training", curves.epochs.iter().map(|e| (x(e.epoch), y(e.train_accuracy))));
    drawing.path("validation", curves.epochs.iter().map(|e| (x(e.epoch), y(e.validation_accuracy))));
    for e in curves.epochs {
        let tip = |what: &str, value: f64| format!("epoch {}: {what} {:.1} %", e.epoch, 100.0 * value);
        drawing.circle(
            "training",
            (x(e.epoch), y(e.train_accuracy)),
            3.0,
            &tip("training", e.train_accuracy),
        );
        let validation = e.validation_accuracy;
        drawing.circle("validation", (x(e.epoch), y(validation)), 3.0, &tip("validation", validation));
    }
    let test = (x(curves.chosen.clamp(1, last)), y(curves.test_accuracy));
    drawing.circle("test", test, 5.5, &format!("test {:.1} %", 100.0 * curves.test_accuracy));

    let train = curves.epochs.last().map_or(0.0, |epoch| epoch.train_accuracy);
    let validation = curves.epochs.last().map_or(0.0, |epoch| epoch.validation_accuracy);
    let mut labels = vec![
        (y(train), "training", format!("training, on {:.1} %", 100.0 * train)),
        (y(validation), "validation", format!("validation, off {:.1} %", 100.0 * validation)),
        (test.1, "test", format!("test, off {:.1} %", 100.0 * curves.test_accuracy)),
    ];
    labels.extend(
        curves
            .logistic_accuracy
            .map(|accuracy| (y(accuracy), "baseline", format!("logistic regr. {:.1} %", 100.0 * accuracy))),
    );
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = f64::NEG_INFINITY;
    for (at, class, text) in labels {
        let at = f64::max(at + 4.0, free);
        drawing.text(&format!("label {class}"), (RIGHT + 12.0, at), Anchor::Start, &text);
        free = at + 17.0;
    }
    drawing.finish()
}
