// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_fifo_64x28`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Queue of event words: a store in memory and a head register (`CLK-1`).
//
// Queue of `D`-bit words. A word pushed into an empty queue in cycle `a` is the head in cycle
// `a + 2`; one word leaves per cycle. A push while `ready` is low is ignored: the source must
// check `ready`, or count the loss.
module spindle_fifo_64x28 (
    input wire clock,
    input wire reset,
    // Offer `word`.
    input wire push,
    input wire [27:0] word,
    // The memory takes a word in this cycle.
    output wire ready,
    output wire head_valid,
    output wire [27:0] head,
    // Remove the head.
    input wire take,
    // Neither store nor head holds a word.
    output wire vacant
);
    localparam [15:0] last = 16'h3f;
    localparam [1:0] wraps_early = 2'b0;
    localparam [15:0] pointer_bits = 16'h3f;
    localparam [15:0] count_bits = 16'h7f;
    localparam [15:0] zero = 16'h0;
    localparam [15:0] one = 16'h1;

    reg [15:0] count = 16'h0;
    reg [15:0] read = 16'h0;
    reg [15:0] write = 16'h0;
    reg head_full = 1'b0;
    reg filled = 1'b0;
    reg full = 1'b0;

    assign ready = ~full;
    wire accept = push & ready;
    wire stored = filled;
    wire load = stored & (~head_full | take);

    always @(posedge clock) begin
        if (accept) begin
            write <= (write + one) & pointer_bits;
            if (wraps_early[0] & (write == last)) write <= zero;
        end
        if (load) begin
            read <= (read + one) & pointer_bits;
            if (wraps_early[0] & (read == last)) read <= zero;
        end
        if (accept & ~load) begin
            filled <= 1'b1;
            full <= count == last;
            count <= (count + one) & count_bits;
        end
        if (~accept & load) begin
            filled <= count != one;
            full <= 1'b0;
            count <= (count - one) & count_bits;
        end
        head_full <= load | (head_full & ~take);
        if (reset) begin
            count <= zero;
            read <= zero;
            write <= zero;
            head_full <= 1'b0;
            filled <= 1'b0;
            full <= 1'b0;
        end
    end

    // Empty and full are registers beside the count: they are needed early in a
    // cycle.
    assign head_valid = head_full;
    assign vacant = ~stored & ~head_full;

    spindle_memory_64x28 store (
        .clock(clock),
        .read_address(read),
        .read_enable(load),
        .read_data(head),
        .write_address(write),
        .write_data(word),
        .write_enable(accept)
    );
endmodule

`default_nettype wire
