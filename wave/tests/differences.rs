//! Each kind of difference is found and each kind of mere difference in writing is not.

mod support;

use spindle_wave::time::parse_time;
use spindle_wave::{
    AllowMissing, Clock, DifferenceKind, Error, IgnoreX, Options, Report, ScopePair, Verdict, text,
};
use support::{BASE, diff, equal};

/// Asserts that exactly one difference is found; gives its parts.
#[track_caller]
fn one(left: &str, right: &str, options: &Options) -> (DifferenceKind, String, String, String, String) {
    let report = diff(left, right, options).unwrap();
    let shown = text(&report, "left", "right");
    assert_eq!((report.verdict, report.differences), (Verdict::Different, 1), "{shown}");
    let first = report.first_difference.unwrap();
    let window = report.window;
    assert_eq!(window.is_some(), first.kind == DifferenceKind::Value);
    (first.kind, first.signal.unwrap_or_default(), first.time.unwrap_or_default(), first.left, first.right)
}

fn parts(kind: DifferenceKind, rest: [&str; 4]) -> (DifferenceKind, String, String, String, String) {
    let [signal, time, left, right] = rest.map(String::from);
    (kind, signal, time, left, right)
}

fn request(result: Result<Report, Error>) -> String {
    match result {
        Err(Error::Request { what, remedy }) => format!("{what}; {remedy}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_equals_itself() {
    let report = equal(BASE, BASE, &Options::default());
    // Three initial values, five edges of the clock, two of valid, one of data.
    assert_eq!((report.signals_compared, report.changes_compared), (3, 11));
}

#[test]
fn a_different_value_is_found() {
    let other = BASE.replace("b00000101", "b00000111");
    let expected = parts(DifferenceKind::Value, ["top.data", "10", "00000101", "00000111"]);
    assert_eq!(one(BASE, &other, &Options::default()), expected);
}

#[test]
fn a_change_at_another_time_is_found() {
    let other = BASE.replace("b00000101 #\n#15\n", "#15\nb00000101 #\n");
    let expected = parts(DifferenceKind::Value, ["top.data", "10", "00000101", "00000000"]);
    assert_eq!(one(BASE, &other, &Options::default()), expected);
    let shifted = BASE.replace("1!\n#10\n", "1!\n#11\n");
    let report = diff(BASE, &shifted, &Options::default()).unwrap();
    assert_eq!((report.differences, report.differing.len()), (3, 3));
    assert_eq!(report.first_difference.unwrap().time.as_deref(), Some("10"));
}

#[test]
fn an_extra_change_is_found() {
    let other = BASE.replace("#25\n", "#22\nb1 #\n#25\n");
    let expected = parts(DifferenceKind::Value, ["top.data", "22", "00000101", "00000001"]);
    assert_eq!(one(BASE, &other, &Options::default()), expected);
}

#[test]
fn another_width_is_found() {
    let other = BASE.replace("wire 8 # data [7:0]", "wire 9 # data [8:0]");
    let expected = parts(DifferenceKind::Width, ["top.data", "", "8 bits", "9 bits"]);
    assert_eq!(one(BASE, &other, &Options::default()), expected);
}

#[test]
fn a_missing_signal_is_reported_and_on_demand_a_difference() {
    let other = BASE.replace("$var wire 1 \" valid $end\n", "").replace("0\"\n", "").replace("1\"\n", "");
    let all = Options { ignore: vec!["valid".into()], ..Options::default() };
    equal(&other, BASE, &all);
}

#[test]
fn an_early_end_is_a_difference_unless_the_window_ends_before() {
    let early = BASE.replace("#25\n1!\n", "");
    assert_eq!(one(BASE, &early, &Options::default()), parts(DifferenceKind::End, ["", "20", "25", "20"]));
    assert_eq!(one(&early, BASE, &Options::default()), parts(DifferenceKind::End, ["", "20", "20", "25"]));
    let window = |to| Options { to: Some(parse_time(to).unwrap()), ..Options::default() };
    equal(BASE, &early, &window("20"));
    assert_eq!(one(BASE, &early, &window("24")), parts(DifferenceKind::End, ["", "20", "24", "20"]));
    // The last time stamp may have no changes: it states that nothing changed until then.
    assert_eq!(one(BASE, &format!("{BASE}#26\n"), &Options::default()).0, DifferenceKind::End);
    equal(&format!("{BASE}#26\n"), &format!("{BASE}#26\n"), &Options::default());
}

#[test]
fn the_way_of_writing_does_not_matter() {
    let codes = BASE.replace(" ! clk", " ~~~~~ clk").replace("0!", "0~~~~~").replace("1!", "1~~~~~");
    let order = BASE.replace(
        "$var wire 1 ! clk $end\n$var wire 1 \" valid $end\n",
        "$var reg 1 \" valid $end\n$var wire 1 ! clk [0:0] $end\n",
    );
    let swapped = BASE.replace("0!\n1\"\nb00000101 #\n", "b00000101 #\n1\"\n0!\n");
    let short = BASE.replace("b00000101", "b101").replace("b00000000", "b0");
    let redundant = BASE.replace("#15\n", "#12\nb101 #\n0!\n#13\n#15\nb00000101 #\n");
    let glitch = BASE.replace("#15\n1!\n", "#15\n0!\nb1 #\n1!\nb101 #\n");
    let repeated = BASE.replace("#15\n1!\n", "#15\n#15\n1!\n#15\n");
    let units = BASE.replace("1 ns", "\n100ps\n").replace("5\n", "50\n").replace("0\n1\"", "00\n1\"");
    let units = units.replace("#10\n", "#100\n").replace("#20\n", "#200\n");
    let comments =
        BASE.replace("#15\n", "$comment #7 1! $end\n#15\n").replace("$scope", "$comment a$end\n$scope");
    let windows = BASE.replace('\n', "\r\n");
    let no_zero = BASE.replace("#0\n", "");
    let escaped = BASE.replace(" data [7:0]", " \\data[7:0]");
    let unnamed = BASE.replace("$dumpvars\n", "").replace("#\n$end\n", "#\n");
    for (what, other) in [
        ("codes", codes),
        ("order of declarations", order),
        ("order of changes", swapped),
        ("short vectors", short),
        ("redundant changes", redundant),
        ("several changes in one time stamp", glitch),
        ("repeated time stamps", repeated),
        ("time scale", units),
        ("comments", comments),
        ("line ends", windows),
        ("values before the first time stamp", no_zero),
        ("escaped names", escaped),
        ("no $dumpvars", unnamed),
    ] {
        assert_ne!(other, BASE, "{what}");
        for (left, right) in [(BASE, other.as_str()), (&other, BASE), (&other, &other)] {
            let report = diff(left, right, &Options::default()).unwrap();
            assert_eq!(report.verdict, Verdict::Equal, "{what}: {}", text(&report, "left", "right"));
            assert_eq!((report.signals_compared, report.changes_compared), (3, 11), "{what}");
        }
    }
}

#[test]
fn aliases_count_by_name_in_either_file() {
    let alias =
        BASE.replace("$upscope", "$scope module s $end\n$var wire 1 ! clk $end\n$upscope $end\n$upscope");
    let split = BASE
        .replace("$upscope", "$scope module s $end\n$var wire 1 $ clk $end\n$upscope $end\n$upscope")
        .replace("0!\n", "0!\n0$\n")
        .replace("1!\n", "1!\n1$\n");
    for (left, right) in [(&alias, &alias), (&alias, &split), (&split, &alias), (&split, &split)] {
        let report = equal(left, right, &Options::default());
        assert_eq!((report.signals_compared, report.changes_compared), (4, 17));
    }
    let other = split.replace("#15\n1!\n1$\n", "#15\n1!\n");
    let expected = parts(DifferenceKind::Value, ["top.s.clk", "15", "1", "0"]);
    assert_eq!(one(&alias, &other, &Options::default()), expected);
}

#[test]
fn scopes_are_found_or_given() {
    let wrapped = BASE
        .replace("$scope module top", "$scope module TOP $end\n$scope module tb $end\n$scope module dut")
        .replace("$upscope $end", "$upscope $end\n$upscope $end\n$upscope $end");
    let report = equal(BASE, &wrapped, &Options::default());
    assert_eq!(report.scopes, [ScopePair { left: "top".into(), right: "TOP.tb.dut".into() }]);
    let given = |left: &str, right: &str| {
        let scopes = vec![ScopePair { left: left.into(), right: right.into() }];
        Options { scopes, ..Options::default() }
    };
    equal(BASE, &wrapped, &given("top", "TOP.tb.dut"));
    equal(&wrapped, BASE, &given("TOP.tb.dut", "top"));
    let message = request(diff(BASE, &wrapped, &given("to", "TOP.tb.dut")));
    assert!(
        message.contains("A has no signal inside scope `to`") && message.contains("--scope"),
        "{message}"
    );

    // Two copies of the design: which one is meant cannot be known.
    let declared =
        "$scope module b $end\n$var wire 1 $ clk $end\n$var wire 1 % valid $end\n$var wire 8 & data $end\n";
    let twice = wrapped.replace("$enddefinitions", &format!("{declared}$upscope $end\n$enddefinitions"));
    let message = request(diff(BASE, &twice, &Options::default()));
    assert!(message.contains("`top=TOP.tb.dut`") && message.contains("`top=b`"), "{message}");
    let chosen = Options { allow_missing: AllowMissing::Left, ..given("top", "TOP.tb.dut") };
    equal(BASE, &twice, &chosen);

    // The same nets under two names, as Verilator shows a top module's ports: either will do.
    let nets = ["$var wire 1 ! clk", "$var wire 1 \" valid", "$var wire 8 # data"];
    if nets.iter().all(|net| BASE.contains(net)) {
        let inside = nets.map(|net| format!("{net} $end\n")).concat();
        let around = BASE.replace(
            "$scope module top $end",
            &format!("$scope module TOP $end\n{inside}$scope module top $end"),
        );
        let around = around.replacen("$upscope $end", "$upscope $end\n$upscope $end", 1);
        equal(BASE, &around, &Options { allow_missing: AllowMissing::Left, ..Options::default() });
    } else {
        panic!("the codes in BASE have changed: {BASE}");
    }
}

const UNKNOWN: &str = "\
$timescale 1ns $end
$var wire 8 ! a $end
$var wire 1 \" b $end
$enddefinitions $end
#0
bx1 !
z\"
#1
bz !
x\"
#2
";

#[test]
fn x_and_z_equal_themselves_or_on_demand_everything() {
    let full = UNKNOWN.replace("bx1", "bxxxxxxx1").replace("bz", "bzzzzzzzz");
    assert_eq!(equal(UNKNOWN, &full, &Options::default()).changes_compared, 4);
    let ignore_x = Options { ignore_x: IgnoreX::Both, ..Options::default() };
    let known = UNKNOWN.replace("bx1", "b10101").replace("bz", "bx");
    let report = diff(UNKNOWN, &known, &Options::default()).unwrap();
    assert_eq!(report.differences, 2);
    equal(UNKNOWN, &known, &ignore_x);
    equal(&known, UNKNOWN, &ignore_x);
    let wrong = UNKNOWN.replace("bx1", "b10100");
    assert_eq!(
        one(UNKNOWN, &wrong, &ignore_x),
        parts(DifferenceKind::Value, ["a", "0", "xxxxxxx1", "00010100"])
    );
}

#[test]
fn a_signal_without_a_value_is_x() {
    let silent = UNKNOWN.replace("#0\nbx1 !\nz\"\n#1\nbz !\nx\"\n", "#0\nb1 !\n#1\nz\"\n");
    let explicit = silent.replace("#0\n", "#0\nx\"\n");
    assert_eq!(equal(&silent, &explicit, &Options::default()).changes_compared, 2);
    let zero = silent.replace("#0\n", "#0\n0\"\n");
    assert_eq!(one(&silent, &zero, &Options::default()), parts(DifferenceKind::Value, ["b", "0", "x", "0"]));
}

#[test]
fn what_is_not_recorded_is_not_compared() {
    let off = BASE.replace("#10\n", "#8\n$dumpoff\nx!\nx\"\nbx #\n$end\n#10\n");
    let off = off.replace("#10\n0!\n1\"\nb00000101 #\n", "");
    let off = off.replace("#20\n", "#18\n$dumpon\n1!\n1\"\nb101 #\n$end\n#20\n").replace("#15\n1!\n", "");
    let report = equal(BASE, &off, &Options::default());
    assert_eq!(report.unrecorded, "10");
    equal(&off, BASE, &Options::default());
    let other = off.replace("b101 #", "b111 #");
    assert_eq!(
        one(BASE, &other, &Options::default()),
        parts(DifferenceKind::Value, ["top.data", "18", "00000101", "00000111"])
    );
    // A writer that dumps nothing at `$dumpon`: the difference arose unseen.
    let silent = off.replace("$dumpoff\nx!\nx\"\nbx #\n", "$dumpoff\n");
    let silent = silent.replace("$dumpon\n1!\n1\"\nb101 #\n", "$dumpon\n1\"\n");
    assert_eq!(
        one(BASE, &silent, &Options::default()),
        parts(DifferenceKind::Value, ["top.data", "18", "00000101", "00000000"])
    );
    let clock = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
    assert!(request(diff(BASE, &off, &clock)).contains("$dumpoff"));
}

#[test]
fn only_and_ignore_choose_signals() {
    let other = BASE.replace("b00000101", "b00000111");
    let options = |only: &[&str], ignore: &[&str]| Options {
        only: only.iter().map(ToString::to_string).collect(),
        ignore: ignore.iter().map(ToString::to_string).collect(),
        ..Options::default()
    };
    assert_eq!(equal(BASE, &other, &options(&["clk", "val*"], &[])).signals_compared, 2);
    assert_eq!(equal(BASE, &other, &options(&[], &["top.d*"])).signals_compared, 2);
    assert_eq!(one(BASE, &other, &options(&["data"], &[])).0, DifferenceKind::Value);
    assert!(request(diff(BASE, &other, &options(&["dat"], &[]))).contains("matches `--only dat`"));
    assert!(request(diff(BASE, &other, &options(&["data"], &["*"]))).contains("nothing compared"));
}

#[test]
fn a_window_leaves_out_what_is_outside() {
    let other = BASE.replace("#5\n1!", "#5\n1!\n1\"").replace("#25\n1!", "#25\n0!");
    let options = |from, to| Options {
        from: parse_time(from).unwrap(),
        to: Some(parse_time(to).unwrap()),
        ..Options::default()
    };
    assert_eq!(
        one(BASE, &other, &options("5", "24")),
        parts(DifferenceKind::Value, ["top.valid", "5", "0", "1"])
    );
    // The values in force at the start count.
    assert_eq!(
        one(BASE, &other, &options("7", "24")),
        parts(DifferenceKind::Value, ["top.valid", "7", "0", "1"])
    );
    assert_eq!(
        one(BASE, &other, &options("6.5", "8")),
        parts(DifferenceKind::Value, ["top.valid", "6.5", "0", "1"])
    );
    assert_eq!(equal(BASE, &other, &options("10", "24.999999")).changes_compared, 3 + 1 + 2);
    assert_eq!(
        one(BASE, &other, &options("10", "25")),
        parts(DifferenceKind::Value, ["top.clk", "25", "1", "0"])
    );
    assert!(request(diff(BASE, BASE, &options("26", "30"))).contains("nothing compared"));
    assert!(request(diff(BASE, BASE, &options("8", "7"))).contains("before it begins"));
    assert!(parse_time("-1").is_err() && parse_time("1e3").is_err());
}

#[test]
fn nothing_compared_is_an_error() {
    let silent = "$var wire 1 ! a $end $enddefinitions $end #0 #1\n";
    assert!(request(diff(silent, silent, &Options::default())).contains("no signal has a value"));
    let other = "$var wire 1 ! b $end $enddefinitions $end #0 1! #1\n";
    assert!(request(diff(silent, other, &Options::default())).contains("no signal in common"));
    let clock = Options { clocks: vec![Clock::of_all("b")], ..Options::default() };
    // A clock just before its own edge is always the same.
    assert!(request(diff(other, other, &clock)).contains("it has no signals but itself"));
    let still = "$var wire 1 ! b $end $var wire 1 # d $end $enddefinitions $end #0 1! 1# #1 0#\n";
    assert!(request(diff(still, still, &clock)).contains("no rising edge"));
    let clock = Options { clocks: vec![Clock::of_all("c")], ..Options::default() };
    assert!(request(diff(other, other, &clock)).contains("is called `c`"));
}

#[test]
fn sampling_at_a_clock_sees_only_values_before_edges() {
    let clock = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
    // A pulse between edges, another phase and another period do not matter.
    let other =
        BASE.replace("#10\n", "#7\n1\"\n#9\n0\"\n#10\n").replace("#15\n", "#18\n").replace("#25\n", "#31\n");
    assert!(diff(BASE, &other, &Options::default()).unwrap().differences > 0);
    let report = equal(BASE, &other, &clock);
    assert_eq!((report.samples, report.changes_compared), (Some(3), 6));
    // What changes with the edge is seen at the next one.
    let late = BASE.replace("b00000101 #\n#15\n", "#15\nb00000101 #\n");
    let report = diff(BASE, &late, &clock).unwrap();
    assert_eq!(report.differences, 1);
    let first = report.first_difference.unwrap();
    assert_eq!((first.time.as_deref(), first.left.as_str()), (Some("15"), "00000101"));
    // A difference that lasts counts at each edge.
    let stuck = BASE.replace("b00000101 #\n", "");
    let report = diff(BASE, &stuck, &clock).unwrap();
    assert_eq!((report.differences, report.differing[0].differences), (2, 2));
    let fewer = BASE.replace("#25\n1!\n", "#25\n");
    assert_eq!(one(BASE, &fewer, &clock).0, DifferenceKind::End);
    let ambiguous = Options { clocks: vec![Clock::of_all("*")], ..Options::default() };
    assert!(request(diff(BASE, BASE, &ambiguous)).contains("`*` may be top.clk or top.valid"));
}

#[test]
fn wide_vectors_reals_and_texts_compare() {
    let high = "1".repeat(70);
    let make = |wide: &str, real: &str, name: &str| {
        format!(
            "$timescale 1ps $end $var wire 130 ! w $end $var real 1 \" r $end $var wire 0 # state $end\n\
             $enddefinitions $end\n#0\nb{wide} !\nr{real} \"\nsIdle #\n#1000\ns{name} #\n"
        )
    };
    let base = make(&high, "0.5", "Run");
    equal(&base, &make(&format!("{}{high}", "0".repeat(60)), "5e-1", "Run"), &Options::default());
    let expected = parts(DifferenceKind::Value, ["state", "1", "Run", "Idle"]);
    assert_eq!(one(&base, &make(&high, "0.5", "Idle"), &Options::default()), expected);
    let expected = parts(DifferenceKind::Value, ["r", "0", "0.5", "0.25"]);
    assert_eq!(one(&base, &make(&high, "0.25", "Run"), &Options::default()), expected);
    let other = make(&high.replacen('1', "0", 1), "0.5", "Run");
    assert_eq!(one(&base, &other, &Options::default()).1, "w");
    assert_eq!(one(&base, &make(&format!("z{high}"), "0.5", "Run"), &Options::default()).1, "w");
    // A text here and a number there cannot be compared, which is reported.
    let number = base.replace("wire 0 #", "wire 2 #").replace("sIdle", "b0").replace("sRun", "b1");
    assert_eq!(
        one(&base, &number, &Options::default()),
        parts(DifferenceKind::ValueKind, ["state", "", "string", "bits"])
    );
}

#[test]
fn icarus_verilator_and_rust_hdl_agree() {
    let icarus = include_str!("dumps/icarus.vcd");
    let verilator = include_str!("dumps/verilator.vcd");
    let rust_hdl = include_str!("dumps/rust_hdl.vcd");
    let ignore_x =
        Options { ignore_x: IgnoreX::Both, allow_missing: AllowMissing::Both, ..Options::default() };
    assert_eq!(equal(icarus, verilator, &ignore_x).signals_compared, 7);
    // Before the first edge Icarus has x where Verilator has 0.
    let report = diff(icarus, verilator, &Options::default()).unwrap();
    assert_eq!((report.differences, report.first_difference.unwrap().left.as_str()), (2, "xxxxxxxx"));
    let report = equal(rust_hdl, rust_hdl, &Options::default());
    assert_eq!(report.signals_compared, 8);
    let other = rust_hdl.replacen("sRun ", "sHalt ", 1);
    let report = diff(rust_hdl, &other, &Options::default()).unwrap();
    assert_eq!(report.first_difference.unwrap().left, "Run");
}
