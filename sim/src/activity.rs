//! Toggle counts of a design: changes of every bit of every net, from a waveform.

use std::collections::HashMap;
use std::io::BufRead;

use vcd::{Command, IdCode, Parser, ScopeItem, Value};

/// Changes of the bits of one net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Net {
    /// Its first name, such as `TOP.spindle_core.lane_0.sum`.
    pub name: String,
    /// Changes of each bit, both ways, the lowest bit first; unknown values are not changes.
    pub toggles: Vec<u64>,
}

/// Counts the changes of every net of a VCD, in the order of their declaration. Signals that share
/// an identifier code are one net.
///
/// # Errors
/// Text that is not a VCD, or that is truncated.
pub fn nets(vcd: impl BufRead) -> std::io::Result<Vec<Net>> {
    let mut parser = Parser::new(vcd);
    let header = parser.parse_header()?;
    let mut nets = Nets::default();
    nets.declare(&header.items, "");
    for command in &mut parser {
        match command? {
            Command::ChangeScalar(code, value) => nets.change(code, vec![value]),
            Command::ChangeVector(code, vector) => nets.change(code, vector.iter().collect()),
            _ => {}
        }
    }
    Ok(nets.found)
}

#[derive(Default)]
struct Nets {
    found: Vec<Net>,
    values: Vec<Vec<Value>>,
    index: HashMap<IdCode, usize>,
}

impl Nets {
    fn declare(&mut self, items: &[ScopeItem], scope: &str) {
        for item in items {
            match item {
                ScopeItem::Scope(inner) => {
                    self.declare(&inner.items, &format!("{scope}{}.", inner.identifier));
                }
                ScopeItem::Var(variable) => {
                    let nets = &mut self.found;
                    self.index.entry(variable.code).or_insert_with(|| {
                        let bits = variable.size as usize;
                        nets.push(Net {
                            name: format!("{scope}{}", variable.reference),
                            toggles: vec![0; bits],
                        });
                        self.values.push(vec![Value::X; bits]);
                        nets.len() - 1
                    });
                }
                _ => {}
            }
        }
    }

    /// `values`: the highest bit first; missing upper bits are zero, or unknown as the highest is
    /// (IEEE 1364, 18.2.1).
    fn change(&mut self, code: IdCode, mut values: Vec<Value>) {
        let Some(index) = self.index.get(&code) else { return };
        let (net, before) = (&mut self.found[*index], &mut self.values[*index]);
        values.reverse();
        let fill = values.last().copied().filter(|value| *value != Value::V1).unwrap_or(Value::V0);
        values.resize(before.len(), fill);
        for ((count, before), value) in net.toggles.iter_mut().zip(before).zip(values) {
            *count += u64::from(matches!((*before, value), (Value::V0, Value::V1) | (Value::V1, Value::V0)));
            *before = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "$timescale 1ns $end\n$scope module top $end\n$var wire 1 ! clock $end\n$var wire 4 # sum [3:0] $end\n\
        $scope module inner $end\n$var wire 1 ! clk $end\n$var reg 4 % state $end\n$upscope $end\n$upscope $end\n\
        $enddefinitions $end\n#0\n0!\nb0 #\nbx %\n#5\n1!\nb101 #\nb1 %\n#10\n0!\nb1100 #\nb1 %\n";

    #[test]
    fn changes_of_bits_are_counted_once_a_net() {
        let nets = nets(DUMP.as_bytes()).expect("a dump");
        let found: Vec<_> = nets.iter().map(|net| (net.name.as_str(), net.toggles.as_slice())).collect();
        // sum: 0000, 0101, 1100. state: unknown, then 0001 twice: the first is not a change.
        let expected: [(&str, &[u64]); 3] =
            [("top.clock", &[2]), ("top.sum", &[2, 0, 1, 1]), ("top.inner.state", &[0, 0, 0, 0])];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_dump_is_an_error() {
        assert!(nets("$scope module top $end\n$var wire 1 ! clock".as_bytes()).is_err());
        assert!(nets(DUMP.replace("b1100 #", "b1?00 #").as_bytes()).is_err());
    }
}
