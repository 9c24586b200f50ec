//! Modules of a crate depend on each other in one direction.
//!
//! A module may use the modules that it declares; these use each other, and what stands beside
//! their parent, but not in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Source folders of the crates.
const CRATES: [&str; 9] = [
    "golden/src",
    "hdl/src",
    "learning/src",
    "papers/src",
    "report/src",
    "sim/src",
    "spec/src",
    "src",
    "wave/src",
];
/// Folders whose modules still depend on each other in a circle.
const CIRCULAR: [&str; 3] = ["golden/src", "hdl/src", "spec/src"];

/// A module's path in its crate, such as `["board", "words"]`.
type Module = Vec<String>;

#[derive(Default)]
struct Crate {
    /// Source text of each module, without comments and unit tests.
    texts: BTreeMap<Module, String>,
    /// Modules that a re-exported name belongs to.
    exported: BTreeMap<(Module, String), Module>,
}

fn modules(folder: &Path, at: &Module, found: &mut BTreeMap<Module, PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut module = at.clone();
        module.push(name.clone());
        if path.is_dir() {
            if name != "bin" && name != "tests" {
                modules(&path, &module, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            match name.as_str() {
                "main" | "tests" => {}
                "lib" | "mod" => _ = found.insert(at.clone(), path),
                _ => _ = found.insert(module, path),
            }
        }
    }
}

/// Paths of a `use` tree: `a::{b, c::d}` has `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<String> {
    let tree = tree.split(" as ").next().unwrap_or(tree).trim();
    let Some((prefix, list)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    let list = list.strip_suffix('}').unwrap_or(list);
    let (mut depth, mut items) = (0, vec![String::new()]);
    for letter in list.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().unwrap().push(letter);
    }
    let items = items.iter().filter(|item| !item.trim().is_empty());
    items.flat_map(|item| paths(item)).map(|path| format!("{prefix}{path}")).collect()
}

/// The trees of the `use` declarations of a text, and whether each is public.
fn uses(text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for declaration in text.split(';') {
        let Some(at) = declaration.rfind("use ") else { continue };
        let line = declaration[..at].rsplit('\n').next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with("pub") {
            let tree = declaration[at + 4..].split_whitespace().collect::<Vec<_>>().join(" ");
            found.push((line.starts_with("pub"), tree));
        }
    }
    found
}

impl Crate {
    fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        modules(folder, &Vec::new(), &mut files);
        let text = |path: PathBuf| {
            let text = fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
        };
        let texts = files.into_iter().map(|(module, path)| (module, text(path))).collect();
        let mut read = Self { texts, exported: BTreeMap::new() };
        // A name may be exported again and again.
        for _ in 0..4 {
            for (module, text) in &read.texts {
                for (_, tree) in uses(text).into_iter().filter(|(public, _)| *public) {
                    for path in paths(&tree) {
                        let name = path.rsplit("::").next().unwrap_or_default().to_owned();
                        if let Some(from) = read.module(module, &path).filter(|from| from != module) {
                            read.exported.insert((module.clone(), name), from);
                        }
                    }
                }
            }
        }
        read
    }

    /// The module of this crate that a path in `from` leads to.
    fn module(&self, from: &Module, path: &str) -> Option<Module> {
        let mut parts = path.split("::").map(str::trim).peekable();
        let mut at = match *parts.peek()? {
            "crate" => Vec::new(),
            "super" | "self" => from.clone(),
            first if self.texts.contains_key(&[&from[..], &[first.to_owned()]].concat()) => from.clone(),
            _ => return None,
        };
        for part in parts {
            match part {
                "crate" | "self" => {}
                "super" => _ = at.pop(),
                part => {
                    let inner = [&at[..], &[part.to_owned()]].concat();
                    if !self.texts.contains_key(&inner) {
                        return Some(
                            self.exported.get(&(at.clone(), part.to_owned())).cloned().unwrap_or(at),
                        );
                    }
                    at = inner;
                }
            }
        }
        Some(at)
    }

    /// The modules that each depends on. A parent that re-exports what its children have does not
    /// depend on them.
    fn arrows(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let needs = |module: &Module, text: &str| {
            let mut all: Vec<(bool, String)> = uses(text);
            for start in ["crate::", "super::"] {
                all.extend(text.match_indices(start).map(|(at, _)| {
                    let path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
                    let end = text[at..].find(|letter| !path(letter)).unwrap_or(text.len() - at);
                    (false, text[at..at + end].trim_end_matches(':').to_owned())
                }));
            }
            let all = all.into_iter().flat_map(|(public, tree)| {
                paths(&tree).into_iter().filter_map(move |path| Some((public, self.module(module, &path)?)))
            });
            let needed = all.filter(|(public, to)| to != module && !(*public && to.starts_with(module)));
            needed.map(|(_, to)| to).collect::<BTreeSet<_>>()
        };
        self.texts.iter().map(|(module, text)| (module.clone(), needs(module, text))).collect()
    }

    /// A module that leads back to itself, and the way.
    fn circle(&self) -> Option<Vec<String>> {
        let arrows = self.arrows();
        let shown = |module: &Module| if module.is_empty() { "lib".into() } else { module.join("::") };
        arrows.keys().find_map(|start| {
            let mut ways: Vec<Vec<&Module>> = vec![vec![start]];
            let mut seen = BTreeSet::new();
            while let Some(way) = ways.pop() {
                for next in arrows.get(*way.last()?).into_iter().flatten() {
                    if next == start {
                        return Some(way.iter().chain([&next]).map(|module| shown(module)).collect());
                    }
                    if seen.insert(next) {
                        ways.push([&way[..], &[next]].concat());
                    }
                }
            }
            None
        })
    }
}

#[test]
fn modules_do_not_depend_on_each_other_in_circles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arrows = 0;
    for folder in CRATES {
        let read = Crate::read(&root.join(folder));
        arrows += read.arrows().values().map(BTreeSet::len).sum::<usize>();
        let circle = read.circle();
        assert_eq!(circle.is_some(), CIRCULAR.contains(&folder), "{folder}: {circle:?}");
    }
    println!("{arrows} arrows between modules");
    assert!(arrows > 500, "only {arrows} arrows were seen");
}

#[test]
fn a_circle_is_seen() {
    let text = |text: &str| text.to_owned();
    let module = |name: &str| vec![name.to_owned()];
    let mut circular = Crate::default();
    circular.texts.insert(Vec::new(), text("mod a;\nmod b;\npub use a::A;"));
    circular.texts.insert(module("a"), text("use super::b::{self, B};"));
    circular.texts.insert(module("b"), text("fn f() -> crate::a::A {}"));
    assert_eq!(circular.circle().unwrap(), ["a", "b", "a"]);
    circular.texts.insert(module("b"), text("fn f() {}"));
    assert_eq!(circular.circle(), None);
}
