//! Runs blocks as a Rust-HDL model, as Verilog in Icarus and as a Yosys netlist, on the same
//! vectors.

#![allow(dead_code, reason = "each test crate uses its own part")]

pub mod together;
pub mod tools;
pub mod vectors;

use rust_hdl::prelude::*;
use tools::Port;

/// One vector: a value per port, in the order of the ports.
pub type Row = Vec<u32>;

/// A value of a port as an integer.
pub trait Wire: Synth {
    /// From the low bits of an integer.
    fn from_u32(value: u32) -> Self;
    /// To an integer, zero extended.
    fn to_u32(self) -> u32;
}

impl Wire for bool {
    fn from_u32(value: u32) -> Self {
        value & 1 != 0
    }
    fn to_u32(self) -> u32 {
        u32::from(self)
    }
}

impl<const N: usize> Wire for Bits<N> {
    fn from_u32(value: u32) -> Self {
        u64::from(value).into()
    }
    fn to_u32(self) -> u32 {
        u64::from(self) as u32
    }
}

/// Width of a port, bits.
pub fn width<D: Direction, T: Synth>(_: &Signal<D, T>) -> usize {
    T::BITS
}

/// A block with its ports and the way to set and read them.
pub struct Subject<B> {
    /// The block.
    pub block: B,
    /// Inputs except the clock.
    pub inputs: Vec<Port>,
    /// Outputs.
    pub outputs: Vec<Port>,
    /// Sets all inputs.
    pub drive: fn(&mut B, &[u32]),
    /// Reads all outputs.
    pub read: fn(&B) -> Row,
    /// Sets the clock, for a block that has one.
    pub clock: Option<fn(&mut B, bool)>,
}

/// `subject!(block, type, [inputs], [outputs])`, with `clocked` in front for a block with a port
/// `clock`.
#[macro_export]
macro_rules! subject {
    (clocked $block:expr, $kind:ty, [$($input:ident),*], [$($output:ident),*]) => {{
        let mut subject = $crate::subject!($block, $kind, [$($input),*], [$($output),*]);
        subject.clock = Some(|block: &mut $kind, level: bool| block.clock.next = level.into());
        subject
    }};
    ($block:expr, $kind:ty, [$($input:ident),*], [$($output:ident),*]) => {{
        let mut block: $kind = $block;
        rust_hdl::prelude::Block::connect_all(&mut block);
        let inputs = vec![$($crate::support::tools::Port::new(stringify!($input), $crate::support::width(&block.$input))),*];
        let outputs = vec![$($crate::support::tools::Port::new(stringify!($output), $crate::support::width(&block.$output))),*];
        $crate::support::Subject::<$kind> {
            block,
            inputs,
            outputs,
            drive: |block: &mut $kind, row: &[u32]| {
                let mut values = row.iter();
                $(block.$input.next = $crate::support::Wire::from_u32(*values.next().unwrap());)*
            },
            read: |block: &$kind| vec![$($crate::support::Wire::to_u32(block.$output.val())),*],
            clock: None,
        }
    }};
}

impl<B: Block> Subject<B> {
    /// The Verilog that Rust-HDL derives; its top module is `top`.
    pub fn verilog(&self) -> String {
        generate_verilog(&self.block)
    }

    /// Outputs of the Rust-HDL model, sampled before the rising edge of each vector's clock.
    pub fn model(&mut self, rows: &[Row]) -> Vec<Row> {
        let mut outputs = Vec::new();
        for row in rows {
            (self.drive)(&mut self.block, row);
            settle(&mut self.block);
            outputs.push((self.read)(&self.block));
            if let Some(clock) = self.clock {
                for level in [true, false] {
                    clock(&mut self.block, level);
                    settle(&mut self.block);
                }
            }
        }
        outputs
    }

    /// Outputs of Verilog with top module `top` in Icarus.
    pub fn icarus(&self, text: &str, top: &str, rows: &[Row]) -> Vec<Vec<Option<u32>>> {
        tools::icarus(text, top, &self.inputs, &self.outputs, self.clock.is_some(), rows, &[])
    }

    /// Compares the model, the Verilog and its Yosys netlist with `expected` on all `rows`, and
    /// lints the Verilog.
    pub fn check(mut self, name: &str, rows: &[Row], expected: impl FnMut(&[u32]) -> Row) {
        let text = self.verilog();
        tools::lint(&text, "top", name, &[]);
        let expected: Vec<Row> = rows.iter().map(Vec::as_slice).map(expected).collect();
        let model: Vec<_> =
            self.model(rows).into_iter().map(|row| row.into_iter().map(Some).collect()).collect();
        let found = [
            ("model", model),
            ("Verilog", self.icarus(&text, "top", rows)),
            ("netlist", self.icarus(&tools::netlist(&text, "top"), "top", rows)),
        ];
        for (kind, outputs) in found {
            let wrong = mismatches(&expected, &outputs);
            if let Some(first) = wrong.first() {
                panic!(
                    "{name}, {kind}: {} of {} vectors differ, first number {first}: inputs {:x?}, expected {:x?}, found {:x?}",
                    wrong.len(),
                    rows.len(),
                    rows[*first],
                    expected[*first],
                    outputs[*first]
                );
            }
        }
        println!("{name}: {} vectors compared in model, Verilog and netlist", rows.len());
    }
}

/// Lets a circuit settle.
pub fn settle<B: Block>(block: &mut B) {
    assert!(simulate(block, 1000), "the block does not settle");
}

/// Numbers of the rows that differ.
pub fn mismatches(expected: &[Row], found: &[Vec<Option<u32>>]) -> Vec<usize> {
    assert!(!expected.is_empty(), "nothing was compared");
    assert_eq!(expected.len(), found.len(), "number of output rows");
    let differ = |i: &usize| !expected[*i].iter().map(|value| Some(*value)).eq(found[*i].iter().copied());
    (0..expected.len()).filter(differ).collect()
}
