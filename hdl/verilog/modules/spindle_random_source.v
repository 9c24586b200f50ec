// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_random_source`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The random source of a lane (`RND-1` to `RND-3`).
//
// A 31-bit linear feedback shift register, polynomial `x^31 + x^28 + 1`, advanced 16 bits at once.
module spindle_random_source (
    // Clock.
    input wire clock,
    // Back to `initial_state`; wins over `load`.
    input wire reset,
    // Replaces the state by `seed`; wins over `advance`.
    input wire load,
    // Steps to the next number.
    input wire advance,
    // New state; not 0, from which the register would never leave.
    input wire [30:0] seed,
    // State at power-up and after reset; to be held constant.
    input wire [30:0] initial_state,
    // The state.
    output wire [30:0] random
);
    reg [30:0] offset;
    initial offset = 31'd0;
    wire [30:0] next = {random[14:0], random[30:15] ^ random[27:12]};
    assign random = offset ^ initial_state;
    always @(posedge clock) begin
        if (reset) offset <= 31'd0;
        else if (load) offset <= seed ^ initial_state;
        else if (advance) offset <= next ^ initial_state;
    end
endmodule

`default_nettype wire
