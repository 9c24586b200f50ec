//! Dumps in files, compared.

#![allow(dead_code, reason = "each test program uses a part")]

use std::fmt::Write;
use std::path::PathBuf;

use spindle_wave::{Error, Options, Report, Verdict, compare, text};

/// Two files in a folder of their own.
pub struct Files {
    _folder: tempfile::TempDir,
    pub left: PathBuf,
    pub right: PathBuf,
}

pub fn files(left: &[u8], right: &[u8]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let (left, right) = (write("left.vcd", left), write("right.vcd", right));
    Files { _folder: folder, left, right }
}

pub fn diff(left: &str, right: &str, options: &Options) -> Result<Report, Error> {
    let files = files(left.as_bytes(), right.as_bytes());
    compare(&files.left, &files.right, options)
}

#[track_caller]
pub fn equal(left: &str, right: &str, options: &Options) -> Report {
    let report = diff(left, right, options).unwrap();
    assert_eq!(report.verdict, Verdict::Equal, "{}", text(&report, "left", "right"));
    assert_eq!((report.differences, report.first_difference.is_none()), (0, true));
    assert!(report.signals_compared > 0 && report.changes_compared > 0);
    report
}

/// A dump of `signals`: kind and width, scopes and name joined by points, identifier code; `body`
/// are its changes.
pub fn dump(signals: &[(&str, &str, &str)], body: &str) -> String {
    let mut out = "$timescale 1ns $end\n".to_string();
    for (kind, name, code) in signals {
        let scopes: Vec<&str> = name.split('.').collect();
        let (last, scopes) = scopes.split_last().unwrap();
        for scope in scopes {
            writeln!(out, "$scope module {scope} $end").unwrap();
        }
        writeln!(out, "$var {kind} {code} {last} $end").unwrap();
        out += &"$upscope $end\n".repeat(scopes.len());
    }
    out + "$enddefinitions $end\n" + body
}

/// A clock, a bit and a vector: 3 signals.
pub const BASE: &str = "\
$timescale 1 ns $end
$scope module top $end
$var wire 1 ! clk $end
$var wire 1 \" valid $end
$var wire 8 # data [7:0] $end
$upscope $end
$enddefinitions $end
#0
$dumpvars
0!
0\"
b00000000 #
$end
#5
1!
#10
0!
1\"
b00000101 #
#15
1!
#20
0!
0\"
#25
1!
";
