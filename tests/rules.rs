//! Rules that sources and documents cite must exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files that state rules, as `| RULE | ...`.
const STATED: [&str; 2] = ["docs/specification.md", "docs/host.md"];
/// Words that look like rules but are not.
const OTHERS: [&str; 4] = ["UTF", "SHA", "BSD", "BITS"];
const KINDS: [&str; 9] = ["rs", "md", "toml", "v", "sv", "cpp", "sh", "py", "sby"];

/// `SYN-4` is three or four upper case letters, a dash and a number.
fn rule(word: &str) -> Option<(&str, u32)> {
    let (prefix, rest) = word.split_once('-')?;
    let letters = (3..=4).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
    let number = rest.split('-').next()?.parse().ok()?;
    (letters && !OTHERS.contains(&prefix)).then_some((prefix, number))
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
}

/// The rule that a test is named after: `fn syn_4_what_it_says`.
fn named(line: &str) -> Option<(String, u32)> {
    let mut parts = line.trim_start().strip_prefix("fn ")?.split('_');
    Some((parts.next()?.to_ascii_uppercase(), parts.next()?.parse().ok()?))
}

/// Calls `look` with every source file below `folder`, and its path from `root`.
fn files(root: &Path, folder: &Path, look: &mut impl FnMut(&str, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !["target", "out"].contains(&name.as_str()) {
            files(root, &path, look);
        } else if path.is_file() && KINDS.contains(&kind.as_str()) {
            // Data may be anything.
            if let Ok(text) = fs::read_to_string(&path) {
                look(&path.strip_prefix(root).unwrap().to_string_lossy(), &text);
            }
        }
    }
}

#[test]
fn every_rule_that_is_cited_is_stated_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut stated: BTreeMap<(String, u32), &str> = BTreeMap::new();
    for file in STATED {
        for line in fs::read_to_string(root.join(file)).unwrap().lines() {
            let first = line.strip_prefix("| ").and_then(|line| line.split(' ').next()).and_then(rule);
            if let Some((prefix, number)) = first {
                let before = stated.insert((prefix.to_owned(), number), file);
                assert_eq!(before, None, "{prefix}-{number} is stated twice");
            }
        }
    }
    let (mut cited, mut tests, mut wrong) = (0, 0, Vec::new());
    files(root, root, &mut |file, text| {
        for (index, line) in text.lines().enumerate() {
            let all = words(line).filter_map(rule).map(|(prefix, number)| (prefix.to_owned(), number));
            let name = named(line).filter(|(prefix, _)| stated.keys().any(|(known, _)| known == prefix));
            tests += usize::from(name.is_some());
            for (prefix, number) in all.chain(name) {
                cited += 1;
                if !stated.contains_key(&(prefix.clone(), number)) {
                    wrong.push(format!("{file}:{}: {prefix}-{number}", index + 1));
                }
            }
        }
    });
    assert!(wrong.is_empty(), "rules that are stated nowhere:\n{}", wrong.join("\n"));
    assert!(
        stated.len() > 130 && cited > 800 && tests > 30,
        "{} stated, {cited} cited, {tests} tests",
        stated.len()
    );
    println!("{} rules stated, {cited} times cited, {tests} times by the name of a test", stated.len());
}
