// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_decay_subtract_16`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Second stage: `decayed = value - shifted - round`; never overflows for the outputs of
// `RoundingShift`.
module spindle_decay_subtract_16 (
    // The value to decay, signed.
    input wire [15:0] value,
    // From the first stage, signed.
    input wire [15:0] shifted,
    // From the first stage.
    input wire round,
    // The decayed value, signed.
    output wire [15:0] decayed
);
    wire [16:0] sum = {value, 1'b1} + {~shifted, ~round};
    wire unused_carry = sum[0];
    assign decayed = sum[16:1];
endmodule

`default_nettype wire
