//! Comparison of a prediction with a simulator, record by record, during the simulation.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;
use spindle_spec::{Answer, Layout, Predict, Stimulus};

use crate::backend::{Backend, BackendError, Design};
use crate::window::{Sides, Stamped, Window};

/// Cycles before the first difference that its window shows.
const CYCLES_BEFORE: u64 = 8;
/// Cycles after it.
const CYCLES_AFTER: u64 = 4;

/// Amounts compared on one backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// Name of the backend.
    pub name: String,
    /// Cycles simulated, up to the first difference.
    #[serde(rename = "clocks")]
    pub cycles: u64,
    /// Records compared.
    pub events: u64,
    /// Signals compared in each.
    pub signals: usize,
    /// Differences seen; the comparison of records stops at the first, so this is a lower bound.
    pub mismatches: u64,
    /// Records in which each retire port's strobe was high.
    pub entries: Entries,
    /// Final reads compared.
    pub reads: usize,
}

/// Retire entries compared, by port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entries {
    /// Weight words.
    pub synapse: u64,
    /// Neuron words of steps.
    pub neuron: u64,
    /// Neuron words of control phases.
    pub control: u64,
}

/// Result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Amounts compared.
    #[serde(flatten)]
    pub rung: Rung,
    /// The first difference; `None` when everything was equal.
    pub first_difference: Option<FirstDifference>,
}

impl Comparison {
    /// True if something was compared and all of it was equal.
    pub fn equal(&self) -> bool {
        self.first_difference.is_none()
    }
}

/// Kind of the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Divergence {
    /// Both have a record in the cycle, with different values.
    Value,
    /// The golden side has a record in the cycle, the simulator none.
    Missing,
    /// The simulator has a record in the cycle, the golden side none.
    Extra,
    /// A final read was answered with another value.
    Read,
    /// A final read was answered in another cycle; the values are cycles after its offer. The data
    /// may differ as well.
    ReadClock,
    /// There was nothing to compare, which proves nothing.
    Nothing,
}

/// The first difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstDifference {
    /// Kind of the difference.
    pub kind: Divergence,
    /// Index of the record, or of the final read.
    pub event: u64,
    /// Its cycle; for a final read, the number of cycles observed.
    #[serde(rename = "clock")]
    pub cycle: u64,
    /// The first signal that differs, in the order of a record; for a final read, `read 0x…`.
    pub signal: String,
    /// Value on the golden side.
    pub golden: i64,
    /// Value on the simulator's side.
    pub simulator: i64,
    /// Other signals that differ in the same cycle, or further reads that differ.
    pub others: usize,
    /// The cycles around it.
    pub window: Window,
}

impl std::fmt::Display for FirstDifference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, event, cycle, signal, golden, simulator, others, window } = self;
        match kind {
            Divergence::Nothing => {
                return writeln!(f, "nothing was compared: the run makes no record and reads nothing");
            }
            Divergence::Read => {
                writeln!(
                    f,
                    "first difference: final {signal}: golden {golden:#x}, simulator {simulator:#x}"
                )?;
            }
            Divergence::ReadClock => {
                writeln!(
                    f,
                    "first difference: final {signal}: golden answers {golden} cycles after the offer, simulator {simulator}"
                )?;
            }
            Divergence::Value | Divergence::Missing | Divergence::Extra => {
                let how = match kind {
                    Divergence::Missing => ", where the simulator has no record",
                    Divergence::Extra => ", where the golden side has no record",
                    _ => "",
                };
                writeln!(f, "first difference: cycle {cycle}, record {event}{how}")?;
                writeln!(f, "{signal}: golden {golden}, simulator {simulator}")?;
            }
        }
        if *others > 0 {
            writeln!(f, "and {others} more at the same place")?;
        }
        write!(f, "{window}")
    }
}

/// Runs `design` under `stimulus` on `backend` and compares every record, its cycle and its values,
/// and every final read with `golden`. A waveform is written to `vcd` if that is given. The
/// simulator is stopped soon after the first difference. Nothing compared counts as a difference.
///
/// # Errors
/// Those of [`Backend::run`]. A mismatch is reported in the result, not as an `Err`.
pub fn compare(
    golden: &mut dyn Predict,
    backend: &dyn Backend,
    design: &Design,
    stimulus: &Stimulus,
    vcd: Option<&Path>,
) -> Result<Comparison, BackendError> {
    let layout = design.layout();
    let mut pair = Pair::new(&layout, golden);
    let outcome = backend.run(design, stimulus, vcd, &mut |cycle, record| pair.simulator(cycle, record))?;
    pair.end();
    let cycles = pair.first.as_ref().map_or(outcome.cycles, |first| first.cycle + 1);
    let mut first_difference = pair.difference();
    let mut mismatches = u64::from(first_difference.is_some());
    let mut reads = 0;
    if first_difference.is_none() {
        let answers: Vec<(u32, Answer, Answer)> = stimulus
            .reads
            .iter()
            .zip(&outcome.reads)
            .map(|(address, simulator)| (*address, pair.golden.read(*address), *simulator))
            .collect();
        reads = answers.len();
        if reads != stimulus.reads.len() {
            return Err(BackendError::Protocol {
                backend: backend.name().to_owned(),
                what: format!("{} final reads were requested, {reads} were answered", stimulus.reads.len()),
            });
        }
        mismatches = answers.iter().filter(|(_, golden, simulator)| golden != simulator).count() as u64;
        first_difference = read_difference(&answers, outcome.cycles);
        if pair.events == 0 && reads == 0 {
            mismatches = 1;
            first_difference = Some(nothing());
        }
    }
    let rung = Rung {
        name: backend.name().to_owned(),
        cycles,
        events: pair.events,
        signals: layout.signals().len(),
        mismatches,
        entries: pair.entries,
        reads,
    };
    Ok(Comparison { rung, first_difference })
}

fn read_difference(answers: &[(u32, Answer, Answer)], cycles: u64) -> Option<FirstDifference> {
    let mut wrong = answers.iter().enumerate().filter(|(_, (_, golden, simulator))| golden != simulator);
    let (index, (address, golden, simulator)) = wrong.next()?;
    // Too early an answer may be a wrong one, so the cycle comes first.
    let kind = if golden.after == simulator.after { Divergence::Read } else { Divergence::ReadClock };
    let shown =
        |answer: &Answer| i64::from(if kind == Divergence::Read { answer.data } else { answer.after });
    Some(FirstDifference {
        kind,
        event: index as u64,
        cycle: cycles,
        signal: format!("read {address:#08x}"),
        golden: shown(golden),
        simulator: shown(simulator),
        others: wrong.count(),
        window: Window::default(),
    })
}

fn nothing() -> FirstDifference {
    FirstDifference {
        kind: Divergence::Nothing,
        event: 0,
        cycle: 0,
        signal: String::new(),
        golden: 0,
        simulator: 0,
        others: 0,
        window: Window::default(),
    }
}

/// The first difference between the two sides.
struct First {
    kind: Divergence,
    event: u64,
    cycle: u64,
}

/// Both sides, and how far they agree.
struct Pair<'a> {
    layout: &'a Layout,
    golden: &'a mut dyn Predict,
    /// The last golden record, which a simulator's record is compared with.
    expected: Vec<u8>,
    strobes: [Option<usize>; 3],
    events: u64,
    entries: Entries,
    /// Equal records of the last cycles, oldest first, and the one before them.
    agreed: VecDeque<Stamped>,
    first: Option<First>,
    /// Records of each side from the first difference on.
    golden_after: Vec<Stamped>,
    simulator_after: Vec<Stamped>,
}

impl<'a> Pair<'a> {
    fn new(layout: &'a Layout, golden: &'a mut dyn Predict) -> Self {
        let strobe = |name| layout.index(name).map(|index| layout.offset(index));
        Self {
            layout,
            golden,
            expected: layout.initial(),
            strobes: [strobe("synapse_valid"), strobe("neuron_valid"), strobe("control_valid")],
            events: 0,
            entries: Entries::default(),
            agreed: VecDeque::from([(0, layout.initial())]),
            first: None,
            golden_after: Vec::new(),
            simulator_after: Vec::new(),
        }
    }

    /// Takes the simulator's next record.
    fn simulator(&mut self, cycle: u64, record: &[u8]) -> ControlFlow<()> {
        if let Some(first) = &self.first {
            if cycle > first.cycle + CYCLES_AFTER {
                return ControlFlow::Break(());
            }
            self.simulator_after.push((cycle, record.to_vec()));
            return ControlFlow::Continue(());
        }
        let expected = self.golden.next(&mut self.expected);
        if expected == Some(cycle) && self.expected == record {
            self.agree(cycle);
            return ControlFlow::Continue(());
        }
        let (kind, at) = match expected {
            Some(golden) if golden == cycle => (Divergence::Value, cycle),
            Some(golden) if golden < cycle => (Divergence::Missing, golden),
            _ => (Divergence::Extra, cycle),
        };
        if let Some(golden) = expected {
            self.golden_after.push((golden, self.expected.clone()));
        }
        self.part(kind, at);
        self.simulator_after.push((cycle, record.to_vec()));
        if cycle > at + CYCLES_AFTER { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Takes the end of the simulator's records: the golden side must be at its end as well.
    fn end(&mut self) {
        if self.first.is_none()
            && let Some(cycle) = self.golden.next(&mut self.expected)
        {
            self.golden_after.push((cycle, self.expected.clone()));
            self.part(Divergence::Missing, cycle);
        }
        // Records of the golden side in the following cycles.
        let Some(first) = &self.first else { return };
        let last = first.cycle + CYCLES_AFTER;
        while self.golden_after.last().is_none_or(|(cycle, _)| *cycle <= last)
            && let Some(cycle) = self.golden.next(&mut self.expected)
        {
            self.golden_after.push((cycle, self.expected.clone()));
        }
    }

    fn agree(&mut self, cycle: u64) {
        self.events += 1;
        let high = |offset: Option<usize>| u64::from(offset.is_some_and(|offset| self.expected[offset] != 0));
        self.entries.synapse += high(self.strobes[0]);
        self.entries.neuron += high(self.strobes[1]);
        self.entries.control += high(self.strobes[2]);
        // The oldest buffer is used again: this runs for every record.
        let mut kept = if self.agreed.len() > CYCLES_BEFORE as usize + 1 {
            self.agreed.pop_front().unwrap_or_default()
        } else {
            (0, vec![0; self.layout.bytes()])
        };
        kept.0 = cycle;
        kept.1.copy_from_slice(&self.expected);
        self.agreed.push_back(kept);
    }

    fn part(&mut self, kind: Divergence, cycle: u64) {
        // The record that differs was compared too.
        self.first = Some(First { kind, event: self.events, cycle });
        self.events += 1;
    }

    fn difference(&self) -> Option<FirstDifference> {
        let First { kind, event, cycle } = *self.first.as_ref()?;
        let agreed: Vec<&Stamped> = self.agreed.iter().collect();
        let sides = Sides { agreed: &agreed, golden: &self.golden_after, simulator: &self.simulator_after };
        let window = sides.window(self.layout, cycle, CYCLES_BEFORE, CYCLES_AFTER);
        let mut at = window.rows.iter().filter(|row| row.cycle == cycle && row.differs);
        let (signal, golden, simulator) = at.next().map_or_else(
            || ("record without a change".to_owned(), 0, 0),
            |row| (row.signal.clone(), row.golden, row.simulator),
        );
        let others = at.count();
        Some(FirstDifference { kind, event, cycle, signal, golden, simulator, others, window })
    }
}
