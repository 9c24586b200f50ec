// PRE-8: sat_24(leaked + D - s theta).
module proof (input [23:0] leaked, input [23:0] drive, input [22:0] theta, input due);
    wire [23:0] after;
    spindle_predicted_membrane subject (.leaked(leaked), .drive(drive), .threshold(theta), .due(due), .after(after));

    wire signed [47:0] membrane = $signed(leaked);
    wire signed [47:0] d = $signed(drive);
    wire signed [47:0] reset = due ? {25'd0, theta} : 48'd0;
    wire signed [47:0] exact = membrane + d - reset;
    localparam signed [47:0] MOST = (48'sd1 << 23) - 48'sd1;
    localparam signed [47:0] LEAST = -(48'sd1 << 23);
    wire signed [47:0] expected = exact > MOST ? MOST : exact < LEAST ? LEAST : exact;
    always @* assert (after == expected[23:0]);
endmodule
