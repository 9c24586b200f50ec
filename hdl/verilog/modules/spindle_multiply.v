// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_multiply`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The one true product of the core.
//
// `product = a * b mod 2^16`, unsigned.
module spindle_multiply (
    // First factor.
    input wire [15:0] a,
    // Second factor.
    input wire [15:0] b,
    // Low 16 bits of the product.
    output wire [15:0] product
);
    assign product = a * b;
endmodule

`default_nettype wire
