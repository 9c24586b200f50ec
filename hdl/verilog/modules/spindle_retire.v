// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_retire`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Registers of the retire port that all lanes share.
module spindle_retire (
    input wire clock,
    input wire reset,
    input wire synapse,
    input wire [4:0] entry,
    input wire [15:0] source,
    input wire [15:0] post,
    input wire neuron,
    input wire [15:0] neuron_word,
    input wire control,
    input wire [15:0] control_word,
    output wire synapse_valid,
    output wire [4:0] synapse_projection,
    output wire [15:0] synapse_source,
    output wire [15:0] synapse_post,
    output wire neuron_valid,
    output wire [15:0] neuron_retired,
    output wire control_valid,
    output wire [15:0] control_retired
);
    reg synapse_now = 1'b0;
    reg neuron_now = 1'b0;
    reg control_now = 1'b0;

    assign synapse_valid = synapse_now;
    assign neuron_valid = neuron_now;
    assign control_valid = control_now;

    always @(posedge clock) begin
        synapse_now <= synapse;
        neuron_now <= neuron;
        control_now <= control;
    end

    spindle_held_5 projection_held (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(entry),
        .held(synapse_projection)
    );

    spindle_held_16 source_held (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(source),
        .held(synapse_source)
    );

    spindle_held_16 post_held (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(post),
        .held(synapse_post)
    );

    spindle_held_16 neuron_held (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(neuron_word),
        .held(neuron_retired)
    );

    spindle_held_16 control_held (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(control_word),
        .held(control_retired)
    );
endmodule

`default_nettype wire
