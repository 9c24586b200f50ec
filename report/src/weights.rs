//! Receptive fields.

use super::svg::{Anchor, Drawing};

/// The weights that each neuron sees, as pictures.
#[derive(Clone, Debug)]
pub struct Fields {
    /// For each neuron, its weights from each source, row by row; shown as a square.
    pub neurons: Vec<Vec<i32>>,
}

const CELL: f64 = 14.0;
const COLUMNS: usize = 5;

/// One picture per neuron: blue weights excite, orange ones inhibit; one scale for all.
pub fn fields(fields: &Fields) -> String {
    let sources = fields.neurons.first().map_or(1, Vec::len);
    let side = (sources as f64).sqrt().ceil().max(1.0);
    let (wide, high) = (side * CELL + 28.0, side * CELL + 40.0);
    let rows = fields.neurons.len().div_ceil(COLUMNS);
    let mut drawing = Drawing::new(wide * COLUMNS as f64, high * rows as f64, "Weights of each neuron");
    let largest = fields.neurons.iter().flatten().map(|weight| weight.abs()).max().unwrap_or(0).max(1);
    for (neuron, weights) in fields.neurons.iter().enumerate() {
        let origin = ((neuron % COLUMNS) as f64 * wide + 14.0, (neuron / COLUMNS) as f64 * high + 10.0);
        for (index, weight) in weights.iter().enumerate() {
            let (row, column) = ((index as f64 / side).floor(), index as f64 % side);
            let class = if *weight < 0 { "inhibit" } else { "excite" };
            let at = (origin.0 + column * CELL, origin.1 + row * CELL);
            let strength = f64::from(weight.abs()) / f64::from(largest);
            drawing.shade(class, at, (CELL, CELL), strength);
        }
        drawing.rectangle("frame", origin, (side * CELL, side * CELL), "");
        let under = (origin.0 + side * CELL / 2.0, origin.1 + side * CELL + 18.0);
        drawing.text("tick", under, Anchor::Middle, &neuron.to_string());
    }
    drawing.finish()
}
