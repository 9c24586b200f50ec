// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_expander`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Turns (neuron word, fired lanes) into neuron numbers, one per cycle (`CLK-2`).
//
// Holds one entry and offers its set lanes, lowest first.
module spindle_expander (
    input wire clock,
    input wire reset,
    input wire entry_valid,
    // Neuron word in bits 27:16, fired lanes, not 0, in bits 15:0.
    input wire [27:0] entry,
    // The entry is loaded in this cycle: remove it from its queue.
    output wire load,
    output wire valid,
    // Neuron number, `word · L + lane`; 0 when not valid.
    output reg [15:0] neuron,
    // Remove the offered neuron.
    input wire take
);
    localparam [3:0] lane_bits = 4'h3;
    localparam [15:0] lanes = 16'hff;
    localparam [15:0] words = 16'h1;
    localparam [15:0] zero = 16'h0;

    reg [15:0] mask = 16'h0;
    reg [15:0] word = 16'h0;
    reg holds = 1'b0;

    wire [3:0] first_index;
    wire [15:0] first_rest;
    wire unused_first_any;
    wire first_last;

    assign valid = holds;
    wire [15:0] shifted = word << lane_bits;

    always @(*) begin
        neuron = zero;
        if (holds) neuron = shifted | {12'd0, first_index};
    end

    wire ending = ~holds | (take & first_last);
    assign load = entry_valid & ending;

    always @(posedge clock) begin
        if (take) begin
            mask <= first_rest & lanes;
            if (first_last) holds <= 1'b0;
        end
        if (load) begin
            holds <= 1'b1;
            mask <= entry[15:0] & lanes;
            word <= {4'd0, entry[27:16]} & words;
        end
        if (reset) begin
            mask <= zero;
            holds <= 1'b0;
        end
    end

    spindle_first_set first (
        .mask(mask),
        .index(first_index),
        .rest(first_rest),
        .any(unused_first_any),
        .last(first_last)
    );
endmodule

`default_nettype wire
