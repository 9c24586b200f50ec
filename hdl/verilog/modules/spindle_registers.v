// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_registers`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Host side of the core: bus handshake and registers (`MAP-1` to `MAP-8`, `BUS-1` to `BUS-3`).
//
// Registers and the decoding of bus addresses.
module spindle_registers (
    input wire clock,
    input wire reset,
    input wire bus_valid,
    input wire bus_write,
    input wire [23:0] bus_address,
    input wire [31:0] bus_write_data,
    output reg bus_ready,
    output wire [31:0] bus_read_data,
    // A request waits; nothing new is started.
    output wire pending,
    // Nothing is in flight.
    input wire idle,
    // A write takes effect in this cycle, if it is one.
    output reg access,
    // Word of the addressed weight or neuron parameter, and its lane.
    output wire [15:0] word,
    output wire [3:0] lane,
    output wire write_weight,
    output wire write_threshold,
    output wire write_behaviour,
    output wire write_controller,
    output wire write_random,
    output wire write_projection,
    // The addressed weight, sign extended, in the cycle before the answer.
    input wire [31:0] weight,
    input wire feedback,
    input wire learning,
    input wire [31:0] steps,
    input wire [31:0] spikes_in,
    input wire [31:0] words,
    input wire [31:0] spikes,
    input wire [31:0] dropped,
    input wire overflow,
    output wire [15:0] neuron_words,
    output wire [4:0] input_entries,
    output wire [4:0] entries,
    // High if inputs, and if neurons, have table entries to walk.
    output wire inputs_walk,
    output wire neurons_walk,
    // High if there is exactly one for each.
    output wire inputs_single,
    output wire neurons_single,
    // The random state on the bus, never 0 (MAP-6).
    output wire [30:0] seed,
    output wire controllers_emit,
    output wire [3:0] error_leak,
    output wire [3:0] proportional_leak,
    output wire [3:0] integral_leak,
    output wire [3:0] modulatory_leak,
    output wire [15:0] error_gain,
    output wire [15:0] proportional_gain,
    output wire [15:0] integral_gain
);
    localparam [31:0] zero = 32'h0;
    localparam [12:0] no_words = 13'b0;
    localparam [4:0] no_entries = 5'b0;
    localparam [4:0] one_entry = 5'b1;
    localparam [30:0] no_seed = 31'h0;
    localparam [30:0] least_seed = 31'h1;
    localparam [13:0] no_high = 14'b0;
    localparam [15:0] no_word = 16'h0;
    localparam [3:0] none = 4'h0;
    localparam [15:0] last_weight = 16'h7f;
    localparam [15:0] last_neuron = 16'h1;
    localparam [12:0] word_bits = 13'b11;
    localparam [3:0] emits = 4'h1;
    localparam [3:0] region_control = 4'h0;
    localparam [3:0] region_projections = 4'h1;
    localparam [3:0] region_thresholds = 4'h2;
    localparam [3:0] region_behaviour = 4'h3;
    localparam [3:0] region_controllers = 4'h5;
    localparam [3:0] region_random = 4'h4;
    localparam [3:0] region_weights = 4'h8;
    localparam [31:0] identity = 32'h53504e44;
    localparam [31:0] version = 32'h2;
    localparam [31:0] shape = 32'h3100808;
    localparam [31:0] depths = 32'h40002;
    localparam [31:0] bit_emit = 32'h10000;
    localparam [3:0] bit_feedback = 4'h1;
    localparam [3:0] bit_learning = 4'h2;
    localparam [3:0] bit_overflow = 4'h4;
    localparam [3:0] bit_idle = 4'h8;
    localparam [5:0] at_identity = 6'b0;
    localparam [5:0] at_version = 6'b1;
    localparam [5:0] at_shape = 6'b10;
    localparam [5:0] at_depths = 6'b11;
    localparam [5:0] at_neuron_words = 6'b1000;
    localparam [5:0] at_entries = 6'b1001;
    localparam [5:0] at_status = 6'b10000;
    localparam [5:0] at_steps = 6'b10001;
    localparam [5:0] at_spikes_in = 6'b10010;
    localparam [5:0] at_words = 6'b10011;
    localparam [5:0] at_spikes = 6'b10100;
    localparam [5:0] at_dropped = 6'b10101;
    localparam [1:0] Request_Waiting = 2'h0;
    localparam [1:0] Request_Pending = 2'h1;
    localparam [1:0] Request_Access = 2'h2;
    localparam [1:0] Request_Answer = 2'h3;

    reg [1:0] request = 2'h0;
    reg [12:0] r_neuron_words = 13'h0;
    reg [4:0] r_input_entries = 5'h0;
    reg [4:0] r_entries = 5'h0;
    reg r_inputs_walk = 1'b0;
    reg r_neurons_walk = 1'b0;
    reg r_inputs_single = 1'b0;
    reg r_neurons_single = 1'b0;
    reg [30:0] r_seed = 31'h0;
    reg r_emit = 1'b0;
    reg [31:0] answer = 32'h0;
    reg do_weight = 1'b0;
    reg do_threshold = 1'b0;
    reg do_behaviour = 1'b0;
    reg do_controller = 1'b0;
    reg do_random = 1'b0;
    reg do_projection = 1'b0;

    reg [3:0] flag_feedback;
    reg [3:0] flag_learning;
    reg [3:0] flag_overflow;
    reg [3:0] flag_idle;
    reg [31:0] entries_read;
    reg [31:0] read;
    wire [15:0] controller_read;

    // Handshake (BUS-1 to BUS-3).
    assign pending = request != Request_Waiting;

    always @(*) begin
        access = 1'b0;
        bus_ready = 1'b0;
        case (request)
            Request_Waiting: begin
            end
            Request_Pending: begin
            end
            Request_Access: begin
                access = 1'b1;
            end
            Request_Answer: begin
                bus_ready = 1'b1;
            end
            default: begin
            end
        endcase
    end

    // Address decoding.
    wire [3:0] region = bus_address[23:20];
    wire [13:0] high = bus_address[19:6];
    wire [5:0] index = bus_address[5:0];
    assign word = bus_address[19:4];
    assign lane = bus_address[3:0];
    wire writes = (request == Request_Access) & bus_write;
    wire in_control = (region == region_control) & (high == no_high);

    always @(posedge clock) begin
        case (request)
            Request_Waiting: begin
                if (bus_valid) request <= Request_Pending;
            end
            Request_Pending: begin
                if (idle) request <= Request_Access;
            end
            Request_Access: begin
                request <= Request_Answer;
            end
            Request_Answer: begin
                request <= Request_Waiting;
            end
            default: begin
                request <= Request_Waiting;
            end
        endcase
        if (writes & in_control) begin
            if (index == at_neuron_words) r_neuron_words <= bus_write_data[12:0];
            if (index == at_entries) begin
                r_input_entries <= bus_write_data[4:0];
                r_entries <= bus_write_data[12:8];
                r_emit <= bus_write_data[16] & emits[0];
            end
        end
        if (reset) begin
            request <= Request_Waiting;
            r_neuron_words <= no_words;
            r_input_entries <= no_entries;
            r_entries <= no_entries;
            r_emit <= 1'b0;
        end
    end

    wire in_weights = (region == region_weights) & (word <= last_weight);
    wire in_neurons = word <= last_neuron;
    assign write_weight = do_weight;
    assign write_threshold = do_threshold;
    assign write_behaviour = do_behaviour;
    assign write_controller = do_controller;
    assign write_random = do_random;

    always @(posedge clock) begin
        do_weight <= writes & in_weights;
        do_threshold <= writes & in_neurons & (region == region_thresholds);
        do_behaviour <= writes & in_neurons & (region == region_behaviour);
        do_controller <= writes & in_neurons & (region == region_controllers);
        do_random <= writes & (word == no_word) & (region == region_random);
        do_projection <= writes & (region == region_projections);
    end

    // The bus holds its word, so that this is the one to write.
    assign seed = r_seed;
    assign write_projection = do_projection;

    always @(posedge clock) begin
        r_seed <= bus_write_data[30:0];
        if (bus_write_data[30:0] == no_seed) r_seed <= least_seed;
    end

    // No more words than the core holds, so that counters need no more bits; more
    // are a configuration error.
    wire [12:0] words_used = r_neuron_words & word_bits;
    assign neuron_words = {3'd0, words_used};
    assign input_entries = r_input_entries;
    assign entries = r_entries;
    assign inputs_walk = r_inputs_walk;
    assign neurons_walk = r_neurons_walk;
    assign inputs_single = r_inputs_single;
    assign neurons_single = r_neurons_single;
    assign controllers_emit = r_emit;

    always @(posedge clock) begin
        r_inputs_walk <= r_input_entries != no_entries;
        r_neurons_walk <= r_input_entries < r_entries;
        r_inputs_single <= r_input_entries == one_entry;
        r_neurons_single <= r_entries == (r_input_entries + one_entry);
    end

    // Reading.
    always @(*) begin
        flag_feedback = none;
        if (feedback) flag_feedback = bit_feedback;
    end

    always @(*) begin
        flag_learning = none;
        if (learning) flag_learning = bit_learning;
    end

    always @(*) begin
        flag_overflow = none;
        if (overflow) flag_overflow = bit_overflow;
    end

    always @(*) begin
        flag_idle = none;
        if (idle) flag_idle = bit_idle;
    end

    wire [3:0] flags = flag_feedback | flag_learning | flag_overflow | flag_idle;

    always @(*) begin
        entries_read = {27'd0, r_input_entries} | ({27'd0, r_entries} << 32'h8);
        if (r_emit) entries_read = {27'd0, r_input_entries} | ({27'd0, r_entries} << 32'h8) | bit_emit;
    end

    always @(*) begin
        read = zero;
        if (index == at_identity) read = identity;
        if (index == at_version) read = version;
        if (index == at_shape) read = shape;
        if (index == at_depths) read = depths;
        if (index == at_neuron_words) read = {19'd0, r_neuron_words};
        if (index == at_entries) read = entries_read;
        if (index == at_status) read = {28'd0, flags};
        if (index == at_steps) read = steps;
        if (index == at_spikes_in) read = spikes_in;
        if (index == at_words) read = words;
        if (index == at_spikes) read = spikes;
        if (index == at_dropped) read = dropped;
    end

    // Registers of controllers.
    wire controller_0_write = writes & in_control;
    wire [15:0] controller_0_data = bus_write_data[15:0];
    assign bus_read_data = answer;

    always @(posedge clock) begin
        answer <= read | {16'd0, controller_read};
        if (~in_control) answer <= zero;
        if (in_weights) answer <= weight;
    end

    spindle_controller_registers controller_0 (
        .clock(clock),
        .reset(reset),
        .write(controller_0_write),
        .address(index),
        .data(controller_0_data),
        .read(controller_read),
        .error_leak(error_leak),
        .proportional_leak(proportional_leak),
        .integral_leak(integral_leak),
        .modulatory_leak(modulatory_leak),
        .error_gain(error_gain),
        .proportional_gain(proportional_gain),
        .integral_gain(integral_gain)
    );
endmodule

`default_nettype wire
