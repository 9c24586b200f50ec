//! The C++ harness that runs a model: of Verilator, or of CXXRTL.

use std::fmt::Write as _;

use super::beside::Beside;
use crate::coverage;
use spindle_spec::layout::Layout;

use super::{ALIVE_CYCLES, READ_BOUND, RESET_CYCLES};

/// Codes in the upper byte of a frame's 64-bit header; the lower seven bytes are the value.
pub mod frame {
    /// A record of cycle *value* follows.
    pub const RECORD: u8 = 0;
    /// Sign of life in cycle *value*.
    pub const ALIVE: u8 = 1;
    /// Answer to a final read: the lower half of *value*; number of cycles: the upper half.
    pub const ANSWER: u8 = 2;
    /// Everything was given.
    pub const END: u8 = 3;
    /// A setup write was answered too early or too late, seen in cycle *value*.
    pub const WRITE_FAULT: u8 = 4;
    /// Final read number *value* was not answered.
    pub const READ_FAULT: u8 = 5;
}

/// C++ of a `main` that runs a model of a design with `layout`, and gives the requested output
/// besides records.
///
/// `model` declares `Core`, with a field for each port and an `eval()`, and where a waveform is
/// asked for `prepare_trace()`, called first, and `Trace(core, path)` with `dump(time)`, `flush()`
/// and `close()`.
///
/// Arguments of the program: cycles, level of `spike_ready`, times that the events are sent again,
/// cycles before a reset, and the waveform's path. It streams frames.
pub fn harness(layout: &Layout, model: &str, beside: Beside) -> String {
    let mut pack = String::new();
    let mut initial = String::new();
    let mut strobes = Vec::new();
    for (index, signal) in layout.signals().iter().enumerate() {
        let (at, bits) = (layout.offset(index), 8 * layout.width(index));
        let _ = writeln!(pack, "  put{bits}(to + {at}, core->{});", signal.name);
        if signal.initial != 0 {
            let _ = writeln!(initial, "  put{bits}(previous + {at}, {}u);", signal.initial);
        }
        if signal.strobe {
            strobes.push(format!("core->{}", signal.name));
        }
    }
    let strobe = if strobes.is_empty() { "false".to_owned() } else { strobes.join(" | ") };
    let end = match beside {
        Beside::Coverage => format!("  VerilatedCov::write(\"{}\");\n", coverage::FILE),
        Beside::Nothing | Beside::Ports | Beside::Nets | Beside::Unobserved => String::new(),
    };
    TEMPLATE
        .replace("@MODEL@", model)
        .replace("@TRACE@", if matches!(beside, Beside::Ports | Beside::Nets) { "1" } else { "0" })
        .replace("@RECORDS@", if beside == Beside::Unobserved { "0" } else { "1" })
        .replace("@END@", &end)
        .replace("@PACK@", &pack)
        .replace("@INITIAL@", &initial)
        .replace("@STROBE@", &strobe)
        .replace("@BYTES@", &layout.bytes().to_string())
        .replace("@ALIVE@", &(ALIVE_CYCLES - 1).to_string())
        .replace("@BOUND@", &READ_BOUND.to_string())
        .replace("@RESET@", &RESET_CYCLES.to_string())
}

const TEMPLATE: &str = r#"@MODEL@
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <unistd.h>

static const size_t BYTES = @BYTES@;
static const size_t CAPACITY = 1 << 18;
static uint8_t buffer[CAPACITY];
static size_t used = 0;
static int out = -1;

static inline void put8(uint8_t* to, uint32_t value) { to[0] = value; }
static inline void put16(uint8_t* to, uint32_t value) { to[0] = value; to[1] = value >> 8; }
static inline void put32(uint8_t* to, uint32_t value) { put16(to, value); put16(to + 2, value >> 16); }

static void flush() {
  for (size_t at = 0; at < used;) {
    ssize_t count = ::write(out, buffer + at, used - at);
    if (count <= 0) _exit(3);  // the reader is gone
    at += count;
  }
  used = 0;
}

static uint8_t* reserve(size_t bytes) {
  if (used + bytes > CAPACITY) flush();
  uint8_t* at = buffer + used;
  used += bytes;
  return at;
}

static void header(uint8_t* at, uint32_t kind, uint64_t value) {
  put32(at, value);
  put32(at + 4, (uint32_t)((value >> 32) & 0xFFFFFF) | kind << 24);
}

static void frame(uint32_t kind, uint64_t value) { header(reserve(8), kind, value); }

static inline void pack(const Core* core, uint8_t* to) {
@PACK@}

static bool next_word(FILE* file, uint32_t& word) {
  uint8_t b[4];
  if (fread(b, 1, 4, file) != 4) return false;
  word = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
  return true;
}

static FILE* input(const char* name) {
  FILE* file = fopen(name, "rb");
  if (!file) {
    perror(name);
    exit(2);
  }
  return file;
}

// Inputs of the core in one cycle.
struct Drive {
  bool event_valid = false, bus_valid = false, bus_write = false;
  uint32_t event_data = 0, bus_address = 0, bus_write_data = 0;
  void apply(Core* core) const {
    core->event_valid = event_valid;
    core->event_data = event_data;
    core->bus_valid = bus_valid;
    core->bus_write = bus_write;
    core->bus_address = bus_address;
    core->bus_write_data = bus_write_data;
  }
};

// The host's side of a run, one cycle after another.
struct Host {
  FILE* writes = input("writes.bin");
  FILE* events = input("events.bin");
  FILE* reads = input("reads.bin");
  Drive drive;
  bool setup = true, reading = false, pending = false;
  uint32_t delay = 0, waited = 0, answers = 0, repeats, lead;

  Host(uint32_t repeats, uint32_t lead) : repeats(repeats), lead(lead) { next_write(); }

  void next_write() {
    uint32_t address, data;
    if (next_word(writes, address) && next_word(writes, data)) {
      drive.bus_valid = drive.bus_write = true;
      drive.bus_address = address & 0xFFFFFF;
      drive.bus_write_data = data;
    } else {
      drive.bus_valid = drive.bus_write = false;
      setup = false;
      next_event();
    }
  }

  void next_event() {
    uint32_t word;
    pending = next_word(events, delay) && next_word(events, word);
    if (!pending && repeats) {
      --repeats;
      fseeko(events, off_t(8) * lead, SEEK_SET);
      pending = next_word(events, delay) && next_word(events, word);
    }
    drive.event_valid = pending && delay == 0;
    if (pending) drive.event_data = word & 0x3FFFF;
  }

  bool next_read() {
    uint32_t address;
    waited = 0;
    if (!next_word(reads, address)) {
      frame(3, 0);
      return false;
    }
    drive.bus_valid = true;
    drive.bus_address = address & 0xFFFFFF;
    return true;
  }

  // Samples the core at the end of cycle `now` and chooses the inputs of the next; false at the
  // end.
  bool clock(const Core* core, uint64_t now, uint64_t clocks) {
    if (setup) {
      if (core->bus_ready != ((now & 3) == 3)) {
        frame(4, now);
        return false;
      }
      if ((now & 3) == 3) next_write();
    } else if (reading) {
      if (core->bus_ready) {
        frame(2, (uint64_t)waited << 32 | core->bus_read_data);
        ++answers;
        if (!next_read()) return false;
      } else if (waited++ == @BOUND@) {
        frame(5, answers);
        return false;
      }
    } else if (drive.event_valid) {
      if (core->event_ready) next_event();
    } else if (pending) {
      if (--delay == 0) drive.event_valid = true;
    }
    if (now + 1 == clocks) {
      reading = true;
      drive.event_valid = false;
      return next_read();
    }
    return true;
  }
};

// A cycle whose edge samples the previous inputs; `next` is driven after it.
static void pass(Core* core, const Drive& next) {
  core->clock = 1;
  core->eval();
  next.apply(core);
  core->clock = 0;
  core->eval();
}

int main(int count, char** arguments) {
  if (count < 6) return 2;
  // Frames go to standard output; whatever the model prints goes to standard error.
  out = dup(1);
  dup2(2, 1);
  const uint64_t clocks = strtoull(arguments[1], nullptr, 10);
#if @TRACE@
  if (count < 7) return 2;
  prepare_trace();
#endif
  auto core = std::make_unique<Core>();
#if @TRACE@
  Trace trace(*core, arguments[6]);
#endif
  uint8_t record[BYTES], previous[BYTES];
  memset(previous, 0, BYTES);
@INITIAL@
  const uint32_t repeats = strtoul(arguments[3], nullptr, 10);
  const uint64_t restart = strtoull(arguments[4], nullptr, 10);
  const uint32_t lead = strtoul(arguments[5], nullptr, 10);
  core->clock = 0;
  core->reset = 0;
  core->spike_ready = arguments[2][0] == '1';
  if (restart) {
    // Unobserved cycles, ended by a reset.
    Host before(repeats, lead);
    before.drive.apply(core.get());
    core->eval();
    for (uint64_t now = 0; now < restart; ++now) {
      // The last one is not looked at: a core without power-up values begins so.
      if (now + 1 < restart && !before.clock(core.get(), now, UINT64_MAX)) {
        flush();
        return 0;
      }
      pass(core.get(), now + 1 < restart ? before.drive : Drive());
    }
    core->reset = 1;
    core->eval();
    for (int clock = 0; clock < @RESET@; ++clock) pass(core.get(), Drive());
    core->reset = 0;
  }
  Host host(repeats, lead);
  host.drive.apply(core.get());
  core->eval();
#if @TRACE@
  trace.dump(0);
#endif
  for (uint64_t now = 0;; ++now) {
#if @RECORDS@
    if (!host.reading) {
      pack(core.get(), record);
      if ((@STROBE@) || memcmp(record, previous, BYTES)) {
        uint8_t* at = reserve(8 + BYTES);
        header(at, 0, now);
        memcpy(at + 8, record, BYTES);
        memcpy(previous, record, BYTES);
      }
    }
#endif
    if ((now & @ALIVE@) == @ALIVE@) {
#if @TRACE@
      trace.flush();
#endif
      frame(1, now);
      flush();
    }
    if (!host.clock(core.get(), now, clocks)) break;
#if @TRACE@
    core->clock = 1;
    core->eval();
    host.drive.apply(core.get());
    core->eval();
    if (!host.reading) trace.dump(10 * now + 5);
    core->clock = 0;
    core->eval();
    if (!host.reading) trace.dump(10 * now + 10);
#else
    pass(core.get(), host.drive);
#endif
  }
#if @TRACE@
  trace.close();
#endif
@END@  flush();
  return 0;
}
"#;
