//! Packing of the observed signals of one cycle into a record.

use crate::signals::Signal;

/// Packs the observed signals: in order, each little-endian in 1, 2 or 4 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    signals: Vec<Signal>,
    offsets: Vec<usize>,
    bytes: usize,
}

/// Bytes that a signal of `bits` takes in a record.
fn width(bits: usize) -> usize {
    match bits {
        0..=8 => 1,
        9..=16 => 2,
        _ => 4,
    }
}

impl Layout {
    /// Lays out `signals` in their order.
    pub fn new(signals: Vec<Signal>) -> Self {
        let mut bytes = 0;
        let offsets = signals
            .iter()
            .map(|signal| {
                let offset = bytes;
                bytes += width(signal.bits);
                offset
            })
            .collect();
        Self { signals, offsets, bytes }
    }

    /// The signals, in order.
    pub fn signals(&self) -> &[Signal] {
        &self.signals
    }

    /// Bytes of a record.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes that signal `index` takes in a record.
    pub fn width(&self, index: usize) -> usize {
        width(self.signals[index].bits)
    }

    /// Byte offset of signal `index` in a record.
    pub fn offset(&self, index: usize) -> usize {
        self.offsets[index]
    }

    /// Index of the signal called `name`.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.signals.iter().position(|signal| signal.name == name)
    }

    /// Value of signal `index`, as raw bits.
    pub fn get(&self, record: &[u8], index: usize) -> u32 {
        let at = self.offsets[index];
        let mut raw = [0; 4];
        let width = self.width(index);
        raw[..width].copy_from_slice(&record[at..at + width]);
        u32::from_le_bytes(raw)
    }

    /// Stores the low bits of `value` as signal `index`.
    pub fn set(&self, record: &mut [u8], index: usize, value: u32) {
        let masked = value & (u32::MAX >> (32 - self.signals[index].bits));
        let at = self.offsets[index];
        let width = self.width(index);
        record[at..at + width].copy_from_slice(&masked.to_le_bytes()[..width]);
    }

    /// The values before cycle 0 (`OBS-5`).
    pub fn initial(&self) -> Vec<u8> {
        let mut record = vec![0; self.bytes];
        for index in 0..self.signals.len() {
            self.set(&mut record, index, self.signals[index].initial);
        }
        record
    }

    /// True if a strobe is high, so that the cycle makes a record even if nothing changed
    /// (`OBS-6`).
    pub fn strobed(&self, record: &[u8]) -> bool {
        (0..self.signals.len()).any(|index| self.signals[index].strobe && self.get(record, index) != 0)
    }
}
