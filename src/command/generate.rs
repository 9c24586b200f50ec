//! `spindle generate`: Verilog, memory images, register map.

use clap::Args;
use serde::Serialize;
use spindle_spec::signals::{PREFIX, is_prefix};

use super::{Common, Failure, Output};
use crate::claim::claim;
use crate::generate::{Wrapper, products, write};

/// Options of `generate`.
#[derive(Debug, Args)]
pub struct Generate {
    #[command(flatten)]
    common: Common,
    /// Also a top module around the core: uart (for a board), wishbone, axi; several separated by
    /// commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    wrapper: Vec<Interface>,
    /// Start of the names of all modules and memory images [default: project.prefix, or spindle]
    #[arg(long, value_name = "NAME", value_parser = prefix)]
    prefix: Option<String>,
    /// Clock of the board, Hz, for --wrapper uart
    #[arg(long, value_name = "HZ", default_value_t = 12_000_000)]
    clock: u64,
    /// Bits per second on the serial line, for --wrapper uart
    #[arg(long, value_name = "N", default_value_t = 115_200)]
    baud: u64,
}

fn prefix(text: &str) -> Result<String, String> {
    let refused = "not a Verilog identifier: begin with a letter or _, go on with letters, digits and _";
    is_prefix(text).then(|| text.to_owned()).ok_or_else(|| refused.to_owned())
}

/// Kinds of top modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Interface {
    Uart,
    Wishbone,
    Axi,
}

#[derive(Serialize)]
struct Generated {
    folder: String,
    files: Vec<String>,
    verilog_lines: usize,
}

impl Generate {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        let mut wrappers: Vec<Wrapper> = Vec::new();
        for kind in &self.wrapper {
            let wrapper = match kind {
                Interface::Uart => Wrapper::Uart { clock: self.clock, baud: self.baud },
                Interface::Wishbone => Wrapper::Wishbone,
                Interface::Axi => Wrapper::Axi,
            };
            if !wrappers.contains(&wrapper) {
                wrappers.push(wrapper);
            }
        }
        let described = manifest.description.project.prefix.as_deref();
        let prefix = self.prefix.as_deref().or(described).unwrap_or(PREFIX);
        let products = products(&manifest.description.geometry, &placement.configuration, &wrappers, prefix)?;
        let out = &self.common.out;
        let _claim = claim(out)?;
        write(out, &products)?;
        let report = Generated {
            folder: out.display().to_string(),
            files: products.iter().map(|product| product.name.clone()).collect(),
            verilog_lines: products[0].text.lines().count(),
        };
        output.line(format!("{}: {} files", report.folder, report.files.len()))?;
        let (modules, others): (Vec<_>, Vec<_>) =
            products.iter().partition(|product| product.name.starts_with("modules/"));
        for product in others {
            let lines = product.text.lines().count();
            output.line(format!("  {:<24} {lines:>6} lines", product.name))?;
        }
        output.line(format!("  {:<24} {:>6} files", "modules/", modules.len()))?;
        output.object(&report)
    }
}
