//! For each kind of difference, planted alone, exactly that one is reported, and nothing of any
//! other kind.

mod support;

use spindle_wave::{AllowMissing, Difference, DifferenceKind, Error, Options, Verdict};
use support::diff;

const BASE: &str = "\
$timescale 1 ns $end
$scope module top $end
$var wire 1 ! clk $end
$var wire 4 \" count [3:0] $end
$var wire 8 # data [7:0] $end
$var real 1 $ gain $end
$upscope $end
$enddefinitions $end
#0
0!
b0000 \"
b00000000 #
r0.5 $
#5
1!
b0001 \"
#10
0!
b00000101 #
#15
1!
b0010 \"
r0.25 $
#20
0!
#25
1!
b0011 \"
#30
";

/// The whole report, except the amounts compared.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    differences: u64,
    first: Difference,
    differing: Vec<(String, u64)>,
    kinds: usize,
    widths: usize,
    missing: [Vec<String>; 2],
    ends_early: Option<String>,
}

/// Compares with `from` replaced by `to`, in both directions: the second must say the same with the
/// sides exchanged.
#[track_caller]
fn planted(from: &str, to: &str) -> Said {
    assert_eq!(BASE.matches(from).count(), 1, "`{from}` is not there once");
    let other = BASE.replace(from, to);
    let options = Options::default();
    let said = |left: &str, right: &str| {
        let report = diff(left, right, &options).unwrap();
        assert_eq!(report.verdict, Verdict::Different);
        assert_eq!((report.undecided, report.unrecorded.as_str()), (0, "0"));
        assert!(report.changes_compared > 0);
        Said {
            differences: report.differences,
            first: report.first_difference.unwrap(),
            differing: report
                .differing
                .into_iter()
                .map(|signal| (signal.signal, signal.differences))
                .collect(),
            kinds: report.kinds.len(),
            widths: report.widths.len(),
            missing: [report.missing_left, report.missing_right],
            ends_early: report.ends_early.map(|end| end.side.to_string()),
        }
    };
    let (there, mut back) = (said(BASE, &other), said(&other, BASE));
    std::mem::swap(&mut back.first.left, &mut back.first.right);
    back.missing.reverse();
    back.ends_early = back.ends_early.map(|side| if side == "left" { "right" } else { "left" }.into());
    assert_eq!(there, back);
    there
}

fn first(
    kind: DifferenceKind,
    signal: Option<&str>,
    time: Option<&str>,
    left: &str,
    right: &str,
) -> Difference {
    let [signal, time] = [signal, time].map(|part| part.map(String::from));
    Difference { kind, signal, time, left: left.into(), right: right.into() }
}

/// Exactly one difference, in the value of `signal`.
fn value(signal: &str, time: &str, left: &str, right: &str) -> Said {
    Said {
        differences: 1,
        first: first(DifferenceKind::Value, Some(signal), Some(time), left, right),
        differing: vec![(signal.into(), 1)],
        kinds: 0,
        widths: 0,
        missing: [vec![], vec![]],
        ends_early: None,
    }
}

/// One difference of another kind than values.
fn other(kind: DifferenceKind, signal: Option<&str>, time: Option<&str>, left: &str, right: &str) -> Said {
    let first = first(kind, signal, time, left, right);
    Said { first, differing: vec![], ..value("", "", "", "") }
}

#[test]
fn nothing_planted_is_nothing_found() {
    let report = diff(BASE, BASE, &Options::default()).unwrap();
    assert_eq!((report.verdict, report.differences), (Verdict::Equal, 0));
    // Four values at the start, five edges of the clock, three counts, one of data, one gain.
    assert_eq!((report.signals_compared, report.changes_compared), (4, 14));
}

#[test]
fn a_value() {
    assert_eq!(planted("b00000101 #", "b00000111 #"), value("top.data", "10", "00000101", "00000111"));
    assert_eq!(planted("b00000101 #", "b000001x1 #"), value("top.data", "10", "00000101", "000001x1"));
    assert_eq!(planted("b00000101 #", "b000001z1 #"), value("top.data", "10", "00000101", "000001z1"));
    assert_eq!(planted("r0.25 $", "r0.125 $"), value("top.gain", "15", "0.25", "0.125"));
}

#[test]
fn a_time() {
    // The same change, later or earlier.
    assert_eq!(
        planted("b00000101 #\n#15\n", "#12\nb00000101 #\n#15\n"),
        value("top.data", "10", "00000101", "00000000")
    );
    assert_eq!(
        planted("#10\n0!\nb00000101 #\n", "#9\nb00000101 #\n#10\n0!\n"),
        value("top.data", "9", "00000000", "00000101")
    );
}

#[test]
fn an_extra_change() {
    assert_eq!(
        planted("#20\n", "#17\nb00000110 #\n#18\nb00000101 #\n#20\n"),
        value("top.data", "17", "00000101", "00000110")
    );
    assert_eq!(planted("b00000101 #\n", ""), value("top.data", "10", "00000101", "00000000"));
}

#[test]
fn a_missing_signal() {
    let text = "$var wire 8 # data [7:0] $end\n";
    let more = BASE.replace(text, &format!("{text}$var wire 8 # again [7:0] $end\n"));
    for (left, right, side) in [(BASE, &*more, 0), (&more, BASE, 1)] {
        let said = |allow_missing| {
            let report = diff(left, right, &Options { allow_missing, ..Options::default() }).unwrap();
            assert_eq!((report.differences, report.first_difference), (0, None));
            let missing = [report.missing_left, report.missing_right];
            assert_eq!(
                (missing[side].as_slice(), missing[1 - side].len()),
                (&["top.again".to_string()][..], 0)
            );
            (report.verdict, report.incomplete)
        };
        let [own, other] = if side == 0 {
            [AllowMissing::Left, AllowMissing::Right]
        } else {
            [AllowMissing::Right, AllowMissing::Left]
        };
        let lacks = vec![format!("{} lacks 1 signal", ["A", "B"][side])];
        assert_eq!(said(AllowMissing::Never), (Verdict::Incomplete, lacks.clone()));
        assert_eq!(said(other), (Verdict::Incomplete, lacks));
        assert_eq!(said(own), (Verdict::Equal, vec![]));
        assert_eq!(said(AllowMissing::Both), (Verdict::Equal, vec![]));
    }
}

#[test]
fn a_kind() {
    let gain = "$var real 1 $ gain $end\n";
    for (kind, value, name) in
        [("integer 32", "b101 $", "bits"), ("string 0", "sword $", "string"), ("event 1", "1$", "event")]
    {
        let other = BASE
            .replace(gain, &format!("$var {kind} $ gain $end\n"))
            .replace("r0.5 $", value)
            .replace("r0.25 $", value);
        for (left, right, kinds) in [(BASE, &*other, ["real", name]), (&other, BASE, [name, "real"])] {
            let report = diff(left, right, &Options::default()).unwrap();
            let first = first(DifferenceKind::ValueKind, Some("top.gain"), None, kinds[0], kinds[1]);
            assert_eq!((report.verdict, report.differences), (Verdict::Different, 1));
            assert_eq!((report.first_difference, report.kinds.len()), (Some(first), 1));
        }
    }
    // How a signal is driven is none.
    assert_eq!(
        diff(BASE, &BASE.replace("wire 8", "reg 8"), &Options::default()).unwrap().verdict,
        Verdict::Equal
    );
}

#[test]
fn a_width() {
    let said = planted("wire 8 # data [7:0]", "wire 9 # data [8:0]");
    assert_eq!(
        said,
        Said { widths: 1, ..other(DifferenceKind::Width, Some("top.data"), None, "8 bits", "9 bits") }
    );
}

#[test]
fn a_file_that_ends_early() {
    let said = planted("#30\n", "");
    let expected = other(DifferenceKind::End, None, Some("25"), "30", "25");
    assert_eq!(said, Said { ends_early: Some("right".into()), ..expected });
}

#[test]
fn a_file_that_is_cut_is_no_comparison() {
    for (cut, line) in [("#3", 29), ("#25\n1", 27), ("b0011", 28)] {
        let end = BASE.rfind(cut).unwrap() + cut.len();
        match diff(BASE, &BASE[..end], &Options::default()) {
            Err(Error::Malformed { path, line: found, .. }) => {
                assert!(path.ends_with("right.vcd") && found == line, "{path}:{found}");
            }
            other => panic!("{cut}: {other:?}"),
        }
    }
}
