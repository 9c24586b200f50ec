// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_spike_queue_2x28`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// A queue of (neuron word, fired lanes), given out as neuron numbers (`CLK-1`, `CLK-2`).
//
// Store, head and expander.
module spindle_spike_queue_2x28 (
    input wire clock,
    input wire reset,
    // Offer `entry`: neuron word in bits 27:16, fired lanes, not 0, in bits 15:0.
    input wire push,
    input wire [27:0] entry,
    // The memory takes an entry in this cycle.
    output wire ready,
    // A neuron is offered, and its number; 0 when not valid.
    output wire valid,
    output wire [15:0] neuron,
    // Remove the offered neuron.
    input wire take,
    // Neither store, head nor expander holds anything.
    output wire drained
);
    wire store_head_valid;
    wire [27:0] store_head;
    wire store_vacant;
    wire expander_load;
    wire expander_valid;

    assign valid = expander_valid;
    assign drained = store_vacant & ~expander_valid;

    spindle_fifo_2x28 store (
        .clock(clock),
        .reset(reset),
        .push(push),
        .word(entry),
        .ready(ready),
        .head_valid(store_head_valid),
        .head(store_head),
        .take(expander_load),
        .vacant(store_vacant)
    );

    spindle_expander expander (
        .clock(clock),
        .reset(reset),
        .entry_valid(store_head_valid),
        .entry(store_head),
        .load(expander_load),
        .valid(expander_valid),
        .neuron(neuron),
        .take(take)
    );
endmodule

`default_nettype wire
