//! Dependencies between crates, read from cargo: golden model and hardware both depend on the
//! shared vocabulary, and not on each other.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Crates of the workspace, and their allowed dependencies.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("spindle-spec", &[]),
    ("spindle-wave", &[]),
    ("spindle-hdl-macros", &[]),
    ("spindle-hdl", &["spindle-hdl-macros", "spindle-spec"]),
    ("spindle-golden", &["spindle-spec"]),
    ("spindle-sim", &["spindle-spec", "spindle-hdl"]),
    ("spindle-learning", &["spindle-spec", "spindle-golden"]),
    ("spindle-report", &["spindle-learning", "spindle-wave"]),
    ("spindle-papers", &["spindle-spec", "spindle-golden", "spindle-learning", "spindle-report"]),
    (
        "spindle-neuro",
        &[
            "spindle-spec",
            "spindle-hdl",
            "spindle-golden",
            "spindle-learning",
            "spindle-papers",
            "spindle-report",
            "spindle-sim",
            "spindle-wave",
        ],
    ),
];
/// Packages that the golden model must not depend on, directly or indirectly.
const NOT_IN_GOLDEN: [&str; 9] = [
    "rust-hdl",
    "rust-hdl-core",
    "wellen",
    "fst-reader",
    "spindle-hdl",
    "spindle-sim",
    "spindle-wave",
    "tempfile",
    "clap",
];
/// Packages that learning must not depend on: hardware, simulators, databases, serial ports.
const NOT_IN_LEARNING: [&str; 9] = [
    "rust-hdl-core",
    "wellen",
    "rusqlite",
    "serial2",
    "spindle-hdl",
    "spindle-sim",
    "spindle-wave",
    "spindle-report",
    "clap",
];
/// Bounds of the golden model's dependencies, named by itself and in all: it becomes a package for
/// other languages.
const GOLDEN_DIRECT: usize = 8;
const GOLDEN_TREE: usize = 30;

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// Packages by identifier, and the identifiers that each is linked with or built by (tests and
/// benches apart).
struct Packages {
    names: BTreeMap<String, String>,
    needs: BTreeMap<String, Vec<String>>,
    members: BTreeSet<String>,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

impl Packages {
    fn read() -> Self {
        let output = Command::new(cargo())
            .args([
                "metadata",
                "--format-version",
                "1",
                "--locked",
                "--filter-platform",
                env!("TARGET_OF_BUILD"),
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo is there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let names =
            list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), text(&package["name"])));
        let needs = list(&metadata["resolve"]["nodes"]).iter().map(|node| {
            let used = |need: &&Value| list(&need["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
            let needs = list(&node["deps"]).iter().filter(used).map(|need| text(&need["pkg"])).collect();
            (text(&node["id"]), needs)
        });
        let members = list(&metadata["workspace_members"]).iter().map(text).collect();
        Self { names: names.collect(), needs: needs.collect(), members }
    }

    fn id(&self, name: &str) -> &str {
        self.members.iter().find(|id| self.names[*id] == name).unwrap_or_else(|| panic!("no crate {name}"))
    }
}

#[test]
fn crates_stand_on_the_crates_that_the_architecture_names() {
    let packages = Packages::read();
    let members: BTreeSet<&str> = packages.members.iter().map(|id| packages.names[id].as_str()).collect();
    assert_eq!(members, ALLOWED.iter().map(|(name, _)| *name).collect(), "crates of the workspace");
    let mut arrows = 0;
    for (name, allowed) in ALLOWED {
        for need in &packages.needs[packages.id(name)] {
            if packages.members.contains(need) {
                let need = packages.names[need].as_str();
                assert!(allowed.contains(&need), "{name} must not depend on {need}");
                arrows += 1;
            }
        }
    }
    println!("{arrows} arrows between {} crates", members.len());
    assert!(arrows >= members.len() - 2, "only {arrows} arrows were seen");
}

/// Names of all packages that `cargo build -p NAME` builds, with the features that it alone asks
/// for. (In `cargo metadata` the features of the whole workspace are on.)
fn tree(name: &str) -> BTreeSet<String> {
    let output = Command::new(cargo())
        .args([
            "tree",
            "--package",
            name,
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--locked",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let names = text.lines().filter_map(|line| line.split(' ').next()).filter(|other| !other.is_empty());
    names.map(str::to_owned).filter(|other| other != name).collect()
}

#[test]
fn the_golden_model_is_light() {
    let packages = Packages::read();
    let direct = packages.needs[packages.id("spindle-golden")].len();
    let tree = tree("spindle-golden");
    println!("{direct} direct dependencies, {} in all: {tree:?}", tree.len());
    assert!((1..=GOLDEN_DIRECT).contains(&direct), "{direct} direct dependencies");
    assert!((direct..=GOLDEN_TREE).contains(&tree.len()), "{} dependencies: {tree:?}", tree.len());
    for name in NOT_IN_GOLDEN {
        assert!(!tree.contains(name), "the golden model is built with {name}");
    }
}

#[test]
fn learning_is_built_without_hardware() {
    let tree = tree("spindle-learning");
    assert!(tree.contains("spindle-golden"), "{tree:?}");
    for name in NOT_IN_LEARNING {
        assert!(!tree.contains(name), "learning is built with {name}");
    }
}

#[test]
fn a_heavy_crate_is_seen_as_one() {
    let tree = tree("spindle-sim");
    for name in ["rust-hdl-core", "spindle-hdl", "tempfile"] {
        assert!(tree.contains(name), "{name} is missing of {tree:?}");
    }
    assert!(tree.len() > GOLDEN_TREE, "{} packages", tree.len());
}
