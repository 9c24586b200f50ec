//! A generated pair of dumps, and other tools' work on them.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Widths like those of a core's ports and registers.
pub const MIXED: [usize; 8] = [1, 1, 1, 5, 8, 16, 16, 32];
/// Bits alone: the shortest lines, so the most changes a byte.
pub const BITS: [usize; 1] = [1];
const SIGNALS: usize = 160;

/// Writes the same waveform of this many cycles, some 400 bytes each (of bits alone 140), to two
/// files: vectors written short as Icarus does, and in full as Verilator does. Signals have the
/// `widths` in turn.
pub fn generate(folder: &Path, cycles: u64, widths: &[usize]) -> [PathBuf; 2] {
    [("short.vcd", true), ("full.vcd", false)].map(|(name, short)| {
        let path = folder.join(name);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        let rng = &mut ChaCha8Rng::seed_from_u64(1);
        let mut last = [0; SIGNALS];
        let code =
            |n: usize| format!("{}{}", char::from(b'!' + (n % 90) as u8), char::from(b'!' + (n / 90) as u8));
        writeln!(file, "$timescale 1ps $end\n$scope module top $end").unwrap();
        writeln!(file, "$var wire 1 ~ clk $end").unwrap();
        for n in 0..SIGNALS {
            writeln!(file, "$var wire {} {} signal_{n} $end", widths[n % widths.len()], code(n)).unwrap();
        }
        writeln!(file, "$upscope $end\n$enddefinitions $end").unwrap();
        for clock in 0..cycles {
            writeln!(file, "#{}\n1~", clock * 10_000 + 5000).unwrap();
            for n in 0..SIGNALS {
                let random = rng.next_u64();
                if random % 6 != 0 {
                    continue;
                }
                let bits = widths[n % widths.len()];
                // A simulator writes changes only, which matters where nothing else is written.
                let value = if *widths == BITS { last[n] ^ 1 } else { random >> 8 & ((1 << bits) - 1) };
                last[n] = value;
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

/// Goes through both files with the crate `vcd`, which decodes every change, and compares nothing.
pub fn parse_only(path: &Path) -> u64 {
    let mut parser = vcd::Parser::new(BufReader::new(File::open(path).unwrap()));
    parser.parse_header().unwrap();
    let mut commands = 0;
    while let Some(command) = parser.next().transpose().unwrap() {
        black_box(command);
        commands += 1;
    }
    commands
}

/// Compares line by line, as `diff` and `vcddiff` start: the number of lines that differ. The dumps
/// hold the same waveform written in two ways, so this says that they differ.
#[allow(dead_code, reason = "the benchmark of small dumps does not compare text")]
pub fn compare_text(left: &Path, right: &Path) -> u64 {
    let [mut left, mut right] = [left, right].map(|path| BufReader::new(File::open(path).unwrap()));
    let [mut a, mut b] = [Vec::new(), Vec::new()];
    let mut different = 0;
    loop {
        a.clear();
        b.clear();
        let read = left.read_until(b'\n', &mut a).unwrap() + right.read_until(b'\n', &mut b).unwrap();
        if read == 0 {
            return different;
        }
        different += u64::from(a != b);
    }
}
