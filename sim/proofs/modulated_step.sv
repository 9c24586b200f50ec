// CTL-7: sat_16(i + m) for a modulated neuron, otherwise as CTL-5.
module proof (
    input [15:0] trace, input [14:0] gain, input enable, input negative, input [<M>-1:0] m, input modulated
);
    wire [15:0] sum;
    spindle_modulated_step_<M> subject (
        .trace(trace), .gain({1'b0, gain}), .enable(enable), .negative(negative),
        .modulator(m), .modulated(modulated), .sum(sum)
    );

    wire signed [47:0] g = {33'd0, gain};
    wire signed [47:0] old = $signed(trace);
    wire signed [47:0] modulator = $signed(m);
    wire signed [47:0] exact =
        modulated ? old + modulator : ~enable ? old : negative ? old - g : old + g;
    wire signed [47:0] expected = exact > 48'sd32767 ? 48'sd32767 : exact < -48'sd32768 ? -48'sd32768 : exact;
    always @* assert (sum == expected[15:0]);
endmodule
