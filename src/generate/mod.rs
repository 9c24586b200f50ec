//! Everything that `spindle generate` writes, as text.

pub mod register_map;

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

/// The core's Verilog, its memory images, and the register map in three forms. The same input gives the same bytes.
pub fn products(geometry: &Geometry, configuration: &Configuration) -> Vec<Product> {
    let mut files = vec![
        Product { name: format!("{}.v", Design::TOP), text: spindle_hdl::generate::verilog(geometry) },
        Product { name: "csr.csv".into(), text: register_map::csv(geometry) },
        Product { name: "csr.json".into(), text: register_map::json(geometry) },
        Product { name: "csr.md".into(), text: register_map::markdown(geometry) },
    ];
    for image in configuration.images(geometry) {
        files.push(Product { text: image.text(), name: image.name });
    }
    files
}
