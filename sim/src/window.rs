//! The cycles around a difference, as a table.

use std::collections::BTreeSet;

use serde::Serialize;

use spindle_spec::layout::Layout;

/// Differing signals that the text shows of one cycle.
const SHOWN: usize = 12;

/// A record with its cycle.
pub(crate) type Stamped = (u64, Vec<u8>);

/// Window around a difference: for each cycle the signals that changed or pulsed, and for the cycle
/// of the difference all that differ. Equal signals of other lanes are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Cycle of the first difference.
    #[serde(rename = "clock")]
    pub cycle: u64,
    /// Ascending by cycle, then in the order of a record.
    pub rows: Vec<Row>,
}

/// One signal in one cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its cycle.
    #[serde(rename = "clock")]
    pub cycle: u64,
    /// Name of the signal.
    pub signal: String,
    /// Value on the golden side, with its sign if it has one.
    pub golden: i64,
    /// Value on the simulator's side.
    pub simulator: i64,
    /// True if they differ.
    pub differs: bool,
}

/// The records of both sides around a difference.
pub(crate) struct Sides<'a> {
    /// The equal ones before it; the oldest shows only the values before.
    pub(crate) agreed: &'a [&'a Stamped],
    /// The golden side's, from the difference on.
    pub(crate) golden: &'a [Stamped],
    /// The simulator's, from the difference on.
    pub(crate) simulator: &'a [Stamped],
}

impl Sides<'_> {
    /// The window from `before` cycles before `cycle` to `after` cycles after it.
    pub(crate) fn window(&self, layout: &Layout, cycle: u64, before: u64, after: u64) -> Window {
        let shown = cycle.saturating_sub(before)..=cycle + after;
        let recorded = self.agreed.iter().skip(1).map(|stamped| stamped.0);
        let later = self.golden.iter().chain(self.simulator).map(|stamped| stamped.0);
        let cycles: BTreeSet<u64> = recorded.chain(later).filter(|cycle| shown.contains(cycle)).collect();
        let held = |side: &[Stamped], cycle: u64| self.held(layout, side, cycle);
        let signals = layout.signals();
        let focus = (0..signals.len())
            .find(|index| {
                layout.get(&held(self.golden, cycle), *index)
                    != layout.get(&held(self.simulator, cycle), *index)
            })
            .and_then(|index| lane(&signals[index].name));

        let mut rows = Vec::new();
        let mut last: Option<[Vec<u8>; 2]> = None;
        for at in cycles {
            let now = [held(self.golden, at), held(self.simulator, at)];
            let before = last.take().unwrap_or_else(|| {
                // Values before the first cycle shown.
                let earlier = at.checked_sub(1);
                [self.golden, self.simulator]
                    .map(|side| earlier.map_or_else(|| layout.initial(), |at| held(side, at)))
            });
            for (index, signal) in signals.iter().enumerate() {
                let [golden, simulator] = [0, 1].map(|side: usize| layout.get(&now[side], index));
                let changed = [0, 1]
                    .iter()
                    .any(|side: &usize| layout.get(&now[*side], index) != layout.get(&before[*side], index));
                let other_lane = lane(&signal.name).is_some_and(|lane| Some(lane) != focus);
                let differs = golden != simulator;
                // A lasting difference is shown at its start and at further changes.
                let news = changed || at == cycle;
                if (differs && news) || (!other_lane && (changed || (signal.strobe && golden != 0))) {
                    let value = |raw| signed(raw, signal.bits, signal.signed);
                    rows.push(Row {
                        cycle: at,
                        signal: signal.name.clone(),
                        golden: value(golden),
                        simulator: value(simulator),
                        differs,
                    });
                }
            }
            last = Some(now);
        }
        Window { cycle, rows }
    }

    /// The values of one side in `cycle`: those of its last record, but strobes are low where it
    /// has none.
    fn held(&self, layout: &Layout, side: &[Stamped], cycle: u64) -> Vec<u8> {
        let first = |stamped: &&&Stamped| stamped.0 <= cycle;
        let Some((at, values)) = side
            .iter()
            .rev()
            .find(|stamped| stamped.0 <= cycle)
            .or_else(|| self.agreed.iter().rev().find(first).copied())
        else {
            return layout.initial();
        };
        let mut values = values.clone();
        if *at != cycle {
            for (index, signal) in layout.signals().iter().enumerate() {
                if signal.strobe {
                    layout.set(&mut values, index, 0);
                }
            }
        }
        values
    }
}

/// The lane in the name of a per-lane signal.
fn lane(name: &str) -> Option<usize> {
    name.rsplit_once('_')?.1.parse().ok()
}

/// A raw value with its sign, if the signal has one.
fn signed(raw: u32, bits: usize, signed: bool) -> i64 {
    let value = i64::from(raw);
    if signed && raw >> (bits - 1) & 1 != 0 { value - (1 << bits) } else { value }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.rows.is_empty() {
            return Ok(());
        }
        let name = self.rows.iter().map(|row| row.signal.len()).max().unwrap_or(0);
        writeln!(f, "\n  {:>10}  {:name$}  {:>11}  {:>11}", "cycle", "signal", "golden", "simulator")?;
        for rows in self.rows.chunk_by(|left, right| left.cycle == right.cycle) {
            let mut label = rows[0].cycle.to_string();
            let mut differing = 0;
            for row in rows {
                differing += usize::from(row.differs);
                if row.differs && differing > SHOWN {
                    continue;
                }
                let here = if row.cycle == self.cycle && !label.is_empty() { '>' } else { ' ' };
                let mark = if row.differs { "  <- differs" } else { "" };
                let Row { signal, golden, simulator, .. } = row;
                writeln!(f, "{here} {label:>10}  {signal:name$}  {golden:>11}  {simulator:>11}{mark}")?;
                label.clear();
            }
            if differing > SHOWN {
                writeln!(f, "  {:>10}  and {} more that differ", "", differing - SHOWN)?;
            }
        }
        Ok(())
    }
}
