// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_retire_lane`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Retire port of one lane: synapse and neuron entries. Values that come before the strobe are
// delayed here.
module spindle_retire_lane (
    input wire clock,
    input wire reset,
    // On `t + 5`.
    input wire synapse,
    // On `t + 3`.
    input wire [7:0] weight_before,
    input wire [7:0] weight_after,
    // On `t + 4`.
    input wire [15:0] membrane_before,
    input wire [15:0] membrane_after,
    // On `τ + 7`.
    input wire neuron,
    input wire [15:0] neuron_after,
    input wire spike,
    // On `τ + 3`.
    input wire [15:0] neuron_before,
    output wire [7:0] out_weight_before,
    output wire [7:0] out_weight_after,
    output wire [15:0] out_membrane_before,
    output wire [15:0] out_membrane_after,
    output wire [15:0] out_neuron_before,
    output wire [15:0] out_neuron_after,
    output wire out_spike
);
    wire [7:0] weight_before_late_delayed;
    wire [7:0] weight_after_late_delayed;
    wire [15:0] membrane_before_late_delayed;
    wire [15:0] membrane_after_late_delayed;
    wire [15:0] neuron_before_late_delayed;

    spindle_delay_8x2 weight_before_late (
        .clock(clock),
        .value(weight_before),
        .delayed(weight_before_late_delayed)
    );

    spindle_delay_8x2 weight_after_late (
        .clock(clock),
        .value(weight_after),
        .delayed(weight_after_late_delayed)
    );

    spindle_delay_16x1 membrane_before_late (
        .clock(clock),
        .value(membrane_before),
        .delayed(membrane_before_late_delayed)
    );

    spindle_delay_16x1 membrane_after_late (
        .clock(clock),
        .value(membrane_after),
        .delayed(membrane_after_late_delayed)
    );

    spindle_delay_16x4 neuron_before_late (
        .clock(clock),
        .value(neuron_before),
        .delayed(neuron_before_late_delayed)
    );

    spindle_held_8 synapse_weight_before (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(weight_before_late_delayed),
        .held(out_weight_before)
    );

    spindle_held_8 synapse_weight_after (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(weight_after_late_delayed),
        .held(out_weight_after)
    );

    spindle_held_16 synapse_membrane_before (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(membrane_before_late_delayed),
        .held(out_membrane_before)
    );

    spindle_held_16 synapse_membrane_after (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(membrane_after_late_delayed),
        .held(out_membrane_after)
    );

    spindle_held_16 neuron_membrane_before (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(neuron_before_late_delayed),
        .held(out_neuron_before)
    );

    spindle_held_16 neuron_membrane_after (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(neuron_after),
        .held(out_neuron_after)
    );

    spindle_held_1 neuron_spike (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(spike),
        .held(out_spike)
    );
endmodule

`default_nettype wire
