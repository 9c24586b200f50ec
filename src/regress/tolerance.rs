//! Differences from a baseline that are allowed.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Parts by which a case may differ from its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tolerance {
    /// Cycles. With 0, records must also come in the same cycles; values must always be equal to
    /// the bit.
    #[serde(deserialize_with = "part")]
    #[serde(rename = "clocks")]
    pub cycles: f64,
    /// Cells of each type.
    #[serde(deserialize_with = "part")]
    pub cells: f64,
}

/// A part by which a number may differ: finite and not negative.
fn part<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let part = f64::deserialize(deserializer)?;
    if part.is_finite() && part >= 0.0 {
        return Ok(part);
    }
    Err(D::Error::custom(format!("{part} is not a fraction; write a number from 0 on, such as 0.03 for 3 %")))
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { cycles: 0.0, cells: 0.03 }
    }
}
