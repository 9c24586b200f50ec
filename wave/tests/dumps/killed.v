// Run with `vvp -fst` and killed at `$stop`: its dump has one whole block of values, up to 20 ns.
`timescale 1ns/1ns
module top;
  reg clk = 0;
  reg [7:0] q = 8'h10;
  real level = 0.5;
  initial begin
    $dumpfile("killed.fst");
    $dumpvars(0, top);
    #10 clk = 1; q = 8'h11; level = 1.25;
    #10 clk = 0;
    #5 $dumpflush;
    #5 clk = 1; q = 8'h12;
    #5 $dumpflush;
    #5 clk = 0; level = 2.0;
    #10 $stop;
  end
endmodule
