    // SYN-7, inside the core: for an arbitrary weight word, a pass reads the value that the previous pass wrote,
    // at any distance. Streamer, scheduler, registers and the change itself are free.
    (* anyconst *) reg [1:0] watched;
    // No word beyond the memory (SYN-2), and the bus writes no weight (BUS-3: it waits until no word is in flight).
    wire allowed = ~registers_write_weight & (~streamer_issue | streamer_weight_address < 4);
    reg so_far = 1;
    wire meets = streamer_issue & streamer_weight_address[1:0] == watched;
    reg [3:1] words = 0;
    reg [3:1] learns = 0;
    reg seen = 0;
    reg [<W>-1:0] content = 0;
    always @(posedge clock) begin
        so_far <= so_far & allowed;
        words <= {words[2:1], meets};
        learns <= {learns[2:1], meets & timing_learn};
        if (learns[3]) begin
            seen <= 1;
            content <= lane_0_weight_after;
        end
    end
    genvar bit_number;
    generate for (bit_number = 0; bit_number < <W>; bit_number = bit_number + 1) begin : each
        always @* assert (~(so_far & allowed & seen & words[3])
            | lane_0_weight_before[bit_number] == content[bit_number]);
    end endgenerate
