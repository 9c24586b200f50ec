//! Events fire in each format; the x recorded for one that does not fire is not a firing.

mod support;

use std::fmt::Write as _;
use std::path::Path;

use fst_writer::{FstFileType, FstInfo, FstScopeType, FstSignalType, FstVarDirection, FstVarType, open_fst};
use spindle_wave::{Clock, Offset, Options, Report, Verdict, compare};
use support::files;

/// An FST of a bit that rises at 5 and an event that fires at `times`, in ns.
fn fst(path: &Path, times: &[u64]) {
    let info = FstInfo {
        start_time: 0,
        timescale_exponent: -9,
        version: "by hand".into(),
        date: "today".into(),
        file_type: FstFileType::Verilog,
    };
    let mut header = open_fst(path, &info).unwrap();
    header.scope("top", "", FstScopeType::Module).unwrap();
    let mut var = |name, kind| {
        header.var(name, FstSignalType::bit_vec(1), kind, FstVarDirection::Implicit, None).unwrap()
    };
    let [bit, event] = [var("a", FstVarType::Wire), var("e", FstVarType::Event)];
    header.up_scope().unwrap();
    let mut body = header.finish().unwrap();
    // An event that fires again has the same value.
    body.set_deduplicate(false);
    for time in 0..=10 {
        body.time_change(time).unwrap();
        match time {
            0 | 10 => body.signal_change(bit, b"0").unwrap(),
            5 => body.signal_change(bit, b"1").unwrap(),
            _ => {}
        }
        if times.contains(&time) {
            body.signal_change(event, b"1").unwrap();
        }
    }
    body.finish().unwrap();
}

fn vcd(changes: &str) -> String {
    format!(
        "$timescale 1ns $end\n$scope module top $end\n$var wire 1 ! a $end\n$var event 1 # e $end\n$upscope $end\n\
         $enddefinitions $end\n#0\n0!\n{changes}"
    )
}

/// Both directions give the same.
fn beside(times: &[u64], changes: &str) -> Report {
    let files = files(vcd(changes).as_bytes(), b"");
    fst(&files.right, times);
    let [there, back] = [[&files.left, &files.right], [&files.right, &files.left]]
        .map(|[left, right]| compare(left, right, &Options::default()).unwrap());
    assert_eq!((there.verdict, there.differences), (back.verdict, back.differences));
    there
}

#[test]
fn events_fire_in_an_fst_as_in_a_vcd() {
    let changes = "#3\n1#\n#5\n1!\n1#\n#10\n0!\n";
    let report = beside(&[3, 5], changes);
    assert_eq!((report.verdict, report.signals_compared), (Verdict::Equal, 2), "{report:?}");
    for other in [&[3][..], &[3, 5, 7], &[4, 5], &[]] {
        let report = beside(other, changes);
        assert_eq!((report.verdict, report.differing.len()), (Verdict::Different, 1), "{other:?}");
        assert_eq!(report.differing[0].signal, "top.e");
    }
}

#[test]
fn x_is_no_firing() {
    let equal = |changes: &str| assert_eq!(beside(&[5], changes).verdict, Verdict::Equal, "{changes}");
    equal("#5\n1!\n1#\n#10\n0!\n");
    equal("x#\n#5\n1!\n1#\n#10\n0!\n");
    equal("#5\n1!\nb1 #\n#10\n0!\nbx #\n");
    // Twice within a time stamp is once; any value but x is a firing.
    equal("#5\n1!\n1#\n1#\n#10\n0!\n");
    equal("#5\n1!\n0#\n#10\n0!\n");
}

/// Firings skipped on one side do not affect the other.
#[test]
fn firings_before_an_edge_that_is_passed_over_count_on_their_own_side() {
    let dump = |edges: [u64; 4], firing: u64| {
        let mut text = "$timescale 1ns $end\n$var wire 1 ! clk $end\n$var event 1 # e $end\n$enddefinitions $end\n#0\n0!\n".to_string();
        for time in 1..=40 {
            writeln!(text, "#{time}").unwrap();
            text += match edges.iter().position(|&edge| edge == time) {
                Some(n) if n % 2 == 0 => "1!\n",
                Some(_) => "0!\n",
                None => "",
            };
            text += if time == firing { "1#\n" } else { "" };
        }
        text
    };
    // In each the event fires between the edge that is not compared and the one that is.
    let (early, late) = (dump([10, 15, 20, 25], 5), dump([10, 15, 20, 25], 12));
    let files = files(early.as_bytes(), late.as_bytes());
    for (sides, by) in [([&files.left, &files.right], 1), ([&files.right, &files.left], -1)] {
        let options =
            Options { clocks: vec![Clock::of_all("clk")], offset: Offset::Edges(by), ..Options::default() };
        let report = compare(sides[0], sides[1], &options).unwrap();
        assert_eq!((report.verdict, report.samples), (Verdict::Equal, Some(1)), "{by}: {report:?}");
    }
}
