//! Collects the comments of the hardware's blocks, for the Verilog that is generated from them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use syn::{Attribute, Expr, ExprLit, GenericArgument, Item, ItemStruct, Lit, Meta, PathArguments, Type};

/// Folders of the description.
const FOLDERS: [&str; 3] = ["src/core", "src/host", "src/primitives"];

fn main() {
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        collect(Path::new(folder), &mut files);
    }
    files.sort();
    let mut table = String::from("/// The blocks of the description.\npub static BLOCKS: &[Block] = &[\n");
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let structures = parsed.items.iter().filter_map(|item| match item {
            Item::Struct(structure) if derives_block(structure) => Some(structure),
            _ => None,
        });
        let structures: Vec<&ItemStruct> = structures.collect();
        for structure in &structures {
            let mut comment = if structures.len() == 1 { comment(&parsed.attrs) } else { Vec::new() };
            // Further paragraphs are about the model in Rust.
            let own = self::comment(&structure.attrs);
            let own: Vec<String> = own.into_iter().take_while(|line| !line.is_empty()).collect();
            if !comment.is_empty() && !own.is_empty() {
                comment.push(String::new());
            }
            comment.extend(own);
            write_block(&mut table, structure, &comment);
        }
    }
    table += "];\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("blocks.rs");
    fs::write(&out, table).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("a folder's entry").path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn derives_block(structure: &ItemStruct) -> bool {
    structure.attrs.iter().any(|attribute| {
        let mut found = false;
        if attribute.path().is_ident("derive") {
            let _ = attribute.parse_nested_meta(|meta| {
                found |= meta.path.is_ident("LogicBlock");
                Ok(())
            });
        }
        found
    })
}

/// The lines of a documentation, as they are to stand in Verilog: without links and the marks of
/// code blocks.
fn comment(attributes: &[Attribute]) -> Vec<String> {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let lines = lines.filter(|line| !line.trim_start().starts_with("```"));
    lines.map(|line| without_links(line.strip_prefix(' ').unwrap_or(&line).trim_end())).collect()
}

/// ``[`super::timing::Timing`]`` becomes `` `Timing` ``.
fn without_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((path, after)) = link.split_once("`]") else { break };
        let name = path.rsplit("::").next().unwrap_or(path);
        let _ = write!(text, "{before}`{name}`");
        rest = after;
    }
    text + rest
}

/// Type that a field holds: `Vec<Lane<W, M, T>>` and `[Lane<W, M, T>; 2]` hold a `Lane`.
fn held(of: &Type) -> String {
    match of {
        Type::Array(array) => held(&array.elem),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return String::new() };
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) if last.ident == "Vec" => {
                    match arguments.args.first() {
                        Some(GenericArgument::Type(inner)) => held(inner),
                        _ => String::new(),
                    }
                }
                // A core of any widths.
                _ if last.ident == "AnyCore" => "Core".to_owned(),
                _ => last.ident.to_string(),
            }
        }
        _ => String::new(),
    }
}

fn write_block(table: &mut String, structure: &ItemStruct, comment: &[String]) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        table,
        "    Block {{\n        name: {:?},\n        comment: &{comment:?},\n        fields: &[",
        structure.ident.to_string()
    );
    for field in &structure.fields {
        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(
            table,
            "            Field {{ name: {name:?}, of: {:?}, comment: &{:?} }},",
            held(&field.ty),
            self::comment(&field.attrs)
        );
    }
    table.push_str("        ],\n    },\n");
}
