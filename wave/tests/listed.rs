//! Contents of a dump, as a value and as text.

mod support;

use spindle_wave::{ReadOptions, list};
use support::{BASE, files};

const KINDS: &str = "\
$timescale 10 ps $end
$scope module t $end
$var wire 8 ! q [0:7] $end
$var real 64 \" r $end
$scope module inner $end
$var wire 1 # b $end
$upscope $end
$var event 1 $ e $end
$upscope $end
$enddefinitions $end
#3
b101 !
r1.5 \"
#7
1$
#250
1#
";

#[test]
fn scopes_kinds_widths_and_times_are_listed() {
    let files = files(KINDS.as_bytes(), b"");
    let listing = list(&files.left, &[], &ReadOptions::default()).unwrap();
    let signals: Vec<_> =
        listing.signals.iter().map(|at| (at.name.as_str(), at.kind, at.bits, at.range)).collect();
    assert_eq!(
        signals,
        [
            ("t.q", "bits", 8, Some((0, 7))),
            ("t.r", "real", 0, None),
            ("t.inner.b", "bits", 1, None),
            ("t.e", "event", 0, None)
        ]
    );
    assert_eq!(listing.scopes, ["t", "t.inner"]);
    let times = [&listing.first, &listing.last].map(|time| time.as_deref().unwrap());
    assert_eq!((listing.unit.as_str(), times), ("0.01", ["0.03", "2.5"]));
    let expected = "\
k.vcd: 4 signals in 2 scopes; 0.03 ns to 2.5 ns, in units of 0.01 ns

t
  q  8 bits  [0:7]
  r  real
  e  event

t.inner
  b  1 bit
";
    assert_eq!(listing.text("k.vcd"), expected);
}

#[test]
fn patterns_choose_and_must_match() {
    let files = files(BASE.as_bytes(), b"");
    let listing = list(&files.left, &["d*".into()], &ReadOptions::default()).unwrap();
    assert_eq!((listing.count, listing.declared, listing.signals[0].name.as_str()), (1, 3, "top.data"));
    assert!(listing.text("b.vcd").starts_with("b.vcd: 1 signal of 3 in 1 scope; 0 ns to 25 ns"));
    let error =
        list(&files.left, &["clk".into(), "none".into()], &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("`--only none`"), "{error}");
}

#[test]
fn names_cannot_move_the_cursor() {
    let dump = BASE.replace(" clk ", " c\u{1b}[2Jk ").replace(" valid ", " v\u{9b}2J ");
    let files = files(dump.as_bytes(), b"");
    let text = list(&files.left, &[], &ReadOptions::default()).unwrap().text("a\u{7}.vcd");
    assert!(text.contains("c\\u{1b}[2Jk") && text.contains("v\\u{9b}2J"), "{text}");
    assert!(text.starts_with("a\\u{7}.vcd: "), "{text}");
    assert!(!text.contains(|character: char| character.is_control() && character != '\n'));
}

#[test]
fn what_is_not_as_the_format_has_it_is_said() {
    let files = files(BASE.replace("1 ns", "3 ns").as_bytes(), b"");
    let listing = list(&files.left, &[], &ReadOptions::default()).unwrap();
    assert!(listing.warnings.len() == 1 && listing.warnings[0].contains(":1: "), "{:?}", listing.warnings);
    assert_eq!((listing.unit.as_str(), listing.last.as_deref()), ("3", Some("75")));
    assert!(listing.text("l.vcd").contains("\n  warning: "));
    let strict = ReadOptions { strict: true, ..ReadOptions::default() };
    assert!(list(&files.left, &[], &strict).is_err());
}
