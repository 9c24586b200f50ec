//! `spindle schema`: the JSON schema of a manifest.

use clap::Args;
use spindle_learning::manifest::json_schema;

use super::{Failure, Output};

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "as the other commands")]
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let schema = json_schema();
        output.line(format!("{schema:#}"))?;
        output.object(&schema)
    }
}
