//! A block and its partner, cycle by cycle; then finished Verilog and netlist on the same inputs.

use rust_hdl::prelude::*;
use spindle_hdl::verilog::finish;

use super::{Row, Subject, mismatches, settle, tools};

/// Environment of a block.
pub trait Partner {
    /// Inputs of cycle `now`; `before` are the outputs before they change, right for those that
    /// depend on registers alone.
    fn drive(&mut self, now: usize, before: &[u32]) -> Row;
    /// Receives the outputs of cycle `now`, with its inputs.
    fn sample(&mut self, _now: usize, _outputs: &[u32]) {}
}

impl<F: FnMut(usize, &[u32]) -> Row> Partner for F {
    fn drive(&mut self, now: usize, before: &[u32]) -> Row {
        self(now, before)
    }
}

const TOP: &str = "subject_of_test";

/// Runs the model with `partner` for this many cycles, then the finished Verilog (linted, in
/// Icarus) and its Yosys netlist on the same inputs; all outputs must agree. `files` are loaded by
/// memories (name, content).
pub fn together<B: Block>(
    mut subject: Subject<B>,
    name: &str,
    files: &[(String, String)],
    cycles: usize,
    partner: &mut impl Partner,
) -> Vec<Row> {
    let (mut inputs, mut outputs): (Vec<Row>, Vec<Row>) = Default::default();
    let text = finish(&subject.verilog(), TOP).unwrap();
    let clock = subject.clock.expect("a block with a clock");
    settle(&mut subject.block);
    for now in 0..cycles {
        let row = partner.drive(now, &(subject.read)(&subject.block));
        (subject.drive)(&mut subject.block, &row);
        settle(&mut subject.block);
        let seen = (subject.read)(&subject.block);
        partner.sample(now, &seen);
        outputs.push(seen);
        inputs.push(row);
        for level in [true, false] {
            clock(&mut subject.block, level);
            settle(&mut subject.block);
        }
    }
    tools::lint(&text, TOP, name, &["-Wno-UNUSEDSIGNAL"]);
    for (kind, text) in [("Verilog", text.clone()), ("netlist", tools::netlist_with(&text, TOP, files))] {
        let found = tools::icarus(&text, TOP, &subject.inputs, &subject.outputs, true, &inputs, files);
        let wrong = mismatches(&outputs, &found);
        if let Some(first) = wrong.first() {
            panic!(
                "{name}, {kind}: {} of {cycles} cycles differ, first {first}: inputs {:x?}, model {:x?}, found {:x?}",
                wrong.len(),
                inputs[*first],
                outputs[*first],
                found[*first]
            );
        }
    }
    println!("{name}: {cycles} cycles compared in model, Verilog and netlist");
    outputs
}
