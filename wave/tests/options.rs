//! Options of the comparison that depend on more than one file's text: bits against vectors, x,
//! reals, tolerances.

mod support;

use std::fmt::Write;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_wave::{Clock, DifferenceKind, IgnoreX, Options, Verdict, text};
use support::{diff, equal};

/// Asserts that exactly one difference is found, in a value; gives signal, time, both values.
#[track_caller]
fn one(left: &str, right: &str, options: &Options) -> [String; 4] {
    let report = diff(left, right, options).unwrap();
    assert_eq!(report.differences, 1, "{}", text(&report, "left", "right"));
    let first = report.first_difference.unwrap();
    assert_eq!(first.kind, DifferenceKind::Value);
    [first.signal.unwrap(), first.time.unwrap(), first.left, first.right]
}

/// A vector `q` of four bits, declared with a range.
fn vector(range: &str, values: [&str; 3]) -> String {
    let mut out = format!(
        "$timescale 1ns $end\n$scope module top $end\n$var wire 1 c clk $end\n$var wire 4 q q {range} $end\n\
         $upscope $end\n$enddefinitions $end\n"
    );
    for (time, value) in values.iter().enumerate() {
        writeln!(out, "#{time}\n{}c\nb{value} q", time % 2).unwrap();
    }
    out
}

/// The same with a signal for each of the bits `indices`, the most significant one first.
fn bits(indices: [u32; 4], declare: impl Fn(u32) -> String, values: [&str; 3]) -> String {
    let mut out = "$timescale 1ns $end\n$scope module top $end\n$var wire 1 c clk $end\n".to_string();
    for index in indices {
        writeln!(out, "$var wire 1 {index} {} $end", declare(index)).unwrap();
    }
    out += "$upscope $end\n$enddefinitions $end\n";
    for (time, value) in values.iter().enumerate() {
        writeln!(out, "#{time}\n{}c", time % 2).unwrap();
        for (index, bit) in indices.iter().zip(value.chars()) {
            writeln!(out, "{bit}{index}").unwrap();
        }
    }
    out
}

const VALUES: [&str; 3] = ["0000", "01x1", "1z01"];

#[test]
fn a_vector_equals_its_bits() {
    let down = [3, 2, 1, 0];
    // Changes: the clock three times; the initial zeros; bits 2, 1, 0; then 3, 2, 1.
    for (range, indices) in [("[3:0]", down), ("", down), ("[0:3]", [0, 1, 2, 3]), ("[10:7]", [10, 9, 8, 7])]
    {
        for declare in [|n: u32| format!("q [{n}]"), |n: u32| format!("q[{n}]"), |n: u32| format!("\\q[{n}]")]
        {
            let [vector, bits] = [vector(range, VALUES), bits(indices, declare, VALUES)];
            for (left, right) in [(&vector, &bits), (&bits, &vector)] {
                let report = equal(left, right, &Options::default());
                assert_eq!((report.signals_compared, report.changes_compared), (5, 3 + 4 + 3 + 3), "{range}");
                assert_eq!(report.missing_left.len() + report.missing_right.len(), 0);
            }
        }
    }
    // Alone in the files, the vector and its bits still find each other, below different scopes
    // too.
    let only = Options { only: vec!["q*".into()], ..Options::default() };
    let other =
        bits(down, |n| format!("q[{n}]"), VALUES).replace("module top", "module dut").replace("clk", "clock");
    assert_eq!(equal(&vector("[3:0]", VALUES), &other, &only).signals_compared, 4);
}

#[test]
fn a_wrong_bit_of_a_vector_is_the_one_difference() {
    let declare = |n| format!("q[{n}]");
    let wrong = bits([3, 2, 1, 0], declare, ["0000", "01x1", "1z11"]);
    let right = vector("[3:0]", VALUES);
    assert_eq!(one(&right, &wrong, &Options::default()), ["top.q[1]", "2", "0", "1"]);
    assert_eq!(one(&wrong, &right, &Options::default()), ["top.q[1]", "2", "1", "0"]);
    let clock = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
    let early = bits([3, 2, 1, 0], declare, ["1000", "01x1", "1z11"]);
    assert_eq!(one(&right, &early, &clock), ["top.q[3]", "1", "0", "1"]);
    // A bit that is not there is missing, by its name.
    let lacking = bits([3, 2, 1, 0], declare, VALUES).replace("$var wire 1 1 q[1] $end\n", "");
    let lacking = lacking.replace("\n01\n", "\n").replace("\nx1\n", "\n");
    let lacking = lacking.replace("\n01", "");
    let report = diff(&right, &lacking, &Options::default()).unwrap();
    assert_eq!((report.verdict, report.missing_right), (Verdict::Incomplete, vec!["top.q[1]".to_string()]));
    let report = diff(&lacking, &right, &Options::default()).unwrap();
    assert_eq!((report.verdict, report.missing_left), (Verdict::Incomplete, vec!["top.q[1]".to_string()]));
}

#[test]
fn x_is_ignored_on_the_side_asked_for() {
    let known = vector("[3:0]", ["0000", "0101", "1101"]);
    let unknown = vector("[3:0]", ["0000", "01x1", "1z01"]);
    let options = |ignore_x| Options { ignore_x, ..Options::default() };
    let differences =
        |left: &str, right: &str, ignore| diff(left, right, &options(ignore)).unwrap().differences;
    for (ignore, right_unknown, left_unknown) in
        [(IgnoreX::Never, 2, 2), (IgnoreX::Both, 0, 0), (IgnoreX::Right, 0, 2), (IgnoreX::Left, 2, 0)]
    {
        assert_eq!(differences(&known, &unknown, ignore), right_unknown, "{ignore:?}");
        assert_eq!(differences(&unknown, &known, ignore), left_unknown, "{ignore:?}");
    }
    // What is known must still agree.
    let wrong = vector("[3:0]", ["0000", "0111", "1100"]);
    assert_eq!(one(&wrong, &unknown, &options(IgnoreX::Right)), ["top.q", "2", "1100", "1z01"]);
}

#[test]
fn reals_may_be_as_near_as_asked_for() {
    let real = |value: &str| {
        format!("$var real 64 ! r $end $enddefinitions $end\n#0\nr{value} !\n#1\nr1e-30 !\n#2\nrnan !\n#3\n")
    };
    let options = |real_tolerance| Options { real_tolerance, ..Options::default() };
    let (exact, rounded) = (real("0.3333333333333333"), real("0.333333"));
    assert_eq!(one(&exact, &rounded, &options(0.0))[2], "0.3333333333333333");
    equal(&exact, &rounded, &options(1e-5));
    assert_eq!(one(&exact, &rounded, &options(1e-7))[0], "r");
    equal(&real("-0.0"), &real("0"), &options(0.0));
    // There is no tolerance near zero, nor for NaN.
    assert_eq!(one(&real("0"), &real("1e-12"), &options(1e-3))[1], "0");
    assert_eq!(one(&real("nan"), &real("0.5"), &options(0.5))[1], "0");
}

/// A waveform of `values` of `q`, one per cycle, stable around the rising edges.
fn clocked(values: &[u8]) -> String {
    let mut out = "$timescale 1ns $end\n$var wire 1 c clk $end\n$var wire 8 q q $end\n$enddefinitions $end\n"
        .to_string();
    for (clock, value) in values.iter().enumerate() {
        writeln!(out, "#{}\n0c\nb{value:b} q\n#{}\n1c", 10 * clock, 10 * clock + 5).unwrap();
    }
    out
}

fn within(tolerance: u64) -> Options {
    Options { clocks: vec![Clock::of_all("clk")], tolerance, ..Options::default() }
}

#[test]
fn a_change_may_come_so_many_clocks_late() {
    let on_time = clocked(&[0, 0, 7, 7, 7, 7, 9, 9, 9, 9]);
    for late in 1..4 {
        let mut values = [0, 0, 7, 7, 7, 7, 9, 9, 9, 9];
        values[2..2 + late].fill(0);
        let other = clocked(&values);
        for tolerance in 1..5 {
            for (left, right) in [(&on_time, &other), (&other, &on_time)] {
                if late as u64 <= tolerance {
                    let report = equal(left, right, &within(tolerance));
                    assert_eq!((report.changes_compared, report.undecided), (3 * 2, 0));
                } else {
                    let [signal, time, ..] = one(left, right, &within(tolerance));
                    assert_eq!(
                        (signal.as_str(), time.as_str()),
                        ("q", "25"),
                        "late {late}, tolerance {tolerance}"
                    );
                }
            }
        }
    }
    let message =
        diff(&on_time, &on_time, &Options { tolerance: 1, ..Options::default() }).unwrap_err().to_string();
    assert!(message.contains("--clock"), "{message}");
}

#[test]
fn a_tolerance_hides_no_wrong_extra_or_lost_change() {
    let toggling = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];
    let lost = [0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];
    assert!(diff(&clocked(&toggling), &clocked(&lost), &within(2)).unwrap().differences > 0);
    let calm = [0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5];
    let mut glitch = calm;
    glitch[7] = 6;
    assert_eq!(one(&clocked(&calm), &clocked(&glitch), &within(2)), ["q", "75", "00000101", "00000110"]);
    let wrong = calm.map(|value| if value == 5 { 4 } else { value });
    assert_eq!(one(&clocked(&calm), &clocked(&wrong), &within(2)), ["q", "45", "00000101", "00000100"]);
    // What could still come behind the end is neither equal nor different, and is reported as such.
    let mut last = calm;
    last[11] = 6;
    let report = equal(&clocked(&calm), &clocked(&last), &within(2));
    assert_eq!(report.undecided, 1);
    assert!(text(&report, "a", "b").contains("1 change so near to the end"));
}

#[test]
fn shifted_changes_are_equal_and_one_wrong_value_is_not() {
    let (mut shifted, mut found) = (0, 0);
    for seed in 0..200 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let tolerance = rng.random_range(1..4);
        // Changes far enough apart that shifting keeps their order and each has its own clock.
        let mut at = 0;
        let changes: Vec<(usize, u8)> = (0..20u8)
            .map(|n| {
                at += rng.random_range(tolerance + 1..tolerance + 5);
                (at, n + 1)
            })
            .collect();
        let length = at + 2 * tolerance + 2;
        let wave = |changes: &[(usize, u8)]| {
            let mut values = vec![0; length];
            for &(at, value) in changes {
                values[at..].fill(value);
            }
            clocked(&values)
        };
        let moved: Vec<(usize, u8)> =
            changes.iter().map(|&(at, value)| (at + rng.random_range(0..=tolerance), value)).collect();
        shifted += usize::from(moved != changes);
        let report = equal(&wave(&changes), &wave(&moved), &within(tolerance as u64));
        assert_eq!(report.changes_compared, 2 * (1 + 20), "seed {seed}");
        let mut wrong = moved;
        let victim = rng.random_range(0..20);
        wrong[victim].1 = 99;
        let [signal, time, left, _] = one(&wave(&changes), &wave(&wrong), &within(tolerance as u64));
        let expected = (changes[victim].0 * 10 + 5).to_string();
        assert_eq!((signal.as_str(), time, left), ("q", expected, format!("{:08b}", changes[victim].1)));
        found += 1;
    }
    assert!(shifted > 150 && found == 200);
}
