// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_lane`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// One lane: weights, membranes and neuron parameters, the synapse and neuron pipelines between
// them, and the units of plasticity and control that the core has.
//
// A lane of `W`-bit weights and `M`-bit membranes (`T = M - 1`). Addresses, strobes and forwarding
// come from `Timing`; the cycle of each is stated there.
module spindle_lane #(
    parameter WEIGHT_IMAGE = "spindle_lane0_weight.hex",
    parameter THRESHOLD_IMAGE = "spindle_lane0_threshold.hex",
    parameter BEHAVIOUR_IMAGE = "spindle_lane0_behaviour.hex",
    parameter CONTROL_0_PAIR_THRESHOLD_IMAGE = "spindle_lane0_controller.hex"
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
    // The weight that the bus addressed two cycles before.
    output wire [7:0] weight_read,
    // The neuron fired, on `τ + 7`.
    output wire spike,
    // Its pair of controller neurons, on `τ + 10`.
    output wire positive,
    output wire negative,
    output wire [7:0] weight_before,
    output wire [7:0] weight_after,
    output wire [15:0] membrane_before,
    output wire [15:0] membrane_after,
    output wire [15:0] neuron_before,
    output wire [15:0] neuron_after,
    output wire [15:0] feedback_before,
    output wire [15:0] error_before,
    output wire [15:0] drive_before,
    output wire [15:0] error_after,
    output wire [15:0] drive_after,
    output wire [15:0] feedback_after,
    output wire error_written,
    output wire feedback_written
);
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
    wire [15:0] synapse_membrane_write;
    wire neuron_active;
    wire neuron_modulated;
    wire [15:0] neuron_membrane_after;
    wire [3:0] neuron_refractory_after;
    wire neuron_spike;
    wire [15:0] unused_plasticity_0_random;
    wire [15:0] control_0_modulator_read;
    wire [7:0] learned;
    wire [15:0] feedback;

    // Synapse pass: weight, membrane.
    wire weight_write_enable = weight_learn | bus_weight;

    always @(*) begin
        membrane_write_data = synapse_membrane_write;
        if (neuron_write) membrane_write_data = neuron_membrane_after;
    end

    // Neuron parameters and refractory counter.
    wire [15:0] behaviour_write_data = bus_data[15:0];
    wire [14:0] threshold_write_data = bus_data[14:0];
    assign spike = neuron_spike;

    // Control.
    always @(*) begin
        synapse_membrane_read = membrane_read_data;
        if (plain) synapse_membrane_read = control_0_modulator_read;
    end

    wire control_0_far_from_firing = (neuron_membrane_after & membrane_sign) != at_rest;

    // Plasticity.
    always @(*) begin
        weight_write_data = learned;
        if (bus_weight) weight_write_data = bus_data[7:0];
    end

    // Predictive pass.
    assign weight_read = synapse_weight;
    assign weight_before = synapse_weight;
    assign weight_after = learned;
    assign membrane_after = synapse_membrane_write;
    assign neuron_before = membrane_read_data;
    assign neuron_after = neuron_membrane_after;
    assign feedback_before = feedback;

    spindle_memory_128x8_loaded #(
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

    spindle_memory_2x16 membrane (
        .clock(clock),
        .read_address(membrane_read_address),
        .read_enable(1'b1),
        .read_data(membrane_read_data),
        .write_address(membrane_write_address),
        .write_data(membrane_write_data),
        .write_enable(membrane_write)
    );

    spindle_memory_2x15_loaded #(
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

    spindle_memory_2x16_loaded #(
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

    spindle_memory_2x4 refractory (
        .clock(clock),
        .read_address(threshold_read_address),
        .read_enable(1'b1),
        .read_data(refractory_read_data),
        .write_address(membrane_write_address),
        .write_data(neuron_refractory_after),
        .write_enable(neuron_write)
    );

    spindle_synapse synapse (
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
        .membrane(membrane_before),
        .membrane_write(synapse_membrane_write)
    );

    spindle_neuron neuron (
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

    spindle_plasticity plasticity_0 (
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
        .learned(learned),
        .random(unused_plasticity_0_random)
    );

    spindle_control #(
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
        .feedback_read(feedback),
        .positive(positive),
        .negative(negative),
        .error_read(error_before),
        .drive_read(drive_before),
        .error_after(error_after),
        .drive_after(drive_after),
        .feedback_after(feedback_after),
        .error_written(error_written),
        .feedback_written(feedback_written)
    );
endmodule

`default_nettype wire
