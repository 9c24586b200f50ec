// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_core`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// The core: queues, fetch, streamer, scheduler, lanes, registers and retire port, wired.
//
// A core of `W`-bit weights and `M`-bit membranes; `T = M - 1`. The rest of its geometry is chosen
// at construction. Ports: events in (`EVT-1`), spikes out (`OUT-2`), bus (`BUS-1`), retire port
// (`OBS-1` to `OBS-4`).
//
// port                             bits  direction  meaning
// clock                               1  input      The clock of everything.
// reset                               1  input      Synchronous reset: queues, state machines, counters and
//                                                   registers; memories keep their contents.
// event_valid                         1  input      An event word is offered; it is taken on an edge with
//                                                   `event_ready` (EVT-1).
// event_data                         18  input      The event word: kind in bits 17:16, payload in bits 15:0.
// event_ready                         1  output     The event queue is not full (OUT-3).
// spike_valid                         1  output     A spike is offered; it is taken on an edge with
//                                                   `spike_ready` (OUT-2).
// spike_address                      16  output     The number of the neuron that spiked; 0 without one.
// spike_ready                         1  input      The spike is taken.
// overflow                            1  output     Spikes were dropped since the last reset, because the
//                                                   output queue was full (OUT-1).
// steps                              32  output     Steps since the last reset.
// bus_valid                           1  input      A bus request is offered; it and what belongs to it stay
//                                                   until `bus_ready` (BUS-1).
// bus_write                           1  input      The request writes.
// bus_address                        24  input      The word address of the request (section 9).
// bus_write_data                     32  input      The word to write.
// bus_ready                           1  output     The request is answered, for one cycle.
// bus_read_data                      32  output     The word read, valid with `bus_ready`.
// synapse_valid                       1  output     Synapse retire port: strobe of a weight word (OBS-2). The
//                                                   others keep their values until the next.
// synapse_projection                  5  output     Its projection table entry.
// synapse_source                     16  output     Its source.
// synapse_post                       16  output     Its neuron word.
// synapse_weight_before_0 ... 7       8  output     Weight of each lane before the pass.
// synapse_weight_after_0 ... 7        8  output     Weight of each lane after the pass.
// synapse_membrane_before_0 ... 7    16  output     Membrane (or modulator) of each lane before the pass.
// synapse_membrane_after_0 ... 7     16  output     Membrane (or modulator) of each lane after the pass.
// neuron_valid                        1  output     Neuron retire port: strobe of a neuron word (OBS-3). The
//                                                   others keep their values until the next.
// neuron_word                        16  output     The neuron word.
// neuron_membrane_before_0 ... 7     16  output     Membrane of each lane before the update.
// neuron_membrane_after_0 ... 7      16  output     Membrane of each lane after the update.
// neuron_spike_0 ... 7                1  output     Each lane: the neuron spiked.
// control_valid                       1  output     Control retire port: strobe of a controlled neuron word
//                                                   (OBS-4). The others keep their values.
// control_word                       16  output     The neuron word.
// control_error_0 ... 7              16  output     Error trace of each lane.
// control_drive_0 ... 7              16  output     Drive of each lane.
// control_positive_0 ... 7            1  output     Each lane: the positive controller neuron fired.
// control_negative_0 ... 7            1  output     Each lane: the negative controller neuron fired.
// control_feedback_0 ... 7           16  output     Feedback current of each lane.
//
// The names of the memory images, which $readmemh loads, begin with IMAGES: a folder, and the prefix.
module spindle_core #(
    parameter IMAGES = "spindle_"
) (
    input wire clock,
    input wire reset,
    input wire event_valid,
    input wire [17:0] event_data,
    output wire event_ready,
    output wire spike_valid,
    output wire [15:0] spike_address,
    input wire spike_ready,
    output wire overflow,
    output wire [31:0] steps,
    input wire bus_valid,
    input wire bus_write,
    input wire [23:0] bus_address,
    input wire [31:0] bus_write_data,
    output wire bus_ready,
    output wire [31:0] bus_read_data,
    output wire synapse_valid,
    output wire [4:0] synapse_projection,
    output wire [15:0] synapse_source,
    output wire [15:0] synapse_post,
    output wire [7:0] synapse_weight_before_0,
    output wire [7:0] synapse_weight_before_1,
    output wire [7:0] synapse_weight_before_2,
    output wire [7:0] synapse_weight_before_3,
    output wire [7:0] synapse_weight_before_4,
    output wire [7:0] synapse_weight_before_5,
    output wire [7:0] synapse_weight_before_6,
    output wire [7:0] synapse_weight_before_7,
    output wire [7:0] synapse_weight_after_0,
    output wire [7:0] synapse_weight_after_1,
    output wire [7:0] synapse_weight_after_2,
    output wire [7:0] synapse_weight_after_3,
    output wire [7:0] synapse_weight_after_4,
    output wire [7:0] synapse_weight_after_5,
    output wire [7:0] synapse_weight_after_6,
    output wire [7:0] synapse_weight_after_7,
    output wire [15:0] synapse_membrane_before_0,
    output wire [15:0] synapse_membrane_before_1,
    output wire [15:0] synapse_membrane_before_2,
    output wire [15:0] synapse_membrane_before_3,
    output wire [15:0] synapse_membrane_before_4,
    output wire [15:0] synapse_membrane_before_5,
    output wire [15:0] synapse_membrane_before_6,
    output wire [15:0] synapse_membrane_before_7,
    output wire [15:0] synapse_membrane_after_0,
    output wire [15:0] synapse_membrane_after_1,
    output wire [15:0] synapse_membrane_after_2,
    output wire [15:0] synapse_membrane_after_3,
    output wire [15:0] synapse_membrane_after_4,
    output wire [15:0] synapse_membrane_after_5,
    output wire [15:0] synapse_membrane_after_6,
    output wire [15:0] synapse_membrane_after_7,
    output wire neuron_valid,
    output wire [15:0] neuron_word,
    output wire [15:0] neuron_membrane_before_0,
    output wire [15:0] neuron_membrane_before_1,
    output wire [15:0] neuron_membrane_before_2,
    output wire [15:0] neuron_membrane_before_3,
    output wire [15:0] neuron_membrane_before_4,
    output wire [15:0] neuron_membrane_before_5,
    output wire [15:0] neuron_membrane_before_6,
    output wire [15:0] neuron_membrane_before_7,
    output wire [15:0] neuron_membrane_after_0,
    output wire [15:0] neuron_membrane_after_1,
    output wire [15:0] neuron_membrane_after_2,
    output wire [15:0] neuron_membrane_after_3,
    output wire [15:0] neuron_membrane_after_4,
    output wire [15:0] neuron_membrane_after_5,
    output wire [15:0] neuron_membrane_after_6,
    output wire [15:0] neuron_membrane_after_7,
    output wire neuron_spike_0,
    output wire neuron_spike_1,
    output wire neuron_spike_2,
    output wire neuron_spike_3,
    output wire neuron_spike_4,
    output wire neuron_spike_5,
    output wire neuron_spike_6,
    output wire neuron_spike_7,
    output wire control_valid,
    output wire [15:0] control_word,
    output wire [15:0] control_error_0,
    output wire [15:0] control_error_1,
    output wire [15:0] control_error_2,
    output wire [15:0] control_error_3,
    output wire [15:0] control_error_4,
    output wire [15:0] control_error_5,
    output wire [15:0] control_error_6,
    output wire [15:0] control_error_7,
    output wire [15:0] control_drive_0,
    output wire [15:0] control_drive_1,
    output wire [15:0] control_drive_2,
    output wire [15:0] control_drive_3,
    output wire [15:0] control_drive_4,
    output wire [15:0] control_drive_5,
    output wire [15:0] control_drive_6,
    output wire [15:0] control_drive_7,
    output wire control_positive_0,
    output wire control_positive_1,
    output wire control_positive_2,
    output wire control_positive_3,
    output wire control_positive_4,
    output wire control_positive_5,
    output wire control_positive_6,
    output wire control_positive_7,
    output wire control_negative_0,
    output wire control_negative_1,
    output wire control_negative_2,
    output wire control_negative_3,
    output wire control_negative_4,
    output wire control_negative_5,
    output wire control_negative_6,
    output wire control_negative_7,
    output wire [15:0] control_feedback_0,
    output wire [15:0] control_feedback_1,
    output wire [15:0] control_feedback_2,
    output wire [15:0] control_feedback_3,
    output wire [15:0] control_feedback_4,
    output wire [15:0] control_feedback_5,
    output wire [15:0] control_feedback_6,
    output wire [15:0] control_feedback_7
);
    localparam [30:0] initial_random_0 = 31'h1e3779b9;
    localparam [30:0] initial_random_1 = 31'h3c6ef372;
    localparam [30:0] initial_random_2 = 31'h5aa66d2b;
    localparam [30:0] initial_random_3 = 31'h78dde6e4;
    localparam [30:0] initial_random_4 = 31'h1715609d;
    localparam [30:0] initial_random_5 = 31'h354cda56;
    localparam [30:0] initial_random_6 = 31'h5384540f;
    localparam [30:0] initial_random_7 = 31'h71bbcdc8;
    localparam [3:0] lane_bits = 4'h3;
    localparam [15:0] lane_mask = 16'h7;
    localparam [15:0] last_word = 16'h1;
    localparam [15:0] neuron_mark = 16'h8000;
    localparam [15:0] positive_mark = 16'hc000;
    localparam [15:0] negative_mark = 16'he000;
    localparam [15:0] no_lanes = 16'h0;
    localparam [7:0] no_rate = 8'h0;
    localparam [4:0] no_count = 5'b0;
    localparam [4:0] word_shift = 5'b10000;
    localparam [7:0] weight_none = 8'h0;
    localparam [7:0] weight_sign = 8'h80;
    localparam [31:0] weight_extension = 32'hffffff00;

    reg target_now = 1'b0;
    reg [15:0] target_word = 16'h0;
    reg [15:0] target_lane = 16'h0;
    reg [7:0] target_rate = 8'h0;
    reg pushes = 1'b0;
    reg [27:0] entry = 28'h0;

    wire events_head_valid;
    wire [17:0] events_head;
    wire unused_events_vacant;
    wire unused_recurrent_ready;
    wire recurrent_valid;
    wire [15:0] recurrent_neuron;
    wire unused_positive_0_ready;
    wire positive_0_valid;
    wire [15:0] positive_0_neuron;
    reg positive_0_take;
    wire unused_negative_0_ready;
    wire negative_0_valid;
    wire [15:0] negative_0_neuron;
    reg negative_0_take;
    wire [15:0] fired_positive_mask;
    wire [15:0] fired_negative_mask;
    wire fetch_take_head;
    wire fetch_took_spike;
    wire fetch_took_target;
    reg fetch_neuron_valid;
    reg [15:0] fetch_neuron;
    wire fetch_take_neuron;
    wire fetch_vacant;
    wire fetch_row_valid;
    wire [15:0] fetch_row_offset;
    wire [15:0] fetch_row_weight_base;
    wire [15:0] fetch_row_post;
    wire [15:0] fetch_row_words;
    wire [3:0] fetch_row_shift;
    wire fetch_row_learn;
    wire fetch_row_modulatory;
    wire [4:0] fetch_row_entry;
    wire [15:0] fetch_row_source;
    wire streamer_row_take;
    wire streamer_issue;
    wire [15:0] streamer_weight_address;
    wire [15:0] streamer_post;
    wire [3:0] streamer_shift;
    wire streamer_learn;
    wire streamer_modulatory;
    wire streamer_negative;
    wire [4:0] streamer_entry;
    wire [15:0] streamer_source;
    wire scheduler_take_head;
    wire scheduler_fetch_enable;
    wire scheduler_issue;
    wire [15:0] scheduler_word;
    wire scheduler_clearing;
    wire scheduler_clearing_targets;
    wire scheduler_feedback;
    wire scheduler_learning;
    wire [31:0] scheduler_steps;
    wire scheduler_idle;
    wire [15:0] timing_feedback_read_address;
    wire timing_random_advance;
    wire [15:0] timing_noise_mask;
    wire [3:0] timing_delta_shift;
    wire [15:0] timing_delta_mask;
    wire [15:0] timing_weight_read_address;
    wire [15:0] timing_weight_write_address;
    wire timing_weight_write;
    wire timing_weight_far;
    wire timing_weight_near;
    wire [15:0] timing_membrane_read_address;
    wire [15:0] timing_membrane_write_address;
    wire timing_membrane_write;
    wire timing_membrane_far;
    wire timing_membrane_near;
    wire timing_plain;
    wire timing_negate;
    wire [15:0] timing_modulator_read_address;
    wire [15:0] timing_modulator_write_address;
    wire timing_modulator_write;
    wire timing_neuron_write;
    wire unused_timing_neuron_clear;
    wire timing_clear_targets;
    wire timing_clear_6;
    wire timing_clear_7;
    wire [15:0] timing_behaviour_read_address;
    wire [15:0] timing_threshold_read_address;
    wire [15:0] unused_timing_late_read_address;
    wire [15:0] timing_word_4;
    wire [15:0] timing_word_6;
    wire [15:0] timing_word_7;
    wire [15:0] timing_word_8;
    wire [15:0] timing_word_10;
    wire [15:0] timing_word_11;
    wire [15:0] timing_word_12;
    wire timing_controlling;
    wire [15:0] timing_spike_word;
    wire timing_spike_push;
    wire [15:0] timing_pair_word;
    wire timing_pair_push;
    wire timing_synapse_retire;
    wire [4:0] timing_synapse_entry;
    wire [15:0] timing_synapse_source;
    wire [15:0] timing_synapse_post;
    wire timing_neuron_retire;
    wire [15:0] timing_neuron_word;
    wire timing_control_retire;
    wire [15:0] timing_control_word;
    wire [7:0] lane_0_weight_read;
    wire lane_0_spike;
    wire lane_0_positive;
    wire lane_0_negative;
    wire [7:0] lane_0_weight_before;
    wire [7:0] lane_0_weight_after;
    wire [15:0] lane_0_membrane_before;
    wire [15:0] lane_0_membrane_after;
    wire [15:0] lane_0_neuron_before;
    wire [15:0] lane_0_neuron_after;
    wire [15:0] lane_0_feedback_before;
    wire [15:0] lane_0_error_before;
    wire [15:0] lane_0_drive_before;
    wire [15:0] lane_0_error_after;
    wire [15:0] lane_0_drive_after;
    wire [15:0] lane_0_feedback_after;
    wire lane_0_error_written;
    wire lane_0_feedback_written;
    wire [7:0] lane_1_weight_read;
    wire lane_1_spike;
    wire lane_1_positive;
    wire lane_1_negative;
    wire [7:0] lane_1_weight_before;
    wire [7:0] lane_1_weight_after;
    wire [15:0] lane_1_membrane_before;
    wire [15:0] lane_1_membrane_after;
    wire [15:0] lane_1_neuron_before;
    wire [15:0] lane_1_neuron_after;
    wire [15:0] lane_1_feedback_before;
    wire [15:0] lane_1_error_before;
    wire [15:0] lane_1_drive_before;
    wire [15:0] lane_1_error_after;
    wire [15:0] lane_1_drive_after;
    wire [15:0] lane_1_feedback_after;
    wire lane_1_error_written;
    wire lane_1_feedback_written;
    wire [7:0] lane_2_weight_read;
    wire lane_2_spike;
    wire lane_2_positive;
    wire lane_2_negative;
    wire [7:0] lane_2_weight_before;
    wire [7:0] lane_2_weight_after;
    wire [15:0] lane_2_membrane_before;
    wire [15:0] lane_2_membrane_after;
    wire [15:0] lane_2_neuron_before;
    wire [15:0] lane_2_neuron_after;
    wire [15:0] lane_2_feedback_before;
    wire [15:0] lane_2_error_before;
    wire [15:0] lane_2_drive_before;
    wire [15:0] lane_2_error_after;
    wire [15:0] lane_2_drive_after;
    wire [15:0] lane_2_feedback_after;
    wire lane_2_error_written;
    wire lane_2_feedback_written;
    wire [7:0] lane_3_weight_read;
    wire lane_3_spike;
    wire lane_3_positive;
    wire lane_3_negative;
    wire [7:0] lane_3_weight_before;
    wire [7:0] lane_3_weight_after;
    wire [15:0] lane_3_membrane_before;
    wire [15:0] lane_3_membrane_after;
    wire [15:0] lane_3_neuron_before;
    wire [15:0] lane_3_neuron_after;
    wire [15:0] lane_3_feedback_before;
    wire [15:0] lane_3_error_before;
    wire [15:0] lane_3_drive_before;
    wire [15:0] lane_3_error_after;
    wire [15:0] lane_3_drive_after;
    wire [15:0] lane_3_feedback_after;
    wire lane_3_error_written;
    wire lane_3_feedback_written;
    wire [7:0] lane_4_weight_read;
    wire lane_4_spike;
    wire lane_4_positive;
    wire lane_4_negative;
    wire [7:0] lane_4_weight_before;
    wire [7:0] lane_4_weight_after;
    wire [15:0] lane_4_membrane_before;
    wire [15:0] lane_4_membrane_after;
    wire [15:0] lane_4_neuron_before;
    wire [15:0] lane_4_neuron_after;
    wire [15:0] lane_4_feedback_before;
    wire [15:0] lane_4_error_before;
    wire [15:0] lane_4_drive_before;
    wire [15:0] lane_4_error_after;
    wire [15:0] lane_4_drive_after;
    wire [15:0] lane_4_feedback_after;
    wire lane_4_error_written;
    wire lane_4_feedback_written;
    wire [7:0] lane_5_weight_read;
    wire lane_5_spike;
    wire lane_5_positive;
    wire lane_5_negative;
    wire [7:0] lane_5_weight_before;
    wire [7:0] lane_5_weight_after;
    wire [15:0] lane_5_membrane_before;
    wire [15:0] lane_5_membrane_after;
    wire [15:0] lane_5_neuron_before;
    wire [15:0] lane_5_neuron_after;
    wire [15:0] lane_5_feedback_before;
    wire [15:0] lane_5_error_before;
    wire [15:0] lane_5_drive_before;
    wire [15:0] lane_5_error_after;
    wire [15:0] lane_5_drive_after;
    wire [15:0] lane_5_feedback_after;
    wire lane_5_error_written;
    wire lane_5_feedback_written;
    wire [7:0] lane_6_weight_read;
    wire lane_6_spike;
    wire lane_6_positive;
    wire lane_6_negative;
    wire [7:0] lane_6_weight_before;
    wire [7:0] lane_6_weight_after;
    wire [15:0] lane_6_membrane_before;
    wire [15:0] lane_6_membrane_after;
    wire [15:0] lane_6_neuron_before;
    wire [15:0] lane_6_neuron_after;
    wire [15:0] lane_6_feedback_before;
    wire [15:0] lane_6_error_before;
    wire [15:0] lane_6_drive_before;
    wire [15:0] lane_6_error_after;
    wire [15:0] lane_6_drive_after;
    wire [15:0] lane_6_feedback_after;
    wire lane_6_error_written;
    wire lane_6_feedback_written;
    wire [7:0] lane_7_weight_read;
    wire lane_7_spike;
    wire lane_7_positive;
    wire lane_7_negative;
    wire [7:0] lane_7_weight_before;
    wire [7:0] lane_7_weight_after;
    wire [15:0] lane_7_membrane_before;
    wire [15:0] lane_7_membrane_after;
    wire [15:0] lane_7_neuron_before;
    wire [15:0] lane_7_neuron_after;
    wire [15:0] lane_7_feedback_before;
    wire [15:0] lane_7_error_before;
    wire [15:0] lane_7_drive_before;
    wire [15:0] lane_7_error_after;
    wire [15:0] lane_7_drive_after;
    wire [15:0] lane_7_feedback_after;
    wire lane_7_error_written;
    wire lane_7_feedback_written;
    wire [15:0] fired_mask;
    wire [4:0] fired_count_count;
    wire outgoing_ready;
    wire outgoing_valid;
    wire unused_outgoing_drained;
    wire registers_pending;
    wire unused_registers_access;
    wire [15:0] registers_word;
    wire [3:0] registers_lane;
    wire registers_write_weight;
    wire registers_write_threshold;
    wire registers_write_behaviour;
    wire registers_write_controller;
    wire registers_write_random;
    wire registers_write_projection;
    reg [31:0] registers_weight;
    wire [15:0] registers_neuron_words;
    wire [4:0] registers_input_entries;
    wire [4:0] registers_entries;
    wire registers_inputs_walk;
    wire registers_neurons_walk;
    wire registers_inputs_single;
    wire registers_neurons_single;
    wire [30:0] registers_seed;
    wire registers_controllers_emit;
    wire [3:0] registers_error_leak;
    wire [3:0] registers_proportional_leak;
    wire [3:0] registers_integral_leak;
    wire [3:0] registers_modulatory_leak;
    wire [15:0] registers_error_gain;
    wire [15:0] registers_proportional_gain;
    wire [15:0] registers_integral_gain;
    reg [4:0] counters_fired;
    wire [31:0] counters_spikes_in;
    wire [31:0] counters_words;
    wire [31:0] counters_spikes;
    wire [31:0] counters_dropped;
    wire counters_overflow;
    wire neurons_drained;
    wire positive_drained;
    wire negative_drained;
    reg [15:0] rate_address;
    reg [7:0] rate;
    reg [7:0] weight_raw;

    // Events in.
    wire events_take = fetch_take_head | scheduler_take_head;

    // Spikes of the last update: of neurons, of positive and of negative
    // controllers (EVT-6, CLK-4).
    wire recurrent_take = fetch_take_neuron & ~neurons_drained;

    always @(*) begin
        fetch_neuron_valid = recurrent_valid;
        fetch_neuron = recurrent_neuron | neuron_mark;
        positive_0_take = 1'b0;
        negative_0_take = 1'b0;
        if (neurons_drained) begin
            if (positive_drained) begin
                fetch_neuron_valid = negative_0_valid;
                fetch_neuron = negative_0_neuron | negative_mark;
                negative_0_take = fetch_take_neuron;
            end else begin
                fetch_neuron_valid = positive_0_valid;
                fetch_neuron = positive_0_neuron | positive_mark;
                positive_0_take = fetch_take_neuron;
            end
        end
    end

    wire queued_drained = neurons_drained & positive_drained & negative_drained;

    // Fetch and rows.
    wire [3:0] fetch_table_entry = bus_address[5:2];
    wire [1:0] fetch_table_field = bus_address[1:0];

    // Phases.
    assign steps = scheduler_steps;

    // Stages.
    wire timing_learn = streamer_learn & scheduler_feedback & scheduler_learning;

    // Targets (EVT-3); a clear of them (UPD-9) writes rates by the same port.
    wire [15:0] target_neuron = {8'd0, events_head[15:8]};
    wire target_fits = target_now & (target_word <= last_word);

    always @(*) begin
        rate_address = target_word;
        rate = target_rate;
        if (timing_clear_targets) begin
            rate_address = timing_word_6;
            rate = no_rate;
        end
    end

    always @(posedge clock) begin
        target_word <= target_neuron >> lane_bits;
        target_lane <= target_neuron & lane_mask;
        target_rate <= events_head[7:0];
        target_now <= fetch_took_target;
    end

    // Lanes.
    wire lane_0_rate_write = (target_fits & (target_lane == 16'h0)) | timing_clear_targets;
    wire lane_0_bus_weight = registers_write_weight & (registers_lane == 4'h0);
    wire lane_0_bus_threshold = registers_write_threshold & (registers_lane == 4'h0);
    wire lane_0_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h0);
    wire lane_0_bus_controller = registers_write_controller & (registers_lane == 4'h0);
    wire lane_0_bus_random = registers_write_random & (registers_lane == 4'h0);
    wire lane_1_rate_write = (target_fits & (target_lane == 16'h1)) | timing_clear_targets;
    wire lane_1_bus_weight = registers_write_weight & (registers_lane == 4'h1);
    wire lane_1_bus_threshold = registers_write_threshold & (registers_lane == 4'h1);
    wire lane_1_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h1);
    wire lane_1_bus_controller = registers_write_controller & (registers_lane == 4'h1);
    wire lane_1_bus_random = registers_write_random & (registers_lane == 4'h1);
    wire lane_2_rate_write = (target_fits & (target_lane == 16'h2)) | timing_clear_targets;
    wire lane_2_bus_weight = registers_write_weight & (registers_lane == 4'h2);
    wire lane_2_bus_threshold = registers_write_threshold & (registers_lane == 4'h2);
    wire lane_2_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h2);
    wire lane_2_bus_controller = registers_write_controller & (registers_lane == 4'h2);
    wire lane_2_bus_random = registers_write_random & (registers_lane == 4'h2);
    wire lane_3_rate_write = (target_fits & (target_lane == 16'h3)) | timing_clear_targets;
    wire lane_3_bus_weight = registers_write_weight & (registers_lane == 4'h3);
    wire lane_3_bus_threshold = registers_write_threshold & (registers_lane == 4'h3);
    wire lane_3_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h3);
    wire lane_3_bus_controller = registers_write_controller & (registers_lane == 4'h3);
    wire lane_3_bus_random = registers_write_random & (registers_lane == 4'h3);
    wire lane_4_rate_write = (target_fits & (target_lane == 16'h4)) | timing_clear_targets;
    wire lane_4_bus_weight = registers_write_weight & (registers_lane == 4'h4);
    wire lane_4_bus_threshold = registers_write_threshold & (registers_lane == 4'h4);
    wire lane_4_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h4);
    wire lane_4_bus_controller = registers_write_controller & (registers_lane == 4'h4);
    wire lane_4_bus_random = registers_write_random & (registers_lane == 4'h4);
    wire lane_5_rate_write = (target_fits & (target_lane == 16'h5)) | timing_clear_targets;
    wire lane_5_bus_weight = registers_write_weight & (registers_lane == 4'h5);
    wire lane_5_bus_threshold = registers_write_threshold & (registers_lane == 4'h5);
    wire lane_5_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h5);
    wire lane_5_bus_controller = registers_write_controller & (registers_lane == 4'h5);
    wire lane_5_bus_random = registers_write_random & (registers_lane == 4'h5);
    wire lane_6_rate_write = (target_fits & (target_lane == 16'h6)) | timing_clear_targets;
    wire lane_6_bus_weight = registers_write_weight & (registers_lane == 4'h6);
    wire lane_6_bus_threshold = registers_write_threshold & (registers_lane == 4'h6);
    wire lane_6_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h6);
    wire lane_6_bus_controller = registers_write_controller & (registers_lane == 4'h6);
    wire lane_6_bus_random = registers_write_random & (registers_lane == 4'h6);
    wire lane_7_rate_write = (target_fits & (target_lane == 16'h7)) | timing_clear_targets;
    wire lane_7_bus_weight = registers_write_weight & (registers_lane == 4'h7);
    wire lane_7_bus_threshold = registers_write_threshold & (registers_lane == 4'h7);
    wire lane_7_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h7);
    wire lane_7_bus_controller = registers_write_controller & (registers_lane == 4'h7);
    wire lane_7_bus_random = registers_write_random & (registers_lane == 4'h7);

    always @(*) begin
        weight_raw = weight_none;
        if (registers_lane == 4'h0) weight_raw = lane_0_weight_read;
        if (registers_lane == 4'h1) weight_raw = lane_1_weight_read;
        if (registers_lane == 4'h2) weight_raw = lane_2_weight_read;
        if (registers_lane == 4'h3) weight_raw = lane_3_weight_read;
        if (registers_lane == 4'h4) weight_raw = lane_4_weight_read;
        if (registers_lane == 4'h5) weight_raw = lane_5_weight_read;
        if (registers_lane == 4'h6) weight_raw = lane_6_weight_read;
        if (registers_lane == 4'h7) weight_raw = lane_7_weight_read;
    end

    wire [31:0] weight_wide = {24'd0, weight_raw};

    always @(*) begin
        registers_weight = weight_wide;
        if ((weight_raw & weight_sign) != weight_none) registers_weight = weight_wide | weight_extension;
    end

    // Spikes out, and into the queue of the next step (UPD-6, OUT-1).
    wire any_fired = fired_mask != no_lanes;
    wire [15:0] fired_count_mask = entry[15:0];
    wire recurrent_push = pushes & registers_neurons_walk;
    wire pair_pushes = timing_pair_push & registers_neurons_walk & registers_controllers_emit;
    wire [27:0] pair_entry = {12'd0, timing_pair_word} << word_shift;
    wire positive_0_push = pair_pushes & (fired_positive_mask != no_lanes);
    wire [27:0] positive_0_entry = pair_entry | {12'd0, fired_positive_mask};
    wire negative_0_push = pair_pushes & (fired_negative_mask != no_lanes);
    wire [27:0] negative_0_entry = pair_entry | {12'd0, fired_negative_mask};
    wire outgoing_take = outgoing_valid & spike_ready;
    assign spike_valid = outgoing_valid;

    always @(posedge clock) begin
        pushes <= timing_spike_push & any_fired;
        entry <= ({12'd0, timing_spike_word} << word_shift) | {12'd0, fired_mask};
    end

    // Host.
    always @(*) begin
        counters_fired = no_count;
        if (pushes) counters_fired = fired_count_count;
    end

    wire counters_lost = pushes & ~outgoing_ready;
    assign overflow = counters_overflow;

    spindle_fifo_64x18 events (
        .clock(clock),
        .reset(reset),
        .push(event_valid),
        .word(event_data),
        .ready(event_ready),
        .head_valid(events_head_valid),
        .head(events_head),
        .take(events_take),
        .vacant(unused_events_vacant)
    );

    spindle_spike_queue_2x28 recurrent (
        .clock(clock),
        .reset(reset),
        .push(recurrent_push),
        .entry(entry),
        .ready(unused_recurrent_ready),
        .valid(recurrent_valid),
        .neuron(recurrent_neuron),
        .take(recurrent_take),
        .drained(neurons_drained)
    );

    spindle_spike_queue_2x28 positive_0 (
        .clock(clock),
        .reset(reset),
        .push(positive_0_push),
        .entry(positive_0_entry),
        .ready(unused_positive_0_ready),
        .valid(positive_0_valid),
        .neuron(positive_0_neuron),
        .take(positive_0_take),
        .drained(positive_drained)
    );

    spindle_spike_queue_2x28 negative_0 (
        .clock(clock),
        .reset(reset),
        .push(negative_0_push),
        .entry(negative_0_entry),
        .ready(unused_negative_0_ready),
        .valid(negative_0_valid),
        .neuron(negative_0_neuron),
        .take(negative_0_take),
        .drained(negative_drained)
    );

    spindle_gather_8 fired_positive (
        .lanes_0(lane_0_positive),
        .lanes_1(lane_1_positive),
        .lanes_2(lane_2_positive),
        .lanes_3(lane_3_positive),
        .lanes_4(lane_4_positive),
        .lanes_5(lane_5_positive),
        .lanes_6(lane_6_positive),
        .lanes_7(lane_7_positive),
        .mask(fired_positive_mask)
    );

    spindle_gather_8 fired_negative (
        .lanes_0(lane_0_negative),
        .lanes_1(lane_1_negative),
        .lanes_2(lane_2_negative),
        .lanes_3(lane_3_negative),
        .lanes_4(lane_4_negative),
        .lanes_5(lane_5_negative),
        .lanes_6(lane_6_negative),
        .lanes_7(lane_7_negative),
        .mask(fired_negative_mask)
    );

    spindle_fetch fetch (
        .clock(clock),
        .reset(reset),
        .enable(scheduler_fetch_enable),
        .head_valid(events_head_valid),
        .head(events_head),
        .take_head(fetch_take_head),
        .took_spike(fetch_took_spike),
        .took_target(fetch_took_target),
        .neuron_valid(fetch_neuron_valid),
        .neuron(fetch_neuron),
        .neurons_drained(queued_drained),
        .take_neuron(fetch_take_neuron),
        .input_entries(registers_input_entries),
        .entries(registers_entries),
        .inputs_walk(registers_inputs_walk),
        .neurons_walk(registers_neurons_walk),
        .inputs_single(registers_inputs_single),
        .neurons_single(registers_neurons_single),
        .table_write(registers_write_projection),
        .table_entry(fetch_table_entry),
        .table_field(fetch_table_field),
        .table_data(bus_write_data),
        .vacant(fetch_vacant),
        .row_valid(fetch_row_valid),
        .row_take(streamer_row_take),
        .row_offset(fetch_row_offset),
        .row_weight_base(fetch_row_weight_base),
        .row_post(fetch_row_post),
        .row_words(fetch_row_words),
        .row_shift(fetch_row_shift),
        .row_learn(fetch_row_learn),
        .row_modulatory(fetch_row_modulatory),
        .row_entry(fetch_row_entry),
        .row_source(fetch_row_source)
    );

    spindle_streamer streamer (
        .clock(clock),
        .reset(reset),
        .row_valid(fetch_row_valid),
        .row_take(streamer_row_take),
        .row_offset(fetch_row_offset),
        .row_weight_base(fetch_row_weight_base),
        .row_post(fetch_row_post),
        .row_words(fetch_row_words),
        .row_shift(fetch_row_shift),
        .row_learn(fetch_row_learn),
        .row_modulatory(fetch_row_modulatory),
        .row_entry(fetch_row_entry),
        .row_source(fetch_row_source),
        .issue(streamer_issue),
        .weight_address(streamer_weight_address),
        .post(streamer_post),
        .shift(streamer_shift),
        .learn(streamer_learn),
        .modulatory(streamer_modulatory),
        .negative(streamer_negative),
        .entry(streamer_entry),
        .source(streamer_source)
    );

    spindle_scheduler scheduler (
        .clock(clock),
        .reset(reset),
        .head_valid(events_head_valid),
        .head(events_head),
        .take_head(scheduler_take_head),
        .neurons_drained(queued_drained),
        .fetch_vacant(fetch_vacant),
        .streaming(streamer_issue),
        .bus_pending(registers_pending),
        .neuron_words(registers_neuron_words),
        .controllers_emit(registers_controllers_emit),
        .fetch_enable(scheduler_fetch_enable),
        .issue(scheduler_issue),
        .word(scheduler_word),
        .clearing(scheduler_clearing),
        .clearing_targets(scheduler_clearing_targets),
        .feedback(scheduler_feedback),
        .learning(scheduler_learning),
        .steps(scheduler_steps),
        .idle(scheduler_idle)
    );

    spindle_timing timing (
        .clock(clock),
        .issue(streamer_issue),
        .weight_address(streamer_weight_address),
        .post(streamer_post),
        .shift(streamer_shift),
        .learn(timing_learn),
        .modulatory(streamer_modulatory),
        .negative(streamer_negative),
        .entry(streamer_entry),
        .source(streamer_source),
        .update(scheduler_issue),
        .word(scheduler_word),
        .clearing(scheduler_clearing),
        .clearing_targets(scheduler_clearing_targets),
        .feedback(scheduler_feedback),
        .access_address(registers_word),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_write(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .neuron_clear(unused_timing_neuron_clear),
        .clear_targets(timing_clear_targets),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .late_read_address(unused_timing_late_read_address),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .controlling(timing_controlling),
        .spike_word(timing_spike_word),
        .spike_push(timing_spike_push),
        .pair_word(timing_pair_word),
        .pair_push(timing_pair_push),
        .synapse_retire(timing_synapse_retire),
        .synapse_entry(timing_synapse_entry),
        .synapse_source(timing_synapse_source),
        .synapse_post(timing_synapse_post),
        .neuron_retire(timing_neuron_retire),
        .neuron_word(timing_neuron_word),
        .control_retire(timing_control_retire),
        .control_word(timing_control_word)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane0_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane0_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane0_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane0_controller.hex"})
    ) lane_0 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_0_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_0_bus_weight),
        .bus_threshold(lane_0_bus_threshold),
        .bus_behaviour(lane_0_bus_behaviour),
        .bus_controller(lane_0_bus_controller),
        .bus_random(lane_0_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_0),
        .weight_read(lane_0_weight_read),
        .spike(lane_0_spike),
        .positive(lane_0_positive),
        .negative(lane_0_negative),
        .weight_before(lane_0_weight_before),
        .weight_after(lane_0_weight_after),
        .membrane_before(lane_0_membrane_before),
        .membrane_after(lane_0_membrane_after),
        .neuron_before(lane_0_neuron_before),
        .neuron_after(lane_0_neuron_after),
        .feedback_before(lane_0_feedback_before),
        .error_before(lane_0_error_before),
        .drive_before(lane_0_drive_before),
        .error_after(lane_0_error_after),
        .drive_after(lane_0_drive_after),
        .feedback_after(lane_0_feedback_after),
        .error_written(lane_0_error_written),
        .feedback_written(lane_0_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane1_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane1_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane1_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane1_controller.hex"})
    ) lane_1 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_1_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_1_bus_weight),
        .bus_threshold(lane_1_bus_threshold),
        .bus_behaviour(lane_1_bus_behaviour),
        .bus_controller(lane_1_bus_controller),
        .bus_random(lane_1_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_1),
        .weight_read(lane_1_weight_read),
        .spike(lane_1_spike),
        .positive(lane_1_positive),
        .negative(lane_1_negative),
        .weight_before(lane_1_weight_before),
        .weight_after(lane_1_weight_after),
        .membrane_before(lane_1_membrane_before),
        .membrane_after(lane_1_membrane_after),
        .neuron_before(lane_1_neuron_before),
        .neuron_after(lane_1_neuron_after),
        .feedback_before(lane_1_feedback_before),
        .error_before(lane_1_error_before),
        .drive_before(lane_1_drive_before),
        .error_after(lane_1_error_after),
        .drive_after(lane_1_drive_after),
        .feedback_after(lane_1_feedback_after),
        .error_written(lane_1_error_written),
        .feedback_written(lane_1_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane2_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane2_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane2_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane2_controller.hex"})
    ) lane_2 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_2_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_2_bus_weight),
        .bus_threshold(lane_2_bus_threshold),
        .bus_behaviour(lane_2_bus_behaviour),
        .bus_controller(lane_2_bus_controller),
        .bus_random(lane_2_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_2),
        .weight_read(lane_2_weight_read),
        .spike(lane_2_spike),
        .positive(lane_2_positive),
        .negative(lane_2_negative),
        .weight_before(lane_2_weight_before),
        .weight_after(lane_2_weight_after),
        .membrane_before(lane_2_membrane_before),
        .membrane_after(lane_2_membrane_after),
        .neuron_before(lane_2_neuron_before),
        .neuron_after(lane_2_neuron_after),
        .feedback_before(lane_2_feedback_before),
        .error_before(lane_2_error_before),
        .drive_before(lane_2_drive_before),
        .error_after(lane_2_error_after),
        .drive_after(lane_2_drive_after),
        .feedback_after(lane_2_feedback_after),
        .error_written(lane_2_error_written),
        .feedback_written(lane_2_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane3_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane3_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane3_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane3_controller.hex"})
    ) lane_3 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_3_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_3_bus_weight),
        .bus_threshold(lane_3_bus_threshold),
        .bus_behaviour(lane_3_bus_behaviour),
        .bus_controller(lane_3_bus_controller),
        .bus_random(lane_3_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_3),
        .weight_read(lane_3_weight_read),
        .spike(lane_3_spike),
        .positive(lane_3_positive),
        .negative(lane_3_negative),
        .weight_before(lane_3_weight_before),
        .weight_after(lane_3_weight_after),
        .membrane_before(lane_3_membrane_before),
        .membrane_after(lane_3_membrane_after),
        .neuron_before(lane_3_neuron_before),
        .neuron_after(lane_3_neuron_after),
        .feedback_before(lane_3_feedback_before),
        .error_before(lane_3_error_before),
        .drive_before(lane_3_drive_before),
        .error_after(lane_3_error_after),
        .drive_after(lane_3_drive_after),
        .feedback_after(lane_3_feedback_after),
        .error_written(lane_3_error_written),
        .feedback_written(lane_3_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane4_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane4_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane4_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane4_controller.hex"})
    ) lane_4 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_4_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_4_bus_weight),
        .bus_threshold(lane_4_bus_threshold),
        .bus_behaviour(lane_4_bus_behaviour),
        .bus_controller(lane_4_bus_controller),
        .bus_random(lane_4_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_4),
        .weight_read(lane_4_weight_read),
        .spike(lane_4_spike),
        .positive(lane_4_positive),
        .negative(lane_4_negative),
        .weight_before(lane_4_weight_before),
        .weight_after(lane_4_weight_after),
        .membrane_before(lane_4_membrane_before),
        .membrane_after(lane_4_membrane_after),
        .neuron_before(lane_4_neuron_before),
        .neuron_after(lane_4_neuron_after),
        .feedback_before(lane_4_feedback_before),
        .error_before(lane_4_error_before),
        .drive_before(lane_4_drive_before),
        .error_after(lane_4_error_after),
        .drive_after(lane_4_drive_after),
        .feedback_after(lane_4_feedback_after),
        .error_written(lane_4_error_written),
        .feedback_written(lane_4_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane5_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane5_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane5_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane5_controller.hex"})
    ) lane_5 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_5_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_5_bus_weight),
        .bus_threshold(lane_5_bus_threshold),
        .bus_behaviour(lane_5_bus_behaviour),
        .bus_controller(lane_5_bus_controller),
        .bus_random(lane_5_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_5),
        .weight_read(lane_5_weight_read),
        .spike(lane_5_spike),
        .positive(lane_5_positive),
        .negative(lane_5_negative),
        .weight_before(lane_5_weight_before),
        .weight_after(lane_5_weight_after),
        .membrane_before(lane_5_membrane_before),
        .membrane_after(lane_5_membrane_after),
        .neuron_before(lane_5_neuron_before),
        .neuron_after(lane_5_neuron_after),
        .feedback_before(lane_5_feedback_before),
        .error_before(lane_5_error_before),
        .drive_before(lane_5_drive_before),
        .error_after(lane_5_error_after),
        .drive_after(lane_5_drive_after),
        .feedback_after(lane_5_feedback_after),
        .error_written(lane_5_error_written),
        .feedback_written(lane_5_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane6_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane6_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane6_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane6_controller.hex"})
    ) lane_6 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_6_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_6_bus_weight),
        .bus_threshold(lane_6_bus_threshold),
        .bus_behaviour(lane_6_bus_behaviour),
        .bus_controller(lane_6_bus_controller),
        .bus_random(lane_6_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_6),
        .weight_read(lane_6_weight_read),
        .spike(lane_6_spike),
        .positive(lane_6_positive),
        .negative(lane_6_negative),
        .weight_before(lane_6_weight_before),
        .weight_after(lane_6_weight_after),
        .membrane_before(lane_6_membrane_before),
        .membrane_after(lane_6_membrane_after),
        .neuron_before(lane_6_neuron_before),
        .neuron_after(lane_6_neuron_after),
        .feedback_before(lane_6_feedback_before),
        .error_before(lane_6_error_before),
        .drive_before(lane_6_drive_before),
        .error_after(lane_6_error_after),
        .drive_after(lane_6_drive_after),
        .feedback_after(lane_6_feedback_after),
        .error_written(lane_6_error_written),
        .feedback_written(lane_6_feedback_written)
    );

    spindle_lane #(
        .WEIGHT_IMAGE({IMAGES, "lane7_weight.hex"}),
        .THRESHOLD_IMAGE({IMAGES, "lane7_threshold.hex"}),
        .BEHAVIOUR_IMAGE({IMAGES, "lane7_behaviour.hex"}),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE({IMAGES, "lane7_controller.hex"})
    ) lane_7 (
        .clock(clock),
        .reset(reset),
        .feedback_read_address(timing_feedback_read_address),
        .random_advance(timing_random_advance),
        .noise_mask(timing_noise_mask),
        .delta_shift(timing_delta_shift),
        .delta_mask(timing_delta_mask),
        .weight_read_address(timing_weight_read_address),
        .weight_write_address(timing_weight_write_address),
        .weight_learn(timing_weight_write),
        .weight_far(timing_weight_far),
        .weight_near(timing_weight_near),
        .membrane_read_address(timing_membrane_read_address),
        .membrane_write_address(timing_membrane_write_address),
        .membrane_write(timing_membrane_write),
        .membrane_far(timing_membrane_far),
        .membrane_near(timing_membrane_near),
        .plain(timing_plain),
        .negate(timing_negate),
        .modulator_read_address(timing_modulator_read_address),
        .modulator_write_address(timing_modulator_write_address),
        .modulator_write(timing_modulator_write),
        .neuron_write(timing_neuron_write),
        .behaviour_read_address(timing_behaviour_read_address),
        .threshold_read_address(timing_threshold_read_address),
        .controlling(timing_controlling),
        .clear_6(timing_clear_6),
        .clear_7(timing_clear_7),
        .word_4(timing_word_4),
        .word_6(timing_word_6),
        .word_7(timing_word_7),
        .word_8(timing_word_8),
        .word_10(timing_word_10),
        .word_11(timing_word_11),
        .word_12(timing_word_12),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain),
        .clear_targets(timing_clear_targets),
        .rate_write(lane_7_rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_address(registers_word),
        .bus_data(bus_write_data),
        .bus_weight(lane_7_bus_weight),
        .bus_threshold(lane_7_bus_threshold),
        .bus_behaviour(lane_7_bus_behaviour),
        .bus_controller(lane_7_bus_controller),
        .bus_random(lane_7_bus_random),
        .bus_seed(registers_seed),
        .initial_random(initial_random_7),
        .weight_read(lane_7_weight_read),
        .spike(lane_7_spike),
        .positive(lane_7_positive),
        .negative(lane_7_negative),
        .weight_before(lane_7_weight_before),
        .weight_after(lane_7_weight_after),
        .membrane_before(lane_7_membrane_before),
        .membrane_after(lane_7_membrane_after),
        .neuron_before(lane_7_neuron_before),
        .neuron_after(lane_7_neuron_after),
        .feedback_before(lane_7_feedback_before),
        .error_before(lane_7_error_before),
        .drive_before(lane_7_drive_before),
        .error_after(lane_7_error_after),
        .drive_after(lane_7_drive_after),
        .feedback_after(lane_7_feedback_after),
        .error_written(lane_7_error_written),
        .feedback_written(lane_7_feedback_written)
    );

    spindle_gather_8 fired (
        .lanes_0(lane_0_spike),
        .lanes_1(lane_1_spike),
        .lanes_2(lane_2_spike),
        .lanes_3(lane_3_spike),
        .lanes_4(lane_4_spike),
        .lanes_5(lane_5_spike),
        .lanes_6(lane_6_spike),
        .lanes_7(lane_7_spike),
        .mask(fired_mask)
    );

    spindle_population_count fired_count (
        .mask(fired_count_mask),
        .count(fired_count_count)
    );

    spindle_spike_queue_64x28 outgoing (
        .clock(clock),
        .reset(reset),
        .push(pushes),
        .entry(entry),
        .ready(outgoing_ready),
        .valid(outgoing_valid),
        .neuron(spike_address),
        .take(outgoing_take),
        .drained(unused_outgoing_drained)
    );

    spindle_registers registers (
        .clock(clock),
        .reset(reset),
        .bus_valid(bus_valid),
        .bus_write(bus_write),
        .bus_address(bus_address),
        .bus_write_data(bus_write_data),
        .bus_ready(bus_ready),
        .bus_read_data(bus_read_data),
        .pending(registers_pending),
        .idle(scheduler_idle),
        .access(unused_registers_access),
        .word(registers_word),
        .lane(registers_lane),
        .write_weight(registers_write_weight),
        .write_threshold(registers_write_threshold),
        .write_behaviour(registers_write_behaviour),
        .write_controller(registers_write_controller),
        .write_random(registers_write_random),
        .write_projection(registers_write_projection),
        .weight(registers_weight),
        .feedback(scheduler_feedback),
        .learning(scheduler_learning),
        .steps(scheduler_steps),
        .spikes_in(counters_spikes_in),
        .words(counters_words),
        .spikes(counters_spikes),
        .dropped(counters_dropped),
        .overflow(counters_overflow),
        .neuron_words(registers_neuron_words),
        .input_entries(registers_input_entries),
        .entries(registers_entries),
        .inputs_walk(registers_inputs_walk),
        .neurons_walk(registers_neurons_walk),
        .inputs_single(registers_inputs_single),
        .neurons_single(registers_neurons_single),
        .seed(registers_seed),
        .controllers_emit(registers_controllers_emit),
        .error_leak(registers_error_leak),
        .proportional_leak(registers_proportional_leak),
        .integral_leak(registers_integral_leak),
        .modulatory_leak(registers_modulatory_leak),
        .error_gain(registers_error_gain),
        .proportional_gain(registers_proportional_gain),
        .integral_gain(registers_integral_gain)
    );

    spindle_counters counters (
        .clock(clock),
        .reset(reset),
        .took_spike(fetch_took_spike),
        .streamed(streamer_issue),
        .fired(counters_fired),
        .lost(counters_lost),
        .spikes_in(counters_spikes_in),
        .words(counters_words),
        .spikes(counters_spikes),
        .dropped(counters_dropped),
        .overflow(counters_overflow)
    );

    // Retire port; without one, its shared signals are no ports (GEO-9).
    spindle_retire retire_0 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .entry(timing_synapse_entry),
        .source(timing_synapse_source),
        .post(timing_synapse_post),
        .neuron(timing_neuron_retire),
        .neuron_word(timing_neuron_word),
        .control(timing_control_retire),
        .control_word(timing_control_word),
        .synapse_valid(synapse_valid),
        .synapse_projection(synapse_projection),
        .synapse_source(synapse_source),
        .synapse_post(synapse_post),
        .neuron_valid(neuron_valid),
        .neuron_retired(neuron_word),
        .control_valid(control_valid),
        .control_retired(control_word)
    );

    spindle_retire_lane retire_lane_0 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_0_weight_before),
        .weight_after(lane_0_weight_after),
        .membrane_before(lane_0_membrane_before),
        .membrane_after(lane_0_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_0_neuron_after),
        .spike(lane_0_spike),
        .neuron_before(lane_0_neuron_before),
        .out_weight_before(synapse_weight_before_0),
        .out_weight_after(synapse_weight_after_0),
        .out_membrane_before(synapse_membrane_before_0),
        .out_membrane_after(synapse_membrane_after_0),
        .out_neuron_before(neuron_membrane_before_0),
        .out_neuron_after(neuron_membrane_after_0),
        .out_spike(neuron_spike_0)
    );

    spindle_retire_lane retire_lane_1 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_1_weight_before),
        .weight_after(lane_1_weight_after),
        .membrane_before(lane_1_membrane_before),
        .membrane_after(lane_1_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_1_neuron_after),
        .spike(lane_1_spike),
        .neuron_before(lane_1_neuron_before),
        .out_weight_before(synapse_weight_before_1),
        .out_weight_after(synapse_weight_after_1),
        .out_membrane_before(synapse_membrane_before_1),
        .out_membrane_after(synapse_membrane_after_1),
        .out_neuron_before(neuron_membrane_before_1),
        .out_neuron_after(neuron_membrane_after_1),
        .out_spike(neuron_spike_1)
    );

    spindle_retire_lane retire_lane_2 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_2_weight_before),
        .weight_after(lane_2_weight_after),
        .membrane_before(lane_2_membrane_before),
        .membrane_after(lane_2_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_2_neuron_after),
        .spike(lane_2_spike),
        .neuron_before(lane_2_neuron_before),
        .out_weight_before(synapse_weight_before_2),
        .out_weight_after(synapse_weight_after_2),
        .out_membrane_before(synapse_membrane_before_2),
        .out_membrane_after(synapse_membrane_after_2),
        .out_neuron_before(neuron_membrane_before_2),
        .out_neuron_after(neuron_membrane_after_2),
        .out_spike(neuron_spike_2)
    );

    spindle_retire_lane retire_lane_3 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_3_weight_before),
        .weight_after(lane_3_weight_after),
        .membrane_before(lane_3_membrane_before),
        .membrane_after(lane_3_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_3_neuron_after),
        .spike(lane_3_spike),
        .neuron_before(lane_3_neuron_before),
        .out_weight_before(synapse_weight_before_3),
        .out_weight_after(synapse_weight_after_3),
        .out_membrane_before(synapse_membrane_before_3),
        .out_membrane_after(synapse_membrane_after_3),
        .out_neuron_before(neuron_membrane_before_3),
        .out_neuron_after(neuron_membrane_after_3),
        .out_spike(neuron_spike_3)
    );

    spindle_retire_lane retire_lane_4 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_4_weight_before),
        .weight_after(lane_4_weight_after),
        .membrane_before(lane_4_membrane_before),
        .membrane_after(lane_4_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_4_neuron_after),
        .spike(lane_4_spike),
        .neuron_before(lane_4_neuron_before),
        .out_weight_before(synapse_weight_before_4),
        .out_weight_after(synapse_weight_after_4),
        .out_membrane_before(synapse_membrane_before_4),
        .out_membrane_after(synapse_membrane_after_4),
        .out_neuron_before(neuron_membrane_before_4),
        .out_neuron_after(neuron_membrane_after_4),
        .out_spike(neuron_spike_4)
    );

    spindle_retire_lane retire_lane_5 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_5_weight_before),
        .weight_after(lane_5_weight_after),
        .membrane_before(lane_5_membrane_before),
        .membrane_after(lane_5_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_5_neuron_after),
        .spike(lane_5_spike),
        .neuron_before(lane_5_neuron_before),
        .out_weight_before(synapse_weight_before_5),
        .out_weight_after(synapse_weight_after_5),
        .out_membrane_before(synapse_membrane_before_5),
        .out_membrane_after(synapse_membrane_after_5),
        .out_neuron_before(neuron_membrane_before_5),
        .out_neuron_after(neuron_membrane_after_5),
        .out_spike(neuron_spike_5)
    );

    spindle_retire_lane retire_lane_6 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_6_weight_before),
        .weight_after(lane_6_weight_after),
        .membrane_before(lane_6_membrane_before),
        .membrane_after(lane_6_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_6_neuron_after),
        .spike(lane_6_spike),
        .neuron_before(lane_6_neuron_before),
        .out_weight_before(synapse_weight_before_6),
        .out_weight_after(synapse_weight_after_6),
        .out_membrane_before(synapse_membrane_before_6),
        .out_membrane_after(synapse_membrane_after_6),
        .out_neuron_before(neuron_membrane_before_6),
        .out_neuron_after(neuron_membrane_after_6),
        .out_spike(neuron_spike_6)
    );

    spindle_retire_lane retire_lane_7 (
        .clock(clock),
        .reset(reset),
        .synapse(timing_synapse_retire),
        .weight_before(lane_7_weight_before),
        .weight_after(lane_7_weight_after),
        .membrane_before(lane_7_membrane_before),
        .membrane_after(lane_7_membrane_after),
        .neuron(timing_neuron_retire),
        .neuron_after(lane_7_neuron_after),
        .spike(lane_7_spike),
        .neuron_before(lane_7_neuron_before),
        .out_weight_before(synapse_weight_before_7),
        .out_weight_after(synapse_weight_after_7),
        .out_membrane_before(synapse_membrane_before_7),
        .out_membrane_after(synapse_membrane_after_7),
        .out_neuron_before(neuron_membrane_before_7),
        .out_neuron_after(neuron_membrane_after_7),
        .out_spike(neuron_spike_7)
    );

    spindle_retire_control retire_control_0 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_0_feedback_written),
        .feedback_after(lane_0_feedback_after),
        .error_before(lane_0_error_before),
        .feedback_before(lane_0_feedback_before),
        .error_written(lane_0_error_written),
        .error_after(lane_0_error_after),
        .drive_before(lane_0_drive_before),
        .drive_after(lane_0_drive_after),
        .positive(lane_0_positive),
        .negative(lane_0_negative),
        .out_error(control_error_0),
        .out_drive(control_drive_0),
        .out_positive(control_positive_0),
        .out_negative(control_negative_0),
        .out_feedback(control_feedback_0)
    );

    spindle_retire_control retire_control_1 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_1_feedback_written),
        .feedback_after(lane_1_feedback_after),
        .error_before(lane_1_error_before),
        .feedback_before(lane_1_feedback_before),
        .error_written(lane_1_error_written),
        .error_after(lane_1_error_after),
        .drive_before(lane_1_drive_before),
        .drive_after(lane_1_drive_after),
        .positive(lane_1_positive),
        .negative(lane_1_negative),
        .out_error(control_error_1),
        .out_drive(control_drive_1),
        .out_positive(control_positive_1),
        .out_negative(control_negative_1),
        .out_feedback(control_feedback_1)
    );

    spindle_retire_control retire_control_2 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_2_feedback_written),
        .feedback_after(lane_2_feedback_after),
        .error_before(lane_2_error_before),
        .feedback_before(lane_2_feedback_before),
        .error_written(lane_2_error_written),
        .error_after(lane_2_error_after),
        .drive_before(lane_2_drive_before),
        .drive_after(lane_2_drive_after),
        .positive(lane_2_positive),
        .negative(lane_2_negative),
        .out_error(control_error_2),
        .out_drive(control_drive_2),
        .out_positive(control_positive_2),
        .out_negative(control_negative_2),
        .out_feedback(control_feedback_2)
    );

    spindle_retire_control retire_control_3 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_3_feedback_written),
        .feedback_after(lane_3_feedback_after),
        .error_before(lane_3_error_before),
        .feedback_before(lane_3_feedback_before),
        .error_written(lane_3_error_written),
        .error_after(lane_3_error_after),
        .drive_before(lane_3_drive_before),
        .drive_after(lane_3_drive_after),
        .positive(lane_3_positive),
        .negative(lane_3_negative),
        .out_error(control_error_3),
        .out_drive(control_drive_3),
        .out_positive(control_positive_3),
        .out_negative(control_negative_3),
        .out_feedback(control_feedback_3)
    );

    spindle_retire_control retire_control_4 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_4_feedback_written),
        .feedback_after(lane_4_feedback_after),
        .error_before(lane_4_error_before),
        .feedback_before(lane_4_feedback_before),
        .error_written(lane_4_error_written),
        .error_after(lane_4_error_after),
        .drive_before(lane_4_drive_before),
        .drive_after(lane_4_drive_after),
        .positive(lane_4_positive),
        .negative(lane_4_negative),
        .out_error(control_error_4),
        .out_drive(control_drive_4),
        .out_positive(control_positive_4),
        .out_negative(control_negative_4),
        .out_feedback(control_feedback_4)
    );

    spindle_retire_control retire_control_5 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_5_feedback_written),
        .feedback_after(lane_5_feedback_after),
        .error_before(lane_5_error_before),
        .feedback_before(lane_5_feedback_before),
        .error_written(lane_5_error_written),
        .error_after(lane_5_error_after),
        .drive_before(lane_5_drive_before),
        .drive_after(lane_5_drive_after),
        .positive(lane_5_positive),
        .negative(lane_5_negative),
        .out_error(control_error_5),
        .out_drive(control_drive_5),
        .out_positive(control_positive_5),
        .out_negative(control_negative_5),
        .out_feedback(control_feedback_5)
    );

    spindle_retire_control retire_control_6 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_6_feedback_written),
        .feedback_after(lane_6_feedback_after),
        .error_before(lane_6_error_before),
        .feedback_before(lane_6_feedback_before),
        .error_written(lane_6_error_written),
        .error_after(lane_6_error_after),
        .drive_before(lane_6_drive_before),
        .drive_after(lane_6_drive_after),
        .positive(lane_6_positive),
        .negative(lane_6_negative),
        .out_error(control_error_6),
        .out_drive(control_drive_6),
        .out_positive(control_positive_6),
        .out_negative(control_negative_6),
        .out_feedback(control_feedback_6)
    );

    spindle_retire_control retire_control_7 (
        .clock(clock),
        .reset(reset),
        .control(timing_control_retire),
        .feedback_written(lane_7_feedback_written),
        .feedback_after(lane_7_feedback_after),
        .error_before(lane_7_error_before),
        .feedback_before(lane_7_feedback_before),
        .error_written(lane_7_error_written),
        .error_after(lane_7_error_after),
        .drive_before(lane_7_drive_before),
        .drive_after(lane_7_drive_after),
        .positive(lane_7_positive),
        .negative(lane_7_negative),
        .out_error(control_error_7),
        .out_drive(control_drive_7),
        .out_positive(control_positive_7),
        .out_negative(control_negative_7),
        .out_feedback(control_feedback_7)
    );
endmodule

`default_nettype wire
