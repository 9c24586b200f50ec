// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_timing`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// Schedule of the lanes' stages, words and cycles: addresses, strobes and forwarding, shared by
// all lanes (`CLK-7`, `CLK-9`, `SYN-7`).
//
// A weight word issued in cycle `t`: feedback read `t`, weight read `t + 1`, membrane read
// `t + 2`, weight written `t + 3`, membrane written `t + 4`. Two words to one address that follow
// each other closer than the memory can show are forwarded: *near* (one cycle apart), *far* (two
// cycles apart).
//
// A neuron word issued in cycle `τ`: membrane and leak read `τ + 2`; threshold, refractory
// counter, target, error and feedback read `τ + 4`; written `τ + 7`, when drive and traces are
// read; controller state written as it becomes ready, the feedback current last, on `τ + 12`.
//
// Delay lines from the streamer and the scheduler to the lanes.
module spindle_timing (
    input wire clock,
    // The weight word issued in this cycle.
    input wire issue,
    input wire [15:0] weight_address,
    input wire [15:0] post,
    input wire [3:0] shift,
    // The entry learns, and both modes are set (SYN-3).
    input wire learn,
    // The word meets modulators; the spike is of a negative controller neuron.
    input wire modulatory,
    input wire negative,
    input wire [4:0] entry,
    input wire [15:0] source,
    // The neuron word issued in this cycle.
    input wire update,
    input wire [15:0] word,
    input wire clearing,
    // A clear that is under way takes target rates and phases as well; it stays until all words
    // are through.
    input wire clearing_targets,
    input wire feedback,
    // Bus address while no word is in flight.
    input wire [15:0] access_address,
    output reg [15:0] feedback_read_address,
    output wire random_advance,
    // A mask of the bits kept of the random number; one cycle later, rate shift and mask of the
    // same word.
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
    // On `t + 3`: the sum is a modulator, so the weight is not scaled; it is negated.
    output wire plain,
    output wire negate,
    // Modulators: read for the word in stage 9, cleared for the one in stage 10.
    output reg [15:0] modulator_read_address,
    output reg [15:0] modulator_write_address,
    output wire modulator_write,
    // Selects the neuron pipeline's membrane for writing.
    output wire neuron_write,
    output wire neuron_clear,
    // Target rate and phase of the word in stage 6 are cleared.
    output wire clear_targets,
    // The word in stage 6 or 7 is cleared.
    output wire clear_6,
    output wire clear_7,
    output wire [15:0] behaviour_read_address,
    output wire [15:0] threshold_read_address,
    output wire [15:0] late_read_address,
    // Words by stage.
    output wire [15:0] word_4,
    output wire [15:0] word_6,
    output wire [15:0] word_7,
    output wire [15:0] word_8,
    output wire [15:0] word_10,
    output wire [15:0] word_11,
    output wire [15:0] word_12,
    // The feedback mode of the word in stage 5.
    output wire controlling,
    // Lanes show spikes of the word in this cycle; they are pushed into the queues with the next
    // one.
    output wire [15:0] spike_word,
    output wire spike_push,
    // Controller spikes of the word are pushed in this cycle.
    output wire [15:0] pair_word,
    output wire pair_push,
    // Strobes of the words that retire with the next edge.
    output wire synapse_retire,
    output wire [4:0] synapse_entry,
    output wire [15:0] synapse_source,
    output wire [15:0] synapse_post,
    output wire neuron_retire,
    output wire [15:0] neuron_word,
    output wire control_retire,
    output wire [15:0] control_word
);
    reg issued_1 = 1'b0;
    reg issued_2 = 1'b0;
    reg issued_3 = 1'b0;
    reg issued_4 = 1'b0;
    reg issued_5 = 1'b0;
    reg [15:0] address_1 = 16'h0;
    reg [15:0] address_2 = 16'h0;
    reg [15:0] address_3 = 16'h0;
    reg [15:0] posts_1 = 16'h0;
    reg [15:0] posts_2 = 16'h0;
    reg [15:0] posts_3 = 16'h0;
    reg [15:0] posts_4 = 16'h0;
    reg [15:0] posts_5 = 16'h0;
    reg learning_1 = 1'b0;
    reg learning_2 = 1'b0;
    reg learning_3 = 1'b0;
    reg [3:0] shifts_1 = 4'h0;
    reg [3:0] shifts_2 = 4'h0;
    reg [15:0] mask = 16'h0;
    reg [15:0] mask_later = 16'h0;
    reg modulates_1 = 1'b0;
    reg modulates_2 = 1'b0;
    reg modulates_3 = 1'b0;
    reg modulates_4 = 1'b0;
    reg negates_1 = 1'b0;
    reg negates_2 = 1'b0;
    reg negates_3 = 1'b0;
    reg updating_1 = 1'b0;
    reg updating_2 = 1'b0;
    reg updating_3 = 1'b0;
    reg updating_4 = 1'b0;
    reg updating_5 = 1'b0;
    reg updating_6 = 1'b0;
    reg updating_7 = 1'b0;
    reg updating_8 = 1'b0;
    reg updating_9 = 1'b0;
    reg updating_10 = 1'b0;
    reg clears_1 = 1'b0;
    reg clears_2 = 1'b0;
    reg clears_3 = 1'b0;
    reg clears_4 = 1'b0;
    reg clears_5 = 1'b0;
    reg clears_6 = 1'b0;
    reg clears_7 = 1'b0;
    reg controls_1 = 1'b0;
    reg controls_2 = 1'b0;
    reg controls_3 = 1'b0;
    reg controls_4 = 1'b0;
    reg controls_5 = 1'b0;
    reg controls_6 = 1'b0;
    reg controls_7 = 1'b0;
    reg controls_8 = 1'b0;
    reg controls_9 = 1'b0;
    reg controls_10 = 1'b0;
    reg controls_11 = 1'b0;
    reg controls_12 = 1'b0;
    reg [15:0] words_1 = 16'h0;
    reg [15:0] words_2 = 16'h0;
    reg [15:0] words_3 = 16'h0;
    reg [15:0] words_4 = 16'h0;
    reg [15:0] words_5 = 16'h0;
    reg [15:0] words_6 = 16'h0;
    reg [15:0] words_7 = 16'h0;
    reg [15:0] words_8 = 16'h0;
    reg [15:0] words_9 = 16'h0;
    reg [15:0] words_10 = 16'h0;
    reg [15:0] words_11 = 16'h0;
    reg [15:0] words_12 = 16'h0;

    wire [15:0] masking_mask;

    always @(posedge clock) begin
        issued_1 <= issue;
        posts_1 <= post;
        address_1 <= weight_address;
        learning_1 <= issue & learn;
        shifts_1 <= shift;
        mask_later <= mask;
        mask <= masking_mask;
        modulates_1 <= modulatory;
        negates_1 <= negative;
        modulates_2 <= modulates_1;
        modulates_3 <= modulates_2;
        modulates_4 <= modulates_3;
        issued_2 <= issued_1;
        posts_2 <= posts_1;
        issued_3 <= issued_2;
        posts_3 <= posts_2;
        issued_4 <= issued_3;
        posts_4 <= posts_3;
        issued_5 <= issued_4;
        posts_5 <= posts_4;
        address_2 <= address_1;
        negates_2 <= negates_1;
        learning_2 <= learning_1;
        address_3 <= address_2;
        negates_3 <= negates_2;
        learning_3 <= learning_2;
        shifts_2 <= shifts_1;
        updating_1 <= update;
        clears_1 <= update & clearing;
        controls_1 <= update & feedback & ~clearing;
        words_1 <= word;
        updating_2 <= updating_1;
        clears_2 <= clears_1;
        controls_2 <= controls_1;
        words_2 <= words_1;
        updating_3 <= updating_2;
        clears_3 <= clears_2;
        controls_3 <= controls_2;
        words_3 <= words_2;
        updating_4 <= updating_3;
        clears_4 <= clears_3;
        controls_4 <= controls_3;
        words_4 <= words_3;
        updating_5 <= updating_4;
        clears_5 <= clears_4;
        controls_5 <= controls_4;
        words_5 <= words_4;
        updating_6 <= updating_5;
        clears_6 <= clears_5;
        controls_6 <= controls_5;
        words_6 <= words_5;
        updating_7 <= updating_6;
        clears_7 <= clears_6;
        controls_7 <= controls_6;
        words_7 <= words_6;
        updating_8 <= updating_7;
        controls_8 <= controls_7;
        words_8 <= words_7;
        updating_9 <= updating_8;
        controls_9 <= controls_8;
        words_9 <= words_8;
        updating_10 <= updating_9;
        controls_10 <= controls_9;
        words_10 <= words_9;
        controls_11 <= controls_10;
        words_11 <= words_10;
        controls_12 <= controls_11;
        words_12 <= words_11;
    end

    // Forwarding (SYN-7).
    wire same_weight_near_value = issued_1 & (address_1 == weight_address);
    wire same_weight_far_value = issued_2 & (address_2 == weight_address);
    wire same_post_near_value = issued_1 & (posts_1 == post) & (modulates_1 == modulatory);
    wire same_post_far_value = issued_2 & (posts_2 == post) & (modulates_2 == modulatory);

    // Weight word.
    always @(*) begin
        feedback_read_address = words_4;
        if (issue) feedback_read_address = post;
    end

    assign random_advance = learning_1;
    assign noise_mask = mask;
    assign delta_shift = shifts_2;
    assign delta_mask = mask_later;

    always @(*) begin
        weight_read_address = access_address;
        if (issued_1) weight_read_address = address_1;
    end

    always @(*) begin
        weight_write_address = access_address;
        if (learning_3) weight_write_address = address_3;
    end

    assign weight_write = learning_3;

    always @(*) begin
        membrane_read_address = posts_2;
        if (updating_2) membrane_read_address = words_2;
    end

    always @(*) begin
        membrane_write_address = posts_4;
        if (updating_7) membrane_write_address = words_7;
    end

    assign membrane_write = (issued_4 & ~modulates_4) | updating_7;

    // Modulator: as the membrane, but taken by the controller later.
    assign plain = modulates_3;
    assign negate = negates_3;

    always @(*) begin
        modulator_read_address = posts_2;
        if (updating_9) modulator_read_address = words_9;
    end

    assign modulator_write = issued_4 & modulates_4;

    always @(*) begin
        modulator_write_address = posts_4;
        if (updating_10) modulator_write_address = words_10;
    end

    // Neuron word.
    assign neuron_write = updating_7;
    assign neuron_clear = clears_7;
    assign behaviour_read_address = words_2;
    assign threshold_read_address = words_4;
    assign late_read_address = words_5;
    assign clear_targets = clears_6 & clearing_targets;
    assign clear_6 = clears_6;
    assign clear_7 = clears_7;
    assign word_4 = words_4;
    assign word_6 = words_6;
    assign word_7 = words_7;
    assign word_8 = words_8;
    assign word_10 = words_10;
    assign word_11 = words_11;
    assign word_12 = words_12;
    assign controlling = controls_5;
    assign spike_word = words_7;
    assign spike_push = updating_7 & ~clears_7;
    assign pair_word = words_10;
    assign pair_push = controls_10;

    // Retire port.
    assign synapse_retire = issued_5;
    assign synapse_post = posts_5;
    assign neuron_retire = updating_7 & ~clears_7;
    assign neuron_word = words_7;
    assign control_retire = controls_12;
    assign control_word = words_12;

    spindle_noise_mask masking (
        .shift(shift),
        .mask(masking_mask)
    );

    spindle_delay_1x3 same_weight_near (
        .clock(clock),
        .value(same_weight_near_value),
        .delayed(weight_near)
    );

    spindle_delay_1x2 same_weight_far (
        .clock(clock),
        .value(same_weight_far_value),
        .delayed(weight_far)
    );

    spindle_delay_1x4 same_post_near (
        .clock(clock),
        .value(same_post_near_value),
        .delayed(membrane_near)
    );

    spindle_delay_1x3 same_post_far (
        .clock(clock),
        .value(same_post_far_value),
        .delayed(membrane_far)
    );

    spindle_delay_5x5 entries (
        .clock(clock),
        .value(entry),
        .delayed(synapse_entry)
    );

    spindle_delay_16x5 sources (
        .clock(clock),
        .value(source),
        .delayed(synapse_source)
    );
endmodule

`default_nettype wire
