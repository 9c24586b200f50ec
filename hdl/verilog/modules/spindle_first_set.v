// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_first_set`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The lowest set bit of a mask, and the mask without it.
module spindle_first_set (
    // The mask.
    input wire [15:0] mask,
    // Position of its lowest set bit; 0 if there is none.
    output wire [3:0] index,
    // The mask without that bit.
    output wire [15:0] rest,
    // High if a bit is set.
    output wire any,
    // High if exactly one bit is set.
    output wire last
);
    wire [15:0] lowest = mask & (~mask + 16'd1);
    assign index = {|(lowest & 16'hff00), |(lowest & 16'hf0f0), |(lowest & 16'hcccc), |(lowest & 16'haaaa)};
    assign rest = mask ^ lowest;
    wire [3:0] some = {|mask[15:12], |mask[11:8], |mask[7:4], |mask[3:0]};
    wire [3:0] several = {(mask[12] & mask[13]) | (mask[12] & mask[14]) | (mask[12] & mask[15]) | (mask[13] & mask[14]) | (mask[13] & mask[15]) | (mask[14] & mask[15]), (mask[8] & mask[9]) | (mask[8] & mask[10]) | (mask[8] & mask[11]) | (mask[9] & mask[10]) | (mask[9] & mask[11]) | (mask[10] & mask[11]), (mask[4] & mask[5]) | (mask[4] & mask[6]) | (mask[4] & mask[7]) | (mask[5] & mask[6]) | (mask[5] & mask[7]) | (mask[6] & mask[7]), (mask[0] & mask[1]) | (mask[0] & mask[2]) | (mask[0] & mask[3]) | (mask[1] & mask[2]) | (mask[1] & mask[3]) | (mask[2] & mask[3])};
    wire apart = (some[0] & some[1]) | (some[0] & some[2]) | (some[0] & some[3]) | (some[1] & some[2]) | (some[1] & some[3]) | (some[2] & some[3]);
    assign any = |some;
    assign last = any & ~apart & ~(|several);
endmodule

`default_nettype wire
