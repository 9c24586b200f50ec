// CTL-4: firing of the pair and the remaining drive, for thresholds of 15 bits; never both.
module proof (input [15:0] drive, input [14:0] threshold);
    wire positive, negative;
    wire [15:0] rest;
    spindle_pair_fire subject (
        .drive(drive), .threshold({1'b0, threshold}), .positive(positive), .negative(negative), .rest(rest)
    );

    wire signed [47:0] c = $signed(drive);
    wire signed [47:0] theta = {33'd0, threshold};
    wire signed [47:0] left = $signed(rest);
    always @* begin
        assert (positive == (c >= theta));
        assert (negative == (c <= -theta & ~positive));
        assert (left == (positive ? c - theta : negative ? c + theta : c));
    end
endmodule
