// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_saturating_add_16_16`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// `sum = sat_A(a + b)`, all signed; `b` may be wider than `a`.
module spindle_saturating_add_16_16 (
    // First summand, signed.
    input wire [15:0] a,
    // Second summand, signed.
    input wire [15:0] b,
    // Saturated sum, signed.
    output wire [15:0] sum
);
    wire [16:0] exact = {{1{a[15]}}, a} + {{1{b[15]}}, b};
    wire fits = (&exact[16:15]) | ~(|exact[16:15]);
    assign sum = fits ? exact[15:0] : {exact[16], {15{~exact[16]}}};
endmodule

`default_nettype wire
