//! Modules as text.

use super::module::{Declaration, Direction, Module, nesting};

/// The whole file.
pub fn file(modules: &[Module], top: &str) -> String {
    let modules: Vec<String> = modules.iter().map(module).collect();
    format!(
        "// SPDX-License-Identifier: MIT OR Apache-2.0\n\
         // Verilog-2001 of `{top}`, derived from its Rust-HDL description: change that, not
         // this.\n\n\
         `default_nettype none\n\n{}\n`default_nettype wire\n",
        modules.join("\n")
    )
}

/// `[7:0] name` with the text before and after.
fn declared(kind: &str, declaration: &Declaration) -> String {
    let signed = if declaration.signed { " signed" } else { "" };
    let range = if declaration.bits > 1 { format!(" [{}:0]", declaration.bits - 1) } else { String::new() };
    format!("{kind}{signed}{range} {}", declaration.name)
}

/// A comma-separated list, one entry a line, in parentheses.
fn list(entries: &[String]) -> String {
    format!("(\n        {}\n    )", entries.join(",\n        "))
}

fn module(module: &Module) -> String {
    let mut sections: Vec<Vec<String>> = Vec::new();
    let constants = module.constants.iter();
    sections.push(constants.map(|(c, value)| format!("{} = {value};", declared("localparam", c))).collect());
    let expression = |name: &str| module.assignments.iter().find(|(target, _)| target == name);
    let undriven = module.signals.iter().filter(|signal| expression(&signal.name).is_none());
    sections.push(
        undriven
            .map(|signal| format!("{};", declared(if signal.variable { "reg" } else { "wire" }, signal)))
            .collect(),
    );
    // In the order of the assignments, so that every name is declared before its use.
    let driven = module.assignments.iter().filter_map(|(name, expression)| {
        let signal = module.signals.iter().find(|signal| signal.name == *name)?;
        Some(format!("{} = {expression};", declared("wire", signal)))
    });
    sections.push(driven.collect());
    for instance in &module.instances {
        let pairs = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(port, net)| format!(".{port}({net})")).collect()
        };
        let parameters = pairs(&instance.parameters);
        let parameters =
            if parameters.is_empty() { String::new() } else { format!(" #{}", list(&parameters)) };
        let connections = list(&pairs(&instance.connections));
        sections.push(vec![format!("{}{parameters} {} {connections};", instance.module, instance.name)]);
    }
    let outputs =
        module.assignments.iter().filter(|(name, _)| module.ports.iter().any(|(_, port)| port.name == *name));
    sections.push(outputs.map(|(name, expression)| format!("assign {name} = {expression};")).collect());
    sections.extend(module.process.iter().map(|lines| process(lines)));
    sections.push(module.code.clone());

    let parameters: Vec<String> =
        module.parameters.iter().map(|p| format!("parameter {} = {}", p.name, p.value)).collect();
    let parameters = match parameters.len() {
        0 => String::new(),
        _ => format!(" #(\n    {}\n)", parameters.join(",\n    ")),
    };
    let ports = module.ports.iter().map(|(direction, port)| match (direction, port.variable) {
        (Direction::Input, _) => declared("input wire", port),
        (Direction::Output, true) => declared("output reg", port),
        (Direction::Output, false) => declared("output wire", port),
    });
    let ports = ports.collect::<Vec<_>>().join(",\n    ");
    sections.retain(|section| !section.is_empty());
    let body: Vec<String> =
        sections.iter().map(|section| format!("    {}\n", section.join("\n    "))).collect();
    format!("module {}{parameters} (\n    {ports}\n);\n{}endmodule\n", module.name, body.join("\n"))
}

/// A process, indented by its blocks; `begin` joins the label and `else` the `end` before it.
fn process(lines: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(last) if line == "begin" && last.ends_with(':') => last.push_str(" begin"),
            Some(last) if line.starts_with("else") && last == "end" => *last = format!("end {line}"),
            _ => joined.push(line.clone()),
        }
    }
    let mut depth = 1;
    let mut printed = vec!["always @(*) begin".to_owned()];
    for line in joined {
        let closing = i32::from(line.starts_with("end"));
        printed.push(format!("{}{line}", "    ".repeat((depth - closing).max(0) as usize)));
        depth += nesting(&line);
    }
    printed.push("end".to_owned());
    printed
}
