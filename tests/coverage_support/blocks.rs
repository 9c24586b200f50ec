//! The blocks of the core, and which generated modules each one is.

use wildmatch::WildMatch;

/// Modules shared by all blocks.
pub const SHARED: &str = "memories, registers, multiplier";

/// Blocks and patterns of their modules; the first match counts; shared modules come last.
pub const BLOCKS: &[(&str, &[&str])] = &[
    ("event queue", &["spindle_core_events"]),
    ("fetch, projection table", &["spindle_core_fetch*"]),
    ("streamer", &["spindle_core_streamer*"]),
    ("synapse", &["spindle_core_lane_synapse*", "used_weight_*", "saturating_accumulate_*"]),
    (
        // Leaks are the controller's as well.
        "neuron",
        &["spindle_core_lane_neuron*", "rounding_shift_*", "decay_subtract_*", "saturating_add_*", "fire_*"],
    ),
    (
        "event-driven plasticity",
        &["spindle_core_lane_plasticity*", "random_source", "noise_mask", "stochastic_*", "weight_step_*"],
    ),
    ("controller", &["spindle_core_lane_control*", "gain_step", "modulated_step_*", "pair_fire"]),
    ("scheduler, timing", &["spindle_core_scheduler*", "spindle_core_timing*"]),
    (
        "spike queues, expanders",
        &[
            "spindle_core_recurrent*",
            "spindle_core_positive*",
            "spindle_core_negative*",
            "spindle_core_fired*",
            "spindle_core_outgoing*",
            "first_set",
            "population_count",
        ],
    ),
    ("registers, counters", &["spindle_core_registers*", "spindle_core_counters*"]),
    (
        "predictive unit",
        &[
            "spindle_core_predictive*",
            "product_*",
            "prediction_error",
            "gradient",
            "predicted_membrane",
            "weight_change",
            "weight_value",
        ],
    ),
    ("retire ports", &["spindle_core_retire*"]),
    ("lane: memories, forwarding", &["spindle_core_lane"]),
    ("core: wires", &["spindle_core"]),
    (SHARED, &["memory_*", "register_*", "multiply"]),
];

/// The block of a module.
pub fn of(module: &str) -> &'static str {
    let belongs = |pattern: &&str| WildMatch::new(pattern).matches(module);
    let block = BLOCKS.iter().find(|(_, patterns)| patterns.iter().any(belongs));
    block.unwrap_or_else(|| panic!("`{module}` is of no block: tests/coverage_support/blocks.rs")).0
}
