//! An excerpt of a waveform.

use super::svg::{Anchor, Drawing};

/// One signal over time.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// Width in bits; 1 is drawn as a line, more as values.
    pub bits: usize,
    /// True if values are signed.
    pub signed: bool,
    /// Cycle and new value (raw bits), ascending; the first gives the value at the start of the
    /// window.
    pub changes: Vec<(u64, u32)>,
}

/// Signals in a window of time.
#[derive(Clone, Debug)]
pub struct Waveform {
    /// First cycle shown.
    pub start: u64,
    /// First cycle not shown.
    pub end: u64,
    /// The signals, top to bottom.
    pub traces: Vec<Trace>,
}

const WIDTH: f64 = 960.0;
const LEFT: f64 = 232.0;
const RIGHT: f64 = 950.0;
const ROW: f64 = 24.0;
const TOP: f64 = 26.0;
/// Width of a digit of a value, for deciding whether it fits.
const DIGIT: f64 = 6.4;

impl Trace {
    /// A raw value as text.
    fn text(&self, raw: u32) -> String {
        if self.signed {
            let unused = 32 - self.bits as u32;
            ((raw << unused) as i32 >> unused).to_string()
        } else {
            raw.to_string()
        }
    }
}

/// The signals of the window, one a row.
pub fn waveform(waveform: &Waveform) -> String {
    let Waveform { start, end, traces } = waveform;
    let height = TOP + ROW * traces.len() as f64 + 8.0;
    let mut drawing = Drawing::new(WIDTH, height, "Waveform excerpt");
    let cycle = (RIGHT - LEFT) / end.saturating_sub(*start).max(1) as f64;
    let x = |time: u64| LEFT + time.clamp(*start, *end).saturating_sub(*start) as f64 * cycle;
    let every = (end.saturating_sub(*start) / 8).max(1);
    for time in (*start..=*end).step_by(every as usize) {
        drawing.line("grid", (x(time), TOP - 6.0), (x(time), height - 6.0));
        drawing.text("tick", (x(time), TOP - 12.0), Anchor::Middle, &time.to_string());
    }
    for (row, trace) in traces.iter().enumerate() {
        let top = TOP + ROW * row as f64;
        let (low, high, middle) = (top + ROW - 5.0, top + 5.0, top + ROW / 2.0);
        drawing.text("signal", (LEFT - 10.0, middle + 4.0), Anchor::End, &trace.name);
        let ends = trace.changes.iter().skip(1).map(|(time, _)| *time).chain([*end]);
        let spans: Vec<_> = trace
            .changes
            .iter()
            .zip(ends)
            .map(|((from, value), to)| (x(*from), x(to), *value))
            .filter(|(from, to, _)| to > from)
            .collect();
        if trace.bits == 1 {
            let level = |value: u32| if value == 0 { low } else { high };
            let points =
                spans.iter().flat_map(|(from, to, value)| [(*from, level(*value)), (*to, level(*value))]);
            drawing.path("wave", points);
            continue;
        }
        for (from, to, value) in spans {
            let slant = ((to - from) / 2.0).min(3.0);
            let hexagon = [
                (from, middle),
                (from + slant, high),
                (to - slant, high),
                (to, middle),
                (to - slant, low),
                (from + slant, low),
                (from, middle),
            ];
            drawing.path("wave bus", hexagon);
            let text = trace.text(value);
            if (text.len() as f64 + 1.0) * DIGIT < to - from {
                drawing.text("value", (f64::midpoint(from, to), middle + 3.5), Anchor::Middle, &text);
            }
        }
    }
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_their_sign() {
        let trace = |bits, signed| Trace { name: String::new(), bits, signed, changes: Vec::new() };
        assert_eq!(trace(8, true).text(0xFF), "-1");
        assert_eq!(trace(8, false).text(0xFF), "255");
        assert_eq!(trace(32, true).text(u32::MAX), "-1");
        assert_eq!(trace(16, true).text(0x7FFF), "32767");
    }
}
