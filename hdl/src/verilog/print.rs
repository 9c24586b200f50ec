//! Modules as text.

use super::Source;
use super::merge::IMAGES;
use super::module::{Action, Declaration, Direction, Item, Module};
use super::statement::Statement;

/// Longest line of a table or of a statement after its condition, characters.
const WIDTH: usize = 110;
/// One level.
const INDENT: &str = "    ";

/// A file of these modules.
pub fn file(sources: &[Source], title: &str) -> String {
    let modules: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    format!(
        "// SPDX-License-Identifier: MIT OR Apache-2.0\n\
         // Verilog-2001 of {title}, derived from its Rust-HDL description: change that, \
         not this.\n\n\
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

/// A module's text: its comment, its ports with theirs (in a table if it is the top module), and
/// what it does.
pub fn module(module: &Module, is_top: bool) -> String {
    let mut text = String::new();
    let comment = module.block.map_or(&[][..], |block| block.comment);
    for line in comment {
        text += format!("// {line}").trim_end();
        text.push('\n');
    }
    if is_top && module.block.is_some() {
        text += &port_table(module);
        if module.parameters.iter().any(|parameter| parameter.name == IMAGES) {
            text += "//\n// The names of the memory images, which $readmemh loads, begin with IMAGES: a folder, and the prefix.\n";
        }
    }
    let parameters: Vec<String> =
        module.parameters.iter().map(|p| format!("parameter {} = {}", p.name, p.value)).collect();
    let parameters = match parameters.len() {
        0 => String::new(),
        _ => format!(" #(\n    {}\n)", parameters.join(",\n    ")),
    };
    let body: Vec<String> = sections(module)
        .into_iter()
        .filter(|section| !section.is_empty())
        .map(|section| {
            section.iter().map(|line| format!("{INDENT}{line}").trim_end().to_owned() + "\n").collect()
        })
        .collect();
    let ports = ports(module, !is_top);
    text + &format!("module {}{parameters} (\n{ports}\n);\n{}endmodule\n", module.name, body.join("\n"))
}

fn ports(module: &Module, comments: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut before: &[&str] = &[];
    let last = module.ports.len().saturating_sub(1);
    for (index, (direction, port)) in module.ports.iter().enumerate() {
        // The ports of an array have one comment.
        if comments && port.comment != before {
            lines.extend(port.comment.iter().map(|line| format!("{INDENT}// {line}")));
        }
        before = port.comment;
        let comma = if index == last { "" } else { "," };
        let kind = match (direction, port.variable) {
            (Direction::Input, _) => "input wire",
            (Direction::Output, true) => "output reg",
            (Direction::Output, false) => "output wire",
        };
        lines.push(format!("{INDENT}{}{comma}", declared(kind, port)));
    }
    lines.join("\n")
}

/// Name, width, direction and meaning of each port; the ports of an array in one row.
fn port_table(module: &Module) -> String {
    let stem = |name: &str| name.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned();
    let mut rows: Vec<[String; 4]> = vec![["port", "bits", "direction", "meaning"].map(str::to_owned)];
    let mut ports = module.ports.iter().peekable();
    while let Some((direction, port)) = ports.next() {
        let mut name = port.name.clone();
        if name.ends_with("_0") {
            let mut last = None;
            while let Some((_, next)) = ports.next_if(|(_, next)| stem(&next.name) == stem(&name)) {
                last = Some(next.name.clone());
            }
            if let Some(last) = last {
                name = format!("{name} ... {}", last.rsplit('_').next().unwrap_or_default());
            }
        }
        let direction = match direction {
            Direction::Input => "input",
            Direction::Output => "output",
        };
        rows.push([name, port.bits.to_string(), direction.to_owned(), port.comment.join(" ")]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (names, bits, directions) = (width(0), width(1), width(2));
    let mut text = String::from("//\n");
    for [name, count, direction, meaning] in &rows {
        let mut start = format!("// {name:names$}  {count:>bits$}  {direction:directions$}  ");
        let margin = start.len() - 2;
        for word in meaning.split(' ') {
            if start.len() + word.len() > WIDTH && start.trim_end().len() > margin {
                text += start.trim_end();
                text.push('\n');
                start = format!("//{:margin$}", "");
            }
            start += word;
            start.push(' ');
        }
        text += start.trim_end();
        text.push('\n');
    }
    text
}

fn sections(module: &Module) -> Vec<Vec<String>> {
    let mut sections: Vec<Vec<String>> = Vec::new();
    let constants = module.constants.iter();
    sections.push(constants.map(|(c, value)| format!("{} = {value};", declared("localparam", c))).collect());
    let (registers, others): (Vec<_>, Vec<_>) =
        module.signals.iter().partition(|signal| signal.initial.is_some());
    let initial = |signal: &Declaration| {
        format!("{} = {};", declared("reg", signal), signal.initial.as_deref().unwrap_or_default())
    };
    sections.push(registers.into_iter().map(initial).collect());
    let assigned = |name: &str| {
        module.items.iter().any(|item| matches!(&item.action, Action::Assign(target, _) if target == name))
    };
    let undriven = others.into_iter().filter(|signal| !assigned(&signal.name));
    sections.push(
        undriven
            .map(|signal| format!("{};", declared(if signal.variable { "reg" } else { "wire" }, signal)))
            .collect(),
    );
    let mut written: Vec<usize> = Vec::new();
    let mut comment = |stage: Option<usize>| -> Vec<String> {
        match stage {
            Some(stage) if !written.contains(&stage) => {
                written.push(stage);
                module.stages[stage].iter().map(|line| format!("// {line}")).collect()
            }
            _ => Vec::new(),
        }
    };
    // Assignments that follow each other stand together, in an order in which every name stands
    // before its use.
    let mut together: Vec<String> = Vec::new();
    for item in &module.items {
        let before = comment(item.stage);
        if !before.is_empty() || !matches!(item.action, Action::Assign(..)) {
            sections.push(std::mem::take(&mut together));
        }
        together.extend(before);
        together.extend(lines(module, item));
        if !matches!(item.action, Action::Assign(..)) {
            sections.push(std::mem::take(&mut together));
        }
    }
    sections.push(together);
    for instance in &module.instances {
        let pairs = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(port, net)| format!(".{port}({net})")).collect()
        };
        let parameters = pairs(&instance.parameters);
        let parameters =
            if parameters.is_empty() { String::new() } else { format!(" #{}", list(&parameters)) };
        let connections = list(&pairs(&instance.connections));
        let mut section = comment(instance.stage);
        let text = format!("{}{parameters} {} {connections};", instance.module, instance.name);
        // `list` has indented all but the first line.
        section.extend(text.lines().map(|line| line.strip_prefix(INDENT).unwrap_or(line).to_owned()));
        sections.push(section);
    }
    sections.push(module.code.clone());
    sections
}

fn lines(module: &Module, item: &Item) -> Vec<String> {
    let process = |head: String, statements: &[Statement], operator: &str| {
        let mut body: Vec<String> = statements.iter().flat_map(|s| statement(s, operator)).collect();
        if let [only] = &mut body[..]
            && let [Statement::Assign { .. }] = statements
        {
            return vec![format!("{head} {only}")];
        }
        for line in &mut body {
            line.insert_str(0, INDENT);
        }
        [vec![format!("{head} begin")], body, vec!["end".to_owned()]].concat()
    };
    match &item.action {
        Action::Assign(name, value) => {
            let signal = module.signals.iter().find(|signal| signal.name == *name);
            vec![match signal {
                Some(signal) => format!("{} = {value};", declared("wire", signal)),
                None => format!("assign {name} = {value};"),
            }]
        }
        Action::Combinational(statements) => process("always @(*)".to_owned(), statements, "="),
        Action::Clocked(clock, statements) => process(format!("always @(posedge {clock})"), statements, "<="),
    }
}

/// Statements one level deeper.
fn block(statements: &[Statement], operator: &str) -> Vec<String> {
    let lines = statements.iter().flat_map(|inner| statement(inner, operator));
    lines.map(|line| format!("{INDENT}{line}")).collect()
}

/// A statement's lines, indented by its blocks. A single assignment under a condition stands in one
/// line with it.
fn statement(statement: &Statement, operator: &str) -> Vec<String> {
    match statement {
        Statement::Assign { target, select, value } => vec![format!("{target}{select} {operator} {value};")],
        Statement::If { condition, then, otherwise } => {
            if let ([only @ Statement::Assign { .. }], []) = (&then[..], &otherwise[..]) {
                let line = format!("if ({condition}) {}", self::statement(only, operator).concat());
                if line.len() <= WIDTH {
                    return vec![line];
                }
            }
            choice("", condition, then, otherwise, operator)
        }
        Statement::Case { selector, branches } => {
            let mut lines = vec![format!("case ({selector})")];
            for (label, inner) in branches {
                lines.push(format!("{INDENT}{label}: begin"));
                lines.extend(block(inner, operator).into_iter().map(|line| format!("{INDENT}{line}")));
                lines.push(format!("{INDENT}end"));
            }
            lines.push("endcase".to_owned());
            lines
        }
    }
}

/// The lines of an `if` that stands behind `before`.
fn choice(
    before: &str,
    condition: &str,
    then: &[Statement],
    otherwise: &[Statement],
    operator: &str,
) -> Vec<String> {
    let mut lines = vec![format!("{before}if ({condition}) begin")];
    lines.extend(block(then, operator));
    match otherwise {
        [] => lines.push("end".to_owned()),
        [Statement::If { condition, then, otherwise }] => {
            lines.extend(choice("end else ", condition, then, otherwise, operator));
        }
        others => {
            lines.push("end else begin".to_owned());
            lines.extend(block(others, operator));
            lines.push("end".to_owned());
        }
    }
    lines
}
