// CTL-2, CTL-5: sat_16(trace + d g) for d = 0, 1, -1 and gains of 15 bits.
module proof (input [15:0] trace, input [14:0] gain, input enable, input negative);
    wire [15:0] sum;
    spindle_gain_step subject (.trace(trace), .gain({1'b0, gain}), .enable(enable), .negative(negative), .sum(sum));

    wire signed [47:0] g = {33'd0, gain};
    wire signed [47:0] old = $signed(trace);
    wire signed [47:0] exact = ~enable ? old : negative ? old - g : old + g;
    wire signed [47:0] expected = exact > 48'sd32767 ? 48'sd32767 : exact < -48'sd32768 ? -48'sd32768 : exact;
    always @* assert (sum == expected[15:0]);
endmodule
