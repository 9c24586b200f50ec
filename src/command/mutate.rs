//! `spindle mutate`: detection of mutants by lockstep.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use rayon::prelude::*;
use serde::Serialize;

use super::{Failure, Output};
use crate::claim::claim;
use crate::verify::VerifyError;
use crate::verify::mutation::{Fate, Field, Row, Summary, fields, summary};

/// Mutants judged between two writes of the list.
const CHUNK: usize = 20;

/// Options of `mutate`.
#[derive(Debug, Args)]
pub struct Mutate {
    /// Mutants in each of neuron, synapse, both plasticity pipelines, controller and scheduler
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    mutants: u32,
    /// Seed of their choice
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Test only every Nth
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    every: usize,
    /// Test only the mutants listed in this `survivors.csv` of the same numbers and seed
    #[arg(long, value_name = "FILE", conflicts_with = "every")]
    again: Option<PathBuf>,
    /// Compare the whole core where a module can differ: a minute or two for each
    #[arg(long)]
    core: bool,
    /// Required detection rate of mutants that are not proven equivalent, percent
    #[arg(long, value_name = "PERCENT", default_value_t = 99.0, allow_negative_numbers = true, value_parser = percent)]
    bound: f64,
    /// Folder for `survivors.csv`
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Tested {
    verdict: &'static str,
    #[serde(flatten)]
    summary: Summary,
    modules: Vec<(String, Summary)>,
    survivors: PathBuf,
}

impl Mutate {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let start = Instant::now();
        // First, as the mutants are made for half a minute.
        let listed = self.again.as_deref().map(listed).transpose()?;
        let _claim = claim(&self.out)?;
        let fields = fields(self.mutants as usize, self.seed)?;
        let chosen = match (&listed, &self.again) {
            (Some(listed), Some(path)) => again(&fields, listed).ok_or_else(|| others(path))?,
            _ => self.every(&fields),
        };
        let total: usize = chosen.iter().map(Vec::len).sum();
        output
            .remark(format!("{total} mutants, {} cases", fields.iter().map(Field::cases).sum::<usize>()))?;
        let bar = output.progress(total as u64, "mutants");
        let mut rows = Vec::new();
        let survivors = self.out.join("survivors.csv");
        for (field, numbers) in fields.iter().zip(chosen) {
            for some in numbers.chunks(CHUNK) {
                let judged: Result<Vec<Row>, VerifyError> = some
                    .par_iter()
                    .map(|number| field.judge(*number, self.core).inspect(|_| bar.inc(1)))
                    .collect();
                rows.extend(judged?);
                // Written as they come: a run of many minutes may be stopped.
                spindle_learning::files::write(&survivors, table(&rows).as_bytes())?;
            }
        }
        bar.finish_and_clear();
        let mut names: Vec<&str> = rows.iter().map(|row| row.module.as_str()).collect();
        names.dedup();
        let modules: Vec<(String, Summary)> = names
            .iter()
            .map(|name| ((*name).to_owned(), summary(rows.iter().filter(|row| row.module == *name), start)))
            .collect();
        let whole = summary(&rows, start);
        for (name, counts) in
            modules.iter().map(|(name, counts)| (name.as_str(), counts)).chain([("all", &whole)])
        {
            output.line(format!(
                "{name:<40} {:>5} mutants {:>5} detected {:>4} equivalent {:>4} survived {:>4} undecided {:>7.2} %",
                counts.mutants,
                counts.detected,
                counts.equivalent,
                counts.survived,
                counts.undecided,
                counts.percent
            ))?;
        }
        let met = whole.detected > 0 && whole.percent >= self.bound;
        let percent = whole.percent;
        output.line(format!("{:.1} minutes; survivors in {}", whole.seconds / 60.0, survivors.display()))?;
        let verdict = if met { "met" } else { "missed" };
        output.object(&Tested { verdict, summary: whole, modules, survivors })?;
        if met {
            Ok(())
        } else {
            Err(Failure::found(format!(
                "{percent:.2} % of the mutants that are not equivalent were detected, {} were wanted",
                self.bound
            )))
        }
    }
}

impl Mutate {
    /// The numbers of the mutants of each field to be tested, without a list.
    fn every(&self, fields: &[Field]) -> Vec<Vec<u32>> {
        let all =
            |field: &Field| field.mutants().iter().map(|mutant| mutant.number).step_by(self.every).collect();
        fields.iter().map(all).collect()
    }
}

/// A share, in percent.
fn percent(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=100.0).contains(share));
    share.ok_or_else(|| "no share; give a number of percent, 0 to 100".into())
}

/// Modules and numbers that a `survivors.csv` lists.
fn listed(path: &Path) -> Result<HashSet<(String, u32)>, Failure> {
    let text = spindle_learning::files::read_text(path)?;
    let row = |line: &str| {
        let mut fields = line.split(',');
        Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
    };
    let listed: HashSet<(String, u32)> = text.lines().filter_map(row).collect();
    if listed.is_empty() { Err(others(path)) } else { Ok(listed) }
}

/// The numbers of those that are listed, by field; none where some are mutants of no field.
fn again(fields: &[Field], listed: &HashSet<(String, u32)>) -> Option<Vec<Vec<u32>>> {
    let of = |field: &Field| {
        let mutants = field.mutants().iter();
        let wanted = mutants.filter(|mutant| listed.contains(&(mutant.module.clone(), mutant.number)));
        wanted.map(|mutant| mutant.number).collect()
    };
    let chosen: Vec<Vec<u32>> = fields.iter().map(of).collect();
    (chosen.iter().map(Vec::len).sum::<usize>() == listed.len()).then_some(chosen)
}

fn others(path: &Path) -> Failure {
    let message = format!(
        "{}: lists no mutants, or some that are not of these; give the --mutants and --seed that it was made with",
        path.display()
    );
    Failure { status: 2, message }
}

/// Undetected mutants, one per line.
fn table(rows: &[Row]) -> String {
    let mut text = String::from("module,number,verdict,mutation\n");
    for row in rows {
        let verdict = match &row.fate {
            Fate::Detected { .. } => continue,
            Fate::Equivalent => "equivalent".to_owned(),
            Fate::EquivalentInCore => "equivalent in the core".to_owned(),
            Fate::ModuleDiffers { cycle } => format!("survived; the module can differ in cycle {cycle}"),
            Fate::Survived { cycle } => format!("survived; the core can differ in cycle {cycle}"),
            Fate::Undecided => "undecided".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{},{},{verdict},{}", row.module, row.number, row.what);
    }
    text
}
