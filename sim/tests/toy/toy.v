// A toy with the ports of a core of 2 lanes, 8-bit weights and 16-bit membranes. It is no network: it only
// behaves on known clocks, so that simulators and lockstep can be tested without the real core.
// sim/tests/toy/mod.rs predicts it.
module spindle_core (
  input clock, input reset,
  input event_valid, input [17:0] event_data, output event_ready,
  input spike_ready, output reg spike_valid, output reg [15:0] spike_address, output reg overflow,
  output reg [31:0] steps,
  input bus_valid, input bus_write, input [23:0] bus_address, input [31:0] bus_write_data,
  output bus_ready, output [31:0] bus_read_data,
  output reg synapse_valid, output reg [4:0] synapse_projection, output reg [15:0] synapse_source,
  output reg [15:0] synapse_post,
  output reg signed [7:0] synapse_weight_before_0, output reg signed [7:0] synapse_weight_after_0,
  output reg signed [15:0] synapse_membrane_before_0, output reg signed [15:0] synapse_membrane_after_0,
  output reg signed [7:0] synapse_weight_before_1, output reg signed [7:0] synapse_weight_after_1,
  output reg signed [15:0] synapse_membrane_before_1, output reg signed [15:0] synapse_membrane_after_1,
  output reg neuron_valid, output reg [15:0] neuron_word,
  output reg signed [15:0] neuron_membrane_before_0, output reg signed [15:0] neuron_membrane_after_0,
  output reg neuron_spike_0,
  output reg signed [15:0] neuron_membrane_before_1, output reg signed [15:0] neuron_membrane_after_1,
  output reg neuron_spike_1,
  output control_valid, output [15:0] control_word,
  output reg signed [15:0] control_error_0, output reg signed [15:0] control_drive_0,
  output reg control_positive_0, output reg control_negative_0, output reg signed [15:0] control_feedback_0,
  output reg signed [15:0] control_error_1, output reg signed [15:0] control_drive_1,
  output reg control_positive_1, output reg control_negative_1, output reg signed [15:0] control_feedback_1
);
  reg signed [7:0] weight_0 [0:15];
  reg signed [7:0] weight_1 [0:15];
  reg [31:0] scratch [0:15];
  reg signed [15:0] sum_0, sum_1;
  reg [1:0] bus_count;
  reg [1:0] busy;
  reg [17:0] held;
  reg control_pulse;
  reg [15:0] control_held;
  reg [15:0] dense;
  wire dense_on = scratch[0] != 0;
  integer i;

  initial begin
    $readmemh("spindle_lane0_weight.hex", weight_0);
    $readmemh("spindle_lane1_weight.hex", weight_1);
    for (i = 0; i < 16; i = i + 1) scratch[i] = 0;
    {sum_0, sum_1, bus_count, busy, held, control_pulse, control_held, dense} = 0;
    {spike_valid, spike_address, overflow, steps} = 0;
    {synapse_valid, synapse_projection, synapse_source, synapse_post} = 0;
    {synapse_weight_before_0, synapse_weight_after_0, synapse_membrane_before_0, synapse_membrane_after_0} = 0;
    {synapse_weight_before_1, synapse_weight_after_1, synapse_membrane_before_1, synapse_membrane_after_1} = 0;
    {neuron_valid, neuron_word} = 0;
    {neuron_membrane_before_0, neuron_membrane_after_0, neuron_spike_0} = 0;
    {neuron_membrane_before_1, neuron_membrane_after_1, neuron_spike_1} = 0;
    {control_error_0, control_drive_0, control_positive_0, control_negative_0, control_feedback_0} = 0;
    {control_error_1, control_drive_1, control_positive_1, control_negative_1, control_feedback_1} = 0;
  end

  assign event_ready = busy == 0;
  assign bus_ready = bus_valid && bus_count == 3;
  wire [3:0] word = bus_address[7:4];
  wire signed [7:0] weight = bus_address[0] ? weight_1[word] : weight_0[word];
  assign bus_read_data = bus_address[23] ? {{24{weight[7]}}, weight} : (bus_address[23:4] == 0 ? scratch[bus_address[3:0]] : 32'd0);
  assign control_valid = control_pulse | dense_on;
  assign control_word = dense_on ? dense : control_held;

  wire accept = event_valid && event_ready;
  wire [3:0] row = held[3:0];

  always @(posedge clock) begin
    bus_count <= bus_valid && !bus_ready ? bus_count + 2'd1 : 2'd0;
    if (bus_ready && bus_write && bus_address[23:4] == 0) scratch[bus_address[3:0]] <= bus_write_data;
    if (dense_on) dense <= dense + 16'd1;

    synapse_valid <= 0;
    neuron_valid <= 0;
    control_pulse <= 0;
    if (spike_ready) begin
      spike_valid <= 0;
      spike_address <= 0;
    end
    if (accept) begin
      held <= event_data;
      busy <= 3;
      if (event_data[17:16] == 2) steps <= steps + 1;
      if (event_data[17:16] == 3) begin
        control_pulse <= 1;
        control_held <= event_data[15:0];
        control_error_0 <= event_data[15:0];
        control_error_1 <= event_data[15:0] + 16'd1;
        control_drive_0 <= -event_data[15:0];
        control_drive_1 <= -event_data[15:0];
        control_positive_0 <= event_data[0];
        control_positive_1 <= event_data[0];
        control_negative_0 <= event_data[1];
        control_negative_1 <= event_data[1];
        control_feedback_0 <= event_data[15:0] << 1;
        control_feedback_1 <= event_data[15:0] << 1;
      end
    end else if (busy != 0) begin
      busy <= busy - 2'd1;
      if (busy == 3 && held[17:16] == 0) begin
        synapse_valid <= 1;
        synapse_projection <= held[4:0];
        synapse_source <= held[15:0];
        synapse_post <= {12'd0, row};
        synapse_weight_before_0 <= weight_0[row];
        synapse_weight_before_1 <= weight_1[row];
        synapse_weight_after_0 <= weight_0[row] + 8'sd1;
        synapse_weight_after_1 <= weight_1[row] + 8'sd1;
        weight_0[row] <= weight_0[row] + 8'sd1;
        weight_1[row] <= weight_1[row] + 8'sd1;
        synapse_membrane_before_0 <= sum_0;
        synapse_membrane_before_1 <= sum_1;
        synapse_membrane_after_0 <= sum_0 + weight_0[row];
        synapse_membrane_after_1 <= sum_1 + weight_1[row];
        sum_0 <= sum_0 + weight_0[row];
        sum_1 <= sum_1 + weight_1[row];
      end
      if (busy == 2 && held[17:16] == 2) begin
        neuron_valid <= 1;
        neuron_word <= steps[15:0];
        neuron_membrane_before_0 <= sum_0;
        neuron_membrane_before_1 <= sum_1;
        neuron_membrane_after_0 <= sum_0 >>> 1;
        neuron_membrane_after_1 <= sum_1 >>> 1;
        neuron_spike_0 <= sum_0 > 100;
        neuron_spike_1 <= sum_1 > 100;
        sum_0 <= sum_0 >>> 1;
        sum_1 <= sum_1 >>> 1;
      end
      if (busy == 1 && held[17:16] == 2 && (neuron_spike_0 || neuron_spike_1)) begin
        if (spike_valid && !spike_ready) overflow <= 1;
        else begin
          spike_valid <= 1;
          spike_address <= neuron_spike_0 ? 16'd1 : 16'd2;
        end
      end
    end
    if (reset) busy <= 0;
  end
endmodule
