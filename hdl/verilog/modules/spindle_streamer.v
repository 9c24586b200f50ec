// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_streamer`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Streams a row: one weight word per cycle, row after row without a bubble (`CLK-6`).
//
// Register S: the row being streamed. Rows are offered by `row_valid`, taken in a cycle where
// `row_take` is high.
module spindle_streamer (
    input wire clock,
    input wire reset,
    input wire row_valid,
    output wire row_take,
    input wire [15:0] row_offset,
    input wire [15:0] row_weight_base,
    input wire [15:0] row_post,
    input wire [15:0] row_words,
    input wire [3:0] row_shift,
    input wire row_learn,
    input wire row_modulatory,
    input wire [4:0] row_entry,
    input wire [15:0] row_source,
    // A weight word is issued in this cycle.
    output wire issue,
    output wire [15:0] weight_address,
    output wire [15:0] post,
    output wire [3:0] shift,
    output wire learn,
    output wire modulatory,
    // The spike is of a negative controller neuron.
    output wire negative,
    output wire [4:0] entry,
    output wire [15:0] source
);
    localparam [1:0] sign_built = 2'b1;
    localparam [15:0] one = 16'h1;
    localparam [15:0] two = 16'h2;
    localparam [15:0] left_mask = 16'h3;
    localparam [15:0] address_mask = 16'h7f;
    localparam [15:0] word_mask = 16'h1;

    reg active = 1'b0;
    reg [15:0] address = 16'h0;
    reg [15:0] neuron_word = 16'h0;
    reg [15:0] left = 16'h0;
    reg ending = 1'b0;
    reg [3:0] row_rate = 4'h0;
    reg learns = 1'b0;
    reg modulates = 1'b0;
    reg [4:0] projection = 5'h0;
    reg [15:0] presynaptic = 16'h0;

    // The last word is known a cycle before, so that all who wait for it know it
    // early.
    assign row_take = ~active | ending;
    wire takes = row_valid & (~active | ending);
    assign issue = active;
    assign weight_address = address;
    assign post = neuron_word;
    assign shift = row_rate;
    assign learn = learns;
    assign modulatory = modulates;
    assign negative = sign_built[0] & presynaptic[15] & presynaptic[14] & presynaptic[13];
    assign entry = projection;
    assign source = presynaptic;

    always @(posedge clock) begin
        if (active) begin
            address <= (address + one) & address_mask;
            neuron_word <= (neuron_word + one) & word_mask;
            left <= (left - one) & left_mask;
            ending <= left == two;
            if (ending) active <= 1'b0;
        end
        if (takes) begin
            active <= 1'b1;
            address <= (row_weight_base + row_offset) & address_mask;
            neuron_word <= row_post & word_mask;
            left <= row_words & left_mask;
            ending <= row_words == one;
            row_rate <= row_shift;
            learns <= row_learn;
            modulates <= row_modulatory;
            projection <= row_entry;
            presynaptic <= row_source;
        end
        if (reset) active <= 1'b0;
    end
endmodule

`default_nettype wire
