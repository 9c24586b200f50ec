//! The streaming comparison against a naive one that expands everything, on random dumps; and
//! damage at random.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_wave::{Clock, DifferenceKind, Error, IgnoreX, Options, ReadOptions, Report, Verdict, compare};

/// Picoseconds between the possible time stamps, so that dumps can be written in ps and in ns.
const STEP: u64 = 1000;

/// Values at full width by signal and time in picoseconds: the content of a dump, independent of
/// its form.
#[derive(Clone, Debug)]
struct Model {
    signals: Vec<(String, usize)>,
    changes: BTreeMap<u64, BTreeMap<usize, String>>,
    end: u64,
}

fn value(rng: &mut ChaCha8Rng, bits: usize) -> String {
    let digits: &[char] = if rng.random_bool(0.2) { &['0', '1', 'x', 'z'] } else { &['0', '1'] };
    let zeros = if rng.random_bool(0.5) { rng.random_range(0..bits) } else { 0 };
    let lead = if rng.random_bool(0.9) { '0' } else { digits[digits.len() - 1] };
    (0..bits).map(|n| if n < zeros { lead } else { digits[rng.random_range(0..digits.len())] }).collect()
}

fn model(rng: &mut ChaCha8Rng) -> Model {
    let count = rng.random_range(1..8);
    let width = |rng: &mut ChaCha8Rng| [1, 1, 2, 8, 33, 64, 65, 130][rng.random_range(0..8)];
    let mut signals = vec![("clk".to_string(), 1)];
    signals.extend((0..count).map(|n| (format!("{}s{n}", ["", "core.", "core.unit."][n % 3]), width(rng))));
    let end = rng.random_range(4..40);
    let mut changes: BTreeMap<u64, BTreeMap<usize, String>> = BTreeMap::new();
    for time in 0..=end {
        let mut now = BTreeMap::new();
        if time % 2 == 0 && rng.random_bool(0.9) {
            now.insert(0, (time / 2 % 2).to_string());
        }
        for (signal, (_, bits)) in signals.iter().enumerate().skip(1) {
            if rng.random_bool(0.2) {
                now.insert(signal, value(rng, *bits));
            }
        }
        if !now.is_empty() || time == end {
            changes.insert(time * STEP, now);
        }
    }
    Model { signals, changes, end: end * STEP }
}

/// Changes a little, or nothing.
fn mutate(rng: &mut ChaCha8Rng, model: &Model) -> Model {
    let mut other = model.clone();
    let times: Vec<u64> = other.changes.keys().copied().collect();
    let time = times[rng.random_range(0..times.len())];
    let signal = rng.random_range(0..model.signals.len());
    let new = value(rng, model.signals[signal].1);
    match rng.random_range(0..6) {
        0 => drop(other.changes.get_mut(&time).unwrap().remove(&signal)),
        1 | 2 => drop(other.changes.get_mut(&time).unwrap().insert(signal, new)),
        3 => {
            let moved = other.changes.get_mut(&time).unwrap().remove(&signal);
            if let Some(value) = moved.filter(|_| time < other.end) {
                other.changes.entry(time + STEP).or_default().insert(signal, value);
            }
        }
        _ => {}
    }
    other
}

/// Leaves out digits on the left that a reader restores.
fn shorten(text: &str) -> &str {
    let mut text = text;
    while let [first, second, ..] = text.as_bytes() {
        let restored = match first {
            b'0' => matches!(second, b'0' | b'1'),
            b'x' | b'z' => first == second,
            _ => false,
        };
        if !restored {
            break;
        }
        text = &text[1..];
    }
    text
}

/// Writes a model as a dump, in one of many ways.
fn write(rng: &mut ChaCha8Rng, model: &Model) -> String {
    let scopes = [vec!["top"], vec!["TOP", "tb", "dut"], vec![]][rng.random_range(0..3)].clone();
    let in_ns = rng.random_bool(0.5);
    let alphabet: Vec<char> = ('!'..='~').collect();
    let long = [1, 2, 3, 5][rng.random_range(0..4)];
    let mut codes = BTreeSet::new();
    while codes.len() < model.signals.len() {
        codes.insert((0..long).map(|_| alphabet[rng.random_range(0..94)]).collect::<String>());
    }
    let mut codes: Vec<String> = codes.into_iter().collect();
    codes.shuffle(rng);
    let mut out = String::new();
    writeln!(out, "$timescale {} $end", if in_ns { "1 ns" } else { "1ps" }).unwrap();
    for scope in &scopes {
        writeln!(out, "$scope module {scope} $end").unwrap();
    }
    let mut order: Vec<usize> = (0..model.signals.len()).collect();
    order.shuffle(rng);
    for &signal in &order {
        let (name, bits) = &model.signals[signal];
        let parts: Vec<&str> = name.split('.').collect();
        let (last, inner) = parts.split_last().unwrap();
        for scope in inner {
            write!(out, "$scope module {scope} $end ").unwrap();
        }
        let range = if *bits > 1 { format!(" [{}:0]", bits - 1) } else { String::new() };
        writeln!(out, "$var wire {bits} {} {last}{range} $end", codes[signal]).unwrap();
        for _ in inner {
            writeln!(out, "$upscope $end").unwrap();
        }
    }
    for _ in &scopes {
        writeln!(out, "$upscope $end").unwrap();
    }
    writeln!(out, "$enddefinitions $end").unwrap();
    let one = |rng: &mut ChaCha8Rng, signal: usize, value: &str| {
        let digits = if rng.random_bool(0.5) { shorten(value) } else { value };
        if value.len() == 1 && rng.random_bool(0.8) {
            format!("{value}{}\n", codes[signal])
        } else {
            format!("b{digits} {}\n", codes[signal])
        }
    };
    let mut state: BTreeMap<usize, String> = BTreeMap::new();
    for (time, changes) in &model.changes {
        writeln!(out, "#{}", if in_ns { time / STEP } else { *time }).unwrap();
        let mut lines = Vec::new();
        for (&signal, value) in changes {
            if rng.random_bool(0.1) {
                // A value that lasts for no time.
                let passing = "1".repeat(value.len());
                lines.push(one(rng, signal, &passing) + &one(rng, signal, value));
            } else {
                lines.push(one(rng, signal, value));
            }
            state.insert(signal, value.clone());
        }
        for (&signal, value) in &state {
            if !changes.contains_key(&signal) && rng.random_bool(0.1) {
                lines.push(one(rng, signal, value));
            }
        }
        lines.shuffle(rng);
        let text = lines.concat();
        if *time == 0 && rng.random_bool(0.5) {
            write!(out, "$dumpvars\n{text}$end\n").unwrap();
        } else {
            out += &text;
        }
    }
    out
}

/// Expected answer of the comparison.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    changes: u64,
    differences: u64,
    first: Option<u64>,
}

fn known(digit: u8) -> bool {
    digit == b'0' || digit == b'1'
}

fn same(left: &str, right: &str, ignore_x: bool) -> bool {
    left.bytes().zip(right.bytes()).all(|(a, b)| a == b || (ignore_x && !(known(a) && known(b))))
}

/// All values of a model at the end of each step.
fn expand(model: &Model) -> Vec<Vec<String>> {
    let mut now: Vec<String> = model.signals.iter().map(|(_, bits)| "x".repeat(*bits)).collect();
    let steps = 0..=model.end / STEP;
    let states = steps.map(|step| {
        for (&signal, value) in model.changes.get(&(step * STEP)).into_iter().flatten() {
            now[signal].clone_from(value);
        }
        now.clone()
    });
    states.collect()
}

/// Compares step by step.
fn naive(left: &Model, right: &Model, ignore_x: bool, from: usize, to: usize) -> Answer {
    let (a, b) = (expand(left), expand(right));
    let mut answer = Answer { changes: 0, differences: 0, first: None };
    for step in from..=to.min(a.len() - 1) {
        for signal in 0..left.signals.len() {
            let unknown = "x".repeat(left.signals[signal].1);
            let (old_a, old_b) = if step == from {
                (&unknown, &unknown)
            } else {
                (&a[step - 1][signal], &b[step - 1][signal])
            };
            let (new_a, new_b) = (&a[step][signal], &b[step][signal]);
            let changed = old_a != new_a || old_b != new_b;
            answer.changes += u64::from(changed);
            let compared = changed || step == from;
            if compared && !same(new_a, new_b, ignore_x) {
                answer.differences += 1;
                answer.first.get_or_insert(step as u64);
            }
        }
    }
    answer
}

/// Compares the values before rising edges.
fn naive_sampled(left: &Model, right: &Model, ignore_x: bool) -> Answer {
    let samples = |model: &Model| -> Vec<(u64, Vec<String>)> {
        let states = expand(model);
        // The clock's first value is not an edge.
        let first = model.changes.keys().next().map_or(0, |time| (time / STEP) as usize);
        let edge = |step: &usize| *step > first && states[step - 1][0] != "1" && states[*step][0] == "1";
        (1..states.len()).filter(edge).map(|step| (step as u64, states[step - 1].clone())).collect()
    };
    let (a, b) = (samples(left), samples(right));
    let mut answer = Answer { changes: 0, differences: u64::from(a.len() != b.len()), first: None };
    for ((step, a), (_, b)) in a.iter().zip(&b) {
        // The clock, which is the first, is compared by its edges.
        for (a, b) in a.iter().zip(b).skip(1) {
            answer.changes += 1;
            if !same(a, b, ignore_x) {
                answer.differences += 1;
                answer.first.get_or_insert(*step);
            }
        }
    }
    answer
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn diff(&self, left: &[u8], right: &[u8], options: &Options) -> Result<Report, Error> {
        compare(&self.file("left.vcd", left), &self.file("right.vcd", right), options)
    }
}

fn answer(report: &Report) -> Answer {
    let value = report.first_difference.as_ref().filter(|first| first.kind == DifferenceKind::Value);
    Answer {
        changes: report.changes_compared,
        differences: report.differences,
        first: value.map(|first| first.time.as_ref().unwrap().parse().unwrap()),
    }
}

#[test]
fn streaming_agrees_with_expanding() {
    let folder = Folder::new();
    let (mut equal, mut different, mut sampled) = (0, 0, 0);
    for seed in 0..600 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let left = model(rng);
        let right = mutate(rng, &left);
        let texts = [write(rng, &left), write(rng, &right)];
        let ignore_x = rng.random_bool(0.3);
        let last = (left.end / STEP) as usize;
        let from = if rng.random_bool(0.5) { 0 } else { rng.random_range(0..last) };
        let to = if rng.random_bool(0.5) { last + 5 } else { rng.random_range(from..=last) };
        let options = Options {
            ignore_x: if ignore_x { IgnoreX::Both } else { IgnoreX::Never },
            from: from as u128 * 1_000_000,
            to: (to <= last).then_some(to as u128 * 1_000_000),
            ..Options::default()
        };
        let expected = naive(&left, &right, ignore_x, from, to);
        match folder.diff(texts[0].as_bytes(), texts[1].as_bytes(), &options) {
            Ok(report) => {
                let [left, right] = &texts;
                assert_eq!(answer(&report), expected, "seed {seed}, {options:?}\n{left}\n{right}");
                assert_eq!(report.verdict == Verdict::Different, expected.differences > 0);
                *(if expected.differences == 0 { &mut equal } else { &mut different }) += 1;
            }
            Err(error) => {
                let nothing = expected.changes == 0 && matches!(error, Error::Request { .. });
                assert!(nothing, "seed {seed}: {error}\n{}\n{}", texts[0], texts[1]);
            }
        }
        let options =
            Options { ignore_x: options.ignore_x, clocks: vec![Clock::of_all("clk")], ..Options::default() };
        let expected = naive_sampled(&left, &right, ignore_x);
        if let Ok(report) = folder.diff(texts[0].as_bytes(), texts[1].as_bytes(), &options) {
            let [left, right] = &texts;
            assert_eq!(answer(&report), expected, "seed {seed}, {options:?}\n{left}\n{right}");
            sampled += report.samples.unwrap();
        } else {
            assert_eq!((expected.changes, expected.differences), (0, 0), "seed {seed}");
        }
    }
    assert!(equal > 200 && different > 100 && sampled > 400, "{equal} {different} {sampled}");
}

#[test]
fn a_cut_is_never_equal() {
    let folder = Folder::new();
    let (mut broken, mut different) = (0, 0);
    for seed in 0..2 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let model = model(rng);
        // (Redundant changes at the very end could be cut without loss: a last bare time stamp
        // follows them.)
        let whole = write(rng, &model) + "#1000000\n";
        let reading = ReadOptions { strict: true, ..ReadOptions::default() };
        let strict = Options { reading, ..Options::default() };
        for cut in 0..whole.len() {
            let part = &whole.as_bytes()[..cut];
            // The missing line end loses nothing, but more could be missing.
            let options = if cut + 1 == whole.len() { &strict } else { &Options::default() };
            for result in
                [folder.diff(whole.as_bytes(), part, options), folder.diff(part, whole.as_bytes(), options)]
            {
                match result {
                    Ok(report) => {
                        assert_eq!(report.verdict, Verdict::Different, "seed {seed}, cut at {cut}\n{whole}");
                        different += 1;
                    }
                    Err(error) => {
                        assert!(error.to_string().contains(".vcd"), "seed {seed}, cut at {cut}: {error}");
                        broken += 1;
                    }
                }
            }
        }
        let spaced = format!("{whole}\n \n");
        for cut in whole.len()..=spaced.len() {
            let result = folder.diff(whole.as_bytes(), &spaced.as_bytes()[..cut], &Options::default());
            assert_eq!(result.unwrap().verdict, Verdict::Equal);
        }
    }
    assert!(broken > 1000 && different > 50, "{broken} {different}");
}

#[test]
fn damage_never_panics() {
    let folder = Folder::new();
    let real = ["icarus", "verilator", "rust_hdl"].map(|name| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/dumps/{name}.vcd"));
        std::fs::read(path).unwrap()
    });
    let (mut read, mut refused) = (0, 0);
    for seed in 0..3000 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let whole = &real[rng.random_range(0..3)];
        let mut bytes = whole.clone();
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..4) {
                0 => bytes[at] = rng.random(),
                1 => bytes[at] ^= 1 << rng.random_range(0..8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"#$b01xz \n\""[rng.random_range(0..10)]),
            }
        }
        let clocks = if rng.random_bool(0.3) { vec![Clock::of_all("c*")] } else { Vec::new() };
        match folder.diff(whole, &bytes, &Options { clocks, ..Options::default() }) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 300 && refused > 300, "{read} {refused}");
    for seed in 0..200 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let bytes: Vec<u8> = (0..rng.random_range(1..2000)).map(|_| rng.random()).collect();
        assert!(folder.diff(&real[0], &bytes, &Options::default()).is_err(), "seed {seed}");
    }
}
