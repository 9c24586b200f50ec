//! When values are compared: edges of one or several clocks, an enable, offsets, where both files
//! record.

mod support;

use std::fmt::Write;

use spindle_wave::{Clock, Edge, NameMap, Offset, Options, Report, ScopePair, Verdict};
use support::{diff, dump};

#[track_caller]
fn report(left: &str, right: &str, options: &Options) -> Report {
    diff(left, right, options).unwrap()
}

#[track_caller]
fn refused(left: &str, right: &str, options: &Options, part: &str) {
    let error = diff(left, right, options).unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

const NS: u128 = 1_000_000;

/// A clock that rises at 5, 15, ..., and an 8-bit `q` with one value for each of its periods from 0
/// on, `late` ns behind their starts.
fn clocked(values: &[u8], late: usize) -> String {
    let mut body = "#0\n0c\n".to_string();
    for time in 0..10 * values.len() {
        let period = time / 10;
        let changes = [
            (time % 10 == 5).then(|| "1c\n".to_string()),
            (time % 10 == 0).then(|| "0c\n".to_string()),
            (time % 10 == late).then(|| format!("b{:b} q\n", values[period])),
        ];
        let changes: String = changes.into_iter().flatten().collect();
        if !changes.is_empty() {
            write!(body, "#{time}\n{changes}").unwrap();
        }
    }
    dump(&[("wire 1", "t.clk", "c"), ("wire 8", "t.q", "q")], &body)
}

fn at(edge: Edge) -> Options {
    Options { clocks: vec![Clock::of_all("clk")], edge, ..Options::default() }
}

#[test]
fn edges_are_chosen() {
    // One changes before the rising edge, the other after it, before the falling one.
    let (early, late) = (clocked(&[1, 2, 3, 4], 2), clocked(&[1, 2, 3, 4], 7));
    for (edge, verdict, samples) in [
        (Edge::Rising, Verdict::Different, 4),
        (Edge::Falling, Verdict::Equal, 3),
        (Edge::Both, Verdict::Different, 7),
    ] {
        let found = report(&early, &late, &at(edge));
        assert_eq!((found.verdict, found.samples), (verdict, Some(samples)), "{edge:?}");
    }
}

#[test]
fn each_clock_samples_its_domain() {
    let file = |early: bool, wrong: u8, stray: u8| {
        let shift = |time: u64| if early { time } else { time + 2 };
        let mut body = "#0\n0c\n0d\nb0 x\nb0 y\n0s\n".to_string();
        let mut at: std::collections::BTreeMap<u64, String> = std::collections::BTreeMap::new();
        for n in 0..6u64 {
            *at.entry(10 * n + 5).or_default() += "1c\n";
            *at.entry(10 * n + 10).or_default() += "0c\n";
            *at.entry(14 * n + 7).or_default() += "1d\n";
            *at.entry(14 * n + 14).or_default() += "0d\n";
            writeln!(at.entry(shift(10 * n + 6)).or_default(), "b{n:b} x").unwrap();
            let y = if n == 3 { u64::from(wrong) } else { n };
            writeln!(at.entry(shift(14 * n + 8)).or_default(), "b{y:b} y").unwrap();
        }
        writeln!(at.entry(60).or_default(), "{stray}s").unwrap();
        for (time, changes) in at {
            write!(body, "#{time}\n{changes}").unwrap();
        }
        dump(
            &[
                ("wire 1", "t.c1", "c"),
                ("wire 1", "t.c2", "d"),
                ("wire 8", "t.x", "x"),
                ("wire 8", "t.y", "y"),
                ("wire 1", "t.s", "s"),
            ],
            &body,
        )
    };
    let clock = |name: &str, signals: &[&str]| Clock {
        name: name.into(),
        signals: signals.iter().map(ToString::to_string).collect(),
    };
    let with = |clocks: Vec<Clock>| Options { clocks, ..Options::default() };
    let (left, right) = (file(true, 3, 1), file(false, 3, 1));
    assert_eq!(report(&left, &right, &Options::default()).verdict, Verdict::Different);
    let both = with(vec![clock("c1", &["x", "s"]), clock("c2", &["y"])]);
    let found = report(&left, &right, &both);
    let clocks: Vec<_> =
        found.clocks.iter().map(|clock| (clock.clock.as_str(), clock.signals, clock.edges)).collect();
    assert_eq!((found.verdict, found.signals_compared), (Verdict::Equal, 3));
    assert_eq!(clocks, [("t.c1", 2, 6), ("t.c2", 1, 6)]);
    // A wrong value is found in its own domain, at its time.
    let found = report(&left, &file(false, 9, 1), &both);
    let first = found.first_difference.unwrap();
    assert_eq!(
        (found.differences, first.signal.as_deref(), first.time.as_deref()),
        (1, Some("t.y"), Some("63"))
    );
    // The rest goes to the clock without patterns; signals in no domain are not compared, which is
    // reported.
    assert_eq!(
        report(&left, &right, &with(vec![clock("c2", &["y"]), clock("c1", &[])])).verdict,
        Verdict::Equal
    );
    let found = report(&left, &right, &with(vec![clock("c1", &["x"]), clock("c2", &["y"])]));
    assert_eq!((found.verdict, found.outside_clocks), (Verdict::Incomplete, vec!["t.s".to_string()]));
    refused(&left, &right, &with(vec![clock("c1", &["x"]), clock("c2", &["typo"])]), "it has no signals");
}

#[test]
fn values_are_compared_while_an_enable_is_high() {
    let file = |enable: &str, data: [u8; 4]| {
        let mut body = String::new();
        for (n, (enable, data)) in enable.chars().zip(data).enumerate() {
            write!(body, "#{}\n{enable}e\nb{data:b} d\n", 10 * n).unwrap();
        }
        dump(&[("wire 1", "t.en", "e"), ("wire 8", "t.d", "d")], &(body + "#40\n"))
    };
    let when = Options { when: Some("en".into()), ..Options::default() };
    let left = file("0101", [1, 2, 3, 4]);
    assert_eq!(report(&left, &file("0101", [9, 2, 9, 4]), &Options::default()).differences, 2);
    assert_eq!(report(&left, &file("0101", [9, 2, 9, 4]), &when).verdict, Verdict::Equal);
    let found = report(&left, &file("0101", [1, 2, 3, 9]), &when);
    assert_eq!((found.differences, found.first_difference.unwrap().time.as_deref()), (1, Some("30")));
    // What changed while it was low is compared when it is high.
    let found = report(&file("0111", [1, 1, 1, 1]), &file("0111", [5, 5, 5, 5]), &when);
    assert_eq!((found.differences, found.first_difference.unwrap().time.as_deref()), (1, Some("10")));
    // The enable itself is compared always.
    let found = report(&left, &file("0100", [1, 2, 3, 4]), &when);
    assert_eq!((found.differences, found.differing[0].signal.as_str()), (1, "t.en"));
    refused(
        &file("0000", [1, 2, 3, 4]),
        &file("0000", [5, 6, 7, 8]),
        &Options { only: vec!["d".into()], ..when.clone() },
        "not among those that are compared",
    );
    refused(
        &left,
        &left,
        &Options { when: Some("d".into()), ..when.clone() },
        "no signal of one bit is called `d`",
    );
    // At a clock.
    let clocked = |enable: [u8; 4], data: [u8; 4]| {
        let mut body = "#0\n0c\n".to_string();
        for n in 0..4 {
            write!(body, "#{}\n0c\n{}e\nb{:b} d\n#{}\n1c\n", 10 * n + 1, enable[n], data[n], 10 * n + 5)
                .unwrap();
        }
        dump(&[("wire 1", "t.clk", "c"), ("wire 1", "t.en", "e"), ("wire 8", "t.d", "d")], &body)
    };
    let both = Options { when: Some("en".into()), ..at(Edge::Rising) };
    let left = clocked([0, 1, 0, 1], [1, 2, 3, 4]);
    let found = report(&left, &clocked([0, 1, 0, 1], [9, 2, 9, 4]), &both);
    assert_eq!((found.verdict, found.samples), (Verdict::Equal, Some(2)));
    assert_eq!(report(&left, &clocked([0, 1, 0, 1], [9, 2, 9, 5]), &both).differences, 1);
}

#[test]
fn edges_of_one_file_may_be_behind() {
    let (left, right) = (clocked(&[1, 2, 3, 4, 5], 2), clocked(&[0, 0, 1, 2, 3, 4, 5], 2));
    let by = |edges| Options { offset: Offset::Edges(edges), ..at(Edge::Rising) };
    assert_eq!(report(&left, &right, &at(Edge::Rising)).verdict, Verdict::Different);
    let found = report(&left, &right, &by(2));
    assert_eq!((found.verdict, found.samples, found.offset.as_deref()), (Verdict::Equal, Some(5), Some("2")));
    assert_eq!(report(&right, &left, &by(-2)).verdict, Verdict::Equal);
    assert_eq!(report(&left, &right, &by(1)).verdict, Verdict::Different);
    // More edges without counterpart than the offset leaves are an early end.
    let longer = clocked(&[0, 0, 1, 2, 3, 4, 5, 6, 7, 8], 2);
    let found = report(&left, &longer, &by(2));
    assert_eq!((found.verdict, found.ends_early.unwrap().side), (Verdict::Different, "left"));
    // It is found on request.
    let find = Options { offset: Offset::Find, ..at(Edge::Rising) };
    assert_eq!(report(&left, &right, &find).offset.as_deref(), Some("2"));
    assert_eq!(report(&right, &left, &find).offset.as_deref(), Some("-2"));
    assert_eq!(report(&left, &left, &find).offset.as_deref(), Some("0"));
    let wrong = clocked(&[0, 0, 1, 2, 9, 4, 5], 2);
    let found = report(&left, &wrong, &find);
    assert_eq!((found.differences, found.offset.as_deref()), (1, Some("2")));
    refused(&left, &right, &Options { offset: Offset::Edges(1), ..Options::default() }, "needs a clock");
}

#[test]
fn a_file_may_be_behind_by_a_time() {
    let file = |start: u64, values: [u8; 3]| {
        let mut body = format!("#0\nb0 q\n#{start}\n");
        for (n, value) in (0..).zip(values) {
            write!(body, "#{}\nb{value:b} q\n", start + 10 * n + 1).unwrap();
        }
        dump(&[("wire 8", "t.q", "q")], &(body + &format!("#{}\n", start + 40)))
    };
    let by = |time: i128| Options { offset: Offset::Time(time), ..Options::default() };
    let (left, right) = (file(5, [1, 2, 3]), file(25, [1, 2, 3]));
    assert_eq!(report(&left, &right, &Options::default()).verdict, Verdict::Different);
    let found = report(&left, &right, &by(20 * NS as i128));
    assert_eq!((found.verdict, found.offset.as_deref()), (Verdict::Equal, Some("20 ns")));
    assert_eq!(report(&right, &left, &by(-20 * NS as i128)).verdict, Verdict::Equal);
    // Times are those of the left file.
    let found = report(&left, &file(25, [1, 2, 9]), &by(20 * NS as i128));
    assert_eq!((found.differences, found.first_difference.unwrap().time.as_deref()), (1, Some("26")));
    let find = Options { offset: Offset::Find, ..Options::default() };
    assert_eq!(report(&left, &right, &find).offset.as_deref(), Some("20 ns"));
    assert_eq!(report(&right, &left, &find).offset.as_deref(), Some("-20 ns"));
    refused(
        &clocked(&[1, 2], 2),
        &clocked(&[1, 2], 2),
        &Options { offset: Offset::Time(5), ..at(Edge::Rising) },
        "no meaning at the edges of a clock",
    );
}

#[test]
fn only_what_both_record_is_compared_on_request() {
    let file = |start: u64, end: u64, value: u8| {
        let mut body = format!("#{start}\n0a\n");
        for time in start + 1..=end {
            let level = if time == 22 { value } else { u8::from(time % 4 < 2) };
            write!(body, "#{time}\n{level}a\n").unwrap();
        }
        dump(&[("wire 1", "t.a", "a")], &body)
    };
    // (Both begin with 0, the value of the wave there.)
    let (left, right) = (file(2, 40, 1), file(10, 30, 1));
    let overlap = Options { overlap: true, ..Options::default() };
    assert_eq!(report(&left, &right, &Options::default()).verdict, Verdict::Different);
    for (left, right) in [(&left, &right), (&right, &left)] {
        let found = report(left, right, &overlap);
        assert_eq!((found.verdict, found.ends_early), (Verdict::Equal, None));
        assert_eq!(found.overlap, Some(["10".to_string(), "30".to_string()]));
    }
    let found = report(&left, &file(10, 30, 0), &overlap);
    assert_eq!((found.differences, found.first_difference.unwrap().time.as_deref()), (1, Some("22")));
    refused(&file(0, 8, 1), &file(20, 30, 1), &overlap, "nothing compared");
}

#[test]
fn changes_may_be_so_far_apart_in_time() {
    let file = |times: [u64; 4]| {
        let mut body = "#0\nb0 q\n".to_string();
        for (n, time) in (1..).zip(times) {
            write!(body, "#{time}\nb{n:b} q\n").unwrap();
        }
        dump(&[("wire 8", "t.q", "q")], &(body + "#99\n"))
    };
    let within = |time| Options { time_tolerance: time * NS, ..Options::default() };
    let left = file([10, 20, 30, 40]);
    for (times, tolerance, verdict) in [
        ([10, 20, 30, 40], 1, Verdict::Equal),
        ([12, 19, 30, 42], 2, Verdict::Equal),
        ([12, 19, 30, 42], 1, Verdict::Different),
        ([10, 20, 30, 43], 2, Verdict::Different),
    ] {
        assert_eq!(report(&left, &file(times), &within(tolerance)).verdict, verdict, "{times:?} {tolerance}");
        assert_eq!(report(&file(times), &left, &within(tolerance)).verdict, verdict, "{times:?} {tolerance}");
    }
    // A value that is lost on the way is a difference, however near others are.
    let lost = file([10, 20, 30, 40]).replace("#30\nb11 q\n", "");
    assert_eq!(report(&left, &lost, &within(20)).verdict, Verdict::Different);
    refused(&left, &left, &within(200), "reaches over all");
}

#[test]
fn an_enable_that_differs_at_a_clock_is_a_difference() {
    // `v` is 1 from 1 ns on; in the right file it falls at 11 ns and nothing is compared from then
    // on, but `v` itself.
    let file = |fall: &str| {
        let body = format!("#0\n0c\n0p\n0v\n#1\n1v\n#5\n1c\n#10\n0c\n{fall}#15\n1c\n#20\n0c\n#25\n1c\n#30\n");
        dump(&[("wire 1", "t.clk", "c"), ("wire 1", "t.p", "p"), ("wire 1", "t.v", "v")], &body)
    };
    let options = Options { when: Some("v".into()), ..at(Edge::Rising) };
    let found = report(&file(""), &file("#11\n0v\n"), &options);
    // At the edges at 15 and at 25 ns.
    assert_eq!((found.verdict, found.differences, found.samples), (Verdict::Different, 2, Some(1)));
    assert_eq!(found.first_difference.unwrap().time.as_deref(), Some("15"));
    assert_eq!(report(&file(""), &file(""), &options).verdict, Verdict::Equal);
}

/// Two clocks, `t.c` and `t.k`, an enable and a signal for each; `k` rises only if asked to.
fn two_domains(k_rises: bool, enable: u8, values: [u8; 2]) -> String {
    let mut body = format!("#0\n0c\n0k\n{enable}e\n0x\n0y\n");
    for period in 0..4 {
        let at = 10 * period;
        let k = if k_rises { format!("#{}\n1k\n#{}\n0k\n", at + 7, at + 8) } else { String::new() };
        let [x, y] = values.map(|value| if period == 1 { value } else { 0 });
        write!(body, "#{}\n1c\n#{}\n{x}x\n{y}y\n{k}#{}\n0c\n", at + 5, at + 6, at + 9).unwrap();
    }
    let names = ["c", "k", "e", "x", "y"].map(|name| ("wire 1", format!("t.{name}"), name));
    let signals: Vec<_> = names.iter().map(|(kind, name, code)| (*kind, name.as_str(), *code)).collect();
    dump(&signals, &body)
}

fn domains(when: Option<&str>) -> Options {
    let clock = |name: &str, signals: &[&str]| Clock {
        name: name.into(),
        signals: signals.iter().map(|signal| (*signal).into()).collect(),
    };
    let clocks = vec![clock("c", &["x", "e"]), clock("k", &["y"])];
    Options { clocks, when: when.map(Into::into), ..Options::default() }
}

#[test]
fn a_clock_without_edges_compares_nothing() {
    let found = report(&two_domains(false, 1, [1, 0]), &two_domains(false, 1, [1, 1]), &domains(None));
    assert_eq!(found.verdict, Verdict::Incomplete);
    let reason = "1 signal is in the domain of clock `t.k`, and it has no rising edge within the window";
    assert_eq!(found.incomplete, [reason]);
    for (values, verdict) in [([1, 0], Verdict::Equal), ([1, 1], Verdict::Different)] {
        let found = report(&two_domains(true, 1, [1, 0]), &two_domains(true, 1, values), &domains(None));
        assert_eq!(found.verdict, verdict);
    }
}

#[test]
fn a_condition_that_is_never_met_compares_nothing() {
    let never = |values| two_domains(true, 0, values);
    for when in [Options { when: Some("e".into()), ..Options::default() }, domains(Some("e"))] {
        refused(&never([0, 0]), &never([1, 1]), &when, "`e` is never 1 in both files");
        // That is a difference where only one file meets it.
        let found = report(&never([0, 0]), &two_domains(true, 1, [0, 0]), &when);
        assert_eq!(found.verdict, Verdict::Different);
    }
}

#[test]
fn unlike_kinds_differ_at_clocks_too() {
    let file =
        |kind| dump(&[("wire 1", "t.clk", "c"), (kind, "t.q", "q")], "#0\n0c\n#5\n1c\n#10\n0c\n#15\n1c\n");
    for other in ["real 64", "wire 2", "event 1"] {
        let found = report(&file("wire 1"), &file(other), &at(Edge::Rising));
        assert_eq!(found.verdict, Verdict::Different, "{other}");
    }
}

#[test]
fn a_clock_is_the_partner_of_the_one_that_is_named() {
    let rename = |from: &str, to: &str| clocked(&[1, 2, 3, 4], 2).replace(from, to);
    let (left, right) = (rename(" clk ", " clk "), rename(" clk ", " CLK "));
    let q = |clock: &str| Options {
        clocks: vec![Clock::of_all(clock)],
        only: vec!["q".into()],
        ..Options::default()
    };
    // By its name in either file, whether it is itself compared or not.
    for (name, left, right) in [("clk", &left, &right), ("CLK", &left, &right), ("clk", &right, &left)] {
        for options in [q(name), Options { clocks: vec![Clock::of_all(name)], ..Options::default() }] {
            assert_eq!(report(left, right, &options).verdict, Verdict::Equal, "{name}");
        }
    }
}

/// Two signals that change places in the other file: at `fast` three edges, at the other one none.
fn swapped(fast: &str, slow: &str) -> String {
    let signals = [("wire 1", fast, "f"), ("wire 1", slow, "s"), ("wire 1", "t.q", "q")];
    dump(&signals, "#0\n0f\n0s\n0q\n#5\n1f\n#6\n1q\n#10\n0f\n#15\n1f\n#20\n0f\n0q\n#25\n1f\n#26\n1s\n")
}

#[test]
fn clock_and_condition_follow_maps() {
    let pair = |left: &str, right: &str| ScopePair { left: left.into(), right: right.into() };
    let map = |text: &str| NameMap::parse(text).unwrap();
    let scoped = Options { scopes: vec![pair("t.a", "t.b"), pair("t.b", "t.a")], ..Options::default() };
    let mapped = Options { maps: vec![map("^t\\.a$=t.b"), map("^t\\.b$=t.a")], ..Options::default() };
    for options in [scoped, mapped] {
        let clock = Options { clocks: vec![Clock::of_all("t.a")], ..options.clone() };
        let found = report(&swapped("t.a", "t.b"), &swapped("t.b", "t.a"), &clock);
        assert_eq!((found.verdict, found.samples), (Verdict::Equal, Some(3)));
        // In A `a` is one signal, in B another.
        let short = Options { clocks: vec![Clock::of_all("a")], ..options.clone() };
        refused(
            &swapped("t.a", "t.b"),
            &swapped("t.b", "t.a"),
            &short,
            "`a` may be t.a of A, or the partner of t.a of B",
        );
        let when = Options { when: Some("t.a".into()), ..options };
        let found = report(&swapped("t.a", "t.b"), &swapped("t.b", "t.a"), &when);
        assert_eq!(found.verdict, Verdict::Equal);
    }
}

#[test]
fn an_offset_is_found_inside_of_the_window() {
    // Before the window one file has three edges more.
    let edges = |period: usize, values: &[u8]| {
        let mut body = "#0\n0c\nb0 q\n".to_string();
        for (n, value) in values.iter().enumerate() {
            let at = n * period;
            write!(body, "#{}\n1c\n#{}\nb{value:b} q\n#{}\n0c\n", at + 5, at + 6, at + 9).unwrap();
        }
        dump(&[("wire 1", "t.clk", "c"), ("wire 8", "t.q", "q")], &body)
    };
    let (left, right) = (edges(10, &[1, 2, 3, 4, 5, 6, 7, 8]), edges(20, &[4, 5, 6, 7, 8]));
    let options = Options { from: 40 * NS, offset: Offset::Find, ..at(Edge::Rising) };
    let found = report(&left, &right, &options);
    // At 45 ns the left one is at its fifth edge and has sampled 4, the right one at its third,
    // with 5.
    assert_eq!((found.offset.as_deref(), found.verdict), (Some("-1"), Verdict::Equal));
}

#[test]
fn an_offset_in_either_direction_is_a_choice() {
    let pulses = |times: &[usize]| {
        let pulse = |time: &usize| format!("#{time}\n1p\n#{}\n0p\n", time + 5);
        dump(
            &[("wire 1", "t.p", "p")],
            &format!("#0\n0p\n{}#44\n", times.iter().map(pulse).collect::<String>()),
        )
    };
    let (left, right) = (pulses(&[10, 20, 30]), pulses(&[5, 15, 25]));
    let options = Options { offset: Offset::Find, ..Options::default() };
    assert_eq!(report(&left, &right, &options).offset.as_deref(), Some("-5 ns"));
    let both = pulses(&[5, 15, 25, 35]);
    for (a, b) in [(&left, &both), (&both, &left)] {
        refused(a, b, &options, "the offset may be 5 ns or -5 ns");
    }
}

#[test]
fn a_file_may_begin_within_the_tolerance() {
    let within = |time, from| Options { time_tolerance: time * NS, from: from * NS, ..Options::default() };
    let file = |times: [u64; 3], values: [&str; 3]| {
        let change = |(time, value): (&u64, &str)| format!("#{time}\nb{value} q\n");
        let body: String = times.iter().zip(values).map(change).collect();
        dump(&[("wire 8", "t.q", "q")], &(body + "#99\n"))
    };
    let left = file([0, 20, 40], ["1", "10", "11"]);
    for (times, values, tolerance, from, verdict) in [
        // It begins late, or the window begins between the changes of both.
        ([2, 22, 42], ["1", "10", "11"], 2, 0, Verdict::Equal),
        ([2, 22, 42], ["1", "10", "11"], 1, 0, Verdict::Different),
        ([0, 22, 42], ["1", "10", "11"], 2, 21, Verdict::Equal),
        ([0, 22, 42], ["1", "10", "11"], 1, 20, Verdict::Different),
        ([0, 22, 42], ["1", "100", "11"], 2, 21, Verdict::Different),
        ([0, 50, 60], ["1", "10", "11"], 12, 21, Verdict::Different),
    ] {
        let (right, options) = (file(times, values), within(tolerance, from));
        assert_eq!(report(&left, &right, &options).verdict, verdict, "{times:?} {tolerance} {from}");
        assert_eq!(report(&right, &left, &options).verdict, verdict, "{times:?} {tolerance} {from}");
    }
    // A value that stays is not a pending change, up to the end of the comparison.
    let stays = |value: &str| dump(&[("wire 8", "t.q", "q")], &format!("#0\nb{value} q\n#5\n"));
    for tolerance in [1, 5] {
        assert_eq!(report(&stays("0"), &stays("1"), &within(tolerance, 0)).verdict, Verdict::Different);
    }
}

#[test]
fn what_changes_while_a_file_does_not_record_is_seen_with_a_tolerance() {
    let signals = [("wire 1", "t.a", "a"), ("wire 1", "t.q", "q")];
    // A writer need not give values where it stops and resumes.
    let off = dump(&signals, "#0\n0a\n0q\n#10\n$dumpoff\n$end\n#20\n$dumpon\n$end\n#30\n1a\n#40\n");
    let options = Options { time_tolerance: 2 * NS, ..Options::default() };
    for (time, value, verdict) in
        [(15, 1, Verdict::Different), (15, 0, Verdict::Equal), (25, 1, Verdict::Different)]
    {
        let on = dump(&signals, &format!("#0\n0a\n0q\n#{time}\n{value}q\n#30\n1a\n#40\n"));
        assert_eq!(report(&off, &on, &options).verdict, verdict);
        assert_eq!(report(&on, &off, &options).verdict, verdict);
    }
}
