//! A reset for every register (`GEO-13`), in finished modules: those that control something have
//! one already.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::parser::parse;
use super::syntax::{At, Class, Declared, Expression, Item, Module, Statement};

/// The port that is added, and its name in every module that has it.
const PORT: &str = "reset";
/// Its declaration, and that of the port it stands before.
const DECLARED: &str = "    input wire reset,";
const CLOCK: &str = "    input wire clock";

/// Lets `reset` set every register to its value at power-up, but those of memories. Modules below
/// the top get the port where they lack it. Where nothing resets the parent, as beside the power-on
/// counter of a board, it is tied low.
///
/// # Panics
/// If a module is not of the form that [`super::print`] gives, or a register has no value at
/// power-up.
pub fn reset_all(texts: &mut [String]) {
    let modules: Vec<Module> = texts.iter().map(|text| read(text)).collect();
    let gains = gains(texts, &modules);
    for (text, module) in texts.iter_mut().zip(&modules) {
        let reset = if gains[&module.name] { Some(PORT) } else { given(text) };
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for At { line, what } in &module.items {
            match what {
                Item::Always(..) if reset.is_some() => {
                    let values = unreset(module, what);
                    if !values.is_empty() {
                        extend(&mut lines, line - 1, reset.unwrap_or_default(), &values);
                    }
                }
                Item::Instance(name, ..) if gains.get(name) == Some(&true) => {
                    connect(&mut lines, line - 1, reset.unwrap_or("1'b0"));
                }
                _ => {}
            }
        }
        if gains[&module.name] {
            let clock = lines.iter_mut().find(|line| line.trim_end_matches(',') == CLOCK);
            clock.expect("a clock").insert_str(0, &format!("{DECLARED}\n"));
        }
        *text = lines.join("\n") + "\n";
    }
}

fn read(text: &str) -> Module {
    let mut modules = parse(text).expect("a module of this project");
    assert_eq!(modules.len(), 1, "a text with one module");
    modules.remove(0)
}

/// The reset that a module has.
fn given(text: &str) -> Option<&'static str> {
    let port =
        |name: &str| text.lines().any(|line| line.trim_end_matches(',') == format!("    input wire {name}"));
    if port(PORT) { Some(PORT) } else { port("aresetn").then_some("!aresetn") }
}

/// True for each module, by name, that gets the port: it has registers without a reset, or a
/// module below it gets the port.
fn gains(texts: &[String], modules: &[Module]) -> HashMap<String, bool> {
    let instances = |module: &Module| {
        let name = |item: &At<Item>| match &item.what {
            Item::Instance(name, ..) => Some(name.clone()),
            _ => None,
        };
        module.items.iter().filter_map(name).collect::<Vec<_>>()
    };
    let below: Vec<String> = modules.iter().flat_map(instances).collect();
    let mut gains: HashMap<String, bool> = HashMap::new();
    // Children stand behind their parents; those that others use before would need another turn.
    loop {
        let before = gains.clone();
        for (text, module) in texts.iter().zip(modules) {
            let lacks = below.contains(&module.name) && given(text).is_none() && !drives_reset(text);
            let own = module.items.iter().any(|item| !unreset(module, &item.what).is_empty());
            let inside = instances(module).iter().any(|name| gains.get(name) == Some(&true));
            gains.insert(module.name.clone(), lacks && (own || inside));
        }
        if gains == before {
            return gains;
        }
    }
}

/// True if the reset comes from here.
fn drives_reset(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("    output ") && line.trim_end_matches(',').ends_with(" reset"))
}

/// The registers that a process assigns at the clock's edge and does not reset, with their values
/// at power-up, as Verilog.
fn unreset(module: &Module, item: &Item) -> Vec<(String, String)> {
    let Item::Always(edges, body) = item else { return Vec::new() };
    let (mut targets, mut reset) = (Vec::new(), Vec::new());
    assigned(&body.what, false, &mut targets, &mut reset);
    let memory = |name: &String| declared(module, name).is_some_and(|d| d.kind == Class::Memory);
    if edges.is_empty() || targets.iter().any(memory) {
        return Vec::new();
    }
    targets.retain(|name| !reset.contains(name));
    let value = |name: String| {
        let value = power_up(module, &name).unwrap_or_else(|| panic!("`{name}` has no value at power-up"));
        (name, value)
    };
    targets.into_iter().map(value).collect()
}

/// The names that a statement assigns, each once, and those of them that it assigns if `reset` is
/// high.
fn assigned(statement: &Statement, in_reset: bool, all: &mut Vec<String>, reset: &mut Vec<String>) {
    match statement {
        Statement::Assign(Expression::Name(name, _), _) => {
            for names in [Some(&mut *all), in_reset.then_some(reset)].into_iter().flatten() {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        Statement::Assign(..) | Statement::Call(..) => {}
        Statement::Block(inner) => inner.iter().for_each(|at| assigned(&at.what, in_reset, all, reset)),
        Statement::If(condition, then, otherwise) => {
            let resets = matches!(condition, Expression::Name(name, None) if name == PORT);
            assigned(&then.what, in_reset || resets, all, reset);
            if let Some(otherwise) = otherwise {
                assigned(&otherwise.what, in_reset, all, reset);
            }
        }
        Statement::Case(_, branches) => {
            for (_, at) in branches {
                assigned(&at.what, in_reset, all, reset);
            }
        }
        Statement::For(_, _, _, body) => assigned(&body.what, in_reset, all, reset),
    }
}

fn declared<'a>(module: &'a Module, name: &str) -> Option<&'a Declared> {
    module.items.iter().find_map(|item| match &item.what {
        Item::Declare(declared) => declared.iter().find(|declared| declared.name == name),
        _ => None,
    })
}

/// The value at power-up: that of its declaration, or of an `initial`.
fn power_up(module: &Module, name: &str) -> Option<String> {
    fn find<'a>(statement: &'a Statement, name: &str) -> Option<&'a Expression> {
        match statement {
            Statement::Assign(Expression::Name(target, None), value) => (target == name).then_some(value),
            Statement::Block(inner) => inner.iter().find_map(|at| find(&at.what, name)),
            _ => None,
        }
    }
    fn initial<'a>(item: &'a At<Item>, name: &str) -> Option<&'a Expression> {
        match &item.what {
            Item::Initial(statement) => find(&statement.what, name),
            _ => None,
        }
    }
    let value = declared(module, name).and_then(|declared| declared.value.as_ref());
    match value.or_else(|| module.items.iter().find_map(|item| initial(item, name)))? {
        Expression::Number { bits: Some(bits), value: Some(value), .. } => Some(format!("{bits}'d{value}")),
        _ => None,
    }
}

/// Adds the values to the process that begins at line `at`.
fn extend(lines: &mut [String], at: usize, reset: &str, values: &[(String, String)]) {
    let mut added = format!("        if ({reset}) begin\n");
    for (name, value) in values {
        // Writing to a string cannot fail.
        let _ = writeln!(added, "            {name} <= {value};");
    }
    added += "        end\n    end";
    if lines[at].ends_with(" begin") {
        let end = lines[at..]
            .iter()
            .position(|line| line == "    end")
            .expect("an end at the level of the process");
        lines[at + end] = added;
    } else {
        let (head, statement) = lines[at].split_once(") ").expect("an edge before a statement");
        lines[at] = format!("{head}) begin\n        {statement}\n{added}");
    }
}

/// Connects the port of the instance that begins at line `at`.
fn connect(lines: &mut [String], at: usize, reset: &str) {
    let clock =
        lines[at..].iter().position(|line| line.contains(".clock(")).expect("a clock among its ports");
    let line = &mut lines[at + clock];
    let indent = &line[..line.len() - line.trim_start().len()];
    *line = format!("{indent}.{PORT}({reset}),\n{line}");
}

#[cfg(test)]
mod tests {
    use super::reset_all;

    /// A top whose child has a register of each kind, and a memory.
    const TOP: &str = "module top (
    input wire clock,
    input wire reset,
    output wire q
);
    child child (
        .clock(clock),
        .q(q)
    );
endmodule
";
    const CHILD: &str = "module child (
    input wire clock,
    output reg q
);
    reg [3:0] words [0:1];
    reg [3:0] data;
    initial data = 4'd0;
    reg [2:0] count = 3'h5;
    initial begin
        q = 1'h0;
    end

    always @(posedge clock) begin
        words[0] <= 4'd1;
        data <= words[0];
    end

    always @(posedge clock) begin
        if (q) begin
            count <= 3'd1;
        end
    end

    always @(posedge clock) q <= count[0];
endmodule
";

    #[test]
    fn registers_get_a_reset_and_modules_the_port() {
        let mut texts = [TOP.to_owned(), CHILD.to_owned()];
        reset_all(&mut texts);
        let top = TOP.replace("        .clock(clock),\n", "        .reset(reset),\n        .clock(clock),\n");
        let child = CHILD
            .replace("    input wire clock,\n", "    input wire reset,\n    input wire clock,\n")
            .replace(
                "            count <= 3'd1;\n        end\n",
                "            count <= 3'd1;\n        end\n        if (reset) begin\n            count <= 3'd5;\n        end\n",
            )
            .replace(
                "    always @(posedge clock) q <= count[0];\n",
                "    always @(posedge clock) begin\n        q <= count[0];\n        if (reset) begin\n            q <= 1'd0;\n        end\n    end\n",
            );
        assert_eq!(texts, [top, child]);
    }

    #[test]
    fn what_has_a_reset_stays_and_a_top_without_one_ties_it_low() {
        let own =
            CHILD.replace("if (q)", "if (reset)").replace("q <= count[0]", "q <= reset ? 1'd0 : count[0]");
        let own = own.replace("    input wire clock,\n", "    input wire clock,\n    input wire reset,\n");
        let mut texts = [own.clone()];
        reset_all(&mut texts);
        assert!(!texts[0].contains("count <= 3'd5") && texts[0].contains("q <= 1'd0;"));

        let mut texts = [TOP.replace("    input wire reset,\n", ""), CHILD.to_owned()];
        reset_all(&mut texts);
        assert!(texts[0].contains(".reset(1'b0),") && texts[1].contains("input wire reset,"));
    }
}
