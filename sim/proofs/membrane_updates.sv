    // SYN-7, inside the core: the same for an arbitrary neuron's membrane or modulator, between two updates.
    (* anyconst *) reg watched;
    (* anyconst *) reg modulator;
    wire allowed = ~scheduler_issue & (~streamer_issue | streamer_post < 2);
    reg so_far = 1;
    wire meets = streamer_issue & streamer_post[0] == watched & streamer_modulatory == modulator;
    reg [4:1] words = 0;
    reg seen = 0;
    reg [<M>-1:0] content = 0;
    always @(posedge clock) begin
        so_far <= so_far & allowed;
        words <= {words[3:1], meets};
        if (words[4]) begin
            seen <= 1;
            content <= lane_0_membrane_after;
        end
    end
    genvar bit_number;
    generate for (bit_number = 0; bit_number < <M>; bit_number = bit_number + 1) begin : each
        always @* assert (~(so_far & allowed & seen & words[4])
            | lane_0_membrane_before[bit_number] == content[bit_number]);
    end endgenerate
