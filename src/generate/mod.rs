//! Everything that `spindle generate` writes, as text.

pub mod fusesoc;
pub mod register_map;

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use spindle_hdl::host::{self, TopError};
use spindle_hdl::verilog::{Source, file};
use spindle_learning::files::{self, FileError};
use spindle_spec::signals::PREFIX;
use spindle_spec::{Configuration, Geometry};

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Bare name, or `modules/<name>`.
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

/// Folder of the modules, a file each.
const MODULES: &str = "modules";

/// Files that a run writes and a later one may not.
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:modules/\w+\.v|\w+_(?:core|top|wishbone|axi)\.v|\w+_lane\d+_[a-z]+\.hex)$")
        .expect("a valid expression")
});

impl Wrapper {
    /// Its modules, the top module first.
    fn sources(self, geometry: &Geometry, prefix: &str) -> Result<Vec<Source>, TopError> {
        match self {
            Self::Uart { clock, baud } => host::top_sources(geometry, clock, baud, prefix),
            Self::Wishbone => host::wishbone_sources(geometry, prefix),
            Self::Axi => host::axi_sources(geometry, prefix),
        }
    }
}

/// The Verilog of the core and of `wrappers`, in one file each and in a file a module; memory
/// images, the register map in three forms, and a `FuseSoC` description. The names of all modules
/// and images begin with `prefix`. The same input gives the same bytes.
///
/// # Errors
/// A wrapper that cannot be had.
pub fn products(
    geometry: &Geometry,
    configuration: &Configuration,
    wrappers: &[Wrapper],
    prefix: &str,
) -> Result<Vec<Product>, TopError> {
    let product = |name: &str, text: String| Product { name: name.into(), text };
    let mut designs = vec![(spindle_hdl::generate::sources(geometry, prefix), true)];
    for wrapper in wrappers {
        let loads = !matches!(wrapper, Wrapper::Uart { .. });
        designs.push((wrapper.sources(geometry, prefix)?, loads));
    }
    let (mut files, mut modules, mut tops) = (Vec::new(), Vec::new(), Vec::new());
    for (sources, loads) in designs {
        let top = &sources[0].name;
        files.push(product(&format!("{top}.v"), file(&sources, &format!("`{top}`"))));
        let one = |source: &Source| {
            let title = format!("`{}`, of `{top}`", source.name);
            let alone = file(std::slice::from_ref(source), &title);
            product(&format!("{MODULES}/{}.v", source.name), alone)
        };
        modules.extend(sources.iter().map(one));
        tops.push(fusesoc::Top { name: top.clone(), loads });
    }
    let images: Vec<Product> = configuration
        .images(geometry)
        .into_iter()
        .map(|image| product(&image.name.replacen(PREFIX, prefix, 1), image.text()))
        .collect();
    let names =
        |products: &[Product]| products.iter().map(|product| product.name.clone()).collect::<Vec<_>>();
    files.extend([
        product("csr.csv", register_map::csv(geometry)),
        product("csr.json", register_map::json(geometry)),
        product("csr.h", register_map::header(geometry)),
        product("csr.md", register_map::markdown(geometry)),
        product(fusesoc::FILE, fusesoc::core(prefix, &tops, &names(&modules), &names(&images))),
        product(fusesoc::WAIVERS_FILE, spindle_hdl::generate::LINT_WAIVERS.into()),
    ]);
    files.extend(modules);
    files.extend(images);
    Ok(files)
}

/// Writes `products` into `folder`, which is made if it is not there. Verilog and images that an
/// earlier run has written, of a core with more lanes, units or wrappers or of another name, are
/// removed; all other files stay.
///
/// # Errors
/// The folder cannot be written.
pub fn write(folder: &Path, products: &[Product]) -> Result<(), FileError> {
    files::create_folder(&folder.join(MODULES))?;
    // The description that the earlier run left lists what it wrote.
    let before = files::read_text(&folder.join(fusesoc::FILE)).unwrap_or_default();
    let stale = fusesoc::listed(&before)
        .filter(|name| OWN.is_match(name) && products.iter().all(|product| product.name != *name));
    for path in stale.map(|name| folder.join(name)).filter(|path| path.exists()) {
        std::fs::remove_file(&path).map_err(files::error(&path, "remove"))?;
    }
    for product in products {
        files::write(&folder.join(&product.name), product.text.as_bytes())?;
    }
    Ok(())
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
            let products = products(&description.geometry, &mapping.configuration, wrappers, PREFIX).unwrap();
            write(folder.path(), &products).unwrap();
            products.into_iter().map(|product| product.name).collect::<Vec<_>>()
        };
        let others = ["notes.txt", "spindle_lane17_weight.hex", "spindle_axi.v"];
        for other in others {
            fs::write(folder.path().join(other), "mine").unwrap();
        }
        let large = generate("predictive", &[Wrapper::Wishbone]);
        let mut small = generate("iris", &[]);
        assert!(large.iter().any(|name| !small.contains(name)));
        small.extend(others.map(String::from));
        small.sort();
        let names = |folder: &Path| -> Vec<String> {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
            let files = entries.filter(|entry| entry.path().is_file());
            files.map(|entry| entry.file_name().into_string().unwrap()).collect()
        };
        let mut left = names(folder.path());
        left.extend(names(&folder.path().join(MODULES)).iter().map(|name| format!("{MODULES}/{name}")));
        left.sort();
        assert_eq!(left, small);
    }
}
