// CLK-1: each accepted word leaves once, in order. An arbitrary word is tracked from the cycle in which it is
// accepted: it must be the head when those before it are gone.
module proof (
    input clock, input reset, input push, input [17:0] word, input take,
    input watch
);
    wire ready, head_valid, vacant;
    wire [17:0] head;
    spindle_fifo_<D>x18 subject (
        .clock(clock), .reset(reset), .push(push), .word(word), .take(take),
        .ready(ready), .head_valid(head_valid), .head(head), .vacant(vacant)
    );

    localparam BITS = $clog2(<D> + 2);
    wire accepted = push & ready & ~reset;
    wire taken = take & head_valid;
    reg [BITS-1:0] held = 0;
    reg [BITS-1:0] ahead = 0;
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

    // CLK-1: a word pushed into an empty queue is the head two cycles later.
    reg waited = 0;
    always @(posedge clock) waited <= held != 0 & ~head_valid & ~reset;
    always @* assert (~waited | head_valid);

    // Lemmas: where in the store the watched word must be. They are asserted as well, so what is proven while they have
    // held is proven. Without them ABC finds no invariant for eight words.
    reg [BITS-1:0] stored = 0;
    reg [BITS-1:0] write = 0;
    reg [BITS-1:0] read = 0;
    reg [BITS-1:0] place = 0;
    reg inside = 0;
    wire load = stored != 0 & (~head_valid | take);
    always @(posedge clock) begin
        stored <= reset ? 0 : stored + accepted - load;
        if (accepted) write <= write == <D> - 1 ? 0 : write + 1;
        if (load) read <= read == <D> - 1 ? 0 : read + 1;
        if (accepted & watch & ~watching) begin
            place <= write;
            inside <= 1;
        end
        if (load & inside & read == place) inside <= 0;
        if (reset) begin
            write <= 0;
            read <= 0;
            inside <= 0;
        end
    end
    wire [BITS:0] end_of_store = read + stored;
    wire [BITS:0] distance = place >= read ? place - read : place + <D> - read;
    wire lemmas = held == stored + head_valid & stored <= <D>
        & write < <D> & read < <D> & place < <D>
        & write == (end_of_store >= <D> ? end_of_store - <D> : end_of_store)
        & (~inside | watching & distance < stored & ahead == distance + head_valid)
        & (~watching | inside | head_valid & ahead == 0);
    reg sound = 1;
    always @(posedge clock) sound <= sound & lemmas;
    always @* assert (lemmas);

    genvar i;
    generate for (i = 0; i < 18; i = i + 1) begin : each
        always @* assert (~(sound & lemmas & watching & head_valid & ahead == 0) | head[i] == watched[i]);
    end endgenerate
endmodule
