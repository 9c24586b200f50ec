//! Real numbers of one run: in a VCD with 16 significant digits, in an FST as they are.

mod support;

use std::fmt::Write;
use std::path::Path;

use fst_writer::{FstFileType, FstInfo, FstScopeType, FstSignalType, FstVarDirection, FstVarType, open_fst};
use spindle_wave::{Options, Report, Verdict, compare};
use support::dump;

fn write_fst(path: &Path, values: &[f64]) {
    let info = FstInfo {
        start_time: 0,
        timescale_exponent: -9,
        version: String::new(),
        date: String::new(),
        file_type: FstFileType::Verilog,
    };
    let mut header = open_fst(path, &info).unwrap();
    header.scope("t", "", FstScopeType::Module).unwrap();
    let r =
        header.var("r", FstSignalType::real(), FstVarType::Real, FstVarDirection::Implicit, None).unwrap();
    header.up_scope().unwrap();
    let mut body = header.finish().unwrap();
    for (time, value) in (0..).zip(values) {
        body.time_change(time).unwrap();
        body.signal_change(r, &value.to_le_bytes()).unwrap();
    }
    body.finish().unwrap();
}

fn write_vcd(path: &Path, values: &[&str]) {
    let mut changes = String::new();
    for (time, value) in values.iter().enumerate() {
        writeln!(changes, "#{time}\nr{value} r").unwrap();
    }
    std::fs::write(path, dump(&[("real 64", "t.r", "r")], &changes)).unwrap();
}

/// Compares an FST of `full` values with a VCD of `decimal` ones, in both directions.
#[track_caller]
fn between(full: &[f64], decimal: &[&str]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let [fst, vcd] = ["a.fst", "b.vcd"].map(|name| folder.path().join(name));
    write_fst(&fst, full);
    write_vcd(&vcd, decimal);
    let there = compare(&fst, &vcd, &Options::default()).unwrap();
    let back = compare(&vcd, &fst, &Options::default()).unwrap();
    assert_eq!(
        (there.verdict, there.differences, there.rounded),
        (back.verdict, back.differences, back.rounded)
    );
    there
}

#[test]
fn a_vcd_and_an_fst_of_one_run_are_equal() {
    // As `%.16g` writes them.
    let found = between(
        &[0.5, 1.0 / 3.0, 0.1 + 0.2, -2.0f64.sqrt(), 1e300 / 7.0],
        &["0.5", "0.3333333333333333", "0.3", "-1.414213562373095", "1.428571428571429e+299"],
    );
    // 0.5 and a third are the same in full.
    assert_eq!((found.verdict, found.changes_compared, found.rounded), (Verdict::Equal, 5, 3));
}

#[test]
fn another_value_in_those_digits_is_a_difference() {
    // One in the last digit, half the digits, none.
    for (full, decimal) in
        [(1.0 / 3.0, "0.3333333333333334"), (1.0 / 3.0, "0.333333"), (0.500_000_1, "0.5"), (1e-300, "0")]
    {
        let found = between(&[0.0, full], &["0", decimal]);
        assert_eq!(
            (found.verdict, found.differences, found.rounded),
            (Verdict::Different, 1, 0),
            "{decimal}"
        );
    }
}

#[test]
fn two_dumps_of_one_format_are_compared_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a.fst", "b.fst"].map(|name| folder.path().join(name));
    write_fst(&a, &[0.0, 1.0 / 3.0]);
    write_fst(&b, &[0.0, 1.0 / 3.0]);
    assert_eq!(compare(&a, &b, &Options::default()).unwrap().verdict, Verdict::Equal);
    write_fst(&b, &[0.0, f64::from_bits((1.0f64 / 3.0).to_bits() + 1)]);
    assert_eq!(compare(&a, &b, &Options::default()).unwrap().differences, 1);
}
