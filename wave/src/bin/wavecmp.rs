//! `wavecmp`: compares waveforms, and lists their contents.

use std::process::ExitCode;

use clap::{Args, Command, FromArgMatches, Subcommand};
use spindle_wave::Error;
use spindle_wave::cli::{Console, Diff, Finding, List};
use spindle_wave::escape::clean;

/// Compares two simulation waveforms (VCD, FST, GHW) by value over time.
///
/// Exit status: 0 everything was compared and is equal, 1 it is not, 2 a file or a request cannot
/// be used.
#[derive(Args)]
#[command(
    version,
    about,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    override_usage = "wavecmp A B [OPTIONS]\n       wavecmp list FILE [OPTIONS]"
)]
struct Cli {
    /// Print one JSON object on standard output
    #[arg(long, global = true)]
    json: bool,
    /// No remarks
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// List the signals of a file, and the time that it covers
    List(List),
}

/// Action: a subcommand, or a comparison if there is none.
enum Task {
    Diff(Box<Diff>),
    List(List),
}

impl Task {
    fn parse() -> Result<(Self, Console), clap::Error> {
        // (The description of the command is that of the last.)
        let command = Verb::augment_subcommands(Diff::augment_args(Command::new("wavecmp")));
        let command = Cli::augment_args(command).subcommand_required(false).arg_required_else_help(false);
        let matches = command.try_get_matches()?;
        let Cli { json, quiet } = Cli::from_arg_matches(&matches)?;
        let task = if matches.subcommand().is_some() {
            let Verb::List(list) = Verb::from_arg_matches(&matches)?;
            Self::List(list)
        } else {
            Self::Diff(Box::new(Diff::from_arg_matches(&matches)?))
        };
        Ok((task, Console::new(json, quiet)))
    }

    fn run(&self, console: Console) -> Result<Finding, Error> {
        match self {
            Self::Diff(diff) => diff.run(console),
            Self::List(list) => list.run(console),
        }
    }
}

fn main() -> ExitCode {
    let (task, console) = match Task::parse() {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are not errors; a closed pipe is ignored.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let (status, message) = match task.run(console) {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(finding)) => (1, finding.to_string()),
        Err(error) => (2, error.to_string()),
    };
    eprintln!("error: {}", clean(&message));
    ExitCode::from(status)
}
