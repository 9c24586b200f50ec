//! The process of one case: start, limits, and output.

use std::path::Path;
use std::process::Command;

use spindle_learning::files;
use spindle_sim::backend::cache_folder;
use spindle_sim::eda::tools_folder;

use crate::command::Failure;
use crate::regress::{Answer, Ended, How, Limits, Status, supervise};

/// Runs a process of this program for one case; gives its answer and its seconds.
pub(super) fn child(executable: &Path, words: &[String], limits: Limits) -> Result<(Answer, f64), Failure> {
    let mut process = Command::new(executable);
    process.args(words).arg("--inside");
    // What all cases share may stand among temporary files, and those of a process are its own.
    process.env("SPINDLE_CACHE", cache_folder()).env("SPINDLE_TOOLS", tools_folder());
    let ended = supervise(&mut process, limits).map_err(files::error(executable, "run"))?;
    Ok((answer(&ended, limits), ended.seconds))
}

fn answer(ended: &Ended, limits: Limits) -> Answer {
    let failed = |status, what| Answer { status, what, measured: None, compared: None };
    match ended.how {
        How::Hung => failed(
            Status::Hung,
            format!("it had not ended after {} s; it was ended, with its simulator", limits.time.as_secs()),
        ),
        How::Memory(taken) => failed(
            Status::Memory,
            format!("it took {taken} MiB of {}; it was ended, with its simulator", limits.memory_mib),
        ),
        How::Exit(status) => match (status.success(), serde_json::from_str(&ended.stdout)) {
            (true, Ok(answer)) => answer,
            // Unusable input is reported as by any command.
            _ if status.code() == Some(2) => {
                failed(Status::Error, ended.stderr.trim().trim_start_matches("error: ").to_owned())
            }
            _ => failed(Status::Crashed, format!("{status}\n{}", ended.stderr).trim_end().to_owned()),
        },
    }
}
