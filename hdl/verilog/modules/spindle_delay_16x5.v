// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_delay_16x5`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// A delay of a fixed number of cycles.
//
// The value offered in cycle `n - S` appears in cycle `n`; 0 before. `S` is at least 1.
module spindle_delay_16x5 (
    // Clock.
    input wire clock,
    // Input.
    input wire [15:0] value,
    // Input of `S` cycles ago.
    output reg [15:0] delayed
);
    reg [15:0] stage_1 = 16'h0;
    reg [15:0] stage_2 = 16'h0;
    reg [15:0] stage_3 = 16'h0;
    reg [15:0] stage_4 = 16'h0;
    initial delayed = 16'h0;
    always @(posedge clock) begin
        stage_1 <= value;
        stage_2 <= stage_1;
        stage_3 <= stage_2;
        stage_4 <= stage_3;
        delayed <= stage_4;
    end
endmodule

`default_nettype wire
