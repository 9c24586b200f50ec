// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_fetch`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// From spikes to rows: pairs each spike with the table entries it walks (`CLK-3` to `CLK-5`).
//
//  neuron spikes ─┐   A: spike, entry   B: table read   C: row number, applies?   D: row offset
//  input events ──┴─►  ───────────────►  ────────────►  ───────────────────────►  ───────────► streamer
// Each register passes its content on when the next is empty or passes on too, so that rows follow
// each other without a bubble.
//
// Stages A to D.
module spindle_fetch (
    input wire clock,
    input wire reset,
    // The core is in the event state and no bus request is pending.
    input wire enable,
    // Input queue.
    input wire head_valid,
    input wire [17:0] head,
    output wire take_head,
    // The head taken in this cycle is a spike.
    output wire took_spike,
    // The head taken in this cycle is a target.
    output wire took_target,
    // The spike that the last update's queues offer, as a source address, and whether they are all
    // empty.
    input wire neuron_valid,
    input wire [15:0] neuron,
    input wire neurons_drained,
    output wire take_neuron,
    // Registers: entries walked by inputs, and entries in all; whether there are any of the first,
    // and more of the second; whether there is one of the first, and one more of the second.
    input wire [4:0] input_entries,
    input wire [4:0] entries,
    input wire inputs_walk,
    input wire neurons_walk,
    input wire inputs_single,
    input wire neurons_single,
    // Table writes.
    input wire table_write,
    input wire [3:0] table_entry,
    input wire [1:0] table_field,
    input wire [31:0] table_data,
    // A to D hold nothing.
    output wire vacant,
    // The row in D.
    output wire row_valid,
    input wire row_take,
    output wire [15:0] row_offset,
    output wire [15:0] row_weight_base,
    output wire [15:0] row_post,
    output wire [15:0] row_words,
    output wire [3:0] row_shift,
    output wire row_learn,
    output wire row_modulatory,
    output wire [4:0] row_entry,
    output wire [15:0] row_source
);
    localparam [15:0] zero = 16'h0;
    localparam [4:0] no_entry = 5'b0;
    localparam [4:0] one_entry = 5'b1;
    localparam [4:0] two_entries = 5'b10;
    localparam [15:0] controller_mark = 16'hc000;
    localparam [15:0] sign_mask = 16'hdfff;
    localparam [15:0] weight_bits = 16'h7f;
    localparam [1:0] built = 2'b11;
    localparam [1:0] kind_spike = 2'b0;
    localparam [1:0] kind_target = 2'b1;

    reg a_valid = 1'b0;
    reg [15:0] a_source = 16'h0;
    reg [4:0] a_entry = 5'h0;
    reg [4:0] a_end = 5'h0;
    reg a_last = 1'b0;
    reg b_valid = 1'b0;
    reg [15:0] b_source = 16'h0;
    reg [4:0] b_entry = 5'h0;
    reg c_valid = 1'b0;
    reg [15:0] c_row = 16'h0;
    reg [15:0] c_weight_base = 16'h0;
    reg [15:0] c_post = 16'h0;
    reg [15:0] c_words = 16'h0;
    reg [3:0] c_shift = 4'h0;
    reg c_learn = 1'b0;
    reg c_modulatory = 1'b0;
    reg [4:0] c_entry = 5'h0;
    reg [15:0] c_source = 16'h0;
    reg d_valid = 1'b0;
    reg [15:0] d_offset = 16'h0;
    reg [15:0] d_weight_base = 16'h0;
    reg [15:0] d_post = 16'h0;
    reg [15:0] d_words = 16'h0;
    reg [3:0] d_shift = 4'h0;
    reg d_learn = 1'b0;
    reg d_modulatory = 1'b0;
    reg [4:0] d_entry = 5'h0;
    reg [15:0] d_source = 16'h0;

    wire [15:0] projections_source_base;
    wire [15:0] projections_source_count;
    wire [15:0] projections_weight_base;
    wire [15:0] projections_post_base;
    wire [15:0] projections_row_words;
    wire [3:0] projections_rate_shift;
    wire projections_learn;
    wire projections_modulatory;
    wire [15:0] offset_product;
    reg [15:0] source;
    reg [15:0] pair;
    reg [4:0] first;
    reg [4:0] limit;
    reg single;

    // Stage enables, the last stage first.
    wire d_ready = ~d_valid | row_take;
    wire c_ready = ~c_valid | d_ready;
    wire b_ready = ~b_valid | c_ready;
    wire a_moves = a_valid & b_ready;
    wire b_moves = b_valid & c_ready;
    wire c_moves = c_valid & d_ready;
    wire [4:0] next_entry = a_entry + one_entry;
    wire [4:0] entry_after = a_entry + two_entries;

    // Arbitration: spikes of the last update first, then events of the host (EVT-6).
    wire can_take = enable & (~a_valid | (a_moves & a_last));
    wire [1:0] kind = head[17:16];
    wire is_spike = kind == kind_spike;
    wire is_target = kind == kind_target;
    wire takes_neuron = can_take & ~neurons_drained & neuron_valid;
    wire takes_spike = can_take & neurons_drained & head_valid & is_spike;
    wire takes_target = can_take & neurons_drained & head_valid & is_target;
    assign take_neuron = takes_neuron;
    assign took_spike = takes_spike;
    assign took_target = takes_target;
    assign take_head = takes_spike | takes_target;

    always @(*) begin
        source = head[15:0];
        if (~neurons_drained) source = neuron;
    end

    always @(*) begin
        first = no_entry;
        limit = input_entries;
        single = inputs_single;
        if (source[15]) begin
            first = input_entries;
            limit = entries;
            single = neurons_single;
        end
    end

    wire loads = (takes_neuron & neurons_walk) | (takes_spike & ~head[15] & inputs_walk) | (takes_spike & head[15] & neurons_walk);

    // B: the table's read registers hold the entry
    always @(posedge clock) begin
        if (a_moves) begin
            b_source <= a_source;
            b_entry <= a_entry;
        end
    end

    // C: row number, and whether the entry applies (SYN-1)
    always @(*) begin
        pair = b_source;
        if (built[1] & ((b_source & controller_mark) == controller_mark)) pair = b_source & sign_mask;
    end

    wire [15:0] row = pair - projections_source_base;
    wire applies = (row < projections_source_count) & (projections_row_words != zero) & (built[1] | ~projections_modulatory);

    // A
    always @(posedge clock) begin
        if (a_moves) begin
            a_entry <= next_entry;
            a_last <= entry_after == a_end;
            if (a_last) a_valid <= 1'b0;
        end
        if (loads) begin
            a_valid <= 1'b1;
            a_source <= source;
            a_entry <= first;
            a_end <= limit;
            a_last <= single;
        end
        b_valid <= a_moves | (b_valid & ~b_moves);
        c_valid <= (b_moves & applies) | (c_valid & ~c_moves);
        d_valid <= c_moves | (d_valid & ~d_ready);
        if (reset) begin
            a_valid <= 1'b0;
            b_valid <= 1'b0;
            c_valid <= 1'b0;
            d_valid <= 1'b0;
        end
    end

    always @(posedge clock) begin
        if (b_moves) begin
            c_row <= row & weight_bits;
            c_weight_base <= projections_weight_base;
            c_post <= projections_post_base;
            c_words <= projections_row_words;
            c_shift <= projections_rate_shift;
            c_learn <= projections_learn & built[0];
            c_modulatory <= projections_modulatory & built[1];
            c_entry <= b_entry;
            c_source <= b_source;
        end
    end

    // D: the row's offset in the projection's weights (SYN-2)
    assign row_valid = d_valid;
    assign row_offset = d_offset;
    assign row_weight_base = d_weight_base;
    assign row_post = d_post;
    assign row_words = d_words;
    assign row_shift = d_shift;
    assign row_learn = d_learn;
    assign row_modulatory = d_modulatory;
    assign row_entry = d_entry;
    assign row_source = d_source;
    assign vacant = ~a_valid & ~b_valid & ~c_valid & ~d_valid;

    always @(posedge clock) begin
        if (c_moves) begin
            d_offset <= offset_product;
            d_weight_base <= c_weight_base;
            d_post <= c_post;
            d_words <= c_words;
            d_shift <= c_shift;
            d_learn <= c_learn;
            d_modulatory <= c_modulatory;
            d_entry <= c_entry;
            d_source <= c_source;
        end
    end

    spindle_projection_table_4x32 projections (
        .clock(clock),
        .read_enable(a_moves),
        .read_entry(a_entry),
        .source_base(projections_source_base),
        .source_count(projections_source_count),
        .weight_base(projections_weight_base),
        .post_base(projections_post_base),
        .row_words(projections_row_words),
        .rate_shift(projections_rate_shift),
        .learn(projections_learn),
        .modulatory(projections_modulatory),
        .write_enable(table_write),
        .write_entry(table_entry),
        .write_field(table_field),
        .write_data(table_data)
    );

    spindle_multiply offset (
        .a(c_row),
        .b(c_words),
        .product(offset_product)
    );
endmodule

`default_nettype wire
