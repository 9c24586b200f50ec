//! Extended VCD (`$dumpports`): ports by value, and on request by strength.

mod support;

use spindle_wave::{Error, Options, ReadOptions, Verdict, compare};
use support::{equal, files};

fn dump(changes: &str) -> String {
    format!(
        "$comment ports $end\n$timescale 1ns $end\n$scope module top $end\n$var port 1 <0 a $end\n\
         $var port [3:0] <1 d $end\n$upscope $end\n$enddefinitions $end\n#0\n$dumpports\npN 6 6 <0\n\
         pNNNN 6666 6666 <1\n$end\n{changes}#20\n$vcdclose #30 $end\n"
    )
}

/// The same as a plain VCD.
fn plain(changes: &str) -> String {
    format!(
        "$timescale 1ns $end\n$scope module top $end\n$var wire 1 ! a $end\n$var wire 4 # d [3:0] $end\n$upscope $end\n\
         $enddefinitions $end\n#0\nx!\nbx #\n{changes}#20\n#30\n"
    )
}

fn strength() -> Options {
    Options { reading: ReadOptions { strength: true, ..ReadOptions::default() }, ..Options::default() }
}

fn differences(left: &str, right: &str, options: &Options) -> Vec<String> {
    let files = files(left.as_bytes(), right.as_bytes());
    let report = compare(&files.left, &files.right, options).unwrap();
    assert_eq!(report.verdict == Verdict::Equal, report.differing.is_empty(), "{report:?}");
    report.differing.into_iter().map(|signal| signal.signal).collect()
}

fn refused(changes: &str) -> (u64, String) {
    let files = files(dump("").as_bytes(), dump(changes).as_bytes());
    match compare(&files.left, &files.right, &Options::default()) {
        Err(Error::Malformed { line, what, .. }) => (line, what),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ports_are_compared_by_value() {
    let strict =
        Options { reading: ReadOptions { strict: true, ..ReadOptions::default() }, ..Options::default() };
    let left = dump("#5\npU 0 6 <0\npDUZN 6006 0600 <1\n#10\npD 6 0 <0\npuLHX 0666 6666 <1\n");
    let report = equal(&left, &plain("#5\n1!\nb01zx #\n#10\n0!\nb101x #\n"), &strict);
    assert_eq!(report.signals_compared, 2);
    assert_eq!((report.missing_left.len(), report.missing_right.len()), (0, 0));
    // Driven from inside, weaker, by two: the value is the same.
    equal(&left, &dump("#5\nph 0 3 <0\npdHTX 6006 0600 <1\n#10\npL 1 0 <0\npUdu? 0666 6666 <1\n"), &strict);
    assert_eq!(differences(&left, &left.replace("pD 6 0", "pU 6 0"), &strict), ["top.a"]);
    assert_eq!(differences(&left, &left.replace("pDUZN", "pDUZZ"), &strict), ["top.d"]);
    // Where both drive and do not agree.
    for state in ["A", "a", "B", "b", "C", "c"] {
        let clash = dump(&format!("#3\npD 6 0 <0\n#5\np{state} 6 6 <0\n"));
        equal(&clash, &plain("#3\n0!\n#5\nx!\n"), &Options::default());
    }
    equal(&dump("#5\npf 6 6 <0\n"), &plain("#5\nz!\n"), &Options::default());
}

#[test]
fn strengths_are_compared_on_request() {
    let left = dump("#5\npU 0 6 <0\npDUZN 6006 0600 <1\n");
    assert_eq!(equal(&left, &left, &strength()).signals_compared, 4);
    assert_eq!(equal(&left, &left, &Options::default()).signals_compared, 2);
    for (from, to, name) in [
        ("pU 0 6", "pU 0 5", "top.a$strength"),
        ("pU 0 6", "pU 1 6", "top.a$strength"),
        ("6006 0600", "6006 0601", "top.d$strength"),
    ] {
        let right = left.replace(from, to);
        assert_eq!(differences(&left, &right, &strength()), [name]);
        assert_eq!(differences(&left, &right, &Options::default()), [""; 0]);
    }
}

#[test]
fn off_is_not_recorded() {
    let off = |value: &str| {
        dump(&format!(
            "#5\n$dumpportsoff\npX 0 0 <0\npXXXX 0000 0000 <1\n$end\n#7\n{value} 6 0 <0\n#9\n$dumpportson\npD 6 0 <0\npDDDD 6666 0000 <1\n$end\n"
        ))
    };
    equal(&off("pU"), &off("pD"), &Options::default());
}

#[test]
fn what_is_no_port_is_refused() {
    for (value, what) in [
        ("pG 0 6 <0", "`pG` is not a state of a port"),
        ("p 0 6 <0", "`p` is not a state of a port"),
        ("pU 8 6 <0", "`8` is not a strength from 0 to 7 for each bit"),
        ("pU 0 66 <0", "`66` is not a strength from 0 to 7 for each bit"),
        ("pUU 00 66 <0", "the value before `<0` does not fit the kind or width declared for it"),
        ("pU 0 6 <1", "the value before `<1` does not fit the kind or width declared for it"),
    ] {
        assert_eq!(refused(&format!("#5\n{value}\n")), (14, what.into()));
    }
    let files = files(dump("").as_bytes(), dump("").replace("[3:0]", "[2:a]").as_bytes());
    assert!(
        compare(&files.left, &files.right, &Options::default())
            .unwrap_err()
            .to_string()
            .contains("not the width")
    );
}
