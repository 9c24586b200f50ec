// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_controller`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// One lane of the feedback controller: target, error trace, spiking controller pair, feedback
// current (`CTL-1` to `CTL-7`).
//
//  cycle   τ+5          τ+6       τ+7             τ+8        τ+9                τ+10          τ+11
//          leak of e    e decays  error trace ─►  drive ──►  pair fires ──►     p, i  ─────►  feedback
//          target       -         -               leak of p, i    p, i decay
// Each state is read in the cycle before it is used and written as it becomes ready. A clear
// writes zeros by the same registers, which it holds at zero.
//
// Controller pipeline of one neuron per cycle; modulators have `M` bits.
module spindle_controller (
    input wire clock,
    // Zero.
    input wire [15:0] zero,
    // Registers.
    input wire [3:0] error_leak,
    input wire [3:0] proportional_leak,
    input wire [3:0] integral_leak,
    input wire [3:0] modulatory_leak,
    input wire [15:0] error_gain,
    input wire [15:0] proportional_gain,
    input wire [15:0] integral_gain,
    // On `τ + 5`: the neuron's controller is active; it follows its modulator; target and error
    // state.
    input wire active,
    input wire modulated,
    input wire [7:0] rate,
    input wire [7:0] phase,
    input wire [15:0] error,
    // On `τ + 7`: the neuron fired; its membrane is negative; the word is cleared.
    input wire spike,
    input wire far_from_firing,
    input wire clear,
    // On `τ + 8`: drive and traces.
    input wire [15:0] drive,
    input wire [15:0] proportional,
    input wire [15:0] integral,
    // On `τ + 9`: threshold of the pair.
    input wire [15:0] controller_threshold,
    // On `τ + 10`: the modulator.
    input wire [15:0] modulator,
    // New state: phase on `τ + 6`, error on `τ + 8`, drive on `τ + 10`, traces on `τ + 11`,
    // feedback on `τ + 12`.
    output wire [7:0] phase_after,
    output wire [15:0] error_after,
    output wire [15:0] drive_after,
    output wire [15:0] proportional_after,
    output wire [15:0] integral_after,
    output wire [15:0] feedback_after,
    // High to write that state; and on `τ + 10`, the modulator, with zero.
    output wire phase_write,
    output wire error_write,
    output wire drive_write,
    output wire proportional_write,
    output wire integral_write,
    output wire feedback_write,
    output wire modulator_write,
    // The pair, on `τ + 10`.
    output wire fired_positive,
    output wire fired_negative
);
    reg active_6 = 1'b0;
    reg active_7 = 1'b0;
    reg active_8 = 1'b0;
    reg active_9 = 1'b0;
    reg active_10 = 1'b0;
    reg active_11 = 1'b0;
    reg active_12 = 1'b0;
    reg modulated_9 = 1'b0;
    reg modulated_10 = 1'b0;
    reg modulated_11 = 1'b0;
    reg modulated_12 = 1'b0;
    reg clear_8 = 1'b0;
    reg clear_9 = 1'b0;
    reg clear_10 = 1'b0;
    reg clear_11 = 1'b0;
    reg clear_12 = 1'b0;
    reg [7:0] target_phase = 8'h0;
    reg target = 1'b0;
    reg target_late = 1'b0;
    reg [15:0] error_value = 16'h0;
    reg [15:0] error_shifted = 16'h0;
    reg error_round = 1'b0;
    reg [15:0] error_decayed = 16'h0;
    reg [15:0] error_new = 16'h0;
    reg [15:0] proportional_value = 16'h0;
    reg [15:0] proportional_shifted = 16'h0;
    reg proportional_round = 1'b0;
    reg [15:0] proportional_decayed = 16'h0;
    reg [15:0] proportional_new = 16'h0;
    reg [15:0] integral_value = 16'h0;
    reg [15:0] integral_shifted = 16'h0;
    reg integral_round = 1'b0;
    reg [15:0] integral_decayed = 16'h0;
    reg [15:0] integral_new = 16'h0;
    reg [15:0] driven = 16'h0;
    reg [15:0] drive_new = 16'h0;
    reg positive = 1'b0;
    reg negative = 1'b0;
    reg [15:0] feedback_new = 16'h0;

    wire modulated_8_delayed;
    wire far_11_delayed;
    wire [15:0] error_shift_shifted;
    wire error_shift_round;
    wire [15:0] error_decay_decayed;
    wire [15:0] error_step_sum;
    wire [15:0] proportional_shift_shifted;
    wire proportional_shift_round;
    wire [15:0] proportional_decay_decayed;
    wire [15:0] proportional_step_sum;
    wire [15:0] integral_shift_shifted;
    wire integral_shift_round;
    wire [15:0] integral_decay_decayed;
    wire [15:0] integral_step_sum;
    wire [15:0] drive_sum_sum;
    wire pair_positive;
    wire pair_negative;
    wire [15:0] pair_rest;
    wire [15:0] current_sum;
    reg [3:0] integral_leak_used;

    always @(posedge clock) begin
        active_6 <= active;
        active_7 <= active_6;
        active_8 <= active_7;
        active_9 <= active_8;
        active_10 <= active_9;
        active_11 <= active_10;
        active_12 <= active_11;
        modulated_9 <= modulated_8_delayed;
        modulated_10 <= modulated_9;
        modulated_11 <= modulated_10;
        modulated_12 <= modulated_11;
        clear_8 <= clear;
        clear_9 <= clear_8;
        clear_10 <= clear_9;
        clear_11 <= clear_10;
        clear_12 <= clear_11;
    end

    // τ + 5: target spike generator (CTL-1); first half of the error's leak.
    wire [8:0] target_sum = {1'd0, phase} + {1'd0, rate};

    always @(posedge clock) begin
        target_phase <= target_sum[7:0];
        target <= target_sum[8];
        error_value <= error;
        error_shifted <= error_shift_shifted;
        error_round <= error_shift_round;
    end

    // τ + 6: its second half.
    assign phase_after = target_phase;
    assign phase_write = active_6;

    always @(posedge clock) begin
        target_late <= target;
        error_decayed <= error_decay_decayed;
    end

    // τ + 7: error trace (CTL-2).
    wire error_step_enable = spike ^ target_late;

    always @(posedge clock) begin
        error_new <= error_step_sum;
        if (clear) error_new <= zero;
    end

    // τ + 8: drive (CTL-3); first halves of the traces' leaks.
    assign error_after = error_new;
    assign error_write = active_8 | clear_8;

    always @(*) begin
        integral_leak_used = integral_leak;
        if (modulated_8_delayed) integral_leak_used = modulatory_leak;
    end

    always @(posedge clock) begin
        driven <= drive_sum_sum;
        proportional_value <= proportional;
        proportional_shifted <= proportional_shift_shifted;
        proportional_round <= proportional_shift_round;
        integral_value <= integral;
        integral_shifted <= integral_shift_shifted;
        integral_round <= integral_shift_round;
    end

    // τ + 9: the pair (CTL-4); second halves of the traces' leaks.
    always @(posedge clock) begin
        drive_new <= pair_rest;
        if (clear_9) drive_new <= zero;
    end

    always @(posedge clock) begin
        positive <= active_9 & pair_positive;
        negative <= active_9 & pair_negative;
        proportional_decayed <= proportional_decay_decayed;
        integral_decayed <= integral_decay_decayed;
    end

    // τ + 10: traces of the controller spikes (CTL-5), or of the modulator (CTL-7).
    assign drive_after = drive_new;
    assign drive_write = active_10 | clear_10;
    assign modulator_write = modulated_10 | clear_10;
    assign fired_positive = positive;
    assign fired_negative = negative;
    wire pair_fired = positive | negative;

    // A neuron without control has no proportional part (CTL-6); a cleared word
    // has no control.
    always @(posedge clock) begin
        proportional_new <= proportional_step_sum;
        if (~active_10) proportional_new <= zero;
    end

    always @(posedge clock) begin
        integral_new <= integral_step_sum;
        if (clear_10) integral_new <= zero;
    end

    // τ + 11: feedback current (CTL-6).
    assign proportional_after = proportional_new;
    assign integral_after = integral_new;
    assign proportional_write = active_11 | clear_11;
    assign integral_write = active_11 | modulated_11 | clear_11;

    always @(posedge clock) begin
        feedback_new <= current_sum;
        if ((modulated_11 & far_11_delayed) | clear_11) feedback_new <= zero;
    end

    // τ + 12
    assign feedback_after = feedback_new;
    assign feedback_write = active_12 | modulated_12 | clear_12;

    spindle_delay_1x3 modulated_8 (
        .clock(clock),
        .value(modulated),
        .delayed(modulated_8_delayed)
    );

    spindle_delay_1x4 far_11 (
        .clock(clock),
        .value(far_from_firing),
        .delayed(far_11_delayed)
    );

    spindle_rounding_shift_16 error_shift (
        .value(error),
        .shift(error_leak),
        .shifted(error_shift_shifted),
        .round(error_shift_round)
    );

    spindle_decay_subtract_16 error_decay (
        .value(error_value),
        .shifted(error_shifted),
        .round(error_round),
        .decayed(error_decay_decayed)
    );

    spindle_gain_step error_step (
        .trace(error_decayed),
        .gain(error_gain),
        .enable(error_step_enable),
        .negative(spike),
        .sum(error_step_sum)
    );

    spindle_rounding_shift_16 proportional_shift (
        .value(proportional),
        .shift(proportional_leak),
        .shifted(proportional_shift_shifted),
        .round(proportional_shift_round)
    );

    spindle_decay_subtract_16 proportional_decay (
        .value(proportional_value),
        .shifted(proportional_shifted),
        .round(proportional_round),
        .decayed(proportional_decay_decayed)
    );

    spindle_gain_step proportional_step (
        .trace(proportional_decayed),
        .gain(proportional_gain),
        .enable(pair_fired),
        .negative(negative),
        .sum(proportional_step_sum)
    );

    spindle_rounding_shift_16 integral_shift (
        .value(integral),
        .shift(integral_leak_used),
        .shifted(integral_shift_shifted),
        .round(integral_shift_round)
    );

    spindle_decay_subtract_16 integral_decay (
        .value(integral_value),
        .shifted(integral_shifted),
        .round(integral_round),
        .decayed(integral_decay_decayed)
    );

    spindle_modulated_step_16 integral_step (
        .trace(integral_decayed),
        .gain(integral_gain),
        .enable(pair_fired),
        .negative(negative),
        .modulator(modulator),
        .modulated(modulated_10),
        .sum(integral_step_sum)
    );

    spindle_saturating_add_16_16 drive_sum (
        .a(drive),
        .b(error_new),
        .sum(drive_sum_sum)
    );

    spindle_pair_fire pair (
        .drive(driven),
        .threshold(controller_threshold),
        .positive(pair_positive),
        .negative(pair_negative),
        .rest(pair_rest)
    );

    spindle_saturating_add_16_16 current (
        .a(proportional_new),
        .b(integral_new),
        .sum(current_sum)
    );
endmodule

`default_nettype wire
