//! Commands that `test.sh` runs or names on machines without the tools that the tests need, made of
//! stand-ins.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

const TOOLS: [&str; 5] = ["iverilog", "verilator", "yosys", "g++", "make"];

/// A folder that is the whole `PATH`, and a list of what was called there.
struct Machine(tempfile::TempDir);

struct Ended {
    code: Option<i32>,
    said: String,
    calls: String,
}

impl Machine {
    /// Nothing but a shell, `cargo`, and `apt-get`.
    fn new(user: u32) -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        for tool in ["bash", "basename", "dirname", "env"] {
            let found = ["/bin", "/usr/bin"].iter().map(|folder| Path::new(folder).join(tool));
            symlink(found.into_iter().find(|path| path.exists()).unwrap(), machine.0.path().join(tool))
                .unwrap();
        }
        machine.script("id", &format!("echo {user}"));
        for tool in ["cargo", "apt-get"] {
            machine.tool(tool);
        }
        machine
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::write(&path, format!("#!/usr/bin/env bash\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A tool that notes how it was called.
    fn tool(&self, name: &str) {
        self.script(name, &format!("echo \"{name} $*\" >> '{}'", self.0.path().join("calls").display()));
    }

    /// Runs the script; `answer` is typed on a terminal, without one there is none.
    fn run(&self, arguments: &[&str], answer: Option<&str>) -> Ended {
        let path = self.0.path();
        let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("test.sh"));
        command.args(arguments).env_clear().env("PATH", path).env("HOME", path);
        let said = path.join("said");
        let mut typed = None;
        if let Some(answer) = answer {
            let end = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
            grantpt(&end).unwrap();
            unlockpt(&end).unwrap();
            let terminal = ptsname(&end, Vec::new()).unwrap().into_string().unwrap();
            let open = || OpenOptions::new().read(true).write(true).open(&terminal).unwrap();
            command.stdin(open()).stderr(open()).stdout(File::create(&said).unwrap());
            let mut end = File::from(end);
            end.write_all(format!("{answer}\n").as_bytes()).unwrap();
            typed = Some(end);
        } else {
            let both = File::create(&said).unwrap();
            command.stdin(Stdio::null()).stdout(both.try_clone().unwrap()).stderr(both);
        }
        let code = command.status().unwrap().code();
        drop(typed);
        let calls = std::fs::read_to_string(path.join("calls")).unwrap_or_default();
        Ended { code, said: std::fs::read_to_string(said).unwrap(), calls }
    }

    fn with_tools(self) -> Self {
        for tool in TOOLS {
            self.tool(tool);
        }
        self
    }
}

#[test]
fn without_a_terminal_the_command_is_named_and_nothing_is_run() {
    for sudo in [false, true] {
        let machine = Machine::new(1000);
        if sudo {
            machine.tool("sudo");
        }
        let Ended { code, said, calls } = machine.run(&[], None);
        assert_eq!((code, calls.as_str()), (Some(2), ""), "{said}");
        let line = said.lines().find(|line| line.contains("sudo apt-get install")).expect(&said);
        for tool in TOOLS {
            assert!(line.contains(tool), "{tool} in {line}");
        }
    }
}

#[test]
fn on_a_terminal_sudo_is_asked_for() {
    let machine = Machine::new(1000);
    machine.tool("sudo");
    let refused = machine.run(&[], Some("n"));
    assert_eq!((refused.code, refused.calls.as_str()), (Some(2), ""), "{}", refused.said);
    let Ended { code, said, calls } = machine.run(&[], Some("y"));
    assert_eq!(code, Some(0), "{said}");
    let calls: Vec<&str> = calls.lines().collect();
    assert!(calls[0].starts_with("sudo apt-get update"), "{calls:?}");
    assert!(calls[1].starts_with("sudo env") && calls[1].contains(" install "), "{calls:?}");
    assert!(calls[2].starts_with("cargo test"), "{calls:?}");
}

#[test]
fn root_installs_what_is_missing_and_no_more() {
    let machine = Machine::new(0).with_tools();
    std::fs::remove_file(machine.0.path().join("yosys")).unwrap();
    let Ended { code, said, calls } = machine.run(&[], None);
    assert_eq!(code, Some(0), "{said}");
    let install = calls.lines().find(|line| line.contains(" install ")).expect(&calls);
    assert!(install.starts_with("apt-get") && install.ends_with(" yosys"), "{install}");
}

#[test]
fn what_is_left_out_is_named_with_the_command_that_runs_it() {
    let machine = Machine::new(1000).with_tools();
    let Ended { code, said, calls } = machine.run(&["--quiet"], None);
    assert_eq!(code, Some(0), "{said}");
    assert!(calls.contains("--test lockstep") && calls.trim_end().ends_with("--quiet"), "{calls}");
    assert!(!calls.contains("--test boards") && said.contains("left out: boards"), "{calls}{said}");
    assert!(said.contains("./test.sh --all"), "{said}");
    let left = said
        .lines()
        .find_map(|line| line.strip_prefix("left out: "))
        .unwrap()
        .split("examples")
        .next()
        .unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in left.split([',', ' ']).filter(|word| !word.is_empty() && !word.contains(['(', ')', '&'])) {
        if ["place", "and", "route"].contains(&name) {
            continue;
        }
        let file =
            ["", "hdl", "sim", "wave"].map(|folder| root.join(folder).join(format!("tests/{name}.rs")));
        assert!(file.iter().any(|file| file.exists()), "{name} is no test");
    }
}
