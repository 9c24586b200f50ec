//! The clocked primitives against integer models of their own, over random commands.

mod support;

use rand::RngExt;
use spindle_hdl::primitives::*;
use support::tools::{self, Port};
use support::vectors::{ENOUGH, generator, low, random};
use support::{Row, Subject, mismatches};

/// `RND-1` bit by bit: sixteen single steps of `x^31 + x^28 + 1`.
fn sixteen_steps(mut state: u32) -> u32 {
    for _ in 0..16 {
        let bit = (state >> 30 ^ state >> 27) & 1;
        state = (state << 1 & 0x7FFF_FFFF) | bit;
    }
    state
}

#[test]
fn random_numbers() {
    let initial = spindle_spec::configuration::default_random_state(3);
    let mut numbers = generator(2);
    // reset, load, advance, seed, initial_state
    let rows: Vec<Row> = (0..ENOUGH)
        .map(|_| {
            // Never 0: the register before it sees to that, and a directed case writes 0 over the
            // bus (RND-3).
            let seed = if numbers.random_ratio(1, 4) { 1 } else { random(&mut numbers, 31).max(1) };
            let one_in =
                |n: u32, numbers: &mut rand_chacha::ChaCha8Rng| u32::from(numbers.random_ratio(1, n));
            vec![one_in(40, &mut numbers), one_in(20, &mut numbers), one_in(2, &mut numbers), seed, initial]
        })
        .collect();
    let subject = subject!(
        clocked Random::default(), Random, [reset, load, advance, seed, initial_state], [random]
    );
    let mut state = initial;
    subject.check("random", &rows, |v| {
        let shown = state;
        state = match v {
            [1, ..] => initial,
            [_, 1, _, seed, _] => *seed,
            [_, _, 1, ..] => sixteen_steps(state),
            _ => state,
        };
        vec![shown]
    });
}

/// Reset goes before load; without either the value stays.
#[test]
fn held_values() {
    let mut numbers = generator(5);
    // reset, load, value
    let rows: Vec<Row> = (0..ENOUGH)
        .map(|_| {
            let reset = u32::from(numbers.random_ratio(1, 8));
            vec![reset, u32::from(numbers.random_ratio(1, 2)), random(&mut numbers, 16)]
        })
        .collect();
    let subject =
        subject!(clocked Held::default(), Held<rust_hdl::prelude::Bits<16>>, [reset, load, value], [held]);
    let mut held = 0;
    subject.check("held", &rows, |v| {
        let shown = held;
        held = match v {
            [1, ..] => 0,
            [_, 1, value] => *value,
            _ => held,
        };
        vec![shown]
    });
}

/// The single-step form above is the jump of the specification.
#[test]
fn sixteen_steps_are_the_jump() {
    let mut numbers = generator(3);
    let jump = |x: u32| (x << 16 & 0x7FFF_FFFF) | ((x >> 15 ^ x >> 12) & 0xFFFF);
    let compared =
        (0..ENOUGH).map(|_| random(&mut numbers, 31)).inspect(|x| assert_eq!(sixteen_steps(*x), jump(*x)));
    println!("{} states compared", compared.count());
}

/// Random reads and writes, within the depth once addresses are cut; in the end every word is read.
fn commands<const D: usize>(depth: usize) -> Vec<Row> {
    let mut numbers = generator(depth as u64);
    let bits = depth.next_power_of_two().trailing_zeros();
    let last = depth as u32 - 1;
    let row =
        |read: u32, write: u32, data: u32, enables: u32| vec![read, enables & 1, write, data, enables >> 1];
    let mut rows: Vec<Row> = (0..ENOUGH)
        .map(|_| {
            let mut address = |hot: bool| {
                let word = numbers.random_range(0..=if hot { last.min(7) } else { last });
                low(i64::from(word) + (numbers.random::<u32>() as i64 & 0xFFFF << bits), 16)
            };
            // Half of the traffic goes to few words, so that words are overwritten and met on the
            // same edge.
            let (read, write) = (address(true), address(false));
            let (read, write) = if read & 8 == 0 { (read, write) } else { (write, read) };
            row(read, write, random(&mut numbers, D), numbers.random_range(0..4))
        })
        .collect();
    rows.extend((0..=last).map(|word| row(word, 0, 0, 1)));
    rows.push(row(0, 0, 0, 0));
    rows
}

/// Compares a memory in all three forms, and its contents after the run.
fn memory<const D: usize>(depth: usize, initial: Option<&[u32]>) {
    let name = format!("memory {depth} x {D}{}", if initial.is_some() { " with an image" } else { "" });
    let contents = initial.unwrap_or_default();
    let image = initial.map(|_| "image.hex".to_owned());
    let hex: Vec<String> = (0..depth).map(|word| format!("{:x}", contents.get(word).unwrap_or(&0))).collect();
    let files = [("image.hex".to_owned(), hex.join("\n"))];
    let mut subject: Subject<Memory<D>> = subject!(
        clocked Memory::new(depth, image, contents), Memory<D>,
        [read_address, read_enable, write_address, write_data, write_enable], [read_data]
    );
    let rows = commands::<D>(depth);

    let mut words = contents.to_vec();
    words.resize(depth, 0);
    let mut shown = 0;
    let mut met = 0;
    let cut = |address: u32| (address as usize) % depth.next_power_of_two();
    let mut expected: Vec<Row> = Vec::new();
    for v in &rows {
        expected.push(vec![shown]);
        met += usize::from(v[1] == 1 && v[4] == 1 && cut(v[0]) == cut(v[2]));
        if v[1] == 1 {
            shown = words[cut(v[0])];
        }
        if v[4] == 1 {
            words[cut(v[2])] = v[3];
        }
    }

    let text = subject.verilog();
    tools::lint(&text, "top", &name, &[]);
    let run = |text: &str, inputs: &[Port], outputs: &[Port]| {
        tools::icarus(text, "top", inputs, outputs, true, &rows, &files)
    };
    let netlist = tools::netlist_with(&text, "top", &files);
    for (kind, text) in [("Verilog", &text), ("netlist", &netlist)] {
        let wrong = mismatches(&expected, &run(text, &subject.inputs, &subject.outputs));
        assert!(wrong.is_empty(), "{name}, {kind}: {} rows differ, first {:?}", wrong.len(), wrong.first());
    }
    assert_eq!(subject.model(&rows), expected, "{name}, model");
    assert_eq!(subject.block.contents(), words, "{name}, contents");
    println!(
        "{name}: {} vectors compared in model, Verilog and netlist, {met} same-edge meetings",
        rows.len()
    );
    assert_eq!(subject.verilog(), text, "a run must not change the Verilog");
}

#[test]
fn memories_that_start_empty() {
    memory::<8>(1, None);
    memory::<1>(2, None);
    memory::<24>(5, None);
    memory::<16>(64, None);
    memory::<12>(200, None);
    memory::<31>(1024, None);
}

#[test]
fn memories_with_an_image() {
    let words: Vec<u32> = (0..1000u32).map(|word| word.wrapping_mul(0x9E37_79B9) >> 16).collect();
    memory::<16>(1000, Some(&words));
    memory::<16>(4096, Some(&words));
}

#[test]
#[should_panic(expected = "need an image file")]
fn contents_without_an_image_are_refused() {
    let _ = Memory::<8>::new(4, None, &[1]);
}

#[test]
fn damage_to_a_memory_is_seen() {
    let subject: Subject<Memory<8>> = subject!(
        clocked Memory::new(16, None, &[]), Memory<8>,
        [read_address, read_enable, write_address, write_data, write_enable], [read_data]
    );
    let text = subject.verilog();
    let rows = commands::<8>(16);
    let truth: Vec<Row> = subject
        .icarus(&text, "top", &rows)
        .into_iter()
        .map(|row| row.into_iter().map(|value| value.expect("an unknown value")).collect())
        .collect();
    for (from, to) in
        [("if (write_enable)", ""), ("if (read_enable)", ""), ("write_address[3:0]", "write_address[2:0]")]
    {
        let broken = text.replacen(from, to, 1);
        assert_ne!(text, broken, "{from} is not in the Verilog");
        let wrong = mismatches(&truth, &subject.icarus(&broken, "top", &rows)).len();
        println!("{from} -> {to}: {wrong} of {} vectors differ", rows.len());
        assert!(wrong > 0);
    }
}
