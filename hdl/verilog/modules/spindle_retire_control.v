// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_retire_control`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Retire port of one lane: control entries. Unwritten state shows as stored.
module spindle_retire_control (
    input wire clock,
    input wire reset,
    // On `τ + 12`.
    input wire control,
    input wire feedback_written,
    input wire [15:0] feedback_after,
    // On `τ + 5`.
    input wire [15:0] error_before,
    input wire [15:0] feedback_before,
    // On `τ + 8`.
    input wire error_written,
    input wire [15:0] error_after,
    input wire [15:0] drive_before,
    // On `τ + 10`.
    input wire [15:0] drive_after,
    input wire positive,
    input wire negative,
    output wire [15:0] out_error,
    output wire [15:0] out_drive,
    output wire out_positive,
    output wire out_negative,
    output wire [15:0] out_feedback
);
    wire [15:0] error_before_late_delayed;
    wire [15:0] feedback_before_late_delayed;
    wire written_delayed;
    wire [15:0] error_after_late_delayed;
    wire [15:0] drive_before_late_delayed;
    wire [15:0] drive_after_late_delayed;
    wire positive_late_delayed;
    wire negative_late_delayed;
    reg [15:0] error_value;
    reg [15:0] drive_value;
    reg [15:0] feedback_value;

    always @(*) begin
        error_value = error_before_late_delayed;
        drive_value = drive_before_late_delayed;
        if (written_delayed) begin
            error_value = error_after_late_delayed;
            drive_value = drive_after_late_delayed;
        end
    end

    always @(*) begin
        feedback_value = feedback_before_late_delayed;
        if (feedback_written) feedback_value = feedback_after;
    end

    spindle_delay_16x7 error_before_late (
        .clock(clock),
        .value(error_before),
        .delayed(error_before_late_delayed)
    );

    spindle_delay_16x7 feedback_before_late (
        .clock(clock),
        .value(feedback_before),
        .delayed(feedback_before_late_delayed)
    );

    spindle_delay_1x4 written (
        .clock(clock),
        .value(error_written),
        .delayed(written_delayed)
    );

    spindle_delay_16x4 error_after_late (
        .clock(clock),
        .value(error_after),
        .delayed(error_after_late_delayed)
    );

    spindle_delay_16x4 drive_before_late (
        .clock(clock),
        .value(drive_before),
        .delayed(drive_before_late_delayed)
    );

    spindle_delay_16x2 drive_after_late (
        .clock(clock),
        .value(drive_after),
        .delayed(drive_after_late_delayed)
    );

    spindle_delay_1x2 positive_late (
        .clock(clock),
        .value(positive),
        .delayed(positive_late_delayed)
    );

    spindle_delay_1x2 negative_late (
        .clock(clock),
        .value(negative),
        .delayed(negative_late_delayed)
    );

    spindle_held_16 error (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(error_value),
        .held(out_error)
    );

    spindle_held_16 drive (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(drive_value),
        .held(out_drive)
    );

    spindle_held_1 fired_positive (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(positive_late_delayed),
        .held(out_positive)
    );

    spindle_held_1 fired_negative (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(negative_late_delayed),
        .held(out_negative)
    );

    spindle_held_16 feedback (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(feedback_value),
        .held(out_feedback)
    );
endmodule

`default_nettype wire
