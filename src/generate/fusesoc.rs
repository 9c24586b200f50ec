//! A `FuseSoC` core description (CAPI2) of the generated files.

use std::fmt::Write;

/// Name of the file.
pub const FILE: &str = "spindle.core";

/// Name of the file of lint waivers next to it.
pub const WAIVERS_FILE: &str = "spindle.vlt";

/// A top module, which `<name>.v` holds with all that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    /// Name of the module.
    pub name: String,
    /// True if it loads the memory images.
    pub loads: bool,
}

/// The files that a description lists.
pub fn listed(description: &str) -> impl Iterator<Item = &str> {
    let items = description.lines().filter_map(|line| line.trim_start().strip_prefix("- "));
    items.filter_map(|item| item.split_once(": ")).map(|(name, _)| name)
}

/// The description of what is named by `prefix`: a file set and a target `lint_<top>` per top
/// module, of which `lint` and
/// `default` are of the first one; and the modules of all, a file each, as a file set that no
/// target uses.
pub fn core(prefix: &str, tops: &[Top], modules: &[String], images: &[String]) -> String {
    let mut text = format!(
        "CAPI=2:\n\nname: ::{prefix}:{}\ndescription: Neuromorphic core that learns on the chip\n\nfilesets:\n",
        env!("CARGO_PKG_VERSION")
    );
    for Top { name, .. } in tops {
        let _ = write!(text, "  {name}:\n    files:\n      - {name}.v: {{file_type: verilogSource-2005}}\n");
    }
    text += "  modules:\n    files:\n";
    for module in modules {
        let _ = writeln!(text, "      - {module}: {{file_type: verilogSource-2005}}");
    }
    text += "  images:\n    files:\n";
    for image in images {
        let _ = writeln!(text, "      - {image}: {{file_type: user, copyto: {image}}}");
    }
    let _ = write!(text, "  waivers:\n    files:\n      - {WAIVERS_FILE}: {{file_type: vlt}}\n\ntargets:\n");
    for (index, top) in tops.iter().enumerate() {
        let name = &top.name;
        let sets = if top.loads { format!("[{name}, images") } else { format!("[{name}") };
        if index == 0 {
            let _ = write!(text, "  default:\n    filesets: {sets}]\n    toplevel: {name}\n");
        }
        let lint = |target: &str| {
            format!(
                "  {target}:\n    filesets: {sets}, waivers]\n    toplevel: {name}\n    default_tool: verilator\n    \
                 tools:\n      verilator:\n        mode: lint-only\n        verilator_options: [-Wall]\n"
            )
        };
        if index == 0 {
            text += &lint("lint");
        }
        text += &lint(&format!("lint_{name}"));
    }
    text
}
