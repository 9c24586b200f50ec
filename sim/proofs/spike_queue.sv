// CLK-2: each set lane of each entry becomes one neuron number, by word, then by lane. An arbitrary lane of an
// arbitrary entry is watched. Two lanes, two words.
module proof (
    input clock, input reset, input push, input [27:0] entry, input take,
    input watch, input lane
);
    wire ready, valid, drained;
    wire [15:0] neuron;
    spindle_spike_queue_2x28 subject (
        .clock(clock), .reset(reset), .push(push), .entry(entry), .take(take),
        .ready(ready), .valid(valid), .neuron(neuron), .drained(drained)
    );

    // An entry has a lane that fired, none beyond the core's; only what is offered is taken.
    wire allowed = (~push | (entry[15:0] != 0 & entry[15:0] < 4)) & (~take | valid);
    reg so_far = 1;
    always @(posedge clock) so_far <= so_far & allowed;
    wire holds = so_far & allowed;

    wire accepted = push & ready & ~reset;
    wire [3:0] lanes = {3'd0, entry[0]} + {3'd0, entry[1]};
    reg [3:0] held = 0;
    reg [3:0] ahead = 0;
    reg watching = 0;
    reg [15:0] watched = 0;
    always @(posedge clock) begin
        held <= reset ? 4'd0 : held + (accepted ? lanes : 4'd0) - take;
        if (accepted & watch & ~watching & entry[lane]) begin
            watching <= 1;
            watched <= {14'd0, entry[16], lane};
            ahead <= held - take + (lane & entry[0]);
        end
        if (watching & take) begin
            if (ahead == 0) watching <= 0;
            else ahead <= ahead - 1;
        end
        if (reset) watching <= 0;
    end

    always @* begin
        assert (~holds | ~valid | held != 0);
        assert (~holds | drained == (held == 0));
        assert (~holds | held <= 8);
    end
    genvar i;
    generate for (i = 0; i < 16; i = i + 1) begin : each
        always @* assert (~(holds & watching & valid & ahead == 0) | neuron[i] == watched[i]);
    end endgenerate
endmodule
