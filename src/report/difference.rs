//! The values of two waveforms around a difference.

use spindle_wave::{Trace, Window, short};

use super::svg::{Anchor, Drawing};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 220.0;
const RIGHT: f64 = 950.0;
const LANE: f64 = 22.0;
const TOP: f64 = 30.0;
/// Width of a digit of a value.
const DIGIT: f64 = 6.2;

/// Draws one column a point of comparison. A signal that is the same in both files has one lane, any other two, with
/// what differs shaded.
pub fn difference(window: &Window) -> String {
    let lanes: usize = window.signals.iter().map(|trace| if trace.left == trace.right { 1 } else { 2 }).sum();
    let height = TOP + LANE * lanes as f64 + 6.0 * window.signals.len() as f64 + 8.0;
    let mut drawing = Drawing::new(WIDTH, height, "Waveforms around the first difference");
    let column = (RIGHT - LEFT) / window.times.len().max(1) as f64;
    let x = |at: usize| LEFT + column * at as f64;
    for (at, time) in window.times.iter().enumerate() {
        let class = if at == window.at { "wave" } else { "grid" };
        drawing.line(class, (x(at), TOP - 6.0), (x(at), height - 6.0));
        let class = if at == window.at { "strong" } else { "tick" };
        drawing.text(class, (x(at), TOP - 12.0), Anchor::Start, time);
    }
    let mut top = TOP;
    for trace in &window.signals {
        let range = if trace.bits > 1 { format!("[{}:0]", trace.bits - 1) } else { String::new() };
        drawing.text("signal", (LEFT - 34.0, top + 15.0), Anchor::End, &format!("{}{range}", trace.name));
        let same = trace.left == trace.right;
        for (label, values) in [("A", &trace.left), ("B", &trace.right)] {
            if same && label == "B" {
                continue;
            }
            let label = if same { "A B" } else { label };
            drawing.text("tick", (LEFT - 8.0, top + 15.0), Anchor::End, label);
            for at in (0..values.len()).filter(|&at| trace.left[at] != trace.right[at]) {
                drawing.shade("inhibit", (x(at), top + 1.0), (column, LANE - 2.0), 0.25);
            }
            lane(&mut drawing, trace, values, (top, column));
            top += LANE;
        }
        top += 6.0;
    }
    drawing.finish()
}

/// One signal of one file: a line for a bit, cells for anything else.
fn lane(drawing: &mut Drawing, trace: &Trace, values: &[String], (top, column): (f64, f64)) {
    let (low, high, middle) = (top + LANE - 4.0, top + 4.0, top + LANE / 2.0);
    let mut at = 0;
    let mut line = Vec::new();
    while at < values.len() {
        let length = values[at..].iter().take_while(|value| **value == values[at]).count();
        let (from, to) = (LEFT + column * at as f64, LEFT + column * (at + length) as f64);
        match (trace.bits, values[at].as_str()) {
            (1, "0") => line.extend([(from, low), (to, low)]),
            (1, "1") => line.extend([(from, high), (to, high)]),
            (1, other) => {
                line.extend([(from, middle), (to, middle)]);
                drawing.text("value", (from + 4.0, middle - 2.0), Anchor::Start, other);
            }
            (bits, value) => {
                drawing.path(
                    "wave bus",
                    [(from, high), (to - 1.5, high), (to - 1.5, low), (from, low), (from, high)],
                );
                let fits = ((to - from - 6.0) / DIGIT).max(1.0) as usize;
                let text: String = short(value, bits).chars().take(fits).collect();
                drawing.text("value", (from + 4.0, middle + 3.5), Anchor::Start, &text);
            }
        }
        at += length;
    }
    drawing.path("wave", line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shaded() {
        let trace = |name: &str, bits, left: [&str; 3], right: [&str; 3]| Trace {
            name: name.into(),
            bits,
            left: left.map(String::from).to_vec(),
            right: right.map(String::from).to_vec(),
        };
        let window = Window {
            times: ["0", "5", "10"].map(String::from).to_vec(),
            at: 1,
            signals: vec![
                trace("<q>", 8, ["00000000", "00000101", "00000101"], ["00000000", "00000111", "00000101"]),
                trace("clk", 1, ["0", "1", "x"], ["0", "1", "x"]),
            ],
            sides: Default::default(),
        };
        let svg = difference(&window);
        assert_eq!(svg.matches("class='inhibit'").count(), 2, "one column, in both lanes");
        assert_eq!(svg.matches(">A B<").count(), 1);
        assert!(svg.contains("&lt;q&gt;[7:0]") && svg.contains(">05<") && svg.contains(">07<"));
    }
}
