//! Files that open `GTKWave` and Surfer at a difference.

use std::fmt::Write;
use std::path::Path;

use super::time::Femtoseconds;

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

/// What to show of one file, and where. Times in femtoseconds.
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
        for Shown { name, bits, range } in &self.signals {
            let (high, low) = range.unwrap_or((i64::from(*bits) - 1, 0));
            // Binary for a bit, hexadecimal for a vector, as it is for anything else; each right-aligned.
            let _ = match bits {
                0 => writeln!(out, "@20\n{top}{name}"),
                1 => writeln!(out, "@28\n{top}{name}"),
                _ => writeln!(out, "@22\n{top}{name}[{high}:{low}]"),
            };
        }
        out
    }

    /// Commands for Surfer, for the dump at `dump`: `surfer -c FILE`. `length` is the time of the dump's end.
    pub fn surfer(&self, dump: &Path, length: Femtoseconds) -> String {
        let (from, to) = self.span();
        // Each step shows half as much, around the middle.
        let steps = (length as f64 / (to - from).max(1) as f64).log2().floor().clamp(0.0, 60.0) as usize;
        let at = self.at / self.unit.max(1);
        let mut out = format!("load_file {}\n", dump.display());
        for Shown { name, .. } in &self.signals {
            let _ = writeln!(out, "variable_add {name}");
        }
        let _ = writeln!(out, "cursor_set {at}\ngoto_time {at}");
        out + &"zoom_in\n".repeat(steps)
    }
}
