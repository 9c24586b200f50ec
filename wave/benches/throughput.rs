//! Throughput of comparison in megabytes per second of processor time, both files together, for
//! dumps of 60, 2,000 and 20,000 signals: half bits and half vectors of 16, in scopes of 200, with
//! 12 and with 400 changes per time stamp (of 60 signals, all of them; none twice, because
//! `wavediff` reports that as a difference). For comparison, in the same run: `wavediff` (of the
//! crate `wavetools`, `cargo install wavetools --locked`; found on the path, or given by
//! `WAVEDIFF`) and a bare load with the crate `wellen`. Linux only, because processor times come
//! from its `/proc`.
//!
//! `cargo bench -p spindle-wave --bench throughput`; `MEGABYTES` is the size of each file (48),
//! `RUNS` how often each is timed (3; the best counts).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_wave::{Options, Verdict, compare};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect(name))
}

/// The code of a signal, counted as simulators do.
fn code(mut number: usize) -> String {
    let mut code = String::new();
    loop {
        code.push(char::from(b'!' + (number % 94) as u8));
        match (number / 94).checked_sub(1) {
            Some(rest) => number = rest,
            None => return code,
        }
    }
}

/// Writes a dump of at least this many bytes: at each time stamp the given number of signals
/// changes, chosen at random each time.
fn generate(path: &Path, signals: usize, changes: usize, bytes: usize) {
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let codes: Vec<String> = (0..signals).map(code).collect();
    let mut out = String::from("$timescale 1ns $end\n$scope module top $end\n");
    for (n, code) in codes.iter().enumerate() {
        if n % 200 == 0 {
            writeln!(out, "$scope module unit_{} $end", n / 200).unwrap();
        }
        match n % 2 {
            0 => writeln!(out, "$var wire 1 {code} bit_{} $end", n % 200).unwrap(),
            _ => writeln!(out, "$var wire 16 {code} vector_{} [15:0] $end", n % 200).unwrap(),
        }
        if n % 200 == 199 || n + 1 == signals {
            out += "$upscope $end\n";
        }
    }
    out += "$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n";
    for (n, code) in codes.iter().enumerate() {
        writeln!(out, "{}{code}", if n % 2 == 0 { "0" } else { "b0 " }).unwrap();
    }
    out += "$end\n";
    let mut last = vec![0; signals];
    for time in 1.. {
        if out.len() >= bytes {
            break;
        }
        writeln!(out, "#{time}").unwrap();
        for n in rand::seq::index::sample(rng, signals, changes) {
            if n % 2 == 0 {
                last[n] ^= 1;
                writeln!(out, "{}{}", last[n], codes[n]).unwrap();
            } else {
                writeln!(out, "b{:b} {}", rng.next_u64() & 0xffff, codes[n]).unwrap();
            }
        }
    }
    std::fs::write(path, out).unwrap();
}

/// Processor time of this process and of those that it has waited for, in seconds.
fn processor_time() -> [f64; 2] {
    let text = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    // After the name of the program, in hundredths of a second: user, system, and both of the ended
    // processes.
    let fields: Vec<f64> =
        text.rsplit(')').next().unwrap().split(' ').filter_map(|field| field.parse().ok()).collect();
    let [user, system, user_ended, system_ended] = [0, 1, 2, 3].map(|n| fields[fields.len().min(10) + n]);
    [(user + system) / 100.0, (user_ended + system_ended) / 100.0]
}

/// The least processor time of some runs.
fn least(runs: u64, mut run: impl FnMut()) -> f64 {
    let mut time = || {
        let before = processor_time();
        run();
        let after = processor_time();
        after[0] - before[0] + after[1] - before[1]
    };
    (0..runs).map(|_| time()).fold(f64::INFINITY, f64::min)
}

fn wavediff() -> Option<PathBuf> {
    let program = std::env::var_os("WAVEDIFF").map_or_else(|| PathBuf::from("wavediff"), PathBuf::from);
    let answer = Command::new(&program).arg("--version").output();
    answer.is_ok_and(|answer| answer.status.success()).then_some(program)
}

fn main() {
    // `cargo test` runs benchmarks too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wavediff = wavediff();
    if wavediff.is_none() {
        println!(
            "wavediff is not there, so nothing is compared with it: `cargo install wavetools --locked`, or set WAVEDIFF"
        );
    }
    let (megabytes, runs) = (setting("MEGABYTES", 48), setting("RUNS", 3));
    let folder = tempfile::tempdir().unwrap();
    let [left, right] = ["left.vcd", "right.vcd"].map(|name| folder.path().join(name));
    println!("signals  changes     MB   compare    wavediff             wellen, load only");
    for (signals, changes) in [(60, 12), (60, 60), (2_000, 12), (2_000, 400), (20_000, 12), (20_000, 400)] {
        generate(&left, signals, changes, megabytes as usize * 1_000_000);
        std::fs::copy(&left, &right).unwrap();
        let size = 2.0 * left.metadata().unwrap().len() as f64 / 1e6;
        let own = least(runs, || {
            let report = compare(&left, &right, &Options::default()).unwrap();
            assert_eq!((report.verdict, report.signals_compared), (Verdict::Equal, signals as u64));
        });
        let other = wavediff.as_ref().map(|program| {
            least(runs, || {
                let status = Command::new(program).args([&left, &right]).status().unwrap();
                assert!(status.success(), "wavediff: {status}");
            })
        });
        let load = least(runs, || {
            let options = wellen::LoadOptions { multi_thread: false, remove_scopes_with_empty_name: false };
            for path in [&left, &right] {
                drop(wellen::simple::read_with_options(path, &options).unwrap());
            }
        });
        let beside = |time: f64| format!("{:>5.0} MB/s ({:>5.2}x)", size / time, time / own);
        println!(
            "{signals:>7}  {changes:>7}  {size:>5.0}  {:>4.0} MB/s  {:<19}  {}",
            size / own,
            other.map_or_else(|| "not there".into(), beside),
            beside(load)
        );
    }
}
