// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_neuron`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// One lane of the neuron update: leak, feedback current, threshold, reset, refractory time
// (`UPD-1` to `UPD-5`).
//
//  cycle   τ+3        τ+4           τ+5            τ+6               τ+7
//          leak of v  v - leak ──►  + feedback ──► > θ ? reset ──►   membrane, refractory, spike
//
// LIF pipeline; `M` membrane bits, `T = M - 1` threshold bits.
module spindle_neuron (
    input wire clock,
    // On `τ + 3`: membrane; behaviour (`MAP-5`).
    input wire [15:0] membrane_read,
    input wire [15:0] behaviour,
    // On `τ + 5`: feedback current, and whether the word has its feedback connected.
    input wire [15:0] feedback,
    input wire controlling,
    // On `τ + 5`.
    input wire [14:0] threshold,
    input wire [3:0] refractory_read,
    // On `τ + 6`: the neuron is cleared.
    input wire clear,
    // Feedback is connected and the neuron is controlled, on `τ + 5`.
    output wire active,
    // Feedback is connected and the neuron is modulated, on `τ + 5`.
    output wire modulated,
    // Results, on `τ + 7`.
    output wire [15:0] membrane_after,
    output wire [3:0] refractory_after,
    output wire spike
);
    localparam [15:0] none = 16'h0;
    localparam [3:0] resting = 4'h0;
    localparam [3:0] one = 4'h1;
    localparam [15:0] zero = 16'h0;

    reg [15:0] fine_shifted = 16'h0;
    reg fine_round = 1'b0;
    reg [15:0] value = 16'h0;
    reg [15:0] shifted = 16'h0;
    reg round = 1'b0;
    reg [15:0] rested = 16'h0;
    reg [15:0] driven = 16'h0;
    reg [15:0] after = 16'h0;
    reg [3:0] counter = 4'h0;
    reg spiked = 1'b0;
    reg [14:0] threshold_used = 15'h0;
    reg [3:0] refractory = 4'h0;

    wire [15:0] leak_shifted;
    wire leak_round;
    wire [15:0] leaked_decayed;
    wire [15:0] fine_leak_shifted;
    wire fine_leak_round;
    wire [15:0] fine_leaked_decayed;
    wire [15:0] injection_sum;
    wire [15:0] fire_difference;
    wire fire_above;
    wire controlled_delayed;
    wire injects_delayed;
    wire modulates_delayed;
    wire zero_reset_delayed;
    wire [3:0] period_delayed;
    reg [15:0] current;

    // τ + 3
    wire [3:0] leak_shift = behaviour[3:0];
    wire [3:0] period_value = behaviour[7:4];
    wire zero_reset_value = behaviour[8];
    wire controlled_value = behaviour[9];
    wire injects_value = behaviour[10];
    wire modulates_value = behaviour[11];
    wire [3:0] fine_leak_shift = behaviour[15:12];

    always @(posedge clock) begin
        fine_shifted <= fine_leak_shifted;
        fine_round <= fine_leak_round;
        value <= membrane_read;
        shifted <= leak_shifted;
        round <= leak_round;
    end

    // τ + 4 (UPD-1)
    always @(posedge clock) rested <= fine_leaked_decayed;

    // τ + 5 (UPD-2)
    assign active = controlled_delayed & controlling;
    assign modulated = modulates_delayed & controlling;

    always @(*) begin
        current = none;
        if (injects_delayed & controlling) current = feedback;
    end

    always @(posedge clock) begin
        driven <= injection_sum;
        threshold_used <= threshold;
        refractory <= refractory_read;
    end

    // τ + 6 (UPD-3 to UPD-5, UPD-8)
    wire fires = fire_above & (refractory == resting);

    always @(posedge clock) begin
        after <= driven;
        counter <= resting;
        if (refractory != resting) counter <= refractory - one;
        if (fires) begin
            counter <= period_delayed;
            after <= fire_difference;
            if (zero_reset_delayed) after <= zero;
        end
        if (clear) begin
            after <= zero;
            counter <= resting;
        end
    end

    always @(posedge clock) spiked <= fires;

    // τ + 7
    assign membrane_after = after;
    assign refractory_after = counter;
    assign spike = spiked;

    spindle_rounding_shift_16 leak (
        .value(membrane_read),
        .shift(leak_shift),
        .shifted(leak_shifted),
        .round(leak_round)
    );

    spindle_decay_subtract_16 leaked (
        .value(value),
        .shifted(shifted),
        .round(round),
        .decayed(leaked_decayed)
    );

    spindle_rounding_shift_16 fine_leak (
        .value(membrane_read),
        .shift(fine_leak_shift),
        .shifted(fine_leak_shifted),
        .round(fine_leak_round)
    );

    spindle_decay_subtract_16 fine_leaked (
        .value(leaked_decayed),
        .shifted(fine_shifted),
        .round(fine_round),
        .decayed(fine_leaked_decayed)
    );

    spindle_saturating_add_16_16 injection (
        .a(rested),
        .b(current),
        .sum(injection_sum)
    );

    spindle_fire_16 fire (
        .membrane(driven),
        .threshold(threshold_used),
        .difference(fire_difference),
        .above(fire_above)
    );

    spindle_delay_1x2 controlled (
        .clock(clock),
        .value(controlled_value),
        .delayed(controlled_delayed)
    );

    spindle_delay_1x2 injects (
        .clock(clock),
        .value(injects_value),
        .delayed(injects_delayed)
    );

    spindle_delay_1x2 modulates (
        .clock(clock),
        .value(modulates_value),
        .delayed(modulates_delayed)
    );

    spindle_delay_1x3 zero_reset (
        .clock(clock),
        .value(zero_reset_value),
        .delayed(zero_reset_delayed)
    );

    spindle_delay_4x3 period (
        .clock(clock),
        .value(period_value),
        .delayed(period_delayed)
    );
endmodule

`default_nettype wire
