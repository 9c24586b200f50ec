//! CXXRTL: Yosys reads the design and writes it as C++. Two-valued.
//!
//! Its front end is that of synthesis, not one of the other simulators': misreadings by Yosys would
//! show here and in netlists only.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::eda::{self, Eda};
use crate::testbench::{self, Loaded};
use crate::tool::{Tool, within};
use spindle_spec::stimulus::Stimulus;

use super::cache::{built, cache_folder, key};
use super::compiled::Executable;
use super::external::{self, SILENCE, Waveform};
use super::{Backend, BackendError, Design};
use crate::testbench::Beside;
use spindle_spec::{Outcome, Sink};

/// Name on the command line.
pub const NAME: &str = "cxxrtl";
/// Without assertions: an unused read beyond the end of a memory is harmless in hardware too.
const FLAGS: [&str; 2] = ["-std=c++17", "-DNDEBUG"];
/// A run of fewer cycles is over before a compiler that optimises would be: ten times the speed for
/// two and a half times the compilation.
const SHORT: u64 = 50_000;

/// Yosys, the C++ compiler, and the folder of compiled models.
#[derive(Clone, Debug)]
pub struct Cxxrtl {
    /// The compiler of Yosys' output.
    pub compiler: Tool,
    /// Content-addressed folder of compiled models.
    pub cache: PathBuf,
    /// Timeout without a message, after which a run is ended.
    pub silence: Duration,
}

impl Default for Cxxrtl {
    fn default() -> Self {
        let compiler = Tool::new("g++", "apt-get install g++");
        Self { compiler, cache: cache_folder(), silence: SILENCE }
    }
}

impl Cxxrtl {
    /// Compiles `design` for a run of this many `cycles`, unless it is cached; memory images are
    /// loaded when it runs.
    fn compile(&self, design: &Design, beside: Beside, cycles: u64) -> Result<PathBuf, BackendError> {
        let effort = if cycles < SHORT { "-Og" } else { "-O1" };
        let yosys = eda::yosys()?;
        let compiler = self.compiler.run(NAME, self.compiler.command().arg("--version"))?;
        let script = format!(
            "read_verilog core.v\nhierarchy -check -top {}\nwrite_cxxrtl -O6 -g0 core.cc\n",
            Design::TOP
        );
        // The images are not part of the model: the harness reads them.
        let (verilog, images) = without_images(&design.verilog);
        let loads = |file: &str| images.iter().any(|(_, image)| image == file);
        if let Some(image) = design.images.iter().find(|image| !loads(&image.name)) {
            let what = format!("no memory of the design is loaded from {}", image.name);
            return Err(BackendError::Protocol { backend: NAME.into(), what });
        }
        let layout = design.layout();
        let model = |memories: &[Loaded]| {
            let model = testbench::cxxrtl_model(&layout, memories, beside);
            testbench::harness(&layout, &model, beside)
        };
        let flags = FLAGS.join(" ");
        let key = key([&*yosys.version, &compiler, effort, &flags, &script, &model(&[]), &design.verilog]);
        let (program, _) = built(&self.cache, NAME, &key, |folder| {
            let write = |name: &str, text: &str| {
                testbench::write(folder, name, |file| std::io::Write::write_all(file, text.as_bytes()))
            };
            write("core.v", &verilog)?;
            write("core.ys", &script)?;
            let mut command = yosys.command();
            yosys.tool().run(NAME, within(command.args(["-s", "core.ys"]), folder))?;
            let written = folder.join("core.cc");
            let memories = memories(&std::fs::read_to_string(&written).map_err(io(&written))?, &images)?;
            write("harness.cpp", &model(&memories))?;
            let mut command = self.compiler.command();
            command.arg(effort).args(FLAGS).arg("-I").arg(runtime(&yosys)).args([
                "harness.cpp",
                "-o",
                "simulation",
            ]);
            self.compiler.run(NAME, within(&mut command, folder))?;
            Ok(folder.join("simulation"))
        })?;
        Ok(program)
    }
}

/// The folder of the headers that CXXRTL's code includes.
fn runtime(yosys: &Eda) -> PathBuf {
    eda::cell_models(yosys).join("include/backends/cxxrtl/runtime")
}

/// A memory, with its instances and single underscores between all parts of the name, such as
/// `lane_0_weight_words`, and the image that it is loaded from.
type Image = (String, String);

/// The Verilog without its loading of memories, and which memory it loads from which file.
fn without_images(verilog: &str) -> (String, Vec<Image>) {
    let (mut text, mut images, mut pending) = (String::new(), Vec::new(), Vec::new());
    // What stands before the name of each image.
    let start =
        verilog.lines().find_map(|line| line.trim().strip_prefix("parameter IMAGES = \"")?.split('"').next());
    for line in verilog.lines() {
        let words = line.trim();
        if let Some(loaded) = words.trim_start_matches("initial ").strip_prefix("$readmemh(") {
            // Of the top itself; otherwise the file is a parameter of the instance.
            if let Some((file, memory)) = loaded.strip_prefix('"').and_then(|rest| rest.split_once("\", ")) {
                images.push((memory.trim_end_matches(");").to_owned(), file.to_owned()));
            }
            continue;
        }
        // `.WEIGHT_IMAGE({IMAGES, "lane0_weight.hex"})`, on the way to the instance's name, `)
        // lane_0 (`.
        let image = words.strip_prefix('.').and_then(|rest| rest.split_once("_IMAGE({IMAGES, \""));
        if let Some((memory, file)) = image
            && let (Some((file, _)), Some(start)) = (file.split_once('"'), start)
        {
            pending.push((memory.to_lowercase(), format!("{start}{file}")));
        } else if let Some(instance) = words.strip_prefix(") ").and_then(|rest| rest.strip_suffix(" (")) {
            images
                .extend(pending.drain(..).map(|(memory, file)| (format!("{instance}_{memory}_words"), file)));
        }
        text.push_str(line);
        text.push('\n');
    }
    (text, images)
}

/// The members of the model that hold the memories of `images`.
fn memories(model: &str, images: &[Image]) -> Result<Vec<Loaded>, BackendError> {
    let members: Vec<(&str, String)> = model
        .lines()
        .filter_map(|line| {
            let (kind, rest) = line.trim().split_once('<')?;
            let member = rest.split_once("> ")?.1.split([' ', ';']).next()?;
            match kind {
                "memory" => Some((member, plain(member))),
                // Word 0 of a memory that has no others.
                "wire" => Some((member, plain(member.strip_suffix("_5b_0_5d_")?))),
                _ => None,
            }
        })
        .collect();
    let find = |(memory, image): &Image| {
        let found = members.iter().find(|(_, name)| name == memory);
        found.map(|(member, _)| Loaded { memory: (*member).to_owned(), image: image.clone() }).ok_or_else(
            || {
                let what = format!("the model has no memory `{memory}`, which {image} is loaded into");
                BackendError::Protocol { backend: NAME.into(), what }
            },
        )
    };
    images.iter().map(find).collect()
}

/// CXXRTL's name, such as `memory_p_lane__0_2e_weight_2e_words`, with single underscores between
/// all parts.
fn plain(member: &str) -> String {
    member.trim_start_matches("memory_").trim_start_matches("p_").replace("_2e_", "_").replace("__", "_")
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> BackendError {
    let path = path.display().to_string();
    move |source| BackendError::Io { path, source }
}

impl Backend for Cxxrtl {
    fn name(&self) -> &'static str {
        NAME
    }

    fn run(
        &self,
        design: &Design,
        stimulus: &Stimulus,
        vcd: Option<&Path>,
        sink: &mut Sink<'_>,
    ) -> Result<Outcome, BackendError> {
        external::check(NAME, stimulus, vcd.is_some())?;
        let beside = if vcd.is_some() { Beside::Ports } else { Beside::Nothing };
        let waveform = vcd.map(Waveform::create).transpose()?;
        let program = self.compile(design, beside, stimulus.cycles)?;
        let folder = external::folder(NAME)?;
        Executable { name: NAME, program, silence: self.silence, folder: folder.path() }
            .start(design, stimulus, waveform, sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_image_finds_its_memory() {
        let verilog = "module t #(\n    parameter IMAGES = \"a_\"\n) (\n);\nm #(\n    \
                       .WEIGHT_IMAGE({IMAGES, \"lane3_weight.hex\"}),\n    .CONTROL_0_PAIR_IMAGE({IMAGES, \"c.hex\"})\n) lane_3 (\n    \
                       initial $readmemh(IMAGE, words);\n";
        let (text, images) = without_images(verilog);
        assert!(!text.contains("readmemh"));
        let model = "\tmemory<8> memory_p_lane__3_2e_weight_2e_words { 128u };\n\twire<4> \
                     p_lane__3_2e_control__0_2e_pair_2e_words_5b_0_5d_;\n";
        let found = memories(model, &images).unwrap();
        assert_eq!(
            found[0],
            Loaded {
                memory: "memory_p_lane__3_2e_weight_2e_words".into(),
                image: "a_lane3_weight.hex".into()
            }
        );
        assert_eq!(found[1].memory, "p_lane__3_2e_control__0_2e_pair_2e_words_5b_0_5d_");
        assert!(memories("", &images).is_err(), "a memory that is not there");
    }
}
