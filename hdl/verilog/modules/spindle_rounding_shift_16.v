// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_rounding_shift_16`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// First stage: `shifted = value >> shift` (arithmetic) and the last bit shifted out; both 0 for
// shift 15.
module spindle_rounding_shift_16 (
    // The value to decay, signed.
    input wire [15:0] value,
    // Shift code `k`.
    input wire [3:0] shift,
    // `value >> shift`, signed.
    output wire [15:0] shifted,
    // Bit `shift - 1` of the sign-extended value; 0 for shift 0.
    output wire round
);
    wire signed [16:0] doubled = {value, 1'b0};
    wire signed [16:0] moved = doubled >>> shift;
    wire [16:0] halves = moved;
    wire keep = &shift;
    assign {shifted, round} = halves & {17{~keep}};
endmodule

`default_nettype wire
