//! Validation of results folders: merging and resuming accept only results that a run can produce.

use serde_json::json as value;

use super::*;

/// Two directed cases that pass.
const TWO: &str = r#"
name = "two"
[[directed]]
cases = ["membrane-saturates-high", "membrane-saturates-low"]
backends = ["rust-hdl"]
"#;
/// The second of them.
const LOW: &str = "directed.membrane-saturates-low.rust-hdl";

type Change<'a> = &'a dyn Fn(&mut Value);

impl Bench {
    /// Both cases, a shard each, in `a` and `b`, and a file that is neither's.
    fn shards() -> Self {
        let bench = Self::new(TWO);
        for (out, part) in [("a", "1/2"), ("b", "2/2")] {
            bench.small(&["--out", out, "--shard", part]).expect(0, &["1 passed"]);
        }
        bench.write("victim", "not a result");
        fs::create_dir(bench.path("deep")).unwrap();
        bench
    }

    /// Merges the shards while files of theirs are others, and puts those back.
    #[track_caller]
    fn merged_with(&self, files: &[(&str, Change<'_>)], words: &[&str]) {
        let before: Vec<String> =
            files.iter().map(|(file, _)| fs::read_to_string(self.path(file)).unwrap()).collect();
        for ((file, change), text) in files.iter().zip(&before) {
            let mut changed = serde_json::from_str(text).unwrap();
            change(&mut changed);
            self.write(file, &changed.to_string());
        }
        self.regress(&["merge", "a", "b", "--out", "deep/merged"]).expect(2, words);
        assert_eq!(self.files("deep"), [""; 0], "nothing was written");
        files.iter().zip(before).for_each(|((file, _), text)| self.write(file, &text));
    }
}

#[test]
fn records_that_no_run_keeps_are_not_merged() {
    let bench = Bench::shards();
    let record = &format!("b/cases/{LOW}.json");
    let absolute = bench.path("victim").display().to_string();
    let outside = [
        "../victim".to_owned(),
        absolute,
        format!("failed/{LOW}/../../../victim"),
        format!("failed/{LOW}/"),
        "failed/directed.membrane-saturates-high.rust-hdl/golden.vcd".to_owned(),
        "run.json".to_owned(),
    ];
    for file in outside {
        let words = [record, LOW, &format!("`{file}` is not a file in failed/{LOW}/"), "run shard 2/2 again"];
        bench.merged_with(&[(record, &|result| result["files"] = value!([file]))], &words);
    }
    let shrunk = value!({
        "file": "../victim", "events": [2, 1], "projections": [1, 1], "neuron_words": [1, 1], "attempts": 1
    });
    bench.merged_with(
        &[(record, &|result| result["shrunk"] = shrunk.clone())],
        &["is not one of the kept files"],
    );
    let nothing = [record, LOW, "it passed, and nothing was measured"];
    bench.merged_with(&[(record, &|result| result["measured"] = Value::Null)], &nothing);
    bench.merged_with(&[(record, &|result| result["measured"]["records"] = value!(0))], &nothing);
    let name = "directed.membrane-saturates-high.rust-hdl";
    let other = [record.as_str(), "it is the result of directed.membrane-saturates-high.rust-hdl"];
    bench.merged_with(&[(record, &|result| result["name"] = value!(name))], &other);

    bench.regress(&["merge", "a", "b", "--out", "deep/merged"]).expect(0, &["2 passed, 0 failed"]);
}

#[test]
fn shards_that_cannot_be_are_not_merged() {
    let bench = Bench::shards();
    for (index, count) in [(7, 2), (0, 2), (1, 0)] {
        let shard = value!({ "index": index, "count": count });
        let words = ["b/run.json", &format!("{index}/{count} is not a shard")];
        bench.merged_with(&[("b/run.json", &|run| run["shard"] = shard.clone())], &words);
    }
    let count: Change<'_> = &|run| run["shard"]["count"] = value!(1_u64 << 60);
    bench.merged_with(&[("a/run.json", count), ("b/run.json", count)], &["a: shard 1/", "of 2 cases"]);
    for name in ["../../victim", "", "..", LOW] {
        let cases: Change<'_> = &|run| run["cases"][0] = value!(name);
        let words = ["run.json", &format!("`{name}` is not the name of exactly one case")];
        bench.merged_with(&[("a/run.json", cases), ("b/run.json", cases)], &words);
    }
}

#[test]
fn what_a_damaged_folder_names_is_neither_removed_nor_taken() {
    let bench = Bench::new(TWO);
    bench.small(&["--out", "out"]).expect(0, &["2 passed"]);
    fs::create_dir_all(bench.path("out/failed")).unwrap();
    fs::create_dir(bench.path("keep")).unwrap();
    bench.write("keep/file", "mine");
    let run = bench.path("out/run.json");
    let mut changed: Value = serde_json::from_str(&fs::read_to_string(&run).unwrap()).unwrap();
    changed["cases"][0] = value!("../../keep");
    fs::write(&run, changed.to_string()).unwrap();
    bench.small(&["--out", "out"]).expect(0, &["run.json", "cannot be read", "2 passed"]);
    assert_eq!(bench.files("keep"), ["file"]);

    // A result without measurements is made again; one of another case is refused.
    let record = format!("out/cases/{LOW}.json");
    let text = fs::read_to_string(bench.path(&record)).unwrap();
    let mut changed: Value = serde_json::from_str(&text).unwrap();
    changed["measured"]["records"] = value!(0);
    bench.write(&record, &changed.to_string());
    bench.small(&["--out", "out"]).expect(0, &["1 cases passed before", "2 passed"]);
    let other = bench.path("out/cases/directed.membrane-saturates-high.rust-hdl.json");
    fs::copy(bench.path(&record), other).unwrap();
    bench.small(&["--out", "out"]).expect(2, &["saturates-high.rust-hdl.json: it is the result of", LOW]);
}

#[test]
fn a_name_that_is_none_of_a_file_is_refused() {
    let matrix = "[[matrix]]\nnetworks = [\"iris\"]\ngeometries = [\"a/b\"]\nbackends = [\"rust-hdl\"]\n";
    let bench = Bench::new(&format!("name = \"n\"\n[geometries.\"a/b\"]\nlanes = 2\n{matrix}"));
    bench.small(&["--out", "out"]).expect(2, &["iris.a/b.own.own.1.rust-hdl", "without a slash"]);
}
