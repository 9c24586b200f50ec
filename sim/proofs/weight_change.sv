// PRE-9: (a + b + r) >> 16 with a = scaled >> k and b = h 2^(16 - eta).
module proof (
    input [31:0] scaled, input [3:0] k, input predicts, input [15:0] h, input [3:0] eta, input feeds,
    input [15:0] r
);
    wire [17:0] change;
    spindle_weight_change subject (
        .scaled(scaled), .prediction_shift(k), .predicts(predicts), .product(h), .feedback_shift(eta),
        .feeds(feeds), .random(r), .change(change)
    );

    wire signed [63:0] gradient = $signed(scaled);
    wire signed [63:0] moved = gradient >>> k;
    wire signed [63:0] current = $signed(h);
    wire signed [63:0] rated = current * (64'sd1 << (5'd16 - {1'b0, eta}));
    wire signed [63:0] noise = {48'd0, r};
    wire signed [63:0] total = (predicts ? moved : 64'sd0) + (feeds ? rated : 64'sd0) + noise;
    wire signed [63:0] expected = total >>> 16;
    wire signed [63:0] found = $signed(change);
    always @* assert (found == expected);
endmodule
