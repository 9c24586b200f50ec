// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_saturating_accumulate_16`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// `sum = sat_M(value + addend + carry)`; value and addend signed.
module spindle_saturating_accumulate_16 (
    // First operand, signed.
    input wire [15:0] value,
    // Second operand, signed; its one's complement, with the carry, to subtract it.
    input wire [16:0] addend,
    // One more.
    input wire carry,
    // Saturated sum, signed.
    output wire [15:0] sum
);
    wire [18:0] carried = {{{2{value[15]}}, value}, 1'b1} + {{{1{addend[16]}}, addend}, carry};
    wire unused_carry = carried[0];
    wire [17:0] exact = carried[18:1];
    wire fits = (&exact[17:15]) | ~(|exact[17:15]);
    assign sum = fits ? exact[15:0] : {exact[17], {15{~exact[17]}}};
endmodule

`default_nettype wire
