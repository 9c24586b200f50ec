//! Bits that the cases need not toggle, with reasons: `tests/coverage_waivers.txt`.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use spindle_sim::coverage::{CoverageKind, Place};
use wildmatch::WildMatch;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/coverage_waivers.txt");

/// Modules that calculate: of them only constants may be waived.
const ARITHMETIC: &[&str] = &[
    "spindle_synapse",
    "spindle_neuron",
    "spindle_plasticity",
    "spindle_controller",
    "spindle_used_weight_*",
    "spindle_saturating_*",
    "spindle_rounding_shift_*",
    "spindle_decay_subtract_*",
    "spindle_fire_*",
    "spindle_random_source",
    "spindle_noise_mask",
    "spindle_stochastic_*",
    "spindle_weight_*",
    "spindle_gain_step",
    "spindle_modulated_step_*",
    "spindle_pair_fire",
    "spindle_multiply",
    "spindle_product_*",
    "spindle_prediction_error",
    "spindle_gradient",
    "spindle_predicted_membrane",
    "spindle_first_set",
    "spindle_population_count",
];

/// A line of the waivers: some bits of signals of modules.
pub struct Waiver {
    /// The line.
    pub line: String,
    pattern: WildMatch,
    bits: Vec<RangeInclusive<u32>>,
    constant: bool,
}

/// Signal and bit of a place: `sum[3]`.
fn bit(place: &Place) -> (&str, u32) {
    let (signal, bit) = place.what.trim_end_matches(']').rsplit_once('[').unwrap_or((&place.what, "0"));
    (signal, bit.parse().unwrap_or_else(|_| panic!("`{}` is no bit", place.what)))
}

/// All waivers.
pub fn all() -> Vec<Waiver> {
    let text = std::fs::read_to_string(FILE).expect("the waivers");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let read = |line: &str| {
        let mut fields = line.split_whitespace();
        let (pattern, bits) = (fields.next().expect("module.signal"), fields.next().expect("bits"));
        assert!(pattern.contains('.') && !pattern.starts_with('*'), "{line}: no module");
        let reason = fields.next().unwrap_or_else(|| panic!("{line}: no reason"));
        let range = |bits: &str| {
            let (first, last) = bits.split_once('-').unwrap_or((bits, bits));
            first.parse().expect("a bit")..=last.parse().expect("a bit")
        };
        let bits = bits.split(',').map(range).collect();
        let constant = reason.starts_with("constant");
        Waiver { line: line.to_owned(), pattern: WildMatch::new(pattern), bits, constant }
    };
    lines.map(read).collect()
}

impl Waiver {
    /// True if this is the place of a bit that need not toggle.
    pub fn holds(&self, place: &Place) -> bool {
        if place.kind != CoverageKind::Toggle {
            return false;
        }
        let (signal, bit) = bit(place);
        self.bits.iter().any(|range| range.contains(&bit))
            && self.pattern.matches(&format!("{}.{signal}", place.module))
    }

    /// Its defects, given the hits of every place: it holds nowhere, holds at a covered bit, or
    /// waives more than constants of an arithmetic block.
    pub fn faults<'a>(&self, hits: impl Iterator<Item = (&'a Place, &'a u64)>) -> Vec<String> {
        let held: Vec<(&Place, &u64)> = hits.filter(|(place, _)| self.holds(place)).collect();
        let mut faults = BTreeSet::new();
        if held.is_empty() {
            faults.insert(format!("waives nothing: {}", self.line));
        }
        for (Place { module, what, .. }, hits) in held {
            if *hits > 0 {
                faults.insert(format!("{module}.{what} is covered: {}", self.line));
            }
            let calculates = ARITHMETIC.iter().any(|pattern| WildMatch::new(pattern).matches(module));
            if calculates && !self.constant {
                faults.insert(format!("{module} calculates, only constants are waived: {}", self.line));
            }
        }
        faults.into_iter().collect()
    }
}
