//! Receptive fields.

use super::svg::{Anchor, Drawing};

/// The weights that each output sees, as pictures.
#[derive(Clone, Debug)]
pub struct Fields {
    /// For each output, its weights from each input, row by row; shown as a square.
    pub outputs: Vec<Vec<i32>>,
}

const CELL: f64 = 14.0;
const COLUMNS: usize = 5;

/// One picture per output: blue weights excite, orange ones inhibit; one scale for all.
pub fn fields(fields: &Fields) -> String {
    let inputs = fields.outputs.first().map_or(1, Vec::len);
    let side = (inputs as f64).sqrt().ceil().max(1.0);
    let (wide, high) = (side * CELL + 28.0, side * CELL + 40.0);
    let rows = fields.outputs.len().div_ceil(COLUMNS);
    let mut drawing = Drawing::new(wide * COLUMNS as f64, high * rows as f64, "Weights of each output");
    let largest = fields.outputs.iter().flatten().map(|weight| weight.abs()).max().unwrap_or(0).max(1);
    for (output, weights) in fields.outputs.iter().enumerate() {
        let origin = ((output % COLUMNS) as f64 * wide + 14.0, (output / COLUMNS) as f64 * high + 10.0);
        for (index, weight) in weights.iter().enumerate() {
            let (row, column) = ((index as f64 / side).floor(), index as f64 % side);
            let class = if *weight < 0 { "inhibit" } else { "excite" };
            let at = (origin.0 + column * CELL, origin.1 + row * CELL);
            let strength = f64::from(weight.abs()) / f64::from(largest);
            drawing.shade(class, at, (CELL, CELL), strength);
        }
        drawing.rectangle("frame", origin, (side * CELL, side * CELL), "");
        let under = (origin.0 + side * CELL / 2.0, origin.1 + side * CELL + 18.0);
        drawing.text("tick", under, Anchor::Middle, &output.to_string());
    }
    drawing.finish()
}
