//! Memory images, as loaded by `$readmemh`.

use std::fmt::Write;

use crate::signals::PREFIX;

/// One lane of one per-neuron or weight memory, or a memory of source traces, as loaded by
/// `$readmemh`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    /// File name, such as `spindle_lane0_weight.hex`.
    pub name: String,
    /// Width of a word, bits.
    pub bits: usize,
    /// The words, from address 0, each masked to `bits`.
    pub words: Vec<u32>,
}

impl Image {
    /// The file's text: one hexadecimal word a line.
    pub fn text(&self) -> String {
        let digits = self.bits.div_ceil(4);
        let mut text = String::with_capacity(self.words.len() * (digits + 1));
        for word in &self.words {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{word:0digits$x}");
        }
        text
    }
}

/// File name of a lane's image: `kind` is `weight`, `threshold`, `behaviour`, `controller`, `late`,
/// or a kind of [`crate::State`].
pub fn image_name(lane: usize, kind: &str) -> String {
    format!("{PREFIX}_lane{lane}_{kind}.hex")
}
