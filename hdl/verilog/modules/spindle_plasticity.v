// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_plasticity`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// One lane's weight change: the feedback current, stochastically rounded (`SYN-4`, `SYN-5`).
//
// Random source and rounding, on `t + 1` and `t + 2`, and the sum with a weight, on `t + 3`.
module spindle_plasticity (
    input wire clock,
    input wire reset,
    // State of the random source at power-up, and a new one from the bus.
    input wire [30:0] initial_random,
    input wire [30:0] seed,
    input wire reseed,
    // On `t + 1`: the random source advances; feedback current, mask of the random number.
    input wire advance,
    input wire [15:0] feedback,
    input wire [15:0] noise_mask,
    // On `t + 2`: rate shift, and that many ones.
    input wire [3:0] delta_shift,
    input wire [15:0] delta_mask,
    // On `t + 3`: the weight, and whether it learns.
    input wire [7:0] weight,
    input wire learn,
    // The weight to write, on `t + 3`.
    output wire [7:0] learned,
    // The random number, on `t + 1`.
    output wire [15:0] random
);
    reg [16:0] noisy = 17'h0;
    reg [16:0] delta = 17'h0;

    wire [30:0] noise_random;
    wire [16:0] rounding_sum;
    wire [16:0] scaling_delta;

    assign random = noise_random[15:0];
    wire [15:0] rounding_random = noise_random[15:0];

    always @(posedge clock) begin
        noisy <= rounding_sum;
        delta <= scaling_delta;
    end

    spindle_random_source noise (
        .clock(clock),
        .reset(reset),
        .load(reseed),
        .advance(advance),
        .seed(seed),
        .initial_state(initial_random),
        .random(noise_random)
    );

    spindle_stochastic_mask rounding (
        .value(feedback),
        .random(rounding_random),
        .mask(noise_mask),
        .sum(rounding_sum)
    );

    spindle_stochastic_shift_8 scaling (
        .sum(noisy),
        .shift(delta_shift),
        .mask(delta_mask),
        .delta(scaling_delta)
    );

    spindle_weight_step_8 step (
        .weight(weight),
        .delta(delta),
        .learn(learn),
        .learned(learned)
    );
endmodule

`default_nettype wire
