//! `spindle mutate`: what of deliberately broken hardware lockstep detects.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::{Failure, Output};
use crate::verify::mutation::{Fate, Row, Summary, fields, summary};

/// Options of `mutate`.
#[derive(Debug, Args)]
pub struct Mutate {
    /// Mutants in each of neuron, synapse, both plasticity pipelines, controller and scheduler
    #[arg(long, default_value_t = 200)]
    mutants: usize,
    /// Seed of their choice
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Judges only every Nth
    #[arg(long, value_name = "N", default_value_t = 1)]
    every: usize,
    /// Share of the mutants that are not proven equivalent which must be detected, percent
    #[arg(long, value_name = "PERCENT", default_value_t = 99.0)]
    bound: f64,
    /// Folder for `survivors.csv`
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    #[serde(flatten)]
    summary: Summary,
    modules: Vec<(String, Summary)>,
    survivors: PathBuf,
}

impl Mutate {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        let start = Instant::now();
        let mut fields = fields(self.mutants, self.seed)?;
        let total: usize = fields.iter().map(|field| field.mutants().len().div_ceil(self.every)).sum();
        output.remark(format!(
            "{total} mutants, {} cases",
            fields.iter().map(crate::verify::mutation::Field::cases).sum::<usize>()
        ))?;
        let bar = output.progress(total as u64, "mutants");
        let mut rows = Vec::new();
        std::fs::create_dir_all(&self.out).map_err(crate::files::error(&self.out, "make"))?;
        let survivors = self.out.join("survivors.csv");
        for field in &mut fields {
            let numbers: Vec<u32> = field.mutants().iter().map(|mutant| mutant.number).collect();
            for number in numbers.into_iter().step_by(self.every.max(1)) {
                let row = field.judge(number)?;
                let kept = !matches!(row.fate, Fate::Detected { .. });
                rows.push(row);
                bar.inc(1);
                if kept {
                    // Written as they come: a run of many minutes may be stopped.
                    crate::files::write(&survivors, table(&rows).as_bytes())?;
                }
            }
        }
        bar.finish_and_clear();
        crate::files::write(&survivors, table(&rows).as_bytes())?;
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
        output.object(&Report { verdict, summary: whole, modules, survivors })?;
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

/// What no case detected, one a line.
fn table(rows: &[Row]) -> String {
    let mut text = String::from("module,number,verdict,mutation\n");
    for row in rows {
        let verdict = match &row.fate {
            Fate::Detected { .. } => continue,
            Fate::Equivalent => "equivalent".to_owned(),
            Fate::Survived { clock } => format!("survived: the module alone differs on clock {clock}"),
            Fate::Undecided => "undecided".to_owned(),
        };
        text += &format!("{},{},{verdict},{}\n", row.module, row.number, row.what);
    }
    text
}
