//! The blocks of the core, and which generated modules each one is.

use wildmatch::WildMatch;

/// Modules shared by all blocks.
pub const SHARED: &str = "memories, delays, multiplier";

/// Blocks and patterns of their modules; the first match counts; shared modules come last.
pub const BLOCKS: &[(&str, &[&str])] = &[
    ("event queue", &["spindle_fifo_*x18"]),
    ("fetch, projection table", &["spindle_fetch", "spindle_projection_table*"]),
    ("streamer", &["spindle_streamer"]),
    ("synapse", &["spindle_synapse", "spindle_used_weight_*", "spindle_saturating_accumulate_*"]),
    (
        // Leaks are the controller's as well.
        "neuron",
        &[
            "spindle_neuron",
            "spindle_rounding_shift_*",
            "spindle_decay_subtract_*",
            "spindle_saturating_add_*",
            "spindle_fire_*",
        ],
    ),
    (
        "event-driven plasticity",
        &[
            "spindle_plasticity",
            "spindle_random_source",
            "spindle_noise_mask",
            "spindle_stochastic_*",
            "spindle_weight_step_*",
        ],
    ),
    ("registers, counters", &["spindle_registers", "spindle_controller_registers", "spindle_counters"]),
    (
        "controller",
        &["spindle_control*", "spindle_gain_step", "spindle_modulated_step_*", "spindle_pair_fire"],
    ),
    ("scheduler, timing", &["spindle_scheduler", "spindle_timing"]),
    (
        "spike queues, expanders",
        &[
            "spindle_spike_queue_*",
            "spindle_fifo_*x28",
            "spindle_expander",
            "spindle_gather_*",
            "spindle_first_set",
            "spindle_population_count",
        ],
    ),
    (
        "predictive unit",
        &[
            "spindle_predictive*",
            "spindle_sequencer",
            "spindle_source_traces",
            "spindle_product_*",
            "spindle_prediction_error",
            "spindle_gradient",
            "spindle_predicted_membrane",
            "spindle_weight_change",
            "spindle_weight_value",
        ],
    ),
    ("retire ports", &["spindle_retire*"]),
    ("lane: memories, forwarding", &["spindle_lane"]),
    ("core: wires", &["spindle_core"]),
    (SHARED, &["spindle_memory_*", "spindle_delay_*", "spindle_held_*", "spindle_multiply"]),
];

/// The block of a module.
pub fn of(module: &str) -> &'static str {
    let belongs = |pattern: &&str| WildMatch::new(pattern).matches(module);
    let block = BLOCKS.iter().find(|(_, patterns)| patterns.iter().any(belongs));
    block.unwrap_or_else(|| panic!("`{module}` is of no block: tests/coverage_support/blocks.rs")).0
}
