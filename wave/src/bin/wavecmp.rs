//! `wavecmp`: compares waveforms, and lists what they hold.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use spindle_wave::cli::{Console, Diff, List};
use spindle_wave::escape::clean;

/// Compares two simulation waveforms (VCD, FST, GHW) by value over time.
///
/// Exit status: 0 everything was compared and is equal, 1 it is not, 2 a file or a request cannot be used.
#[derive(Parser)]
#[command(
    name = "wavecmp",
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
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    diff: Option<Diff>,
}

#[derive(Subcommand)]
enum Verb {
    /// List the signals of a file, and the time that it covers
    List(List),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; a closed pipe is not worth a word.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let console = Console::new(cli.json, cli.quiet);
    let result = match (cli.verb, cli.diff) {
        (Some(Verb::List(list)), _) => list.run(console),
        (None, Some(diff)) => diff.run(console),
        (None, None) => {
            eprintln!("error: no files; give two to compare, or `list FILE`");
            return ExitCode::from(2);
        }
    };
    let (status, message) = match result {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(finding)) => (1, finding.to_string()),
        Err(error) => (2, error.to_string()),
    };
    eprintln!("error: {}", clean(&message));
    ExitCode::from(status)
}
