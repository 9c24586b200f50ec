//! `spindle prove`: properties of the generated Verilog, for every sequence of inputs.

use clap::Args;
use serde::Serialize;
use spindle_sim::formal::{Prover, Verdict};
use spindle_sim::proofs::{PROPERTIES, Proof};

use super::{Failure, Output};

/// Options of `prove`.
#[derive(Debug, Args)]
pub struct Prove {
    /// Only these properties
    #[arg(value_name = "PROPERTY")]
    properties: Vec<String>,
}

#[derive(Serialize)]
struct Proofs {
    verdict: &'static str,
    proofs: Vec<Proof>,
}

impl Prove {
    pub(super) fn run(&self, output: &Output) -> Result<(), Failure> {
        if let Some(unknown) =
            self.properties.iter().find(|name| PROPERTIES.iter().all(|property| property.name != **name))
        {
            let names: Vec<&str> = PROPERTIES.iter().map(|property| property.name).collect();
            let message = format!("no property `{unknown}`; choose from {}", names.join(", "));
            return Err(Failure { status: 2, message });
        }
        let prover = Prover::new()?;
        let chosen = PROPERTIES.iter().filter(|property| {
            self.properties.is_empty() || self.properties.iter().any(|n| n == property.name)
        });
        let bar = output.progress(chosen.clone().count() as u64, "proving");
        let mut proofs = Vec::new();
        for property in chosen {
            output.line(format!("{}: {}", property.name, property.statement))?;
            for proof in property.prove(&prover)? {
                output.line(format!(
                    "    {:<40} {} {:>6} registers {:>6.1} s  {}",
                    proof.shape,
                    proof.kind,
                    proof.outcome.registers,
                    proof.outcome.seconds,
                    match proof.outcome.verdict {
                        Verdict::Proven => "proven".to_owned(),
                        Verdict::Refuted { cycle } => format!("REFUTED in cycle {cycle}"),
                        Verdict::Undecided => "UNDECIDED".to_owned(),
                    }
                ))?;
                proofs.push(proof);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        let proven =
            proofs.iter().all(|proof| proof.outcome.verdict == Verdict::Proven) && !proofs.is_empty();
        output.object(&Proofs { verdict: if proven { "proven" } else { "not proven" }, proofs })?;
        if proven { Ok(()) } else { Err(Failure::found("not every property was proven")) }
    }
}
