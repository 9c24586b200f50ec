// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_used_weight_8_scale_3`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// From a stored weight to the amount that it adds to a membrane (`NUM-3`, `SYN-6`) or modulator
// (`SYN-8`).
//
// `addend = (weight >> max(W - 8, 0)) << (plain ? 0 : scale)`, signed, or its one's complement.
module spindle_used_weight_8_scale_3 (
    // Stored weight, signed.
    input wire [7:0] weight,
    // High if the scale does not apply.
    input wire plain,
    // High for the one's complement, which with a carry negates.
    input wire negate,
    // Contribution to the membrane or modulator, without that carry; signed.
    output wire [16:0] addend
);
    wire [16:0] scaled = {{6{weight[7]}}, weight[7:0], 3'd0};
    wire [16:0] unscaled = {{9{weight[7]}}, weight[7:0]};
    wire [16:0] magnitude = plain ? unscaled : scaled;
    assign addend = magnitude ^ {17{negate}};
endmodule

`default_nettype wire
