//! Directed cases: one per corner of the specification, small enough to follow in a waveform.

mod bench;
mod order;
mod units;
mod values;

use super::{Case, predictive, restart};

/// All directed cases.
pub fn cases() -> Vec<Case> {
    let cases = [
        values::neuron_corners(),
        values::plasticity_corners(),
        values::exact_values(),
        units::feedback_corners(),
        order::queue_corners(),
        order::mode_corners(),
        units::unit_corners(),
        predictive::cases(),
        predictive::saturating_drives(),
    ]
    .concat();
    let interrupted = restart::of(&cases);
    [cases, interrupted].concat()
}
