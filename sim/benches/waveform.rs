//! Comparing two dumps, beside only parsing them with the crate `vcd`.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spindle_sim::waveform::{Options, Verdict, compare};

/// Clocks in a dump, for about 50 MB.
const CLOCKS: u64 = 125_000;

/// Widths like those of a core's ports and registers.
const WIDTHS: [usize; 8] = [1, 1, 1, 5, 8, 16, 16, 32];
const SIGNALS: usize = 160;

/// Writes the same waveform to both files: vectors written short as Icarus does, and in full as Verilator does.
fn generate(folder: &Path) -> [PathBuf; 2] {
    [("short.vcd", true), ("full.vcd", false)].map(|(name, short)| {
        let path = folder.join(name);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        let rng = &mut ChaCha8Rng::seed_from_u64(1);
        let code =
            |n: usize| format!("{}{}", char::from(b'!' + (n % 90) as u8), char::from(b'!' + (n / 90) as u8));
        writeln!(file, "$timescale 1ps $end\n$scope module top $end").unwrap();
        writeln!(file, "$var wire 1 ~ clk $end").unwrap();
        for n in 0..SIGNALS {
            writeln!(file, "$var wire {} {} signal_{n} $end", WIDTHS[n % 8], code(n)).unwrap();
        }
        writeln!(file, "$upscope $end\n$enddefinitions $end").unwrap();
        for clock in 0..CLOCKS {
            writeln!(file, "#{}\n1~", clock * 10_000 + 5000).unwrap();
            for n in 0..SIGNALS {
                let random = rng.next_u64();
                if random % 6 != 0 {
                    continue;
                }
                let bits = WIDTHS[n % 8];
                let value = random >> 8 & ((1 << bits) - 1);
                match (bits, short) {
                    (1, _) => writeln!(file, "{value}{}", code(n)).unwrap(),
                    (_, true) => writeln!(file, "b{value:b} {}", code(n)).unwrap(),
                    (_, false) => writeln!(file, "b{value:0bits$b} {}", code(n)).unwrap(),
                }
            }
            writeln!(file, "#{}\n0~", clock * 10_000 + 10_000).unwrap();
        }
        file.flush().unwrap();
        path
    })
}

fn parse_only(path: &Path) -> u64 {
    let mut parser = vcd::Parser::new(BufReader::new(File::open(path).unwrap()));
    parser.parse_header().unwrap();
    let mut commands = 0;
    while let Some(command) = parser.next().transpose().unwrap() {
        black_box(command);
        commands += 1;
    }
    commands
}

fn waveform(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let [left, right] = generate(folder.path());
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
