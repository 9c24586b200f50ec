//! Unbounded proofs of assertions: Yosys makes an and-inverter graph of them, ABC proves it.
//!
//! ABC merges registers that induction shows to be equal (`scorr`) and finds the invariants that
//! are missing by itself (`pdr`: property directed reachability). Both start from the registers'
//! initial values, and hold for any number of cycles. State without an initial value, such as a
//! memory that is loaded from a file, starts with any value.

mod miter;
mod ties;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::backend::BackendError;
use crate::eda::{self, Eda};
use crate::temporary::{self, Folder};
use crate::testbench;
use crate::tool::{Chunk, Process, within};

pub use miter::miter;
pub use ties::{Ties, ties};

/// Name in error messages.
const NAME: &str = "proof";
/// Timeout for merging registers, which ABC does without output and cannot limit.
const MERGING: Duration = Duration::from_secs(300);
/// From a design with assertions to a graph whose outputs are their violations. Inputs are free in
/// each cycle.
const TO_GRAPH: &str = "\
proc
flatten
opt -full
memory_nordff
memory_map -formal
opt -full
async2sync
chformal -lower
formalff -clk2ff -ff2anyinit
setundef -undriven -anyseq
delete -output
opt -full
techmap
opt -full
dffunmap
aigmap
opt_clean
write_aiger -I -B -zinit graph.aig
";

/// A design with assertions.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Files by bare name.
    pub files: Vec<(String, String)>,
    /// Yosys commands, one a line, that read them and name the top module.
    pub read: String,
}

/// Verdict of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every assertion holds in every cycle after every sequence of inputs.
    Proven,
    /// One does not: there is a sequence of inputs that violates it.
    Refuted {
        /// The cycle of the violation, from 0.
        #[serde(rename = "clock")]
        cycle: u32,
    },
    /// Neither was found in the time that was given.
    Undecided,
}

/// A verdict and its subject.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Single-bit assertions in the graph; none proves nothing, and is an error.
    pub assertions: usize,
    /// Registers of the design, bits.
    pub registers: usize,
    /// Seconds that it took.
    pub seconds: f64,
}

/// Yosys and its ABC.
#[derive(Clone, Debug)]
pub struct Prover {
    yosys: Eda,
    abc: Eda,
}

impl Prover {
    /// With the installed tools.
    ///
    /// # Errors
    /// One is missing.
    pub fn new() -> Result<Self, BackendError> {
        let yosys = eda::yosys()?;
        let abc = eda::abc(&yosys)?;
        Ok(Self { yosys, abc })
    }

    /// Proves or refutes all assertions of `problem`, with at most `limit` for the search of each
    /// invariant.
    ///
    /// # Errors
    /// A tool fails, or there is no assertion.
    pub fn prove(&self, problem: &Problem, limit: Duration) -> Result<Outcome, BackendError> {
        let start = Instant::now();
        let folder = folder()?;
        for (name, text) in &problem.files {
            testbench::write(folder.path(), name, |file| std::io::Write::write_all(file, text.as_bytes()))?;
        }
        self.run_yosys(folder.path(), &format!("{}{TO_GRAPH}", problem.read))?;
        let (registers, assertions) = header(&folder.path().join("graph.aig"))?;
        if assertions == 0 {
            return Err(protocol("the design has no assertion, which proves nothing"));
        }
        // Without registers nothing can be merged, and ABC would end the script.
        let merge = if registers == 0 { "" } else { "scorr\n" };
        let script = format!("read_aiger graph.aig\nstrash\n{merge}pdr -a -T {}\n", limit.as_secs().max(1));
        testbench::write(folder.path(), "script.abc", |file| {
            std::io::Write::write_all(file, script.as_bytes())
        })?;
        let mut command = self.abc.command();
        within(command.args(["-f", "script.abc"]), folder.path());
        let verdict = match self.listen(&mut command, 2 * limit + MERGING)? {
            Some(said) => verdict(&said, assertions)?,
            None => Verdict::Undecided,
        };
        Ok(Outcome { verdict, assertions, registers, seconds: start.elapsed().as_secs_f64() })
    }

    /// Runs Yosys commands, one a line, in `folder`.
    ///
    /// # Errors
    /// Yosys is missing or refuses them.
    pub fn run_yosys(&self, folder: &Path, script: &str) -> Result<String, BackendError> {
        testbench::write(folder, "script.ys", |file| std::io::Write::write_all(file, script.as_bytes()))?;
        let mut command = self.yosys.command();
        self.yosys.tool().run(NAME, within(command.args(["-s", "script.ys"]), folder))
    }

    /// Runs ABC, which ends with success whatever happens; `None` after a timeout of `silence`
    /// without output.
    fn listen(&self, command: &mut Command, silence: Duration) -> Result<Option<String>, BackendError> {
        let mut process = Process::start(&self.abc.tool(), NAME, command)?;
        let mut said = Vec::new();
        loop {
            match process.read(silence) {
                Chunk::Bytes(bytes) => said.extend(bytes),
                Chunk::End => break,
                Chunk::Silent => return Ok(None),
            }
        }
        process.finish()?;
        Ok(Some(String::from_utf8_lossy(&said).into_owned()))
    }
}

/// A folder for one run.
pub(crate) fn folder() -> Result<Folder, BackendError> {
    temporary::folder(NAME)
        .map_err(|source| BackendError::Io { path: std::env::temp_dir().display().to_string(), source })
}

fn protocol(what: &str) -> BackendError {
    BackendError::Protocol { backend: NAME.into(), what: what.into() }
}

/// Registers and assertions that the header `aig M I L O A B …` of a graph states.
fn header(path: &Path) -> Result<(usize, usize), BackendError> {
    let bytes = std::fs::read(path)
        .map_err(|source| BackendError::Io { path: path.display().to_string(), source })?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let numbers: Vec<usize> =
        String::from_utf8_lossy(line).split(' ').skip(1).map_while(|word| word.parse().ok()).collect();
    match numbers[..] {
        [_, _, registers, _, _, assertions, ..] => Ok((registers, assertions)),
        _ => Err(protocol("the graph that Yosys wrote has no list of assertions")),
    }
}

/// The number after the last `key` of a line.
fn number_after(line: &str, key: &str) -> Option<u32> {
    let rest = line.split(key).nth(1)?.trim_start_matches([' ', '(', '=']);
    rest.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

fn refuted(line: &str) -> Option<Verdict> {
    line.contains("was asserted in frame")
        .then(|| number_after(line, "in frame").map(|cycle| Verdict::Refuted { cycle }))
        .flatten()
}

fn verdict(said: &str, assertions: usize) -> Result<Verdict, BackendError> {
    if let Some(verdict) = said.lines().find_map(refuted) {
        return Ok(verdict);
    }
    // `pdr -a` sums up: Properties:  All = 4. Proved = 4. Disproved = 0. Undecided = 0.
    let summary = said.lines().find(|line| line.starts_with("Properties:")).ok_or_else(|| protocol(said))?;
    let count = |key: &str| number_after(summary, key).map(|count| count as usize);
    match (count("All ="), count("Proved ="), count("Disproved =")) {
        (Some(all), Some(proven), Some(0)) if all == assertions && proven == assertions => {
            Ok(Verdict::Proven)
        }
        (Some(all), Some(_), Some(0)) if all == assertions => Ok(Verdict::Undecided),
        _ => Err(protocol(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_abc_says_is_read() {
        let all = |text, assertions| verdict(text, assertions);
        let summary = "Properties:  All = 4. Proved = 4. Disproved = 0. Undecided = 0.   Time = 0.03 sec\n";
        assert_eq!(all(summary, 4).expect("understood"), Verdict::Proven);
        assert!(all(summary, 5).is_err() && all("", 1).is_err());
        let open = "Properties:  All = 4. Proved = 3. Disproved = 0. Undecided = 1.   Time = 0.03 sec\n";
        assert_eq!(all(open, 4).expect("understood"), Verdict::Undecided);
        let broken = "Output 1 was asserted in frame  3 ( 3) (solved 2 out of 4 outputs).\n";
        assert_eq!(all(broken, 4).expect("understood"), Verdict::Refuted { cycle: 3 });
    }
}
