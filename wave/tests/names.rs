//! Pairing of signals, and that nothing uncompared is called equal.

mod support;

use std::fmt::Write;

use spindle_wave::{AllowMissing, Clock, IgnoreX, Options, ScopePair, Verdict, compare, text};
use support::{diff, dump};

/// The number of differences and of signals compared.
#[track_caller]
fn found(left: &str, right: &str, options: &Options) -> (u64, u64) {
    let report = diff(left, right, options).unwrap();
    assert_eq!(report.verdict == Verdict::Different, report.differences > 0, "{}", text(&report, "A", "B"));
    (report.differences, report.signals_compared)
}

#[track_caller]
fn refused(left: &str, right: &str, options: &Options, part: &str) {
    let error = diff(left, right, options).unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

fn only(patterns: &[&str]) -> Options {
    Options { only: patterns.iter().map(|pattern| (*pattern).into()).collect(), ..Options::default() }
}

#[test]
fn many_like_instances_are_found_in_other_scopes() {
    let instances = 1500;
    let design = |around: &str, clock: &str, order: &dyn Fn(usize) -> usize, value: u8| {
        let names: Vec<(String, String)> =
            (0..instances).map(order).map(|n| (format!("{around}.u{n}.v"), format!("n{n}"))).collect();
        let mut signals = vec![("wire 1", clock, "c")];
        signals.extend(names.iter().map(|(name, code)| ("wire 1", name.as_str(), code.as_str())));
        let mut body = "#0\n0c\n".to_string();
        for n in 0..instances {
            writeln!(body, "0n{n}").unwrap();
        }
        writeln!(body, "#5\n1c\n{value}n1499\n#10\n0c").unwrap();
        dump(&signals, &body)
    };
    let left = design("tb.dut", "tb.clk", &|n| n, 1);
    // Declared in another order.
    for order in [&(|n| n) as &dyn Fn(usize) -> usize, &|n| instances - 1 - n, &|n| n * 7 % instances] {
        let right = design("TOP.core", "TOP.clk", order, 1);
        assert_eq!(found(&left, &right, &Options::default()), (0, 1501));
        let wrong = design("TOP.core", "TOP.clk", order, 0);
        let report = diff(&left, &wrong, &Options::default()).unwrap();
        assert_eq!((report.differences, report.differing[0].signal.as_str()), (1, "tb.dut.u1499.v"));
    }
}

#[test]
fn a_clock_that_agrees_does_not_hide_bits_that_do_not() {
    let left =
        dump(&[("wire 1", "tb.clk", "c"), ("wire 2", "tb.dut.q [1:0]", "q")], "#0\n0c\nb0 q\n#5\n1c\n");
    let right = |bit: u8| {
        let signals = [
            ("wire 1", "TOP.clk", "c"),
            ("wire 1", "TOP.core.q [0]", "p"),
            ("wire 1", "TOP.core.q [1]", "q"),
        ];
        dump(&signals, &format!("#0\n0c\n0p\n{bit}q\n#5\n1c\n"))
    };
    assert_eq!(found(&left, &right(0), &Options::default()), (0, 3));
    assert_eq!(found(&left, &right(1), &Options::default()), (1, 3));
    assert_eq!(found(&right(1), &left, &Options::default()), (1, 3));
}

#[test]
fn what_stands_around_the_design_is_compared_too() {
    let file = |scope: &str, value: u8| {
        let [a, b] = ["p", "q"].map(|name| format!("tb.{scope}.{name}"));
        dump(
            &[("wire 1", "tb.ctl", "c"), ("wire 1", &a, "a"), ("wire 1", &b, "b")],
            &format!("#0\n{value}c\n0a\n1b\n#5\n1a\n"),
        )
    };
    assert_eq!(found(&file("dut", 0), &file("core", 0), &Options::default()), (0, 3));
    let report = diff(&file("dut", 0), &file("core", 1), &Options::default()).unwrap();
    assert_eq!(report.first_difference.unwrap().signal.as_deref(), Some("tb.ctl"));
    assert_eq!((report.missing_left.len(), report.missing_right.len()), (0, 0));
    // So it is where scopes are given.
    let given = Options {
        scopes: vec![ScopePair { left: "tb.dut".into(), right: "tb.core".into() }],
        ..Options::default()
    };
    let report = diff(&file("dut", 0), &file("core", 1), &given).unwrap();
    assert_eq!((report.differences, report.first_difference.unwrap().signal.as_deref()), (1, Some("tb.ctl")));
}

#[test]
fn scopes_that_fit_equally_well_are_chosen_alike_in_both_directions() {
    let left = dump(
        &[
            ("wire 1", "u.clk", "c"),
            ("wire 1", "u.q", "q"),
            ("wire 1", "v.w.top.clk", "c"),
            ("wire 1", "v.w.top.q", "q"),
        ],
        "#0\n0c\n0q\n#5\n1c\n",
    );
    let right = dump(&[("wire 1", "top.clk", "c"), ("wire 1", "top.q", "q")], "#0\n0c\n0q\n#5\n1c\n");
    let scopes = |left: &str, right: &str| {
        let report =
            diff(left, right, &Options { allow_missing: AllowMissing::Never, ..Options::default() }).unwrap();
        report.scopes.into_iter().map(|pair| [pair.left, pair.right]).collect::<Vec<_>>()
    };
    let back: Vec<_> = scopes(&right, &left).into_iter().map(|[left, right]| [right, left]).collect();
    assert_eq!(scopes(&left, &right), back);
}

/// The choice decides the search inside them, and neither direction prefers one.
#[test]
fn scopes_that_fit_turned_round_as_well_are_refused_in_both_directions() {
    let with = |names: [&str; 4]| {
        let [p, q, r, s] = names;
        let signals = [("wire 1", p, "a"), ("wire 1", q, "b"), ("wire 1", r, "a"), ("wire 1", s, "b")];
        dump(&signals, "#0\n0a\n0b\n#5\n1a\n")
    };
    let (left, right) = (with(["p", "q", "t.r", "t.s"]), with(["t.p", "t.q", "r", "s"]));
    for (left, right) in [(&left, &right), (&right, &left)] {
        refused(left, right, &Options::default(), "in several ways: `(top)=t`, `t=(top)`");
    }
}

#[test]
fn files_that_share_hardly_anything_are_not_equal() {
    let file = |names: [&str; 3]| {
        dump(
            &[
                ("wire 1", "clk", "c"),
                ("wire 1", names[0], "d"),
                ("wire 1", names[1], "e"),
                ("wire 1", names[2], "f"),
            ],
            "#0\n0c\n0d\n0e\n0f\n#5\n1c\n",
        )
    };
    let (left, right) = (file(["p", "q", "r"]), file(["s", "t", "u"]));
    let report = diff(&left, &right, &Options::default()).unwrap();
    assert_eq!((report.verdict, report.incomplete.len()), (Verdict::Incomplete, 2));
    let either = Options { allow_missing: AllowMissing::Both, ..Options::default() };
    refused(&left, &right, &either, "only 1 of the signals");
    // Half of them do, or those that were requested do.
    assert_eq!(found(&left, &file(["p", "t", "u"]), &Options::default()), (0, 2));
    assert_eq!(found(&left, &right, &only(&["clk"])), (0, 1));
    // A missing scope is not a scope.
    let given = |left: &str, right: &str| Options {
        scopes: vec![ScopePair { left: left.into(), right: right.into() }],
        ..Options::default()
    };
    refused(&left, &right, &given("tb", ""), "A has no signal inside scope `tb`");
    refused(&left, &right, &given("", "tb"), "B has no signal inside scope `tb`");
}

#[test]
fn patterns_choose_by_the_names_of_either_file() {
    let vector = dump(&[("wire 1", "tb.c", "c"), ("wire 2", "tb.q [1:0]", "q")], "#0\n0c\nb11 q\n#5\n1c\n");
    let bits = dump(
        &[("wire 1", "TOP.c", "c"), ("wire 1", "TOP.q [0]", "p"), ("wire 1", "TOP.q [1]", "q")],
        "#0\n0c\n0p\n1q\n#5\n1c\n",
    );
    let ignore = |pattern: &str| Options { ignore: vec![pattern.into()], ..Options::default() };
    for (left, right) in [(&vector, &bits), (&bits, &vector)] {
        assert_eq!(found(left, right, &only(&["q", "c"])), (1, 3));
        assert_eq!(found(left, right, &only(&["q[0]"])), (1, 1));
        assert_eq!(found(left, right, &only(&["TOP.q*", "tb.c"])), (1, 3));
        assert_eq!(found(left, right, &only(&["q[1]"])), (0, 1));
        assert_eq!(found(left, right, &ignore("q")), (0, 1));
        assert_eq!(found(left, right, &ignore("q[0]")), (0, 2));
        refused(left, right, &only(&["c", "typo"]), "no signal of either file matches `--only typo`");
    }
    // A bit that is lacking can be left out as well, by both of its names.
    let lacking = dump(&[("wire 1", "TOP.c", "c"), ("wire 1", "TOP.q [1]", "q")], "#0\n0c\n1q\n#5\n1c\n");
    for (ignore, verdict) in
        [(vec![], Verdict::Incomplete), (vec!["q"], Verdict::Equal), (vec!["q[0]"], Verdict::Equal)]
    {
        let options =
            Options { ignore: ignore.iter().map(ToString::to_string).collect(), ..Options::default() };
        for (left, right, missing) in [(&vector, &lacking, "tb.q[0]"), (&lacking, &vector, "tb.q[0]")] {
            let report = diff(left, right, &options).unwrap();
            assert_eq!((report.verdict, report.differences), (verdict, 0), "{ignore:?}");
            let lacking = [report.missing_left, report.missing_right].concat();
            assert_eq!(lacking, if ignore.is_empty() { vec![missing] } else { vec![] });
        }
    }
    refused(&vector, &lacking, &ignore("nothing"), "no signal of either file matches `--ignore nothing`");
    // That a file is shorter does not make up for signals that were not found.
    let short = bits.replace("#5\n1c\n", "");
    refused(&vector, &short, &ignore("*"), "no signal in common");
}

#[test]
fn names_declared_twice_are_distinguished_by_their_ranges() {
    let halves = |ranges: [&str; 2], values: [&str; 2]| {
        let names = ranges.map(|range| format!("t.q {range}"));
        dump(
            &[("wire 4", &names[0], "a"), ("wire 4", &names[1], "b")],
            &format!("#0\nb{} a\nb{} b\n#5\nb0 a\n", values[0], values[1]),
        )
    };
    let left = halves(["[3:0]", "[7:4]"], ["1", "10"]);
    let right = halves(["[7:4]", "[3:0]"], ["10", "1"]).replace("b0 a", "b0 b");
    assert_eq!(found(&left, &right, &Options::default()), (0, 2));
    let wrong = right.replace("b1 b", "b11 b");
    let report = diff(&left, &wrong, &Options::default()).unwrap();
    assert_eq!(report.first_difference.unwrap().signal.as_deref(), Some("t.q[3:0]"));
    // An escaped name that resembles a range differs from the name of the vector next to it.
    let escaped = |first: [&str; 3], second: [&str; 3]| {
        let body = format!("#0\n{}\n{}\n#5\n{}\n", first[2], second[2], first[2].replace('1', "0"));
        dump(&[(first[0], first[1], "a"), (second[0], second[1], "b")], &body)
    };
    let (bit, word) = (["wire 1", "t.\\w[3:0]", "1a"], ["wire 4", "t.w [3:0]", "b101 b"]);
    let left = escaped(bit, word);
    let right =
        dump(&[("wire 4", "t.w [3:0]", "b"), ("wire 1", "t.\\w[3:0]", "a")], "#0\n1a\nb101 b\n#5\n0a\n");
    assert_eq!(found(&left, &right, &Options::default()), (0, 2));
    // Nor do they change places where both have the same range.
    let same = |first: &str, second: &str| {
        let body = "#0\nb1 a\nb10 b\n#5\nb0 a\n";
        let codes = |name: &str| if name.contains('\\') { "a" } else { "b" };
        dump(&[("wire 4", first, codes(first)), ("wire 4", second, codes(second))], body)
    };
    let (left, right) = (same("t.\\w[3:0]", "t.w [3:0]"), same("t.w [3:0]", "t.\\w[3:0]"));
    assert_eq!(found(&left, &right, &Options::default()), (0, 2));
}

#[test]
fn infinity_is_near_nothing() {
    let file = |value: &str| dump(&[("real 64", "t.r", "r")], &format!("#0\nr1 r\n#5\nr{value} r\n"));
    let near = Options { real_tolerance: 1e-3, ..Options::default() };
    for (left, right, differences) in
        [("inf", "2.5", 1), ("inf", "-inf", 1), ("inf", "inf", 0), ("-inf", "-inf", 0), ("2.5", "2.501", 0)]
    {
        assert_eq!(found(&file(left), &file(right), &near).0, differences, "{left} {right}");
    }
}

#[test]
fn a_gap_in_the_record_up_to_the_end_is_reported() {
    let signals = [("wire 1", "t.a", "a"), ("wire 1", "t.b", "b")];
    let off =
        |rest: &str| dump(&signals, &format!("#0\n0a\n0b\n#10\n1a\n#50\n$dumpoff\nxa\nxb\n$end\n{rest}"));
    let on = dump(&signals, "#0\n0a\n0b\n#10\n1a\n#60\n1b\n#200\n0a\n");
    let report = diff(&off("#200\n"), &on, &Options::default()).unwrap();
    assert_eq!((report.verdict, report.unrecorded.as_str()), (Verdict::Equal, "150"));
    let until = Options { to: Some(140_000_000), ..Options::default() };
    let report = diff(&off("#150\n$dumpon\n1a\n1b\n$end\n#200\n0a\n"), &on, &until).unwrap();
    assert_eq!((report.verdict, report.unrecorded.as_str()), (Verdict::Equal, "90"));
    let late = Options { from: 100_000_000, ..Options::default() };
    let report = diff(&off("#150\n$dumpon\n1a\n1b\n$end\n#200\n0a\n"), &on, &late).unwrap();
    assert_eq!((report.verdict, report.unrecorded.as_str()), (Verdict::Equal, "50"));
}

/// `clk` with a period of ten, and the given changes at some times.
fn clocked(first: &str, edges: u64, at: &dyn Fn(u64) -> String) -> String {
    let mut body = format!("#0\n{first}c\nb0 q\n{}", at(0));
    for edge in 0..edges {
        write!(body, "#{}\n1c\n{}#{}\n0c\n", 10 * edge + 5, at(10 * edge + 5), 10 * edge + 10).unwrap();
    }
    dump(&[("wire 1", "t.clk", "c"), ("wire 8", "t.q [7:0]", "q")], &body)
}

#[test]
fn edges_are_counted_as_verilog_does_and_never_where_they_are_not_recorded() {
    let clock = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
    let counter = |time: u64| if time == 0 { String::new() } else { format!("b{:b} q\n", time / 10 + 1) };
    // x to 1 is an edge; a clock that is 1 from the beginning has had none.
    let plain = clocked("0", 9, &counter);
    let values = Options { only: vec!["q".into()], ..clock.clone() };
    assert_eq!(found(&plain, &clocked("x", 9, &counter), &values), (0, 1));
    let report = diff(&plain, &clocked("1", 9, &counter), &clock).unwrap();
    assert_eq!(report.ends_early.unwrap().side, "right");
    // A window that begins while nothing is recorded.
    let off = plain
        .replace("#20\n0c\n", "#20\n$dumpoff\nxc\nbx q\n$end\n")
        .replace("#25\n1c\n", "")
        .replace("#30\n0c\n", "");
    let off = off.replace("b11 q\n", "").replace("#35\n1c\n", "#35\n$dumpon\n1c\nb100 q\n$end\n");
    let from = |from: u128| Options { from: from * 1_000_000, ..clock.clone() };
    refused(&off, &plain, &from(24), "`$dumpoff`");
    assert_eq!(found(&off, &plain, &from(40)).0, 0);
    // Both ends are given in edges.
    let report = diff(&plain, &clocked("0", 8, &counter), &clock).unwrap();
    let end = report.ends_early.clone().unwrap();
    assert_eq!((end.side, end.time.as_str(), end.other.as_str()), ("right", "75", "85"));
    assert!(
        text(&report, "A", "B").contains("B has no further edge after 75 ns; the other has one at 85 ns")
    );
    refused(&plain, &clocked("0", 8, &counter), &from(1000), "both files end before 1000 ns");
}

#[test]
fn a_tolerance_never_finds_more_than_none() {
    // Every pair of sequences of 0, 1 and x that are equal at each clock where x is ignored.
    let steps = 5;
    let pairs = ["00", "11", "xx", "0x", "x0", "1x", "x1"];
    let signals = 7usize.pow(steps);
    let chosen = |signal: usize, step: u32| pairs[signal / 7usize.pow(step) % 7].as_bytes();
    let names: Vec<(String, String)> = (0..signals).map(|n| (format!("t.s{n}"), format!("n{n}"))).collect();
    let side = |side: usize| {
        let mut all = vec![("wire 1", "t.clk", "c")];
        all.extend(names.iter().map(|(name, code)| ("wire 1", name.as_str(), code.as_str())));
        let mut body = String::from("#0\n0c\n");
        for clock in 0..steps + 4 {
            let step = clock.min(steps - 1);
            for (signal, (_, code)) in names.iter().enumerate() {
                writeln!(body, "{}{code}", chosen(signal, step)[side] as char).unwrap();
            }
            writeln!(body, "#{}\n1c\n#{}\n0c", 10 * clock + 5, 10 * clock + 10).unwrap();
        }
        dump(&all, &body)
    };
    let (left, right) = (side(0), side(1));
    for tolerance in 0..4 {
        let options = Options {
            clocks: vec![Clock::of_all("clk")],
            tolerance,
            ignore_x: IgnoreX::Both,
            ..Options::default()
        };
        assert_eq!(found(&left, &right, &options), (0, signals as u64), "tolerance {tolerance}");
    }
    // An x that comes too late matches nothing.
    let late = |values: [&str; 2]| {
        let at = |time: u64| {
            if time == 15 {
                values[0].into()
            } else if time == 55 {
                values[1].to_string()
            } else {
                String::new()
            }
        };
        clocked("0", 9, &at)
    };
    for (tolerance, differences) in [(3, 1), (4, 0)] {
        let options = Options {
            clocks: vec![Clock::of_all("clk")],
            tolerance,
            ignore_x: IgnoreX::Both,
            only: vec!["q".into()],
            ..Options::default()
        };
        let (left, right) = (late(["b1 q\n", ""]), late(["", "bx q\n"]));
        assert_eq!(found(&left, &right, &options), (differences, 1));
        assert_eq!(found(&right, &left, &options), (differences, 1));
    }
    // A tolerance that reaches over the whole run would find nothing at all.
    let far = Options { clocks: vec![Clock::of_all("clk")], tolerance: 9, ..Options::default() };
    refused(&left, &left, &far, "reaches over all that is compared");
}

#[test]
fn texts_and_reals_of_all_kinds() {
    // An empty text is a value.
    let text = |changes: &str| {
        dump(&[("string 0", "t.s", "s"), ("wire 1", "t.a", "a")], &format!("#0\n0a\n{changes}#5\n1a\n"))
    };
    let ignore = Options { ignore_x: IgnoreX::Both, ..Options::default() };
    let report = diff(&text("s s\n"), &text("sword s\n"), &ignore).unwrap();
    assert_eq!((report.differences, report.first_difference.unwrap().left.as_str()), (1, ""));
    assert_eq!(found(&text(""), &text("sword s\n"), &ignore).0, 0);
    // Unknown reals, however they are written; reals of simple precision.
    let real = |kind: &str, value: &str| dump(&[(kind, "t.r", "r")], &format!("#0\nr1.5 r\n#5\n{value}\n"));
    for value in ["X r", "xr", "Zr", "zr", "bX r", "bz r"]
        .map(|value| value.replace(' ', if value.starts_with('b') { " " } else { "" }))
    {
        assert_eq!(
            found(&real("real 64", "xr"), &real("shortreal 32", &value), &Options::default()).0,
            0,
            "{value}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let error = compare(&pipe, &pipe, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("not a regular file"), "{error}");
}
