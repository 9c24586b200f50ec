// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_modulated_step_16`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// `GainStep` for a trace that may take a modulator of `M` bits instead of the step.
module spindle_modulated_step_16 (
    // The trace, signed.
    input wire [15:0] trace,
    // The gain, 0 … 2^15 - 1.
    input wire [15:0] gain,
    // High if `d` is not 0.
    input wire enable,
    // High if it is -1.
    input wire negative,
    // The modulator, signed.
    input wire [15:0] modulator,
    // High to add it instead.
    input wire modulated,
    // The new trace, signed.
    output wire [15:0] sum
);
    wire minus = enable & negative;
    wire [15:0] term = (gain & {16{enable}}) ^ {16{minus}};
    wire [16:0] added = modulated ? {{1{modulator[15]}}, modulator} : {{1{term[15]}}, term};
    wire [17:0] carried = {{{1{trace[15]}}, trace}, 1'b1} + {added, minus & ~modulated};
    wire unused_carry = carried[0];
    wire [16:0] exact = carried[17:1];
    wire fits = (&exact[16:15]) | ~(|exact[16:15]);
    assign sum = fits ? exact[15:0] : {exact[16], {15{~exact[16]}}};
endmodule

`default_nettype wire
