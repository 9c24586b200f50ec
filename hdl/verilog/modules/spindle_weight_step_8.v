// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_weight_step_8`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// `learned = learn ? sat_W(weight + delta) : weight`, for a delta of `StochasticShift`.
module spindle_weight_step_8 (
    // Stored weight, signed.
    input wire [7:0] weight,
    // Its change, signed, of which `W + 1` bits count.
    input wire [16:0] delta,
    // High if it changes.
    input wire learn,
    // New weight, signed.
    output wire [7:0] learned
);
    wire [9:0] exact = {{2{weight[7]}}, weight} + {delta[8], delta[8:0]};
    wire [7:0] unused_delta = delta[16:9];
    wire [7:0] sum;
    wire fits = (&exact[9:7]) | ~(|exact[9:7]);
    assign sum = fits ? exact[7:0] : {exact[9], {7{~exact[9]}}};
    assign learned = learn ? sum : weight;
endmodule

`default_nettype wire
