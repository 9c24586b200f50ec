// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_controller_registers`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Registers of the controllers (`MAP-2`), in a core that has controllers.
//
// Leaks and gains, written and read over the bus. Leaks that the hardware fixes are read only
// (`GEO-11`).
module spindle_controller_registers (
    input wire clock,
    input wire reset,
    // A register is written in this cycle.
    input wire write,
    // Its address, and the data.
    input wire [5:0] address,
    input wire [15:0] data,
    // Content of the addressed register; 0 for others.
    output reg [15:0] read,
    output wire [3:0] error_leak,
    output wire [3:0] proportional_leak,
    output wire [3:0] integral_leak,
    output wire [3:0] modulatory_leak,
    output wire [15:0] error_gain,
    output wire [15:0] proportional_gain,
    output wire [15:0] integral_gain
);
    localparam [15:0] leak_bits = 16'hffff;
    localparam [15:0] no_leaks = 16'h0;
    localparam [14:0] no_gain = 15'b0;
    localparam [5:0] at_leaks = 6'b1010;
    localparam [5:0] at_error_gain = 6'b1011;
    localparam [5:0] at_proportional_gain = 6'b1101;
    localparam [5:0] at_integral_gain = 6'b1110;

    reg [15:0] leaks_0 = 16'h0;
    reg [14:0] r_error_gain = 15'h0;
    reg [14:0] r_proportional_gain = 15'h0;
    reg [14:0] r_integral_gain = 15'h0;

    wire [15:0] leaks_used = leaks_0;

    always @(*) begin
        read = no_leaks;
        if (address == at_leaks) read = leaks_used;
        if (address == at_error_gain) read = {1'd0, r_error_gain};
        if (address == at_proportional_gain) read = {1'd0, r_proportional_gain};
        if (address == at_integral_gain) read = {1'd0, r_integral_gain};
    end

    assign error_leak = leaks_used[3:0];
    assign proportional_leak = leaks_used[7:4];
    assign integral_leak = leaks_used[11:8];
    assign modulatory_leak = leaks_used[15:12];
    assign error_gain = {1'd0, r_error_gain};
    assign proportional_gain = {1'd0, r_proportional_gain};
    assign integral_gain = {1'd0, r_integral_gain};

    always @(posedge clock) begin
        if (write & (address == at_leaks)) leaks_0 <= data & leak_bits;
        if (reset) leaks_0 <= no_leaks;
    end

    always @(posedge clock) begin
        if (address == at_error_gain) begin
            if (write) r_error_gain <= data[14:0];
        end
        if (address == at_proportional_gain) begin
            if (write) r_proportional_gain <= data[14:0];
        end
        if (address == at_integral_gain) begin
            if (write) r_integral_gain <= data[14:0];
        end
        if (reset) begin
            r_error_gain <= no_gain;
            r_proportional_gain <= no_gain;
            r_integral_gain <= no_gain;
        end
    end
endmodule

`default_nettype wire
