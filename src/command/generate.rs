//! `spindle generate`: Verilog, memory images, register map.

use clap::Args;
use serde::Serialize;

use super::{Common, Failure, Output};
use crate::files;
use crate::generate::products;

/// Options of `generate`.
#[derive(Debug, Args)]
pub struct Generate {
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Report {
    folder: String,
    files: Vec<String>,
    verilog_lines: usize,
}

impl Generate {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let (manifest, placement) = self.common.placed()?;
        manifest.for_hardware()?;
        let products = products(&manifest.description.geometry, &placement.configuration);
        let out = &self.common.out;
        files::create_folder(out)?;
        for product in &products {
            files::write(&out.join(&product.name), product.text.as_bytes())?;
        }
        let report = Report {
            folder: out.display().to_string(),
            files: products.iter().map(|product| product.name.clone()).collect(),
            verilog_lines: products[0].text.lines().count(),
        };
        output.line(format!("{}: {} files", report.folder, report.files.len()))?;
        for (index, name) in report.files.iter().enumerate() {
            let lines = products[index].text.lines().count();
            output.line(format!("  {name:<24} {lines:>6} lines"))?;
        }
        output.object(&report)
    }
}
