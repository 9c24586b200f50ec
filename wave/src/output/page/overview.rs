//! When signals differ, each a bar on one axis of time.

use std::fmt::Write;

use crate::time::{Femtoseconds, nanoseconds};

/// Columns of a bar.
const WIDTH: u128 = 800;

/// The axis that all bars share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) from: Femtoseconds,
    pub(super) to: Femtoseconds,
}

impl Axis {
    /// Column of a time.
    fn x(self, time: Femtoseconds) -> u128 {
        let length = (self.to - self.from).max(1);
        // A time of 128 bits times 800 is more than 128 bits only beyond any dump.
        time.clamp(self.from, self.to).saturating_sub(self.from).saturating_mul(WIDTH) / length
    }

    /// A bar with the spans marked. Each is at least one column wide, so none is lost.
    pub(super) fn bar(self, spans: &[[Femtoseconds; 2]]) -> String {
        let mut columns: Vec<[u128; 2]> = Vec::new();
        for &[from, to] in spans {
            let from = self.x(from).min(WIDTH - 1);
            let to = self.x(to).max(from + 1);
            match columns.last_mut() {
                Some(last) if from <= last[1] => last[1] = last[1].max(to),
                _ => columns.push([from, to]),
            }
        }
        let mut path = String::new();
        for [from, to] in columns {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{from} 0H{to}V1H{from}z");
        }
        format!(
            "<svg viewBox='0 0 {WIDTH} 1' preserveAspectRatio='none' aria-hidden='true'><path d='{path}'/></svg>"
        )
    }

    /// The scale above the bars: some four round times, in a unit that keeps them short.
    pub(super) fn scale(self) -> String {
        let length = (self.to - self.from).max(1);
        let step = step(length);
        let (unit, name) = UNITS.into_iter().rev().find(|&(unit, _)| unit <= step).unwrap_or(UNITS[0]);
        let mut out = String::from("<div class='axis'><span></span><div>");
        let mut time = self.from.div_ceil(step) * step;
        let mut is_first = true;
        while time <= self.to && (time - self.from) * 100 <= length * 94 {
            let place = (time - self.from) as f64 * 100.0 / length as f64;
            let value = nanoseconds(time * 1_000_000 / unit);
            let name = if is_first { format!(" {name}") } else { String::new() };
            let _ = write!(out, "<i style='left:{place:.2}%'>{value}{name}</i>");
            is_first = false;
            time += step;
        }
        out + "</div><span></span></div>\n"
    }
}

/// Femtoseconds in units.
const UNITS: [(Femtoseconds, &str); 6] = [
    (1, "fs"),
    (1_000, "ps"),
    (1_000_000, "ns"),
    (1_000_000_000, "µs"),
    (1_000_000_000_000, "ms"),
    (1_000_000_000_000_000, "s"),
];

/// The roundest step that divides a length into four to ten parts.
fn step(length: Femtoseconds) -> Femtoseconds {
    let power = 10u128.pow(length.ilog10());
    [power * 2, power, power / 2, power / 5, power / 10]
        .into_iter()
        .find(|&step| step > 0 && length / step >= 4)
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AXIS: Axis = Axis { from: 0, to: 100_000_000 };

    #[test]
    fn bars_show_each_span() {
        // 0 to 10 ns, a moment at 50 ns, and one beyond the last column.
        let bar = AXIS.bar(&[[0, 10_000_000], [50_000_000, 50_000_001], [100_000_000, 100_000_000]]);
        assert!(bar.contains("d='M0 0H80V1H0zM400 0H401V1H400zM799 0H800V1H799z'"), "{bar}");
        // Near ones are one.
        let bar = AXIS.bar(&[[0, 1_000_000], [1_000_001, 2_000_000]]);
        assert!(bar.contains("d='M0 0H16V1H0z'"), "{bar}");
    }

    #[test]
    fn scales_have_round_times() {
        let scale = AXIS.scale();
        let expected = "<i style='left:0.00%'>0 ns</i><i style='left:20.00%'>20</i><i style='left:40.00%'>40</i>\
                        <i style='left:60.00%'>60</i><i style='left:80.00%'>80</i></div>";
        assert!(scale.contains(expected), "{scale}");
        let scale = Axis { from: 1_500_000_000, to: 9_300_000_000 }.scale();
        assert!(
            scale.contains(">2 µs</i>") && scale.contains(">4</i>") && scale.contains(">8</i>"),
            "{scale}"
        );
        assert_eq!([step(1), step(7), step(100), step(499)], [1, 1, 20, 100]);
    }
}
