//! Mutants of the generated Verilog: detection by lockstep, and classification of the others.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use spindle_sim::backend::verilator::Verilator;
use spindle_sim::backend::{BackendError, Design};
use spindle_sim::formal::{Prover, Ties, Verdict, miter, ties};
use spindle_sim::mutation::{Mutant, Mutated};
use spindle_spec::stimulus::Stimulus;
use spindle_spec::{Geometry, NeuronModel};

use super::{Case, VerifyError, directed, on_one_core, predictive};

/// Longest search for a proof that a mutant is equivalent.
const LIMIT: Duration = Duration::from_secs(60);
/// Cycles that one model runs in all, at least: every case without a mutant, then one or many for
/// each mutant.
const CYCLES: u64 = 1_000_000;

/// Modules of the core of the directed cases.
const MODULES: [&str; 5] =
    ["spindle_neuron", "spindle_synapse", "spindle_plasticity", "spindle_controller", "spindle_scheduler"];
/// Modules of the core of the predictive cases.
const PREDICTIVE_MODULES: [&str; 1] = ["spindle_predictive_lane"];

/// Fate of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Lockstep shows a difference, or the simulation comes to no end.
    Detected {
        /// The case that showed it first.
        case: String,
    },
    /// No case shows one, and it is proven that the module behaves the same on every input.
    Equivalent,
    /// No case shows one, and it is proven that the core behaves the same on every input, though
    /// the module need not: for the whole core, or for the module with those inputs constant that
    /// the core ties to constants.
    EquivalentInCore,
    /// No case shows one, and the module can differ, first in this cycle; the core was not
    /// compared.
    ModuleDiffers {
        /// Cycle of the counterexample.
        #[serde(rename = "clock")]
        cycle: u32,
    },
    /// No case shows one, and the core can differ, first in this cycle.
    Survived {
        /// Cycle of the counterexample.
        #[serde(rename = "clock")]
        cycle: u32,
    },
    /// No case shows one, and nothing is proven.
    Undecided,
}

/// A mutant and its fate.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Number within its core.
    pub number: u32,
    /// The generated module.
    pub module: String,
    /// The change.
    pub what: String,
    /// Its fate.
    pub fate: Fate,
}

/// A core, its mutants, and the cases that are to detect them.
#[derive(Debug)]
pub struct Field {
    prover: Prover,
    mutated: Mutated,
    cases: Vec<(Case, Stimulus)>,
    simulator: Verilator,
    /// Constants to which the core ties the inputs of each module.
    ties: HashMap<String, BTreeSet<Ties>>,
    /// Number of mutants that each case detected.
    hits: Vec<AtomicUsize>,
}

/// The cores that are mutated, with `mutants` mutants in each of their modules.
///
/// # Errors
/// A tool is missing or fails, or a case fails without any mutant.
pub fn fields(mutants: usize, seed: u64) -> Result<Vec<Field>, VerifyError> {
    let mut event_driven = on_one_core(&directed::cases()[0].geometry);
    event_driven.extend(directed::rare_values());
    let predicting = predictive::on_wide_core(on_one_core(&predictive::cases()[0].geometry));
    let mut fields = vec![
        Field::new(event_driven, &MODULES, mutants, seed)?,
        Field::new(predicting, &PREDICTIVE_MODULES, mutants, seed)?,
    ];
    for (geometry, module) in model_cores() {
        fields.push(Field::new(on_one_core(&geometry), &[&module], mutants, seed)?);
    }
    Ok(fields)
}

/// Modules that `spindle mutate` changes.
pub fn modules() -> usize {
    MODULES.len() + PREDICTIVE_MODULES.len() + model_cores().len()
}

/// The core of the directed cases of each neuron model, and the module of the model.
fn model_cores() -> Vec<(Geometry, String)> {
    let cases = directed::cases();
    let described = NeuronModel::ALL.into_iter().filter_map(|model| Some((model, model.descriptor()?)));
    described
        .filter_map(|(model, descriptor)| {
            let case = cases.iter().find(|case| case.geometry.neuron_model == model)?;
            Some((case.geometry.clone(), format!("spindle_{}", descriptor.name.replace('-', "_"))))
        })
        .collect()
}

impl Field {
    /// The one core of all `cases`.
    fn new(cases: Vec<Case>, modules: &[&str], mutants: usize, seed: u64) -> Result<Self, VerifyError> {
        let prover = Prover::new()?;
        let design = cases[0].design();
        let counts: Vec<(&str, usize)> = modules.iter().map(|module| (*module, mutants)).collect();
        let mutated = Mutated::new(&prover, &design, &counts, seed)?;
        let ties = ties(&prover, &design, modules)?;
        let cases = cases
            .into_iter()
            .map(|case| Ok((case.stimulus()?, case)))
            .map(|pair: Result<_, VerifyError>| pair.map(|(stimulus, case)| (case, stimulus)))
            .collect::<Result<Vec<_>, _>>()?;
        let hits = cases.iter().map(|_| AtomicUsize::new(0)).collect();
        let simulator = Verilator { cycles: CYCLES, ..Verilator::default() };
        let field = Self { prover, mutated, cases, simulator, ties, hits };
        for index in 0..field.cases.len() {
            if field.differs(0, index)? {
                let what = format!("`{}` fails without a mutant; mend that first", field.cases[index].0.name);
                return Err(BackendError::Protocol { backend: "mutation".into(), what }.into());
            }
        }
        Ok(field)
    }

    /// All mutants.
    pub fn mutants(&self) -> &[Mutant] {
        &self.mutated.mutants
    }

    /// Number of cases.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// Runs the cases against a mutant, those that detected most before first, until one detects
    /// it; what none detects goes to the prover: first the module, then the module with its
    /// constant inputs, then, if that can differ and `core` is set, the whole core.
    ///
    /// # Errors
    /// A tool is missing or fails.
    pub fn judge(&self, number: u32, core: bool) -> Result<Row, VerifyError> {
        let hits: Vec<usize> = self.hits.iter().map(|hits| hits.load(Ordering::Relaxed)).collect();
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(hits[*index]));
        let mut detected = None;
        for index in order {
            if self.differs(number, index)? {
                self.hits[index].fetch_add(1, Ordering::Relaxed);
                detected = Some(index);
                break;
            }
        }
        let mutant = &self.mutated.mutants[number as usize - 1];
        let fate = match detected {
            Some(index) => Fate::Detected { case: self.cases[index].0.name.clone() },
            None => self.prove(mutant, core)?,
        };
        Ok(Row { number, module: mutant.module.clone(), what: mutant.what.clone(), fate })
    }

    /// True if a case shows a difference between golden model and mutant.
    fn differs(&self, mutant: u32, index: usize) -> Result<bool, VerifyError> {
        let (case, stimulus) = &self.cases[index];
        let images = case.images();
        let design = self.mutated.design(mutant, &images);
        match case.compare(stimulus, &self.simulator, &design, stimulus, None) {
            Ok(comparison) => Ok(!comparison.equal()),
            // Answers too late: the mutant's doing, since without one all cases ran.
            Err(VerifyError::Backend(BackendError::Protocol { .. })) if mutant != 0 => Ok(true),
            // The same of a design that does not settle. A simulator that fails otherwise has
            // detected nothing.
            Err(VerifyError::Backend(BackendError::ToolFailed { output, .. }))
                if mutant != 0 && output.contains("converge") =>
            {
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    fn prove(&self, mutant: &Mutant, core: bool) -> Result<Fate, VerifyError> {
        let images = &self.mutated.original.images;
        let files: Vec<(String, String)> =
            images.iter().map(|image| (image.name.clone(), image.text())).collect();
        let fixed = self.mutated.fixed(mutant.number);
        let sides = [self.mutated.original.verilog.as_str(), fixed.as_str()];
        let equal = |top: &str, tied: &Ties| -> Result<Verdict, VerifyError> {
            let problem = miter(top, sides, &files, tied).ok_or_else(|| BackendError::Protocol {
                backend: "mutation".into(),
                what: format!("`{top}` has no outputs to compare"),
            })?;
            match self.prover.prove(&problem, LIMIT) {
                Ok(outcome) => Ok(outcome.verdict),
                // A mutant whose clock is inverted: Yosys makes no graph of two edges.
                Err(BackendError::ToolFailed { output, .. }) if output.contains("opposite polarity") => {
                    Ok(Verdict::Undecided)
                }
                Err(error) => Err(error.into()),
            }
        };
        let free = Ties::new();
        if equal(&mutant.module, &free)? == Verdict::Proven {
            return Ok(Fate::Equivalent);
        }
        let mut verdicts = self.ties[&mutant.module].iter().map(|tied| equal(&mutant.module, tied));
        let differs = verdicts.find(|verdict| !matches!(verdict, Ok(Verdict::Proven))).transpose()?;
        match differs {
            None => return Ok(Fate::EquivalentInCore),
            Some(Verdict::Refuted { cycle }) if !core => return Ok(Fate::ModuleDiffers { cycle }),
            Some(_) if !core => return Ok(Fate::Undecided),
            Some(_) => {}
        }
        Ok(match equal(Design::TOP, &free)? {
            Verdict::Proven => Fate::EquivalentInCore,
            Verdict::Refuted { cycle } => Fate::Survived { cycle },
            Verdict::Undecided => Fate::Undecided,
        })
    }
}

/// Counts of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Mutants judged.
    pub mutants: usize,
    /// Detected by lockstep.
    pub detected: usize,
    /// Proven equivalent, as a module or in the core.
    pub equivalent: usize,
    /// Not detected, and not proven equivalent: module or core can differ.
    pub survived: usize,
    /// Not detected, and nothing proven.
    pub undecided: usize,
    /// Detected, of all that are not proven equivalent, percent.
    pub percent: f64,
    /// Seconds.
    pub seconds: f64,
}

/// Counts `rows`.
pub fn summary<'a>(rows: impl IntoIterator<Item = &'a Row>, start: Instant) -> Summary {
    let mut summary = Summary::default();
    for row in rows {
        summary.mutants += 1;
        match row.fate {
            Fate::Detected { .. } => summary.detected += 1,
            Fate::Equivalent | Fate::EquivalentInCore => summary.equivalent += 1,
            Fate::ModuleDiffers { .. } | Fate::Survived { .. } => summary.survived += 1,
            Fate::Undecided => summary.undecided += 1,
        }
    }
    let others = summary.mutants - summary.equivalent;
    summary.percent = if others == 0 { 0.0 } else { 100.0 * summary.detected as f64 / others as f64 };
    summary.seconds = start.elapsed().as_secs_f64();
    summary
}
