// CLK-1: whatever is accepted leaves once, in order. An arbitrary word is watched from the clock on which it is
// accepted: it must be the head when those before it have gone.
module proof (
    input clock, input reset, input push, input [17:0] word, input take,
    input watch
);
    wire ready, head_valid, vacant;
    wire [17:0] head;
    spindle_core_events subject (
        .clock(clock), .reset(reset), .push(push), .word(word), .take(take),
        .ready(ready), .head_valid(head_valid), .head(head), .vacant(vacant)
    );

    wire accepted = push & ready & ~reset;
    wire taken = take & head_valid;
    reg [3:0] held = 0;
    reg [3:0] ahead = 0;
    reg watching = 0;
    reg [17:0] watched = 0;
    always @(posedge clock) begin
        held <= reset ? 0 : held + accepted - taken;
        if (accepted & watch & ~watching) begin
            watching <= 1;
            watched <= word;
            ahead <= held - taken;
        end
        if (watching & taken) begin
            if (ahead == 0) watching <= 0;
            else ahead <= ahead - 1;
        end
        if (reset) watching <= 0;
    end

    always @* begin
        assert (~head_valid | held != 0);
        assert (vacant == (held == 0));
        // The store and the head, and no word more.
        assert (held <= <D> + 1);
        assert (ready | held >= <D>);
    end
    genvar i;
    generate for (i = 0; i < 18; i = i + 1) begin : each
        always @* assert (~(watching & head_valid & ahead == 0) | head[i] == watched[i]);
    end endgenerate

    // CLK-1: a word that nothing stands before is the head two clocks after it was pushed.
    reg waited = 0;
    always @(posedge clock) waited <= held != 0 & ~head_valid & ~reset;
    always @* assert (~waited | head_valid);
endmodule
