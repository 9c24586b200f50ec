//! "Equal" means that everything in both files was compared and is the same. The tests here violate
//! that, kind by kind.

mod support;

use std::fmt::Write;

use spindle_wave::{
    AllowMissing, Clock, DifferenceKind, IgnoreX, Options, Report, ScopePair, StdLogic, Verdict,
};
use support::{diff, dump};

#[track_caller]
fn report(left: &str, right: &str, options: &Options) -> Report {
    diff(left, right, options).unwrap()
}

#[track_caller]
fn verdict(left: &str, right: &str, options: &Options) -> Verdict {
    report(left, right, options).verdict
}

#[track_caller]
fn refused(left: &str, right: &str, options: &Options, part: &str) {
    let error = diff(left, right, options).unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

fn scopes(pairs: &[(&str, &str)]) -> Options {
    let scopes = pairs.iter().map(|(left, right)| ScopePair { left: (*left).into(), right: (*right).into() });
    Options { scopes: scopes.collect(), ..Options::default() }
}

/// A signal that changes to `value`, and one that stays the same.
fn valued(kind: &str, value: &str) -> String {
    dump(&[(kind, "t.s", "s"), ("wire 1", "t.a", "a")], &format!("#0\n0a\n#5\n{value}\n1a\n"))
}

#[test]
fn nine_values_are_nine() {
    let relaxed = Options { std_logic: StdLogic::Relaxed, ..Options::default() };
    for (a, b, folded) in [
        ("H", "1", true),
        ("L", "0", true),
        ("U", "x", true),
        ("W", "x", true),
        ("-", "x", true),
        ("U", "-", true),
        ("H", "0", false),
        ("L", "z", false),
        ("Z", "x", false),
    ] {
        for (kind, a, b) in [
            ("wire 1", format!("{a}s"), format!("{b}s")),
            ("wire 20", format!("b{a}0{a} s"), format!("b{b}0{b} s")),
        ] {
            let (left, right) = (valued(kind, &a), valued(kind, &b));
            assert_eq!(verdict(&left, &right, &Options::default()), Verdict::Different, "{a} {b}");
            let expected = if folded { Verdict::Equal } else { Verdict::Different };
            let found = report(&left, &right, &relaxed);
            assert_eq!((found.verdict, found.std_logic), (expected, StdLogic::Relaxed), "{a} {b}");
        }
    }
    // Upper and lower case are the same.
    assert_eq!(
        verdict(&valued("wire 1", "Xs"), &valued("wire 1", "xs"), &Options::default()),
        Verdict::Equal
    );
}

#[test]
fn events_are_compared_by_when_they_fire() {
    let file = |changes: &str| dump(&[("event 1", "t.e", "e"), ("wire 1", "t.a", "a")], changes);
    let both = file("#0\n0a\n#5\n1a\n1e\n#9\n1e\n");
    assert_eq!(verdict(&both, &both, &Options::default()), Verdict::Equal);
    for (changes, time, sides, count) in [
        // One firing less, one more, another time.
        ("#0\n0a\n#5\n1a\n#9\n1e\n", "5", ["fires", "silent"], 1),
        ("#0\n0a\n#5\n1a\n1e\n#7\n1e\n#9\n1e\n", "7", ["silent", "fires"], 1),
        ("#0\n0a\n#5\n1a\n#6\n1e\n#9\n1e\n", "5", ["fires", "silent"], 2),
    ] {
        let found = report(&both, &file(changes), &Options::default());
        let first = found.first_difference.unwrap();
        assert_eq!((found.verdict, found.differences), (Verdict::Different, count));
        assert_eq!((first.signal.as_deref(), first.time.as_deref()), (Some("t.e"), Some(time)));
        assert_eq!([first.left.as_str(), first.right.as_str()], sides);
    }
    // An event alone is something to compare.
    let alone = |changes: &str| dump(&[("event 1", "t.e", "e")], changes);
    assert_eq!(verdict(&alone("#0\n#5\n1e\n"), &alone("#0\n#5\n1e\n"), &Options::default()), Verdict::Equal);
    assert_eq!(verdict(&alone("#0\n#5\n1e\n"), &alone("#0\n#5\n"), &Options::default()), Verdict::Different);
    // At a clock, and with a tolerance: how often it fired since the last edge.
    let clocked = |firings: &[u64]| {
        let mut body = "#0\n0c\n".to_string();
        for time in 1..60u64 {
            writeln!(body, "#{time}").unwrap();
            if time % 10 == 5 {
                body += "1c\n";
            }
            if time % 10 == 0 {
                body += "0c\n";
            }
            if firings.contains(&time) {
                body += "1e\n";
            }
        }
        dump(&[("wire 1", "t.clk", "c"), ("event 1", "t.e", "e")], &body)
    };
    let at = |tolerance| Options { clocks: vec![Clock::of_all("clk")], tolerance, ..Options::default() };
    let left = clocked(&[8, 22, 24]);
    assert_eq!(verdict(&left, &clocked(&[11, 21, 23]), &at(0)), Verdict::Equal);
    assert_eq!(report(&left, &clocked(&[11, 21]), &at(0)).differences, 1);
    assert_eq!(report(&left, &clocked(&[18, 22, 24]), &at(0)).differences, 2);
    let left = clocked(&[8, 32]);
    assert_eq!(verdict(&left, &clocked(&[18, 32]), &at(1)), Verdict::Equal);
    assert_eq!(verdict(&left, &clocked(&[18]), &at(1)), Verdict::Different);
}

#[test]
fn names_that_are_the_same_are_paired_whatever_is_mapped() {
    let file = |scope: &str, clock: u8| {
        let name = format!("top.{scope}.a");
        dump(
            &[("wire 1", &name, "a"), ("wire 1", "top.clk", "c")],
            &format!("#0\n0a\n0c\n#5\n1a\n{clock}c\n"),
        )
    };
    let (left, right) = (file("g0", 1), file("h0", 0));
    let given = scopes(&[("top.g0", "top.h0")]);
    assert_eq!(verdict(&left, &file("h0", 1), &given), Verdict::Equal);
    let first = report(&left, &right, &given).first_difference.unwrap();
    assert_eq!(first.signal.as_deref(), Some("top.clk"));
    let found = report(&left, &right, &Options::default());
    assert_eq!(found.first_difference.unwrap().signal.as_deref(), Some("top.clk"));
}

#[test]
fn a_mapped_scope_is_compared_with_the_one_it_is_mapped_to_alone() {
    let lanes = |other: u8| {
        dump(
            &[("wire 1", "t.lane0.q", "a"), ("wire 1", "t.lane1.q", "b"), ("wire 1", "t.clk", "c")],
            &format!("#0\n0a\n0b\n0c\n#5\n1a\n{other}b\n1c\n"),
        )
    };
    let given = scopes(&[("t.lane0", "t.lane1")]);
    let same = lanes(1);
    let found = report(&same, &same, &given);
    assert_eq!((found.verdict, found.signals_compared), (Verdict::Equal, 2));
    assert_eq!(found.left_out, ["t.lane0.q", "t.lane1.q"]);
    let unlike = lanes(0);
    let found = report(&unlike, &unlike, &given);
    assert_eq!(
        (found.verdict, found.differences, found.differing[0].signal.as_str()),
        (Verdict::Different, 1, "t.lane0.q")
    );
    // What the mapped scope itself lacks is lacking.
    let more = dump(
        &[("wire 1", "t.lane0.q", "a"), ("wire 1", "t.lane0.r", "b"), ("wire 1", "t.lane1.q", "a")],
        "#0\n0a\n0b\n#5\n1a\n",
    );
    let found = report(&more, &more, &given);
    assert_eq!((found.verdict, found.missing_right), (Verdict::Incomplete, vec!["t.lane0.r".to_string()]));
}

#[test]
fn a_difference_counts_before_what_is_missing_and_nothing_paired_is_no_answer() {
    let file = |value: u8, more: &str| {
        dump(&[("wire 1", "t.a", "a"), ("wire 1", more, "b")], &format!("#0\n0a\n0b\n#5\n{value}a\n1b\n"))
    };
    assert_eq!(verdict(&file(1, "t.b"), &file(0, "t.c"), &Options::default()), Verdict::Different);
    let found = report(&file(1, "t.b"), &file(1, "t.c"), &Options::default());
    assert_eq!((found.verdict, found.differences, found.first_difference), (Verdict::Incomplete, 0, None));
    assert_eq!(found.incomplete, ["A lacks 1 signal", "B lacks 1 signal"]);
    let only = dump(&[("wire 1", "t.z", "a")], "#0\n0a\n#5\n1a\n");
    let either = Options { allow_missing: AllowMissing::Both, ..Options::default() };
    for options in [&Options::default(), &either] {
        refused(&file(1, "t.b"), &only, options, "no signal in common");
    }
}

#[test]
fn patterns_that_match_nothing_are_refused() {
    let file = valued("wire 1", "1s");
    let with = |only: &[&str], ignore: &[&str]| Options {
        only: only.iter().map(ToString::to_string).collect(),
        ignore: ignore.iter().map(ToString::to_string).collect(),
        ..Options::default()
    };
    refused(&file, &file, &with(&["typo"], &[]), "`--only typo`");
    refused(&file, &file, &with(&[], &["a", "typo*"]), "`--ignore typo*`");
    assert_eq!(verdict(&file, &file, &with(&["a", "s"], &["s"])), Verdict::Equal);
}

#[test]
fn what_is_unknown_from_end_to_end_was_not_compared() {
    let file = |changes: &str| dump(&[("wire 4", "t.q", "q"), ("wire 1", "t.a", "a")], changes);
    let known = file("#0\nb0 q\n0a\n#5\nb101 q\n1a\n");
    let unknown = file("#0\nbx q\n0a\n#5\nbzz q\n1a\n");
    let late = file("#0\nbx q\n0a\n#5\nb101 q\n1a\n");
    let ignore = |ignore_x| Options { ignore_x, ..Options::default() };
    for (left, right, side, verdict) in [
        (&unknown, &known, IgnoreX::Both, Verdict::Incomplete),
        (&unknown, &known, IgnoreX::Left, Verdict::Incomplete),
        (&known, &unknown, IgnoreX::Right, Verdict::Incomplete),
        (&known, &unknown, IgnoreX::Left, Verdict::Different),
        (&late, &known, IgnoreX::Left, Verdict::Equal),
        // Both are: they are the same.
        (&unknown, &unknown, IgnoreX::Both, Verdict::Equal),
    ] {
        let found = report(left, right, &ignore(side));
        assert_eq!(found.verdict, verdict, "{side:?}");
        let vacuous = if verdict == Verdict::Incomplete { vec!["t.q"] } else { vec![] };
        assert_eq!(found.vacuous, vacuous);
    }
    let left_out = Options { ignore: vec!["q".into()], ..ignore(IgnoreX::Both) };
    assert_eq!(verdict(&unknown, &known, &left_out), Verdict::Equal);
}

#[test]
fn reals_are_compared_in_the_digits_that_both_files_have() {
    let one_third = 1.0f64 / 3.0;
    // A VCD of another simulator may have more digits or fewer: they are compared as they are.
    let vcd = |value: String| dump(&[("real 64", "t.r", "r")], &format!("#0\nr0 r\n#5\nr{value} r\n"));
    let (long, short) = (vcd(format!("{one_third:.17}")), vcd(format!("{one_third:.15}")));
    assert_eq!(verdict(&long, &long, &Options::default()), Verdict::Equal);
    let found = report(&long, &short, &Options::default());
    assert_eq!((found.verdict, found.rounded), (Verdict::Different, 0));
}

#[test]
fn the_deepest_of_the_signals_that_differ_first_is_shown() {
    let file = |value: u8, later: u8| {
        dump(
            &[
                ("wire 1", "t.out", "o"),
                ("wire 1", "t.core.lane.q", "q"),
                ("wire 1", "t.core.d", "d"),
                ("wire 1", "t.core.lane.x.late", "l"),
            ],
            &format!("#0\n0o\n0q\n0d\n0l\n#5\n{value}o\n{value}q\n{value}d\n#6\n{later}l\n"),
        )
    };
    let found = report(&file(1, 1), &file(0, 0), &Options::default());
    let first = found.first_difference.unwrap();
    assert_eq!(
        (first.kind, first.signal.as_deref(), first.time.as_deref()),
        (DifferenceKind::Value, Some("t.core.lane.q"), Some("5"))
    );
    assert_eq!(found.window.unwrap().signals[0].name, "t.core.lane.q");
    let first = report(&file(1, 1), &file(1, 0), &Options::default()).first_difference.unwrap();
    assert_eq!(first.signal.as_deref(), Some("t.core.lane.x.late"));
}

#[test]
fn what_is_ignored_at_all_points_is_not_compared() {
    let file = |begin: &str, end: &str| {
        dump(
            &[("wire 20", "t.q", "q"), ("wire 1", "t.a", "a")],
            &format!("#0\n0a\nb{begin} q\n#5\n1a\nb{end} q\n"),
        )
    };
    let both = Options { ignore_x: IgnoreX::Both, ..Options::default() };
    for (left, right, verdict) in [
        // Each side knows a value while the other one does not.
        (["0", "x"], ["x", "1"], Verdict::Incomplete),
        (["x", "x"], ["z", "z"], Verdict::Incomplete),
        (["0x", "x0"], ["x0", "0x"], Verdict::Incomplete),
        // One digit is enough; parts that are equal without being ignored need none.
        (["x0", "x"], ["10", "1"], Verdict::Equal),
        (["x", "x"], ["x", "x"], Verdict::Equal),
    ] {
        let [left, right] = [left, right].map(|[a, b]| {
            // (All digits, so that none is an extension.)
            let wide = |digits: &str| format!("{}{digits}", "x".repeat(20 - digits.len()));
            file(&wide(a), &wide(b))
        });
        assert_eq!(self::verdict(&left, &right, &both), verdict, "{left} {right}");
        assert_eq!(self::verdict(&right, &left, &both), verdict, "{left} {right}");
    }
}
