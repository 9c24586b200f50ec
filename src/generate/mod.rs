//! Everything that `spindle generate` writes, as text.

pub mod fusesoc;
pub mod register_map;

use std::path::Path;

use spindle_hdl::host::{self, TopError};
use spindle_learning::files::{self, FileError};
use spindle_sim::backend::Design;
use spindle_spec::{Configuration, Geometry, image_name};

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

/// The core's Verilog and that of `wrappers`, memory images, the register map in three forms, and a
/// `FuseSoC` description. The same input gives the same bytes.
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
        file("csr.h", register_map::header(geometry)),
        file("csr.md", register_map::markdown(geometry)),
        file(fusesoc::FILE, fusesoc::core(&tops, &names)),
        file(fusesoc::WAIVERS_FILE, spindle_hdl::generate::LINT_WAIVERS.into()),
    ]);
    files.extend(images.into_iter().map(|image| Product { text: image.text(), name: image.name }));
    Ok(files)
}

/// Writes `products` into `folder`, which is created if needed. Files of an earlier run for a core
/// with more lanes, units or wrappers are removed; all other files stay.
///
/// # Errors
/// The folder cannot be written.
pub fn write(folder: &Path, products: &[Product]) -> Result<(), FileError> {
    files::create_folder(folder)?;
    // The description of the earlier run lists its files.
    let before = files::read_text(&folder.join(fusesoc::FILE)).unwrap_or_default();
    let stale = optional()
        .into_iter()
        .filter(|name| fusesoc::lists(&before, name) && products.iter().all(|product| product.name != *name));
    for path in stale.map(|name| folder.join(name)).filter(|path| path.exists()) {
        std::fs::remove_file(&path).map_err(files::error(&path, "remove"))?;
    }
    for product in products {
        files::write(&folder.join(&product.name), product.text.as_bytes())?;
    }
    Ok(())
}

/// Names of the products that some cores have and others have not.
fn optional() -> Vec<String> {
    let kinds = ["weight", "threshold", "behaviour", "controller", "late"];
    let images = (0..16).flat_map(|lane| kinds.map(|kind| image_name(lane, kind)));
    let tops = [host::TOP, host::WISHBONE, host::AXI].map(|name| format!("{name}.v"));
    tops.into_iter().chain(images).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use spindle_learning::manifest::{Manifest, map, validate};

    #[test]
    fn what_an_earlier_core_left_is_removed_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let generate = |preset: &str, wrappers: &[Wrapper]| {
            let description = Manifest::preset(preset).unwrap().description;
            let mapping = map(&validate(&description).unwrap(), 1);
            let products = products(&description.geometry, &mapping.configuration, wrappers).unwrap();
            write(folder.path(), &products).unwrap();
            products.into_iter().map(|product| product.name).collect::<Vec<_>>()
        };
        let others = ["notes.txt", "lane17_weight.hex", "spindle_axi.v"];
        for other in others {
            fs::write(folder.path().join(other), "mine").unwrap();
        }
        let large = generate("predictive", &[Wrapper::Wishbone]);
        let mut small = generate("iris", &[]);
        assert!(large.iter().any(|name| !small.contains(name)));
        small.extend(others.map(String::from));
        small.sort();
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut left: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, small);
    }
}
