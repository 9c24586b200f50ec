//! Comments wrap at 100 columns and begin with the noun that they describe.

use std::fs;
use std::path::{Path, PathBuf};

/// Columns of a comment line, indentation included.
const WIDTH: usize = 100;
/// Folders whose comments follow these rules.
const FOLDERS: [&str; 11] =
    ["benches", "golden", "hdl", "learning", "papers", "report", "sim", "spec", "src", "tests", "wave"];
/// First words of headless clauses.
const HEADLESS: [&str; 7] = ["What", "Whether", "How", "Where", "Who", "Whom", "Whose"];

/// The text of a line that is a comment, and whether it is documentation.
fn comment(line: &str) -> Option<(&str, bool)> {
    let text = line.trim_start().strip_prefix("//")?;
    Some(text.strip_prefix(['/', '!']).map_or((text, false), |documentation| (documentation, true)))
}

/// A line of fewer than three words, such as a long URL, cannot be wrapped.
fn is_long(line: &str) -> bool {
    line.chars().count() > WIDTH && line.split_whitespace().count() > 2
}

fn is_headless(text: &str) -> bool {
    let first = text.split_whitespace().next();
    first.is_some_and(|word| HEADLESS.contains(&word)) && !text.trim_end().ends_with('?')
}

/// Adds the Rust files below `folder`.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn comments_wrap_at_100_columns_and_documentation_begins_with_a_noun() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut read, mut wrong, mut files) = (0, Vec::new(), Vec::new());
    for folder in FOLDERS {
        sources(&root.join(folder), &mut files);
    }
    for path in files {
        let file = path.strip_prefix(root).unwrap().display();
        // Diagrams are in fences.
        let mut fenced = false;
        for (index, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let Some((text, is_documentation)) = comment(line) else { continue };
            read += 1;
            fenced ^= text.trim_start().starts_with("```");
            if !fenced && is_long(line) {
                wrong.push(format!("{file}:{}: {} columns", index + 1, line.chars().count()));
            } else if is_documentation && is_headless(text) {
                wrong.push(format!("{file}:{}: begins with a headless clause:{text}", index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "rewrap or reword:\n{}", wrong.join("\n"));
    assert!(read > 1_000, "only {read} comment lines");
}

#[test]
fn long_lines_and_headless_clauses_are_found() {
    assert!(is_long(&format!("/// {}", "word ".repeat(20))) && !is_long(&format!("/// {}", "x".repeat(120))));
    assert_eq!(comment("    /// What acts."), Some((" What acts.", true)));
    assert_eq!(comment("let a = 1; // What"), None);
    assert!(is_headless(" What acts.") && !is_headless(" Effective weights.") && !is_headless(" What now?"));
}
