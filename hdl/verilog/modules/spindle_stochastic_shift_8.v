// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_stochastic_shift_8`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Second stage: `delta = sat_(W+1)(sum >> shift)` (arithmetic shift). No weight of `W` bits can
// change by more.
module spindle_stochastic_shift_8 (
    // From the first stage, signed.
    input wire [16:0] sum,
    // Shift, 0 … 15.
    input wire [3:0] shift,
    // That many ones, as `NoiseMask` gives them.
    input wire [15:0] mask,
    // The rounded value, signed.
    output wire [16:0] delta
);
    wire [15:0] by_8 = shift[3] ? {{7{sum[16]}}, sum[16:8]} : sum[15:0];
    wire [11:0] by_4 = shift[2] ? by_8[15:4] : by_8[11:0];
    wire [9:0] by_2 = shift[1] ? by_4[11:2] : by_4[9:0];
    wire [8:0] by_1 = shift[0] ? by_2[9:1] : by_2[8:0];
    wire [15:8] upper = (sum[15:8] ^ {8{sum[16]}}) & ~mask[7:0];
    wire [8:0] narrow = |upper ? {sum[16], {8{~sum[16]}}} : by_1;
    wire [7:0] unused_mask = mask[15:8];
    assign delta = {{8{narrow[8]}}, narrow};
endmodule

`default_nettype wire
