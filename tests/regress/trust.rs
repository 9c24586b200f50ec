//! Provenance of results: they belong to the stated manifest, program, tools and baseline, and to
//! one run.

use std::path::Path;
use std::process::Child;

use spindle::claim::claim;
use spindle::regress::Saved;

use super::*;

/// A directed case that passes, and one on Icarus.
const BOTH: &str = r#"
name = "both"
[[directed]]
cases = ["clear"]
backends = ["rust-hdl", "icarus"]
"#;

/// Two directed cases, recorded.
const HELD: &str = r#"
name = "held"
baseline = "held.json"
[[directed]]
cases = ["membrane-saturates-high", "membrane-saturates-low"]
backends = ["rust-hdl"]
"#;

/// A matrix of one network, with more keys.
fn matrix(keys: &str) -> String {
    format!("name = \"m\"\n[[matrix]]\nnetworks = [\"iris\"]\nsteps = 3\n{keys}\n")
}

impl Bench {
    /// Starts `small.toml` on `program`, and waits until a case has ended.
    fn started(&self, program: &Path) -> Child {
        let mut command = Command::new(program);
        command.args(["regress", "--config", "small.toml", "--jobs", "1", "--out", "out"]);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        let mut run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let patience = Instant::now();
        while !self.files("out/cases").iter().any(|name| name.starts_with("directed")) {
            assert!(run.try_wait().unwrap().is_none(), "it ended too early");
            assert!(patience.elapsed() < Duration::from_secs(120), "no case ended");
            std::thread::sleep(Duration::from_millis(5));
        }
        run
    }

    /// `small.toml` on an Icarus that calls itself so, and never works.
    fn icarus(&self, version: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(&[&["regress", "--config", "small.toml"], arguments].concat());
        self.fake(&mut command, "iverilog", &format!("[ \"$1\" != -V ] || echo {version}"));
        self.fake(&mut command, "vvp", "exit 1");
        Ran::of(&command.output().unwrap())
    }

    /// `spindle regress` where no tool is to be found but those of `tools`.
    fn without_tools(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(&[&["regress"], arguments].concat());
        command.env("PATH", self.path("tools")).env("SPINDLE_TOOLS", self.path("none"));
        Ran::of(&command.output().unwrap())
    }
}

#[test]
fn a_manifest_that_changes_while_its_cases_run_gives_no_results() {
    let bench = Bench::new(SMALL);
    let run = bench.started(Path::new(SPINDLE));
    bench.write("small.toml", &SMALL.replace("steps = 6", "steps = 7"));
    let ran = Ran::of(&run.wait_with_output().unwrap());
    ran.expect(
        1,
        &["random.5.rust-hdl: error", "small.toml: the manifest", "was changed while its cases ran"],
    );
    let ran = bench.small(&["--out", "out"]).expect(0, &["the manifest changed", "6 passed"]);
    assert!(!ran.text.contains("passed before"), "{}", ran.text);
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_that_is_replaced_while_it_runs_runs_to_the_end() {
    let bench = Bench::new(SMALL);
    let program = bench.path("program");
    fs::copy(SPINDLE, &program).unwrap();
    let run = bench.started(&program);
    bench.write("other", "#!/bin/sh\nexit 1\n");
    fs::set_permissions(bench.path("other"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(bench.path("other"), &program).unwrap();
    Ran::of(&run.wait_with_output().unwrap()).expect(0, &["6 passed, 0 failed"]);
    // The recorded hash is that of the program that ran, so a copy of it elsewhere resumes.
    bench.small(&["--out", "out"]).expect(0, &["6 cases passed before"]);
}

#[test]
fn cells_are_held_against_a_baseline_and_show_no_fault() {
    let bench = Bench::new(&matrix("resources = [\"ice40\"]"));
    bench.small(&["--out", "out"]).expect(2, &["matrix[0].resources: no baseline is recorded", "--bless"]);
    let held = |keys: &str| format!("baseline = \"held.json\"\n{}", matrix(keys));
    bench.write("small.toml", &held("resources = [\"ice40\"]"));
    bench.small(&["--list"]).expect(0, &["iris.own.own.own.1.cells:ice40"]);
    bench.write("held.json", "{}");
    bench
        .small(&["--out", "out", "--inject", "stuck-spike"])
        .expect(2, &["small.toml counts cells alone, and a fault is injected into simulations"]);
    bench.write("small.toml", &held("resources = [\"ice40\"]\nbackends = [\"rust-hdl\"]"));
    let case = ["--case", "iris.own.own.own.1.cells:ice40"];
    bench
        .small(&[&["--out", "out", "--inject", "stuck-spike"], &case[..]].concat())
        .expect(2, &["it is left out: a fault"]);
    assert!(!bench.path("out").exists(), "nothing ran");
    bench.small(&["--out", "out", "--inject", "stuck-spike"]).expect(1, &["0 passed, 1 failed, 1 skipped"]);
}

#[test]
fn shards_that_were_held_against_other_baselines_are_not_merged() {
    let bench = Bench::new(HELD);
    bench.small(&["--out", "whole", "--bless"]).expect(0, &["2 baselines changed"]);
    bench.small(&["--out", "a", "--shard", "1/2"]).expect(0, &["1 passed"]);
    let recorded = fs::read_to_string(bench.path("held.json")).unwrap();
    bench.write("held.json", &format!("{recorded}\n"));
    bench.small(&["--out", "b", "--shard", "2/2"]).expect(0, &["1 passed"]);
    let merge = || bench.regress(&["merge", "a", "b", "--out", "merged"]);
    merge().expect(2, &["a and b are not shards of one run: the baseline differs"]);
    bench.small(&["--out", "a", "--shard", "1/2"]).expect(0, &["1 cases passed before"]);
    merge().expect(0, &["2 passed"]);
}

#[test]
fn results_of_an_unknown_run_are_not_trusted() {
    let bench = Bench::new(HELD);
    bench.small(&["--out", "out", "--bless"]).expect(0, &[]);
    for why in ["is missing", "cannot be read"] {
        if why == "is missing" {
            fs::remove_file(bench.path("out/run.json")).unwrap();
        } else {
            bench.write("out/run.json", "{");
        }
        let ran = bench.small(&["--out", "out"]).expect(0, &["run.json", why, "all cases are run again"]);
        assert!(!ran.text.contains("passed before"), "{}", ran.text);
    }
    bench.small(&["--out", "out"]).expect(0, &["2 cases passed before"]);
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let bench = Bench::new(&HELD.replace("baseline", "# baseline"));
    let other = claim(&bench.path("out")).unwrap();
    bench.small(&["--out", "out"]).expect(2, &["out: another command uses this folder", "--out"]);
    assert_eq!(bench.files("out"), ["lock"]);
    // A case that is run alone is not part of the results.
    bench.small(&["--out", "out", "--case", "directed.membrane-saturates-low.rust-hdl"]).expect(0, &[]);
    drop(other);
    bench.small(&["--out", "out"]).expect(0, &["2 passed"]);
}

#[test]
fn every_backend_and_every_file_asks_for_its_tools() {
    let bench = Bench::new(&BOTH.replace("\"rust-hdl\", \"icarus\"", "\"cxxrtl\""));
    let config = ["--config", "small.toml", "--out", "out"];
    bench.without_tools(&config).expect(2, &["yosys was not found"]);
    bench.fake(&mut Command::new("true"), "yosys", "echo Yosys 0.99");
    bench.without_tools(&config).expect(2, &["g++ is needed for the cxxrtl backend"]);
    bench.write("small.toml", BOTH);
    let plan = Plan::load(&bench.path("small.toml")).unwrap();
    let case = plan.case(&plan.cases().unwrap().0[0]).unwrap();
    for (backend, words) in [("icarus", "iverilog is needed for the icarus"), ("vcs", "no simulator `vcs`")] {
        let (inject, case) = (None, case.clone());
        let saved = Saved { backend: backend.into(), inject, seconds: 60, memory_mib: 2048, case };
        bench.write("small.json", &serde_json::to_string(&saved).unwrap());
        bench.without_tools(&["--file", "small.json"]).expect(2, &[words]);
    }
    assert!(!bench.path("out").exists(), "nothing ran");
}

#[test]
fn a_matrix_of_nothing_and_a_case_both_run_and_left_out_are_refused() {
    let bench = Bench::new("");
    let backend = "backends = [\"rust-hdl\"]";
    for key in ["rules", "seeds", "formats", "geometries"] {
        bench.write("small.toml", &matrix(&format!("{backend}\n{key} = []")));
        bench.small(&["--list"]).expect(2, &[&format!("matrix[0].{key}: it is empty")]);
    }
    bench.write("small.toml", &matrix(backend).replace("\"iris\"", ""));
    bench.small(&["--list"]).expect(2, &["matrix[0].networks: it is empty"]);
    let both = "rules = [\"own\", \"none\"]\nexclude = [{ rule = \"none\", reason = \"slow\" }]\n\
                [[matrix]]\nnetworks = [\"iris\"]\nrules = [\"none\"]\nbackends = [\"rust-hdl\"]";
    bench.write("small.toml", &matrix(&format!("{backend}\n{both}")));
    bench.small(&["--list"]).expect(2, &["iris.own.own.none.1.rust-hdl: an exclude leaves it out"]);
}

#[test]
fn a_case_that_is_run_anew_leaves_what_was_kept_and_what_is_lost_is_not_merged() {
    let bench = Bench::new(HELD.replace("baseline", "# baseline").as_str());
    let shard = |out: &str, part: &str| {
        bench.small(&["--out", out, "--shard", part, "--inject", "weight-bit"]).expect(1, &["1 failed"])
    };
    shard("a", "1/2");
    let ran = shard("b", "2/2");
    let name = "directed.membrane-saturates-low.rust-hdl";
    bench.write(&format!("b/failed/{name}/note"), "mine");
    let before = bench.files("b/failed");
    let again = ran.behind("again: ");
    assert!(again.ends_with(" --out b"), "{again}");
    bench.again(&again).expect(1, &[&format!("kept b/again/{name}/golden.vcd")]);
    assert_eq!(bench.files("b/failed"), before, "what was kept is still there");

    let merge = || bench.regress(&["merge", "a", "b", "--out", "merged"]);
    fs::remove_file(bench.path(&format!("b/failed/{name}/golden.vcd"))).unwrap();
    merge().expect(2, &["golden.vcd: it was kept of", "run shard 2/2 again"]);
    assert!(!bench.path("merged").exists(), "nothing was written");
    shard("b", "2/2");
    merge().expect(1, &["0 passed, 2 failed"]);
}

#[test]
fn results_of_other_tools_are_made_again_and_not_merged() {
    let bench = Bench::new(BOTH);
    let out = ["--out", "out"];
    bench.icarus("Icarus 1", &out).expect(1, &["1 passed, 1 failed"]);
    bench.icarus("Icarus 1", &out).expect(1, &["1 cases passed before"]);
    let ran = bench.icarus("Icarus 2", &out).expect(1, &["iverilog (`Icarus 1` and `Icarus 2`) changed"]);
    assert!(!ran.text.contains("passed before"), "{}", ran.text);

    bench.write("small.toml", &BOTH.replace("\"clear\"", "\"clear\", \"membrane-saturates-low\""));
    let shard =
        |out: &str, part: &str, version: &str| bench.icarus(version, &["--out", out, "--shard", part]);
    shard("a", "1/3", "Icarus 1").expect(1, &["1 passed, 1 failed"]);
    shard("b", "2/3", "Icarus 2").expect(1, &["0 passed, 1 failed"]);
    // It needs no Icarus, so it may be of any.
    shard("c", "3/3", "Icarus 2").expect(0, &["1 passed"]);
    let merge = || bench.regress(&["merge", "a", "b", "c", "--out", "merged"]);
    merge().expect(2, &["not shards of one run: iverilog (`Icarus 1` and `Icarus 2`) differs"]);
    shard("b", "2/3", "Icarus 1").expect(1, &["changed since its results were made"]);
    merge().expect(1, &["2 passed, 2 failed"]);
}
