// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_noise_mask`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// `mask = 2^shift - 1`: how much of a random number takes part.
module spindle_noise_mask (
    // Shift, 0 … 15.
    input wire [3:0] shift,
    // That many ones.
    output wire [15:0] mask
);
    assign mask = ~(16'hffff << shift);
endmodule

`default_nettype wire
