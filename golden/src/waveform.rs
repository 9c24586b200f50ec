//! Writes records as a waveform, `golden.vcd` (`RUN-4`).

use std::io::{self, Write};

use spindle_spec::layout::Layout;
use vcd::{IdCode, TimescaleUnit, Value, VarType};

/// Nanoseconds of a cycle, and of its first, low half.
const PERIOD: u64 = 10;
const HALF: u64 = 5;

/// A VCD writer that takes records in order and keeps only the last one.
pub struct Waveform<W: Write> {
    writer: vcd::Writer<W>,
    layout: Layout,
    clock: IdCode,
    signals: Vec<IdCode>,
    shown: Vec<u8>,
    /// Cycle whose rising edge comes next.
    edge: u64,
}

impl<W: Write> Waveform<W> {
    /// Writes the header, in scope `spindle_core`: `clock`, then all signals of `layout`, and their
    /// values before cycle 0 at time 0.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn new(writer: W, layout: &Layout) -> io::Result<Self> {
        let mut writer = vcd::Writer::new(writer);
        writer.timescale(1, TimescaleUnit::NS)?;
        writer.add_module("spindle_core")?;
        let clock = writer.add_wire(1, "clock")?;
        let signals = layout
            .signals()
            .iter()
            .map(|signal| writer.add_var(VarType::Wire, signal.bits as u32, &signal.name, None))
            .collect::<io::Result<Vec<_>>>()?;
        writer.upscope()?;
        writer.enddefinitions()?;
        writer.timestamp(0)?;
        writer.change_scalar(clock, Value::V0)?;
        let shown = layout.initial();
        let mut waveform = Self { writer, layout: layout.clone(), clock, signals, shown, edge: 0 };
        for signal in 0..waveform.signals.len() {
            waveform.change(signal, waveform.layout.get(&waveform.shown, signal))?;
        }
        Ok(waveform)
    }

    fn change(&mut self, signal: usize, value: u32) -> io::Result<()> {
        let bit = |bit: usize| Value::from(value >> bit & 1 != 0);
        let id = self.signals[signal];
        match self.layout.signals()[signal].bits {
            1 => self.writer.change_scalar(id, bit(0)),
            bits => self.writer.change_vector(id, (0..bits).rev().map(bit)),
        }
    }

    /// Lets the clock run until the low half of `cycle` begins; its preceding rising edge is
    /// the last change written.
    fn run_to(&mut self, cycle: u64) -> io::Result<()> {
        while self.edge < cycle {
            if self.edge > 0 {
                self.fall()?;
            }
            self.writer.timestamp(PERIOD * self.edge + HALF)?;
            self.writer.change_scalar(self.clock, Value::V1)?;
            self.edge += 1;
        }
        Ok(())
    }

    /// The falling edge after the last rising edge.
    fn fall(&mut self) -> io::Result<()> {
        self.writer.timestamp(PERIOD * self.edge)?;
        self.writer.change_scalar(self.clock, Value::V0)
    }

    /// Writes the record of `cycle`; cycles must ascend.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn record(&mut self, cycle: u64, record: &[u8]) -> io::Result<()> {
        self.run_to(cycle)?;
        for signal in 0..self.signals.len() {
            let value = self.layout.get(record, signal);
            if value != self.layout.get(&self.shown, signal) {
                self.change(signal, value)?;
            }
        }
        self.shown.copy_from_slice(record);
        Ok(())
    }

    /// Lets the clock run to the end of a run of that many `cycles`, one at least: up to, and
    /// without, its last rising edge.
    ///
    /// # Errors
    /// Errors of the underlying writer.
    pub fn finish(mut self, cycles: u64) -> io::Result<()> {
        self.run_to(cycles.saturating_sub(1))?;
        if self.edge > 0 {
            self.fall()?;
        }
        self.writer.timestamp(PERIOD * self.edge + HALF)?;
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spindle_spec::signals::Signal;

    fn signal(name: &str, bits: usize, strobe: bool, initial: u32) -> Signal {
        Signal { name: name.into(), bits, strobe, signed: false, initial }
    }

    #[test]
    fn run_4_times_and_values() {
        let layout = Layout::new(vec![signal("ready", 1, false, 1), signal("word", 3, false, 0)]);
        let mut text = Vec::new();
        let mut waveform = Waveform::new(&mut text, &layout).expect("memory");
        waveform.record(0, &[0, 0]).expect("memory");
        waveform.record(2, &[0, 5]).expect("memory");
        waveform.finish(4).expect("memory");
        let text = String::from_utf8(text).expect("text");
        let (header, body) = text.split_once("$enddefinitions $end").expect("a header");
        for part in
            ["$timescale 1 ns $end", "$scope module spindle_core $end", "wire 1 ! clock", "wire 3 # word"]
        {
            assert!(header.contains(part), "{part} in {header}");
        }
        // Values of cycle 0 at 0; cycle 2 begins with edge 1 at 15; four cycles end before edge 3
        // at 35.
        let wanted = "#0 0! 1\" b000 # 0\" #5 1! #10 0! #15 1! b101 # #20 0! #25 1! #30 0! #35";
        assert_eq!(body.split_whitespace().collect::<Vec<_>>().join(" "), wanted);
    }
}
