//! Mutated dumps through reader and comparison: no panic, the same answer in both directions, and
//! no claim of equality that a second reader (the crate `vcd`) does not bear out.
//!
//! The mutations follow from a seed, so a failure is repeated by its number, which is printed with
//! the input. A long run:
//!
//! ```text
//! SPINDLE_FUZZ_RUNS=10000000 SPINDLE_FUZZ_FROM=1000000 \
//!     cargo test --release -p spindle-wave --test fuzz -- --nocapture
//! ```
//!
//! Inputs that a fuzzer found (`wave/fuzz`) are checked as well.

#[path = "support/check.rs"]
mod check;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_wave::{
    AllowMissing, Clock, Edge, Error, IgnoreX, Offset, Options, Report, ScopePair, StdLogic, Verdict,
    compare, read,
};

/// A number from the environment, for long runs.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect(name))
}

/// Files to mutate: small ones written to have every construct, and some of simulators.
fn corpus(ends: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps");
    let mut files: Vec<PathBuf> = [tests.join("corpus"), tests]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|end| ends.iter().any(|chosen| end == *chosen)))
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Pieces of the format, so that mutations get past the tokens.
const PIECES: [&str; 47] = [
    "$dumpports\n",
    "$dumpportsoff\n",
    "$vcdclose #99 $end\n",
    "$scope module $end\n",
    "$timescale 244ns $end\n",
    "$var port [7:0] <0 p $end\n",
    "$var event 1 & e $end\n",
    "$var parameter 64 $ p $end\n",
    "$var wire 0 ' z $end\n",
    "pU 0 6 <0\n",
    "pDUZN 6006 0600 <1\n",
    "b0b101 \"\n",
    "sIDLE $\n",
    "1 !\n",
    "1?\n",
    "#10.0\n",
    "b '\n",
    "$end",
    " $end\n",
    "$dumpoff\n",
    "$dumpon\n",
    "$dumpvars\n",
    "$comment ",
    "$upscope $end\n",
    "$scope module s $end\n",
    "$var wire 1 ! a $end\n",
    "$var real 64 \" r $end\n",
    "$var string 0 % s $end\n",
    "$enddefinitions $end\n",
    "$timescale 10 us $end\n",
    "#",
    "#0\n",
    "#18446744073709551615\n",
    "#99999999999999999999\n",
    "b",
    "bx ",
    "bz !\n",
    "b11111111111111111111111111111111111111111111111111111111111111111 !\n",
    "r",
    "rnan \"\n",
    "r-1e308 \"\n",
    "s",
    "0!\n",
    "x!\n",
    "\n",
    "\r\n",
    " ",
];

/// Changes `bytes` in one to three places.
fn mutate(rng: &mut ChaCha8Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..=bytes.len());
        let to = (at + rng.random_range(0..24)).min(bytes.len());
        match rng.random_range(0..16) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..to)),
            2 => bytes.splice(at..at, PIECES[rng.random_range(0..PIECES.len())].bytes()).for_each(drop),
            3 => bytes.splice(at..to, PIECES[rng.random_range(0..PIECES.len())].bytes()).for_each(drop),
            4 => {
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece).for_each(drop);
            }
            5 => {
                let from = rng.random_range(0..other.len());
                let piece = &other[from..(from + 40).min(other.len())];
                bytes.splice(at..at, piece.iter().copied()).for_each(drop);
            }
            _ if at == bytes.len() => bytes.push(rng.random()),
            6 => bytes[at] = rng.random(),
            7 => bytes[at] ^= 1 << rng.random_range(0..8),
            // Digits stay digits: damage that only values and times show.
            _ => {
                if let Some(digit) = bytes[at..].iter_mut().find(|byte| byte.is_ascii_digit()) {
                    *digit ^= 1;
                }
            }
        }
    }
}

/// One file's content by the crate `vcd`: the last time in femtoseconds, and each signal's changes.
/// None if that crate does not read it, or if the two readers interpret it differently.
type Content = (u128, BTreeMap<String, Vec<(u128, String)>>);

fn content(bytes: &[u8]) -> Option<Content> {
    use vcd::{Command, ScopeItem, SimulationCommand};
    fn collect(prefix: &str, items: &[ScopeItem], out: &mut Vec<(String, vcd::IdCode, u32, vcd::VarType)>) {
        for item in items {
            match item {
                ScopeItem::Scope(scope) => {
                    collect(&format!("{prefix}{}.", scope.identifier), &scope.items, out);
                }
                ScopeItem::Var(var) => {
                    // A range is not part of a name, with or without a space before it.
                    let name = match var.reference.rsplit_once('[') {
                        Some((name, range)) if range.contains(':') && range.ends_with(']') => name,
                        _ => &var.reference,
                    };
                    out.push((format!("{prefix}{name}"), var.code, var.size, var.var_type));
                }
                _ => {}
            }
        }
    }
    // An `$end` that is only part of a word ends a section for one reader and not for the other.
    let is_space = |at: Option<&u8>| at.is_none_or(u8::is_ascii_whitespace);
    let whole = |(at, word): (usize, &[u8])| {
        word != b"$end"
            || bytes[at..].starts_with(b"$enddefinitions")
            || (is_space(at.checked_sub(1).map(|at| &bytes[at])) && is_space(bytes.get(at + 4)))
    };
    if !bytes.windows(4).enumerate().all(whole) {
        return None;
    }
    let mut parser = vcd::Parser::new(bytes);
    let header = parser.parse_header().ok()?;
    let unit = header.timescale.map_or(1_000_000, |(count, unit)| {
        u128::from(count) * 1_000_000_000_000_000 / u128::from(unit.divisor())
    });
    let mut signals = Vec::new();
    collect("", &header.items, &mut signals);
    let mut changes: BTreeMap<String, Vec<(u128, String)>> = BTreeMap::new();
    for (name, ..) in &signals {
        if changes.insert(name.clone(), Vec::new()).is_some() {
            return None;
        }
    }
    let (mut time, mut now) = (0u128, BTreeMap::new());
    let mut note = |time: u128, now: &BTreeMap<vcd::IdCode, String>| {
        for (name, code, size, kind) in &signals {
            let list = changes.get_mut(name)?;
            let Some(raw) = now.get(code) else { continue };
            let value = match kind {
                vcd::VarType::Real | vcd::VarType::String => raw.clone(),
                _ => {
                    let lead = raw.chars().next().filter(|&first| first != '1').unwrap_or('0');
                    let missing = (*size as usize).checked_sub(raw.len())?;
                    format!("{}{raw}", lead.to_string().repeat(missing))
                }
            };
            // A value that is all x says no more than none at all.
            let unknown = list.is_empty() && value.bytes().all(|digit| digit == b'x');
            if !unknown && list.last().is_none_or(|(_, last)| *last != value) {
                list.push((time, value));
            }
        }
        Some(())
    };
    for command in parser {
        match command.ok()? {
            Command::Timestamp(stamp) => {
                let next = u128::from(stamp) * unit;
                // A repeated time stamp continues: only the last value counts.
                if next != time {
                    note(time, &now)?;
                    time = next;
                }
            }
            Command::ChangeScalar(code, value) => drop(now.insert(code, value.to_string())),
            Command::ChangeVector(code, value) => drop(now.insert(code, value.to_string())),
            Command::ChangeReal(code, value) => drop(now.insert(code, value.to_string())),
            Command::ChangeString(code, value) => drop(now.insert(code, value)),
            Command::Begin(SimulationCommand::Dumpoff) => return None,
            _ => {}
        }
    }
    note(time, &now)?;
    Some((time, changes))
}

/// Options of one run: half of them the plainest, under which equality says everything.
fn options(rng: &mut ChaCha8Rng) -> (Options, bool) {
    let plain = Options {
        allow_missing: AllowMissing::Never,
        scopes: vec![ScopePair { left: String::new(), right: String::new() }],
        ..Options::default()
    };
    if rng.random_bool(0.5) {
        return (plain, true);
    }
    let is_sampled = rng.random_bool(0.5);
    let edges = rng.random_range(-3..4);
    let offset = match rng.random_range(0..4) {
        0 if is_sampled => Offset::Edges(edges),
        0 => Offset::Time(i128::from(edges) * 1_000_000),
        _ => Offset::None,
    };
    // A window is that of the left file, so with an offset it is another one with the sides
    // exchanged.
    let whole = offset != Offset::None;
    let options = Options {
        offset,
        scopes: if rng.random_bool(0.5) { Vec::new() } else { plain.scopes },
        ignore: if rng.random_bool(0.2) { vec!["*a*".into()] } else { Vec::new() },
        ignore_x: [IgnoreX::Never, IgnoreX::Both, IgnoreX::Left, IgnoreX::Right][rng.random_range(0..4)],
        real_tolerance: if rng.random_bool(0.2) { 0.01 } else { 0.0 },
        from: if whole || rng.random_bool(0.7) { 0 } else { rng.random_range(0..50_000_000) },
        to: (!whole && rng.random_bool(0.3)).then(|| rng.random_range(0..100_000_000)),
        tolerance: if is_sampled && rng.random_bool(0.5) { rng.random_range(1..4) } else { 0 },
        time_tolerance: if !is_sampled && rng.random_bool(0.3) { rng.random_range(1..4_000_000) } else { 0 },
        clocks: if is_sampled { vec![Clock::of_all("c*")] } else { Vec::new() },
        edge: [Edge::Rising, Edge::Falling, Edge::Both][rng.random_range(0..3)],
        overlap: rng.random_bool(0.2),
        std_logic: if rng.random_bool(0.2) { StdLogic::Relaxed } else { StdLogic::Exact },
        allow_missing: [AllowMissing::Never, AllowMissing::Both][rng.random_range(0..2)],
        context: rng.random_range(0..5),
        ..plain
    };
    (options, false)
}

/// The same question with the sides exchanged.
fn exchanged(options: &Options) -> Options {
    let ignore_x = match options.ignore_x {
        IgnoreX::Left => IgnoreX::Right,
        IgnoreX::Right => IgnoreX::Left,
        both => both,
    };
    let offset = match options.offset {
        Offset::Edges(edges) => Offset::Edges(-edges),
        Offset::Time(time) => Offset::Time(-time),
        other => other,
    };
    Options { ignore_x, offset, ..options.clone() }
}

#[derive(Debug, Default)]
struct Seen {
    equal: u64,
    incomplete: u64,
    different: u64,
    refused: u64,
    /// Claims of equality that the second reader confirmed.
    confirmed: u64,
}

/// Assertions on one pair.
fn check(paths: [&Path; 2], options: &Options, contents: Option<(&Option<Content>, &[u8])>, seen: &mut Seen) {
    let there = compare(paths[0], paths[1], options);
    let back = compare(paths[1], paths[0], &exchanged(options));
    let sum = |result: &Result<Report, Error>| {
        result.as_ref().ok().map(|report| (report.verdict, report.differences, report.undecided))
    };
    assert_eq!(sum(&there), sum(&back), "the sides exchanged");
    match there {
        Ok(report) => {
            assert_eq!(report.verdict == Verdict::Different, report.first_difference.is_some());
            assert_eq!(report.verdict == Verdict::Different, report.differences > 0);
            assert!(report.verdict == Verdict::Different || report.changes_compared > 0, "nothing compared");
            if report.verdict == Verdict::Different {
                seen.different += 1;
                return;
            }
            assert_eq!(report.verdict == Verdict::Incomplete, !report.incomplete.is_empty());
            if report.verdict == Verdict::Incomplete {
                seen.incomplete += 1;
                return;
            }
            seen.equal += 1;
            // (The second reader knows names in one way of writing only.)
            let Some((Some(left), right)) = contents.filter(|_| report.renamed.is_empty()) else { return };
            if let Some(right) = content(right) {
                assert_eq!(*left, right, "said to be equal");
                seen.confirmed += 1;
            }
        }
        Err(_) => seen.refused += 1,
    }
    // What can be read can be shown, and the other way round.
    if options.clocks.is_empty() && options.to.is_none() {
        drop(read::excerpt(paths[1], &["*"], 0, 20));
    }
}

fn fuzz(ends: &[&str], runs: u64) -> Seen {
    let files = corpus(ends);
    assert!(files.len() >= 4, "the corpus is missing");
    let known: Vec<Option<Content>> = files.iter().map(|(_, bytes)| content(bytes)).collect();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("mutated");
    let (from, mut seen) = (setting("SPINDLE_FUZZ_FROM", 0), Seen::default());
    for run in from..from + runs {
        let rng = &mut ChaCha8Rng::seed_from_u64(run);
        let chosen = rng.random_range(0..files.len());
        let other = rng.random_range(0..files.len());
        let (path, whole) = &files[chosen];
        let mut bytes = whole.clone();
        mutate(rng, &mut bytes, &files[other].1);
        let (options, plain) = options(rng);
        fs::write(&copy, &bytes).unwrap();
        let contents = plain.then_some((&known[chosen], bytes.as_slice()));
        let attempt = AssertUnwindSafe(|| check([path, &copy], &options, contents, &mut seen));
        assert!(
            catch_unwind(attempt).is_ok(),
            "run {run} of {}, {options:?}:\n{}",
            path.display(),
            bytes.escape_ascii()
        );
        if run > from && (run - from).is_multiple_of(1_000_000) {
            println!("{} runs: {seen:?}", run - from);
        }
    }
    println!("{runs} runs of {ends:?} from {from}: {seen:?}");
    assert_eq!(seen.equal + seen.incomplete + seen.different + seen.refused, runs);
    seen
}

#[test]
fn mutated_vcds_are_read_right_or_refused() {
    let runs = setting("SPINDLE_FUZZ_RUNS", 20_000);
    let seen = fuzz(&["vcd"], runs);
    assert!(
        seen.different * 20 > runs && seen.refused * 20 > runs && seen.confirmed * 200 > runs,
        "{seen:?}"
    );
}

#[test]
fn mutated_binaries_are_read_right_or_refused() {
    let runs = setting("SPINDLE_FUZZ_RUNS", 20_000) / 20;
    let seen = fuzz(&["fst", "ghw"], runs);
    assert!(seen.refused * 20 > runs, "{seen:?}");
}

#[test]
fn what_fuzzers_found_is_read_right_or_refused() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let corpus = tempfile::tempdir().unwrap();
    let archive = fs::File::open(tests.join("fuzz_corpus.tar.gz")).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(archive)).unpack(corpus.path()).unwrap();
    for format in ["vcd", "fst", "ghw"] {
        let folder = fs::read_dir(corpus.path().join(format)).unwrap();
        let files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        let known = tests.join("dumps/corpus/all.vcd");
        let read = files.iter().filter(|path| check::check(path, &known)).count();
        assert!(files.len() > 20 && read > 5, "{read} of {} files for {format} are dumps", files.len());
    }
}

/// The second reader finds each planted difference: otherwise it confirmed nothing.
#[test]
fn the_second_reader_tells_contents_apart() {
    let (_, whole) = corpus(&["vcd"]).into_iter().find(|(path, _)| path.ends_with("all.vcd")).unwrap();
    let text = String::from_utf8(whole).unwrap();
    let known = content(text.as_bytes()).unwrap();
    assert!(known.1.values().all(|changes| !changes.is_empty()), "{known:?}");
    let planted = [
        ("b101 \"", "b111 \""),
        ("#20", "#21"),
        ("r0.5 $", "r0.25 $"),
        ("clk", "clock"),
        ("#40\n", ""),
        ("sidle", "sbusy"),
    ];
    for (from, to) in planted {
        assert!(text.contains(from), "{from}");
        assert_ne!(content(text.replacen(from, to, 1).as_bytes()), Some(known.clone()), "{from}");
    }
}
