//! C++ that gives the models of Verilator and of CXXRTL one face, that of
//! [`harness`](super::harness()).

use std::fmt::Write as _;

use super::beside::Beside;
use crate::design::Design;
use spindle_spec::layout::Layout;

/// Verilator's model has that face already; its waveform nearly.
pub fn verilator_model(beside: Beside) -> String {
    let top = Design::TOP;
    let mut text = format!("#include \"V{top}.h\"\n#include \"verilated.h\"\nusing Core = V{top};\n");
    match beside {
        Beside::Nothing | Beside::Unobserved => {}
        Beside::Ports | Beside::Nets => text += VERILATOR_TRACE,
        Beside::Coverage => text += "#include \"verilated_cov.h\"\n",
    }
    text
}

const VERILATOR_TRACE: &str = r#"#include "verilated_vcd_c.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>

static void prepare_trace() { Verilated::traceEverOn(true); }

struct Trace {
  VerilatedVcdC vcd;
  Trace(Core& core, const char* path) {
    vcd.set_time_unit("1ns");
    vcd.set_time_resolution("1ns");
    core.trace(&vcd, 99);
    vcd.open(path);
    if (!vcd.isOpen()) {
      perror(path);
      exit(2);
    }
  }
  void dump(uint64_t time) { vcd.dump(time); }
  void flush() { vcd.flush(); }
  void close() { vcd.close(); }
};
"#;

/// A memory of a CXXRTL model, and the image file that it is loaded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Member of the model.
    pub memory: String,
    /// File name.
    pub image: String,
}

/// Ports that the harness drives, and their bits.
const INPUTS: [(&str, usize); 9] = [
    ("clock", 1),
    ("reset", 1),
    ("spike_ready", 1),
    ("event_valid", 1),
    ("event_data", 18),
    ("bus_valid", 1),
    ("bus_write", 1),
    ("bus_address", 24),
    ("bus_write_data", 32),
];
/// Ports that it reads besides those of a record.
const ANSWERS: [(&str, usize); 2] = [("bus_ready", 1), ("bus_read_data", 32)];

/// CXXRTL's model, written to `core.cc` by Yosys: its ports as numbers, its memories loaded when it
/// starts.
pub fn cxxrtl_model(layout: &Layout, memories: &[Loaded], beside: Beside) -> String {
    let member = |name: &str| format!("p_{}", name.replace('_', "__"));
    let outputs = layout.signals().iter().map(|signal| (signal.name.as_str(), signal.bits)).chain(ANSWERS);
    let [mut fields, mut set, mut get, mut load, mut ports] = [const { String::new() }; 5];
    for (name, _) in INPUTS {
        let _ = writeln!(set, "    model.{}.set<uint32_t>({name});", member(name));
    }
    for (name, _) in outputs.clone() {
        let _ = writeln!(get, "    {name} = model.{}.get<uint32_t>();", member(name));
    }
    for (name, bits) in INPUTS.into_iter().chain(outputs) {
        let _ = writeln!(fields, "  uint32_t {name} = 0;");
        let _ = writeln!(ports, "  {{\"{name}\", {bits}, &Core::{name}}},");
    }
    for Loaded { memory, image } in memories {
        let _ = writeln!(load, "    load(\"{image}\", model.{memory});");
    }
    let text = CXXRTL
        .replace("@TOP@", &member(Design::TOP))
        .replace("@FIELDS@", &fields)
        .replace("@SET@", &set)
        .replace("@GET@", &get)
        .replace("@LOAD@", &load);
    if beside == Beside::Nothing {
        text.replace("@LOOK@", "    // Outputs are sampled while the clock is low.\n    if (clock) return;\n")
    } else {
        text.replace("@LOOK@", "") + &CXXRTL_TRACE.replace("@PORTS@", &ports)
    }
}

const CXXRTL: &str = r#"#include "core.cc"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

// The words of a `$readmemh` file, each in hexadecimal on a line of its own.
template<size_t WIDTH>
static std::vector<cxxrtl::value<WIDTH>> read(const char* name) {
  std::ifstream file(name);
  std::string line;
  std::vector<cxxrtl::value<WIDTH>> words;
  while (std::getline(file, line)) {
    if (line.empty()) continue;
    cxxrtl::value<WIDTH> word;
    for (size_t digit = 0; digit < line.size(); ++digit) {
      uint32_t nibble = strtoul(line.substr(line.size() - 1 - digit, 1).c_str(), nullptr, 16);
      for (size_t bit = 0; bit < 4 && 4 * digit + bit < WIDTH; ++bit)
        word.set_bit(4 * digit + bit, nibble >> bit & 1);
    }
    words.push_back(word);
  }
  if (words.empty()) {
    perror(name);
    exit(2);
  }
  return words;
}

template<size_t WIDTH>
static void load(const char* name, cxxrtl::memory<WIDTH>& memory) {
  const auto words = read<WIDTH>(name);
  for (size_t at = 0; at < words.size() && at < memory.depth; ++at) memory.data[at] = words[at];
}

// Yosys makes a register of a memory of one word.
template<size_t WIDTH>
static void load(const char* name, cxxrtl::wire<WIDTH>& word) {
  word.curr = word.next = read<WIDTH>(name)[0];
}

struct Core {
  cxxrtl_design::@TOP@ model;
@FIELDS@
  Core() {
@LOAD@  }
  void eval() {
@SET@    model.step();
@LOOK@@GET@  }
};
"#;

/// CXXRTL's own writer of waveforms leaves out ports that are computed from other signals, so the
/// ports are written here.
const CXXRTL_TRACE: &str = r##"
static void prepare_trace() {}

struct Port {
  const char* name;
  int bits;
  uint32_t Core::*value;
};

static const Port PORTS[] = {
@PORTS@};

struct Trace {
  Core& core;
  FILE* file;
  Trace(Core& core, const char* path) : core(core), file(fopen(path, "wb")) {
    if (!file) {
      perror(path);
      exit(2);
    }
    fprintf(file, "$timescale 1ns $end\n$scope module core $end\n");
    int code = 0;
    for (const Port& port : PORTS) fprintf(file, "$var wire %d s%d %s $end\n", port.bits, code++, port.name);
    fprintf(file, "$upscope $end\n$enddefinitions $end\n");
    shown.assign(sizeof PORTS / sizeof *PORTS, 0);
  }
  void dump(uint64_t time) {
    fprintf(file, "#%llu\n", (unsigned long long)time);
    for (size_t code = 0; code < shown.size(); ++code) {
      const Port& port = PORTS[code];
      const uint32_t value = core.*port.value;
      if (begun && value == shown[code]) continue;
      shown[code] = value;
      char digits[33];
      for (int bit = 0; bit < port.bits; ++bit) digits[bit] = '0' + (value >> (port.bits - 1 - bit) & 1);
      digits[port.bits] = 0;
      fprintf(file, port.bits == 1 ? "%ss%zu\n" : "b%s s%zu\n", digits, code);
    }
    begun = true;
  }
  void flush() { fflush(file); }
  void close() { fclose(file); }

 private:
  bool begun = false;
  std::vector<uint32_t> shown;
};
"##;
