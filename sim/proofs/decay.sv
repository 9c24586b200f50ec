// NUM-9: decay(x, k), without overflow.
module proof (input [<M>-1:0] value, input [3:0] k);
    wire [<M>-1:0] shifted, decayed;
    wire round;
    spindle_rounding_shift_<M> first (.value(value), .shift(k), .shifted(shifted), .round(round));
    spindle_decay_subtract_<M> second (.value(value), .shifted(shifted), .round(round), .decayed(decayed));

    wire signed [47:0] x = $signed(value);
    wire signed [47:0] h = k == 0 ? 48'sd0 : 48'sd1 << (k - 4'd1);
    wire signed [47:0] lost = (x + h) >>> k;
    wire signed [47:0] expected = k == 15 ? x : x - lost;
    wire signed [47:0] found = $signed(decayed);
    always @* assert (found == expected);
endmodule
