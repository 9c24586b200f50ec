// SYN-6, SYN-8, NUM-3: v + sigma u(w) 2^F, or without the scale, saturated to M bits.
module proof (input [<W>-1:0] w, input [<M>-1:0] v, input plain, input negate);
    wire [16:0] addend;
    wire [<M>-1:0] sum;
    spindle_used_weight_<W>_scale_<F> first (.weight(w), .plain(plain), .negate(negate), .addend(addend));
    spindle_saturating_accumulate_<M> second (.value(v), .addend(addend), .carry(negate), .sum(sum));

    wire signed [47:0] weight = $signed(w);
    wire signed [47:0] used = <W> > 8 ? weight >>> (<W> - 8) : weight;
    wire signed [47:0] term = plain ? used : used * (48'sd1 << <F>);
    wire signed [47:0] membrane = $signed(v);
    wire signed [47:0] exact = negate ? membrane - term : membrane + term;
    localparam signed [47:0] MOST = (48'sd1 << (<M> - 1)) - 48'sd1;
    localparam signed [47:0] LEAST = -(48'sd1 << (<M> - 1));
    wire signed [47:0] expected = exact > MOST ? MOST : exact < LEAST ? LEAST : exact;
    always @* assert (sum == expected[<M>-1:0]);
endmodule
