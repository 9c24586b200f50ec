//! Spikes of one sample.

use super::svg::{Anchor, Drawing};

/// The spikes of inputs and outputs while one sample was shown.
#[derive(Clone, Debug)]
pub struct Raster {
    /// Its features, row by row, 0 … `maximum`; shown as a square.
    pub features: Vec<u8>,
    /// Value of a feature that is shown as full ink.
    pub maximum: u8,
    /// Steps shown.
    pub steps: u32,
    /// Spikes of inputs: step, line.
    pub inputs: Vec<(u32, u32)>,
    /// Number of input lines.
    pub input_lines: u32,
    /// Spikes of outputs: step, output.
    pub outputs: Vec<(u32, u32)>,
    /// Number of outputs.
    pub output_lines: u32,
    /// Class of the sample.
    pub class: u32,
    /// Class that the network named.
    pub answer: u32,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 200.0;
const RIGHT: f64 = 700.0;
const INPUTS: (f64, f64) = (14.0, 148.0);
const OUTPUTS: (f64, f64) = (166.0, 296.0);

/// The sample with the spikes of its inputs and of the outputs.
pub fn raster(raster: &Raster) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, "Spikes of one test sample");
    let side = (raster.features.len() as f64).sqrt().ceil().max(1.0);
    let cell = 112.0 / side;
    for (index, value) in raster.features.iter().enumerate() {
        let (row, column) = ((index as f64 / side).floor(), index as f64 % side);
        let at = (20.0 + column * cell, INPUTS.0 + row * cell);
        drawing.shade("ink", at, (cell, cell), f64::from(*value) / f64::from(raster.maximum.max(1)));
    }
    drawing.rectangle("frame", (20.0, INPUTS.0), (112.0, 112.0), "");
    drawing.text("tick", (76.0, INPUTS.0 + 130.0), Anchor::Middle, &format!("class {}", raster.class));
    drawing.text("strong", (76.0, OUTPUTS.0 + 60.0), Anchor::Middle, &format!("answer {}", raster.answer));

    let step = (RIGHT - LEFT) / f64::from(raster.steps.max(1));
    let mut spikes = |spikes: &[(u32, u32)], lines: u32, (top, bottom): (f64, f64), marked: Option<u32>| {
        let height = (bottom - top) / f64::from(lines.max(1));
        drawing.rectangle("panel", (LEFT, top), (RIGHT - LEFT, bottom - top), "");
        for (at, line) in spikes {
            let class = if marked == Some(*line) { "spike answer" } else { "spike" };
            let place =
                (LEFT + (f64::from(*at) + 0.3) * step, top + f64::from(*line) * height + 0.1 * height);
            drawing.rectangle(class, place, ((0.4 * step).max(1.2), 0.8 * height), "");
        }
    };
    spikes(&raster.inputs, raster.input_lines, INPUTS, None);
    spikes(&raster.outputs, raster.output_lines, OUTPUTS, Some(raster.answer));
    drawing.text("tick", (LEFT - 8.0, f64::midpoint(INPUTS.0, INPUTS.1) + 4.0), Anchor::End, "inputs");
    let height = (OUTPUTS.1 - OUTPUTS.0) / f64::from(raster.output_lines.max(1));
    for output in 0..raster.output_lines {
        let at = OUTPUTS.0 + (f64::from(output) + 0.5) * height + 4.0;
        drawing.text("tick", (LEFT - 8.0, at), Anchor::End, &output.to_string());
    }
    for tenth in [0, raster.steps / 2, raster.steps] {
        drawing.text(
            "tick",
            (LEFT + f64::from(tenth) * step, OUTPUTS.1 + 16.0),
            Anchor::Middle,
            &tenth.to_string(),
        );
    }
    drawing.text("tick", (f64::midpoint(LEFT, RIGHT), OUTPUTS.1 + 32.0), Anchor::Middle, "step");
    drawing.finish()
}
