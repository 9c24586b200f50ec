//! `spindle completions SHELL`: a script by which a shell completes commands and options.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde::Serialize;

use super::{Cli, Failure, Output};

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// Shell that reads the script
    shell: Shell,
}

#[derive(Serialize)]
struct Script {
    shell: String,
    script: String,
}

impl Completions {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "spindle", &mut script);
        let script = String::from_utf8(script)?;
        output.line(script.trim_end())?;
        output.object(&Script { shell: self.shell.to_string(), script })
    }
}
