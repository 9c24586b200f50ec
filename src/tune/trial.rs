//! Trials of a study, and what they reached.

use serde::Serialize;

/// Values and what they reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trial {
    /// Number, from 1.
    pub number: u32,
    /// A value for each parameter.
    pub values: Vec<u32>,
    /// Accuracy on validation samples, 0 … 1; `None` while it runs, or if the network did not fit.
    pub accuracy: Option<f64>,
    /// Validation accuracy after each epoch, as [`Reached`] has it.
    pub curve: Vec<f64>,
    /// True if it was stopped before its end.
    pub stopped: bool,
}

/// Progress of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// Its accuracy, 0 … 1.
    pub accuracy: f64,
    /// Validation accuracy after each epoch, one training after another; those of a training that
    /// ended early are filled up with its last.
    pub curve: Vec<f64>,
    /// True if it was stopped before its end; `accuracy` is that of the last epoch then.
    pub stopped: bool,
}
