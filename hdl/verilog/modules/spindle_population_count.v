// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_population_count`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The number of set bits of a mask.
module spindle_population_count (
    // The mask.
    input wire [15:0] mask,
    // Number of set bits, 0 … 16.
    output wire [4:0] count
);
    assign count = {4'd0, mask[0]} + {4'd0, mask[1]} + {4'd0, mask[2]} + {4'd0, mask[3]} + {4'd0, mask[4]} + {4'd0, mask[5]} + {4'd0, mask[6]} + {4'd0, mask[7]} + {4'd0, mask[8]} + {4'd0, mask[9]} + {4'd0, mask[10]} + {4'd0, mask[11]} + {4'd0, mask[12]} + {4'd0, mask[13]} + {4'd0, mask[14]} + {4'd0, mask[15]};
endmodule

`default_nettype wire
