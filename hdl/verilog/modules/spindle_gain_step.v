// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_gain_step`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// `sum = sat_16(trace + d * gain)`, `d` being 0, 1 or -1.
module spindle_gain_step (
    // The trace, signed.
    input wire [15:0] trace,
    // The gain, 0 … 2^15 - 1.
    input wire [15:0] gain,
    // High if `d` is not 0.
    input wire enable,
    // High if it is -1.
    input wire negative,
    // The new trace, signed.
    output wire [15:0] sum
);
    wire minus = enable & negative;
    wire [15:0] term = (gain & {16{enable}}) ^ {16{minus}};
    wire [17:0] carried = {trace[15], trace, 1'b1} + {term[15], term, minus};
    wire unused_carry = carried[0];
    wire [16:0] exact = carried[17:1];
    wire fits = (&exact[16:15]) | ~(|exact[16:15]);
    assign sum = fits ? exact[15:0] : {exact[16], {15{~exact[16]}}};
endmodule

`default_nettype wire
