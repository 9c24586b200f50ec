// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_fire_16`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The firing decision of a neuron (`UPD-3`, `UPD-4`).
//
// `above = membrane > threshold`, exact, and `difference = membrane - threshold` (low `M` bits;
// exact when above). `T = M - 1`.
module spindle_fire_16 (
    // Membrane, signed.
    input wire [15:0] membrane,
    // Threshold, unsigned.
    input wire [14:0] threshold,
    // Low bits of membrane - threshold.
    output wire [15:0] difference,
    // High if the membrane is strictly above the threshold.
    output wire above
);
    wire [16:0] margin = {2'b00, threshold} - {membrane[15], membrane};
    assign difference = membrane - {1'b0, threshold};
    wire [15:0] unused_margin = margin[15:0];
    assign above = margin[16];
endmodule

`default_nettype wire
