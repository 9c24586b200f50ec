//! Names without `$`, which Verilog allows and some tools do not.

use std::collections::HashMap;

use super::Error;
use super::lexer::{replace_words, words};
use super::module::{Action, Declaration, Module};

fn clean(name: &str) -> String {
    name.replace('$', "_")
}

/// Turns `$` into `_` in every name of a module.
///
/// # Errors
/// [`Error::Collision`] if two names of the module would become one.
pub fn rename(module: &mut Module) -> Result<(), Error> {
    refuse_collisions(module)?;
    let clean_text = |text: &mut String| *text = replace_words(text, clean);
    let clean_declaration = |declaration: &mut Declaration| declaration.name = clean(&declaration.name);
    module.ports.iter_mut().for_each(|(_, port)| clean_declaration(port));
    module.signals.iter_mut().for_each(clean_declaration);
    for (constant, _) in &mut module.constants {
        clean_declaration(constant);
    }
    for parameter in &mut module.parameters {
        parameter.name = clean(&parameter.name);
    }
    for instance in &mut module.instances {
        instance.name = clean(&instance.name);
        for (port, net) in &mut instance.connections {
            *port = clean(port);
            clean_text(net);
        }
        for (parameter, value) in &mut instance.parameters {
            *parameter = clean(parameter);
            clean_text(value);
        }
    }
    for item in &mut module.items {
        match &mut item.action {
            Action::Assign(name, value) => [name, value].into_iter().for_each(clean_text),
            Action::Combinational(statements) | Action::Clocked(_, statements) => {
                for statement in statements.iter_mut() {
                    statement.rewrite(&clean);
                }
            }
        }
    }
    module.code.iter_mut().for_each(clean_text);
    Ok(())
}

fn refuse_collisions(module: &Module) -> Result<(), Error> {
    let declared = module.declarations();
    let mut seen: HashMap<String, &str> = HashMap::new();
    let names = declared.keys().map(String::as_str);
    let names = names.chain(module.parameters.iter().map(|parameter| parameter.name.as_str()));
    let names = names.chain(module.instances.iter().map(|instance| instance.name.as_str()));
    let names = names.chain(module.code.iter().flat_map(|line| words(line)));
    for name in names {
        let other = *seen.entry(clean(name)).or_insert(name);
        if other != name {
            let mut names = [other.to_owned(), name.to_owned()];
            names.sort();
            return Err(Error::Collision { module: module.name.clone(), names });
        }
    }
    Ok(())
}
