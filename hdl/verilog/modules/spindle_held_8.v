// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_held_8`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// A register that keeps its value until it is given another.
//
// From cycle `n + 1` on, the value offered in cycle `n` with `load` high; 0 before, and after a
// reset.
module spindle_held_8 (
    // Clock.
    input wire clock,
    // Back to 0, before `load`.
    input wire reset,
    // The value is taken.
    input wire load,
    // Input.
    input wire [7:0] value,
    // The last loaded input.
    output reg [7:0] held
);
    initial held = 8'h0;
    always @(posedge clock) begin
        if (reset) held <= 8'h0;
        else if (load) held <= value;
    end
endmodule

`default_nettype wire
