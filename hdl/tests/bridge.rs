//! The bridge of the serial host, as Rust-HDL model, as Verilog in Icarus and as a Yosys netlist,
//! compared with a reading of `docs/host.md` that shares no code with it
//! (`bridge_support/reader.rs`).

mod bridge_support;
mod support;

use std::collections::{BTreeMap, HashMap, VecDeque};

use bridge_support::reader::{Fault, Reader};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use spindle_hdl::host::bridge::Bridge;
use support::Row;
use support::together::{Partner, together};
use support::vectors::generator;

/// Actions of a host on a bridge, cycle by cycle.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// A byte.
    Byte(u8),
    /// A byte directly followed by another.
    Rush(u8),
    /// A damaged byte.
    Damage,
    /// This many cycles without one.
    Wait(usize),
    /// Until nothing is being answered.
    Reply,
    /// Nothing; the following bytes are counted.
    Count(&'static str),
}

const SILENCE: u32 = 6;
/// More cycles than a timeout.
const SILENT: Act = Act::Wait((1 << SILENCE) + 20);

/// More cycles than a reply of 255 words takes.
const LONGEST_REPLY: usize = 8_000;

/// Bytes of a packet.
fn packet(command: u8, length: u8, address: u32, words: &[u32]) -> Vec<Act> {
    let mut bytes = vec![command, length];
    bytes.extend(address.to_be_bytes());
    bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    bytes.into_iter().map(Act::Byte).collect()
}

/// A host on one side of a bridge, and on the other a bus that answers after 0 to 6 cycles from a
/// memory (before the first write of a word: its address).
struct Around<'a> {
    acts: VecDeque<Act>,
    /// From this cycle on, these.
    last: Option<(usize, Vec<Act>)>,
    numbers: &'a mut ChaCha8Rng,
    gap: usize,
    latency: u32,
    quiet: usize,
    memory: HashMap<u32, u32>,
    writes: Vec<(u32, u32)>,
    reply: Vec<u8>,
    counts: BTreeMap<&'static str, usize>,
    reader: Reader,
}

impl Partner for Around<'_> {
    fn drive(&mut self, now: usize, seen: &[u32]) -> Row {
        let [asks, writes, address, data, replies, reply, ..] = *seen else { unreachable!() };
        // Reset, byte valid, byte, damaged, reply ready, bus ready, bus data.
        let mut row = vec![u32::from(now < 2), 0, 0, 0, 0, 0, 0xDEAD_BEEF];
        self.quiet = if asks == 1 || replies == 1 { 0 } else { self.quiet + 1 };
        if asks == 1 && self.latency > 0 {
            self.latency -= 1;
        } else if asks == 1 {
            row[5] = 1;
            if writes == 1 {
                self.memory.insert(address, data);
                self.writes.push((address, data));
            } else {
                row[6] = self.memory.get(&address).copied().unwrap_or(address);
            }
            self.latency = self.numbers.random_range(0..7);
        }
        if replies == 1 && self.numbers.random_ratio(1, 3) {
            row[4] = 1;
            self.reply.push(reply as u8);
        }
        if let Some((_, acts)) = self.last.take_if(|(when, _)| *when == now) {
            self.acts = acts.into();
        }
        if self.gap > 0 || now < 4 {
            self.gap = self.gap.saturating_sub(1);
        } else {
            self.act(&mut row);
        }
        let byte = (row[1] == 1).then_some(row[2] as u8);
        self.reader.clock(byte, row[3] == 1, row[5] == 1, row[4] == 1);
        row
    }
}

impl Around<'_> {
    fn act(&mut self, row: &mut Row) {
        while let Some(Act::Count(what)) = self.acts.front() {
            *self.counts.entry(what).or_default() += 1;
            self.acts.pop_front();
        }
        match self.acts.front() {
            Some(Act::Byte(byte)) => {
                (row[1], row[2]) = (1, u32::from(*byte));
                self.gap = self.numbers.random_range(8..16);
            }
            Some(Act::Rush(byte)) => (row[1], row[2]) = (1, u32::from(*byte)),
            Some(Act::Damage) => {
                row[3] = 1;
                self.gap = 8;
            }
            Some(Act::Wait(cycles)) => self.gap = *cycles,
            Some(Act::Reply) if self.quiet < 4 => return,
            Some(Act::Reply | Act::Count(_)) | None => {}
        }
        self.acts.pop_front();
    }
}

/// Reactions of a bridge.
struct Done {
    memory: HashMap<u32, u32>,
    writes: Vec<(u32, u32)>,
    reply: Vec<u8>,
    faults: Vec<Fault>,
    counts: BTreeMap<&'static str, usize>,
    reader: Reader,
}

impl Done {
    /// Lost, expired, unknown.
    fn counted(&self) -> [usize; 3] {
        [Fault::Lost, Fault::Expired, Fault::Unknown]
            .map(|fault| self.faults.iter().filter(|found| **found == fault).count())
    }
}

/// Plays `acts` to a bridge; all of them, or those of `cycles` cycles and then `last`. Its
/// reactions must be those expected by a reader of the page.
fn play(name: &str, acts: &[Act], last: Option<(usize, Vec<Act>)>, numbers: &mut ChaCha8Rng) -> Done {
    let subject = subject!(
        clocked Bridge::new(SILENCE), Bridge,
        [reset, byte_valid, octet, damaged, reply_ready, bus_ready, bus_read_data],
        [bus_valid, bus_write, bus_address, bus_write_data, reply_valid, reply, lost, expired, unknown]
    );
    let time = |act: &Act| if let Act::Wait(cycles) = act { cycles + 1 } else { 40 };
    let cycles = match &last {
        Some((cycles, last)) => cycles + LONGEST_REPLY + last.iter().map(time).sum::<usize>(),
        None => 80 + acts.iter().map(time).sum::<usize>(),
    };
    let mut around = Around {
        acts: acts.iter().copied().collect(),
        last,
        numbers,
        gap: 0,
        latency: 3,
        quiet: 0,
        memory: HashMap::new(),
        writes: vec![],
        reply: vec![],
        counts: BTreeMap::new(),
        reader: Reader::new(1 << SILENCE),
    };
    let outputs = together(subject, name, &[], cycles, &mut around);
    assert!(around.acts.is_empty(), "{name}: {} acts were not played", around.acts.len());
    let faults = outputs.iter().flat_map(|row| {
        let all = [(6, Fault::Lost), (7, Fault::Expired), (8, Fault::Unknown)];
        all.into_iter().filter(|(port, _)| row[*port] == 1).map(|(_, fault)| fault)
    });
    let Around { memory, writes, reply, counts, reader, .. } = around;
    let done = Done { memory, writes, reply, faults: faults.collect(), counts, reader };
    assert_eq!(done.writes, done.reader.writes, "{name}: words written");
    assert_eq!(done.reply, done.reader.reply, "{name}: bytes answered");
    assert_eq!(done.faults, done.reader.faults, "{name}: faults counted");
    done
}

#[test]
fn the_bridge_does_what_packets_say() {
    let mut numbers = generator(1);
    let (mut acts, mut writes, mut reply) = (vec![], vec![], vec![]);
    let mut memory: HashMap<u32, u32> = HashMap::new();
    for _ in 0..40 {
        let command = numbers.random_range(1..=4u8);
        let length = numbers.random_range(1..=6u8);
        // Few addresses, so that written words are read; also some with long carries.
        let address = [0x00_0010, 0x00_00FE, 0x7F_FFFE][numbers.random_range(0..3)];
        let words: Vec<u32> = (0..length).map(|_| numbers.random()).collect();
        let at = |index: u32| if command <= 2 { address + index } else { address };
        if command % 2 == 1 {
            acts.extend(packet(command, length, address, &words));
            for (index, word) in words.iter().enumerate() {
                memory.insert(at(index as u32), *word);
                writes.push((at(index as u32), *word));
            }
        } else {
            acts.extend(packet(command, length, address, &[]));
            for index in 0..u32::from(length) {
                reply.extend(memory.get(&at(index)).copied().unwrap_or(at(index)).to_be_bytes());
            }
        }
        acts.push(Act::Wait(10));
        acts.push(Act::Reply);
    }
    let done = play("bridge", &acts, None, &mut numbers);
    assert!(writes.len() > 20 && reply.len() > 80, "too few requests");
    assert_eq!(done.writes, writes);
    assert_eq!(done.reply, reply);
    assert_eq!(done.counted(), [0, 0, 0]);
}

/// Each fault, then service as before; with the words written before it, and the counts: lost,
/// expired, unknown.
#[test]
fn the_bridge_survives_faults_and_counts_them() {
    let write = |words: &[u32]| packet(1, words.len() as u8, 0x20, words);
    let cut = |mut acts: Vec<Act>, length: usize| {
        acts.truncate(length);
        acts
    };
    let damaged = |mut acts: Vec<Act>, at: usize| {
        acts[at] = Act::Damage;
        acts
    };
    let rushed = |mut acts: Vec<Act>, at: usize| {
        let Act::Byte(byte) = acts[at] else { unreachable!() };
        acts[at] = Act::Rush(byte);
        acts
    };
    // A packet within the skipped bytes must not be executed.
    let hidden = || packet(1, 1, 0x30, &[0xBAD]);
    let with_hidden = |mut acts: Vec<Act>| {
        acts.extend(hidden());
        acts
    };
    let cases: Vec<(&str, Vec<Act>, usize, [usize; 3])> = vec![
        ("short packet", cut(write(&[1, 2, 3]), 2 + 4 + 4 + 3), 1, [0, 1, 0]),
        ("command alone", vec![Act::Byte(2)], 0, [0, 1, 0]),
        ("unknown command", with_hidden(vec![Act::Byte(0x55)]), 0, [0, 0, 1]),
        ("no words", with_hidden(vec![Act::Byte(1), Act::Byte(0)]), 0, [0, 0, 1]),
        ("address of more bits", with_hidden(cut(packet(2, 1, 0x0100_0000, &[]), 3)), 0, [0, 0, 1]),
        ("damaged command", with_hidden(vec![Act::Damage]), 0, [1, 0, 0]),
        ("damaged second word", with_hidden(damaged(write(&[1, 2, 3]), 2 + 4 + 4 + 3)), 1, [1, 0, 0]),
        ("damaged last byte", damaged(write(&[7]), 9), 0, [1, 0, 0]),
        ("byte during a bus request", with_hidden(rushed(write(&[1, 2, 3]), 9)), 1, [1, 0, 0]),
        ("byte during a reply", with_hidden(packet(2, 9, 0x10, &[])), 0, [1, 0, 0]),
    ];
    let mut numbers = generator(2);
    for (name, fault, written, counted) in &cases {
        let mut acts = fault.clone();
        acts.push(SILENT);
        acts.extend(packet(1, 1, 0x40, &[0x1234_5678]));
        acts.push(Act::Wait(10));
        acts.extend(packet(2, 1, 0x40, &[]));
        acts.push(Act::Wait(10));
        acts.push(Act::Reply);
        let done = play(name, &acts, None, &mut numbers);
        assert_eq!(done.writes.len(), written + 1, "{name}: writes {:x?}", done.writes);
        assert_eq!(done.memory.get(&0x30), None, "{name}: a packet within the skipped bytes was obeyed");
        assert!(done.reply.ends_with(&[0x12, 0x34, 0x56, 0x78]), "{name}: reply {:x?}", done.reply);
        let [lost, expired, unknown] = done.counted();
        assert_eq!([lost.min(1), expired, unknown], *counted, "{name}");
    }
    println!("{} faults survived", cases.len());
}

/// Damage to packets in [`the_bridge_takes_random_bytes_as_the_page_says`].
const HARMS: [&str; 11] = [
    "nothing",
    "bit turned",
    "byte dropped",
    "byte doubled",
    "wrong length",
    "too short",
    "too long",
    "damaged byte",
    "no pause",
    "silence",
    "random bytes",
];

/// A packet, damaged by `harm`.
fn harmed(harm: &'static str, numbers: &mut ChaCha8Rng) -> Vec<Act> {
    let (command, length) = (numbers.random_range(1..=4u8), numbers.random_range(1..=5u8));
    // Few addresses, so that written words are read; also some with long carries.
    let near = [0x00_0010, 0x00_00FE, 0x7F_FFFE, 0xFF_FFFE][numbers.random_range(0..4)];
    let address = if numbers.random_ratio(3, 4) { near } else { numbers.random_range(0..1 << 24) };
    let words: Vec<u32> = (0..length).map(|_| numbers.random()).collect();
    let mut acts = packet(command, length, address, if command % 2 == 1 { &words } else { &[] });
    let at = numbers.random_range(0..acts.len());
    let Act::Byte(byte) = acts[at] else { unreachable!() };
    // Half of them begin a packet.
    let any = |numbers: &mut ChaCha8Rng| match numbers.random_range(0..2) {
        0 => Act::Byte(numbers.random_range(0..6)),
        _ => Act::Byte(numbers.random()),
    };
    match harm {
        "bit turned" => acts[at] = Act::Byte(byte ^ 1 << numbers.random_range(0..8)),
        "byte dropped" => drop(acts.remove(at)),
        "byte doubled" => acts.insert(at, acts[at]),
        "wrong length" => {
            let wrong = [0, length - 1, length + 1, length + 20, numbers.random()];
            acts[1] = Act::Byte(wrong[numbers.random_range(0..wrong.len())]);
        }
        "too short" => acts.truncate(at.max(1)),
        "too long" => acts.extend((0..=at).map(|_| any(numbers))),
        "damaged byte" => acts[at] = Act::Damage,
        "no pause" => {
            // Behind a word, or the whole packet: during a request to the core.
            let end = if at > 9 { 9 } else { acts.len() - 1 };
            let Act::Byte(byte) = acts[end] else { unreachable!() };
            acts[end] = Act::Rush(byte);
            acts.push(any(numbers));
        }
        "silence" => acts.insert(at, SILENT),
        "random bytes" => acts = (0..=at).map(|_| any(numbers)).collect(),
        _ => assert_eq!(harm, "nothing"),
    }
    acts.insert(0, Act::Count(harm));
    acts
}

#[test]
fn the_bridge_takes_random_bytes_as_the_page_says() {
    const CYCLES: usize = 150_000;
    let mut numbers = generator(4);
    let mut acts = vec![];
    // More than this many cycles take.
    for _ in 0..CYCLES / 40 {
        let whole = numbers.random_ratio(1, 2);
        let harm = if whole { HARMS[0] } else { HARMS[numbers.random_range(1..HARMS.len())] };
        acts.extend(harmed(harm, &mut numbers));
        // What follows at once may be taken for a part of it, or come during its reply.
        match numbers.random_range(0..8) {
            0 | 1 => {}
            2 => acts.push(Act::Wait(numbers.random_range(0..20))),
            _ if whole => acts.extend([Act::Wait(10), Act::Reply]),
            _ => acts.push(SILENT),
        }
    }
    let mut last = vec![Act::Reply, SILENT];
    last.extend(packet(1, 1, 0x40, &[0x1234_5678]));
    last.extend([Act::Wait(10), Act::Reply]);
    last.extend(packet(2, 1, 0x40, &[]));
    last.extend([Act::Wait(10), Act::Reply]);
    let done = play("random bytes", &acts, Some((CYCLES, last)), &mut numbers);
    assert!(done.reply.ends_with(&[0x12, 0x34, 0x56, 0x78]), "no service afterwards");
    let (reader, counts) = (&done.reader, &done.counts);
    assert!(HARMS.iter().all(|harm| counts.get(harm) > Some(&20)), "{counts:?}");
    assert!(reader.ends.len() == 9 && reader.ends.values().all(|count| *count > 10), "{:?}", reader.ends);
    let (words, answered) = (done.writes.len(), done.reply.len());
    assert!(words > 300 && answered > 800, "{words} words, {answered} bytes: too little was understood");
    println!(
        "{} bytes, {} packets done, {words} words written, {answered} bytes answered, {} faults compared\n{counts:?}\n{:?}",
        reader.bytes,
        reader.packets,
        done.faults.len(),
        reader.ends
    );
}
