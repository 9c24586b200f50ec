// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_control`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// One lane's control unit: the state of its neurons' controllers and modulators, and the pipeline
// on them.
//
// Memories and pipeline of the control phase. Addresses and strobes come from
// `Timing`.
module spindle_control #(
    parameter PAIR_THRESHOLD_IMAGE = "spindle_lane0_controller.hex"
) (
    input wire clock,
    input wire [3:0] error_leak,
    input wire [3:0] proportional_leak,
    input wire [3:0] integral_leak,
    input wire [3:0] modulatory_leak,
    input wire [15:0] error_gain,
    input wire [15:0] proportional_gain,
    input wire [15:0] integral_gain,
    input wire [15:0] feedback_read_address,
    input wire [15:0] word_4,
    input wire [15:0] word_6,
    input wire [15:0] word_7,
    input wire [15:0] word_8,
    input wire [15:0] word_10,
    input wire [15:0] word_11,
    input wire [15:0] word_12,
    input wire active,
    input wire modulated,
    input wire spike,
    input wire far_from_firing,
    input wire clear,
    input wire [15:0] modulator_read_address,
    input wire [15:0] modulator_write_address,
    input wire modulator_write,
    input wire [15:0] modulator_sum,
    output wire [15:0] modulator_read,
    // Targets: the word on `τ + 6` loses its phase; its rate is written, by a clear or the host.
    input wire clear_targets,
    input wire rate_write,
    input wire [15:0] rate_address,
    input wire [7:0] rate,
    input wire bus_write,
    input wire [15:0] bus_address,
    input wire [31:0] bus_data,
    // The feedback current read in the last cycle.
    output wire [15:0] feedback_read,
    // The pair, on `τ + 10`.
    output wire positive,
    output wire negative,
    output wire [15:0] error_read,
    output wire [15:0] drive_read,
    output wire [15:0] error_after,
    output wire [15:0] drive_after,
    output wire [15:0] feedback_after,
    // High if error and drive, on `τ + 8`, and the feedback current, on `τ + 12`, are new.
    output wire error_written,
    output wire feedback_written
);
    localparam [15:0] no_modulator = 16'h0;
    localparam [7:0] no_phase = 8'h0;
    localparam [15:0] zero = 16'h0;

    wire [7:0] target_rate_read_data;
    wire [7:0] target_phase_read_data;
    reg [7:0] target_phase_write_data;
    wire [15:0] error_read_data;
    wire [15:0] drive_read_data;
    wire [15:0] proportional_read_data;
    wire [15:0] integral_read_data;
    wire [14:0] pair_threshold_read_data;
    wire [15:0] modulator_0_read_data;
    reg [15:0] modulator_0_write_data;
    wire [7:0] controller_phase_after;
    wire [15:0] controller_error_after;
    wire [15:0] controller_drive_after;
    wire [15:0] controller_proportional_after;
    wire [15:0] controller_integral_after;
    wire [15:0] controller_feedback_after;
    wire controller_phase_write;
    wire controller_error_write;
    wire controller_drive_write;
    wire controller_proportional_write;
    wire controller_integral_write;
    wire controller_feedback_write;
    wire controller_modulator_write;

    always @(*) begin
        target_phase_write_data = controller_phase_after;
        if (clear_targets) target_phase_write_data = no_phase;
    end

    wire target_phase_write_enable = controller_phase_write | clear_targets;
    wire [14:0] pair_threshold_write_data = bus_data[14:0];
    wire [15:0] controller_controller_threshold = {1'd0, pair_threshold_read_data};
    wire modulator_0_write_enable = modulator_write | controller_modulator_write;

    always @(*) begin
        modulator_0_write_data = no_modulator;
        if (modulator_write) modulator_0_write_data = modulator_sum;
    end

    assign modulator_read = modulator_0_read_data;
    assign error_read = error_read_data;
    assign drive_read = drive_read_data;
    assign error_after = controller_error_after;
    assign drive_after = controller_drive_after;
    assign feedback_after = controller_feedback_after;
    assign error_written = controller_error_write;
    assign feedback_written = controller_feedback_write;

    spindle_memory_2x8 target_rate (
        .clock(clock),
        .read_address(word_4),
        .read_enable(1'b1),
        .read_data(target_rate_read_data),
        .write_address(rate_address),
        .write_data(rate),
        .write_enable(rate_write)
    );

    spindle_memory_2x8 target_phase (
        .clock(clock),
        .read_address(word_4),
        .read_enable(1'b1),
        .read_data(target_phase_read_data),
        .write_address(word_6),
        .write_data(target_phase_write_data),
        .write_enable(target_phase_write_enable)
    );

    spindle_memory_2x16 error (
        .clock(clock),
        .read_address(word_4),
        .read_enable(1'b1),
        .read_data(error_read_data),
        .write_address(word_8),
        .write_data(controller_error_after),
        .write_enable(controller_error_write)
    );

    spindle_memory_2x16 drive (
        .clock(clock),
        .read_address(word_7),
        .read_enable(1'b1),
        .read_data(drive_read_data),
        .write_address(word_10),
        .write_data(controller_drive_after),
        .write_enable(controller_drive_write)
    );

    spindle_memory_2x16 proportional (
        .clock(clock),
        .read_address(word_7),
        .read_enable(1'b1),
        .read_data(proportional_read_data),
        .write_address(word_11),
        .write_data(controller_proportional_after),
        .write_enable(controller_proportional_write)
    );

    spindle_memory_2x16 integral (
        .clock(clock),
        .read_address(word_7),
        .read_enable(1'b1),
        .read_data(integral_read_data),
        .write_address(word_11),
        .write_data(controller_integral_after),
        .write_enable(controller_integral_write)
    );

    spindle_memory_2x16 feedback (
        .clock(clock),
        .read_address(feedback_read_address),
        .read_enable(1'b1),
        .read_data(feedback_read),
        .write_address(word_12),
        .write_data(controller_feedback_after),
        .write_enable(controller_feedback_write)
    );

    spindle_memory_2x15_loaded #(
        .IMAGE(PAIR_THRESHOLD_IMAGE)
    ) pair_threshold (
        .clock(clock),
        .read_address(word_8),
        .read_enable(1'b1),
        .read_data(pair_threshold_read_data),
        .write_address(bus_address),
        .write_data(pair_threshold_write_data),
        .write_enable(bus_write)
    );

    spindle_memory_2x16 modulator_0 (
        .clock(clock),
        .read_address(modulator_read_address),
        .read_enable(1'b1),
        .read_data(modulator_0_read_data),
        .write_address(modulator_write_address),
        .write_data(modulator_0_write_data),
        .write_enable(modulator_0_write_enable)
    );

    spindle_controller controller (
        .clock(clock),
        .zero(zero),
        .error_leak(error_leak),
        .proportional_leak(proportional_leak),
        .integral_leak(integral_leak),
        .modulatory_leak(modulatory_leak),
        .error_gain(error_gain),
        .proportional_gain(proportional_gain),
        .integral_gain(integral_gain),
        .active(active),
        .modulated(modulated),
        .rate(target_rate_read_data),
        .phase(target_phase_read_data),
        .error(error_read_data),
        .spike(spike),
        .far_from_firing(far_from_firing),
        .clear(clear),
        .drive(drive_read_data),
        .proportional(proportional_read_data),
        .integral(integral_read_data),
        .controller_threshold(controller_controller_threshold),
        .modulator(modulator_0_read_data),
        .phase_after(controller_phase_after),
        .error_after(controller_error_after),
        .drive_after(controller_drive_after),
        .proportional_after(controller_proportional_after),
        .integral_after(controller_integral_after),
        .feedback_after(controller_feedback_after),
        .phase_write(controller_phase_write),
        .error_write(controller_error_write),
        .drive_write(controller_drive_write),
        .proportional_write(controller_proportional_write),
        .integral_write(controller_integral_write),
        .feedback_write(controller_feedback_write),
        .modulator_write(controller_modulator_write),
        .fired_positive(positive),
        .fired_negative(negative)
    );
endmodule

`default_nettype wire
