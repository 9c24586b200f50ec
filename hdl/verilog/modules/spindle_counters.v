// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_counters`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Counters since reset (`MAP-3`, `UPD-7`, `OUT-1`); the scheduler counts steps.
//
// Counters of 32 bits, which wrap.
module spindle_counters (
    input wire clock,
    input wire reset,
    input wire took_spike,
    input wire streamed,
    // Neurons that fired; counted one cycle later.
    input wire [4:0] fired,
    input wire lost,
    output wire [31:0] spikes_in,
    output wire [31:0] words,
    output wire [31:0] spikes,
    output wire [31:0] dropped,
    output wire overflow
);
    localparam [31:0] zero = 32'h0;
    localparam [31:0] one = 32'h1;
    localparam [4:0] none = 5'b0;

    reg [31:0] taken = 32'h0;
    reg [31:0] passed = 32'h0;
    reg [4:0] firing = 5'h0;
    reg [31:0] spiked = 32'h0;
    reg lose = 1'b0;
    reg [31:0] lost_words = 32'h0;
    reg overflowed = 1'b0;

    assign spikes_in = taken;
    assign words = passed;
    assign spikes = spiked;
    assign dropped = lost_words;
    assign overflow = overflowed;

    always @(posedge clock) begin
        if (took_spike) taken <= taken + one;
        if (streamed) passed <= passed + one;
        firing <= fired;
        spiked <= spiked + {27'd0, firing};
        lose <= lost;
        if (lost) overflowed <= 1'b1;
        if (lose) lost_words <= lost_words + one;
        if (reset) begin
            taken <= zero;
            passed <= zero;
            firing <= none;
            spiked <= zero;
            lose <= 1'b0;
            lost_words <= zero;
            overflowed <= 1'b0;
        end
    end
endmodule

`default_nettype wire
