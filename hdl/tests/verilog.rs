//! Finished Verilog: it behaves as the raw text does, and it has the form that was promised.

#![allow(clippy::match_wildcard_for_single_variants, reason = "three states leave one value for the default")]

mod support;

use std::collections::HashSet;

use rand::RngExt;
use rust_hdl::prelude::*;
use spindle_hdl::embedded::{Inputs, embedded};
use spindle_hdl::generate::raw_verilog;
use spindle_hdl::primitives::{Memory, Random, SaturatingAdd};
use spindle_hdl::verilog::{Error, finish};
use spindle_spec::{Geometry, image_name};
use support::tools::{self, Port};
use support::vectors::{generator, random};
use support::{Row, Subject, mismatches};

#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
enum Phase {
    Idle,
    Busy,
    Done,
}

#[derive(LogicInterface, Default, Clone, Debug)]
#[join = "Taker"]
struct Giver {
    pub data: Signal<Out, Bits<8>>,
    pub valid: Signal<Out, Bit>,
}

#[derive(LogicInterface, Default, Clone, Debug)]
#[join = "Giver"]
struct Taker {
    pub data: Signal<In, Bits<8>>,
    pub valid: Signal<In, Bit>,
}

/// Registers, a memory with an image, a primitive, a state machine, signed constants, a state read
/// too early.
#[derive(LogicBlock)]
struct Stage {
    pub clock: Signal<In, Clock>,
    pub value: Signal<In, Bits<16>>,
    pub write: Signal<In, Bit>,
    pub address: Signal<In, Bits<16>>,
    pub total: Signal<Out, Bits<16>>,
    pub state: Signal<Out, Bits<2>>,
    pub link: Giver,
    phase: DFF<Phase>,
    held: DFF<Bits<16>>,
    twice: DFF<Bits<16>>,
    memory: Memory<16>,
    scratch: Memory<16>,
    add: SaturatingAdd<16, 16>,
    less: Signal<Local, Bit>,
    sum: Signal<Local, Bits<16>>,
    wide: Signal<Local, Bits<20>>,
    low: Signal<Local, Signed<8>>,
    limit: Constant<Bits<16>>,
    floor: Constant<Signed<8>>,
    mask: Constant<Bits<16>>,
}

impl Stage {
    fn new(lane: usize) -> Self {
        Self {
            clock: Signal::default(),
            value: Signal::default(),
            write: Signal::default(),
            address: Signal::default(),
            total: Signal::default(),
            state: Signal::default(),
            link: Giver::default(),
            phase: DFF::default(),
            held: DFF::default(),
            twice: DFF::default(),
            memory: Memory::new(16, Some(format!("stage{lane}.hex")), &[]),
            scratch: Memory::new(100, None, &[]),
            add: SaturatingAdd::default(),
            less: Signal::default(),
            sum: Signal::default(),
            wide: Signal::default(),
            low: Signal::default(),
            limit: Constant::new(500u64.into()),
            floor: Constant::new(Signed::from(-3)),
            mask: Constant::new(0x3Fu64.into()),
        }
    }
}

impl Logic for Stage {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, held, twice);
        clock!(self, clock, memory, scratch);
        self.memory.read_address.next = self.address.val();
        self.memory.read_enable.next = true;
        self.memory.write_address.next = self.address.val();
        self.memory.write_enable.next = self.write.val();
        self.memory.write_data.next = self.value.val();
        self.scratch.read_address.next = self.address.val() & self.mask.val();
        self.scratch.read_enable.next = self.address.val() != 7;
        self.scratch.write_address.next =
            bit_cast::<16, 8>(self.value.val().get_bits::<8>(8)) & self.mask.val();
        self.scratch.write_enable.next = self.write.val();
        self.scratch.write_data.next = self.value.val();
        self.add.a.next = self.memory.read_data.val();
        self.add.b.next = self.held.q.val();
        self.held.d.next = self.value.val();
        self.total.next = self.add.sum.val();
        self.less.next = self.total.val() < self.limit.val();
        self.sum.next = self.twice.q.val() + self.held.q.val();
        if self.less.val() {
            self.sum.next = self.sum.val() ^ self.scratch.read_data.val();
        }
        self.wide.next = bit_cast::<20, 16>(self.sum.val()) << 4;
        self.twice.d.next =
            bit_cast::<16, 4>(self.wide.val().get_bits::<4>(16)) ^ self.wide.val().get_bits::<16>(0);
        self.state.next = 0.into();
        match self.phase.q.val() {
            Phase::Idle => {
                if self.less.val() {
                    self.phase.d.next = Phase::Busy;
                }
            }
            Phase::Busy => {
                self.state.next = 1.into();
                if self.write.val() {
                    self.phase.d.next = Phase::Done;
                } else if self.less.val() {
                    self.phase.d.next = Phase::Idle;
                } else {
                    self.state.next = 2.into();
                }
            }
            _ => {
                self.state.next = 3.into();
                self.phase.d.next = Phase::Idle;
            }
        }
        self.link.data.next = self.twice.q.val().get_bits::<8>(4);
        self.link.valid.next = self.less.val();
        self.low.next = signed_cast(self.value.val().get_bits::<8>(0));
        if self.low.val() < signed_bit_cast::<8, 8>(self.floor.val()) {
            self.link.valid.next = false;
        }
    }
}

#[derive(LogicBlock, Default)]
struct Sink {
    pub clock: Signal<In, Clock>,
    pub link: Taker,
    pub seen: Signal<Out, Bits<8>>,
    kept: DFF<Bits<8>>,
}

impl Logic for Sink {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, kept);
        if self.link.valid.val() {
            self.kept.d.next = self.link.data.val();
        }
        self.seen.next = self.kept.q.val();
    }
}

/// Two equal stages that differ in the file of their memory.
#[derive(LogicBlock)]
struct Pipeline {
    pub clock: Signal<In, Clock>,
    pub value: Signal<In, Bits<16>>,
    pub write: Signal<In, Bit>,
    pub address: Signal<In, Bits<16>>,
    pub total: Signal<Out, Bits<16>>,
    pub seen: Signal<Out, Bits<8>>,
    pub state: Signal<Out, Bits<2>>,
    pub random: Signal<Out, Bits<31>>,
    stages: Vec<Stage>,
    sinks: [Sink; 2],
    source: Random,
    start: Constant<Bits<31>>,
    mixed: Signal<Local, Bits<16>>,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            clock: Signal::default(),
            value: Signal::default(),
            write: Signal::default(),
            address: Signal::default(),
            total: Signal::default(),
            seen: Signal::default(),
            state: Signal::default(),
            random: Signal::default(),
            stages: (0..2).map(Stage::new).collect(),
            sinks: Default::default(),
            source: Random::default(),
            start: Constant::new(12345u64.into()),
            mixed: Signal::default(),
        }
    }
}

impl Logic for Pipeline {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, source);
        self.source.reset.next = false;
        self.source.load.next = false;
        self.source.advance.next = self.write.val();
        self.source.seed.next = 0.into();
        self.source.initial_state.next = self.start.val();
        self.random.next = self.source.random.val();
        self.mixed.next = 0.into();
        for i in 0..self.stages.len() {
            self.stages[i].clock.next = self.clock.val();
            self.stages[i].value.next = self.value.val();
            self.stages[i].write.next = self.write.val();
            self.stages[i].address.next = self.address.val();
            self.mixed.next = (self.mixed.val() << 1) ^ self.stages[i].total.val();
        }
        for i in 0..2 {
            self.sinks[i].clock.next = self.clock.val();
        }
        Giver::join(&mut self.stages[0].link, &mut self.sinks[0].link);
        Giver::join(&mut self.stages[1].link, &mut self.sinks[1].link);
        self.seen.next = (self.sinks[0].seen.val() << 1) ^ self.sinks[1].seen.val();
        self.state.next = self.stages[0].state.val() | self.stages[1].state.val();
        self.total.next = self.mixed.val();
    }
}

fn pipeline() -> Subject<Pipeline> {
    subject!(
        clocked Pipeline::default(), Pipeline, [value, write, address], [total, seen, state, random]
    )
}

/// Compares finished text and its netlist with expected outputs, all of which must be known and
/// lively.
fn compare(
    finished: &str,
    expected: &[Row],
    ports: (&[Port], &[Port]),
    rows: &[Row],
    files: &[(String, String)],
) {
    let (inputs, outputs) = ports;
    for (index, output) in outputs.iter().enumerate() {
        let values: HashSet<u32> = expected.iter().map(|row| row[index]).collect();
        assert!(values.len() > 1, "{} never changes: it was not tested", output.name);
    }
    let netlist = tools::netlist_with(finished, "finished", files);
    for (kind, text) in [("finished", finished), ("netlist", &netlist)] {
        let found = tools::icarus(text, "finished", inputs, outputs, true, rows, files);
        let wrong = mismatches(expected, &found);
        let first = wrong.first().map(|row| (row, &rows[*row], &expected[*row], &found[*row]));
        assert!(wrong.is_empty(), "{kind}: {} rows differ, first {first:x?}", wrong.len());
    }
    println!("{} rows of {} outputs compared in finished text and netlist", rows.len(), outputs.len());
}

/// The pipeline's raw Verilog with vectors, memory files, and the outputs of that text.
struct Run {
    subject: Subject<Pipeline>,
    raw: String,
    rows: Vec<Row>,
    files: [(String, String); 2],
    expected: Vec<Row>,
}

fn pipeline_run() -> Run {
    let subject = pipeline();
    let mut numbers = generator(4);
    let rows: Vec<Row> = (0..20_000)
        .map(|_| vec![random(&mut numbers, 16), numbers.random_range(0..2), numbers.random_range(0..16)])
        .collect();
    let files = [0, 1].map(|stage: u32| {
        let words: Vec<String> = (0..16).map(|word| format!("{:x}", word * 100 + stage * 7)).collect();
        (format!("stage{stage}.hex"), words.join("\n"))
    });
    let raw = subject.verilog();
    let outputs = tools::icarus(&raw, "top", &subject.inputs, &subject.outputs, true, &rows, &files);
    let known = |row: Vec<Option<u32>>| row.into_iter().map(|v| v.expect("an unknown value in the raw text"));
    let expected = outputs.into_iter().map(|row| known(row).collect()).collect();
    Run { subject, raw, rows, files, expected }
}

#[test]
fn finished_text_behaves_like_the_raw_text() {
    let Run { subject, raw, rows, files, expected } = pipeline_run();
    let finished = finish(&raw, "finished").expect("what Rust-HDL wrote");
    compare(&finished, &expected, (&subject.inputs, &subject.outputs), &rows, &files);
}

#[test]
fn damage_to_finished_text_is_seen() {
    let Run { subject, raw, rows, files, expected } = pipeline_run();
    let finished = finish(&raw, "finished").expect("what Rust-HDL wrote");
    for (from, to) in [
        ("(\"stage1.hex\")", "(\"stage0.hex\")"),
        ("always @(posedge clock) begin\n        held", "always @(negedge clock) begin\n        held"),
        ("low < $signed(floor)", "low < {floor}"),
        ("end else if (less) begin", "end else if (write) begin"),
    ] {
        let broken = finished.replace(from, to);
        assert_ne!(broken, finished, "{from} is not in the text");
        let found =
            tools::icarus(&broken, "finished", &subject.inputs, &subject.outputs, true, &rows, &files);
        let wrong = mismatches(&expected, &found).len();
        println!("{from} -> {to}: {wrong} of {} rows differ", rows.len());
        assert!(wrong > 0, "{from} -> {to} is not seen");
    }
}

/// Six words of neurons.
fn geometry(lanes: usize) -> Geometry {
    Geometry {
        lanes,
        neurons: 6 * lanes,
        weight_words: 40,
        projections: 3,
        event_depth: 4,
        spike_depth: 4,
        weight_bits: 8,
        membrane_bits: 16,
        weight_scale: 4,
        ..Geometry::default()
    }
}

/// A busy core against its Rust-HDL model. (Its raw text cannot be simulated in Icarus: processes
/// that pass through their defaults trigger each other forever.)
#[test]
fn a_finished_core_behaves_like_its_model() {
    let geometry = geometry(2);
    let port = Port::new;
    let inputs = [
        port("reset", 1),
        port("event_valid", 1),
        port("event_data", 18),
        port("spike_ready", 1),
        port("bus_valid", 1),
        port("bus_write", 1),
        port("bus_address", 24),
        port("bus_write_data", 32),
    ];
    let names = spindle_spec::signals::observed(&geometry);
    let outputs: Vec<Port> = names.iter().map(|signal| port(&signal.name, signal.bits)).collect();
    let mut numbers = generator(11);
    let mut rows: Vec<Row> = Vec::new();
    let mut write = |address: u32, data: u32| {
        rows.extend(std::iter::repeat_n(vec![0, 0, 0, 1, 1, 1, address, data], 4));
    };
    // Two projections of all neurons, small thresholds, both controllers on.
    for (address, data) in [
        (0x08, 6),
        (0x09, 0x201),
        (0x0A, 0x2543),
        (0x0B, 900),
        (0x0D, 300),
        (0x0E, 20),
        (0x10_0000, 4 << 16),
        (0x10_0001, 0),
        (0x10_0002, 6 | 2 << 16 | 1 << 20),
        (0x10_0004, 0x8000 | 2 << 16),
        (0x10_0005, 24),
        (0x10_0006, 6 | 1 << 20),
    ] {
        write(address, data);
    }
    for word in 0..6 {
        for lane in 0..2 {
            write(0x20_0000 + 16 * word + lane, 200 + 100 * word);
            // Controlled and injected, some modulated, one leak.
            let flags = 3 << 9 | (word & 1) << 11 | 15 << 12;
            write(0x30_0000 + 16 * word + lane, 4 | (word & 3) << 4 | flags);
            write(0x50_0000 + 16 * word + lane, 700);
        }
    }
    for word in 0..40 {
        write(0x80_0000 + 16 * word, (word * 5) & 0xFF);
        write(0x80_0000 + 16 * word + 1, (word * 11) & 0xFF);
    }
    for _ in 0..8_000 {
        let event = match numbers.random_range(0..20) {
            0 => 3 << 16 | 3,
            1..4 => 2 << 16,
            4 => 1 << 16 | numbers.random_range(0..12u32) << 8 | numbers.random_range(0..256u32),
            _ => numbers.random_range(0..4),
        };
        let reset = u32::from(numbers.random_ratio(1, 2000));
        let reads = u32::from(numbers.random_ratio(1, 50));
        rows.push(vec![
            reset,
            1,
            event,
            u32::from(numbers.random_ratio(1, 30)),
            reads,
            0,
            0x80_0000 + numbers.random_range(0..640),
            0,
        ]);
    }
    let files: Vec<(String, String)> = (0..2)
        .flat_map(|lane| {
            ["weight", "threshold", "behaviour", "controller"].map(|kind| image_name(lane, kind))
        })
        .map(|name| {
            let words = if name.contains("weight") { 40 } else { 6 };
            (name, "0\n".repeat(words))
        })
        .collect();
    let mut core = embedded(&geometry, &[]);
    let expected: Vec<Row> = rows
        .iter()
        .map(|v| {
            let inputs = Inputs {
                reset: v[0] == 1,
                event_valid: v[1] == 1,
                event_data: v[2],
                spike_ready: v[3] == 1,
                bus_valid: v[4] == 1,
                bus_write: v[5] == 1,
                bus_address: v[6],
                bus_write_data: v[7],
            };
            let mut row = Row::new();
            core.drive(&inputs).expect("a settled core");
            core.observe(&mut |value| row.push(value));
            core.rise().expect("a settled core");
            row
        })
        .collect();
    let finished = finish(&raw_verilog(&geometry), "finished").expect("what Rust-HDL wrote");
    compare(&finished, &expected, (&inputs, &outputs), &rows, &files);
}

#[test]
fn finished_text_has_the_promised_form() {
    let text = finish(&pipeline().verilog(), "finished").unwrap();
    let modules: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("module ")?.split(' ').next()).collect();
    assert_eq!(
        modules,
        [
            "finished",
            "finished_stages",
            "finished_memory_16x16_loaded",
            "finished_memory_100x16",
            "finished_saturating_add_16_16",
            "finished_sinks",
            "finished_random_source",
        ]
    );
    for expected in [
        "// SPDX-License-Identifier: MIT OR Apache-2.0\n",
        "`default_nettype none\n",
        "\n`default_nettype wire\n",
        ".MEMORY_IMAGE(\"stage0.hex\")",
        ".MEMORY_IMAGE(\"stage1.hex\")",
        ".IMAGE(MEMORY_IMAGE)",
        "$readmemh(IMAGE, words)",
        "localparam signed [7:0] floor = 8'hfd;",
        "localparam [1:0] Phase_Done = 2'h2;",
        "wire [15:0] scratch_read_address = address & mask;",
        "wire scratch_read_enable = address != 16'h7;",
        ".clock(clock)",
    ] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
    let dollars: Vec<&str> = text.lines().filter(|line| line.contains('$')).collect();
    assert!(dollars.iter().all(|line| line.contains("$readmemh") || line.contains("$signed")), "{dollars:?}");
    assert!(!text.contains("_clock"), "a clock goes through a process");
    assert_eq!(text, finish(&pipeline().verilog(), "finished").unwrap());
    tools::lint(&text, "finished", "the pipeline", &[]);
}

/// No width error and no apparent loop in the core; names and unused bits are its own affair.
#[test]
fn a_finished_core_lints() {
    let text = finish(&raw_verilog(&geometry(4)), "core").unwrap();
    tools::lint(&text, "core", "the core", &["-Wno-UNUSEDSIGNAL", "-Wno-VARHIDDEN"]);
}

#[test]
fn lanes_share_one_module() {
    let length =
        |lanes: usize| finish(&raw_verilog(&geometry(lanes)), "core").unwrap().matches("\nmodule ").count();
    assert_eq!(length(2), length(4));
}

#[test]
fn names_that_would_become_one_are_refused() {
    let raw = pipeline().verilog().replace("mixed", "stages_0$total");
    assert_eq!(
        finish(&raw, "finished"),
        Err(Error::Collision {
            module: "finished".to_owned(),
            names: ["stages$0$total".to_owned(), "stages_0$total".to_owned()]
        })
    );
}

#[test]
fn unknown_forms_are_refused() {
    let raw = pipeline().verilog();
    let odd = raw.replacen("input wire  write;", "inout wire  write;", 1);
    assert!(
        matches!(finish(&odd, "finished"), Err(Error::Unexpected { .. })),
        "{:?}",
        finish(&odd, "finished")
    );
    let headless = raw.replacen("module top(", "module head(", 1);
    assert_eq!(finish(&headless, "finished"), Err(Error::Missing { module: "top".to_owned() }));
}
