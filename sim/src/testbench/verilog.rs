//! The Verilog testbench: synchronous, so that every simulator agrees on the sampled values.

use std::fmt::Write as _;

use crate::design::Design;
use spindle_spec::layout::Layout;

use super::{ALIVE_CYCLES, READ_BOUND, RESET_CYCLES};

/// Verilog of module `testbench` around a design with `layout`.
///
/// Run with `+clocks=N`, `+spike_ready=0|1`, `+repeats=N`, `+restart=N`, `+lead=N` and, for a
/// waveform, `+vcd=FILE`. It prints `R clock record` (all hexadecimal, the record as one
/// little-endian number), `H clock` as a sign of life, `A clocks data` for each answer, `E` at the
/// end, `W clock` or `B read` when the core misses an answer.
pub fn testbench(layout: &Layout) -> String {
    let bits = 8 * layout.bytes();
    let mut wires = String::new();
    let mut ports = String::new();
    let mut fields = Vec::new();
    let mut strobes = Vec::new();
    let mut initial = Vec::new();
    for (index, signal) in layout.signals().iter().enumerate() {
        let range = if signal.bits == 1 { String::new() } else { format!("[{}:0] ", signal.bits - 1) };
        let _ = writeln!(wires, "  wire {range}{};", signal.name);
        let _ = write!(ports, ",\n    .{0}({0})", signal.name);
        let pad = 8 * layout.width(index) - signal.bits;
        if pad > 0 {
            fields.push(format!("{pad}'b0, {}", signal.name));
        } else {
            fields.push(signal.name.clone());
        }
        initial.push(format!("{}'h{:x}", 8 * layout.width(index), signal.initial));
        if signal.strobe {
            strobes.push(signal.name.as_str());
        }
    }
    // The first signal is in the lowest byte.
    fields.reverse();
    initial.reverse();
    let strobe = if strobes.is_empty() { "1'b0".to_owned() } else { strobes.join(" | ") };
    TEMPLATE
        .replace("@WIRES@", &wires)
        .replace("@PORTS@", &ports)
        .replace("@FIELDS@", &fields.join(",\n        "))
        .replace("@INITIAL@", &initial.join(", "))
        .replace("@STROBE@", &strobe)
        .replace("@HIGH@", &(bits - 1).to_string())
        .replace("@TOP@", Design::TOP)
        .replace("@ALIVE@", &(ALIVE_CYCLES - 1).to_string())
        .replace("@BOUND@", &READ_BOUND.to_string())
        .replace("@RESET@", &RESET_CYCLES.to_string())
}

const TEMPLATE: &str = r#"`timescale 1ns / 1ns
module testbench;
  reg clock;
  reg reset;
  reg event_valid;
  reg [17:0] event_data;
  reg spike_ready;
  reg bus_valid;
  reg bus_write;
  reg [23:0] bus_address;
  reg [31:0] bus_write_data;
  wire bus_ready;
  wire [31:0] bus_read_data;
@WIRES@
  @TOP@ core (
    .clock(clock),
    .reset(reset),
    .event_valid(event_valid),
    .event_data(event_data),
    .spike_ready(spike_ready),
    .bus_valid(bus_valid),
    .bus_write(bus_write),
    .bus_address(bus_address),
    .bus_write_data(bus_write_data),
    .bus_ready(bus_ready),
    .bus_read_data(bus_read_data)@PORTS@);

  reg [63:0] now;
  reg [63:0] clocks;
  reg [@HIGH@:0] record;
  reg [@HIGH@:0] previous;
  reg setup;          // setup writes are being made
  reg reading;        // the final reads are being made
  reg pending;        // an event word is held and not yet accepted
  reg [31:0] delay;   // cycles until it is offered
  reg [31:0] waited;  // cycles that a read has waited
  reg [31:0] answers;
  reg [31:0] repeats;  // times that the events are still to be sent again
  reg [31:0] lead;     // how many of them are sent only once
  reg [63:0] restart;  // cycles before a reset, 0: none, or it is over
  reg [63:0] resetting;  // cycles that it still lasts
  reg tracing;
  reg [63:0] pair;
  reg [31:0] word;
  reg [8*4096-1:0] vcd;
  integer writes, events, reads, count;

  // Offers the next setup write, or ends the setup.
  task next_write;
    begin
      count = $fread(pair, writes);
      if (count == 8) begin
        bus_valid <= 1;
        bus_write <= 1;
        bus_address <= pair[55:32];
        bus_write_data <= pair[31:0];
      end else begin
        bus_valid <= 0;
        bus_write <= 0;
        setup = 0;
        next_event;
      end
    end
  endtask

  // Holds the next event word and offers it immediately if its gap is 0.
  task next_event;
    begin
      count = $fread(pair, events);
      if (count != 8 && repeats != 0) begin
        repeats = repeats - 1;
        count = $fseek(events, 8 * lead, 0);
        count = $fread(pair, events);
      end
      pending = count == 8;
      delay = pair[63:32];
      event_valid <= pending && delay == 0;
      if (pending) event_data <= pair[17:0];
    end
  endtask

  // Offers the next final read, or ends the run.
  task next_read;
    begin
      count = $fread(word, reads);
      waited = 0;
      if (count == 4) begin
        bus_valid <= 1;
        bus_address <= word[23:0];
      end else begin
        $display("E");
        $finish;
      end
    end
  endtask

  // Cycle 0.
  task start;
    begin
      now = 0;
      setup = 1;
      pending = 0;
      delay = 0;
      count = $value$plusargs("repeats=%d", repeats);
      count = $value$plusargs("lead=%d", lead);
      writes = $fopen("writes.bin", "rb");
      events = $fopen("events.bin", "rb");
      next_write;
    end
  endtask

  initial begin
    clock = 0;
    reset = 0;
    event_valid = 0;
    event_data = 0;
    bus_valid = 0;
    bus_write = 0;
    bus_address = 0;
    bus_write_data = 0;
    reading = 0;
    waited = 0;
    answers = 0;
    resetting = 0;
    previous = {@INITIAL@};
    count = $value$plusargs("clocks=%d", clocks);
    count = $value$plusargs("spike_ready=%b", spike_ready);
    count = $value$plusargs("restart=%d", restart);
    reads = $fopen("reads.bin", "rb");
    start;
    tracing = $value$plusargs("vcd=%s", vcd);
    if (tracing) begin
      $dumpfile(vcd);
      $dumpvars(1, core);
    end
    forever begin
      #5 clock = 1;
      #5 clock = 0;
    end
  end

  always @(posedge clock) if (resetting != 0) begin
    resetting = resetting - 1;
    if (resetting == 0) begin
      reset <= 0;
      start;
    end
  end else begin
    if (!reading && restart == 0) begin
      record = {
        @FIELDS@};
      if (@STROBE@ || record !== previous) $display("R %h %h", now, record);
      previous = record;
    end
    if ((now & @ALIVE@) == @ALIVE@) begin
      if (tracing) $dumpflush;
      $display("H %h", now);
      $fflush;
    end

    if (setup) begin
      if (now + 1 != restart && bus_ready !== (now[1:0] == 3)) begin
        $display("W %h", now);
        $finish;
      end
      if (now[1:0] == 3) next_write;
    end else if (reading) begin
      if (bus_ready === 1) begin
        $display("A %h %h", waited, bus_read_data);
        answers = answers + 1;
        next_read;
      end else if (waited == @BOUND@) begin
        $display("B %h", answers);
        $finish;
      end else begin
        waited = waited + 1;
      end
    end else if (event_valid) begin
      if (event_ready === 1) next_event;
    end else if (pending) begin
      delay = delay - 1;
      if (delay == 0) event_valid <= 1;
    end

    now = now + 1;
    if (now == restart) begin
      // Earlier values were not observed; the run begins after the reset.
      restart = 0;
      resetting = @RESET@;
      reset <= 1;
      event_valid <= 0;
      event_data <= 0;
      bus_valid <= 0;
      bus_write <= 0;
    end else if (now == clocks && restart == 0) begin
      // The observed run is over: no more words are offered, the final reads begin.
      reading = 1;
      event_valid <= 0;
      next_read;
    end
  end
endmodule
"#;
