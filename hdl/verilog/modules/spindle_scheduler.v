// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_scheduler`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The phases of a step: events, update, settle (`CLK-8` to `CLK-10`).
//
// Takes step and control words, holds the modes, and issues neuron words.
module spindle_scheduler (
    input wire clock,
    input wire reset,
    input wire head_valid,
    input wire [17:0] head,
    output wire take_head,
    input wire neurons_drained,
    input wire fetch_vacant,
    // The streamer issues a weight word in this cycle.
    input wire streaming,
    input wire bus_pending,
    input wire [15:0] neuron_words,
    input wire controllers_emit,
    // Spikes may be fetched.
    output reg fetch_enable,
    // A neuron word is issued in this cycle.
    output reg issue,
    output wire [15:0] word,
    // The pass clears state instead of updating it; target rates and phases as well (`UPD-9`),
    // until the next take.
    output wire clearing,
    output wire clearing_targets,
    output wire feedback,
    output wire learning,
    output wire [31:0] steps,
    // Nothing is fetched, streamed or in flight: memories may be accessed.
    output wire idle
);
    localparam [15:0] zero = 16'h0;
    localparam [15:0] one = 16'h1;
    localparam [31:0] one_step = 32'h1;
    localparam [31:0] no_steps = 32'h0;
    localparam [3:0] tick = 4'h1;
    localparam [3:0] settled = 4'h7;
    localparam [3:0] emitted = 4'h9;
    localparam [3:0] start = 4'h0;
    localparam [2:0] flight_tick = 3'b1;
    localparam [2:0] landed = 3'b0;
    localparam [2:0] flight = 3'b111;
    localparam [1:0] kind_step = 2'b10;
    localparam [1:0] kind_control = 2'b11;
    localparam [15:0] word_mask = 16'h1;
    localparam [15:0] count_mask = 16'h3;
    localparam [1:0] built = 2'b11;
    localparam [1:0] Phase_Events = 2'h0;
    localparam [1:0] Phase_Update = 2'h1;
    localparam [1:0] Phase_Settle = 2'h2;

    reg [1:0] phase = 2'h0;
    reg [15:0] count = 16'h0;
    reg [3:0] settle = 4'h0;
    reg clear = 1'b0;
    reg clear_targets = 1'b0;
    reg feedback_mode = 1'b0;
    reg learning_mode = 1'b0;
    reg [31:0] step_count = 32'h0;
    reg streamed = 1'b0;
    reg [2:0] in_flight = 3'h0;

    reg [3:0] settled_at;
    reg quiet;
    reg takes;

    wire [15:0] next_word = (count + one) & count_mask;
    wire [1:0] kind = head[17:16];

    always @(*) begin
        issue = 1'b0;
        takes = 1'b0;
        fetch_enable = 1'b0;
        quiet = 1'b0;
        case (phase)
            Phase_Events: begin
                fetch_enable = ~bus_pending;
                quiet = fetch_vacant & ~streaming;
                takes = quiet & ~streamed & neurons_drained & ~bus_pending & head_valid & kind[1];
            end
            Phase_Update: begin
                issue = 1'b1;
            end
            Phase_Settle: begin
            end
            default: begin
            end
        endcase
    end

    always @(*) begin
        settled_at = settled;
        if (controllers_emit) settled_at = emitted;
    end

    assign take_head = takes;

    always @(posedge clock) begin
        case (phase)
            Phase_Events: begin
            end
            Phase_Update: begin
                count <= next_word;
                if (next_word >= neuron_words) begin
                    phase <= Phase_Settle;
                    settle <= start;
                end
            end
            Phase_Settle: begin
                settle <= settle + tick;
                if (settle == settled_at) phase <= Phase_Events;
            end
            default: begin
                phase <= Phase_Events;
            end
        endcase
        if (takes) begin
            count <= zero;
            if (kind == kind_step) begin
                phase <= Phase_Update;
                clear <= 1'b0;
                step_count <= step_count + one_step;
            end
            if (kind == kind_control) begin
                feedback_mode <= head[0] & built[0];
                learning_mode <= head[1] & built[1];
                if (head[2]) begin
                    phase <= Phase_Update;
                    clear <= 1'b1;
                    clear_targets <= head[3] & built[0];
                end
            end
        end
        if (in_flight != landed) in_flight <= in_flight - flight_tick;
        if (streaming | (phase != Phase_Events)) in_flight <= flight;
        if (reset) begin
            phase <= Phase_Events;
            feedback_mode <= 1'b0;
            learning_mode <= 1'b0;
            step_count <= no_steps;
            in_flight <= landed;
        end
    end

    always @(posedge clock) streamed <= streaming;

    // Words in flight: the last write of a pass is twelve cycles after its last
    // word, so seven after settling
    // are enough; a weight word needs four.
    assign idle = quiet & (in_flight == landed);
    assign word = count & word_mask;
    assign clearing = clear;
    assign clearing_targets = clear_targets;
    assign feedback = feedback_mode;
    assign learning = learning_mode;
    assign steps = step_count;
endmodule

`default_nettype wire
