//! Two designs side by side on the same inputs, their common outputs asserted to be equal.

use std::fmt::Write;

use super::{Problem, Ties};

/// A port of a generated module.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Port {
    input: bool,
    range: String,
    name: String,
}

/// The problem that the modules `top` of both sides are equal on all outputs that both have, in
/// every cycle from power-up on. Both load the same `files` (name, content); registers without an
/// initial value start at 0 (`BUS-4`), like those of a mutant whose register lost it to `mutate`.
/// Inputs that are `tied` have that value, the others any.
///
/// `None` if one has no such module, or they have no output in common.
pub fn miter(top: &str, sides: [&str; 2], files: &[(String, String)], tied: &Ties) -> Option<Problem> {
    let [first, second] = [ports(sides[0], top)?, ports(sides[1], top)?];
    let inputs: Vec<&Port> = first.iter().filter(|port| port.input).collect();
    let outputs: Vec<&Port> = first.iter().filter(|port| !port.input && second.contains(port)).collect();
    if outputs.is_empty() || !inputs.iter().all(|port| second.contains(port)) {
        return None;
    }
    let mut problem = Problem { files: files.to_vec(), read: String::new() };
    for (letter, verilog) in ["a", "b"].into_iter().zip(sides) {
        problem.files.push((format!("{letter}.v"), verilog.to_owned()));
        // Writing to a string cannot fail.
        let _ = write!(
            problem.read,
            "read_verilog {letter}.v\nhierarchy -top {top}\nproc\nflatten\nmemory_nordff\n\
             memory_map -formal\nopt_clean\nsetundef -zero -init\nrename {top} side_{letter}\nwrite_rtlil {letter}.il\ndesign -reset\n"
        );
    }
    problem.read +=
        "read_rtlil a.il\nread_rtlil b.il\nread_verilog -sv -formal miter.sv\nhierarchy -top proof\n";
    problem.files.push(("miter.sv".into(), text(&inputs, &outputs, tied)));
    Some(problem)
}

fn text(inputs: &[&Port], outputs: &[&Port], tied: &Ties) -> String {
    let list = |parts: Vec<String>| parts.join(", ");
    let mut text = format!(
        "module proof({});\n",
        list(inputs.iter().map(|port| format!("input {} {}", port.range, port.name)).collect())
    );
    for letter in ["a", "b"] {
        for Port { range, name, .. } in outputs {
            let _ = writeln!(text, "wire {range} {letter}_{name};");
        }
        let driven = inputs.iter().map(|port| {
            let value =
                tied.get(&port.name).map_or_else(|| port.name.clone(), |bits| driver(&port.name, bits));
            format!(".{}({value})", port.name)
        });
        let seen = outputs.iter().map(|port| format!(".{0}({letter}_{0})", port.name));
        let _ = writeln!(text, "side_{letter} {letter}({});", list(driven.chain(seen).collect()));
    }
    for Port { name, .. } in outputs {
        let _ = writeln!(text, "always @* assert (a_{name} == b_{name});");
    }
    text + "endmodule\n"
}

/// Driver of input `name`, whose `bits` are constant or not, lowest first.
fn driver(name: &str, bits: &[Option<bool>]) -> String {
    let bit = |(index, constant): (usize, &Option<bool>)| match constant {
        Some(value) => format!("1'b{}", u8::from(*value)),
        None if bits.len() == 1 => name.to_owned(),
        None => format!("{name}[{index}]"),
    };
    let highest_first: Vec<String> = bits.iter().enumerate().rev().map(bit).collect();
    format!("{{{}}}", highest_first.join(", "))
}

/// The ports of module `top`, as generated Verilog and Yosys state them: one a line.
fn ports(verilog: &str, top: &str) -> Option<Vec<Port>> {
    let mut lines = verilog.lines();
    lines.find(|line| {
        line.strip_prefix("module ").and_then(|rest| rest.split([' ', '(']).next()) == Some(top)
    })?;
    let header = lines.map(str::trim).take_while(|line| !matches!(*line, ");" | "endmodule"));
    let found = header.filter_map(|line| {
        let words: Vec<&str> = line.trim_end_matches([',', ';']).split_whitespace().collect();
        let (direction, name) = (*words.first()?, *words.last()?);
        let range =
            words.iter().find(|word| word.starts_with('[')).map_or(String::new(), ToString::to_string);
        let input = match direction {
            "input" => true,
            "output" => false,
            _ => return None,
        };
        Some(Port { input, range, name: name.to_owned() })
    });
    Some(found.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tied_bits_are_constants_in_place() {
        assert_eq!(driver("x", &[Some(true), None, Some(false)]), "{1'b0, x[1], 1'b1}");
        assert_eq!(driver("x", &[None]), "{x}");
    }

    #[test]
    fn ports_are_read_from_generated_modules() {
        let text = "module x #(\n    parameter A = \"b\"\n) (\n    input wire clock,\n    output reg [3:0] y\n);\nwire [1:0] z;\n";
        let port = |input, range: &str, name: &str| Port { input, range: range.into(), name: name.into() };
        assert_eq!(ports(text, "x"), Some(vec![port(true, "", "clock"), port(false, "[3:0]", "y")]));
        let of_yosys = "module x(clock, y);\n  input clock;\n  wire clock;\n  output [3:0] y;\nendmodule\n";
        assert_eq!(ports(of_yosys, "x"), ports(text, "x"));
        assert_eq!(ports(text, "w"), None);
    }
}
