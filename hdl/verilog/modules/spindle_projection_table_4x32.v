// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_projection_table_4x32`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The projection table: which sources reach which neurons, written at run time (`MAP-4`).
//
// Three memories, one per word of an entry, read together.
module spindle_projection_table_4x32 (
    input wire clock,
    input wire read_enable,
    input wire [4:0] read_entry,
    output wire [15:0] source_base,
    output wire [15:0] source_count,
    output wire [15:0] weight_base,
    output wire [15:0] post_base,
    output wire [15:0] row_words,
    output wire [3:0] rate_shift,
    output wire learn,
    output wire modulatory,
    input wire write_enable,
    input wire [3:0] write_entry,
    input wire [1:0] write_field,
    input wire [31:0] write_data
);
    localparam [15:0] weight_bits = 16'h7f;
    localparam [15:0] post_bits = 16'h1;
    localparam [15:0] row_bits = 16'h3;
    localparam [1:0] field_sources = 2'b0;
    localparam [1:0] field_places = 2'b1;
    localparam [1:0] field_rows = 2'b10;

    wire [31:0] sources_read_data;
    wire [27:0] places_read_data;
    wire [21:0] rows_read_data;

    wire [15:0] read_address = {11'd0, read_entry};
    assign source_base = sources_read_data[15:0];
    assign source_count = sources_read_data[31:16];
    assign weight_base = places_read_data[15:0] & weight_bits;
    assign post_base = {4'd0, places_read_data[27:16]} & post_bits;
    assign row_words = {3'd0, rows_read_data[12:0]} & row_bits;
    assign rate_shift = rows_read_data[19:16];
    assign learn = rows_read_data[20] & ~rows_read_data[21];
    assign modulatory = rows_read_data[21];
    wire [15:0] write_address = {12'd0, write_entry};
    wire [27:0] places_write_data = write_data[27:0];
    wire [21:0] rows_write_data = write_data[21:0];
    wire sources_write_enable = write_enable & (write_field == field_sources);
    wire places_write_enable = write_enable & (write_field == field_places);
    wire rows_write_enable = write_enable & (write_field == field_rows);

    spindle_memory_4x32 sources (
        .clock(clock),
        .read_address(read_address),
        .read_enable(read_enable),
        .read_data(sources_read_data),
        .write_address(write_address),
        .write_data(write_data),
        .write_enable(sources_write_enable)
    );

    spindle_memory_4x28 places (
        .clock(clock),
        .read_address(read_address),
        .read_enable(read_enable),
        .read_data(places_read_data),
        .write_address(write_address),
        .write_data(places_write_data),
        .write_enable(places_write_enable)
    );

    spindle_memory_4x22 rows (
        .clock(clock),
        .read_address(read_address),
        .read_enable(read_enable),
        .read_data(rows_read_data),
        .write_address(write_address),
        .write_data(rows_write_data),
        .write_enable(rows_write_enable)
    );
endmodule

`default_nettype wire
