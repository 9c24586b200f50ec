//! Design under simulation.

use spindle_spec::Image;
use spindle_spec::geometry::Geometry;

use spindle_spec::layout::Layout;

/// A core to simulate: its shape, its generated Verilog and its memory images.
#[derive(Clone, Debug)]
pub struct Design {
    /// The shape that the Verilog was generated from.
    pub geometry: Geometry,
    /// The Verilog text; its top module is [`Design::TOP`].
    pub verilog: String,
    /// Files that the Verilog loads with `$readmemh`, by bare name.
    pub images: Vec<Image>,
}

impl Design {
    /// Name of the top module of generated Verilog.
    pub const TOP: &'static str = spindle_spec::signals::TOP;

    /// The layout of this design's records.
    pub fn layout(&self) -> Layout {
        Layout::new(spindle_spec::signals::observed(&self.geometry))
    }
}
