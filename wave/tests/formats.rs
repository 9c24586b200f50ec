//! FST and GHW: the same comparison as for VCD, and nothing claimed of a file that is not whole.

use std::path::{Path, PathBuf};

use fst_writer::{FstFileType, FstInfo, FstScopeType, FstSignalType, FstVarDirection, FstVarType, open_fst};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_wave::{AllowMissing, DifferenceKind, Error, Options, Report, Verdict, compare, read, text};

/// A file that a simulator wrote (GHDL 2.0 from `ghdl.vhd`, `types.vhd`; `vcd2fst` of `GTKWave`
/// 3.3.118 for Icarus and Verilator).
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps").join(name)
}

fn diff(left: &Path, right: &Path) -> Result<Report, Error> {
    compare(left, right, &Options::default())
}

#[track_caller]
fn equal(left: &str, right: &str, signals: u64, changes: u64) -> Report {
    // GHDL 2.0 writes neither reals nor more than one bit of integers to its FST, which the
    // comparison finds.
    let mut ignore: Vec<String> = Vec::new();
    if left == "ghdl.fst" || right == "ghdl.fst" {
        ignore.extend(["count".into(), "gain".into()]);
        if left == "ghdl.ghw" {
            ignore.push("state".into());
        }
    }
    let options = Options { ignore, allow_missing: AllowMissing::Both, ..Options::default() };
    let report = compare(&fixture(left), &fixture(right), &options).unwrap();
    assert_eq!(report.verdict, Verdict::Equal, "{}", text(&report, left, right));
    assert_eq!((report.signals_compared, report.changes_compared), (signals, changes), "{left} {right}");
    report
}

#[test]
fn formats_of_one_run_are_equal() {
    // Five of the changes are to U at the start, a value of its own. GHDL leaves the enumeration
    // out of a VCD, writes it as a text to an FST and as a number to a GHW.
    assert_eq!(equal("ghdl.vcd", "ghdl.fst", 11, 118).missing_left, ["state"]);
    assert_eq!(equal("ghdl.fst", "ghdl.vcd", 11, 118).missing_right, ["state"]);
    assert_eq!(equal("ghdl.vcd", "ghdl.ghw", 13, 143).missing_left, ["testbench.state"]);
    assert_eq!(equal("ghdl.ghw", "ghdl.vcd", 13, 143).missing_right, ["testbench.state"]);
    equal("ghdl.ghw", "ghdl.fst", 11, 118);
    let kinds = diff(&fixture("ghdl.ghw"), &fixture("ghdl.fst")).unwrap().kinds;
    assert_eq!(
        (kinds[0].signal.as_str(), kinds[0].left, kinds[0].right),
        ("testbench.state", "bits", "string")
    );
    equal("ghdl.ghw", "ghdl.ghw", 14, 146);
    equal("types.ghw", "types.ghw", 74, 233);
    let report = diff(&fixture("ghdl.vcd"), &fixture("ghdl.fst")).unwrap();
    assert_eq!(
        (report.widths.len(), report.differing.len(), report.differing[0].signal.as_str()),
        (1, 1, "testbench.gain")
    );
    for name in ["icarus", "verilator"] {
        let [vcd, fst] = ["vcd", "fst"].map(|end| format!("{name}.{end}"));
        let own = diff(&fixture(&vcd), &fixture(&vcd)).unwrap();
        equal(&vcd, &fst, own.signals_compared, own.changes_compared);
        equal(&fst, &vcd, own.signals_compared, own.changes_compared);
    }
}

#[test]
fn what_an_fst_does_not_record_is_not_compared() {
    for (left, right) in [
        ("icarus_off.vcd", "icarus_off.fst"),
        ("icarus_off.fst", "icarus_off.vcd"),
        ("icarus_off.fst", "icarus_off.fst"),
    ] {
        assert_eq!(equal(left, right, 2, 6).unrecorded, "5000000000");
    }
}

/// Writes `sum` (4 bits), its alias, a real and a clock; `wrong` changes one value of `sum`.
fn write_fst(path: &Path, wrong: bool) {
    let info = FstInfo {
        start_time: 0,
        timescale_exponent: -9,
        version: String::new(),
        date: String::new(),
        file_type: FstFileType::Verilog,
    };
    let mut header = open_fst(path, &info).unwrap();
    header.scope("top", "", FstScopeType::Module).unwrap();
    let mut var = |name: &str, kind, alias| {
        header.var(name, kind, FstVarType::Wire, FstVarDirection::Implicit, alias).unwrap()
    };
    let clock = var("clock", FstSignalType::bit_vec(1), None);
    let sum = var("sum [3:0]", FstSignalType::bit_vec(4), None);
    var("alias [3:0]", FstSignalType::bit_vec(4), Some(sum));
    header.up_scope().unwrap();
    let mut body = header.finish().unwrap();
    for time in 0..5u8 {
        body.time_change(u64::from(time) * 5).unwrap();
        body.signal_change(clock, &[b'0' + time % 2]).unwrap();
        if time == 2 {
            body.signal_change(sum, if wrong { b"0111" } else { b"01x1" }).unwrap();
        }
    }
    body.finish().unwrap();
}

const SAME: &str = "\
$timescale 1ps $end
$scope module top $end
$var wire 1 ! clock $end
$var wire 4 \" sum [3:0] $end
$var wire 4 \" alias [3:0] $end
$upscope $end
$enddefinitions $end
#0 0!
#5000 1!
#10000 0! b1x1 \"
#15000 1!
#20000 0!
";

#[test]
fn a_written_fst_equals_its_vcd_and_one_wrong_value_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let [right, wrong, vcd] = ["right.fst", "wrong.fst", "same.vcd"].map(|name| folder.path().join(name));
    write_fst(&right, false);
    write_fst(&wrong, true);
    std::fs::write(&vcd, SAME).unwrap();
    for (left, right) in [(&right, &vcd), (&vcd, &right), (&right, &right)] {
        let report = diff(left, right).unwrap();
        assert_eq!(report.verdict, Verdict::Equal, "{}", text(&report, "left", "right"));
        assert_eq!((report.signals_compared, report.changes_compared), (3, 7));
    }
    let report = diff(&vcd, &wrong).unwrap();
    let first = report.first_difference.unwrap();
    assert_eq!((report.differences, report.differing.len()), (2, 1), "one net under two names");
    assert_eq!(
        (first.kind, first.signal.as_deref(), first.time.as_deref()),
        (DifferenceKind::Value, Some("top.sum"), Some("10"))
    );
    assert_eq!((first.left.as_str(), first.right.as_str()), ("01x1", "0111"));
    let waves = read::excerpt(&right, &["sum"], 0, 20).unwrap();
    assert_eq!(waves[0].changes, [(0.0, "xxxx".into()), (10.0, "01x1".into())]);
}

/// Compares the file with a damaged copy of it.
fn damaged(folder: &Path, whole: &Path, bytes: &[u8]) -> Result<Report, Error> {
    let copy = folder.join("damaged");
    std::fs::write(&copy, bytes).unwrap();
    diff(whole, &copy)
}

#[test]
fn a_cut_file_is_an_error_and_never_equal() {
    let folder = tempfile::tempdir().unwrap();
    let mut cuts = 0;
    for name in ["ghdl.fst", "ghdl.ghw", "verilator.fst", "icarus_off.fst"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        for length in 0..whole.len() {
            let error =
                damaged(folder.path(), &fixture(name), &whole[..length]).expect_err("a cut was accepted");
            assert!(
                matches!(error, Error::Damaged { .. } | Error::Malformed { .. }),
                "{name}, {length}: {error}"
            );
            let named = folder.path().join("damaged").display().to_string();
            assert!(error.to_string().starts_with(&named), "{error}");
            cuts += 1;
        }
        // Nor is one with trailing data.
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(damaged(folder.path(), &fixture(name), &longer).is_err(), "{name}");
    }
    assert!(cuts > 2000, "{cuts}");
}

#[test]
fn damage_inside_never_panics() {
    let folder = tempfile::tempdir().unwrap();
    let (mut read, mut refused) = (0, 0);
    for name in ["ghdl.fst", "ghdl.ghw", "verilator.fst", "icarus_off.fst"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        for seed in 0..400 {
            let rng = &mut ChaCha8Rng::seed_from_u64(seed);
            let mut bytes = whole.clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..bytes.len());
                bytes[at] ^= 1 << rng.random_range(0..8);
            }
            match damaged(folder.path(), &fixture(name), &bytes) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 100 && refused > 100, "{read} {refused}");
}

/// A failed allocation ends the process, so a library must not allocate by unchecked counts.
#[test]
fn numbers_that_promise_too_much_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut refused = 0;
    for name in ["ghdl.ghw", "ghdl.fst", "verilator.fst", "icarus_off.fst"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        // 2^46 in pieces of seven bits, and in eight bytes.
        for number in [[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10].as_slice(), &[0, 0, 0x40, 0, 0, 0, 0, 0]] {
            for at in 0..=whole.len() - number.len() {
                let mut bytes = whole.clone();
                bytes[at..at + number.len()].copy_from_slice(number);
                refused += u64::from(damaged(folder.path(), &fixture(name), &bytes).is_err());
            }
        }
    }
    assert!(refused > 2000, "{refused}");
}

#[test]
fn a_ghw_whose_time_goes_back_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(fixture("ghdl.ghw")).unwrap();
    // The snapshot's time, after its name and four zeros, is later than that of the changes that
    // follow.
    let snapshot = whole.windows(4).position(|four| four == b"SNP\0").unwrap();
    let mut bytes = whole.clone();
    assert_eq!(bytes[snapshot + 8..snapshot + 16], [0; 8]);
    bytes[snapshot + 11] = 0x10;
    let error = damaged(folder.path(), &fixture("ghdl.ghw"), &bytes).unwrap_err().to_string();
    assert!(error.contains("time goes back from 268435456 fs to 0 fs"), "{error}");
}
