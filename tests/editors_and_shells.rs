//! Schema, completions and manual pages: files that editors and shells read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use spindle_learning::manifest::PRESETS;

/// Runs `spindle` in `folder` and gives its standard output; it must end well.
fn spindle(arguments: &[&str], folder: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spindle"));
    command.args(arguments).current_dir(folder);
    finished(&mut command)
}

fn finished(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Verdict of a validator that knows nothing of Spindle, for each file.
fn validated(schema: &Path, files: &[PathBuf]) -> Vec<String> {
    let python = spindle_sim::eda::tools_folder().join("bin/python");
    assert!(python.exists(), "{} is needed: run tools/install-eda.sh", python.display());
    let mut command = Command::new(python);
    let text = finished(command.arg(root().join("tests/validate.py")).arg(schema).args(files));
    let verdict = |line: &str| line.split_once(": ").unwrap().1.to_owned();
    text.lines().map(verdict).collect()
}

#[test]
fn the_schema_that_is_committed_is_the_one_that_is_printed() {
    let committed = fs::read_to_string(root().join("docs/spindle.schema.json")).unwrap();
    let hint = "after a change of the keys: cargo run -- schema > docs/spindle.schema.json";
    assert!(spindle(&["schema"], root()) == committed, "{hint}");
}

#[test]
fn presets_are_valid_and_broken_manifests_are_not() {
    let schema = root().join("docs/spindle.schema.json");
    let presets: Vec<PathBuf> =
        PRESETS.iter().map(|(name, _)| root().join(format!("presets/{name}.toml"))).collect();
    assert_eq!(validated(&schema, &presets), vec!["valid"; PRESETS.len()]);
    let folder = tempfile::tempdir().unwrap();
    let (_, iris) = PRESETS.iter().find(|(name, _)| *name == "iris").unwrap();
    let broken = [
        ("lanes = 4", "lane = 4"),
        ("membrane_bits = 16", ""),
        ("leak = 12", "leak = \"12\""),
        ("leak = 12", "leak = 256"),
        ("spread = 831", "spread = -1"),
        ("reset = \"subtract\"", "reset = \"halve\""),
        ("controlled = true", "controlled = 1"),
        ("name = \"iris\"        #", "name = \"roses\" #"),
        ("[controller]", "[controler]"),
    ];
    let files = broken.iter().enumerate().map(|(index, (from, to))| {
        assert!(iris.contains(from), "`{from}` is not in the preset");
        let path = folder.path().join(format!("{index}.toml"));
        fs::write(&path, iris.replacen(from, to, 1)).unwrap();
        path
    });
    let verdicts = validated(&schema, &files.collect::<Vec<_>>());
    assert_eq!(verdicts.len(), broken.len());
    for (verdict, (_, to)) in verdicts.iter().zip(broken) {
        assert_ne!(verdict, "valid", "with `{to}`");
    }
}

#[test]
fn a_new_manifest_names_the_schema_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    spindle(&["new", "network"], folder.path());
    let made = folder.path().join("network");
    let manifest = fs::read_to_string(made.join("spindle.toml")).unwrap();
    let named = manifest.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
    assert_eq!(validated(&made.join(named), &[made.join("spindle.toml")]), ["valid"]);
}

#[test]
fn bash_completes_commands_and_options() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("script"), spindle(&["completions", "bash"], folder.path())).unwrap();
    let complete = |words: &str, last: usize| {
        let line = format!(
            "source ./script; COMP_WORDS=(spindle {words}); COMP_CWORD={last}; cur=${{COMP_WORDS[{last}]}}; \
             _spindle spindle \"$cur\" \"${{COMP_WORDS[{last}-1]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let mut bash = Command::new("bash");
        finished(bash.args(["--norc", "-c", &line]).current_dir(folder.path())).trim().to_owned()
    };
    assert_eq!(complete("ver", 1), "verify");
    assert_eq!(complete("verify --back", 2), "--backend");
    assert_eq!(complete("wave di", 2), "diff");
    for shell in ["elvish", "fish", "powershell", "zsh"] {
        let script = spindle(&["completions", shell], folder.path());
        assert!(script.contains("regress") && script.contains("backend"), "{shell}: {script}");
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    spindle(&["man", "--out", "man"], folder.path());
    let page = |name: &str| fs::read_to_string(folder.path().join("man").join(name)).unwrap();
    let help = spindle(&["help"], folder.path());
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands.map_while(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 15, "{help}");
    for command in commands.iter().filter(|command| **command != "help") {
        let text = page(&format!("spindle-{command}.1"));
        assert!(text.contains(".SH SYNOPSIS") && text.contains(&format!("spindle {command}")), "{text}");
    }
    assert!(page("spindle-wave-diff.1").contains("tolerance"));
    assert!(page("spindle.1").contains("spindle\\-verify(1)"));
}
