// SYN-4, SYN-5: w + ((f + (x mod 2^eta)) >> eta), saturated to W bits, through all four blocks.
module proof (input [15:0] f, input [15:0] x, input [3:0] eta, input [<W>-1:0] w, input learn);
    wire [15:0] mask;
    wire [16:0] sum, delta;
    wire [<W>-1:0] learned;
    spindle_noise_mask first (.shift(eta), .mask(mask));
    spindle_stochastic_mask second (.value(f), .random(x), .mask(mask), .sum(sum));
    spindle_stochastic_shift_<W> third (.sum(sum), .shift(eta), .mask(mask), .delta(delta));
    spindle_weight_step_<W> fourth (.weight(w), .delta(delta), .learn(learn), .learned(learned));

    wire [47:0] random = {32'd0, x};
    wire signed [47:0] rest = random - ((random >> eta) << eta);
    wire signed [47:0] feedback = $signed(f);
    wire signed [47:0] noisy = feedback + rest;
    wire signed [47:0] change = noisy >>> eta;
    wire signed [47:0] weight = $signed(w);
    wire signed [47:0] exact = learn ? weight + change : weight;
    localparam signed [47:0] MOST = (48'sd1 << (<W> - 1)) - 48'sd1;
    localparam signed [47:0] LEAST = -(48'sd1 << (<W> - 1));
    wire signed [47:0] expected = exact > MOST ? MOST : exact < LEAST ? LEAST : exact;
    always @* assert (learned == expected[<W>-1:0]);
endmodule
