// UPD-3, UPD-4: fires iff v > theta, and then v - theta remains.
module proof (input [<M>-1:0] v, input [<M>-2:0] theta);
    wire [<M>-1:0] difference;
    wire above;
    spindle_fire_<M> subject (.membrane(v), .threshold(theta), .difference(difference), .above(above));

    wire signed [47:0] membrane = $signed(v);
    wire signed [47:0] threshold = {{48 - <M> + 1{1'b0}}, theta};
    wire signed [47:0] rest = membrane - threshold;
    wire signed [47:0] left = $signed(difference);
    always @* begin
        assert (above == (membrane > threshold));
        assert (~above | left == rest);
    end
endmodule
