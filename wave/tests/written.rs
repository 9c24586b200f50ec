//! Files that a comparison writes: HTML report, dump of the differences, and files that open
//! viewers.

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_wave::{Clock, Options, ReadOptions, SHOWN, compare, list, read, write_folder};
use support::{Files, files};

const HEADER: &str = "\
$scope module top $end
$var wire 8 ! data [7:0] $end
$scope module inner $end
$var wire 1 \" q $end
$upscope $end
$var real 64 # r $end
$var wire 1 $ same $end
$upscope $end
$enddefinitions $end
";

const LEFT: &str = "#0\nb0 !\n0\"\nr1.5 #\n0$\n#10\nb101 !\n#20\n1\"\n1$\n#30\nb110 !\nr2.5 #\n#40\n";

/// The same, but: `data` is 7 from 10 to 15 ns, `q` is x from 20 to 25 ns, `r` is 2 from 30 ns on.
const RIGHT: &str = "#0\nb0 !\n0\"\nr1.5 #\n0$\n#100\nb111 !\n#150\nb101 !\n#200\nx\"\n1$\n#250\n1\"\n#300\n\
                     b110 !\nr2.0 #\n#400\n";

fn unlike() -> Files {
    let left = format!("$timescale 1 ns $end\n{HEADER}{LEFT}");
    let right = format!("$timescale 100 ps $end\n{HEADER}{RIGHT}");
    files(left.as_bytes(), right.as_bytes())
}

/// Compares, and writes the result into the folder `out` next to the files.
fn written(files: &Files, options: &Options) -> PathBuf {
    let report = compare(&files.left, &files.right, options).unwrap();
    let out = files.left.parent().unwrap().join("deep/out");
    let page = write_folder(&out, [&files.left, &files.right], options, &report, "the command").unwrap();
    assert_eq!(page, out.join("difference.html"));
    out
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The changes of one signal of the merged dump.
fn changes(out: &Path, name: &str, to: u64) -> Vec<(f64, String)> {
    let mut waves = read::excerpt(&out.join("merged.vcd"), &[name], 0, to).unwrap();
    assert_eq!(waves.len(), 1, "{name}");
    waves.remove(0).changes
}

#[track_caller]
fn holds(out: &Path, name: &str, expected: &[(f64, &str)]) {
    let found = changes(out, name, 40);
    let found: Vec<_> = found.iter().map(|(time, value)| (*time, value.as_str())).collect();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn the_merged_dump_holds_both_files_and_what_differs() {
    let files = unlike();
    let out = written(&files, &Options::default());
    holds(&out, "A.top.data", &[(0.0, "00000000"), (10.0, "00000101"), (30.0, "00000110")]);
    holds(
        &out,
        "B.top.data",
        &[(0.0, "00000000"), (10.0, "00000111"), (15.0, "00000101"), (30.0, "00000110")],
    );
    holds(&out, "differs.top.data", &[(0.0, "0"), (10.0, "1"), (15.0, "0")]);
    holds(&out, "A.top.inner.q", &[(0.0, "0"), (20.0, "1")]);
    holds(&out, "B.top.inner.q", &[(0.0, "0"), (20.0, "x"), (25.0, "1")]);
    holds(&out, "differs.top.inner.q", &[(0.0, "0"), (20.0, "1"), (25.0, "0")]);
    holds(&out, "A.top.r", &[(0.0, "1.5"), (30.0, "2.5")]);
    holds(&out, "B.top.r", &[(0.0, "1.5"), (30.0, "2.0")]);
    holds(&out, "differs.top.r", &[(0.0, "0"), (30.0, "1")]);
    let listing = list(&out.join("merged.vcd"), &[], &ReadOptions::default()).unwrap();
    assert_eq!((listing.count, listing.last.as_deref()), (9, Some("40")), "what is the same is not there");
    assert_eq!(listing.unit, "0.1", "the unit resolves all times of both files");
    let data = listing.signals.iter().find(|signal| signal.name == "B.top.data").unwrap();
    assert_eq!(data.range, Some((7, 0)));
}

#[test]
fn names_in_the_merged_dump_are_those_of_each_file() {
    let bits = "$var wire 1 ! q [1] $end\n$var wire 1 \" q [0] $end\n";
    let frame = |scope: &str, signals: &str, values: &str| {
        format!(
            "$timescale 1 ns $end\n$scope module {scope} $end\n{signals}$upscope $end\n$enddefinitions $end\n{values}"
        )
    };
    let left = frame("tb", "$var wire 2 ! q [1:0] $end\n", "#0\nb00 !\n#5\nb10 !\n#9\n");
    let right = frame("core", bits, "#0\n0!\n0\"\n#5\n1\"\n#9\n");
    let options = Options {
        scopes: vec![spindle_wave::ScopePair { left: "tb".into(), right: "core".into() }],
        ..Options::default()
    };
    let files = files(left.as_bytes(), right.as_bytes());
    let out = written(&files, &options);
    let listing = list(&out.join("merged.vcd"), &[], &ReadOptions::default()).unwrap();
    let names: Vec<_> = listing.signals.iter().map(|signal| signal.name.as_str()).collect();
    assert_eq!(
        names,
        ["A.tb.q[0]", "A.tb.q[1]", "B.core.q[0]", "B.core.q[1]", "differs.tb.q[0]", "differs.tb.q[1]"]
    );
    let value = |name| changes(&out, name, 9).pop().unwrap();
    assert_eq!([value("A.tb.q[1]"), value("B.core.q[1]")], [(5.0, "1".into()), (0.0, "0".into())]);
}

#[test]
fn at_a_clock_the_merged_dump_has_the_times_of_the_left_edges() {
    let clocked = |period: u64, values: &[u32]| {
        let mut dump = String::from(
            "$timescale 1 ns $end\n$scope module t $end\n$var wire 1 ! clk $end\n$var wire 4 # q [3:0] $end\n\
             $upscope $end\n$enddefinitions $end\n#0\n0!\n",
        );
        for (at, value) in (0..).zip(values) {
            let time = period * at;
            writeln!(dump, "#{}\n0!\nb{value:b} #\n#{}\n1!", time + 1, time + period / 2).unwrap();
        }
        dump
    };
    let files = files(clocked(10, &[1, 2, 3, 4]).as_bytes(), clocked(20, &[1, 9, 9, 4]).as_bytes());
    let options = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
    let out = written(&files, &options);
    holds_until(&out, "A.t.q", &[(5.0, "0001"), (15.0, "0010"), (25.0, "0011"), (35.0, "0100")]);
    holds_until(&out, "B.t.q", &[(5.0, "0001"), (15.0, "1001"), (35.0, "0100")]);
    holds_until(&out, "differs.t.q", &[(5.0, "0"), (15.0, "1"), (35.0, "0")]);
}

/// From the first edge on.
fn holds_until(out: &Path, name: &str, expected: &[(f64, &str)]) {
    let waves = read::excerpt(&out.join("merged.vcd"), &[name], 5, 35).unwrap();
    let found: Vec<_> = waves[0].changes.iter().map(|(time, value)| (*time, value.as_str())).collect();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn the_merged_dump_opens_at_the_first_difference() {
    let files = unlike();
    let out = written(&files, &Options::default());
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let save = read("merged.gtkw");
    let dump = out.join("merged.vcd").display().to_string();
    assert!(save.contains(&format!("[dumpfile] \"{dump}\"\n")), "{save}");
    let zoom = save.lines().find(|line| line.starts_with('*')).unwrap();
    assert_eq!(zoom.split(' ').nth(1), Some("10000"), "GTKWave counts in ps");
    let shown: Vec<_> = save.lines().filter(|line| line.contains("top.")).collect();
    assert_eq!(shown[..4], ["A.top.data[7:0]", "B.top.data[7:0]", "differs.top.data", "A.top.inner.q"]);
    let commands = read("merged.sucl");
    let start = format!(
        "load_file {dump}\nvariable_add A.top.data\nvariable_add B.top.data\nvariable_add differs.top.data\n"
    );
    assert!(commands.starts_with(&start) && commands.contains("\ncursor_set 100\n"), "{commands}");
    let left = read("left.gtkw");
    assert!(left.contains(&format!("[dumpfile] \"{}\"\n", files.left.display())), "{left}");
}

#[test]
fn the_page_shows_each_signal_and_needs_no_network() {
    let files = unlike();
    let out = written(&files, &Options::default());
    let page = fs::read_to_string(out.join("difference.html")).unwrap();
    for part in [
        "✗ different",
        "First difference: top.data at 10 ns",
        "<dd><code>00000101  (hex 05, decimal 5)</code>",
        "<dd><code>00000111  (hex 07, decimal 7)</code>",
        "<h2>top</h2><p>2 signals differ</p>",
        "<h2>top.inner</h2><p>1 signal differs</p>",
        // The compared 40 ns are 800 columns: 10 to 15 ns, 20 to 25 ns, 30 ns to the end.
        "d='M200 0H300V1H200z'",
        "d='M400 0H500V1H400z'",
        "d='M600 0H800V1H600z'",
        "title='top.data'>data[7:0]</span>",
        "<small>once, from 20 ns</small>",
        "<tr class='t'><th><th><th>0<th class='at'>10<th>15<th>30</tr>",
        "<tr><th><th class='f'>B<td class='v'>00<td class='v c d'>07<td class='v c'>05<td class='v c'>06</tr>",
        "<td class='u c d'>x",
        "gtkwave merged.gtkw",
        "<code>the command</code>",
    ] {
        assert!(page.contains(part), "`{part}` is not on the page:\n{page}");
    }
    for part in ["http", "src=", "<link", "<script", "@import", "url("] {
        assert!(!page.contains(part), "`{part}` is on the page");
    }
}

#[test]
fn what_is_left_out_is_said() {
    let count = SHOWN + 3;
    let dump = |value: u8| {
        let mut dump = String::from("$timescale 1 ns $end\n$scope module t $end\n");
        (0..count).for_each(|n| writeln!(dump, "$var wire 1 c{n} s{n} $end").unwrap());
        dump += "$upscope $end\n$enddefinitions $end\n#0\n";
        (0..count).for_each(|n| writeln!(dump, "0c{n}").unwrap());
        dump += "#5\n";
        (0..count).for_each(|n| writeln!(dump, "{value}c{n}").unwrap());
        dump + "#9\n"
    };
    let files = files(dump(0).as_bytes(), dump(1).as_bytes());
    let out = written(&files, &Options::default());
    let page = fs::read_to_string(out.join("difference.html")).unwrap();
    assert!(page.contains("And 3 more: this report and merged.vcd hold the first 200 in time."), "{page}");
    assert_eq!(page.matches("<details").count(), 200);
    assert_eq!(list(&out.join("merged.vcd"), &[], &ReadOptions::default()).unwrap().count, 600);
}

#[test]
fn nothing_from_a_file_becomes_markup_or_moves_a_cursor() {
    let files = unlike();
    for path in [&files.left, &files.right] {
        let dump = fs::read_to_string(path).unwrap();
        fs::write(path, dump.replace(" data ", " <b>\u{1b}[2J\u{202e}data ")).unwrap();
    }
    let out = written(&files, &Options::default());
    let page = fs::read_to_string(out.join("difference.html")).unwrap();
    assert!(page.contains("top.&lt;b&gt;\\u{1b}[2J\\u{202e}data at 10 ns"), "{page}");
    assert!(!page.contains("<b>\u{1b}") && !page.contains(['\u{1b}', '\u{202e}']), "{page}");
    for name in ["merged.vcd", "merged.gtkw", "merged.sucl", "left.gtkw", "left.sucl"] {
        let text = fs::read_to_string(out.join(name)).unwrap();
        assert!(!text.contains('\u{1b}'), "{name}");
    }
}

#[test]
fn an_equal_pair_leaves_nothing_that_opens_at_a_difference() {
    let files = unlike();
    let out = written(&files, &Options::default());
    let all = [
        "difference.html",
        "left.gtkw",
        "left.sucl",
        "merged.gtkw",
        "merged.sucl",
        "merged.vcd",
        "right.gtkw",
        "right.sucl",
    ];
    assert_eq!(names(&out), all, "temporary files are gone");
    fs::copy(&files.left, &files.right).unwrap();
    assert_eq!(names(&written(&files, &Options::default())), ["difference.html"]);
    let page = fs::read_to_string(out.join("difference.html")).unwrap();
    assert!(page.contains("✓ equal") && !page.contains("<details"), "{page}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let files = unlike();
    let report = compare(&files.left, &files.right, &Options::default()).unwrap();
    let options = Options::default();
    let error = write_folder(&files.left, [&files.left, &files.right], &options, &report, "").unwrap_err();
    assert!(error.to_string().contains("left.vcd: cannot be written"), "{error}");
}

/// Dumps of one-bit signals: `(time, code, value)` in order; names are their codes.
fn bits(names: &[&str], changes: &[(u64, &str, u8)], end: u64) -> String {
    let mut dump = String::from("$timescale 1 ns $end\n$scope module t $end\n");
    for name in names {
        writeln!(dump, "$var wire 1 {name} {name} $end").unwrap();
    }
    dump += "$upscope $end\n$enddefinitions $end\n#0\n";
    for name in names {
        writeln!(dump, "0{name}").unwrap();
    }
    for (time, name, value) in changes {
        writeln!(dump, "#{time}\n{value}{name}").unwrap();
    }
    writeln!(dump, "#{end}").unwrap();
    dump
}

#[test]
fn points_of_several_clocks_are_in_the_order_of_time() {
    let clocks = [(5, "c", 1), (10, "c", 0), (12, "d", 1), (15, "c", 1), (20, "d", 0), (25, "d", 1)];
    let with = |more: &[(u64, &'static str, u8)]| {
        let mut changes = [&clocks, more].concat();
        changes.sort_by_key(|(time, ..)| *time);
        bits(&["c", "d", "p", "q"], &changes, 30)
    };
    // `p` is of clock `c` (edges at 5 and 15 ns), `q` of clock `d` (edges at 12 and 25 ns).
    let files = files(with(&[(7, "p", 1), (13, "q", 1)]).as_bytes(), with(&[]).as_bytes());
    let clock = |name: &str, signal: &str| Clock { name: name.into(), signals: vec![signal.into()] };
    let options = Options { clocks: vec![clock("c", "p"), clock("d", "q")], ..Options::default() };
    let out = written(&files, &options);
    for (name, expected) in [
        ("A.t.p", [(5.0, "0"), (15.0, "1")]),
        ("differs.t.p", [(5.0, "0"), (15.0, "1")]),
        ("A.t.q", [(12.0, "0"), (25.0, "1")]),
        ("differs.t.q", [(12.0, "0"), (25.0, "1")]),
    ] {
        let waves = read::excerpt(&out.join("merged.vcd"), &[name], expected[0].0 as u64, 30).unwrap();
        let found: Vec<_> = waves[0].changes.iter().map(|(time, value)| (*time, value.as_str())).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn nothing_differs_while_nothing_is_compared() {
    let valid = [(10, "v", 1), (20, "v", 0), (30, "v", 1)];
    let with = |more: &[(u64, &'static str, u8)]| {
        let mut changes = [&valid, more].concat();
        changes.sort_by_key(|(time, ..)| *time);
        bits(&["v", "p"], &changes, 40)
    };
    let files = files(with(&[(5, "p", 1)]).as_bytes(), with(&[]).as_bytes());
    let out = written(&files, &Options { when: Some("v".into()), ..Options::default() });
    holds(&out, "A.t.p", &[(0.0, "0"), (5.0, "1")]);
    holds(&out, "differs.t.p", &[(0.0, "0"), (10.0, "1"), (20.0, "0"), (30.0, "1")]);
}

#[test]
fn the_signal_of_a_condition_is_there_once() {
    let clocks = [(5, "c", 1), (10, "c", 0), (12, "d", 1), (15, "c", 1), (20, "d", 0), (25, "d", 1)];
    let with = |more: &[(u64, &'static str, u8)]| {
        let mut changes = [&clocks, &[(1, "v", 1)][..], more].concat();
        changes.sort_by_key(|(time, ..)| *time);
        bits(&["c", "d", "p", "q", "v"], &changes, 30)
    };
    let files = files(with(&[]).as_bytes(), with(&[(11, "v", 0)]).as_bytes());
    let clock = |name: &str, signal: &str| Clock { name: name.into(), signals: vec![signal.into()] };
    let clocks = vec![clock("c", "p"), clock("d", "q")];
    let out = written(&files, &Options { clocks, when: Some("v".into()), ..Options::default() });
    let listing = list(&out.join("merged.vcd"), &[], &ReadOptions { strict: true, ..ReadOptions::default() });
    assert_eq!(listing.unwrap().scopes, ["A.t", "B.t", "differs.t"]);
    let waves = read::excerpt(&out.join("merged.vcd"), &["differs.t.v"], 5, 30).unwrap();
    assert_eq!(waves[0].changes, [(5.0, "0".into()), (15.0, "1".into())]);
    let page = fs::read_to_string(out.join("difference.html")).unwrap();
    assert_eq!(page.matches("<details").count(), 1);
    assert!(page.contains("<td class='l c d'>") && !page.contains("Too wide"), "{page}");
}

#[test]
fn times_in_odd_units_are_exact() {
    let dump = |value: u8| bits(&["p"], &[(2, "p", value)], 3).replace("1 ns", "244 ns");
    let files = files(dump(1).as_bytes(), dump(0).as_bytes());
    let out = written(&files, &Options::default());
    let waves = read::excerpt(&out.join("merged.vcd"), &["differs.t.p"], 0, 732).unwrap();
    assert_eq!(waves[0].changes, [(0.0, "0".into()), (488.0, "1".into())]);
    let save = fs::read_to_string(out.join("merged.gtkw")).unwrap();
    let zoom = save.lines().find(|line| line.starts_with('*')).unwrap();
    assert_eq!(zoom.split(' ').nth(1), Some("488"));
}

#[test]
fn with_a_tolerance_only_changes_without_a_counterpart_are_marked() {
    // 1 at 10 ns comes at 12 ns, which may be; the pulse from 20 to 23 ns is not there.
    let left = bits(&["p"], &[(10, "p", 1), (20, "p", 0), (23, "p", 1)], 40);
    let right = bits(&["p"], &[(12, "p", 1)], 40);
    let files = files(left.as_bytes(), right.as_bytes());
    let options = Options { time_tolerance: 5_000_000, ..Options::default() };
    let mut found = Vec::new();
    let sink =
        &mut |at: &spindle_wave::Interval| found.push((at.from.clone(), at.to.clone(), at.left.clone()));
    spindle_wave::compare_with(&files.left, &files.right, &options, sink).unwrap();
    let times = |time: &str, value: &str| (time.to_string(), Some(time.to_string()), value.to_string());
    // (The change back leads to the right file's current value.)
    assert_eq!(found, [times("20", "0")]);
    let out = written(&files, &options);
    holds(&out, "differs.t.p", &[(0.0, "0"), (20.0, "1"), (23.0, "0")]);
}

#[test]
fn events_fire_in_the_merged_dump() {
    let dump = |times: &[u64]| {
        let mut dump = String::from(
            "$timescale 1 ns $end\n$scope module t $end\n$var event 1 e e $end\n$var wire 1 b b $end\n$upscope $end\n\
             $enddefinitions $end\n#0\n0b\n",
        );
        for time in times {
            writeln!(dump, "#{time}\n1e").unwrap();
        }
        dump + "#40\n1b\n"
    };
    let files = files(dump(&[5, 10, 15, 20]).as_bytes(), dump(&[5, 12, 15]).as_bytes());
    let out = written(&files, &Options::default());
    let merged = fs::read_to_string(out.join("merged.vcd")).unwrap();
    // `!` is the left event, `"` the right one, `#` whether they differ.
    let body = merged.split_once("$enddefinitions $end\n").unwrap().1;
    assert_eq!(body, "#0\n0#\n#5\n1!\n1\"\n#10\n1!\n1#\n#12\n1\"\n#15\n1!\n1\"\n0#\n#20\n1!\n1#\n#40\n0#\n");
}

/// A dump of a clock, an enable, a bit, a vector and an event, with the same random changes for the
/// same `seed`, and others where `stray` is set.
fn random(seed: u64, stray: bool) -> String {
    let mut shared = ChaCha8Rng::seed_from_u64(seed);
    let mut own = ChaCha8Rng::seed_from_u64(seed ^ 0xffff);
    let change = |random: &mut ChaCha8Rng, often: f64| match random.random_range(0..4) {
        _ if !random.random_bool(often) => String::new(),
        0 => format!("{}v\n", random.random_range(0..2)),
        1 => format!("{}p\n", ["0", "1", "x"][random.random_range(0..3)]),
        2 => format!("b{:b} q\n", random.random_range(0..16)),
        _ => "1e\n".into(),
    };
    let mut body = String::from("#0\n0c\n0v\n0p\nb0 q\n");
    for time in 1..60 {
        let clock = if time % 5 == 0 { format!("{}c\n", time / 5 % 2) } else { String::new() };
        let more = if stray { change(&mut own, 0.1) } else { String::new() };
        let changes = clock + &change(&mut shared, 0.4) + &more;
        if !changes.is_empty() {
            write!(body, "#{time}\n{changes}").unwrap();
        }
    }
    let kinds =
        [("wire 1", "t.c", "c"), ("wire 1", "t.v", "v"), ("wire 1", "t.p", "p"), ("wire 4", "t.q", "q")];
    support::dump(&[&kinds[..], &[("event 1", "t.e", "e")]].concat(), &(body + "#60\n"))
}

#[test]
fn the_merged_dump_marks_exactly_the_intervals() {
    let (clock, when) = (vec![Clock::of_all("c")], Some("v".to_string()));
    let cases = [
        Options::default(),
        Options { clocks: clock.clone(), ..Options::default() },
        Options { when: when.clone(), ..Options::default() },
        Options { clocks: clock, when, ..Options::default() },
        Options { from: 7_500_000, to: Some(44_000_000), ..Options::default() },
    ];
    let (mut marked, mut compared) = (0, 0);
    for (seed, options) in (0..20).flat_map(|seed| cases.iter().map(move |options| (seed, options))) {
        let files = files(random(seed, false).as_bytes(), random(seed, true).as_bytes());
        let mut intervals: Vec<(String, f64, Option<f64>)> = Vec::new();
        let sink = &mut |at: &spindle_wave::Interval| {
            let (from, to) = (at.from.parse().unwrap(), at.to.as_ref().map(|to| to.parse().unwrap()));
            match intervals.iter_mut().find(|last| last.0 == at.signal && last.2 == Some(from)) {
                // A span that begins where another ends continues it.
                Some(last) => last.2 = to,
                None => intervals.push((at.signal.clone(), from, to)),
            }
        };
        if spindle_wave::compare_with(&files.left, &files.right, options, sink).is_err() {
            continue;
        }
        compared += 1;
        let out = written(&files, options);
        let mut found = Vec::new();
        for name in ["t.c", "t.v", "t.p", "t.q", "t.e"] {
            let merged = out.join("merged.vcd");
            let Ok(waves) = read::excerpt(&merged, &[&format!("differs.{name}")], 0, 60) else { continue };
            for (time, value) in &waves[0].changes {
                match (value.as_str(), found.last_mut()) {
                    ("1", _) => found.push((name.to_string(), *time, None)),
                    ("0", Some((last, _, to))) if last == name && to.is_none() => *to = Some(*time),
                    _ => {}
                }
            }
        }
        marked += found.len();
        let key = |(name, from, _): &(String, f64, Option<f64>)| (name.clone(), *from as u64);
        intervals.sort_by_key(key);
        found.sort_by_key(key);
        assert_eq!(found, intervals, "seed {seed}, {options:?}");
    }
    assert!(compared > 80 && marked > 100, "{compared} compared, {marked} marked");
}
