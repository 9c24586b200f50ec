// UPD-2: v2 = sat_M(v1 + f).
module proof (input [<M>-1:0] v, input [15:0] f);
    wire [<M>-1:0] sum;
    spindle_saturating_add_<M>_16 subject (.a(v), .b(f), .sum(sum));

    wire signed [47:0] membrane = $signed(v);
    wire signed [47:0] feedback = $signed(f);
    wire signed [47:0] exact = membrane + feedback;
    localparam signed [47:0] MOST = (48'sd1 << (<M> - 1)) - 48'sd1;
    localparam signed [47:0] LEAST = -(48'sd1 << (<M> - 1));
    wire signed [47:0] expected = exact > MOST ? MOST : exact < LEAST ? LEAST : exact;
    always @* assert (sum == expected[<M>-1:0]);
endmodule
