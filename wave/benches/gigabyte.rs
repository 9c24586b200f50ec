//! Two dumps of a gigabyte each: time and memory of comparing them, of parsing them with the crate
//! `vcd` and of comparing their lines. One run of each, in turn, on one core; needs 2.2 GB of
//! temporary space.

mod dumps;

use std::path::Path;
use std::time::Instant;

use dumps::{MIXED, compare_text, generate, parse_only};
use spindle_wave::{Clock, Options, Verdict, compare};

/// For about a gigabyte.
const CLOCKS: u64 = 2_500_000;

/// The most memory that this process had, in MB; Linux only.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

/// Reads both files once, so that all find them in the same state.
fn warm(paths: [&Path; 2]) {
    for path in paths {
        std::io::copy(&mut std::fs::File::open(path).unwrap(), &mut std::io::sink()).unwrap();
    }
}

fn main() {
    // `cargo test` runs benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let [left, right] = generate(folder.path(), CLOCKS, &MIXED);
    let bytes = [&left, &right].map(|path| path.metadata().unwrap().len());
    println!("files of {} and {} MB", bytes[0] / 1_000_000, bytes[1] / 1_000_000);
    let megabytes = (bytes[0] + bytes[1]) as f64 / 1e6;
    let timed = |name: &str, run: &dyn Fn() -> String| {
        warm([&left, &right]);
        let start = Instant::now();
        let result = run();
        let seconds = start.elapsed().as_secs_f64();
        let memory = peak_memory().map_or_else(|| "?".into(), |peak| peak.to_string());
        println!(
            "{name:<24} {seconds:>6.2} s  {:>5.0} MB/s  peak memory {memory} MB  {result}",
            megabytes / seconds
        );
    };
    timed("compare", &|| {
        let report = compare(&left, &right, &Options::default()).unwrap();
        assert_eq!(report.verdict, Verdict::Equal);
        format!("equal, {} changes compared", report.changes_compared)
    });
    timed("compare at clock", &|| {
        let options = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
        let report = compare(&left, &right, &options).unwrap();
        assert_eq!(report.verdict, Verdict::Equal);
        format!("equal, {} changes compared", report.changes_compared)
    });
    timed("lines of text", &|| format!("{} lines differ", compare_text(&left, &right)));
    timed("parse only, crate vcd", &|| format!("{} commands", parse_only(&left) + parse_only(&right)));
}
