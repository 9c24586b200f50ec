// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_pair_fire`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The decision of a pair of controller neurons, by one addition: its drive moves towards 0 by the
// threshold.
module spindle_pair_fire (
    // Drive, signed.
    input wire [15:0] drive,
    // Threshold, 0 … 2^15 - 1.
    input wire [15:0] threshold,
    // The positive neuron fires: drive ≥ threshold.
    output wire positive,
    // The negative one fires: drive ≤ -threshold, and the positive one does not.
    output wire negative,
    // The drive after a spike, otherwise unchanged; signed.
    output wire [15:0] rest
);
    wire below = drive[15];
    wire [16:0] term = {1'b0, threshold} ^ {17{~below}};
    wire [17:0] carried = {below, drive, 1'b1} + {term, ~below};
    wire unused_carry = carried[0];
    wire [16:0] moved = carried[17:1];
    assign positive = ~below & ~moved[16];
    assign negative = below & (moved[16] | ~(|moved[15:0]));
    assign rest = (positive | negative) ? moved[15:0] : drive;
endmodule

`default_nettype wire
