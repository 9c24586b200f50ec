//! The observed signals of a core, in the order of a record (`OBS-1` to `OBS-6`).

use crate::geometry::Geometry;

/// Start of the names of modules and memory images, if no other is chosen.
pub const PREFIX: &str = "spindle";

/// Name of the top module with that prefix; its ports are these signals.
pub const TOP: &str = "spindle_core";

/// True if names can begin with this: it is a Verilog identifier.
pub fn is_prefix(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// One observed signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Port name in the generated Verilog; a per-lane port ends in `_<lane>`.
    pub name: String,
    /// Width in bits, at most 32.
    pub bits: usize,
    /// True if a high value alone makes a record (`OBS-6`).
    pub strobe: bool,
    /// True if the value is to be read as signed.
    pub signed: bool,
    /// Value before the first entry (`OBS-5`).
    pub initial: u32,
}

/// All observed signals: pins, then, if the core has them, synapse, neuron and control retire port.
pub fn observed(geometry: &Geometry) -> Vec<Signal> {
    let mut signals = Vec::new();
    let mut add = |name: String, bits: usize, strobe: bool, signed: bool| {
        let initial = u32::from(name == "event_ready");
        signals.push(Signal { name, bits, strobe, signed, initial });
    };
    let (w, m) = (geometry.weight_bits, geometry.membrane_bits);
    add("event_ready".into(), 1, false, false);
    add("spike_valid".into(), 1, false, false);
    add("spike_address".into(), 16, false, false);
    add("overflow".into(), 1, false, false);
    add("steps".into(), 32, false, false);
    if !geometry.retire {
        return signals;
    }
    add("synapse_valid".into(), 1, true, false);
    add("synapse_projection".into(), 5, false, false);
    add("synapse_source".into(), 16, false, false);
    add("synapse_post".into(), 16, false, false);
    for lane in 0..geometry.lanes {
        add(format!("synapse_weight_before_{lane}"), w, false, true);
        add(format!("synapse_weight_after_{lane}"), w, false, true);
        add(format!("synapse_membrane_before_{lane}"), m, false, true);
        add(format!("synapse_membrane_after_{lane}"), m, false, true);
    }
    add("neuron_valid".into(), 1, true, false);
    add("neuron_word".into(), 16, false, false);
    for lane in 0..geometry.lanes {
        add(format!("neuron_membrane_before_{lane}"), m, false, true);
        add(format!("neuron_membrane_after_{lane}"), m, false, true);
        add(format!("neuron_spike_{lane}"), 1, false, false);
        if !geometry.neuron_model.is_lif() {
            add(format!("neuron_state_{lane}"), m, false, true);
        }
    }
    if geometry.controllers {
        add("control_valid".into(), 1, true, false);
        add("control_word".into(), 16, false, false);
    }
    let controlled = if geometry.controllers { geometry.lanes } else { 0 };
    for lane in 0..controlled {
        add(format!("control_error_{lane}"), 16, false, true);
        add(format!("control_drive_{lane}"), 16, false, true);
        add(format!("control_positive_{lane}"), 1, false, false);
        add(format!("control_negative_{lane}"), 1, false, false);
        add(format!("control_feedback_{lane}"), 16, false, true);
    }
    if geometry.predictive_sources > 0 {
        add("predictive_valid_0".into(), 1, true, false);
        add("predictive_projection_0".into(), 5, false, false);
        add("predictive_trace_0".into(), 16, false, false);
        add("predictive_post_0".into(), 16, false, false);
        add("predictive_input_0".into(), 16, false, false);
        add("predictive_eligibility_0".into(), 24, false, false);
        for lane in 0..geometry.lanes {
            add(format!("predictive_weight_before_{lane}"), w, false, true);
            add(format!("predictive_weight_after_{lane}"), w, false, true);
            add(format!("predictive_error_{lane}"), 18, false, true);
            add(format!("predictive_gradient_{lane}"), 24, false, true);
        }
        add("prediction_valid_0".into(), 1, true, false);
        add("prediction_word_0".into(), 16, false, false);
        for lane in 0..geometry.lanes {
            add(format!("prediction_sum_{lane}"), 24, false, true);
            add(format!("prediction_drive_{lane}"), 24, false, true);
            add(format!("prediction_membrane_before_{lane}"), m, false, true);
            add(format!("prediction_membrane_after_{lane}"), m, false, true);
        }
    }
    signals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_verilog_identifiers() {
        assert!(["spindle", "_a", "A9_"].into_iter().all(is_prefix));
        assert!(["", "9a", "a-b", "a$", "a b", "\u{e4}"].into_iter().all(|text| !is_prefix(text)));
        assert_eq!(TOP, format!("{PREFIX}_core"));
    }
}
