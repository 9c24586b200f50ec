//! `spindle new DIR`: a manifest to start from.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use spindle_learning::files;
use spindle_learning::manifest::{SCHEMA_FILE, json_schema, template};

use super::{Failure, Output};

/// Options of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// Folder to make
    dir: PathBuf,
}

#[derive(Serialize)]
struct Created {
    manifest: String,
    schema: String,
}

impl New {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let path = self.dir.join("spindle.toml");
        if path.exists() {
            return Err(Failure {
                status: 2,
                message: format!(
                    "{}: already there and left as it is; choose another folder",
                    path.display()
                ),
            });
        }
        files::create_folder(&self.dir)?;
        // First, because a manifest marks the folder as taken.
        let schema = self.dir.join(SCHEMA_FILE);
        files::write(&schema, format!("{:#}\n", json_schema()).as_bytes())?;
        files::write(&path, template().as_bytes())?;
        output.line(format!("wrote {}", path.display()))?;
        output.remark(format!("next: spindle train --config {}", path.display()))?;
        output.object(&Created { manifest: path.display().to_string(), schema: schema.display().to_string() })
    }
}
