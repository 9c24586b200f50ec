//! The adaptive threshold (`MOD-3`): each spike raises a neuron's threshold, and the rise decays.

use super::{Descriptor, ModelState, Parameter};
use crate::register_map::{Field, Unit};

/// Rise of the threshold by a spike, membrane units.
pub const ADAPTATION_STEP: Field = Field {
    name: "ADAPTATION_STEP",
    word: 0,
    low: 0,
    bits: 23,
    unit: Unit::Model,
    meaning: "rise by a spike, membrane units",
};
/// Leak shift code of the rise (`NUM-9`).
pub const ADAPTATION_LEAK: Field = Field {
    name: "ADAPTATION_LEAK",
    word: 0,
    low: 23,
    bits: 4,
    unit: Unit::Model,
    meaning: "leak of the rise",
};

/// The description.
pub const DESCRIPTOR: Descriptor = Descriptor {
    name: "adaptive-threshold",
    number: 1,
    parameters: &[
        Parameter { key: "step", field: ADAPTATION_STEP, default: 0 },
        Parameter { key: "leak", field: ADAPTATION_LEAK, default: 0 },
    ],
    state: ModelState { meaning: "rise of the threshold, membrane units", signed: false },
};
