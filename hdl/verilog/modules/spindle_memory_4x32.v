// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_memory_4x32`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// A memory with a read port and a write port.
//
// A memory of `D`-bit words with one read and one write port on one clock; a read and a write of
// one address on the same edge give the word *before* the write, but no user may depend on it: the
// Verilog is marked `no_rw_check`, which spares the logic that would keep that promise in every
// block memory.
module spindle_memory_4x32 (
    // Clock.
    input wire clock,
    // Word to read.
    input wire [15:0] read_address,
    // High to read on the coming edge.
    input wire read_enable,
    // The word read last.
    output reg [31:0] read_data,
    // Word to write.
    input wire [15:0] write_address,
    // Its new content.
    input wire [31:0] write_data,
    // High to write on the coming edge.
    input wire write_enable
);
    (* no_rw_check *)
    reg [31:0] words [0:3];
    integer word;
    initial for (word = 0; word < 4; word = word + 1) words[word] = 32'd0;
    initial read_data = 32'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[1:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[1:0]];
    end
    wire [27:0] unused_address = {read_address[15:2], write_address[15:2]};
endmodule

`default_nettype wire
