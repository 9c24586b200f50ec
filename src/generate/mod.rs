//! Everything that `spindle generate` writes, as text.

pub mod fusesoc;
pub mod register_map;

use spindle_hdl::host::{self, TopError};
use spindle_hdl::{Configuration, Geometry};
use spindle_sim::backend::Design;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Bare name.
    pub name: String,
    /// Content.
    pub text: String,
}

/// A top module around the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    /// Behind a serial line, for a board: clock in Hz, bits a second.
    Uart {
        /// Hz.
        clock: u64,
        /// Bits a second.
        baud: u64,
    },
    /// A Wishbone slave.
    Wishbone,
    /// Behind AXI4-Lite, events and spikes as AXI4-Streams.
    Axi,
}

impl Wrapper {
    fn top(self) -> fusesoc::Top {
        let (name, loads) = match self {
            Self::Uart { .. } => (host::TOP, false),
            Self::Wishbone => (host::WISHBONE, true),
            Self::Axi => (host::AXI, true),
        };
        fusesoc::Top { name, loads }
    }

    fn verilog(self, geometry: &Geometry) -> Result<String, TopError> {
        match self {
            Self::Uart { clock, baud } => host::generate_top(geometry, clock, baud),
            Self::Wishbone => host::generate_wishbone(geometry),
            Self::Axi => host::generate_axi(geometry),
        }
    }
}

/// The core's Verilog and that of `wrappers`, memory images, the register map in three forms, and a `FuseSoC`
/// description. The same input gives the same bytes.
///
/// # Errors
/// A wrapper that cannot be had.
pub fn products(
    geometry: &Geometry,
    configuration: &Configuration,
    wrappers: &[Wrapper],
) -> Result<Vec<Product>, TopError> {
    let images = configuration.images(geometry);
    let names: Vec<String> = images.iter().map(|image| image.name.clone()).collect();
    let mut tops = vec![fusesoc::Top { name: Design::TOP, loads: true }];
    tops.extend(wrappers.iter().map(|wrapper| wrapper.top()));
    let file = |name: &str, text: String| Product { name: name.into(), text };
    let mut files = vec![file(&format!("{}.v", Design::TOP), spindle_hdl::generate::verilog(geometry))];
    for wrapper in wrappers {
        files.push(file(&format!("{}.v", wrapper.top().name), wrapper.verilog(geometry)?));
    }
    files.extend([
        file("csr.csv", register_map::csv(geometry)),
        file("csr.json", register_map::json(geometry)),
        file("csr.md", register_map::markdown(geometry)),
        file(fusesoc::FILE, fusesoc::core(&tops, &names)),
        file(fusesoc::WAIVERS_FILE, fusesoc::WAIVERS.into()),
    ]);
    files.extend(images.into_iter().map(|image| Product { text: image.text(), name: image.name }));
    Ok(files)
}
