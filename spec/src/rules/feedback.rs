//! Learning from the feedback current (`SYN-4`, `SYN-5`), which predictive projections have as well
//! (`PRE-9`).

use super::{Descriptor, Parameter};
use crate::register_map::{Unit, fields};

/// The description.
pub const DESCRIPTOR: Descriptor = Descriptor {
    name: "feedback",
    unit: Unit::Learning,
    mark: None,
    parameters: &[
        Parameter {
            key: "rate_shift",
            field: fields::RATE_SHIFT,
            get: |projection| projection.rate_shift.into(),
            set: |projection, value| projection.rate_shift = value as u8,
        },
        Parameter {
            key: "learn",
            field: fields::LEARNS,
            get: |projection| projection.learn.into(),
            set: |projection, value| projection.learn = value != 0,
        },
    ],
    state: &[],
};
