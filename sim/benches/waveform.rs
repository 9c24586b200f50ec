//! Comparing two dumps, beside only parsing them with the crate `vcd`.

mod dumps;

use criterion::{Criterion, Throughput};
use dumps::{generate, parse_only};
use spindle_sim::waveform::{Options, Verdict, compare};

/// Clocks in a dump, for about 50 MB.
const CLOCKS: u64 = 125_000;

fn waveform(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let [left, right] = generate(folder.path(), CLOCKS);
    let bytes = [&left, &right].map(|path| path.metadata().unwrap().len());
    println!("files of {} and {} bytes", bytes[0], bytes[1]);
    let mut group = criterion.benchmark_group("waveform");
    group.sample_size(10).throughput(Throughput::Bytes(bytes[0] + bytes[1]));
    group.bench_function("compare", |bencher| {
        bencher.iter(|| {
            let report = compare(&left, &right, &Options::default()).unwrap();
            assert_eq!(report.verdict, Verdict::Equal);
            report.changes_compared
        });
    });
    let sampled = Options { clock: Some("clk".into()), ..Options::default() };
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
    waveform(&mut criterion);
    criterion.final_summary();
}
