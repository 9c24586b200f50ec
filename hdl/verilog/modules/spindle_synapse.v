// SPDX-License-Identifier: MIT OR Apache-2.0
// Verilog-2001 of `spindle_synapse`, of `spindle_core`, derived from its Rust-HDL description: change that, not this.

`default_nettype none

// One lane of the synapse pass: accumulate a weight, and learn in the same pass (`SYN-4` to
// `SYN-7`).
//
//  cycle    t+1              t+2               t+3                    t+4
//  learn    f + random  ──►  >> η  = δ  ──►    w + δ  ──► weight
//  read                      weight ─far─►     ─near─ w ─────────►    v ± u(w)·2^F ──► membrane
//
// Weight and membrane read-modify-write with forwarding; `W` weight bits, `M` membrane bits.
module spindle_synapse (
    input wire clock,
    // On `t + 2`: weight as read, whether the word two cycles before had the same address.
    input wire [7:0] weight_read,
    input wire weight_far,
    // On `t + 3`: whether the word one cycle before had the same address; the membrane or
    // modulator.
    input wire weight_near,
    input wire [15:0] membrane_read,
    input wire membrane_far,
    // On `t + 3`: the weight is added unscaled (SYN-8), or negated.
    input wire plain,
    input wire negate,
    // The weight, on `t + 3`, and what becomes of it in the same cycle.
    output wire [7:0] weight,
    input wire [7:0] learned,
    // On `t + 4`.
    input wire membrane_near,
    // The membrane, and the one to write, on `t + 4`.
    output wire [15:0] membrane,
    output wire [15:0] membrane_write
);
    reg [7:0] captured = 8'h0;
    reg [7:0] result = 8'h0;
    reg [16:0] addend = 17'h0;
    reg carry = 1'b0;
    reg [15:0] membrane_captured = 16'h0;
    reg [15:0] membrane_result = 16'h0;

    wire [16:0] used_addend;
    wire [15:0] integration_sum;
    reg [7:0] current_weight;
    reg [15:0] current_membrane;

    // t + 2, t + 3: the weight, from memory or from the words just before.
    always @(*) begin
        current_weight = captured;
        if (weight_near) current_weight = result;
    end

    assign weight = current_weight;

    always @(posedge clock) begin
        captured <= weight_read;
        if (weight_far) captured <= result;
    end

    always @(posedge clock) begin
        result <= learned;
        addend <= used_addend;
        carry <= negate;
    end

    // t + 3, t + 4: the membrane (SYN-6), or in its place the modulator (SYN-8).
    always @(*) begin
        current_membrane = membrane_captured;
        if (membrane_near) current_membrane = membrane_result;
    end

    assign membrane = current_membrane;
    assign membrane_write = integration_sum;

    always @(posedge clock) begin
        membrane_captured <= membrane_read;
        if (membrane_far) membrane_captured <= membrane_result;
    end

    always @(posedge clock) membrane_result <= integration_sum;

    spindle_used_weight_8_scale_3 used (
        .weight(current_weight),
        .plain(plain),
        .negate(negate),
        .addend(used_addend)
    );

    spindle_saturating_accumulate_16 integration (
        .value(current_membrane),
        .addend(addend),
        .carry(carry),
        .sum(integration_sum)
    );
endmodule

`default_nettype wire
