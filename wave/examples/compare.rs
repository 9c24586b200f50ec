//! Compares two waveforms: a counter, and one that misses a count.
//!
//! `cargo run --manifest-path wave/Cargo.toml --example compare`

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use spindle_wave::{Options, Verdict, compare, text};

/// A dump of a clock of 10 ns and a counter that stays at `stuck` for one cycle more.
fn counter(stuck: Option<u32>) -> String {
    let mut dump = String::from(
        "$timescale 1ns $end\n$scope module counter $end\n$var wire 1 c clock $end\n\
         $var wire 8 v count $end\n$upscope $end\n$enddefinitions $end\n",
    );
    let mut count = 0;
    for cycle in 0..20 {
        // Writing to a string cannot fail.
        let _ = writeln!(dump, "#{}\n0c\nb{count:b} v\n#{}\n1c", 10 * cycle, 10 * cycle + 5);
        if stuck != Some(cycle) {
            count += 1;
        }
    }
    dump
}

fn write(folder: &Path, name: &str, dump: &str) -> std::io::Result<std::path::PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, dump)?;
    Ok(path)
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let golden = write(folder.path(), "golden.vcd", &counter(None))?;
    let device = write(folder.path(), "device.vcd", &counter(Some(12)))?;

    let equal = compare(&golden, &golden, &Options::default())?;
    println!("itself: {} signals, {} changes compared", equal.signals_compared, equal.changes_compared);
    if equal.verdict != Verdict::Equal {
        return Err("a dump differs from itself".into());
    }

    // A comparison must be able to fail: the count that is missed has to be found.
    let report = compare(&golden, &device, &Options::default())?;
    println!("{}", text(&report, "golden.vcd", "device.vcd"));
    let first = report.first_difference.ok_or("the missing count was not found")?;
    if (first.signal.as_deref(), first.time.as_deref()) != (Some("counter.count"), Some("130")) {
        return Err(format!("found {:?} at {:?}", first.signal, first.time).into());
    }
    Ok(())
}
