//! A delay of a fixed number of cycles.

use std::collections::VecDeque;
use std::fmt::Write;

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use super::titled;

/// The value offered in cycle `n - S` appears in cycle `n`; 0 before. `S` is at least 1.
#[derive(LogicBlock)]
pub struct Delay<T: Synth, const S: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Input.
    pub value: Signal<In, T>,
    /// Input of `S` cycles ago.
    pub delayed: Signal<Out, T>,
    _line: VecDeque<T>,
}

impl<T: Synth, const S: usize> Default for Delay<T, S> {
    fn default() -> Self {
        const { assert!(S > 0, "a delay needs at least one stage") };
        Self {
            clock: Signal::default(),
            value: Signal::default(),
            delayed: Signal::default(),
            _line: VecDeque::from(vec![T::default(); S - 1]),
        }
    }
}

impl<T: Synth, const S: usize> Logic for Delay<T, S> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._line.push_back(self.value.val());
            self.delayed.next = self._line.pop_front().expect("just pushed");
        }
    }

    fn connect(&mut self) {
        self.delayed.connect();
    }

    fn hdl(&self) -> Verilog {
        let top = T::BITS - 1;
        let range = if top == 0 { String::new() } else { format!("[{top}:0] ") };
        let zero = format!("{}'h0", T::BITS);
        let names: Vec<String> = (1..S).map(|stage| format!("stage_{stage}")).collect();
        // Writing to a string cannot fail.
        let mut text = titled(&format!("delay_{}x{S}", T::BITS));
        for name in &names {
            let _ = writeln!(text, "reg {range}{name} = {zero};");
        }
        text += "initial delayed = ";
        let _ = writeln!(text, "{zero};");
        text += "always @(posedge clock) begin\n";
        let mut from = "value";
        for name in names.iter().map(String::as_str).chain(["delayed"]) {
            let _ = writeln!(text, "    {name} <= {from};");
            from = name;
        }
        text += "end\n";
        Verilog::Custom(text)
    }
}
