//! Counts of resources: used, available, too many.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Used and available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Number used.
    pub used: u64,
    /// Number available.
    pub available: u64,
}

/// The four standard numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Look-up tables.
    pub lut: u64,
    /// Flip-flops.
    pub reg: u64,
    /// Block memories.
    pub blkmem: u64,
    /// Multipliers.
    pub dsp: u64,
}

/// A resource that a device has too little of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Its name in the tools' reports.
    pub resource: String,
    /// Needed and available.
    pub share: Share,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Share { used, available } = self.share;
        write!(f, "{} {used} of {available}, {} too many", self.resource, used - available)
    }
}

/// Resources that exceed the device.
pub(super) fn excess(utilisation: &BTreeMap<String, Share>) -> Vec<Excess> {
    utilisation
        .iter()
        // Where nothing is available, what is used is no resource of the device (constants,
        // helpers).
        .filter(|(_, share)| share.available > 0 && share.used > share.available)
        .map(|(resource, share)| Excess { resource: resource.clone(), share: *share })
        .collect()
}
