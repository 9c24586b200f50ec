//! Shares as bars.

use super::svg::{Anchor, Drawing};

const WIDTH: f64 = 720.0;
const ROW: f64 = 24.0;
const LEFT: f64 = 260.0;
const RIGHT: f64 = 660.0;

/// One bar for each name and share, 0 … 1, in the order given.
pub fn bars(title: &str, shares: &[(&str, f64)]) -> String {
    let mut drawing = Drawing::new(WIDTH, ROW * shares.len() as f64 + 8.0, title);
    for (row, (name, share)) in shares.iter().enumerate() {
        let top = row as f64 * ROW + 4.0;
        let length = share.clamp(0.0, 1.0) * (RIGHT - LEFT);
        drawing.text("tick", (LEFT - 8.0, top + 14.0), Anchor::End, name);
        drawing.rectangle("panel", (LEFT, top), (RIGHT - LEFT, ROW - 6.0), "");
        drawing.rectangle("excite", (LEFT, top), (length, ROW - 6.0), name);
        let percent = format!("{:.0} %", 100.0 * share);
        drawing.text("tick", (RIGHT + 8.0, top + 14.0), Anchor::Start, &percent);
    }
    drawing.finish()
}
