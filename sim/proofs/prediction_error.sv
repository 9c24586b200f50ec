// PRE-7: sat_18(2x - predicted), the product rounded before.
module proof (input [15:0] x, input [25:0] predicted);
    wire [17:0] error;
    spindle_prediction_error subject (.trace(x), .predicted(predicted), .error(error));

    wire signed [47:0] trace = {32'd0, x};
    wire signed [47:0] guess = $signed(predicted);
    wire signed [47:0] exact = trace + trace - guess;
    wire signed [47:0] expected = exact > 48'sd131071 ? 48'sd131071 : exact < -48'sd131072 ? -48'sd131072 : exact;
    always @* assert (error == expected[17:0]);
endmodule
