// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_stochastic_mask`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// First stage: `sum = value + (random & mask)`, the mask being `2^shift - 1`.
module spindle_stochastic_mask (
    // The value to round, signed.
    input wire [15:0] value,
    // Random number, unsigned.
    input wire [15:0] random,
    // Which bits of it count.
    input wire [15:0] mask,
    // Exact sum, signed.
    output wire [16:0] sum
);
    assign sum = {value[15], value} + {1'b0, random & mask};
endmodule

`default_nettype wire
