//! Files that open `GTKWave` and Surfer at a difference.

use std::fmt::Write;
use std::path::Path;

use crate::escape::is_unsafe;
use crate::time::Femtoseconds;

/// A signal to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Scopes and name.
    pub name: String,
    /// Width; 0 for a real number or a text.
    pub bits: u32,
    /// Indices of the leftmost and rightmost bit, if declared.
    pub range: Option<(i64, i64)>,
}

/// Signals and time range to show of one file. Times in femtoseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Length of a unit of the file's time stamps.
    pub unit: Femtoseconds,
    /// Time of the difference.
    pub at: Femtoseconds,
    /// First time to show.
    pub from: Femtoseconds,
    /// Last time to show.
    pub to: Femtoseconds,
    /// The signals, the differing one first.
    pub signals: Vec<Shown>,
}

/// Width of the drawing in `GTKWave`'s window, in pixels.
const PIXELS: f64 = 900.0;

impl Side {
    /// First and last time to show, with a margin.
    fn span(&self) -> (Femtoseconds, Femtoseconds) {
        let margin = ((self.to - self.from) / 8).max(self.unit * 4);
        (self.from.saturating_sub(margin), self.to + margin)
    }

    /// Signals whose names fit into a line of the format.
    fn lines(&self) -> impl Iterator<Item = &Shown> {
        self.signals.iter().filter(|shown| !shown.name.contains(is_unsafe))
    }

    /// A save file of `GTKWave` for the dump at `dump`, an absolute path: `gtkwave FILE`.
    pub fn gtkwave(&self, dump: &Path) -> String {
        // GTKWave counts in fs, ps, ns, ...: a unit of 10 ps is 10 of its units.
        let unit = (0..6).map(|n| 1000u128.pow(n)).take_while(|&unit| unit <= self.unit).last().unwrap_or(1);
        let (from, to) = self.span();
        // The zoom is the power of two of pixels per unit.
        let zoom = -((to - from) as f64 / unit as f64 / PIXELS).log2();
        // GHDL's files have a nameless top, which GTKWave calls so.
        let top = if dump.extension().is_some_and(|end| end == "ghw") { "top." } else { "" };
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "[*] first difference at marker");
        let _ = writeln!(out, "[dumpfile] \"{}\"", dump.display());
        let _ = writeln!(out, "[timestart] {}\n[size] 1300 600", from / unit);
        let _ = writeln!(out, "*{zoom:.6} {}{}", self.at / unit, " -1".repeat(26));
        for Shown { name, bits, range } in self.lines() {
            let (high, low) = range.unwrap_or((i64::from(*bits) - 1, 0));
            // Binary for a bit, hexadecimal for a vector, unchanged for other values;
            // right-aligned.
            let _ = match bits {
                0 => writeln!(out, "@20\n{top}{name}"),
                1 => writeln!(out, "@28\n{top}{name}"),
                _ => writeln!(out, "@22\n{top}{name}[{high}:{low}]"),
            };
            // Without a declared range GTKWave makes one up, except for integers of VHDL. It passes
            // over a name that is not there.
            if *bits > 1 && range.is_none() {
                let _ = writeln!(out, "@22\n{top}{name}");
            }
        }
        out
    }

    /// Commands for Surfer, for the dump at `dump`: `surfer -c FILE`. `length` is the time of the
    /// dump's end.
    pub fn surfer(&self, dump: &Path, length: Femtoseconds) -> String {
        let (from, to) = self.span();
        // Each step shows half as much, around the middle, which leaves the cursor outside.
        let steps = (length as f64 / (to - from).max(1) as f64).log2().floor().clamp(0.0, 60.0) as usize;
        let at = self.at / self.unit.max(1);
        let mut out = format!("load_file {}\n", dump.display());
        for Shown { name, .. } in self.lines() {
            let _ = writeln!(out, "variable_add {name}");
        }
        let _ = writeln!(out, "cursor_set {at}");
        out + &"zoom_in\n".repeat(steps) + "goto_cursor\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side() -> Side {
        let shown = |name: &str, bits, range| Shown { name: name.into(), bits, range };
        Side {
            // 10 ns
            unit: 10_000_000,
            at: 3_000_000_000,
            from: 2_000_000_000,
            to: 4_000_000_000,
            signals: vec![
                shown("t.q", 8, Some((0, 7))),
                shown("t.clk", 1, None),
                shown("t.n", 32, None),
                shown("t.r", 0, None),
            ],
        }
    }

    #[test]
    fn gtkwave_counts_in_powers_of_a_thousand() {
        let save = side().gtkwave(Path::new("/a b/left.vcd"));
        assert!(save.contains("[dumpfile] \"/a b/left.vcd\"\n"), "{save}");
        // 3 us are 3000 ns; an eighth of the window is shown before it.
        assert!(save.contains("[timestart] 1750\n"), "{save}");
        let zoom = save.lines().find(|line| line.starts_with('*')).unwrap();
        let fields: Vec<f64> = zoom[1..].split(' ').map(|field| field.parse().unwrap()).collect();
        assert_eq!((fields.len(), fields[1], fields[27]), (28, 3000.0, -1.0));
        // 2500 ns over 900 pixels.
        assert!((0.5f64.powf(fields[0]) - 2500.0 / 900.0).abs() < 1e-4, "{zoom}");
        let names = save.split_once("@22").unwrap().1;
        assert_eq!(names, "\nt.q[0:7]\n@28\nt.clk\n@22\nt.n[31:0]\n@22\nt.n\n@20\nt.r\n");
        assert!(side().gtkwave(Path::new("/left.ghw")).contains("\ntop.t.clk\n"));
    }

    #[test]
    fn surfer_counts_in_units_of_the_file() {
        // 20 us hold the window of 2.5 us eight times.
        let commands = side().surfer(Path::new("/left.vcd"), 20_000_000_000);
        let expected = "load_file /left.vcd\nvariable_add t.q\nvariable_add t.clk\nvariable_add t.n\nvariable_add t.r\n\
                        cursor_set 300\nzoom_in\nzoom_in\nzoom_in\ngoto_cursor\n";
        assert_eq!(commands, expected);
        assert!(!side().surfer(Path::new("/left.vcd"), 0).contains("zoom_in"));
    }

    #[test]
    fn a_name_adds_no_line() {
        let hostile = Shown { name: "t.q\nexit".into(), bits: 1, range: None };
        let side = Side { signals: vec![hostile], unit: 1, ..Side::default() };
        let path = Path::new("/left.vcd");
        assert!(!side.surfer(path, 0).contains("exit") && !side.gtkwave(path).contains("exit"));
    }
}
