//! Deviations from the format with only one interpretation are accepted; `strict` refuses them,
//! with line and cause.

mod support;

use std::fmt::Write as _;

use spindle_wave::{Error, Options, ReadOptions, Verdict, compare};
use support::{BASE, equal, files};

fn strict() -> Options {
    Options { reading: ReadOptions { strict: true, ..ReadOptions::default() }, ..Options::default() }
}

/// A dump that is read as `left` says, and refused if strict: line and cause.
#[track_caller]
fn read_as(left: &str, right: &str) -> (u64, String) {
    let files = files(left.as_bytes(), right.as_bytes());
    // Equal not only in the common part: neither has more.
    let report = compare(&files.left, &files.right, &Options::default()).unwrap();
    assert_eq!(report.verdict, Verdict::Equal, "{report:?}");
    assert_eq!((report.missing_left.len(), report.missing_right.len()), (0, 0), "{report:?}");
    assert_eq!(compare(&files.left, &files.left, &strict()).unwrap().verdict, Verdict::Equal);
    match compare(&files.left, &files.right, &strict()) {
        Err(Error::Malformed { line, what, .. }) => (line, what),
        other => panic!("{other:?}"),
    }
}

/// The value that a change decides differs: it is read, not only passed over.
#[track_caller]
fn differ(left: &str, right: &str) {
    let files = files(left.as_bytes(), right.as_bytes());
    let report = compare(&files.left, &files.right, &Options::default()).unwrap();
    assert_eq!(report.verdict, Verdict::Different, "{report:?}");
}

#[track_caller]
fn refused(dump: &str) -> (u64, String) {
    let files = files(BASE.as_bytes(), dump.as_bytes());
    match compare(&files.left, &files.right, &Options::default()) {
        Err(Error::Malformed { line, what, .. }) => (line, what),
        other => panic!("{other:?}"),
    }
}

fn with(from: &str, to: &str) -> String {
    assert!(BASE.contains(from), "{from}");
    BASE.replacen(from, to, 1)
}

#[test]
fn a_section_that_is_not_closed_ends_at_the_next_time_or_section() {
    let open = with("b00000000 #\n$end", "b00000000 #");
    assert_eq!(read_as(BASE, &open), (13, "`$dumpvars` has no `$end` before `#5`".into()));
    differ(BASE, &open.replacen("0\"\nb00000000", "1\"\nb00000000", 1));
    let twice = with("b00000000 #\n$end", "$dumpall\nb00000000 #\n$end");
    assert_eq!(read_as(BASE, &twice).1, "`$dumpvars` has no `$end` before `$dumpall`");
    // Before the first time stamp, and closed by none at all.
    let before = with("#0\n$dumpvars\n", "$dumpvars\n#0\n").replacen("$end\n#5", "#5", 1);
    assert_eq!(read_as(BASE, &before), (9, "`$dumpvars` has no `$end` before `#0`".into()));
    // A change without a following time stamp may be truncated.
    assert_eq!(refused(&open[..open.find("#5").unwrap()]).1, "the file ends inside `$dumpvars`");
}

#[test]
fn an_end_that_ends_nothing_is_passed_over() {
    assert_eq!(read_as(BASE, &with("#15\n", "$end\n#15\n")), (20, "an `$end` ends nothing".into()));
}

#[test]
fn the_end_of_an_extended_dump_is_its_last_time() {
    let closed = format!("{BASE}$vcdclose #30 $end\n");
    let longer = format!("{BASE}#30\n");
    equal(&longer, &closed, &strict());
    differ(BASE, &closed);
}

#[test]
fn scopes_without_a_name_add_nothing_to_names() {
    let nameless = with("$scope module top $end", "$scope module  $end");
    let none = nameless.replacen("$scope module  $end\n", "", 1).replacen("$upscope $end\n", "", 1);
    assert_eq!(read_as(&none, &nameless), (2, "a scope has no name".into()));
    assert_eq!(read_as(&none, &nameless.replacen("module", "", 1)).1, "a scope has no name");
    // Inside of and around others.
    let inner = with("$scope module top $end", "$scope module top $end\n$scope module $end").replacen(
        "$upscope $end",
        "$upscope $end $upscope $end",
        1,
    );
    assert_eq!(read_as(BASE, &inner), (3, "a scope has no name".into()));
    let spaced = with("module top", "module top of all");
    assert_eq!(
        read_as(
            &with("module top", "module top\u{a0}of\u{a0}all"),
            &spaced.replace(" of all", "\u{a0}of all")
        )
        .0,
        2
    );
}

#[test]
fn time_scales_of_any_number_are_read() {
    let odd = with("1 ns", "244ns");
    let ps = odd.replacen("244ns", "1 ps", 1);
    let mut scaled = String::new();
    for line in ps.lines() {
        match line.strip_prefix('#').and_then(|time| time.parse::<u64>().ok()) {
            Some(time) => writeln!(scaled, "#{}", time * 244_000).unwrap(),
            None => writeln!(scaled, "{line}").unwrap(),
        }
    }
    assert_eq!(read_as(&scaled, &odd), (1, "the time scale `244ns` is not 1, 10 or 100 of a unit".into()));
    differ(&scaled, &odd.replacen("244ns", "245ns", 1));
    equal(&with("1 ns", "1000 s"), &with("1 ns", "1000 s"), &Options::default());
    for bad in ["0ns", "ns", "1.5ns", "2000 s", "4294967296 fs", "-1ns"] {
        assert_eq!(
            refused(&with("1 ns", bad)),
            (1, format!("`{}` is not a time scale", bad.replace(' ', "")))
        );
    }
    assert_eq!(read_as(BASE, &with("$timescale 1 ns $end\n", "")).1, "the header has no `$timescale`");
}

#[test]
fn a_fraction_of_zeros_is_no_fraction() {
    let fraction = with("#10\n", "#10.0\n");
    assert_eq!(read_as(BASE, &fraction), (16, "the time stamp `#10.0` has a fraction, of zeros".into()));
    assert_eq!(read_as(BASE, &with("#0\n", "#0.000\n")).0, 8);
    differ(BASE, &with("#10\n", "#11.0\n"));
    for bad in ["#10.5", "#10.01", "#.0", "#1e1", "#-10", "#"] {
        assert_eq!(
            refused(&with("#10\n", &format!("{bad}\n"))),
            (16, format!("`{bad}` is not a time stamp"))
        );
    }
}

#[test]
fn numbers_of_pymtl_begin_twice() {
    let twice = with("b00000101", "b0b00000101");
    assert_eq!(read_as(BASE, &twice), (19, "`b0b00000101` begins twice".into()));
    differ(BASE, &with("b00000101", "b0b00000100"));
    // One of more digits than a word has.
    let wide = |value: &str| with("wire 8 # data [7:0]", "wire 20 # data").replacen("b00000101", value, 1);
    let digits = "11010000111100001111";
    assert_eq!(read_as(&wide(&format!("b{digits}")), &wide(&format!("b0b{digits}"))).0, 19);
    for bad in ["b0b", "b0b2", "b1b1", "b0bb1", "b0x1f"] {
        assert_eq!(refused(&with("b00000101", bad)), (19, format!("`{bad}` is not a binary value")));
    }
}

#[test]
fn a_real_may_be_given_texts() {
    let dump = |kind: &str, values: [&str; 3]| {
        let [a, b, c] = values;
        format!(
            "$timescale 1ns $end\n$var {kind} 1 ! state $end\n$enddefinitions $end\n#0\n{a} !\n#5\n{b} !\n#10\n{c} !\n"
        )
    };
    let texts = dump("real", ["sIDLE", "sRUN", "sIDLE"]);
    assert!(matches!(equal(&texts, &texts, &Options::default()).changes_compared, 3));
    differ(&texts, &dump("real", ["sIDLE", "sRUN", "sRUN"]));
    differ(&texts, &dump("real", ["sIDLE", "r1.0", "sIDLE"]));
    let mixed = dump("real", ["r1.0", "sRUN", "r1.0"]);
    assert_eq!(equal(&mixed, &mixed, &Options::default()).changes_compared, 3);
    differ(&mixed, &dump("real", ["r1.0", "sRUN", "sRUN"]));
    // Once it had a text, a number is a number.
    let again = dump("real", ["sRUN", "r1.0", "sRUN"]);
    assert_eq!(equal(&again, &again, &Options::default()).changes_compared, 3);
    let files = files(texts.as_bytes(), texts.as_bytes());
    let Err(Error::Malformed { line, what, .. }) = compare(&files.left, &files.right, &strict()) else {
        panic!()
    };
    assert_eq!((line, what.as_str()), (5, "`!`, which is declared as a real, is given a text"));
    assert!(refused(&dump("wire", ["sIDLE", "sRUN", "sIDLE"])).1.contains("does not fit"));
}

#[test]
fn a_blank_may_stand_before_the_code_of_a_scalar() {
    let blank = with("#15\n1!", "#15\n1 !");
    assert_eq!(read_as(BASE, &blank), (21, "a blank between `1` and the code `!`".into()));
    assert_eq!(read_as(BASE, &with("#15\n1!", "#15\n1 \t !")).0, 21);
    differ(BASE, &with("#15\n1!", "#15\n0 !"));
    // Only in its line: the next one is a change of its own.
    assert_eq!(refused(&with("#15\n1!", "#15\n1\n!")), (21, "no identifier code follows `1`".into()));
    assert_eq!(refused(&format!("{BASE}1")), (27, "no identifier code follows `1`".into()));
    assert_eq!(refused(&format!("{BASE}1  ")), (27, "no identifier code follows `1`".into()));
}

#[test]
fn values_of_codes_that_are_not_declared_are_left_out() {
    for more in
        ["1?", "x?", "1???????", "b101 ?", "r0.5 ?", "stext ?", "p0 0 0 ?", "b0101010101010101010101 ?"]
    {
        let undeclared = with("#15\n", &format!("{more}\n#15\n"));
        let (line, what) = read_as(BASE, &undeclared);
        assert!(line == 20 && what.ends_with("is not a declared identifier code"), "{line} {what}");
    }
    differ(BASE, &with("#15\n1!", "#15\n1?"));
}

#[test]
fn the_last_line_may_have_no_end() {
    let whole = BASE.strip_suffix('\n').unwrap();
    assert_eq!(
        read_as(BASE, whole),
        (26, "the file ends in the middle of a line, at `1!`, which may be truncated".into())
    );
    let vector = format!("{BASE}b1 #");
    assert_eq!(read_as(&format!("{vector}\n"), &vector).0, 27);
    let time = format!("{BASE}#30");
    assert_eq!(read_as(&format!("{time}\n"), &time).0, 27);
    differ(BASE, &time);
    assert!(refused(&format!("{BASE}b1")).1.contains("identifier code"));
    assert!(refused(&BASE[..BASE.find("\n#0").unwrap()]).1.contains("no values"));
}

#[test]
fn values_may_follow_declarations_that_do_not_end() {
    let open = with("$enddefinitions $end\n", "");
    assert_eq!(read_as(BASE, &open), (7, "no `$enddefinitions` before `#0`".into()));
    assert_eq!(
        read_as(BASE, &open.replacen("#0\n", "", 1)),
        (7, "no `$enddefinitions` before `$dumpvars`".into())
    );
    assert_eq!(refused(&with("$enddefinitions $end\n", "$crash\n")).1, "`$crash` is not a header section");
}

#[test]
fn kinds_of_other_formats_are_read() {
    let dump = |declarations: &str, values: &str| {
        format!("$timescale 1ns $end\n{declarations}$enddefinitions $end\n#0\n{values}#10\n")
    };
    let bits =
        "int logic bit shortint longint byte enum parameter integer time reg tri0 supply1 sparray port";
    for kind in bits.split(' ') {
        let left = dump(&format!("$var {kind} 8 ! q [7:0] $end\n"), "b101 !\n");
        equal(&left, &dump("$var wire 8 ! q [7:0] $end\n", "b00000101 !\n"), &strict());
        differ(&left, &dump("$var wire 8 ! q [7:0] $end\n", "b00000111 !\n"));
    }
    for kind in ["real", "real_parameter", "realtime", "shortreal"] {
        let left = dump(&format!("$var {kind} 64 ! q $end\n"), "r2.5 !\n");
        equal(&left, &dump("$var real 1 ! q $end\n", "r2.5 !\n"), &strict());
        differ(&left, &dump("$var real 1 ! q $end\n", "r2.25 !\n"));
    }
    // A parameter has the kind of the variable with its code, in any order of declaration.
    let [parameter, real] = ["$var parameter 64 ! GAIN $end\n", "$var real 64 ! level $end\n"];
    let own = "$var real 64 ! GAIN $end\n$var real 64 ! level $end\n$var wire 8 # q $end\n";
    let own = dump(own, "r2.5 !\nb101 #\n");
    for declared in [format!("{parameter}{real}"), format!("{real}{parameter}")] {
        let shared = dump(&format!("{declared}$var wire 8 # q $end\n"), "r2.5 !\nb101 #\n");
        assert_eq!(equal(&own, &shared, &strict()).signals_compared, 3);
        differ(&own, &shared.replace("r2.5", "r2.25"));
        differ(&own, &shared.replace("b101", "b111"));
    }
    assert!(
        refused(&dump("$var wire 64 ! a $end\n$var real 64 ! b $end\n", "r2.5 !\n"))
            .1
            .contains("shares code")
    );
    assert!(
        refused(&dump("$var event 1 ! a $end\n$var real 64 ! b $end\n", "1!\n")).1.contains("shares code")
    );
}

#[test]
fn a_width_of_zero_has_no_digits() {
    let dump = |value: &str| {
        format!(
            "$timescale 1ns $end\n$var wire 0 ! q $end\n$var wire 1 # c $end\n$enddefinitions $end\n#0\n{value}\n1#\n"
        )
    };
    let one = dump("b !");
    for value in ["b0 !", "b000 !", "0!"] {
        equal(&one, &dump(value), &strict());
    }
    differ(&one, &dump("b1 !"));
}
