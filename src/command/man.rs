//! `spindle man`: a manual page for each command.

use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use serde::Serialize;
use spindle_learning::files;

use super::{Cli, Failure, Output};

/// Options of `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Folder for the pages, such as ~/.local/share/man/man1
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Pages {
    pages: Vec<String>,
}

impl Man {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        files::create_folder(&self.out)?;
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        let mut pages = Vec::new();
        write(&command, &self.out, &mut pages)?;
        output.line(format!("wrote {} pages to {}", pages.len(), self.out.display()))?;
        output.object(&Pages { pages })
    }
}

/// Writes the page of `command` and those of the commands below it.
fn write(command: &Command, folder: &Path, pages: &mut Vec<String>) -> Result<(), Failure> {
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    let path = folder.join(page.get_filename());
    files::write(&path, &text)?;
    pages.push(path.display().to_string());
    command.get_subcommands().try_for_each(|below| write(below, folder, pages))
}
