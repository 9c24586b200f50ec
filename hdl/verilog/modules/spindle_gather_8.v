// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_gather_8`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Collects one bit of each lane into a mask.
//
// `mask` bit `i` is `lanes[i]`, for up to 16 lanes; bits beyond are 0.
module spindle_gather_8 (
    // One bit a lane.
    input wire lanes_0,
    input wire lanes_1,
    input wire lanes_2,
    input wire lanes_3,
    input wire lanes_4,
    input wire lanes_5,
    input wire lanes_6,
    input wire lanes_7,
    // All of them.
    output reg [15:0] mask
);
    always @(*) mask = {8'h0, lanes_7, lanes_6, lanes_5, lanes_4, lanes_3, lanes_2, lanes_1, lanes_0};
endmodule

`default_nettype wire
