//! Handling of tool results by `spindle build`, with stub tools.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::{description, folder, refused, spindle, text};

/// Reads lanes and blocks of weight memory, of 512 words, off the Verilog.
const YOSYS: &str = r#"
[ "$1" = -V ] && { echo "Yosys 0.60"; exit; }
lanes=$(grep -c 'wire lane_[0-9]*_spike;' spindle_top.v)
words=$(sed -n 's/^module spindle_top_memory_\([0-9]*\)x8_loaded.*/\1/p' spindle_top.v | sort -n | tail -1)
echo '{"design":{"num_cells_by_type":{"SB_DFF":100}}}' > cells.json
echo "lanes=$lanes blocks=$((words / 512))" > netlist.json
"#;

/// A placement that reaches 0 MHz fails.
const NEXTPNR: &str = r#"
[ "$1" = --version ] && { echo "nextpnr-ice40 (Version nextpnr-0.9)"; exit; }
. ./netlist.json
seed=0
while [ $# -gt 0 ]; do
    case $1 in --report) report=$2 ;; --asc) placed=$2 ;; --seed) seed=$2 ;; esac
    shift
done
lut=$((LUT)) ram=$((RAM)) mhz=$((MHZ))
[ -n "$placed" ] && [ $mhz = 0 ] && { echo "ERROR: Unable to place cell"; exit 1; }
echo "{\"fmax\": {\"clock\": {\"achieved\": $mhz}}, \"utilization\": {
  \"ICESTORM_LC\": {\"used\": $lut, \"available\": 1000},
  \"ICESTORM_RAM\": {\"used\": $ram, \"available\": 32}}}" > "$report"
[ -z "$placed" ] || echo placed > "$placed"
"#;

const ICEPACK: &str = "[ \"$1\" = --help ] && { echo help; exit; }\necho bits > \"$2\"\n";

/// Prints its arguments, and records them in a file.
const LOADER: &str = "[ \"$1\" = --help ] && { echo help; exit; }\necho \"$*\" > loaded.txt\necho Loading\n";

/// A folder with stubs of the tools, and with a board of 12 MHz that has a small core.
struct Stubs(TempDir);

impl Stubs {
    /// Look-up tables (of 1,000), block memories (of 32) and MHz, in arithmetic of the shell over
    /// `lanes`, `blocks` a lane and `seed`.
    fn new(lut: &str, ram: &str, mhz: &str) -> Self {
        let stubs = Self(folder());
        fs::create_dir(stubs.path("bin")).unwrap();
        stubs.board("mine");
        stubs.tool("yosys", YOSYS);
        stubs.tool("icepack", ICEPACK);
        stubs.tool("openFPGALoader", LOADER);
        stubs.answer(lut, ram, mhz);
        stubs
    }

    /// From now on these answers, and nothing left of a build.
    fn answer(&self, lut: &str, ram: &str, mhz: &str) {
        let text = NEXTPNR.replace("LUT)", &format!("{lut})")).replace("RAM)", &format!("{ram})"));
        self.tool("nextpnr-ice40", &text.replace("MHZ)", &format!("{mhz})")));
        let _ = fs::remove_dir_all(self.path("out"));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn board(&self, name: &str) {
        let text = description("hx8k")
            .replace("name = \"hx8k\"", &format!("name = \"{name}\""))
            .replace("neurons = 256", "neurons = 16")
            .replace("weight_words = 4608", "weight_words = 512")
            // Verilog of few units is generated fast.
            .replace(" = true", " = false");
        fs::write(self.path(&format!("{name}.toml")), text).unwrap();
    }

    fn tool(&self, name: &str, text: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn build(&self, arguments: &[&str]) -> Command {
        let mut command = spindle(&["build"]);
        command.args(arguments).current_dir(self.0.path());
        let bin = self.path("bin").display().to_string();
        command.env("PATH", format!("{bin}:/usr/bin:/bin")).env("SPINDLE_TOOLS", self.0.path());
        command
    }

    /// Exit code, the one object on standard output, and standard error.
    fn object(&self, arguments: &[&str]) -> (i32, Value, String) {
        let (code, out, err) = text(&self.build(arguments).arg("--json").output().expect("spindle runs"));
        let object = serde_json::from_str(&out).unwrap_or_else(|_| panic!("one object, not {out:?}\n{err}"));
        (code.expect("an exit code"), object, err)
    }
}

#[test]
fn a_tool_that_outlives_its_command_keeps_the_folder() {
    let stubs = Stubs::new("10", "1", "13");
    let waiting =
        YOSYS.replace("lanes=", "n=0; while [ ! -e ../../go ] && [ $n -lt 1000 ]; do touch ../../waits; sleep 0.02; n=$((n + 1)); done\nlanes=");
    assert_ne!(waiting, YOSYS);
    stubs.tool("yosys", &waiting);
    let build = |arguments: &[&str]| stubs.build(arguments).output().expect("spindle runs");
    let mut first = stubs.build(&["--board", "mine.toml"]).spawn().expect("spindle runs");
    until("the tool", || stubs.path("waits").exists());
    first.kill().unwrap();
    first.wait().unwrap();
    let (code, _, err) = text(&build(&["--board", "mine.toml"]));
    assert!(code == Some(2) && err.contains("out/mine: another command uses this folder"), "{err}");
    fs::write(stubs.path("go"), "").unwrap();
    until("the end of the tool", || build(&["--board", "mine.toml"]).status.success());
}

fn until(what: &str, ready: impl Fn() -> bool) {
    let start = Instant::now();
    while !ready() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_largest_geometry_that_fits_follows_from_what_the_tools_say() {
    const RAM: &str = "lanes * blocks + 2";
    // Lanes and weight words.
    for (what, lut, ram, mhz, expected) in [
        ("960 of 1,000 look-up tables are 96 %", "lanes * 240", RAM, "13", (4, 7 * 512)),
        ("961 are more", "lanes * 240 + lanes / 4", RAM, "13", (2, 15 * 512)),
        ("growth is confirmed", "lanes * 240", "lanes * blocks + 2 + (blocks > 5) * 8", "13", (4, 5 * 512)),
        ("too slow: fewer lanes", "lanes * 240", RAM, "lanes > 2 ? 11 : 13", (2, 15 * 512)),
        ("not placed: fewer lanes", "lanes * 240", RAM, "lanes > 2 ? 0 : 13", (2, 15 * 512)),
        (
            "more lanes may take less memory",
            "lanes * 240",
            "lanes == 2 ? 40 : lanes * blocks + 2",
            "13",
            (4, 7 * 512),
        ),
    ] {
        let stubs = Stubs::new(lut, ram, mhz);
        let (code, report, _) = stubs.object(&["--board", "./mine.toml", "--fit"]);
        let number = |key: &str| report["geometry"][key].as_u64().expect("a number");
        assert_eq!((code, number("lanes"), number("weight_words")), (0, expected.0, expected.1), "{what}");
    }

    let stubs = Stubs::new("lanes * 240", "33", "13");
    let fit = ["--board", "./mine.toml", "--fit"];
    let (code, error) = refused(&mut stubs.build(&fit));
    assert_eq!(code, 2);
    assert!(error.contains("not even one lane of 16 neurons fits: ICESTORM_RAM 33 of 32"), "{error}");

    stubs.answer("lanes * 600", RAM, "11");
    let (code, error) = refused(&mut stubs.build(&fit));
    assert_eq!(code, 1);
    assert!(error.contains("mine: 11.00 MHz is too slow for its clock of 12 MHz"), "{error}");
}

#[test]
fn a_fitted_geometry_is_written_into_the_file_that_was_given() {
    let stubs = Stubs::new("lanes * 240", "lanes * blocks + 2", "13");
    let (code, ..) = stubs.object(&["--board", "./mine.toml", "--fit", "--bless"]);
    assert_eq!(code, 0);
    let written = fs::read_to_string(stubs.path("mine.toml")).unwrap();
    assert!(written.contains("lanes = 4\n") && written.contains("weight_words = 3584\n"), "{written}");
    assert!(written.starts_with(description("hx8k").lines().next().unwrap()), "{written}");
    assert!(!stubs.path("constraints").exists());
}

#[test]
fn operations_a_second_are_the_median_clock_times_operations_a_cycle() {
    let stubs = Stubs::new("600", "3", "seed * 10 + 10");
    let (code, row, _) = stubs.object(&["--board", "./mine.toml", "--bench"]);
    assert_eq!((code, row["fmax"].as_f64(), row["lut"].as_u64()), (0, Some(30.0), Some(600)));
    // `CLK-11`: 512 operations take 512 words, 16 neuron words, and 15 cycles.
    let cycles = (512.0 + 16.0 + 15.0) / 512.0;
    let number = |key: &str| row[key].as_f64().expect("a number");
    assert!((number("clocks_per_operation") - cycles).abs() < 1e-9, "{row}");
    assert!((number("msops") - 30.0 / cycles).abs() < 1e-9, "{row}");

    stubs.answer("600", "3", "seed + 9");
    let (code, said, _) = text(&stubs.build(&["--board", "./mine.toml", "--bench"]).output().unwrap());
    assert_eq!(code, Some(1));
    assert!(said.contains("11.00") && said.ends_with("too slow: 12 MHz needed\n"), "{said}");
}

/// One lane is too slow, two cannot be placed, more do not fit.
#[test]
fn a_table_goes_on_after_a_stage_that_failed_and_ends_with_1() {
    let stubs = Stubs::new("lanes * 300", "3", "lanes == 2 ? 0 : 11");
    stubs.board("other");
    let (code, table, error) = stubs.object(&["--board", "./mine.toml,./other.toml", "--bench"]);
    assert_eq!(code, 1);
    assert!(error.contains("of 10 cores, 2 could not be built and 2 are too slow"), "{error}");
    let rows = table["boards"].as_array().expect("rows");
    assert_eq!(rows.len(), 10);
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row["board"], ["mine", "other"][index / 5], "{row}");
        match index % 5 {
            0 => assert!(row["msops"].as_f64() > Some(9.0), "{row}"),
            1 => {
                assert_eq!((&row["lanes"], &row["failed"]), (&2.into(), &"place and route".into()));
                assert!(row["error"].as_str().unwrap().contains("Unable to place cell"), "{row}");
            }
            _ => assert!(row["does_not_fit"].as_str().unwrap().contains("of 1000"), "{row}"),
        }
    }
}

#[test]
fn a_core_that_is_too_slow_is_never_recorded_and_fails_a_check() {
    let stubs = Stubs::new("600", "3", "11");
    let check = ["--board", "./mine.toml", "--check"];
    let bless = ["--board", "./mine.toml", "--check", "--bless"];
    let (code, checked, error) = stubs.object(&bless);
    assert_eq!((code, &checked["boards"][0]["meets_clock"]), (1, &false.into()));
    assert!(error.contains("too slow"), "{error}");
    assert!(!stubs.path("baselines.json").exists());
    let (code, report, _) = stubs.object(&["--board", "./mine.toml"]);
    assert_eq!((code, report["fmax"].as_f64()), (1, Some(11.0)));

    stubs.answer("600", "3", "12");
    assert_eq!(stubs.object(&bless).0, 0);
    // Beside the board's file.
    let recorded = fs::read_to_string(stubs.path("baselines.json")).unwrap();
    assert!(recorded.contains("\"mine\"") && recorded.contains("\"fmax\": 12.0"), "{recorded}");
    assert_eq!(stubs.object(&check).0, 0);

    // Within 5 % of the baseline, and still too slow.
    stubs.answer("600", "3", "11 + 0 * lanes");
    fs::write(stubs.path("baselines.json"), recorded.replace("12.0", "11.2")).unwrap();
    let (code, checked, _) = stubs.object(&check);
    assert_eq!((code, &checked["boards"][0]["deviations"]), (1, &Value::Array(vec![])));

    fs::write(stubs.path("bad.json"), "{\"mine\": 3}").unwrap();
    let (code, error) = refused(stubs.build(&check).args(["--baselines", "bad.json"]));
    assert_eq!(code, 2);
    assert!(error.contains("bad.json: invalid type"), "{error}");
}

#[test]
fn the_loader_gets_board_and_bitstream_and_its_output_is_not_the_result() {
    let stubs = Stubs::new("600", "3", "13");
    let program = ["--board", "./mine.toml", "--program"];
    let (code, report, error) = stubs.object(&program);
    assert_eq!(code, 0);
    let arguments = fs::read_to_string(stubs.path("loaded.txt")).unwrap();
    assert_eq!(arguments, "-b ice40_generic out/mine/mine-1.bin\n");
    assert_eq!(report["bitstream"], "out/mine/mine-1.bin");
    assert!(error.contains("Loading"), "{error}");

    fs::remove_file(stubs.path("loaded.txt")).unwrap();
    stubs.answer("600", "3", "11");
    assert_eq!(stubs.object(&program).0, 1);
    assert!(!stubs.path("loaded.txt").exists(), "a core that is too slow was loaded");

    stubs.answer("600", "3", "13");
    stubs.tool("openFPGALoader", "[ \"$1\" = --help ] && { echo help; exit; }\nexit 3\n");
    let (code, error) = refused(&mut stubs.build(&program));
    assert_eq!(code, 2);
    assert!(error.contains("is the board connected"), "{error}");

    fs::set_permissions(stubs.path("bin/openFPGALoader"), fs::Permissions::from_mode(0o644)).unwrap();
    let (code, error) = refused(&mut stubs.build(&program));
    assert_eq!(code, 2);
    assert!(
        error.contains("it does not run; install it in addition: apt-get install openfpgaloader"),
        "{error}"
    );
}

#[test]
fn a_board_without_a_bitstream_is_not_built_to_be_loaded() {
    let stubs = Stubs::new("600", "3", "13");
    let (code, error) = refused(&mut stubs.build(&["--board", "basys3", "--program"]));
    assert_eq!(code, 2);
    assert!(error.contains(&Path::new("out/basys3/basys3.tcl").display().to_string()), "{error}");
    assert!(!stubs.path("out").exists());
}

#[test]
fn a_killed_tool_and_one_that_writes_nothing_are_reported_with_their_stage() {
    let stubs = Stubs::new("600", "3", "13");
    let build = ["--board", "./mine.toml"];
    assert_eq!(stubs.object(&build).0, 0);

    // What the earlier run wrote does not stand for this one's.
    stubs.tool("yosys", "[ \"$1\" = -V ] && { echo \"Yosys 0.61\"; exit; }\nexit 0\n");
    let (code, error) = refused(&mut stubs.build(&build));
    assert_eq!(code, 2);
    assert!(error.contains("mine: synthesise ended without an error, but did not write"), "{error}");
    assert!(error.contains("netlist.json") && error.contains("synthesis.log"), "{error}");

    stubs.tool("yosys", "[ \"$1\" = -V ] && { echo \"Yosys 0.62\"; exit; }\nkill -9 $$\n");
    let (code, error) = refused(&mut stubs.build(&build));
    assert_eq!(code, 2);
    assert!(
        error.contains("mine: synthesise failed (signal: 9 (SIGKILL); perhaps out of memory)"),
        "{error}"
    );
    assert!(error.contains("synthesis.log is empty"), "{error}");

    stubs.tool("yosys", &YOSYS.replace("0.60", "0.63").replace("'{\"design\"", "'{\"other\""));
    let (_, error) = refused(&mut stubs.build(&build));
    assert!(error.contains("mine: synthesise wrote") && error.contains("cells.json"), "{error}");
}
