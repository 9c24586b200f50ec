//! Throughput of comparing two dumps and of only parsing them with the crate `vcd`: one pair of
//! bits and vectors, one of bits alone. Bytes per second are those of both files together.

mod dumps;

use criterion::{Criterion, Throughput};
use dumps::{BITS, MIXED, generate, parse_only};
use spindle_wave::{Clock, Options, Verdict, compare};

/// Clocks in a dump, for about 50 MB.
const CLOCKS: u64 = 125_000;
const CLOCKS_OF_BITS: u64 = 350_000;

fn waveform(criterion: &mut Criterion, name: &str, cycles: u64, widths: &[usize]) {
    let folder = tempfile::tempdir().unwrap();
    let [left, right] = generate(folder.path(), cycles, widths);
    let bytes = [&left, &right].map(|path| path.metadata().unwrap().len());
    println!("{name}: files of {} and {} bytes", bytes[0], bytes[1]);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).throughput(Throughput::Bytes(bytes[0] + bytes[1]));
    group.bench_function("compare", |bencher| {
        bencher.iter(|| {
            let report = compare(&left, &right, &Options::default()).unwrap();
            assert_eq!(report.verdict, Verdict::Equal);
            report.changes_compared
        });
    });
    let sampled = Options { clocks: vec![Clock::of_all("clk")], ..Options::default() };
    group.bench_function("compare at clock", |bencher| {
        bencher.iter(|| compare(&left, &right, &sampled).unwrap().changes_compared);
    });
    group.bench_function("parse only, crate vcd", |bencher| {
        bencher.iter(|| parse_only(&left) + parse_only(&right));
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    waveform(&mut criterion, "waveform", CLOCKS, &MIXED);
    waveform(&mut criterion, "waveform of bits", CLOCKS_OF_BITS, &BITS);
    criterion.final_summary();
}
