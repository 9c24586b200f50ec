// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

module spindle_core (
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
    output reg synapse_valid,
    output reg [4:0] synapse_projection,
    output reg [15:0] synapse_source,
    output reg [15:0] synapse_post,
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
    output reg neuron_valid,
    output reg [15:0] neuron_word,
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
    output reg control_valid,
    output reg [15:0] control_word,
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

    wire events_ready;
    wire events_head_valid;
    wire [17:0] events_head;
    wire unused_events_vacant;
    wire unused_recurrent_ready;
    wire recurrent_valid;
    wire [15:0] recurrent_neuron;
    wire recurrent_drained;
    wire unused_positive_0_ready;
    wire positive_0_valid;
    wire [15:0] positive_0_neuron;
    reg positive_0_take;
    wire positive_0_drained;
    wire unused_negative_0_ready;
    wire negative_0_valid;
    wire [15:0] negative_0_neuron;
    reg negative_0_take;
    wire negative_0_drained;
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
    wire [15:0] outgoing_neuron;
    wire unused_outgoing_drained;
    wire registers_bus_ready;
    wire [31:0] registers_bus_read_data;
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
    wire retire_0_synapse_valid;
    wire [4:0] retire_0_synapse_projection;
    wire [15:0] retire_0_synapse_source;
    wire [15:0] retire_0_synapse_post;
    wire retire_0_neuron_valid;
    wire [15:0] retire_0_neuron_retired;
    wire retire_0_control_valid;
    wire [15:0] retire_0_control_retired;
    wire [7:0] retire_lane_0_out_weight_before;
    wire [7:0] retire_lane_0_out_weight_after;
    wire [15:0] retire_lane_0_out_membrane_before;
    wire [15:0] retire_lane_0_out_membrane_after;
    wire [15:0] retire_lane_0_out_neuron_before;
    wire [15:0] retire_lane_0_out_neuron_after;
    wire retire_lane_0_out_spike;
    wire [7:0] retire_lane_1_out_weight_before;
    wire [7:0] retire_lane_1_out_weight_after;
    wire [15:0] retire_lane_1_out_membrane_before;
    wire [15:0] retire_lane_1_out_membrane_after;
    wire [15:0] retire_lane_1_out_neuron_before;
    wire [15:0] retire_lane_1_out_neuron_after;
    wire retire_lane_1_out_spike;
    wire [7:0] retire_lane_2_out_weight_before;
    wire [7:0] retire_lane_2_out_weight_after;
    wire [15:0] retire_lane_2_out_membrane_before;
    wire [15:0] retire_lane_2_out_membrane_after;
    wire [15:0] retire_lane_2_out_neuron_before;
    wire [15:0] retire_lane_2_out_neuron_after;
    wire retire_lane_2_out_spike;
    wire [7:0] retire_lane_3_out_weight_before;
    wire [7:0] retire_lane_3_out_weight_after;
    wire [15:0] retire_lane_3_out_membrane_before;
    wire [15:0] retire_lane_3_out_membrane_after;
    wire [15:0] retire_lane_3_out_neuron_before;
    wire [15:0] retire_lane_3_out_neuron_after;
    wire retire_lane_3_out_spike;
    wire [7:0] retire_lane_4_out_weight_before;
    wire [7:0] retire_lane_4_out_weight_after;
    wire [15:0] retire_lane_4_out_membrane_before;
    wire [15:0] retire_lane_4_out_membrane_after;
    wire [15:0] retire_lane_4_out_neuron_before;
    wire [15:0] retire_lane_4_out_neuron_after;
    wire retire_lane_4_out_spike;
    wire [7:0] retire_lane_5_out_weight_before;
    wire [7:0] retire_lane_5_out_weight_after;
    wire [15:0] retire_lane_5_out_membrane_before;
    wire [15:0] retire_lane_5_out_membrane_after;
    wire [15:0] retire_lane_5_out_neuron_before;
    wire [15:0] retire_lane_5_out_neuron_after;
    wire retire_lane_5_out_spike;
    wire [7:0] retire_lane_6_out_weight_before;
    wire [7:0] retire_lane_6_out_weight_after;
    wire [15:0] retire_lane_6_out_membrane_before;
    wire [15:0] retire_lane_6_out_membrane_after;
    wire [15:0] retire_lane_6_out_neuron_before;
    wire [15:0] retire_lane_6_out_neuron_after;
    wire retire_lane_6_out_spike;
    wire [7:0] retire_lane_7_out_weight_before;
    wire [7:0] retire_lane_7_out_weight_after;
    wire [15:0] retire_lane_7_out_membrane_before;
    wire [15:0] retire_lane_7_out_membrane_after;
    wire [15:0] retire_lane_7_out_neuron_before;
    wire [15:0] retire_lane_7_out_neuron_after;
    wire retire_lane_7_out_spike;
    wire [15:0] retire_control_0_out_error;
    wire [15:0] retire_control_0_out_drive;
    wire retire_control_0_out_positive;
    wire retire_control_0_out_negative;
    wire [15:0] retire_control_0_out_feedback;
    wire [15:0] retire_control_1_out_error;
    wire [15:0] retire_control_1_out_drive;
    wire retire_control_1_out_positive;
    wire retire_control_1_out_negative;
    wire [15:0] retire_control_1_out_feedback;
    wire [15:0] retire_control_2_out_error;
    wire [15:0] retire_control_2_out_drive;
    wire retire_control_2_out_positive;
    wire retire_control_2_out_negative;
    wire [15:0] retire_control_2_out_feedback;
    wire [15:0] retire_control_3_out_error;
    wire [15:0] retire_control_3_out_drive;
    wire retire_control_3_out_positive;
    wire retire_control_3_out_negative;
    wire [15:0] retire_control_3_out_feedback;
    wire [15:0] retire_control_4_out_error;
    wire [15:0] retire_control_4_out_drive;
    wire retire_control_4_out_positive;
    wire retire_control_4_out_negative;
    wire [15:0] retire_control_4_out_feedback;
    wire [15:0] retire_control_5_out_error;
    wire [15:0] retire_control_5_out_drive;
    wire retire_control_5_out_positive;
    wire retire_control_5_out_negative;
    wire [15:0] retire_control_5_out_feedback;
    wire [15:0] retire_control_6_out_error;
    wire [15:0] retire_control_6_out_drive;
    wire retire_control_6_out_positive;
    wire retire_control_6_out_negative;
    wire [15:0] retire_control_6_out_feedback;
    wire [15:0] retire_control_7_out_error;
    wire [15:0] retire_control_7_out_drive;
    wire retire_control_7_out_positive;
    wire retire_control_7_out_negative;
    wire [15:0] retire_control_7_out_feedback;
    reg target_now_d;
    wire target_now_q;
    reg [15:0] target_word_d;
    wire [15:0] target_word_q;
    reg [15:0] target_lane_d;
    wire [15:0] target_lane_q;
    reg [7:0] target_rate_d;
    wire [7:0] target_rate_q;
    reg pushes_d;
    wire pushes_q;
    reg [27:0] entry_d;
    wire [27:0] entry_q;
    reg positive_drained;
    reg negative_drained;
    reg [15:0] rate_address;
    reg [7:0] rate;
    reg [7:0] weight_raw;

    wire events_take = fetch_take_head | scheduler_take_head;
    wire neurons_drained = recurrent_drained;
    wire recurrent_take = fetch_take_neuron & ~neurons_drained;
    wire queued_drained = neurons_drained & positive_drained & negative_drained;
    wire [3:0] fetch_table_entry = bus_address[5:2];
    wire [1:0] fetch_table_field = bus_address[1:0];
    wire timing_learn = streamer_learn & scheduler_feedback & scheduler_learning;
    wire [15:0] target_neuron = {8'd0, events_head[15:8]};
    wire target_fits = target_now_q & (target_word_q <= last_word);
    wire lane_0_rate_write = (target_fits & (target_lane_q == 16'h0)) | timing_clear_targets;
    wire lane_0_bus_weight = registers_write_weight & (registers_lane == 4'h0);
    wire lane_0_bus_threshold = registers_write_threshold & (registers_lane == 4'h0);
    wire lane_0_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h0);
    wire lane_0_bus_controller = registers_write_controller & (registers_lane == 4'h0);
    wire lane_0_bus_random = registers_write_random & (registers_lane == 4'h0);
    wire lane_1_rate_write = (target_fits & (target_lane_q == 16'h1)) | timing_clear_targets;
    wire lane_1_bus_weight = registers_write_weight & (registers_lane == 4'h1);
    wire lane_1_bus_threshold = registers_write_threshold & (registers_lane == 4'h1);
    wire lane_1_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h1);
    wire lane_1_bus_controller = registers_write_controller & (registers_lane == 4'h1);
    wire lane_1_bus_random = registers_write_random & (registers_lane == 4'h1);
    wire lane_2_rate_write = (target_fits & (target_lane_q == 16'h2)) | timing_clear_targets;
    wire lane_2_bus_weight = registers_write_weight & (registers_lane == 4'h2);
    wire lane_2_bus_threshold = registers_write_threshold & (registers_lane == 4'h2);
    wire lane_2_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h2);
    wire lane_2_bus_controller = registers_write_controller & (registers_lane == 4'h2);
    wire lane_2_bus_random = registers_write_random & (registers_lane == 4'h2);
    wire lane_3_rate_write = (target_fits & (target_lane_q == 16'h3)) | timing_clear_targets;
    wire lane_3_bus_weight = registers_write_weight & (registers_lane == 4'h3);
    wire lane_3_bus_threshold = registers_write_threshold & (registers_lane == 4'h3);
    wire lane_3_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h3);
    wire lane_3_bus_controller = registers_write_controller & (registers_lane == 4'h3);
    wire lane_3_bus_random = registers_write_random & (registers_lane == 4'h3);
    wire lane_4_rate_write = (target_fits & (target_lane_q == 16'h4)) | timing_clear_targets;
    wire lane_4_bus_weight = registers_write_weight & (registers_lane == 4'h4);
    wire lane_4_bus_threshold = registers_write_threshold & (registers_lane == 4'h4);
    wire lane_4_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h4);
    wire lane_4_bus_controller = registers_write_controller & (registers_lane == 4'h4);
    wire lane_4_bus_random = registers_write_random & (registers_lane == 4'h4);
    wire lane_5_rate_write = (target_fits & (target_lane_q == 16'h5)) | timing_clear_targets;
    wire lane_5_bus_weight = registers_write_weight & (registers_lane == 4'h5);
    wire lane_5_bus_threshold = registers_write_threshold & (registers_lane == 4'h5);
    wire lane_5_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h5);
    wire lane_5_bus_controller = registers_write_controller & (registers_lane == 4'h5);
    wire lane_5_bus_random = registers_write_random & (registers_lane == 4'h5);
    wire lane_6_rate_write = (target_fits & (target_lane_q == 16'h6)) | timing_clear_targets;
    wire lane_6_bus_weight = registers_write_weight & (registers_lane == 4'h6);
    wire lane_6_bus_threshold = registers_write_threshold & (registers_lane == 4'h6);
    wire lane_6_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h6);
    wire lane_6_bus_controller = registers_write_controller & (registers_lane == 4'h6);
    wire lane_6_bus_random = registers_write_random & (registers_lane == 4'h6);
    wire lane_7_rate_write = (target_fits & (target_lane_q == 16'h7)) | timing_clear_targets;
    wire lane_7_bus_weight = registers_write_weight & (registers_lane == 4'h7);
    wire lane_7_bus_threshold = registers_write_threshold & (registers_lane == 4'h7);
    wire lane_7_bus_behaviour = registers_write_behaviour & (registers_lane == 4'h7);
    wire lane_7_bus_controller = registers_write_controller & (registers_lane == 4'h7);
    wire lane_7_bus_random = registers_write_random & (registers_lane == 4'h7);
    wire [31:0] weight_wide = {24'd0, weight_raw};
    wire any_fired = fired_mask != no_lanes;
    wire [15:0] fired_count_mask = entry_q[15:0];
    wire recurrent_push = pushes_q & registers_neurons_walk;
    wire pair_pushes = timing_pair_push & registers_neurons_walk & registers_controllers_emit;
    wire [27:0] pair_entry = {12'd0, timing_pair_word} << word_shift;
    wire positive_0_push = pair_pushes & (fired_positive_mask != no_lanes);
    wire [27:0] positive_0_entry = pair_entry | {12'd0, fired_positive_mask};
    wire negative_0_push = pair_pushes & (fired_negative_mask != no_lanes);
    wire [27:0] negative_0_entry = pair_entry | {12'd0, fired_negative_mask};
    wire outgoing_take = outgoing_valid & spike_ready;
    wire counters_lost = pushes_q & ~outgoing_ready;

    spindle_core_events events (
        .clock(clock),
        .reset(reset),
        .push(event_valid),
        .word(event_data),
        .ready(events_ready),
        .head_valid(events_head_valid),
        .head(events_head),
        .take(events_take),
        .vacant(unused_events_vacant)
    );

    spindle_core_recurrent recurrent (
        .clock(clock),
        .reset(reset),
        .push(recurrent_push),
        .entry(entry_q),
        .ready(unused_recurrent_ready),
        .valid(recurrent_valid),
        .neuron(recurrent_neuron),
        .take(recurrent_take),
        .drained(recurrent_drained)
    );

    spindle_core_recurrent positive_0 (
        .clock(clock),
        .reset(reset),
        .push(positive_0_push),
        .entry(positive_0_entry),
        .ready(unused_positive_0_ready),
        .valid(positive_0_valid),
        .neuron(positive_0_neuron),
        .take(positive_0_take),
        .drained(positive_0_drained)
    );

    spindle_core_recurrent negative_0 (
        .clock(clock),
        .reset(reset),
        .push(negative_0_push),
        .entry(negative_0_entry),
        .ready(unused_negative_0_ready),
        .valid(negative_0_valid),
        .neuron(negative_0_neuron),
        .take(negative_0_take),
        .drained(negative_0_drained)
    );

    spindle_core_fired_positive fired_positive (
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

    spindle_core_fired_positive fired_negative (
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

    spindle_core_fetch fetch (
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

    spindle_core_streamer streamer (
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

    spindle_core_scheduler scheduler (
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

    spindle_core_timing timing (
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane0_weight.hex"),
        .THRESHOLD_IMAGE("lane0_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane0_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane0_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane1_weight.hex"),
        .THRESHOLD_IMAGE("lane1_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane1_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane1_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane2_weight.hex"),
        .THRESHOLD_IMAGE("lane2_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane2_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane2_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane3_weight.hex"),
        .THRESHOLD_IMAGE("lane3_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane3_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane3_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane4_weight.hex"),
        .THRESHOLD_IMAGE("lane4_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane4_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane4_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane5_weight.hex"),
        .THRESHOLD_IMAGE("lane5_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane5_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane5_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane6_weight.hex"),
        .THRESHOLD_IMAGE("lane6_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane6_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane6_controller.hex")
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

    spindle_core_lane #(
        .WEIGHT_IMAGE("lane7_weight.hex"),
        .THRESHOLD_IMAGE("lane7_threshold.hex"),
        .BEHAVIOUR_IMAGE("lane7_behaviour.hex"),
        .CONTROL_0_PAIR_THRESHOLD_IMAGE("lane7_controller.hex")
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

    spindle_core_fired_positive fired (
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

    population_count fired_count (
        .mask(fired_count_mask),
        .count(fired_count_count)
    );

    spindle_core_outgoing outgoing (
        .clock(clock),
        .reset(reset),
        .push(pushes_q),
        .entry(entry_q),
        .ready(outgoing_ready),
        .valid(outgoing_valid),
        .neuron(outgoing_neuron),
        .take(outgoing_take),
        .drained(unused_outgoing_drained)
    );

    spindle_core_registers registers (
        .clock(clock),
        .reset(reset),
        .bus_valid(bus_valid),
        .bus_write(bus_write),
        .bus_address(bus_address),
        .bus_write_data(bus_write_data),
        .bus_ready(registers_bus_ready),
        .bus_read_data(registers_bus_read_data),
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

    spindle_core_counters counters (
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

    spindle_core_retire retire_0 (
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
        .synapse_valid(retire_0_synapse_valid),
        .synapse_projection(retire_0_synapse_projection),
        .synapse_source(retire_0_synapse_source),
        .synapse_post(retire_0_synapse_post),
        .neuron_valid(retire_0_neuron_valid),
        .neuron_retired(retire_0_neuron_retired),
        .control_valid(retire_0_control_valid),
        .control_retired(retire_0_control_retired)
    );

    spindle_core_retire_lane retire_lane_0 (
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
        .out_weight_before(retire_lane_0_out_weight_before),
        .out_weight_after(retire_lane_0_out_weight_after),
        .out_membrane_before(retire_lane_0_out_membrane_before),
        .out_membrane_after(retire_lane_0_out_membrane_after),
        .out_neuron_before(retire_lane_0_out_neuron_before),
        .out_neuron_after(retire_lane_0_out_neuron_after),
        .out_spike(retire_lane_0_out_spike)
    );

    spindle_core_retire_lane retire_lane_1 (
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
        .out_weight_before(retire_lane_1_out_weight_before),
        .out_weight_after(retire_lane_1_out_weight_after),
        .out_membrane_before(retire_lane_1_out_membrane_before),
        .out_membrane_after(retire_lane_1_out_membrane_after),
        .out_neuron_before(retire_lane_1_out_neuron_before),
        .out_neuron_after(retire_lane_1_out_neuron_after),
        .out_spike(retire_lane_1_out_spike)
    );

    spindle_core_retire_lane retire_lane_2 (
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
        .out_weight_before(retire_lane_2_out_weight_before),
        .out_weight_after(retire_lane_2_out_weight_after),
        .out_membrane_before(retire_lane_2_out_membrane_before),
        .out_membrane_after(retire_lane_2_out_membrane_after),
        .out_neuron_before(retire_lane_2_out_neuron_before),
        .out_neuron_after(retire_lane_2_out_neuron_after),
        .out_spike(retire_lane_2_out_spike)
    );

    spindle_core_retire_lane retire_lane_3 (
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
        .out_weight_before(retire_lane_3_out_weight_before),
        .out_weight_after(retire_lane_3_out_weight_after),
        .out_membrane_before(retire_lane_3_out_membrane_before),
        .out_membrane_after(retire_lane_3_out_membrane_after),
        .out_neuron_before(retire_lane_3_out_neuron_before),
        .out_neuron_after(retire_lane_3_out_neuron_after),
        .out_spike(retire_lane_3_out_spike)
    );

    spindle_core_retire_lane retire_lane_4 (
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
        .out_weight_before(retire_lane_4_out_weight_before),
        .out_weight_after(retire_lane_4_out_weight_after),
        .out_membrane_before(retire_lane_4_out_membrane_before),
        .out_membrane_after(retire_lane_4_out_membrane_after),
        .out_neuron_before(retire_lane_4_out_neuron_before),
        .out_neuron_after(retire_lane_4_out_neuron_after),
        .out_spike(retire_lane_4_out_spike)
    );

    spindle_core_retire_lane retire_lane_5 (
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
        .out_weight_before(retire_lane_5_out_weight_before),
        .out_weight_after(retire_lane_5_out_weight_after),
        .out_membrane_before(retire_lane_5_out_membrane_before),
        .out_membrane_after(retire_lane_5_out_membrane_after),
        .out_neuron_before(retire_lane_5_out_neuron_before),
        .out_neuron_after(retire_lane_5_out_neuron_after),
        .out_spike(retire_lane_5_out_spike)
    );

    spindle_core_retire_lane retire_lane_6 (
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
        .out_weight_before(retire_lane_6_out_weight_before),
        .out_weight_after(retire_lane_6_out_weight_after),
        .out_membrane_before(retire_lane_6_out_membrane_before),
        .out_membrane_after(retire_lane_6_out_membrane_after),
        .out_neuron_before(retire_lane_6_out_neuron_before),
        .out_neuron_after(retire_lane_6_out_neuron_after),
        .out_spike(retire_lane_6_out_spike)
    );

    spindle_core_retire_lane retire_lane_7 (
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
        .out_weight_before(retire_lane_7_out_weight_before),
        .out_weight_after(retire_lane_7_out_weight_after),
        .out_membrane_before(retire_lane_7_out_membrane_before),
        .out_membrane_after(retire_lane_7_out_membrane_after),
        .out_neuron_before(retire_lane_7_out_neuron_before),
        .out_neuron_after(retire_lane_7_out_neuron_after),
        .out_spike(retire_lane_7_out_spike)
    );

    spindle_core_retire_control retire_control_0 (
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
        .out_error(retire_control_0_out_error),
        .out_drive(retire_control_0_out_drive),
        .out_positive(retire_control_0_out_positive),
        .out_negative(retire_control_0_out_negative),
        .out_feedback(retire_control_0_out_feedback)
    );

    spindle_core_retire_control retire_control_1 (
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
        .out_error(retire_control_1_out_error),
        .out_drive(retire_control_1_out_drive),
        .out_positive(retire_control_1_out_positive),
        .out_negative(retire_control_1_out_negative),
        .out_feedback(retire_control_1_out_feedback)
    );

    spindle_core_retire_control retire_control_2 (
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
        .out_error(retire_control_2_out_error),
        .out_drive(retire_control_2_out_drive),
        .out_positive(retire_control_2_out_positive),
        .out_negative(retire_control_2_out_negative),
        .out_feedback(retire_control_2_out_feedback)
    );

    spindle_core_retire_control retire_control_3 (
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
        .out_error(retire_control_3_out_error),
        .out_drive(retire_control_3_out_drive),
        .out_positive(retire_control_3_out_positive),
        .out_negative(retire_control_3_out_negative),
        .out_feedback(retire_control_3_out_feedback)
    );

    spindle_core_retire_control retire_control_4 (
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
        .out_error(retire_control_4_out_error),
        .out_drive(retire_control_4_out_drive),
        .out_positive(retire_control_4_out_positive),
        .out_negative(retire_control_4_out_negative),
        .out_feedback(retire_control_4_out_feedback)
    );

    spindle_core_retire_control retire_control_5 (
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
        .out_error(retire_control_5_out_error),
        .out_drive(retire_control_5_out_drive),
        .out_positive(retire_control_5_out_positive),
        .out_negative(retire_control_5_out_negative),
        .out_feedback(retire_control_5_out_feedback)
    );

    spindle_core_retire_control retire_control_6 (
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
        .out_error(retire_control_6_out_error),
        .out_drive(retire_control_6_out_drive),
        .out_positive(retire_control_6_out_positive),
        .out_negative(retire_control_6_out_negative),
        .out_feedback(retire_control_6_out_feedback)
    );

    spindle_core_retire_control retire_control_7 (
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
        .out_error(retire_control_7_out_error),
        .out_drive(retire_control_7_out_drive),
        .out_positive(retire_control_7_out_positive),
        .out_negative(retire_control_7_out_negative),
        .out_feedback(retire_control_7_out_feedback)
    );

    register_1 target_now (
        .d(target_now_d),
        .q(target_now_q),
        .clock(clock)
    );

    register_16 target_word (
        .d(target_word_d),
        .q(target_word_q),
        .clock(clock)
    );

    register_16 target_lane (
        .d(target_lane_d),
        .q(target_lane_q),
        .clock(clock)
    );

    register_8 target_rate (
        .d(target_rate_d),
        .q(target_rate_q),
        .clock(clock)
    );

    register_1 pushes (
        .d(pushes_d),
        .q(pushes_q),
        .clock(clock)
    );

    register_28 entry (
        .d(entry_d),
        .q(entry_q),
        .clock(clock)
    );

    assign event_ready = events_ready;
    assign steps = scheduler_steps;
    assign spike_valid = outgoing_valid;
    assign spike_address = outgoing_neuron;
    assign bus_ready = registers_bus_ready;
    assign bus_read_data = registers_bus_read_data;
    assign overflow = counters_overflow;
    assign synapse_weight_before_0 = retire_lane_0_out_weight_before;
    assign synapse_weight_after_0 = retire_lane_0_out_weight_after;
    assign synapse_membrane_before_0 = retire_lane_0_out_membrane_before;
    assign synapse_membrane_after_0 = retire_lane_0_out_membrane_after;
    assign neuron_membrane_before_0 = retire_lane_0_out_neuron_before;
    assign neuron_membrane_after_0 = retire_lane_0_out_neuron_after;
    assign neuron_spike_0 = retire_lane_0_out_spike;
    assign synapse_weight_before_1 = retire_lane_1_out_weight_before;
    assign synapse_weight_after_1 = retire_lane_1_out_weight_after;
    assign synapse_membrane_before_1 = retire_lane_1_out_membrane_before;
    assign synapse_membrane_after_1 = retire_lane_1_out_membrane_after;
    assign neuron_membrane_before_1 = retire_lane_1_out_neuron_before;
    assign neuron_membrane_after_1 = retire_lane_1_out_neuron_after;
    assign neuron_spike_1 = retire_lane_1_out_spike;
    assign synapse_weight_before_2 = retire_lane_2_out_weight_before;
    assign synapse_weight_after_2 = retire_lane_2_out_weight_after;
    assign synapse_membrane_before_2 = retire_lane_2_out_membrane_before;
    assign synapse_membrane_after_2 = retire_lane_2_out_membrane_after;
    assign neuron_membrane_before_2 = retire_lane_2_out_neuron_before;
    assign neuron_membrane_after_2 = retire_lane_2_out_neuron_after;
    assign neuron_spike_2 = retire_lane_2_out_spike;
    assign synapse_weight_before_3 = retire_lane_3_out_weight_before;
    assign synapse_weight_after_3 = retire_lane_3_out_weight_after;
    assign synapse_membrane_before_3 = retire_lane_3_out_membrane_before;
    assign synapse_membrane_after_3 = retire_lane_3_out_membrane_after;
    assign neuron_membrane_before_3 = retire_lane_3_out_neuron_before;
    assign neuron_membrane_after_3 = retire_lane_3_out_neuron_after;
    assign neuron_spike_3 = retire_lane_3_out_spike;
    assign synapse_weight_before_4 = retire_lane_4_out_weight_before;
    assign synapse_weight_after_4 = retire_lane_4_out_weight_after;
    assign synapse_membrane_before_4 = retire_lane_4_out_membrane_before;
    assign synapse_membrane_after_4 = retire_lane_4_out_membrane_after;
    assign neuron_membrane_before_4 = retire_lane_4_out_neuron_before;
    assign neuron_membrane_after_4 = retire_lane_4_out_neuron_after;
    assign neuron_spike_4 = retire_lane_4_out_spike;
    assign synapse_weight_before_5 = retire_lane_5_out_weight_before;
    assign synapse_weight_after_5 = retire_lane_5_out_weight_after;
    assign synapse_membrane_before_5 = retire_lane_5_out_membrane_before;
    assign synapse_membrane_after_5 = retire_lane_5_out_membrane_after;
    assign neuron_membrane_before_5 = retire_lane_5_out_neuron_before;
    assign neuron_membrane_after_5 = retire_lane_5_out_neuron_after;
    assign neuron_spike_5 = retire_lane_5_out_spike;
    assign synapse_weight_before_6 = retire_lane_6_out_weight_before;
    assign synapse_weight_after_6 = retire_lane_6_out_weight_after;
    assign synapse_membrane_before_6 = retire_lane_6_out_membrane_before;
    assign synapse_membrane_after_6 = retire_lane_6_out_membrane_after;
    assign neuron_membrane_before_6 = retire_lane_6_out_neuron_before;
    assign neuron_membrane_after_6 = retire_lane_6_out_neuron_after;
    assign neuron_spike_6 = retire_lane_6_out_spike;
    assign synapse_weight_before_7 = retire_lane_7_out_weight_before;
    assign synapse_weight_after_7 = retire_lane_7_out_weight_after;
    assign synapse_membrane_before_7 = retire_lane_7_out_membrane_before;
    assign synapse_membrane_after_7 = retire_lane_7_out_membrane_after;
    assign neuron_membrane_before_7 = retire_lane_7_out_neuron_before;
    assign neuron_membrane_after_7 = retire_lane_7_out_neuron_after;
    assign neuron_spike_7 = retire_lane_7_out_spike;
    assign control_error_0 = retire_control_0_out_error;
    assign control_drive_0 = retire_control_0_out_drive;
    assign control_positive_0 = retire_control_0_out_positive;
    assign control_negative_0 = retire_control_0_out_negative;
    assign control_feedback_0 = retire_control_0_out_feedback;
    assign control_error_1 = retire_control_1_out_error;
    assign control_drive_1 = retire_control_1_out_drive;
    assign control_positive_1 = retire_control_1_out_positive;
    assign control_negative_1 = retire_control_1_out_negative;
    assign control_feedback_1 = retire_control_1_out_feedback;
    assign control_error_2 = retire_control_2_out_error;
    assign control_drive_2 = retire_control_2_out_drive;
    assign control_positive_2 = retire_control_2_out_positive;
    assign control_negative_2 = retire_control_2_out_negative;
    assign control_feedback_2 = retire_control_2_out_feedback;
    assign control_error_3 = retire_control_3_out_error;
    assign control_drive_3 = retire_control_3_out_drive;
    assign control_positive_3 = retire_control_3_out_positive;
    assign control_negative_3 = retire_control_3_out_negative;
    assign control_feedback_3 = retire_control_3_out_feedback;
    assign control_error_4 = retire_control_4_out_error;
    assign control_drive_4 = retire_control_4_out_drive;
    assign control_positive_4 = retire_control_4_out_positive;
    assign control_negative_4 = retire_control_4_out_negative;
    assign control_feedback_4 = retire_control_4_out_feedback;
    assign control_error_5 = retire_control_5_out_error;
    assign control_drive_5 = retire_control_5_out_drive;
    assign control_positive_5 = retire_control_5_out_positive;
    assign control_negative_5 = retire_control_5_out_negative;
    assign control_feedback_5 = retire_control_5_out_feedback;
    assign control_error_6 = retire_control_6_out_error;
    assign control_drive_6 = retire_control_6_out_drive;
    assign control_positive_6 = retire_control_6_out_positive;
    assign control_negative_6 = retire_control_6_out_negative;
    assign control_feedback_6 = retire_control_6_out_feedback;
    assign control_error_7 = retire_control_7_out_error;
    assign control_drive_7 = retire_control_7_out_drive;
    assign control_positive_7 = retire_control_7_out_positive;
    assign control_negative_7 = retire_control_7_out_negative;
    assign control_feedback_7 = retire_control_7_out_feedback;

    always @(*) begin
        target_now_d = target_now_q;
        target_now_d = fetch_took_target;
    end

    always @(*) begin
        target_word_d = target_word_q;
        target_word_d = target_neuron >> lane_bits;
    end

    always @(*) begin
        target_lane_d = target_lane_q;
        target_lane_d = target_neuron & lane_mask;
    end

    always @(*) begin
        target_rate_d = target_rate_q;
        target_rate_d = events_head[7:0];
    end

    always @(*) begin
        pushes_d = pushes_q;
        pushes_d = timing_spike_push & any_fired;
    end

    always @(*) begin
        entry_d = entry_q;
        entry_d = ({12'd0, timing_spike_word} << word_shift) | {12'd0, fired_mask};
    end

    always @(*) begin
        positive_drained = 1'b1;
        positive_drained = positive_0_drained;
    end

    always @(*) begin
        negative_drained = 1'b1;
        negative_drained = negative_0_drained;
    end

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

    always @(*) begin
        rate_address = target_word_q;
        rate = target_rate_q;
        if (timing_clear_targets) begin
            rate_address = timing_word_6;
            rate = no_rate;
        end
    end

    always @(*) begin
        weight_raw = weight_none;
        if (registers_lane == 4'h0) begin
            weight_raw = lane_0_weight_read;
        end
        if (registers_lane == 4'h1) begin
            weight_raw = lane_1_weight_read;
        end
        if (registers_lane == 4'h2) begin
            weight_raw = lane_2_weight_read;
        end
        if (registers_lane == 4'h3) begin
            weight_raw = lane_3_weight_read;
        end
        if (registers_lane == 4'h4) begin
            weight_raw = lane_4_weight_read;
        end
        if (registers_lane == 4'h5) begin
            weight_raw = lane_5_weight_read;
        end
        if (registers_lane == 4'h6) begin
            weight_raw = lane_6_weight_read;
        end
        if (registers_lane == 4'h7) begin
            weight_raw = lane_7_weight_read;
        end
    end

    always @(*) begin
        registers_weight = weight_wide;
        if ((weight_raw & weight_sign) != weight_none) begin
            registers_weight = weight_wide | weight_extension;
        end
    end

    always @(*) begin
        counters_fired = no_count;
        if (pushes_q) begin
            counters_fired = fired_count_count;
        end
    end

    always @(*) begin
        synapse_valid = 1'b0;
        synapse_valid = retire_0_synapse_valid;
    end

    always @(*) begin
        synapse_projection = no_count;
        synapse_projection = retire_0_synapse_projection;
    end

    always @(*) begin
        synapse_source = no_lanes;
        synapse_source = retire_0_synapse_source;
    end

    always @(*) begin
        synapse_post = no_lanes;
        synapse_post = retire_0_synapse_post;
    end

    always @(*) begin
        neuron_valid = 1'b0;
        neuron_valid = retire_0_neuron_valid;
    end

    always @(*) begin
        neuron_word = no_lanes;
        neuron_word = retire_0_neuron_retired;
    end

    always @(*) begin
        control_valid = 1'b0;
        control_valid = retire_0_control_valid;
    end

    always @(*) begin
        control_word = no_lanes;
        control_word = retire_0_control_retired;
    end
endmodule

module spindle_core_events (
    input wire clock,
    input wire reset,
    input wire push,
    input wire [17:0] word,
    output wire ready,
    output wire head_valid,
    output wire [17:0] head,
    input wire take,
    output wire vacant
);
    localparam [15:0] last = 16'h3f;
    localparam [1:0] wraps_early = 2'b0;
    localparam [15:0] pointer_bits = 16'h3f;
    localparam [15:0] count_bits = 16'h7f;
    localparam [15:0] zero = 16'h0;
    localparam [15:0] one = 16'h1;

    wire [17:0] store_read_data;
    reg [15:0] count_d;
    wire [15:0] count_q;
    reg [15:0] read_d;
    wire [15:0] read_q;
    reg [15:0] write_d;
    wire [15:0] write_q;
    reg head_full_d;
    wire head_full_q;
    reg filled_d;
    wire filled_q;
    reg full_d;
    wire full_q;

    wire accept = push & ready;
    wire stored = filled_q;
    wire load = stored & (~head_full_q | take);

    memory_64x18 store (
        .clock(clock),
        .read_address(read_q),
        .read_enable(load),
        .read_data(store_read_data),
        .write_address(write_q),
        .write_data(word),
        .write_enable(accept)
    );

    register_16 count (
        .d(count_d),
        .q(count_q),
        .clock(clock)
    );

    register_16 read (
        .d(read_d),
        .q(read_q),
        .clock(clock)
    );

    register_16 write (
        .d(write_d),
        .q(write_q),
        .clock(clock)
    );

    register_1 head_full (
        .d(head_full_d),
        .q(head_full_q),
        .clock(clock)
    );

    register_1 filled (
        .d(filled_d),
        .q(filled_q),
        .clock(clock)
    );

    register_1 full (
        .d(full_d),
        .q(full_q),
        .clock(clock)
    );

    assign ready = ~full_q;
    assign head_valid = head_full_q;
    assign head = store_read_data;
    assign vacant = ~stored & ~head_full_q;

    always @(*) begin
        count_d = count_q;
        read_d = read_q;
        write_d = write_q;
        head_full_d = head_full_q;
        filled_d = filled_q;
        full_d = full_q;
        if (accept) begin
            write_d = (write_q + one) & pointer_bits;
            if (wraps_early[0] & (write_q == last)) begin
                write_d = zero;
            end
        end
        if (load) begin
            read_d = (read_q + one) & pointer_bits;
            if (wraps_early[0] & (read_q == last)) begin
                read_d = zero;
            end
        end
        if (accept & ~load) begin
            filled_d = 1'b1;
            full_d = count_q == last;
            count_d = (count_q + one) & count_bits;
        end
        if (~accept & load) begin
            filled_d = count_q != one;
            full_d = 1'b0;
            count_d = (count_q - one) & count_bits;
        end
        head_full_d = load | (head_full_q & ~take);
        if (reset) begin
            count_d = zero;
            read_d = zero;
            write_d = zero;
            head_full_d = 1'b0;
            filled_d = 1'b0;
            full_d = 1'b0;
        end
    end
endmodule

module memory_64x18 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [17:0] read_data,
    input wire [15:0] write_address,
    input wire [17:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [17:0] words [0:63];
    integer word;
    initial for (word = 0; word < 64; word = word + 1) words[word] = 18'd0;
    initial read_data = 18'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[5:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[5:0]];
    end
    wire [19:0] unused_address = {read_address[15:6], write_address[15:6]};
endmodule

module register_16 (
    input wire [15:0] d,
    output reg [15:0] q,
    input wire clock
);
    initial q = 16'd0;
    always @(posedge clock) q <= d;
endmodule

module register_1 (
    input wire d,
    output reg q,
    input wire clock
);
    initial q = 1'd0;
    always @(posedge clock) q <= d;
endmodule

module spindle_core_recurrent (
    input wire clock,
    input wire reset,
    input wire push,
    input wire [27:0] entry,
    output wire ready,
    output wire valid,
    output wire [15:0] neuron,
    input wire take,
    output wire drained
);
    wire store_ready;
    wire store_head_valid;
    wire [27:0] store_head;
    wire store_vacant;
    wire expander_load;
    wire expander_valid;
    wire [15:0] expander_neuron;

    spindle_core_recurrent_store store (
        .clock(clock),
        .reset(reset),
        .push(push),
        .word(entry),
        .ready(store_ready),
        .head_valid(store_head_valid),
        .head(store_head),
        .take(expander_load),
        .vacant(store_vacant)
    );

    spindle_core_recurrent_expander expander (
        .clock(clock),
        .reset(reset),
        .entry_valid(store_head_valid),
        .entry(store_head),
        .load(expander_load),
        .valid(expander_valid),
        .neuron(expander_neuron),
        .take(take)
    );

    assign ready = store_ready;
    assign valid = expander_valid;
    assign neuron = expander_neuron;
    assign drained = store_vacant & ~expander_valid;
endmodule

module spindle_core_recurrent_store (
    input wire clock,
    input wire reset,
    input wire push,
    input wire [27:0] word,
    output wire ready,
    output wire head_valid,
    output wire [27:0] head,
    input wire take,
    output wire vacant
);
    localparam [15:0] last = 16'h1;
    localparam [1:0] wraps_early = 2'b0;
    localparam [15:0] pointer_bits = 16'h1;
    localparam [15:0] count_bits = 16'h3;
    localparam [15:0] zero = 16'h0;
    localparam [15:0] one = 16'h1;

    wire [27:0] store_read_data;
    reg [15:0] count_d;
    wire [15:0] count_q;
    reg [15:0] read_d;
    wire [15:0] read_q;
    reg [15:0] write_d;
    wire [15:0] write_q;
    reg head_full_d;
    wire head_full_q;
    reg filled_d;
    wire filled_q;
    reg full_d;
    wire full_q;

    wire accept = push & ready;
    wire stored = filled_q;
    wire load = stored & (~head_full_q | take);

    memory_2x28 store (
        .clock(clock),
        .read_address(read_q),
        .read_enable(load),
        .read_data(store_read_data),
        .write_address(write_q),
        .write_data(word),
        .write_enable(accept)
    );

    register_16 count (
        .d(count_d),
        .q(count_q),
        .clock(clock)
    );

    register_16 read (
        .d(read_d),
        .q(read_q),
        .clock(clock)
    );

    register_16 write (
        .d(write_d),
        .q(write_q),
        .clock(clock)
    );

    register_1 head_full (
        .d(head_full_d),
        .q(head_full_q),
        .clock(clock)
    );

    register_1 filled (
        .d(filled_d),
        .q(filled_q),
        .clock(clock)
    );

    register_1 full (
        .d(full_d),
        .q(full_q),
        .clock(clock)
    );

    assign ready = ~full_q;
    assign head_valid = head_full_q;
    assign head = store_read_data;
    assign vacant = ~stored & ~head_full_q;

    always @(*) begin
        count_d = count_q;
        read_d = read_q;
        write_d = write_q;
        head_full_d = head_full_q;
        filled_d = filled_q;
        full_d = full_q;
        if (accept) begin
            write_d = (write_q + one) & pointer_bits;
            if (wraps_early[0] & (write_q == last)) begin
                write_d = zero;
            end
        end
        if (load) begin
            read_d = (read_q + one) & pointer_bits;
            if (wraps_early[0] & (read_q == last)) begin
                read_d = zero;
            end
        end
        if (accept & ~load) begin
            filled_d = 1'b1;
            full_d = count_q == last;
            count_d = (count_q + one) & count_bits;
        end
        if (~accept & load) begin
            filled_d = count_q != one;
            full_d = 1'b0;
            count_d = (count_q - one) & count_bits;
        end
        head_full_d = load | (head_full_q & ~take);
        if (reset) begin
            count_d = zero;
            read_d = zero;
            write_d = zero;
            head_full_d = 1'b0;
            filled_d = 1'b0;
            full_d = 1'b0;
        end
    end
endmodule

module memory_2x28 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [27:0] read_data,
    input wire [15:0] write_address,
    input wire [27:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [27:0] words [0:1];
    integer word;
    initial for (word = 0; word < 2; word = word + 1) words[word] = 28'd0;
    initial read_data = 28'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[0:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[0:0]];
    end
    wire [29:0] unused_address = {read_address[15:1], write_address[15:1]};
endmodule

module spindle_core_recurrent_expander (
    input wire clock,
    input wire reset,
    input wire entry_valid,
    input wire [27:0] entry,
    output wire load,
    output wire valid,
    output reg [15:0] neuron,
    input wire take
);
    localparam [3:0] lane_bits = 4'h3;
    localparam [15:0] lanes = 16'hff;
    localparam [15:0] words = 16'h1;
    localparam [15:0] zero = 16'h0;

    reg [15:0] mask_d;
    wire [15:0] mask_q;
    reg [15:0] word_d;
    wire [15:0] word_q;
    reg holds_d;
    wire holds_q;
    wire [3:0] first_index;
    wire [15:0] first_rest;
    wire unused_first_any;
    wire first_last;

    wire [15:0] shifted = word_q << lane_bits;
    wire ending = ~holds_q | (take & first_last);

    register_16 mask (
        .d(mask_d),
        .q(mask_q),
        .clock(clock)
    );

    register_16 word (
        .d(word_d),
        .q(word_q),
        .clock(clock)
    );

    register_1 holds (
        .d(holds_d),
        .q(holds_q),
        .clock(clock)
    );

    first_set first (
        .mask(mask_q),
        .index(first_index),
        .rest(first_rest),
        .any(unused_first_any),
        .last(first_last)
    );

    assign valid = holds_q;
    assign load = entry_valid & ending;

    always @(*) begin
        mask_d = mask_q;
        word_d = word_q;
        holds_d = holds_q;
        if (take) begin
            mask_d = first_rest & lanes;
            if (first_last) begin
                holds_d = 1'b0;
            end
        end
        if (load) begin
            holds_d = 1'b1;
            mask_d = entry[15:0] & lanes;
            word_d = {4'd0, entry[27:16]} & words;
        end
        if (reset) begin
            mask_d = zero;
            holds_d = 1'b0;
        end
    end

    always @(*) begin
        neuron = zero;
        if (holds_q) begin
            neuron = shifted | {12'd0, first_index};
        end
    end
endmodule

module first_set (
    input wire [15:0] mask,
    output wire [3:0] index,
    output wire [15:0] rest,
    output wire any,
    output wire last
);
    wire [15:0] lowest = mask & (~mask + 16'd1);
    assign index = {|(lowest & 16'hff00), |(lowest & 16'hf0f0), |(lowest & 16'hcccc), |(lowest & 16'haaaa)};
    assign rest = mask ^ lowest;
    wire [3:0] some = {|mask[15:12], |mask[11:8], |mask[7:4], |mask[3:0]};
    wire [3:0] several = {(mask[12] & mask[13]) | (mask[12] & mask[14]) | (mask[12] & mask[15]) | (mask[13] & mask[14]) | (mask[13] & mask[15]) | (mask[14] & mask[15]), (mask[8] & mask[9]) | (mask[8] & mask[10]) | (mask[8] & mask[11]) | (mask[9] & mask[10]) | (mask[9] & mask[11]) | (mask[10] & mask[11]), (mask[4] & mask[5]) | (mask[4] & mask[6]) | (mask[4] & mask[7]) | (mask[5] & mask[6]) | (mask[5] & mask[7]) | (mask[6] & mask[7]), (mask[0] & mask[1]) | (mask[0] & mask[2]) | (mask[0] & mask[3]) | (mask[1] & mask[2]) | (mask[1] & mask[3]) | (mask[2] & mask[3])};
    wire apart = (some[0] & some[1]) | (some[0] & some[2]) | (some[0] & some[3]) | (some[1] & some[2]) | (some[1] & some[3]) | (some[2] & some[3]);
    assign any = |some;
    assign last = any & ~apart & ~(|several);
endmodule

module spindle_core_fired_positive (
    input wire lanes_0,
    input wire lanes_1,
    input wire lanes_2,
    input wire lanes_3,
    input wire lanes_4,
    input wire lanes_5,
    input wire lanes_6,
    input wire lanes_7,
    output reg [15:0] mask
);
    always @(*) mask = {8'h0, lanes_7, lanes_6, lanes_5, lanes_4, lanes_3, lanes_2, lanes_1, lanes_0};
endmodule

module spindle_core_fetch (
    input wire clock,
    input wire reset,
    input wire enable,
    input wire head_valid,
    input wire [17:0] head,
    output wire take_head,
    output wire took_spike,
    output wire took_target,
    input wire neuron_valid,
    input wire [15:0] neuron,
    input wire neurons_drained,
    output wire take_neuron,
    input wire [4:0] input_entries,
    input wire [4:0] entries,
    input wire inputs_walk,
    input wire neurons_walk,
    input wire inputs_single,
    input wire neurons_single,
    input wire table_write,
    input wire [3:0] table_entry,
    input wire [1:0] table_field,
    input wire [31:0] table_data,
    output wire vacant,
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

    wire [15:0] projections_source_base;
    wire [15:0] projections_source_count;
    wire [15:0] projections_weight_base;
    wire [15:0] projections_post_base;
    wire [15:0] projections_row_words;
    wire [3:0] projections_rate_shift;
    wire projections_learn;
    wire projections_modulatory;
    wire [15:0] offset_product;
    reg a_valid_d;
    wire a_valid_q;
    reg [15:0] a_source_d;
    wire [15:0] a_source_q;
    reg [4:0] a_entry_d;
    wire [4:0] a_entry_q;
    reg [4:0] a_end_d;
    wire [4:0] a_end_q;
    reg a_last_d;
    wire a_last_q;
    reg b_valid_d;
    wire b_valid_q;
    reg [15:0] b_source_d;
    wire [15:0] b_source_q;
    reg [4:0] b_entry_d;
    wire [4:0] b_entry_q;
    reg c_valid_d;
    wire c_valid_q;
    reg [15:0] c_row_d;
    wire [15:0] c_row_q;
    reg [15:0] c_weight_base_d;
    wire [15:0] c_weight_base_q;
    reg [15:0] c_post_d;
    wire [15:0] c_post_q;
    reg [15:0] c_words_d;
    wire [15:0] c_words_q;
    reg [3:0] c_shift_d;
    wire [3:0] c_shift_q;
    reg c_learn_d;
    wire c_learn_q;
    reg c_modulatory_d;
    wire c_modulatory_q;
    reg [4:0] c_entry_d;
    wire [4:0] c_entry_q;
    reg [15:0] c_source_d;
    wire [15:0] c_source_q;
    reg d_valid_d;
    wire d_valid_q;
    reg [15:0] d_offset_d;
    wire [15:0] d_offset_q;
    reg [15:0] d_weight_base_d;
    wire [15:0] d_weight_base_q;
    reg [15:0] d_post_d;
    wire [15:0] d_post_q;
    reg [15:0] d_words_d;
    wire [15:0] d_words_q;
    reg [3:0] d_shift_d;
    wire [3:0] d_shift_q;
    reg d_learn_d;
    wire d_learn_q;
    reg d_modulatory_d;
    wire d_modulatory_q;
    reg [4:0] d_entry_d;
    wire [4:0] d_entry_q;
    reg [15:0] d_source_d;
    wire [15:0] d_source_q;
    reg [15:0] source;
    reg [15:0] pair;
    reg [4:0] first;
    reg [4:0] limit;
    reg single;

    wire d_ready = ~d_valid_q | row_take;
    wire c_ready = ~c_valid_q | d_ready;
    wire b_ready = ~b_valid_q | c_ready;
    wire a_moves = a_valid_q & b_ready;
    wire b_moves = b_valid_q & c_ready;
    wire c_moves = c_valid_q & d_ready;
    wire [4:0] next_entry = a_entry_q + one_entry;
    wire [4:0] entry_after = a_entry_q + two_entries;
    wire can_take = enable & (~a_valid_q | (a_moves & a_last_q));
    wire [1:0] kind = head[17:16];
    wire is_spike = kind == kind_spike;
    wire is_target = kind == kind_target;
    wire takes_neuron = can_take & ~neurons_drained & neuron_valid;
    wire takes_spike = can_take & neurons_drained & head_valid & is_spike;
    wire takes_target = can_take & neurons_drained & head_valid & is_target;
    wire loads = (takes_neuron & neurons_walk) | (takes_spike & ~head[15] & inputs_walk) | (takes_spike & head[15] & neurons_walk);
    wire [15:0] row = pair - projections_source_base;
    wire applies = (row < projections_source_count) & (projections_row_words != zero) & (built[1] | ~projections_modulatory);

    spindle_core_fetch_projections projections (
        .clock(clock),
        .read_enable(a_moves),
        .read_entry(a_entry_q),
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

    multiply offset (
        .a(c_row_q),
        .b(c_words_q),
        .product(offset_product)
    );

    register_1 a_valid (
        .d(a_valid_d),
        .q(a_valid_q),
        .clock(clock)
    );

    register_16 a_source (
        .d(a_source_d),
        .q(a_source_q),
        .clock(clock)
    );

    register_5 a_entry (
        .d(a_entry_d),
        .q(a_entry_q),
        .clock(clock)
    );

    register_5 a_end (
        .d(a_end_d),
        .q(a_end_q),
        .clock(clock)
    );

    register_1 a_last (
        .d(a_last_d),
        .q(a_last_q),
        .clock(clock)
    );

    register_1 b_valid (
        .d(b_valid_d),
        .q(b_valid_q),
        .clock(clock)
    );

    register_16 b_source (
        .d(b_source_d),
        .q(b_source_q),
        .clock(clock)
    );

    register_5 b_entry (
        .d(b_entry_d),
        .q(b_entry_q),
        .clock(clock)
    );

    register_1 c_valid (
        .d(c_valid_d),
        .q(c_valid_q),
        .clock(clock)
    );

    register_16 c_row (
        .d(c_row_d),
        .q(c_row_q),
        .clock(clock)
    );

    register_16 c_weight_base (
        .d(c_weight_base_d),
        .q(c_weight_base_q),
        .clock(clock)
    );

    register_16 c_post (
        .d(c_post_d),
        .q(c_post_q),
        .clock(clock)
    );

    register_16 c_words (
        .d(c_words_d),
        .q(c_words_q),
        .clock(clock)
    );

    register_4 c_shift (
        .d(c_shift_d),
        .q(c_shift_q),
        .clock(clock)
    );

    register_1 c_learn (
        .d(c_learn_d),
        .q(c_learn_q),
        .clock(clock)
    );

    register_1 c_modulatory (
        .d(c_modulatory_d),
        .q(c_modulatory_q),
        .clock(clock)
    );

    register_5 c_entry (
        .d(c_entry_d),
        .q(c_entry_q),
        .clock(clock)
    );

    register_16 c_source (
        .d(c_source_d),
        .q(c_source_q),
        .clock(clock)
    );

    register_1 d_valid (
        .d(d_valid_d),
        .q(d_valid_q),
        .clock(clock)
    );

    register_16 d_offset (
        .d(d_offset_d),
        .q(d_offset_q),
        .clock(clock)
    );

    register_16 d_weight_base (
        .d(d_weight_base_d),
        .q(d_weight_base_q),
        .clock(clock)
    );

    register_16 d_post (
        .d(d_post_d),
        .q(d_post_q),
        .clock(clock)
    );

    register_16 d_words (
        .d(d_words_d),
        .q(d_words_q),
        .clock(clock)
    );

    register_4 d_shift (
        .d(d_shift_d),
        .q(d_shift_q),
        .clock(clock)
    );

    register_1 d_learn (
        .d(d_learn_d),
        .q(d_learn_q),
        .clock(clock)
    );

    register_1 d_modulatory (
        .d(d_modulatory_d),
        .q(d_modulatory_q),
        .clock(clock)
    );

    register_5 d_entry (
        .d(d_entry_d),
        .q(d_entry_q),
        .clock(clock)
    );

    register_16 d_source (
        .d(d_source_d),
        .q(d_source_q),
        .clock(clock)
    );

    assign take_neuron = takes_neuron;
    assign took_spike = takes_spike;
    assign took_target = takes_target;
    assign take_head = takes_spike | takes_target;
    assign row_valid = d_valid_q;
    assign row_offset = d_offset_q;
    assign row_weight_base = d_weight_base_q;
    assign row_post = d_post_q;
    assign row_words = d_words_q;
    assign row_shift = d_shift_q;
    assign row_learn = d_learn_q;
    assign row_modulatory = d_modulatory_q;
    assign row_entry = d_entry_q;
    assign row_source = d_source_q;
    assign vacant = ~a_valid_q & ~b_valid_q & ~c_valid_q & ~d_valid_q;

    always @(*) begin
        a_valid_d = a_valid_q;
        a_source_d = a_source_q;
        a_entry_d = a_entry_q;
        a_end_d = a_end_q;
        a_last_d = a_last_q;
        b_valid_d = b_valid_q;
        c_valid_d = c_valid_q;
        d_valid_d = d_valid_q;
        if (a_moves) begin
            a_entry_d = next_entry;
            a_last_d = entry_after == a_end_q;
            if (a_last_q) begin
                a_valid_d = 1'b0;
            end
        end
        if (loads) begin
            a_valid_d = 1'b1;
            a_source_d = source;
            a_entry_d = first;
            a_end_d = limit;
            a_last_d = single;
        end
        b_valid_d = a_moves | (b_valid_q & ~b_moves);
        c_valid_d = (b_moves & applies) | (c_valid_q & ~c_moves);
        d_valid_d = c_moves | (d_valid_q & ~d_ready);
        if (reset) begin
            a_valid_d = 1'b0;
            b_valid_d = 1'b0;
            c_valid_d = 1'b0;
            d_valid_d = 1'b0;
        end
    end

    always @(*) begin
        b_source_d = b_source_q;
        b_entry_d = b_entry_q;
        if (a_moves) begin
            b_source_d = a_source_q;
            b_entry_d = a_entry_q;
        end
    end

    always @(*) begin
        c_row_d = c_row_q;
        c_weight_base_d = c_weight_base_q;
        c_post_d = c_post_q;
        c_words_d = c_words_q;
        c_shift_d = c_shift_q;
        c_learn_d = c_learn_q;
        c_entry_d = c_entry_q;
        c_source_d = c_source_q;
        c_modulatory_d = c_modulatory_q;
        if (b_moves) begin
            c_row_d = row & weight_bits;
            c_weight_base_d = projections_weight_base;
            c_post_d = projections_post_base;
            c_words_d = projections_row_words;
            c_shift_d = projections_rate_shift;
            c_learn_d = projections_learn & built[0];
            c_modulatory_d = projections_modulatory & built[1];
            c_entry_d = b_entry_q;
            c_source_d = b_source_q;
        end
    end

    always @(*) begin
        d_entry_d = d_entry_q;
        d_source_d = d_source_q;
        d_modulatory_d = d_modulatory_q;
        d_offset_d = d_offset_q;
        d_weight_base_d = d_weight_base_q;
        d_post_d = d_post_q;
        d_words_d = d_words_q;
        d_shift_d = d_shift_q;
        d_learn_d = d_learn_q;
        if (c_moves) begin
            d_offset_d = offset_product;
            d_weight_base_d = c_weight_base_q;
            d_post_d = c_post_q;
            d_words_d = c_words_q;
            d_shift_d = c_shift_q;
            d_learn_d = c_learn_q;
            d_modulatory_d = c_modulatory_q;
            d_entry_d = c_entry_q;
            d_source_d = c_source_q;
        end
    end

    always @(*) begin
        source = head[15:0];
        if (~neurons_drained) begin
            source = neuron;
        end
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

    always @(*) begin
        pair = b_source_q;
        if (built[1] & ((b_source_q & controller_mark) == controller_mark)) begin
            pair = b_source_q & sign_mask;
        end
    end
endmodule

module spindle_core_fetch_projections (
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
    wire [15:0] write_address = {12'd0, write_entry};
    wire [27:0] places_write_data = write_data[27:0];
    wire [21:0] rows_write_data = write_data[21:0];
    wire sources_write_enable = write_enable & (write_field == field_sources);
    wire places_write_enable = write_enable & (write_field == field_places);
    wire rows_write_enable = write_enable & (write_field == field_rows);

    memory_4x32 sources (
        .clock(clock),
        .read_address(read_address),
        .read_enable(read_enable),
        .read_data(sources_read_data),
        .write_address(write_address),
        .write_data(write_data),
        .write_enable(sources_write_enable)
    );

    memory_4x28 places (
        .clock(clock),
        .read_address(read_address),
        .read_enable(read_enable),
        .read_data(places_read_data),
        .write_address(write_address),
        .write_data(places_write_data),
        .write_enable(places_write_enable)
    );

    memory_4x22 rows (
        .clock(clock),
        .read_address(read_address),
        .read_enable(read_enable),
        .read_data(rows_read_data),
        .write_address(write_address),
        .write_data(rows_write_data),
        .write_enable(rows_write_enable)
    );

    assign source_base = sources_read_data[15:0];
    assign source_count = sources_read_data[31:16];
    assign weight_base = places_read_data[15:0] & weight_bits;
    assign post_base = {4'd0, places_read_data[27:16]} & post_bits;
    assign row_words = {3'd0, rows_read_data[12:0]} & row_bits;
    assign rate_shift = rows_read_data[19:16];
    assign learn = rows_read_data[20] & ~rows_read_data[21];
    assign modulatory = rows_read_data[21];
endmodule

module memory_4x32 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [31:0] read_data,
    input wire [15:0] write_address,
    input wire [31:0] write_data,
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

module memory_4x28 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [27:0] read_data,
    input wire [15:0] write_address,
    input wire [27:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [27:0] words [0:3];
    integer word;
    initial for (word = 0; word < 4; word = word + 1) words[word] = 28'd0;
    initial read_data = 28'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[1:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[1:0]];
    end
    wire [27:0] unused_address = {read_address[15:2], write_address[15:2]};
endmodule

module memory_4x22 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [21:0] read_data,
    input wire [15:0] write_address,
    input wire [21:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [21:0] words [0:3];
    integer word;
    initial for (word = 0; word < 4; word = word + 1) words[word] = 22'd0;
    initial read_data = 22'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[1:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[1:0]];
    end
    wire [27:0] unused_address = {read_address[15:2], write_address[15:2]};
endmodule

module multiply (
    input wire [15:0] a,
    input wire [15:0] b,
    output wire [15:0] product
);
    assign product = a * b;
endmodule

module register_5 (
    input wire [4:0] d,
    output reg [4:0] q,
    input wire clock
);
    initial q = 5'd0;
    always @(posedge clock) q <= d;
endmodule

module register_4 (
    input wire [3:0] d,
    output reg [3:0] q,
    input wire clock
);
    initial q = 4'd0;
    always @(posedge clock) q <= d;
endmodule

module spindle_core_streamer (
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
    output wire issue,
    output wire [15:0] weight_address,
    output wire [15:0] post,
    output wire [3:0] shift,
    output wire learn,
    output wire modulatory,
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

    reg active_d;
    wire active_q;
    reg [15:0] address_d;
    wire [15:0] address_q;
    reg [15:0] neuron_word_d;
    wire [15:0] neuron_word_q;
    reg [15:0] left_d;
    wire [15:0] left_q;
    reg ending_d;
    wire ending_q;
    reg [3:0] row_rate_d;
    wire [3:0] row_rate_q;
    reg learns_d;
    wire learns_q;
    reg modulates_d;
    wire modulates_q;
    reg [4:0] projection_d;
    wire [4:0] projection_q;
    reg [15:0] presynaptic_d;
    wire [15:0] presynaptic_q;

    wire takes = row_valid & (~active_q | ending_q);

    register_1 active (
        .d(active_d),
        .q(active_q),
        .clock(clock)
    );

    register_16 address (
        .d(address_d),
        .q(address_q),
        .clock(clock)
    );

    register_16 neuron_word (
        .d(neuron_word_d),
        .q(neuron_word_q),
        .clock(clock)
    );

    register_16 left (
        .d(left_d),
        .q(left_q),
        .clock(clock)
    );

    register_1 ending (
        .d(ending_d),
        .q(ending_q),
        .clock(clock)
    );

    register_4 row_rate (
        .d(row_rate_d),
        .q(row_rate_q),
        .clock(clock)
    );

    register_1 learns (
        .d(learns_d),
        .q(learns_q),
        .clock(clock)
    );

    register_1 modulates (
        .d(modulates_d),
        .q(modulates_q),
        .clock(clock)
    );

    register_5 projection (
        .d(projection_d),
        .q(projection_q),
        .clock(clock)
    );

    register_16 presynaptic (
        .d(presynaptic_d),
        .q(presynaptic_q),
        .clock(clock)
    );

    assign row_take = ~active_q | ending_q;
    assign issue = active_q;
    assign weight_address = address_q;
    assign post = neuron_word_q;
    assign shift = row_rate_q;
    assign learn = learns_q;
    assign modulatory = modulates_q;
    assign negative = sign_built[0] & presynaptic_q[15] & presynaptic_q[14] & presynaptic_q[13];
    assign entry = projection_q;
    assign source = presynaptic_q;

    always @(*) begin
        active_d = active_q;
        address_d = address_q;
        neuron_word_d = neuron_word_q;
        left_d = left_q;
        row_rate_d = row_rate_q;
        learns_d = learns_q;
        projection_d = projection_q;
        presynaptic_d = presynaptic_q;
        modulates_d = modulates_q;
    ending_d = ending_q;
        if (active_q) begin
            address_d = (address_q + one) & address_mask;
            neuron_word_d = (neuron_word_q + one) & word_mask;
            left_d = (left_q - one) & left_mask;
        ending_d = left_q == two;
            if (ending_q) begin
                active_d = 1'b0;
            end
        end
        if (takes) begin
            active_d = 1'b1;
            address_d = (row_weight_base + row_offset) & address_mask;
            neuron_word_d = row_post & word_mask;
            left_d = row_words & left_mask;
        ending_d = row_words == one;
            row_rate_d = row_shift;
            learns_d = row_learn;
            modulates_d = row_modulatory;
            projection_d = row_entry;
            presynaptic_d = row_source;
        end
        if (reset) begin
            active_d = 1'b0;
        end
    end
endmodule

module spindle_core_scheduler (
    input wire clock,
    input wire reset,
    input wire head_valid,
    input wire [17:0] head,
    output wire take_head,
    input wire neurons_drained,
    input wire fetch_vacant,
    input wire streaming,
    input wire bus_pending,
    input wire [15:0] neuron_words,
    input wire controllers_emit,
    output reg fetch_enable,
    output reg issue,
    output wire [15:0] word,
    output wire clearing,
    output wire clearing_targets,
    output wire feedback,
    output wire learning,
    output wire [31:0] steps,
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

    reg [1:0] phase_d;
    wire [1:0] phase_q;
    reg [15:0] count_d;
    wire [15:0] count_q;
    reg [3:0] settle_d;
    wire [3:0] settle_q;
    reg clear_d;
    wire clear_q;
    reg clear_targets_d;
    wire clear_targets_q;
    reg feedback_mode_d;
    wire feedback_mode_q;
    reg learning_mode_d;
    wire learning_mode_q;
    reg [31:0] step_count_d;
    wire [31:0] step_count_q;
    reg streamed_d;
    wire streamed_q;
    reg [2:0] in_flight_d;
    wire [2:0] in_flight_q;
    reg [3:0] settled_at;
    reg quiet;
    reg takes;

    wire [15:0] next_word = (count_q + one) & count_mask;
    wire [1:0] kind = head[17:16];

    register_2 phase (
        .d(phase_d),
        .q(phase_q),
        .clock(clock)
    );

    register_16 count (
        .d(count_d),
        .q(count_q),
        .clock(clock)
    );

    register_4 settle (
        .d(settle_d),
        .q(settle_q),
        .clock(clock)
    );

    register_1 clear (
        .d(clear_d),
        .q(clear_q),
        .clock(clock)
    );

    register_1 clear_targets (
        .d(clear_targets_d),
        .q(clear_targets_q),
        .clock(clock)
    );

    register_1 feedback_mode (
        .d(feedback_mode_d),
        .q(feedback_mode_q),
        .clock(clock)
    );

    register_1 learning_mode (
        .d(learning_mode_d),
        .q(learning_mode_q),
        .clock(clock)
    );

    register_32 step_count (
        .d(step_count_d),
        .q(step_count_q),
        .clock(clock)
    );

    register_1 streamed (
        .d(streamed_d),
        .q(streamed_q),
        .clock(clock)
    );

    register_3 in_flight (
        .d(in_flight_d),
        .q(in_flight_q),
        .clock(clock)
    );

    assign take_head = takes;
    assign idle = quiet & (in_flight_q == landed);
    assign word = count_q & word_mask;
    assign clearing = clear_q;
    assign clearing_targets = clear_targets_q;
    assign feedback = feedback_mode_q;
    assign learning = learning_mode_q;
    assign steps = step_count_q;

    always @(*) begin
        phase_d = phase_q;
        count_d = count_q;
        settle_d = settle_q;
        clear_d = clear_q;
        feedback_mode_d = feedback_mode_q;
        learning_mode_d = learning_mode_q;
        step_count_d = step_count_q;
        in_flight_d = in_flight_q;
        clear_targets_d = clear_targets_q;
        issue = 1'b0;
        takes = 1'b0;
        fetch_enable = 1'b0;
        quiet = 1'b0;
        case (phase_q)
            Phase_Events: begin
                fetch_enable = ~bus_pending;
                quiet = fetch_vacant & ~streaming;
                takes = quiet & ~streamed_q & neurons_drained & ~bus_pending & head_valid & kind[1];
            end
            Phase_Update: begin
                issue = 1'b1;
                count_d = next_word;
                if (next_word >= neuron_words) begin
                    phase_d = Phase_Settle;
                    settle_d = start;
                end
            end
            Phase_Settle: begin
                settle_d = settle_q + tick;
                if (settle_q == settled_at) begin
                    phase_d = Phase_Events;
                end
            end
            default: begin
                phase_d = Phase_Events;
            end
        endcase
        if (takes) begin
            count_d = zero;
            if (kind == kind_step) begin
                phase_d = Phase_Update;
                clear_d = 1'b0;
                step_count_d = step_count_q + one_step;
            end
            if (kind == kind_control) begin
                feedback_mode_d = head[0] & built[0];
                learning_mode_d = head[1] & built[1];
                if (head[2]) begin
                    phase_d = Phase_Update;
                    clear_d = 1'b1;
                    clear_targets_d = head[3] & built[0];
                end
            end
        end
        if (in_flight_q != landed) begin
            in_flight_d = in_flight_q - flight_tick;
        end
        if (streaming | (phase_q != Phase_Events)) begin
            in_flight_d = flight;
        end
        if (reset) begin
            phase_d = Phase_Events;
            feedback_mode_d = 1'b0;
            learning_mode_d = 1'b0;
            step_count_d = no_steps;
            in_flight_d = landed;
        end
    end

    always @(*) begin
        streamed_d = streamed_q;
        streamed_d = streaming;
    end

    always @(*) begin
        settled_at = settled;
        if (controllers_emit) begin
            settled_at = emitted;
        end
    end
endmodule

module register_2 (
    input wire [1:0] d,
    output reg [1:0] q,
    input wire clock
);
    initial q = 2'd0;
    always @(posedge clock) q <= d;
endmodule

module register_32 (
    input wire [31:0] d,
    output reg [31:0] q,
    input wire clock
);
    initial q = 32'd0;
    always @(posedge clock) q <= d;
endmodule

module register_3 (
    input wire [2:0] d,
    output reg [2:0] q,
    input wire clock
);
    initial q = 3'd0;
    always @(posedge clock) q <= d;
endmodule

module spindle_core_timing (
    input wire clock,
    input wire issue,
    input wire [15:0] weight_address,
    input wire [15:0] post,
    input wire [3:0] shift,
    input wire learn,
    input wire modulatory,
    input wire negative,
    input wire [4:0] entry,
    input wire [15:0] source,
    input wire update,
    input wire [15:0] word,
    input wire clearing,
    input wire clearing_targets,
    input wire feedback,
    input wire [15:0] access_address,
    output reg [15:0] feedback_read_address,
    output wire random_advance,
    output wire [15:0] noise_mask,
    output wire [3:0] delta_shift,
    output wire [15:0] delta_mask,
    output reg [15:0] weight_read_address,
    output reg [15:0] weight_write_address,
    output wire weight_write,
    output wire weight_far,
    output wire weight_near,
    output reg [15:0] membrane_read_address,
    output reg [15:0] membrane_write_address,
    output wire membrane_write,
    output wire membrane_far,
    output wire membrane_near,
    output wire plain,
    output wire negate,
    output reg [15:0] modulator_read_address,
    output reg [15:0] modulator_write_address,
    output wire modulator_write,
    output wire neuron_write,
    output wire neuron_clear,
    output wire clear_targets,
    output wire clear_6,
    output wire clear_7,
    output wire [15:0] behaviour_read_address,
    output wire [15:0] threshold_read_address,
    output wire [15:0] late_read_address,
    output wire [15:0] word_4,
    output wire [15:0] word_6,
    output wire [15:0] word_7,
    output wire [15:0] word_8,
    output wire [15:0] word_10,
    output wire [15:0] word_11,
    output wire [15:0] word_12,
    output wire controlling,
    output wire [15:0] spike_word,
    output wire spike_push,
    output wire [15:0] pair_word,
    output wire pair_push,
    output wire synapse_retire,
    output wire [4:0] synapse_entry,
    output wire [15:0] synapse_source,
    output wire [15:0] synapse_post,
    output wire neuron_retire,
    output wire [15:0] neuron_word,
    output wire control_retire,
    output wire [15:0] control_word
);
    wire unused_issued_0_q;
    wire issued_1_q;
    wire issued_2_q;
    wire issued_3_q;
    wire issued_4_q;
    wire issued_5_q;
    wire [15:0] unused_address_0_q;
    wire [15:0] address_1_q;
    wire [15:0] address_2_q;
    wire [15:0] address_3_q;
    wire [15:0] unused_posts_0_q;
    wire [15:0] posts_1_q;
    wire [15:0] posts_2_q;
    wire [15:0] posts_3_q;
    wire [15:0] posts_4_q;
    wire [15:0] posts_5_q;
    wire unused_learning_0_q;
    wire learning_1_q;
    wire learning_2_q;
    wire learning_3_q;
    wire [3:0] unused_shifts_0_q;
    wire [3:0] shifts_1_q;
    wire [3:0] shifts_2_q;
    wire [15:0] masking_mask;
    wire [15:0] mask_q;
    wire [15:0] mask_later_q;
    wire unused_modulates_0_q;
    wire modulates_1_q;
    wire modulates_2_q;
    wire modulates_3_q;
    wire modulates_4_q;
    wire unused_negates_0_q;
    wire negates_1_q;
    wire negates_2_q;
    wire negates_3_q;
    wire same_weight_near_delayed;
    wire same_weight_far_delayed;
    wire same_post_near_delayed;
    wire same_post_far_delayed;
    wire [4:0] entries_delayed;
    wire [15:0] sources_delayed;
    wire unused_updating_0_q;
    wire updating_1_q;
    wire updating_2_q;
    wire updating_3_q;
    wire updating_4_q;
    wire updating_5_q;
    wire updating_6_q;
    wire updating_7_q;
    wire updating_8_q;
    wire updating_9_q;
    wire updating_10_q;
    wire updating_11_q;
    wire unused_updating_12_q;
    wire unused_clears_0_q;
    wire clears_1_q;
    wire clears_2_q;
    wire clears_3_q;
    wire clears_4_q;
    wire clears_5_q;
    wire clears_6_q;
    wire clears_7_q;
    wire clears_8_q;
    wire clears_9_q;
    wire clears_10_q;
    wire clears_11_q;
    wire unused_clears_12_q;
    wire unused_controls_0_q;
    wire controls_1_q;
    wire controls_2_q;
    wire controls_3_q;
    wire controls_4_q;
    wire controls_5_q;
    wire controls_6_q;
    wire controls_7_q;
    wire controls_8_q;
    wire controls_9_q;
    wire controls_10_q;
    wire controls_11_q;
    wire controls_12_q;
    wire [15:0] unused_words_0_q;
    wire [15:0] words_1_q;
    wire [15:0] words_2_q;
    wire [15:0] words_3_q;
    wire [15:0] words_4_q;
    wire [15:0] words_5_q;
    wire [15:0] words_6_q;
    wire [15:0] words_7_q;
    wire [15:0] words_8_q;
    wire [15:0] words_9_q;
    wire [15:0] words_10_q;
    wire [15:0] words_11_q;
    wire [15:0] words_12_q;

    wire learning_1_d = issue & learn;
    wire clears_1_d = update & clearing;
    wire controls_1_d = update & feedback & ~clearing;
    wire same_weight_near_value = issued_1_q & (address_1_q == weight_address);
    wire same_weight_far_value = issued_2_q & (address_2_q == weight_address);
    wire same_post_near_value = issued_1_q & (posts_1_q == post) & (modulates_1_q == modulatory);
    wire same_post_far_value = issued_2_q & (posts_2_q == post) & (modulates_2_q == modulatory);

    register_1 issued_0 (
        .d(1'b0),
        .q(unused_issued_0_q),
        .clock(clock)
    );

    register_1 issued_1 (
        .d(issue),
        .q(issued_1_q),
        .clock(clock)
    );

    register_1 issued_2 (
        .d(issued_1_q),
        .q(issued_2_q),
        .clock(clock)
    );

    register_1 issued_3 (
        .d(issued_2_q),
        .q(issued_3_q),
        .clock(clock)
    );

    register_1 issued_4 (
        .d(issued_3_q),
        .q(issued_4_q),
        .clock(clock)
    );

    register_1 issued_5 (
        .d(issued_4_q),
        .q(issued_5_q),
        .clock(clock)
    );

    register_16 address_0 (
        .d(weight_address),
        .q(unused_address_0_q),
        .clock(clock)
    );

    register_16 address_1 (
        .d(weight_address),
        .q(address_1_q),
        .clock(clock)
    );

    register_16 address_2 (
        .d(address_1_q),
        .q(address_2_q),
        .clock(clock)
    );

    register_16 address_3 (
        .d(address_2_q),
        .q(address_3_q),
        .clock(clock)
    );

    register_16 posts_0 (
        .d(post),
        .q(unused_posts_0_q),
        .clock(clock)
    );

    register_16 posts_1 (
        .d(post),
        .q(posts_1_q),
        .clock(clock)
    );

    register_16 posts_2 (
        .d(posts_1_q),
        .q(posts_2_q),
        .clock(clock)
    );

    register_16 posts_3 (
        .d(posts_2_q),
        .q(posts_3_q),
        .clock(clock)
    );

    register_16 posts_4 (
        .d(posts_3_q),
        .q(posts_4_q),
        .clock(clock)
    );

    register_16 posts_5 (
        .d(posts_4_q),
        .q(posts_5_q),
        .clock(clock)
    );

    register_1 learning_0 (
        .d(1'b0),
        .q(unused_learning_0_q),
        .clock(clock)
    );

    register_1 learning_1 (
        .d(learning_1_d),
        .q(learning_1_q),
        .clock(clock)
    );

    register_1 learning_2 (
        .d(learning_1_q),
        .q(learning_2_q),
        .clock(clock)
    );

    register_1 learning_3 (
        .d(learning_2_q),
        .q(learning_3_q),
        .clock(clock)
    );

    register_4 shifts_0 (
        .d(shift),
        .q(unused_shifts_0_q),
        .clock(clock)
    );

    register_4 shifts_1 (
        .d(shift),
        .q(shifts_1_q),
        .clock(clock)
    );

    register_4 shifts_2 (
        .d(shifts_1_q),
        .q(shifts_2_q),
        .clock(clock)
    );

    noise_mask masking (
        .shift(shift),
        .mask(masking_mask)
    );

    register_16 mask (
        .d(masking_mask),
        .q(mask_q),
        .clock(clock)
    );

    register_16 mask_later (
        .d(mask_q),
        .q(mask_later_q),
        .clock(clock)
    );

    register_1 modulates_0 (
        .d(1'b0),
        .q(unused_modulates_0_q),
        .clock(clock)
    );

    register_1 modulates_1 (
        .d(modulatory),
        .q(modulates_1_q),
        .clock(clock)
    );

    register_1 modulates_2 (
        .d(modulates_1_q),
        .q(modulates_2_q),
        .clock(clock)
    );

    register_1 modulates_3 (
        .d(modulates_2_q),
        .q(modulates_3_q),
        .clock(clock)
    );

    register_1 modulates_4 (
        .d(modulates_3_q),
        .q(modulates_4_q),
        .clock(clock)
    );

    register_1 negates_0 (
        .d(1'b0),
        .q(unused_negates_0_q),
        .clock(clock)
    );

    register_1 negates_1 (
        .d(negative),
        .q(negates_1_q),
        .clock(clock)
    );

    register_1 negates_2 (
        .d(negates_1_q),
        .q(negates_2_q),
        .clock(clock)
    );

    register_1 negates_3 (
        .d(negates_2_q),
        .q(negates_3_q),
        .clock(clock)
    );

    spindle_core_timing_same_weight_near same_weight_near (
        .clock(clock),
        .value(same_weight_near_value),
        .delayed(same_weight_near_delayed)
    );

    spindle_core_timing_same_weight_far same_weight_far (
        .clock(clock),
        .value(same_weight_far_value),
        .delayed(same_weight_far_delayed)
    );

    spindle_core_timing_same_post_near same_post_near (
        .clock(clock),
        .value(same_post_near_value),
        .delayed(same_post_near_delayed)
    );

    spindle_core_timing_same_weight_near same_post_far (
        .clock(clock),
        .value(same_post_far_value),
        .delayed(same_post_far_delayed)
    );

    spindle_core_timing_entries entries (
        .clock(clock),
        .value(entry),
        .delayed(entries_delayed)
    );

    spindle_core_timing_sources sources (
        .clock(clock),
        .value(source),
        .delayed(sources_delayed)
    );

    register_1 updating_0 (
        .d(1'b0),
        .q(unused_updating_0_q),
        .clock(clock)
    );

    register_1 updating_1 (
        .d(update),
        .q(updating_1_q),
        .clock(clock)
    );

    register_1 updating_2 (
        .d(updating_1_q),
        .q(updating_2_q),
        .clock(clock)
    );

    register_1 updating_3 (
        .d(updating_2_q),
        .q(updating_3_q),
        .clock(clock)
    );

    register_1 updating_4 (
        .d(updating_3_q),
        .q(updating_4_q),
        .clock(clock)
    );

    register_1 updating_5 (
        .d(updating_4_q),
        .q(updating_5_q),
        .clock(clock)
    );

    register_1 updating_6 (
        .d(updating_5_q),
        .q(updating_6_q),
        .clock(clock)
    );

    register_1 updating_7 (
        .d(updating_6_q),
        .q(updating_7_q),
        .clock(clock)
    );

    register_1 updating_8 (
        .d(updating_7_q),
        .q(updating_8_q),
        .clock(clock)
    );

    register_1 updating_9 (
        .d(updating_8_q),
        .q(updating_9_q),
        .clock(clock)
    );

    register_1 updating_10 (
        .d(updating_9_q),
        .q(updating_10_q),
        .clock(clock)
    );

    register_1 updating_11 (
        .d(updating_10_q),
        .q(updating_11_q),
        .clock(clock)
    );

    register_1 updating_12 (
        .d(updating_11_q),
        .q(unused_updating_12_q),
        .clock(clock)
    );

    register_1 clears_0 (
        .d(1'b0),
        .q(unused_clears_0_q),
        .clock(clock)
    );

    register_1 clears_1 (
        .d(clears_1_d),
        .q(clears_1_q),
        .clock(clock)
    );

    register_1 clears_2 (
        .d(clears_1_q),
        .q(clears_2_q),
        .clock(clock)
    );

    register_1 clears_3 (
        .d(clears_2_q),
        .q(clears_3_q),
        .clock(clock)
    );

    register_1 clears_4 (
        .d(clears_3_q),
        .q(clears_4_q),
        .clock(clock)
    );

    register_1 clears_5 (
        .d(clears_4_q),
        .q(clears_5_q),
        .clock(clock)
    );

    register_1 clears_6 (
        .d(clears_5_q),
        .q(clears_6_q),
        .clock(clock)
    );

    register_1 clears_7 (
        .d(clears_6_q),
        .q(clears_7_q),
        .clock(clock)
    );

    register_1 clears_8 (
        .d(clears_7_q),
        .q(clears_8_q),
        .clock(clock)
    );

    register_1 clears_9 (
        .d(clears_8_q),
        .q(clears_9_q),
        .clock(clock)
    );

    register_1 clears_10 (
        .d(clears_9_q),
        .q(clears_10_q),
        .clock(clock)
    );

    register_1 clears_11 (
        .d(clears_10_q),
        .q(clears_11_q),
        .clock(clock)
    );

    register_1 clears_12 (
        .d(clears_11_q),
        .q(unused_clears_12_q),
        .clock(clock)
    );

    register_1 controls_0 (
        .d(1'b0),
        .q(unused_controls_0_q),
        .clock(clock)
    );

    register_1 controls_1 (
        .d(controls_1_d),
        .q(controls_1_q),
        .clock(clock)
    );

    register_1 controls_2 (
        .d(controls_1_q),
        .q(controls_2_q),
        .clock(clock)
    );

    register_1 controls_3 (
        .d(controls_2_q),
        .q(controls_3_q),
        .clock(clock)
    );

    register_1 controls_4 (
        .d(controls_3_q),
        .q(controls_4_q),
        .clock(clock)
    );

    register_1 controls_5 (
        .d(controls_4_q),
        .q(controls_5_q),
        .clock(clock)
    );

    register_1 controls_6 (
        .d(controls_5_q),
        .q(controls_6_q),
        .clock(clock)
    );

    register_1 controls_7 (
        .d(controls_6_q),
        .q(controls_7_q),
        .clock(clock)
    );

    register_1 controls_8 (
        .d(controls_7_q),
        .q(controls_8_q),
        .clock(clock)
    );

    register_1 controls_9 (
        .d(controls_8_q),
        .q(controls_9_q),
        .clock(clock)
    );

    register_1 controls_10 (
        .d(controls_9_q),
        .q(controls_10_q),
        .clock(clock)
    );

    register_1 controls_11 (
        .d(controls_10_q),
        .q(controls_11_q),
        .clock(clock)
    );

    register_1 controls_12 (
        .d(controls_11_q),
        .q(controls_12_q),
        .clock(clock)
    );

    register_16 words_0 (
        .d(word),
        .q(unused_words_0_q),
        .clock(clock)
    );

    register_16 words_1 (
        .d(word),
        .q(words_1_q),
        .clock(clock)
    );

    register_16 words_2 (
        .d(words_1_q),
        .q(words_2_q),
        .clock(clock)
    );

    register_16 words_3 (
        .d(words_2_q),
        .q(words_3_q),
        .clock(clock)
    );

    register_16 words_4 (
        .d(words_3_q),
        .q(words_4_q),
        .clock(clock)
    );

    register_16 words_5 (
        .d(words_4_q),
        .q(words_5_q),
        .clock(clock)
    );

    register_16 words_6 (
        .d(words_5_q),
        .q(words_6_q),
        .clock(clock)
    );

    register_16 words_7 (
        .d(words_6_q),
        .q(words_7_q),
        .clock(clock)
    );

    register_16 words_8 (
        .d(words_7_q),
        .q(words_8_q),
        .clock(clock)
    );

    register_16 words_9 (
        .d(words_8_q),
        .q(words_9_q),
        .clock(clock)
    );

    register_16 words_10 (
        .d(words_9_q),
        .q(words_10_q),
        .clock(clock)
    );

    register_16 words_11 (
        .d(words_10_q),
        .q(words_11_q),
        .clock(clock)
    );

    register_16 words_12 (
        .d(words_11_q),
        .q(words_12_q),
        .clock(clock)
    );

    assign weight_near = same_weight_near_delayed;
    assign weight_far = same_weight_far_delayed;
    assign membrane_near = same_post_near_delayed;
    assign membrane_far = same_post_far_delayed;
    assign random_advance = learning_1_q;
    assign noise_mask = mask_q;
    assign delta_shift = shifts_2_q;
    assign delta_mask = mask_later_q;
    assign weight_write = learning_3_q;
    assign membrane_write = (issued_4_q & ~modulates_4_q) | updating_7_q;
    assign plain = modulates_3_q;
    assign negate = negates_3_q;
    assign modulator_write = issued_4_q & modulates_4_q;
    assign neuron_write = updating_7_q;
    assign neuron_clear = clears_7_q;
    assign behaviour_read_address = words_2_q;
    assign threshold_read_address = words_4_q;
    assign late_read_address = words_5_q;
    assign clear_targets = clears_6_q & clearing_targets;
    assign clear_6 = clears_6_q;
    assign clear_7 = clears_7_q;
    assign word_4 = words_4_q;
    assign word_6 = words_6_q;
    assign word_7 = words_7_q;
    assign word_8 = words_8_q;
    assign word_10 = words_10_q;
    assign word_11 = words_11_q;
    assign word_12 = words_12_q;
    assign controlling = controls_5_q;
    assign spike_word = words_7_q;
    assign spike_push = updating_7_q & ~clears_7_q;
    assign pair_word = words_10_q;
    assign pair_push = controls_10_q;
    assign synapse_retire = issued_5_q;
    assign synapse_entry = entries_delayed;
    assign synapse_source = sources_delayed;
    assign synapse_post = posts_5_q;
    assign neuron_retire = updating_7_q & ~clears_7_q;
    assign neuron_word = words_7_q;
    assign control_retire = controls_12_q;
    assign control_word = words_12_q;

    always @(*) begin
        feedback_read_address = words_4_q;
        if (issue) begin
            feedback_read_address = post;
        end
    end

    always @(*) begin
        weight_read_address = access_address;
        if (issued_1_q) begin
            weight_read_address = address_1_q;
        end
    end

    always @(*) begin
        weight_write_address = access_address;
        if (learning_3_q) begin
            weight_write_address = address_3_q;
        end
    end

    always @(*) begin
        membrane_read_address = posts_2_q;
        if (updating_2_q) begin
            membrane_read_address = words_2_q;
        end
    end

    always @(*) begin
        membrane_write_address = posts_4_q;
        if (updating_7_q) begin
            membrane_write_address = words_7_q;
        end
    end

    always @(*) begin
        modulator_read_address = posts_2_q;
        if (updating_9_q) begin
            modulator_read_address = words_9_q;
        end
    end

    always @(*) begin
        modulator_write_address = posts_4_q;
        if (updating_10_q) begin
            modulator_write_address = words_10_q;
        end
    end
endmodule

module noise_mask (
    input wire [3:0] shift,
    output wire [15:0] mask
);
    assign mask = ~(16'hffff << shift);
endmodule

module spindle_core_timing_same_weight_near (
    input wire clock,
    input wire value,
    output reg delayed
);
    reg stage_1;
    reg stage_2;
    initial begin
       stage_1 = 1'h0;
       stage_2 = 1'h0;
       delayed = 1'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       delayed <= stage_2;
    end
endmodule

module spindle_core_timing_same_weight_far (
    input wire clock,
    input wire value,
    output reg delayed
);
    reg stage_1;
    initial begin
       stage_1 = 1'h0;
       delayed = 1'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       delayed <= stage_1;
    end
endmodule

module spindle_core_timing_same_post_near (
    input wire clock,
    input wire value,
    output reg delayed
);
    reg stage_1;
    reg stage_2;
    reg stage_3;
    initial begin
       stage_1 = 1'h0;
       stage_2 = 1'h0;
       stage_3 = 1'h0;
       delayed = 1'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       stage_3 <= stage_2;
       delayed <= stage_3;
    end
endmodule

module spindle_core_timing_entries (
    input wire clock,
    input wire [4:0] value,
    output reg [4:0] delayed
);
    reg [4:0] stage_1;
    reg [4:0] stage_2;
    reg [4:0] stage_3;
    reg [4:0] stage_4;
    initial begin
       stage_1 = 5'h0;
       stage_2 = 5'h0;
       stage_3 = 5'h0;
       stage_4 = 5'h0;
       delayed = 5'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       stage_3 <= stage_2;
       stage_4 <= stage_3;
       delayed <= stage_4;
    end
endmodule

module spindle_core_timing_sources (
    input wire clock,
    input wire [15:0] value,
    output reg [15:0] delayed
);
    reg [15:0] stage_1;
    reg [15:0] stage_2;
    reg [15:0] stage_3;
    reg [15:0] stage_4;
    initial begin
       stage_1 = 16'h0;
       stage_2 = 16'h0;
       stage_3 = 16'h0;
       stage_4 = 16'h0;
       delayed = 16'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       stage_3 <= stage_2;
       stage_4 <= stage_3;
       delayed <= stage_4;
    end
endmodule

module spindle_core_lane #(
    parameter WEIGHT_IMAGE = "lane0_weight.hex",
    parameter THRESHOLD_IMAGE = "lane0_threshold.hex",
    parameter BEHAVIOUR_IMAGE = "lane0_behaviour.hex",
    parameter CONTROL_0_PAIR_THRESHOLD_IMAGE = "lane0_controller.hex"
) (
    input wire clock,
    input wire reset,
    input wire [15:0] feedback_read_address,
    input wire random_advance,
    input wire [15:0] noise_mask,
    input wire [3:0] delta_shift,
    input wire [15:0] delta_mask,
    input wire [15:0] weight_read_address,
    input wire [15:0] weight_write_address,
    input wire weight_learn,
    input wire weight_far,
    input wire weight_near,
    input wire [15:0] membrane_read_address,
    input wire [15:0] membrane_write_address,
    input wire membrane_write,
    input wire membrane_far,
    input wire membrane_near,
    input wire plain,
    input wire negate,
    input wire [15:0] modulator_read_address,
    input wire [15:0] modulator_write_address,
    input wire modulator_write,
    input wire neuron_write,
    input wire [15:0] behaviour_read_address,
    input wire [15:0] threshold_read_address,
    input wire controlling,
    input wire clear_6,
    input wire clear_7,
    input wire [15:0] word_4,
    input wire [15:0] word_6,
    input wire [15:0] word_7,
    input wire [15:0] word_8,
    input wire [15:0] word_10,
    input wire [15:0] word_11,
    input wire [15:0] word_12,
    input wire [3:0] error_leak,
    input wire [3:0] proportional_leak,
    input wire [3:0] integral_leak,
    input wire [3:0] modulatory_leak,
    input wire [15:0] error_gain,
    input wire [15:0] proportional_gain,
    input wire [15:0] integral_gain,
    input wire clear_targets,
    input wire rate_write,
    input wire [15:0] rate_address,
    input wire [7:0] rate,
    input wire [15:0] bus_address,
    input wire [31:0] bus_data,
    input wire bus_weight,
    input wire bus_threshold,
    input wire bus_behaviour,
    input wire bus_controller,
    input wire bus_random,
    input wire [30:0] bus_seed,
    input wire [30:0] initial_random,
    output wire [7:0] weight_read,
    output wire spike,
    output reg positive,
    output reg negative,
    output wire [7:0] weight_before,
    output wire [7:0] weight_after,
    output wire [15:0] membrane_before,
    output wire [15:0] membrane_after,
    output wire [15:0] neuron_before,
    output wire [15:0] neuron_after,
    output wire [15:0] feedback_before,
    output reg [15:0] error_before,
    output reg [15:0] drive_before,
    output reg [15:0] error_after,
    output reg [15:0] drive_after,
    output reg [15:0] feedback_after,
    output reg error_written,
    output reg feedback_written
);
    localparam [15:0] nothing = 16'h0;
    localparam [15:0] at_rest = 16'h0;
    localparam [15:0] membrane_sign = 16'h8000;

    wire [7:0] weight_read_data;
    reg [7:0] weight_write_data;
    wire [15:0] membrane_read_data;
    reg [15:0] membrane_write_data;
    wire [14:0] threshold_read_data;
    wire [15:0] behaviour_read_data;
    wire [3:0] refractory_read_data;
    reg [15:0] synapse_membrane_read;
    wire [7:0] synapse_weight;
    wire [15:0] synapse_membrane;
    wire [15:0] synapse_membrane_write;
    wire neuron_active;
    wire neuron_modulated;
    wire [15:0] neuron_membrane_after;
    wire [3:0] neuron_refractory_after;
    wire neuron_spike;
    wire [7:0] plasticity_0_learned;
    wire [15:0] unused_plasticity_0_random;
    wire [15:0] control_0_modulator_read;
    wire [15:0] control_0_feedback_read;
    wire control_0_positive;
    wire control_0_negative;
    wire [15:0] control_0_error_read;
    wire [15:0] control_0_drive_read;
    wire [15:0] control_0_error_after;
    wire [15:0] control_0_drive_after;
    wire [15:0] control_0_feedback_after;
    wire control_0_error_written;
    wire control_0_feedback_written;
    reg [7:0] learned;
    reg [15:0] feedback;

    wire weight_write_enable = weight_learn | bus_weight;
    wire [15:0] behaviour_write_data = bus_data[15:0];
    wire [14:0] threshold_write_data = bus_data[14:0];
    wire control_0_far_from_firing = (neuron_membrane_after & membrane_sign) != at_rest;

    memory_128x8_loaded #(
        .IMAGE(WEIGHT_IMAGE)
    ) weight (
        .clock(clock),
        .read_address(weight_read_address),
        .read_enable(1'b1),
        .read_data(weight_read_data),
        .write_address(weight_write_address),
        .write_data(weight_write_data),
        .write_enable(weight_write_enable)
    );

    memory_2x16 membrane (
        .clock(clock),
        .read_address(membrane_read_address),
        .read_enable(1'b1),
        .read_data(membrane_read_data),
        .write_address(membrane_write_address),
        .write_data(membrane_write_data),
        .write_enable(membrane_write)
    );

    memory_2x15_loaded #(
        .IMAGE(THRESHOLD_IMAGE)
    ) threshold (
        .clock(clock),
        .read_address(threshold_read_address),
        .read_enable(1'b1),
        .read_data(threshold_read_data),
        .write_address(bus_address),
        .write_data(threshold_write_data),
        .write_enable(bus_threshold)
    );

    memory_2x16_loaded #(
        .IMAGE(BEHAVIOUR_IMAGE)
    ) behaviour (
        .clock(clock),
        .read_address(behaviour_read_address),
        .read_enable(1'b1),
        .read_data(behaviour_read_data),
        .write_address(bus_address),
        .write_data(behaviour_write_data),
        .write_enable(bus_behaviour)
    );

    memory_2x4 refractory (
        .clock(clock),
        .read_address(threshold_read_address),
        .read_enable(1'b1),
        .read_data(refractory_read_data),
        .write_address(membrane_write_address),
        .write_data(neuron_refractory_after),
        .write_enable(neuron_write)
    );

    spindle_core_lane_synapse synapse (
        .clock(clock),
        .weight_read(weight_read_data),
        .weight_far(weight_far),
        .weight_near(weight_near),
        .membrane_read(synapse_membrane_read),
        .membrane_far(membrane_far),
        .plain(plain),
        .negate(negate),
        .weight(synapse_weight),
        .learned(learned),
        .membrane_near(membrane_near),
        .membrane(synapse_membrane),
        .membrane_write(synapse_membrane_write)
    );

    spindle_core_lane_neuron neuron (
        .clock(clock),
        .membrane_read(membrane_read_data),
        .behaviour(behaviour_read_data),
        .feedback(feedback),
        .controlling(controlling),
        .threshold(threshold_read_data),
        .refractory_read(refractory_read_data),
        .clear(clear_6),
        .active(neuron_active),
        .modulated(neuron_modulated),
        .membrane_after(neuron_membrane_after),
        .refractory_after(neuron_refractory_after),
        .spike(neuron_spike)
    );

    spindle_core_lane_plasticity plasticity_0 (
        .clock(clock),
        .reset(reset),
        .initial_random(initial_random),
        .seed(bus_seed),
        .reseed(bus_random),
        .advance(random_advance),
        .feedback(feedback),
        .noise_mask(noise_mask),
        .delta_shift(delta_shift),
        .delta_mask(delta_mask),
        .weight(synapse_weight),
        .learn(weight_learn),
        .learned(plasticity_0_learned),
        .random(unused_plasticity_0_random)
    );

    spindle_core_lane_control #(
        .PAIR_THRESHOLD_IMAGE(CONTROL_0_PAIR_THRESHOLD_IMAGE)
    ) control_0 (
        .clock(clock),
        .error_leak(error_leak),
        .proportional_leak(proportional_leak),
        .integral_leak(integral_leak),
        .modulatory_leak(modulatory_leak),
        .error_gain(error_gain),
        .proportional_gain(proportional_gain),
        .integral_gain(integral_gain),
        .feedback_read_address(feedback_read_address),
        .word_4(word_4),
        .word_6(word_6),
        .word_7(word_7),
        .word_8(word_8),
        .word_10(word_10),
        .word_11(word_11),
        .word_12(word_12),
        .active(neuron_active),
        .modulated(neuron_modulated),
        .spike(neuron_spike),
        .far_from_firing(control_0_far_from_firing),
        .clear(clear_7),
        .modulator_read_address(modulator_read_address),
        .modulator_write_address(modulator_write_address),
        .modulator_write(modulator_write),
        .modulator_sum(synapse_membrane_write),
        .modulator_read(control_0_modulator_read),
        .clear_targets(clear_targets),
        .rate_write(rate_write),
        .rate_address(rate_address),
        .rate(rate),
        .bus_write(bus_controller),
        .bus_address(bus_address),
        .bus_data(bus_data),
        .feedback_read(control_0_feedback_read),
        .positive(control_0_positive),
        .negative(control_0_negative),
        .error_read(control_0_error_read),
        .drive_read(control_0_drive_read),
        .error_after(control_0_error_after),
        .drive_after(control_0_drive_after),
        .feedback_after(control_0_feedback_after),
        .error_written(control_0_error_written),
        .feedback_written(control_0_feedback_written)
    );

    assign spike = neuron_spike;
    assign weight_read = synapse_weight;
    assign weight_before = synapse_weight;
    assign weight_after = learned;
    assign membrane_before = synapse_membrane;
    assign membrane_after = synapse_membrane_write;
    assign neuron_before = membrane_read_data;
    assign neuron_after = neuron_membrane_after;
    assign feedback_before = feedback;

    always @(*) begin
        synapse_membrane_read = membrane_read_data;
        if (plain) begin
            synapse_membrane_read = control_0_modulator_read;
        end
    end

    always @(*) begin
        membrane_write_data = synapse_membrane_write;
        if (neuron_write) begin
            membrane_write_data = neuron_membrane_after;
        end
    end

    always @(*) begin
        feedback = nothing;
        feedback = control_0_feedback_read;
    end

    always @(*) begin
        positive = 1'b0;
        positive = control_0_positive;
    end

    always @(*) begin
        negative = 1'b0;
        negative = control_0_negative;
    end

    always @(*) begin
        error_before = nothing;
        error_before = control_0_error_read;
    end

    always @(*) begin
        drive_before = nothing;
        drive_before = control_0_drive_read;
    end

    always @(*) begin
        error_after = nothing;
        error_after = control_0_error_after;
    end

    always @(*) begin
        drive_after = nothing;
        drive_after = control_0_drive_after;
    end

    always @(*) begin
        feedback_after = nothing;
        feedback_after = control_0_feedback_after;
    end

    always @(*) begin
        error_written = 1'b0;
        error_written = control_0_error_written;
    end

    always @(*) begin
        feedback_written = 1'b0;
        feedback_written = control_0_feedback_written;
    end

    always @(*) begin
        learned = synapse_weight;
        learned = plasticity_0_learned;
    end

    always @(*) begin
        weight_write_data = learned;
        if (bus_weight) begin
            weight_write_data = bus_data[7:0];
        end
    end
endmodule

module memory_128x8_loaded #(
    parameter IMAGE = "lane0_weight.hex"
) (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [7:0] read_data,
    input wire [15:0] write_address,
    input wire [7:0] write_data,
    input wire write_enable
);
    (* no_rw_check, ram_style = "block" *)
    reg [7:0] words [0:127];
    initial $readmemh(IMAGE, words);
    initial read_data = 8'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[6:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[6:0]];
    end
    wire [17:0] unused_address = {read_address[15:7], write_address[15:7]};
endmodule

module memory_2x16 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [15:0] read_data,
    input wire [15:0] write_address,
    input wire [15:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [15:0] words [0:1];
    integer word;
    initial for (word = 0; word < 2; word = word + 1) words[word] = 16'd0;
    initial read_data = 16'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[0:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[0:0]];
    end
    wire [29:0] unused_address = {read_address[15:1], write_address[15:1]};
endmodule

module memory_2x15_loaded #(
    parameter IMAGE = "lane0_threshold.hex"
) (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [14:0] read_data,
    input wire [15:0] write_address,
    input wire [14:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [14:0] words [0:1];
    initial $readmemh(IMAGE, words);
    initial read_data = 15'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[0:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[0:0]];
    end
    wire [29:0] unused_address = {read_address[15:1], write_address[15:1]};
endmodule

module memory_2x16_loaded #(
    parameter IMAGE = "lane0_behaviour.hex"
) (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [15:0] read_data,
    input wire [15:0] write_address,
    input wire [15:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [15:0] words [0:1];
    initial $readmemh(IMAGE, words);
    initial read_data = 16'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[0:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[0:0]];
    end
    wire [29:0] unused_address = {read_address[15:1], write_address[15:1]};
endmodule

module memory_2x4 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [3:0] read_data,
    input wire [15:0] write_address,
    input wire [3:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [3:0] words [0:1];
    integer word;
    initial for (word = 0; word < 2; word = word + 1) words[word] = 4'd0;
    initial read_data = 4'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[0:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[0:0]];
    end
    wire [29:0] unused_address = {read_address[15:1], write_address[15:1]};
endmodule

module spindle_core_lane_synapse (
    input wire clock,
    input wire [7:0] weight_read,
    input wire weight_far,
    input wire weight_near,
    input wire [15:0] membrane_read,
    input wire membrane_far,
    input wire plain,
    input wire negate,
    output wire [7:0] weight,
    input wire [7:0] learned,
    input wire membrane_near,
    output wire [15:0] membrane,
    output wire [15:0] membrane_write
);
    reg [7:0] captured_d;
    wire [7:0] captured_q;
    reg [7:0] result_d;
    wire [7:0] result_q;
    wire [16:0] used_addend;
    reg [16:0] addend_d;
    wire [16:0] addend_q;
    reg carry_d;
    wire carry_q;
    reg [15:0] membrane_captured_d;
    wire [15:0] membrane_captured_q;
    wire [15:0] integration_sum;
    reg [15:0] membrane_result_d;
    wire [15:0] membrane_result_q;
    reg [7:0] current_weight;
    reg [15:0] current_membrane;

    register_8 captured (
        .d(captured_d),
        .q(captured_q),
        .clock(clock)
    );

    register_8 result (
        .d(result_d),
        .q(result_q),
        .clock(clock)
    );

    used_weight_8_scale_3 used (
        .weight(current_weight),
        .plain(plain),
        .negate(negate),
        .addend(used_addend)
    );

    register_17 addend (
        .d(addend_d),
        .q(addend_q),
        .clock(clock)
    );

    register_1 carry (
        .d(carry_d),
        .q(carry_q),
        .clock(clock)
    );

    register_16 membrane_captured (
        .d(membrane_captured_d),
        .q(membrane_captured_q),
        .clock(clock)
    );

    saturating_accumulate_16 integration (
        .value(current_membrane),
        .addend(addend_q),
        .carry(carry_q),
        .sum(integration_sum)
    );

    register_16 membrane_result (
        .d(membrane_result_d),
        .q(membrane_result_q),
        .clock(clock)
    );

    assign weight = current_weight;
    assign membrane = current_membrane;
    assign membrane_write = integration_sum;

    always @(*) begin
        captured_d = captured_q;
        captured_d = weight_read;
        if (weight_far) begin
            captured_d = result_q;
        end
    end

    always @(*) begin
        result_d = result_q;
        result_d = learned;
    end

    always @(*) begin
        addend_d = addend_q;
        addend_d = used_addend;
    end

    always @(*) begin
        carry_d = carry_q;
        carry_d = negate;
    end

    always @(*) begin
        membrane_captured_d = membrane_captured_q;
        membrane_captured_d = membrane_read;
        if (membrane_far) begin
            membrane_captured_d = membrane_result_q;
        end
    end

    always @(*) begin
        membrane_result_d = membrane_result_q;
        membrane_result_d = integration_sum;
    end

    always @(*) begin
        current_weight = captured_q;
        if (weight_near) begin
            current_weight = result_q;
        end
    end

    always @(*) begin
        current_membrane = membrane_captured_q;
        if (membrane_near) begin
            current_membrane = membrane_result_q;
        end
    end
endmodule

module register_8 (
    input wire [7:0] d,
    output reg [7:0] q,
    input wire clock
);
    initial q = 8'd0;
    always @(posedge clock) q <= d;
endmodule

module used_weight_8_scale_3 (
    input wire [7:0] weight,
    input wire plain,
    input wire negate,
    output wire [16:0] addend
);
    wire [16:0] scaled = {{6{weight[7]}}, weight[7:0], 3'd0};
    wire [16:0] unscaled = {{9{weight[7]}}, weight[7:0]};
    wire [16:0] magnitude = plain ? unscaled : scaled;
    assign addend = magnitude ^ {17{negate}};
endmodule

module register_17 (
    input wire [16:0] d,
    output reg [16:0] q,
    input wire clock
);
    initial q = 17'd0;
    always @(posedge clock) q <= d;
endmodule

module saturating_accumulate_16 (
    input wire [15:0] value,
    input wire [16:0] addend,
    input wire carry,
    output wire [15:0] sum
);
    wire [18:0] carried = {{{2{value[15]}}, value}, 1'b1} + {{{1{addend[16]}}, addend}, carry};
    wire unused_carry = carried[0];
    wire [17:0] exact = carried[18:1];
    wire fits = (&exact[17:15]) | ~(|exact[17:15]);
    assign sum = fits ? exact[15:0] : {exact[17], {15{~exact[17]}}};
endmodule

module spindle_core_lane_neuron (
    input wire clock,
    input wire [15:0] membrane_read,
    input wire [15:0] behaviour,
    input wire [15:0] feedback,
    input wire controlling,
    input wire [14:0] threshold,
    input wire [3:0] refractory_read,
    input wire clear,
    output wire active,
    output wire modulated,
    output wire [15:0] membrane_after,
    output wire [3:0] refractory_after,
    output wire spike
);
    localparam [15:0] none = 16'h0;
    localparam [3:0] resting = 4'h0;
    localparam [3:0] one = 4'h1;
    localparam [15:0] zero = 16'h0;

    wire [15:0] leak_shifted;
    wire leak_round;
    wire [15:0] leaked_decayed;
    wire [15:0] fine_leak_shifted;
    wire fine_leak_round;
    wire [15:0] fine_leaked_decayed;
    reg [15:0] fine_shifted_d;
    wire [15:0] fine_shifted_q;
    reg fine_round_d;
    wire fine_round_q;
    reg [15:0] value_d;
    wire [15:0] value_q;
    reg [15:0] shifted_d;
    wire [15:0] shifted_q;
    reg round_d;
    wire round_q;
    reg [15:0] rested_d;
    wire [15:0] rested_q;
    wire [15:0] injection_sum;
    reg [15:0] driven_d;
    wire [15:0] driven_q;
    wire [15:0] fire_difference;
    wire fire_above;
    reg [15:0] after_d;
    wire [15:0] after_q;
    reg [3:0] counter_d;
    wire [3:0] counter_q;
    reg spiked_d;
    wire spiked_q;
    reg [14:0] threshold_used_d;
    wire [14:0] threshold_used_q;
    reg [3:0] refractory_d;
    wire [3:0] refractory_q;
    wire controlled_delayed;
    wire injects_delayed;
    wire modulates_delayed;
    wire zero_reset_delayed;
    wire [3:0] period_delayed;
    reg [15:0] current;

    wire [3:0] leak_shift = behaviour[3:0];
    wire [3:0] period_value = behaviour[7:4];
    wire zero_reset_value = behaviour[8];
    wire controlled_value = behaviour[9];
    wire injects_value = behaviour[10];
    wire modulates_value = behaviour[11];
    wire [3:0] fine_leak_shift = behaviour[15:12];
    wire fires = fire_above & (refractory_q == resting);

    rounding_shift_16 leak (
        .value(membrane_read),
        .shift(leak_shift),
        .shifted(leak_shifted),
        .round(leak_round)
    );

    decay_subtract_16 leaked (
        .value(value_q),
        .shifted(shifted_q),
        .round(round_q),
        .decayed(leaked_decayed)
    );

    rounding_shift_16 fine_leak (
        .value(membrane_read),
        .shift(fine_leak_shift),
        .shifted(fine_leak_shifted),
        .round(fine_leak_round)
    );

    decay_subtract_16 fine_leaked (
        .value(leaked_decayed),
        .shifted(fine_shifted_q),
        .round(fine_round_q),
        .decayed(fine_leaked_decayed)
    );

    register_16 fine_shifted (
        .d(fine_shifted_d),
        .q(fine_shifted_q),
        .clock(clock)
    );

    register_1 fine_round (
        .d(fine_round_d),
        .q(fine_round_q),
        .clock(clock)
    );

    register_16 value (
        .d(value_d),
        .q(value_q),
        .clock(clock)
    );

    register_16 shifted (
        .d(shifted_d),
        .q(shifted_q),
        .clock(clock)
    );

    register_1 round (
        .d(round_d),
        .q(round_q),
        .clock(clock)
    );

    register_16 rested (
        .d(rested_d),
        .q(rested_q),
        .clock(clock)
    );

    saturating_add_16_16 injection (
        .a(rested_q),
        .b(current),
        .sum(injection_sum)
    );

    register_16 driven (
        .d(driven_d),
        .q(driven_q),
        .clock(clock)
    );

    fire_16 fire (
        .membrane(driven_q),
        .threshold(threshold_used_q),
        .difference(fire_difference),
        .above(fire_above)
    );

    register_16 after (
        .d(after_d),
        .q(after_q),
        .clock(clock)
    );

    register_4 counter (
        .d(counter_d),
        .q(counter_q),
        .clock(clock)
    );

    register_1 spiked (
        .d(spiked_d),
        .q(spiked_q),
        .clock(clock)
    );

    register_15 threshold_used (
        .d(threshold_used_d),
        .q(threshold_used_q),
        .clock(clock)
    );

    register_4 refractory (
        .d(refractory_d),
        .q(refractory_q),
        .clock(clock)
    );

    spindle_core_timing_same_weight_far controlled (
        .clock(clock),
        .value(controlled_value),
        .delayed(controlled_delayed)
    );

    spindle_core_timing_same_weight_far injects (
        .clock(clock),
        .value(injects_value),
        .delayed(injects_delayed)
    );

    spindle_core_timing_same_weight_far modulates (
        .clock(clock),
        .value(modulates_value),
        .delayed(modulates_delayed)
    );

    spindle_core_timing_same_weight_near zero_reset (
        .clock(clock),
        .value(zero_reset_value),
        .delayed(zero_reset_delayed)
    );

    spindle_core_lane_neuron_period period (
        .clock(clock),
        .value(period_value),
        .delayed(period_delayed)
    );

    assign active = controlled_delayed & controlling;
    assign modulated = modulates_delayed & controlling;
    assign membrane_after = after_q;
    assign refractory_after = counter_q;
    assign spike = spiked_q;

    always @(*) begin
        value_d = value_q;
        value_d = membrane_read;
    end

    always @(*) begin
        shifted_d = shifted_q;
        shifted_d = leak_shifted;
    end

    always @(*) begin
        round_d = round_q;
        round_d = leak_round;
    end

    always @(*) begin
        rested_d = rested_q;
        rested_d = fine_leaked_decayed;
    end

    always @(*) begin
        driven_d = driven_q;
        driven_d = injection_sum;
    end

    always @(*) begin
        after_d = after_q;
        counter_d = counter_q;
        after_d = driven_q;
        counter_d = resting;
        if (refractory_q != resting) begin
            counter_d = refractory_q - one;
        end
        if (fires) begin
            counter_d = period_delayed;
            after_d = fire_difference;
            if (zero_reset_delayed) begin
                after_d = zero;
            end
        end
        if (clear) begin
            after_d = zero;
            counter_d = resting;
        end
    end

    always @(*) begin
        spiked_d = spiked_q;
        spiked_d = fires;
    end

    always @(*) begin
        fine_shifted_d = fine_shifted_q;
        fine_shifted_d = fine_leak_shifted;
    end

    always @(*) begin
        fine_round_d = fine_round_q;
        fine_round_d = fine_leak_round;
    end

    always @(*) begin
        threshold_used_d = threshold_used_q;
        threshold_used_d = threshold;
    end

    always @(*) begin
        refractory_d = refractory_q;
        refractory_d = refractory_read;
    end

    always @(*) begin
        current = none;
        if (injects_delayed & controlling) begin
            current = feedback;
        end
    end
endmodule

module rounding_shift_16 (
    input wire [15:0] value,
    input wire [3:0] shift,
    output wire [15:0] shifted,
    output wire round
);
    wire signed [16:0] doubled = {value, 1'b0};
    wire signed [16:0] moved = doubled >>> shift;
    wire [16:0] halves = moved;
    wire keep = &shift;
    assign {shifted, round} = halves & {17{~keep}};
endmodule

module decay_subtract_16 (
    input wire [15:0] value,
    input wire [15:0] shifted,
    input wire round,
    output wire [15:0] decayed
);
    wire [16:0] sum = {value, 1'b1} + {~shifted, ~round};
    wire unused_carry = sum[0];
    assign decayed = sum[16:1];
endmodule

module saturating_add_16_16 (
    input wire [15:0] a,
    input wire [15:0] b,
    output wire [15:0] sum
);
    wire [16:0] exact = {{1{a[15]}}, a} + {{1{b[15]}}, b};
    wire fits = (&exact[16:15]) | ~(|exact[16:15]);
    assign sum = fits ? exact[15:0] : {exact[16], {15{~exact[16]}}};
endmodule

module fire_16 (
    input wire [15:0] membrane,
    input wire [14:0] threshold,
    output wire [15:0] difference,
    output wire above
);
    wire [16:0] margin = {2'b00, threshold} - {membrane[15], membrane};
    assign difference = membrane - {1'b0, threshold};
    wire [15:0] unused_margin = margin[15:0];
    assign above = margin[16];
endmodule

module register_15 (
    input wire [14:0] d,
    output reg [14:0] q,
    input wire clock
);
    initial q = 15'd0;
    always @(posedge clock) q <= d;
endmodule

module spindle_core_lane_neuron_period (
    input wire clock,
    input wire [3:0] value,
    output reg [3:0] delayed
);
    reg [3:0] stage_1;
    reg [3:0] stage_2;
    initial begin
       stage_1 = 4'h0;
       stage_2 = 4'h0;
       delayed = 4'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       delayed <= stage_2;
    end
endmodule

module spindle_core_lane_plasticity (
    input wire clock,
    input wire reset,
    input wire [30:0] initial_random,
    input wire [30:0] seed,
    input wire reseed,
    input wire advance,
    input wire [15:0] feedback,
    input wire [15:0] noise_mask,
    input wire [3:0] delta_shift,
    input wire [15:0] delta_mask,
    input wire [7:0] weight,
    input wire learn,
    output wire [7:0] learned,
    output wire [15:0] random
);
    wire [30:0] noise_random;
    wire [16:0] rounding_sum;
    reg [16:0] noisy_d;
    wire [16:0] noisy_q;
    wire [16:0] scaling_delta;
    reg [16:0] delta_d;
    wire [16:0] delta_q;
    wire [7:0] step_learned;

    wire [15:0] rounding_random = noise_random[15:0];

    random_source noise (
        .clock(clock),
        .reset(reset),
        .load(reseed),
        .advance(advance),
        .seed(seed),
        .initial_state(initial_random),
        .random(noise_random)
    );

    stochastic_mask rounding (
        .value(feedback),
        .random(rounding_random),
        .mask(noise_mask),
        .sum(rounding_sum)
    );

    register_17 noisy (
        .d(noisy_d),
        .q(noisy_q),
        .clock(clock)
    );

    stochastic_shift_8 scaling (
        .sum(noisy_q),
        .shift(delta_shift),
        .mask(delta_mask),
        .delta(scaling_delta)
    );

    register_17 delta (
        .d(delta_d),
        .q(delta_q),
        .clock(clock)
    );

    weight_step_8 step (
        .weight(weight),
        .delta(delta_q),
        .learn(learn),
        .learned(step_learned)
    );

    assign random = noise_random[15:0];
    assign learned = step_learned;

    always @(*) begin
        noisy_d = noisy_q;
        noisy_d = rounding_sum;
    end

    always @(*) begin
        delta_d = delta_q;
        delta_d = scaling_delta;
    end
endmodule

module random_source (
    input wire clock,
    input wire reset,
    input wire load,
    input wire advance,
    input wire [30:0] seed,
    input wire [30:0] initial_state,
    output wire [30:0] random
);
    reg [30:0] offset;
    initial offset = 31'd0;
    wire [30:0] next = {random[14:0], random[30:15] ^ random[27:12]};
    assign random = offset ^ initial_state;
    always @(posedge clock) begin
        if (reset) offset <= 31'd0;
        else if (load) offset <= seed ^ initial_state;
        else if (advance) offset <= next ^ initial_state;
    end
endmodule

module stochastic_mask (
    input wire [15:0] value,
    input wire [15:0] random,
    input wire [15:0] mask,
    output wire [16:0] sum
);
    assign sum = {value[15], value} + {1'b0, random & mask};
endmodule

module stochastic_shift_8 (
    input wire [16:0] sum,
    input wire [3:0] shift,
    input wire [15:0] mask,
    output wire [16:0] delta
);
    wire [15:0] by_8 = shift[3] ? {{7{sum[16]}}, sum[16:8]} : sum[15:0];
    wire [11:0] by_4 = shift[2] ? by_8[15:4] : by_8[11:0];
    wire [9:0] by_2 = shift[1] ? by_4[11:2] : by_4[9:0];
    wire [8:0] by_1 = shift[0] ? by_2[9:1] : by_2[8:0];
    wire [15:8] upper = (sum[15:8] ^ {8{sum[16]}}) & ~mask[7:0];
    wire [8:0] narrow = |upper ? {sum[16], {8{~sum[16]}}} : by_1;
    wire [7:0] unused_mask = mask[15:8];
    assign delta = {{8{narrow[8]}}, narrow};
endmodule

module weight_step_8 (
    input wire [7:0] weight,
    input wire [16:0] delta,
    input wire learn,
    output wire [7:0] learned
);
    wire [9:0] exact = {{2{weight[7]}}, weight} + {delta[8], delta[8:0]};
    wire [7:0] unused_delta = delta[16:9];
    wire [7:0] sum;
    wire fits = (&exact[9:7]) | ~(|exact[9:7]);
    assign sum = fits ? exact[7:0] : {exact[9], {7{~exact[9]}}};
    assign learned = learn ? sum : weight;
endmodule

module spindle_core_lane_control #(
    parameter PAIR_THRESHOLD_IMAGE = "lane0_controller.hex"
) (
    input wire clock,
    input wire [3:0] error_leak,
    input wire [3:0] proportional_leak,
    input wire [3:0] integral_leak,
    input wire [3:0] modulatory_leak,
    input wire [15:0] error_gain,
    input wire [15:0] proportional_gain,
    input wire [15:0] integral_gain,
    input wire [15:0] feedback_read_address,
    input wire [15:0] word_4,
    input wire [15:0] word_6,
    input wire [15:0] word_7,
    input wire [15:0] word_8,
    input wire [15:0] word_10,
    input wire [15:0] word_11,
    input wire [15:0] word_12,
    input wire active,
    input wire modulated,
    input wire spike,
    input wire far_from_firing,
    input wire clear,
    input wire [15:0] modulator_read_address,
    input wire [15:0] modulator_write_address,
    input wire modulator_write,
    input wire [15:0] modulator_sum,
    output reg [15:0] modulator_read,
    input wire clear_targets,
    input wire rate_write,
    input wire [15:0] rate_address,
    input wire [7:0] rate,
    input wire bus_write,
    input wire [15:0] bus_address,
    input wire [31:0] bus_data,
    output wire [15:0] feedback_read,
    output wire positive,
    output wire negative,
    output wire [15:0] error_read,
    output wire [15:0] drive_read,
    output wire [15:0] error_after,
    output wire [15:0] drive_after,
    output wire [15:0] feedback_after,
    output wire error_written,
    output wire feedback_written
);
    localparam [15:0] no_modulator = 16'h0;
    localparam [7:0] no_phase = 8'h0;
    localparam [15:0] zero = 16'h0;

    wire [7:0] target_rate_read_data;
    wire [7:0] target_phase_read_data;
    reg [7:0] target_phase_write_data;
    wire [15:0] error_read_data;
    wire [15:0] drive_read_data;
    wire [15:0] proportional_read_data;
    wire [15:0] integral_read_data;
    wire [15:0] feedback_read_data;
    wire [14:0] pair_threshold_read_data;
    wire [15:0] modulator_0_read_data;
    reg [15:0] modulator_0_write_data;
    reg controller_modulated;
    reg [15:0] controller_modulator;
    wire [7:0] controller_phase_after;
    wire [15:0] controller_error_after;
    wire [15:0] controller_drive_after;
    wire [15:0] controller_proportional_after;
    wire [15:0] controller_integral_after;
    wire [15:0] controller_feedback_after;
    wire controller_phase_write;
    wire controller_error_write;
    wire controller_drive_write;
    wire controller_proportional_write;
    wire controller_integral_write;
    wire controller_feedback_write;
    wire controller_modulator_write;
    wire controller_fired_positive;
    wire controller_fired_negative;

    wire target_phase_write_enable = controller_phase_write | clear_targets;
    wire [14:0] pair_threshold_write_data = bus_data[14:0];
    wire [15:0] controller_controller_threshold = {1'd0, pair_threshold_read_data};
    wire modulator_0_write_enable = modulator_write | controller_modulator_write;

    memory_2x8 target_rate (
        .clock(clock),
        .read_address(word_4),
        .read_enable(1'b1),
        .read_data(target_rate_read_data),
        .write_address(rate_address),
        .write_data(rate),
        .write_enable(rate_write)
    );

    memory_2x8 target_phase (
        .clock(clock),
        .read_address(word_4),
        .read_enable(1'b1),
        .read_data(target_phase_read_data),
        .write_address(word_6),
        .write_data(target_phase_write_data),
        .write_enable(target_phase_write_enable)
    );

    memory_2x16 error (
        .clock(clock),
        .read_address(word_4),
        .read_enable(1'b1),
        .read_data(error_read_data),
        .write_address(word_8),
        .write_data(controller_error_after),
        .write_enable(controller_error_write)
    );

    memory_2x16 drive (
        .clock(clock),
        .read_address(word_7),
        .read_enable(1'b1),
        .read_data(drive_read_data),
        .write_address(word_10),
        .write_data(controller_drive_after),
        .write_enable(controller_drive_write)
    );

    memory_2x16 proportional (
        .clock(clock),
        .read_address(word_7),
        .read_enable(1'b1),
        .read_data(proportional_read_data),
        .write_address(word_11),
        .write_data(controller_proportional_after),
        .write_enable(controller_proportional_write)
    );

    memory_2x16 integral (
        .clock(clock),
        .read_address(word_7),
        .read_enable(1'b1),
        .read_data(integral_read_data),
        .write_address(word_11),
        .write_data(controller_integral_after),
        .write_enable(controller_integral_write)
    );

    memory_2x16 feedback (
        .clock(clock),
        .read_address(feedback_read_address),
        .read_enable(1'b1),
        .read_data(feedback_read_data),
        .write_address(word_12),
        .write_data(controller_feedback_after),
        .write_enable(controller_feedback_write)
    );

    memory_2x15_loaded #(
        .IMAGE(PAIR_THRESHOLD_IMAGE)
    ) pair_threshold (
        .clock(clock),
        .read_address(word_8),
        .read_enable(1'b1),
        .read_data(pair_threshold_read_data),
        .write_address(bus_address),
        .write_data(pair_threshold_write_data),
        .write_enable(bus_write)
    );

    memory_2x16 modulator_0 (
        .clock(clock),
        .read_address(modulator_read_address),
        .read_enable(1'b1),
        .read_data(modulator_0_read_data),
        .write_address(modulator_write_address),
        .write_data(modulator_0_write_data),
        .write_enable(modulator_0_write_enable)
    );

    spindle_core_lane_control_controller controller (
        .clock(clock),
        .zero(zero),
        .error_leak(error_leak),
        .proportional_leak(proportional_leak),
        .integral_leak(integral_leak),
        .modulatory_leak(modulatory_leak),
        .error_gain(error_gain),
        .proportional_gain(proportional_gain),
        .integral_gain(integral_gain),
        .active(active),
        .modulated(controller_modulated),
        .rate(target_rate_read_data),
        .phase(target_phase_read_data),
        .error(error_read_data),
        .spike(spike),
        .far_from_firing(far_from_firing),
        .clear(clear),
        .drive(drive_read_data),
        .proportional(proportional_read_data),
        .integral(integral_read_data),
        .controller_threshold(controller_controller_threshold),
        .modulator(controller_modulator),
        .phase_after(controller_phase_after),
        .error_after(controller_error_after),
        .drive_after(controller_drive_after),
        .proportional_after(controller_proportional_after),
        .integral_after(controller_integral_after),
        .feedback_after(controller_feedback_after),
        .phase_write(controller_phase_write),
        .error_write(controller_error_write),
        .drive_write(controller_drive_write),
        .proportional_write(controller_proportional_write),
        .integral_write(controller_integral_write),
        .feedback_write(controller_feedback_write),
        .modulator_write(controller_modulator_write),
        .fired_positive(controller_fired_positive),
        .fired_negative(controller_fired_negative)
    );

    assign feedback_read = feedback_read_data;
    assign positive = controller_fired_positive;
    assign negative = controller_fired_negative;
    assign error_read = error_read_data;
    assign drive_read = drive_read_data;
    assign error_after = controller_error_after;
    assign drive_after = controller_drive_after;
    assign feedback_after = controller_feedback_after;
    assign error_written = controller_error_write;
    assign feedback_written = controller_feedback_write;

    always @(*) begin
        controller_modulated = 1'b0;
        controller_modulated = modulated;
    end

    always @(*) begin
        target_phase_write_data = controller_phase_after;
        if (clear_targets) begin
            target_phase_write_data = no_phase;
        end
    end

    always @(*) begin
        modulator_read = no_modulator;
        modulator_read = modulator_0_read_data;
    end

    always @(*) begin
        controller_modulator = no_modulator;
        controller_modulator = modulator_0_read_data;
    end

    always @(*) begin
        modulator_0_write_data = no_modulator;
        if (modulator_write) begin
            modulator_0_write_data = modulator_sum;
        end
    end
endmodule

module memory_2x8 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [7:0] read_data,
    input wire [15:0] write_address,
    input wire [7:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [7:0] words [0:1];
    integer word;
    initial for (word = 0; word < 2; word = word + 1) words[word] = 8'd0;
    initial read_data = 8'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[0:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[0:0]];
    end
    wire [29:0] unused_address = {read_address[15:1], write_address[15:1]};
endmodule

module spindle_core_lane_control_controller (
    input wire clock,
    input wire [15:0] zero,
    input wire [3:0] error_leak,
    input wire [3:0] proportional_leak,
    input wire [3:0] integral_leak,
    input wire [3:0] modulatory_leak,
    input wire [15:0] error_gain,
    input wire [15:0] proportional_gain,
    input wire [15:0] integral_gain,
    input wire active,
    input wire modulated,
    input wire [7:0] rate,
    input wire [7:0] phase,
    input wire [15:0] error,
    input wire spike,
    input wire far_from_firing,
    input wire clear,
    input wire [15:0] drive,
    input wire [15:0] proportional,
    input wire [15:0] integral,
    input wire [15:0] controller_threshold,
    input wire [15:0] modulator,
    output wire [7:0] phase_after,
    output wire [15:0] error_after,
    output wire [15:0] drive_after,
    output wire [15:0] proportional_after,
    output wire [15:0] integral_after,
    output wire [15:0] feedback_after,
    output wire phase_write,
    output wire error_write,
    output wire drive_write,
    output wire proportional_write,
    output wire integral_write,
    output wire feedback_write,
    output wire modulator_write,
    output wire fired_positive,
    output wire fired_negative
);
    reg active_6_d;
    wire active_6_q;
    reg active_7_d;
    wire active_7_q;
    reg active_8_d;
    wire active_8_q;
    reg active_9_d;
    wire active_9_q;
    reg active_10_d;
    wire active_10_q;
    reg active_11_d;
    wire active_11_q;
    reg active_12_d;
    wire active_12_q;
    wire modulated_8_delayed;
    reg modulated_9_d;
    wire modulated_9_q;
    reg modulated_10_d;
    wire modulated_10_q;
    reg modulated_11_d;
    wire modulated_11_q;
    reg modulated_12_d;
    wire modulated_12_q;
    reg clear_8_d;
    wire clear_8_q;
    reg clear_9_d;
    wire clear_9_q;
    reg clear_10_d;
    wire clear_10_q;
    reg clear_11_d;
    wire clear_11_q;
    reg clear_12_d;
    wire clear_12_q;
    wire far_11_delayed;
    reg [7:0] target_phase_d;
    wire [7:0] target_phase_q;
    reg target_d;
    wire target_q;
    reg target_late_d;
    wire target_late_q;
    wire [15:0] error_shift_shifted;
    wire error_shift_round;
    wire [15:0] error_decay_decayed;
    reg [15:0] error_value_d;
    wire [15:0] error_value_q;
    reg [15:0] error_shifted_d;
    wire [15:0] error_shifted_q;
    reg error_round_d;
    wire error_round_q;
    reg [15:0] error_decayed_d;
    wire [15:0] error_decayed_q;
    wire [15:0] error_step_sum;
    reg [15:0] error_new_d;
    wire [15:0] error_new_q;
    wire [15:0] proportional_shift_shifted;
    wire proportional_shift_round;
    wire [15:0] proportional_decay_decayed;
    reg [15:0] proportional_value_d;
    wire [15:0] proportional_value_q;
    reg [15:0] proportional_shifted_d;
    wire [15:0] proportional_shifted_q;
    reg proportional_round_d;
    wire proportional_round_q;
    reg [15:0] proportional_decayed_d;
    wire [15:0] proportional_decayed_q;
    wire [15:0] proportional_step_sum;
    reg [15:0] proportional_new_d;
    wire [15:0] proportional_new_q;
    wire [15:0] integral_shift_shifted;
    wire integral_shift_round;
    wire [15:0] integral_decay_decayed;
    reg [15:0] integral_value_d;
    wire [15:0] integral_value_q;
    reg [15:0] integral_shifted_d;
    wire [15:0] integral_shifted_q;
    reg integral_round_d;
    wire integral_round_q;
    reg [15:0] integral_decayed_d;
    wire [15:0] integral_decayed_q;
    wire [15:0] integral_step_sum;
    reg [15:0] integral_new_d;
    wire [15:0] integral_new_q;
    wire [15:0] drive_sum_sum;
    reg [15:0] driven_d;
    wire [15:0] driven_q;
    wire pair_positive;
    wire pair_negative;
    wire [15:0] pair_rest;
    reg [15:0] drive_new_d;
    wire [15:0] drive_new_q;
    reg positive_d;
    wire positive_q;
    reg negative_d;
    wire negative_q;
    wire [15:0] current_sum;
    reg [15:0] feedback_new_d;
    wire [15:0] feedback_new_q;
    reg [3:0] integral_leak_used;

    wire [8:0] target_sum = {1'd0, phase} + {1'd0, rate};
    wire error_step_enable = spike ^ target_late_q;
    wire pair_fired = positive_q | negative_q;

    register_1 active_6 (
        .d(active_6_d),
        .q(active_6_q),
        .clock(clock)
    );

    register_1 active_7 (
        .d(active_7_d),
        .q(active_7_q),
        .clock(clock)
    );

    register_1 active_8 (
        .d(active_8_d),
        .q(active_8_q),
        .clock(clock)
    );

    register_1 active_9 (
        .d(active_9_d),
        .q(active_9_q),
        .clock(clock)
    );

    register_1 active_10 (
        .d(active_10_d),
        .q(active_10_q),
        .clock(clock)
    );

    register_1 active_11 (
        .d(active_11_d),
        .q(active_11_q),
        .clock(clock)
    );

    register_1 active_12 (
        .d(active_12_d),
        .q(active_12_q),
        .clock(clock)
    );

    spindle_core_timing_same_weight_near modulated_8 (
        .clock(clock),
        .value(modulated),
        .delayed(modulated_8_delayed)
    );

    register_1 modulated_9 (
        .d(modulated_9_d),
        .q(modulated_9_q),
        .clock(clock)
    );

    register_1 modulated_10 (
        .d(modulated_10_d),
        .q(modulated_10_q),
        .clock(clock)
    );

    register_1 modulated_11 (
        .d(modulated_11_d),
        .q(modulated_11_q),
        .clock(clock)
    );

    register_1 modulated_12 (
        .d(modulated_12_d),
        .q(modulated_12_q),
        .clock(clock)
    );

    register_1 clear_8 (
        .d(clear_8_d),
        .q(clear_8_q),
        .clock(clock)
    );

    register_1 clear_9 (
        .d(clear_9_d),
        .q(clear_9_q),
        .clock(clock)
    );

    register_1 clear_10 (
        .d(clear_10_d),
        .q(clear_10_q),
        .clock(clock)
    );

    register_1 clear_11 (
        .d(clear_11_d),
        .q(clear_11_q),
        .clock(clock)
    );

    register_1 clear_12 (
        .d(clear_12_d),
        .q(clear_12_q),
        .clock(clock)
    );

    spindle_core_timing_same_post_near far_11 (
        .clock(clock),
        .value(far_from_firing),
        .delayed(far_11_delayed)
    );

    register_8 target_phase (
        .d(target_phase_d),
        .q(target_phase_q),
        .clock(clock)
    );

    register_1 target (
        .d(target_d),
        .q(target_q),
        .clock(clock)
    );

    register_1 target_late (
        .d(target_late_d),
        .q(target_late_q),
        .clock(clock)
    );

    rounding_shift_16 error_shift (
        .value(error),
        .shift(error_leak),
        .shifted(error_shift_shifted),
        .round(error_shift_round)
    );

    decay_subtract_16 error_decay (
        .value(error_value_q),
        .shifted(error_shifted_q),
        .round(error_round_q),
        .decayed(error_decay_decayed)
    );

    register_16 error_value (
        .d(error_value_d),
        .q(error_value_q),
        .clock(clock)
    );

    register_16 error_shifted (
        .d(error_shifted_d),
        .q(error_shifted_q),
        .clock(clock)
    );

    register_1 error_round (
        .d(error_round_d),
        .q(error_round_q),
        .clock(clock)
    );

    register_16 error_decayed (
        .d(error_decayed_d),
        .q(error_decayed_q),
        .clock(clock)
    );

    gain_step error_step (
        .trace(error_decayed_q),
        .gain(error_gain),
        .enable(error_step_enable),
        .negative(spike),
        .sum(error_step_sum)
    );

    register_16 error_new (
        .d(error_new_d),
        .q(error_new_q),
        .clock(clock)
    );

    rounding_shift_16 proportional_shift (
        .value(proportional),
        .shift(proportional_leak),
        .shifted(proportional_shift_shifted),
        .round(proportional_shift_round)
    );

    decay_subtract_16 proportional_decay (
        .value(proportional_value_q),
        .shifted(proportional_shifted_q),
        .round(proportional_round_q),
        .decayed(proportional_decay_decayed)
    );

    register_16 proportional_value (
        .d(proportional_value_d),
        .q(proportional_value_q),
        .clock(clock)
    );

    register_16 proportional_shifted (
        .d(proportional_shifted_d),
        .q(proportional_shifted_q),
        .clock(clock)
    );

    register_1 proportional_round (
        .d(proportional_round_d),
        .q(proportional_round_q),
        .clock(clock)
    );

    register_16 proportional_decayed (
        .d(proportional_decayed_d),
        .q(proportional_decayed_q),
        .clock(clock)
    );

    gain_step proportional_step (
        .trace(proportional_decayed_q),
        .gain(proportional_gain),
        .enable(pair_fired),
        .negative(negative_q),
        .sum(proportional_step_sum)
    );

    register_16 proportional_new (
        .d(proportional_new_d),
        .q(proportional_new_q),
        .clock(clock)
    );

    rounding_shift_16 integral_shift (
        .value(integral),
        .shift(integral_leak_used),
        .shifted(integral_shift_shifted),
        .round(integral_shift_round)
    );

    decay_subtract_16 integral_decay (
        .value(integral_value_q),
        .shifted(integral_shifted_q),
        .round(integral_round_q),
        .decayed(integral_decay_decayed)
    );

    register_16 integral_value (
        .d(integral_value_d),
        .q(integral_value_q),
        .clock(clock)
    );

    register_16 integral_shifted (
        .d(integral_shifted_d),
        .q(integral_shifted_q),
        .clock(clock)
    );

    register_1 integral_round (
        .d(integral_round_d),
        .q(integral_round_q),
        .clock(clock)
    );

    register_16 integral_decayed (
        .d(integral_decayed_d),
        .q(integral_decayed_q),
        .clock(clock)
    );

    modulated_step_16 integral_step (
        .trace(integral_decayed_q),
        .gain(integral_gain),
        .enable(pair_fired),
        .negative(negative_q),
        .modulator(modulator),
        .modulated(modulated_10_q),
        .sum(integral_step_sum)
    );

    register_16 integral_new (
        .d(integral_new_d),
        .q(integral_new_q),
        .clock(clock)
    );

    saturating_add_16_16 drive_sum (
        .a(drive),
        .b(error_new_q),
        .sum(drive_sum_sum)
    );

    register_16 driven (
        .d(driven_d),
        .q(driven_q),
        .clock(clock)
    );

    pair_fire pair (
        .drive(driven_q),
        .threshold(controller_threshold),
        .positive(pair_positive),
        .negative(pair_negative),
        .rest(pair_rest)
    );

    register_16 drive_new (
        .d(drive_new_d),
        .q(drive_new_q),
        .clock(clock)
    );

    register_1 positive (
        .d(positive_d),
        .q(positive_q),
        .clock(clock)
    );

    register_1 negative (
        .d(negative_d),
        .q(negative_q),
        .clock(clock)
    );

    saturating_add_16_16 current (
        .a(proportional_new_q),
        .b(integral_new_q),
        .sum(current_sum)
    );

    register_16 feedback_new (
        .d(feedback_new_d),
        .q(feedback_new_q),
        .clock(clock)
    );

    assign phase_after = target_phase_q;
    assign phase_write = active_6_q;
    assign error_after = error_new_q;
    assign error_write = active_8_q | clear_8_q;
    assign drive_after = drive_new_q;
    assign drive_write = active_10_q | clear_10_q;
    assign modulator_write = modulated_10_q | clear_10_q;
    assign fired_positive = positive_q;
    assign fired_negative = negative_q;
    assign proportional_after = proportional_new_q;
    assign integral_after = integral_new_q;
    assign proportional_write = active_11_q | clear_11_q;
    assign integral_write = active_11_q | modulated_11_q | clear_11_q;
    assign feedback_after = feedback_new_q;
    assign feedback_write = active_12_q | modulated_12_q | clear_12_q;

    always @(*) begin
        active_6_d = active_6_q;
        active_6_d = active;
    end

    always @(*) begin
        active_7_d = active_7_q;
        active_7_d = active_6_q;
    end

    always @(*) begin
        active_8_d = active_8_q;
        active_8_d = active_7_q;
    end

    always @(*) begin
        active_9_d = active_9_q;
        active_9_d = active_8_q;
    end

    always @(*) begin
        active_10_d = active_10_q;
        active_10_d = active_9_q;
    end

    always @(*) begin
        active_11_d = active_11_q;
        active_11_d = active_10_q;
    end

    always @(*) begin
        active_12_d = active_12_q;
        active_12_d = active_11_q;
    end

    always @(*) begin
        modulated_9_d = modulated_9_q;
        modulated_9_d = modulated_8_delayed;
    end

    always @(*) begin
        modulated_10_d = modulated_10_q;
        modulated_10_d = modulated_9_q;
    end

    always @(*) begin
        modulated_11_d = modulated_11_q;
        modulated_11_d = modulated_10_q;
    end

    always @(*) begin
        modulated_12_d = modulated_12_q;
        modulated_12_d = modulated_11_q;
    end

    always @(*) begin
        clear_8_d = clear_8_q;
        clear_8_d = clear;
    end

    always @(*) begin
        clear_9_d = clear_9_q;
        clear_9_d = clear_8_q;
    end

    always @(*) begin
        clear_10_d = clear_10_q;
        clear_10_d = clear_9_q;
    end

    always @(*) begin
        clear_11_d = clear_11_q;
        clear_11_d = clear_10_q;
    end

    always @(*) begin
        clear_12_d = clear_12_q;
        clear_12_d = clear_11_q;
    end

    always @(*) begin
        target_phase_d = target_phase_q;
        target_phase_d = target_sum[7:0];
    end

    always @(*) begin
        target_d = target_q;
        target_d = target_sum[8];
    end

    always @(*) begin
        target_late_d = target_late_q;
        target_late_d = target_q;
    end

    always @(*) begin
        error_value_d = error_value_q;
        error_value_d = error;
    end

    always @(*) begin
        error_shifted_d = error_shifted_q;
        error_shifted_d = error_shift_shifted;
    end

    always @(*) begin
        error_round_d = error_round_q;
        error_round_d = error_shift_round;
    end

    always @(*) begin
        error_decayed_d = error_decayed_q;
        error_decayed_d = error_decay_decayed;
    end

    always @(*) begin
        error_new_d = error_new_q;
        error_new_d = error_step_sum;
        if (clear) begin
            error_new_d = zero;
        end
    end

    always @(*) begin
        proportional_value_d = proportional_value_q;
        proportional_value_d = proportional;
    end

    always @(*) begin
        proportional_shifted_d = proportional_shifted_q;
        proportional_shifted_d = proportional_shift_shifted;
    end

    always @(*) begin
        proportional_round_d = proportional_round_q;
        proportional_round_d = proportional_shift_round;
    end

    always @(*) begin
        proportional_decayed_d = proportional_decayed_q;
        proportional_decayed_d = proportional_decay_decayed;
    end

    always @(*) begin
        integral_decayed_d = integral_decayed_q;
        integral_decayed_d = integral_decay_decayed;
    end

    always @(*) begin
        feedback_new_d = feedback_new_q;
        feedback_new_d = current_sum;
        if ((modulated_11_q & far_11_delayed) | clear_11_q) begin
            feedback_new_d = zero;
        end
    end

    always @(*) begin
        proportional_new_d = proportional_new_q;
        proportional_new_d = proportional_step_sum;
        if (~active_10_q) begin
            proportional_new_d = zero;
        end
    end

    always @(*) begin
        integral_new_d = integral_new_q;
        integral_new_d = integral_step_sum;
        if (clear_10_q) begin
            integral_new_d = zero;
        end
    end

    always @(*) begin
        driven_d = driven_q;
        driven_d = drive_sum_sum;
    end

    always @(*) begin
        drive_new_d = drive_new_q;
        drive_new_d = pair_rest;
        if (clear_9_q) begin
            drive_new_d = zero;
        end
    end

    always @(*) begin
        positive_d = positive_q;
        positive_d = active_9_q & pair_positive;
    end

    always @(*) begin
        negative_d = negative_q;
        negative_d = active_9_q & pair_negative;
    end

    always @(*) begin
        integral_value_d = integral_value_q;
        integral_value_d = integral;
    end

    always @(*) begin
        integral_shifted_d = integral_shifted_q;
        integral_shifted_d = integral_shift_shifted;
    end

    always @(*) begin
        integral_round_d = integral_round_q;
        integral_round_d = integral_shift_round;
    end

    always @(*) begin
        integral_leak_used = integral_leak;
        if (modulated_8_delayed) begin
            integral_leak_used = modulatory_leak;
        end
    end
endmodule

module gain_step (
    input wire [15:0] trace,
    input wire [15:0] gain,
    input wire enable,
    input wire negative,
    output wire [15:0] sum
);
    wire minus = enable & negative;
    wire [15:0] term = (gain & {16{enable}}) ^ {16{minus}};
    wire [17:0] carried = {trace[15], trace, 1'b1} + {term[15], term, minus};
    wire unused_carry = carried[0];
    wire [16:0] exact = carried[17:1];
    wire fits = (&exact[16:15]) | ~(|exact[16:15]);
    assign sum = fits ? exact[15:0] : {exact[16], {15{~exact[16]}}};
endmodule

module modulated_step_16 (
    input wire [15:0] trace,
    input wire [15:0] gain,
    input wire enable,
    input wire negative,
    input wire [15:0] modulator,
    input wire modulated,
    output wire [15:0] sum
);
    wire minus = enable & negative;
    wire [15:0] term = (gain & {16{enable}}) ^ {16{minus}};
    wire [16:0] added = modulated ? {{1{modulator[15]}}, modulator} : {{1{term[15]}}, term};
    wire [17:0] carried = {{{1{trace[15]}}, trace}, 1'b1} + {added, minus & ~modulated};
    wire unused_carry = carried[0];
    wire [16:0] exact = carried[17:1];
    wire fits = (&exact[16:15]) | ~(|exact[16:15]);
    assign sum = fits ? exact[15:0] : {exact[16], {15{~exact[16]}}};
endmodule

module pair_fire (
    input wire [15:0] drive,
    input wire [15:0] threshold,
    output wire positive,
    output wire negative,
    output wire [15:0] rest
);
    wire below = drive[15];
    wire [16:0] term = {1'b0, threshold} ^ {17{~below}};
    wire [17:0] carried = {below, drive, 1'b1} + {term, ~below};
    wire unused_carry = carried[0];
    wire [16:0] moved = carried[17:1];
    assign positive = ~below & ~moved[16];
    assign negative = below & (moved[16] | ~(|moved[15:0]));
    assign rest = (positive | negative) ? moved[15:0] : drive;
endmodule

module population_count (
    input wire [15:0] mask,
    output wire [4:0] count
);
    assign count = {4'd0, mask[0]} + {4'd0, mask[1]} + {4'd0, mask[2]} + {4'd0, mask[3]} + {4'd0, mask[4]} + {4'd0, mask[5]} + {4'd0, mask[6]} + {4'd0, mask[7]} + {4'd0, mask[8]} + {4'd0, mask[9]} + {4'd0, mask[10]} + {4'd0, mask[11]} + {4'd0, mask[12]} + {4'd0, mask[13]} + {4'd0, mask[14]} + {4'd0, mask[15]};
endmodule

module spindle_core_outgoing (
    input wire clock,
    input wire reset,
    input wire push,
    input wire [27:0] entry,
    output wire ready,
    output wire valid,
    output wire [15:0] neuron,
    input wire take,
    output wire drained
);
    wire store_ready;
    wire store_head_valid;
    wire [27:0] store_head;
    wire store_vacant;
    wire expander_load;
    wire expander_valid;
    wire [15:0] expander_neuron;

    spindle_core_outgoing_store store (
        .clock(clock),
        .reset(reset),
        .push(push),
        .word(entry),
        .ready(store_ready),
        .head_valid(store_head_valid),
        .head(store_head),
        .take(expander_load),
        .vacant(store_vacant)
    );

    spindle_core_recurrent_expander expander (
        .clock(clock),
        .reset(reset),
        .entry_valid(store_head_valid),
        .entry(store_head),
        .load(expander_load),
        .valid(expander_valid),
        .neuron(expander_neuron),
        .take(take)
    );

    assign ready = store_ready;
    assign valid = expander_valid;
    assign neuron = expander_neuron;
    assign drained = store_vacant & ~expander_valid;
endmodule

module spindle_core_outgoing_store (
    input wire clock,
    input wire reset,
    input wire push,
    input wire [27:0] word,
    output wire ready,
    output wire head_valid,
    output wire [27:0] head,
    input wire take,
    output wire vacant
);
    localparam [15:0] last = 16'h3f;
    localparam [1:0] wraps_early = 2'b0;
    localparam [15:0] pointer_bits = 16'h3f;
    localparam [15:0] count_bits = 16'h7f;
    localparam [15:0] zero = 16'h0;
    localparam [15:0] one = 16'h1;

    wire [27:0] store_read_data;
    reg [15:0] count_d;
    wire [15:0] count_q;
    reg [15:0] read_d;
    wire [15:0] read_q;
    reg [15:0] write_d;
    wire [15:0] write_q;
    reg head_full_d;
    wire head_full_q;
    reg filled_d;
    wire filled_q;
    reg full_d;
    wire full_q;

    wire accept = push & ready;
    wire stored = filled_q;
    wire load = stored & (~head_full_q | take);

    memory_64x28 store (
        .clock(clock),
        .read_address(read_q),
        .read_enable(load),
        .read_data(store_read_data),
        .write_address(write_q),
        .write_data(word),
        .write_enable(accept)
    );

    register_16 count (
        .d(count_d),
        .q(count_q),
        .clock(clock)
    );

    register_16 read (
        .d(read_d),
        .q(read_q),
        .clock(clock)
    );

    register_16 write (
        .d(write_d),
        .q(write_q),
        .clock(clock)
    );

    register_1 head_full (
        .d(head_full_d),
        .q(head_full_q),
        .clock(clock)
    );

    register_1 filled (
        .d(filled_d),
        .q(filled_q),
        .clock(clock)
    );

    register_1 full (
        .d(full_d),
        .q(full_q),
        .clock(clock)
    );

    assign ready = ~full_q;
    assign head_valid = head_full_q;
    assign head = store_read_data;
    assign vacant = ~stored & ~head_full_q;

    always @(*) begin
        count_d = count_q;
        read_d = read_q;
        write_d = write_q;
        head_full_d = head_full_q;
        filled_d = filled_q;
        full_d = full_q;
        if (accept) begin
            write_d = (write_q + one) & pointer_bits;
            if (wraps_early[0] & (write_q == last)) begin
                write_d = zero;
            end
        end
        if (load) begin
            read_d = (read_q + one) & pointer_bits;
            if (wraps_early[0] & (read_q == last)) begin
                read_d = zero;
            end
        end
        if (accept & ~load) begin
            filled_d = 1'b1;
            full_d = count_q == last;
            count_d = (count_q + one) & count_bits;
        end
        if (~accept & load) begin
            filled_d = count_q != one;
            full_d = 1'b0;
            count_d = (count_q - one) & count_bits;
        end
        head_full_d = load | (head_full_q & ~take);
        if (reset) begin
            count_d = zero;
            read_d = zero;
            write_d = zero;
            head_full_d = 1'b0;
            filled_d = 1'b0;
            full_d = 1'b0;
        end
    end
endmodule

module memory_64x28 (
    input wire clock,
    input wire [15:0] read_address,
    input wire read_enable,
    output reg [27:0] read_data,
    input wire [15:0] write_address,
    input wire [27:0] write_data,
    input wire write_enable
);
    (* no_rw_check *)
    reg [27:0] words [0:63];
    integer word;
    initial for (word = 0; word < 64; word = word + 1) words[word] = 28'd0;
    initial read_data = 28'd0;
    always @(posedge clock) begin
        if (write_enable) words[write_address[5:0]] <= write_data;
        if (read_enable) read_data <= words[read_address[5:0]];
    end
    wire [19:0] unused_address = {read_address[15:6], write_address[15:6]};
endmodule

module spindle_core_registers (
    input wire clock,
    input wire reset,
    input wire bus_valid,
    input wire bus_write,
    input wire [23:0] bus_address,
    input wire [31:0] bus_write_data,
    output reg bus_ready,
    output wire [31:0] bus_read_data,
    output wire pending,
    input wire idle,
    output reg access,
    output wire [15:0] word,
    output wire [3:0] lane,
    output wire write_weight,
    output wire write_threshold,
    output wire write_behaviour,
    output wire write_controller,
    output wire write_random,
    output wire write_projection,
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
    output wire inputs_walk,
    output wire neurons_walk,
    output wire inputs_single,
    output wire neurons_single,
    output wire [30:0] seed,
    output wire controllers_emit,
    output reg [3:0] error_leak,
    output reg [3:0] proportional_leak,
    output reg [3:0] integral_leak,
    output reg [3:0] modulatory_leak,
    output reg [15:0] error_gain,
    output reg [15:0] proportional_gain,
    output reg [15:0] integral_gain
);
    localparam [31:0] zero = 32'h0;
    localparam [12:0] no_words = 13'b0;
    localparam [4:0] no_entries = 5'b0;
    localparam [4:0] one_entry = 5'b1;
    localparam [30:0] no_seed = 31'h0;
    localparam [30:0] least_seed = 31'h1;
    localparam [13:0] no_high = 14'b0;
    localparam [15:0] no_word = 16'h0;
    localparam [3:0] no_leak = 4'h0;
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

    wire [15:0] controller_0_read;
    wire [3:0] controller_0_error_leak;
    wire [3:0] controller_0_proportional_leak;
    wire [3:0] controller_0_integral_leak;
    wire [3:0] controller_0_modulatory_leak;
    wire [15:0] controller_0_error_gain;
    wire [15:0] controller_0_proportional_gain;
    wire [15:0] controller_0_integral_gain;
    reg [1:0] request_d;
    wire [1:0] request_q;
    reg [12:0] r_neuron_words_d;
    wire [12:0] r_neuron_words_q;
    reg [4:0] r_input_entries_d;
    wire [4:0] r_input_entries_q;
    reg [4:0] r_entries_d;
    wire [4:0] r_entries_q;
    reg r_inputs_walk_d;
    wire r_inputs_walk_q;
    reg r_neurons_walk_d;
    wire r_neurons_walk_q;
    reg r_inputs_single_d;
    wire r_inputs_single_q;
    reg r_neurons_single_d;
    wire r_neurons_single_q;
    reg [30:0] r_seed_d;
    wire [30:0] r_seed_q;
    reg r_emit_d;
    wire r_emit_q;
    reg [31:0] answer_d;
    wire [31:0] answer_q;
    reg do_weight_d;
    wire do_weight_q;
    reg do_threshold_d;
    wire do_threshold_q;
    reg do_behaviour_d;
    wire do_behaviour_q;
    reg do_controller_d;
    wire do_controller_q;
    reg do_random_d;
    wire do_random_q;
    reg do_projection_d;
    wire do_projection_q;
    reg [3:0] flag_feedback;
    reg [3:0] flag_learning;
    reg [3:0] flag_overflow;
    reg [3:0] flag_idle;
    reg [31:0] entries_read;
    reg [31:0] read;
    reg [15:0] controller_read;

    wire [3:0] region = bus_address[23:20];
    wire [13:0] high = bus_address[19:6];
    wire [5:0] index = bus_address[5:0];
    wire writes = (request_q == Request_Access) & bus_write;
    wire in_control = (region == region_control) & (high == no_high);
    wire in_weights = (region == region_weights) & (word <= last_weight);
    wire in_neurons = word <= last_neuron;
    wire [12:0] words_used = r_neuron_words_q & word_bits;
    wire [3:0] flags = flag_feedback | flag_learning | flag_overflow | flag_idle;
    wire controller_0_write = writes & in_control;
    wire [15:0] controller_0_data = bus_write_data[15:0];

    spindle_core_registers_controller controller_0 (
        .clock(clock),
        .reset(reset),
        .write(controller_0_write),
        .address(index),
        .data(controller_0_data),
        .read(controller_0_read),
        .error_leak(controller_0_error_leak),
        .proportional_leak(controller_0_proportional_leak),
        .integral_leak(controller_0_integral_leak),
        .modulatory_leak(controller_0_modulatory_leak),
        .error_gain(controller_0_error_gain),
        .proportional_gain(controller_0_proportional_gain),
        .integral_gain(controller_0_integral_gain)
    );

    register_2 request (
        .d(request_d),
        .q(request_q),
        .clock(clock)
    );

    register_13 r_neuron_words (
        .d(r_neuron_words_d),
        .q(r_neuron_words_q),
        .clock(clock)
    );

    register_5 r_input_entries (
        .d(r_input_entries_d),
        .q(r_input_entries_q),
        .clock(clock)
    );

    register_5 r_entries (
        .d(r_entries_d),
        .q(r_entries_q),
        .clock(clock)
    );

    register_1 r_inputs_walk (
        .d(r_inputs_walk_d),
        .q(r_inputs_walk_q),
        .clock(clock)
    );

    register_1 r_neurons_walk (
        .d(r_neurons_walk_d),
        .q(r_neurons_walk_q),
        .clock(clock)
    );

    register_1 r_inputs_single (
        .d(r_inputs_single_d),
        .q(r_inputs_single_q),
        .clock(clock)
    );

    register_1 r_neurons_single (
        .d(r_neurons_single_d),
        .q(r_neurons_single_q),
        .clock(clock)
    );

    register_31 r_seed (
        .d(r_seed_d),
        .q(r_seed_q),
        .clock(clock)
    );

    register_1 r_emit (
        .d(r_emit_d),
        .q(r_emit_q),
        .clock(clock)
    );

    register_32 answer (
        .d(answer_d),
        .q(answer_q),
        .clock(clock)
    );

    register_1 do_weight (
        .d(do_weight_d),
        .q(do_weight_q),
        .clock(clock)
    );

    register_1 do_threshold (
        .d(do_threshold_d),
        .q(do_threshold_q),
        .clock(clock)
    );

    register_1 do_behaviour (
        .d(do_behaviour_d),
        .q(do_behaviour_q),
        .clock(clock)
    );

    register_1 do_controller (
        .d(do_controller_d),
        .q(do_controller_q),
        .clock(clock)
    );

    register_1 do_random (
        .d(do_random_d),
        .q(do_random_q),
        .clock(clock)
    );

    register_1 do_projection (
        .d(do_projection_d),
        .q(do_projection_q),
        .clock(clock)
    );

    assign pending = request_q != Request_Waiting;
    assign word = bus_address[19:4];
    assign lane = bus_address[3:0];
    assign write_weight = do_weight_q;
    assign write_threshold = do_threshold_q;
    assign write_behaviour = do_behaviour_q;
    assign write_controller = do_controller_q;
    assign write_random = do_random_q;
    assign seed = r_seed_q;
    assign write_projection = do_projection_q;
    assign neuron_words = {3'd0, words_used};
    assign input_entries = r_input_entries_q;
    assign entries = r_entries_q;
    assign inputs_walk = r_inputs_walk_q;
    assign neurons_walk = r_neurons_walk_q;
    assign inputs_single = r_inputs_single_q;
    assign neurons_single = r_neurons_single_q;
    assign controllers_emit = r_emit_q;
    assign bus_read_data = answer_q;

    always @(*) begin
        request_d = request_q;
        r_neuron_words_d = r_neuron_words_q;
        r_input_entries_d = r_input_entries_q;
        r_entries_d = r_entries_q;
        r_emit_d = r_emit_q;
        access = 1'b0;
        bus_ready = 1'b0;
        case (request_q)
            Request_Waiting: begin
                if (bus_valid) begin
                    request_d = Request_Pending;
                end
            end
            Request_Pending: begin
                if (idle) begin
                    request_d = Request_Access;
                end
            end
            Request_Access: begin
                access = 1'b1;
                request_d = Request_Answer;
            end
            Request_Answer: begin
                bus_ready = 1'b1;
                request_d = Request_Waiting;
            end
            default: begin
                request_d = Request_Waiting;
            end
        endcase
        if (writes & in_control) begin
            if (index == at_neuron_words) begin
                r_neuron_words_d = bus_write_data[12:0];
            end
            if (index == at_entries) begin
                r_input_entries_d = bus_write_data[4:0];
                r_entries_d = bus_write_data[12:8];
                r_emit_d = bus_write_data[16] & emits[0];
            end
        end
        if (reset) begin
            request_d = Request_Waiting;
            r_neuron_words_d = no_words;
            r_input_entries_d = no_entries;
            r_entries_d = no_entries;
            r_emit_d = 1'b0;
        end
    end

    always @(*) begin
        answer_d = answer_q;
        answer_d = read | {16'd0, controller_read};
        if (~in_control) begin
            answer_d = zero;
        end
        if (in_weights) begin
            answer_d = weight;
        end
    end

    always @(*) begin
        r_inputs_walk_d = r_inputs_walk_q;
        r_inputs_walk_d = r_input_entries_q != no_entries;
    end

    always @(*) begin
        r_neurons_walk_d = r_neurons_walk_q;
        r_neurons_walk_d = r_input_entries_q < r_entries_q;
    end

    always @(*) begin
        do_weight_d = do_weight_q;
        do_weight_d = writes & in_weights;
    end

    always @(*) begin
        do_threshold_d = do_threshold_q;
        do_threshold_d = writes & in_neurons & (region == region_thresholds);
    end

    always @(*) begin
        do_behaviour_d = do_behaviour_q;
        do_behaviour_d = writes & in_neurons & (region == region_behaviour);
    end

    always @(*) begin
        do_controller_d = do_controller_q;
        do_controller_d = writes & in_neurons & (region == region_controllers);
    end

    always @(*) begin
        do_random_d = do_random_q;
        do_random_d = writes & (word == no_word) & (region == region_random);
    end

    always @(*) begin
        do_projection_d = do_projection_q;
        do_projection_d = writes & (region == region_projections);
    end

    always @(*) begin
        r_inputs_single_d = r_inputs_single_q;
        r_inputs_single_d = r_input_entries_q == one_entry;
    end

    always @(*) begin
        r_neurons_single_d = r_neurons_single_q;
        r_neurons_single_d = r_entries_q == (r_input_entries_q + one_entry);
    end

    always @(*) begin
        r_seed_d = r_seed_q;
        r_seed_d = bus_write_data[30:0];
        if (bus_write_data[30:0] == no_seed) begin
            r_seed_d = least_seed;
        end
    end

    always @(*) begin
        flag_feedback = none;
        if (feedback) begin
            flag_feedback = bit_feedback;
        end
    end

    always @(*) begin
        flag_learning = none;
        if (learning) begin
            flag_learning = bit_learning;
        end
    end

    always @(*) begin
        flag_overflow = none;
        if (overflow) begin
            flag_overflow = bit_overflow;
        end
    end

    always @(*) begin
        flag_idle = none;
        if (idle) begin
            flag_idle = bit_idle;
        end
    end

    always @(*) begin
        entries_read = {27'd0, r_input_entries_q} | ({27'd0, r_entries_q} << 32'h8);
        if (r_emit_q) begin
            entries_read = {27'd0, r_input_entries_q} | ({27'd0, r_entries_q} << 32'h8) | bit_emit;
        end
    end

    always @(*) begin
        read = zero;
        if (index == at_identity) begin
            read = identity;
        end
        if (index == at_version) begin
            read = version;
        end
        if (index == at_shape) begin
            read = shape;
        end
        if (index == at_depths) begin
            read = depths;
        end
        if (index == at_neuron_words) begin
            read = {19'd0, r_neuron_words_q};
        end
        if (index == at_entries) begin
            read = entries_read;
        end
        if (index == at_status) begin
            read = {28'd0, flags};
        end
        if (index == at_steps) begin
            read = steps;
        end
        if (index == at_spikes_in) begin
            read = spikes_in;
        end
        if (index == at_words) begin
            read = words;
        end
        if (index == at_spikes) begin
            read = spikes;
        end
        if (index == at_dropped) begin
            read = dropped;
        end
    end

    always @(*) begin
        error_leak = no_leak;
        error_leak = controller_0_error_leak;
    end

    always @(*) begin
        proportional_leak = no_leak;
        proportional_leak = controller_0_proportional_leak;
    end

    always @(*) begin
        integral_leak = no_leak;
        integral_leak = controller_0_integral_leak;
    end

    always @(*) begin
        modulatory_leak = no_leak;
        modulatory_leak = controller_0_modulatory_leak;
    end

    always @(*) begin
        error_gain = no_word;
        error_gain = controller_0_error_gain;
    end

    always @(*) begin
        proportional_gain = no_word;
        proportional_gain = controller_0_proportional_gain;
    end

    always @(*) begin
        integral_gain = no_word;
        integral_gain = controller_0_integral_gain;
    end

    always @(*) begin
        controller_read = no_word;
        controller_read = controller_0_read;
    end
endmodule

module spindle_core_registers_controller (
    input wire clock,
    input wire reset,
    input wire write,
    input wire [5:0] address,
    input wire [15:0] data,
    output reg [15:0] read,
    output wire [3:0] error_leak,
    output wire [3:0] proportional_leak,
    output wire [3:0] integral_leak,
    output wire [3:0] modulatory_leak,
    output wire [15:0] error_gain,
    output wire [15:0] proportional_gain,
    output wire [15:0] integral_gain
);
    localparam [15:0] fixed_leaks = 16'h0;
    localparam [15:0] leak_bits = 16'hffff;
    localparam [15:0] no_leaks = 16'h0;
    localparam [14:0] no_gain = 15'b0;
    localparam [5:0] at_leaks = 6'b1010;
    localparam [5:0] at_error_gain = 6'b1011;
    localparam [5:0] at_proportional_gain = 6'b1101;
    localparam [5:0] at_integral_gain = 6'b1110;

    reg [15:0] leaks_0_d;
    wire [15:0] leaks_0_q;
    reg [14:0] r_error_gain_d;
    wire [14:0] r_error_gain_q;
    reg [14:0] r_proportional_gain_d;
    wire [14:0] r_proportional_gain_q;
    reg [14:0] r_integral_gain_d;
    wire [14:0] r_integral_gain_q;
    reg [15:0] leaks_used;

    register_16 leaks_0 (
        .d(leaks_0_d),
        .q(leaks_0_q),
        .clock(clock)
    );

    register_15 r_error_gain (
        .d(r_error_gain_d),
        .q(r_error_gain_q),
        .clock(clock)
    );

    register_15 r_proportional_gain (
        .d(r_proportional_gain_d),
        .q(r_proportional_gain_q),
        .clock(clock)
    );

    register_15 r_integral_gain (
        .d(r_integral_gain_d),
        .q(r_integral_gain_q),
        .clock(clock)
    );

    assign error_leak = leaks_used[3:0];
    assign proportional_leak = leaks_used[7:4];
    assign integral_leak = leaks_used[11:8];
    assign modulatory_leak = leaks_used[15:12];
    assign error_gain = {1'd0, r_error_gain_q};
    assign proportional_gain = {1'd0, r_proportional_gain_q};
    assign integral_gain = {1'd0, r_integral_gain_q};

    always @(*) begin
        r_error_gain_d = r_error_gain_q;
        r_proportional_gain_d = r_proportional_gain_q;
        r_integral_gain_d = r_integral_gain_q;
        read = no_leaks;
        if (address == at_leaks) begin
            read = leaks_used;
        end
        if (address == at_error_gain) begin
            read = {1'd0, r_error_gain_q};
            if (write) begin
                r_error_gain_d = data[14:0];
            end
        end
        if (address == at_proportional_gain) begin
            read = {1'd0, r_proportional_gain_q};
            if (write) begin
                r_proportional_gain_d = data[14:0];
            end
        end
        if (address == at_integral_gain) begin
            read = {1'd0, r_integral_gain_q};
            if (write) begin
                r_integral_gain_d = data[14:0];
            end
        end
        if (reset) begin
            r_error_gain_d = no_gain;
            r_proportional_gain_d = no_gain;
            r_integral_gain_d = no_gain;
        end
    end

    always @(*) begin
        leaks_used = fixed_leaks;
        leaks_used = leaks_0_q;
    end

    always @(*) begin
        leaks_0_d = leaks_0_q;
        if (write & (address == at_leaks)) begin
            leaks_0_d = data & leak_bits;
        end
        if (reset) begin
            leaks_0_d = no_leaks;
        end
    end
endmodule

module register_13 (
    input wire [12:0] d,
    output reg [12:0] q,
    input wire clock
);
    initial q = 13'd0;
    always @(posedge clock) q <= d;
endmodule

module register_31 (
    input wire [30:0] d,
    output reg [30:0] q,
    input wire clock
);
    initial q = 31'd0;
    always @(posedge clock) q <= d;
endmodule

module spindle_core_counters (
    input wire clock,
    input wire reset,
    input wire took_spike,
    input wire streamed,
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

    reg [31:0] taken_d;
    wire [31:0] taken_q;
    reg [31:0] passed_d;
    wire [31:0] passed_q;
    reg [4:0] firing_d;
    wire [4:0] firing_q;
    reg [31:0] spiked_d;
    wire [31:0] spiked_q;
    reg lose_d;
    wire lose_q;
    reg [31:0] lost_words_d;
    wire [31:0] lost_words_q;
    reg overflowed_d;
    wire overflowed_q;

    register_32 taken (
        .d(taken_d),
        .q(taken_q),
        .clock(clock)
    );

    register_32 passed (
        .d(passed_d),
        .q(passed_q),
        .clock(clock)
    );

    register_5 firing (
        .d(firing_d),
        .q(firing_q),
        .clock(clock)
    );

    register_32 spiked (
        .d(spiked_d),
        .q(spiked_q),
        .clock(clock)
    );

    register_1 lose (
        .d(lose_d),
        .q(lose_q),
        .clock(clock)
    );

    register_32 lost_words (
        .d(lost_words_d),
        .q(lost_words_q),
        .clock(clock)
    );

    register_1 overflowed (
        .d(overflowed_d),
        .q(overflowed_q),
        .clock(clock)
    );

    assign spikes_in = taken_q;
    assign words = passed_q;
    assign spikes = spiked_q;
    assign dropped = lost_words_q;
    assign overflow = overflowed_q;

    always @(*) begin
        taken_d = taken_q;
        passed_d = passed_q;
        firing_d = firing_q;
        spiked_d = spiked_q;
        lose_d = lose_q;
        lost_words_d = lost_words_q;
        overflowed_d = overflowed_q;
        if (took_spike) begin
            taken_d = taken_q + one;
        end
        if (streamed) begin
            passed_d = passed_q + one;
        end
        firing_d = fired;
        spiked_d = spiked_q + {27'd0, firing_q};
        lose_d = lost;
        if (lost) begin
            overflowed_d = 1'b1;
        end
        if (lose_q) begin
            lost_words_d = lost_words_q + one;
        end
        if (reset) begin
            taken_d = zero;
            passed_d = zero;
            firing_d = none;
            spiked_d = zero;
            lose_d = 1'b0;
            lost_words_d = zero;
            overflowed_d = 1'b0;
        end
    end
endmodule

module spindle_core_retire (
    input wire clock,
    input wire reset,
    input wire synapse,
    input wire [4:0] entry,
    input wire [15:0] source,
    input wire [15:0] post,
    input wire neuron,
    input wire [15:0] neuron_word,
    input wire control,
    input wire [15:0] control_word,
    output wire synapse_valid,
    output wire [4:0] synapse_projection,
    output wire [15:0] synapse_source,
    output wire [15:0] synapse_post,
    output wire neuron_valid,
    output wire [15:0] neuron_retired,
    output wire control_valid,
    output wire [15:0] control_retired
);
    reg synapse_now_d;
    wire synapse_now_q;
    wire [4:0] projection_held_held;
    wire [15:0] source_held_held;
    wire [15:0] post_held_held;
    reg neuron_now_d;
    wire neuron_now_q;
    wire [15:0] neuron_held_held;
    reg control_now_d;
    wire control_now_q;
    wire [15:0] control_held_held;

    register_1 synapse_now (
        .d(synapse_now_d),
        .q(synapse_now_q),
        .clock(clock)
    );

    spindle_core_retire_projection_held projection_held (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(entry),
        .held(projection_held_held)
    );

    spindle_core_retire_source_held source_held (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(source),
        .held(source_held_held)
    );

    spindle_core_retire_source_held post_held (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(post),
        .held(post_held_held)
    );

    register_1 neuron_now (
        .d(neuron_now_d),
        .q(neuron_now_q),
        .clock(clock)
    );

    spindle_core_retire_source_held neuron_held (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(neuron_word),
        .held(neuron_held_held)
    );

    register_1 control_now (
        .d(control_now_d),
        .q(control_now_q),
        .clock(clock)
    );

    spindle_core_retire_source_held control_held (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(control_word),
        .held(control_held_held)
    );

    assign synapse_valid = synapse_now_q;
    assign synapse_projection = projection_held_held;
    assign synapse_source = source_held_held;
    assign synapse_post = post_held_held;
    assign neuron_valid = neuron_now_q;
    assign neuron_retired = neuron_held_held;
    assign control_valid = control_now_q;
    assign control_retired = control_held_held;

    always @(*) begin
        synapse_now_d = synapse_now_q;
        synapse_now_d = synapse;
    end

    always @(*) begin
        neuron_now_d = neuron_now_q;
        neuron_now_d = neuron;
    end

    always @(*) begin
        control_now_d = control_now_q;
        control_now_d = control;
    end
endmodule

module spindle_core_retire_projection_held (
    input wire clock,
    input wire reset,
    input wire load,
    input wire [4:0] value,
    output reg [4:0] held
);
    initial held = 5'h0;
    always @(posedge clock) begin
       if (reset) held <= 5'h0;
       else if (load) held <= value;
    end
endmodule

module spindle_core_retire_source_held (
    input wire clock,
    input wire reset,
    input wire load,
    input wire [15:0] value,
    output reg [15:0] held
);
    initial held = 16'h0;
    always @(posedge clock) begin
       if (reset) held <= 16'h0;
       else if (load) held <= value;
    end
endmodule

module spindle_core_retire_lane (
    input wire clock,
    input wire reset,
    input wire synapse,
    input wire [7:0] weight_before,
    input wire [7:0] weight_after,
    input wire [15:0] membrane_before,
    input wire [15:0] membrane_after,
    input wire neuron,
    input wire [15:0] neuron_after,
    input wire spike,
    input wire [15:0] neuron_before,
    output wire [7:0] out_weight_before,
    output wire [7:0] out_weight_after,
    output wire [15:0] out_membrane_before,
    output wire [15:0] out_membrane_after,
    output wire [15:0] out_neuron_before,
    output wire [15:0] out_neuron_after,
    output wire out_spike
);
    wire [7:0] weight_before_late_delayed;
    wire [7:0] weight_after_late_delayed;
    wire [15:0] membrane_before_late_delayed;
    wire [15:0] membrane_after_late_delayed;
    wire [15:0] neuron_before_late_delayed;
    wire [7:0] synapse_weight_before_held;
    wire [7:0] synapse_weight_after_held;
    wire [15:0] synapse_membrane_before_held;
    wire [15:0] synapse_membrane_after_held;
    wire [15:0] neuron_membrane_before_held;
    wire [15:0] neuron_membrane_after_held;
    wire neuron_spike_held;

    spindle_core_retire_lane_weight_before_late weight_before_late (
        .clock(clock),
        .value(weight_before),
        .delayed(weight_before_late_delayed)
    );

    spindle_core_retire_lane_weight_before_late weight_after_late (
        .clock(clock),
        .value(weight_after),
        .delayed(weight_after_late_delayed)
    );

    spindle_core_retire_lane_membrane_before_late membrane_before_late (
        .clock(clock),
        .value(membrane_before),
        .delayed(membrane_before_late_delayed)
    );

    spindle_core_retire_lane_membrane_before_late membrane_after_late (
        .clock(clock),
        .value(membrane_after),
        .delayed(membrane_after_late_delayed)
    );

    spindle_core_retire_lane_neuron_before_late neuron_before_late (
        .clock(clock),
        .value(neuron_before),
        .delayed(neuron_before_late_delayed)
    );

    spindle_core_retire_lane_synapse_weight_before synapse_weight_before (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(weight_before_late_delayed),
        .held(synapse_weight_before_held)
    );

    spindle_core_retire_lane_synapse_weight_before synapse_weight_after (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(weight_after_late_delayed),
        .held(synapse_weight_after_held)
    );

    spindle_core_retire_source_held synapse_membrane_before (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(membrane_before_late_delayed),
        .held(synapse_membrane_before_held)
    );

    spindle_core_retire_source_held synapse_membrane_after (
        .clock(clock),
        .reset(reset),
        .load(synapse),
        .value(membrane_after_late_delayed),
        .held(synapse_membrane_after_held)
    );

    spindle_core_retire_source_held neuron_membrane_before (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(neuron_before_late_delayed),
        .held(neuron_membrane_before_held)
    );

    spindle_core_retire_source_held neuron_membrane_after (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(neuron_after),
        .held(neuron_membrane_after_held)
    );

    spindle_core_retire_lane_neuron_spike neuron_spike (
        .clock(clock),
        .reset(reset),
        .load(neuron),
        .value(spike),
        .held(neuron_spike_held)
    );

    assign out_weight_before = synapse_weight_before_held;
    assign out_weight_after = synapse_weight_after_held;
    assign out_membrane_before = synapse_membrane_before_held;
    assign out_membrane_after = synapse_membrane_after_held;
    assign out_neuron_before = neuron_membrane_before_held;
    assign out_neuron_after = neuron_membrane_after_held;
    assign out_spike = neuron_spike_held;
endmodule

module spindle_core_retire_lane_weight_before_late (
    input wire clock,
    input wire [7:0] value,
    output reg [7:0] delayed
);
    reg [7:0] stage_1;
    initial begin
       stage_1 = 8'h0;
       delayed = 8'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       delayed <= stage_1;
    end
endmodule

module spindle_core_retire_lane_membrane_before_late (
    input wire clock,
    input wire [15:0] value,
    output reg [15:0] delayed
);
    initial begin
       delayed = 16'h0;
    end
    always @(posedge clock) begin
       delayed <= value;
    end
endmodule

module spindle_core_retire_lane_neuron_before_late (
    input wire clock,
    input wire [15:0] value,
    output reg [15:0] delayed
);
    reg [15:0] stage_1;
    reg [15:0] stage_2;
    reg [15:0] stage_3;
    initial begin
       stage_1 = 16'h0;
       stage_2 = 16'h0;
       stage_3 = 16'h0;
       delayed = 16'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       stage_3 <= stage_2;
       delayed <= stage_3;
    end
endmodule

module spindle_core_retire_lane_synapse_weight_before (
    input wire clock,
    input wire reset,
    input wire load,
    input wire [7:0] value,
    output reg [7:0] held
);
    initial held = 8'h0;
    always @(posedge clock) begin
       if (reset) held <= 8'h0;
       else if (load) held <= value;
    end
endmodule

module spindle_core_retire_lane_neuron_spike (
    input wire clock,
    input wire reset,
    input wire load,
    input wire value,
    output reg held
);
    initial held = 1'h0;
    always @(posedge clock) begin
       if (reset) held <= 1'h0;
       else if (load) held <= value;
    end
endmodule

module spindle_core_retire_control (
    input wire clock,
    input wire reset,
    input wire control,
    input wire feedback_written,
    input wire [15:0] feedback_after,
    input wire [15:0] error_before,
    input wire [15:0] feedback_before,
    input wire error_written,
    input wire [15:0] error_after,
    input wire [15:0] drive_before,
    input wire [15:0] drive_after,
    input wire positive,
    input wire negative,
    output wire [15:0] out_error,
    output wire [15:0] out_drive,
    output wire out_positive,
    output wire out_negative,
    output wire [15:0] out_feedback
);
    wire [15:0] error_before_late_delayed;
    wire [15:0] feedback_before_late_delayed;
    wire written_delayed;
    wire [15:0] error_after_late_delayed;
    wire [15:0] drive_before_late_delayed;
    wire [15:0] drive_after_late_delayed;
    wire positive_late_delayed;
    wire negative_late_delayed;
    reg [15:0] error_value;
    wire [15:0] error_held;
    reg [15:0] drive_value;
    wire [15:0] drive_held;
    wire fired_positive_held;
    wire fired_negative_held;
    reg [15:0] feedback_value;
    wire [15:0] feedback_held;

    spindle_core_retire_control_error_before_late error_before_late (
        .clock(clock),
        .value(error_before),
        .delayed(error_before_late_delayed)
    );

    spindle_core_retire_control_error_before_late feedback_before_late (
        .clock(clock),
        .value(feedback_before),
        .delayed(feedback_before_late_delayed)
    );

    spindle_core_timing_same_post_near written (
        .clock(clock),
        .value(error_written),
        .delayed(written_delayed)
    );

    spindle_core_retire_lane_neuron_before_late error_after_late (
        .clock(clock),
        .value(error_after),
        .delayed(error_after_late_delayed)
    );

    spindle_core_retire_lane_neuron_before_late drive_before_late (
        .clock(clock),
        .value(drive_before),
        .delayed(drive_before_late_delayed)
    );

    spindle_core_retire_control_drive_after_late drive_after_late (
        .clock(clock),
        .value(drive_after),
        .delayed(drive_after_late_delayed)
    );

    spindle_core_timing_same_weight_far positive_late (
        .clock(clock),
        .value(positive),
        .delayed(positive_late_delayed)
    );

    spindle_core_timing_same_weight_far negative_late (
        .clock(clock),
        .value(negative),
        .delayed(negative_late_delayed)
    );

    spindle_core_retire_source_held error (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(error_value),
        .held(error_held)
    );

    spindle_core_retire_source_held drive (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(drive_value),
        .held(drive_held)
    );

    spindle_core_retire_lane_neuron_spike fired_positive (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(positive_late_delayed),
        .held(fired_positive_held)
    );

    spindle_core_retire_lane_neuron_spike fired_negative (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(negative_late_delayed),
        .held(fired_negative_held)
    );

    spindle_core_retire_source_held feedback (
        .clock(clock),
        .reset(reset),
        .load(control),
        .value(feedback_value),
        .held(feedback_held)
    );

    assign out_error = error_held;
    assign out_drive = drive_held;
    assign out_positive = fired_positive_held;
    assign out_negative = fired_negative_held;
    assign out_feedback = feedback_held;

    always @(*) begin
        error_value = error_before_late_delayed;
        drive_value = drive_before_late_delayed;
        if (written_delayed) begin
            error_value = error_after_late_delayed;
            drive_value = drive_after_late_delayed;
        end
    end

    always @(*) begin
        feedback_value = feedback_before_late_delayed;
        if (feedback_written) begin
            feedback_value = feedback_after;
        end
    end
endmodule

module spindle_core_retire_control_error_before_late (
    input wire clock,
    input wire [15:0] value,
    output reg [15:0] delayed
);
    reg [15:0] stage_1;
    reg [15:0] stage_2;
    reg [15:0] stage_3;
    reg [15:0] stage_4;
    reg [15:0] stage_5;
    reg [15:0] stage_6;
    initial begin
       stage_1 = 16'h0;
       stage_2 = 16'h0;
       stage_3 = 16'h0;
       stage_4 = 16'h0;
       stage_5 = 16'h0;
       stage_6 = 16'h0;
       delayed = 16'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       stage_2 <= stage_1;
       stage_3 <= stage_2;
       stage_4 <= stage_3;
       stage_5 <= stage_4;
       stage_6 <= stage_5;
       delayed <= stage_6;
    end
endmodule

module spindle_core_retire_control_drive_after_late (
    input wire clock,
    input wire [15:0] value,
    output reg [15:0] delayed
);
    reg [15:0] stage_1;
    initial begin
       stage_1 = 16'h0;
       delayed = 16'h0;
    end
    always @(posedge clock) begin
       stage_1 <= value;
       delayed <= stage_1;
    end
endmodule

module register_28 (
    input wire [27:0] d,
    output reg [27:0] q,
    input wire clock
);
    initial q = 28'd0;
    always @(posedge clock) q <= d;
endmodule

`default_nettype wire
