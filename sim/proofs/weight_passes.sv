    // SYN-7, PRE-6, inside a core with a predictive unit: for an arbitrary weight word, an event-driven or a predictive
    // pass reads the value written last, by either of them. Streamer, scheduler, registers, the predictive unit and
    // the change by either are free.
    (* anyconst *) reg [1:0] watched;
    // No word beyond the memory (SYN-2), no weight from the bus (BUS-3), and the two kinds of passes are kept apart (CLK-8).
    reg [3:1] issued = 0;
    wire predicts = predictive_0_busy | predictive_0_write_10;
    wire allowed = ~registers_write_weight
        & (~streamer_issue | streamer_weight_address < 4)
        & (~predictive_0_busy | predictive_0_weight_address < 4)
        & (~predictive_0_write_10 | predictive_0_weight_address_10 < 4)
        & ~(predicts & (streamer_issue | issued != 0));
    reg so_far = 1;
    wire meets = streamer_issue & streamer_weight_address[1:0] == watched;
    wire looks = predictive_0_busy & predictive_0_weight_address[1:0] == watched;
    wire writes = predictive_0_write_10 & predictive_0_weight_address_10[1:0] == watched;
    reg [3:1] words = 0;
    reg [3:1] learns = 0;
    reg looked = 0;
    reg seen = 0;
    reg seen_then = 0;
    reg [<W>-1:0] content = 0;
    reg [<W>-1:0] content_then = 0;
    always @(posedge clock) begin
        so_far <= so_far & allowed;
        issued <= {issued[2:1], streamer_issue};
        words <= {words[2:1], meets};
        learns <= {learns[2:1], meets & timing_learn};
        looked <= looks;
        seen_then <= seen;
        content_then <= content;
        if (learns[3] | writes) begin
            seen <= 1;
            content <= writes ? predictive_lane_0_weight_write : lane_0_weight_after;
        end
    end
    genvar bit_number;
    generate for (bit_number = 0; bit_number < <W>; bit_number = bit_number + 1) begin : each
        always @* assert (~(so_far & allowed & seen & words[3])
            | lane_0_weight_before[bit_number] == content[bit_number]);
        always @* assert (~(so_far & allowed & seen_then & looked)
            | lane_0_weight_now_0[bit_number] == content_then[bit_number]);
    end endgenerate
