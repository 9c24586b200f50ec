//! Inputs of results, and their part of the cases.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::matrix::Excluded;

/// Part `index` of `count`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Part")]
pub struct Shard {
    /// Which.
    pub index: usize,
    /// Of how many.
    pub count: usize,
}

/// A shard as it is written, which may be none.
#[derive(Deserialize)]
struct Part {
    index: usize,
    count: usize,
}

impl TryFrom<Part> for Shard {
    type Error = String;

    fn try_from(Part { index, count }: Part) -> Result<Self, String> {
        if (1..=count).contains(&index) {
            return Ok(Self { index, count });
        }
        Err(format!("{index}/{count} is not a shard; write i/n, with i from 1 to n, such as 2/8"))
    }
}

impl Shard {
    /// True if the case at `position` in the list belongs to it: cases are dealt out in turn, so
    /// that adjacent expensive ones are spread.
    pub fn has(self, position: usize) -> bool {
        position % self.count == self.index - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match parts {
            Some((index, count)) => Part { index, count }.try_into(),
            None => Err("write i/n, with i from 1 to n, such as 2/8".into()),
        }
    }
}

/// Inputs of results. Results of one run belong together only if all of these are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInputs {
    /// Name of the regression.
    pub name: String,
    /// Hash of its manifest and those of its networks.
    pub manifest: String,
    /// Hash of the program.
    pub executable: String,
    /// Hash of the baselines of the results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// Injected fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inject: Option<String>,
    /// The part of the cases, where it is not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Versions of the tools that the cases of this part need, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tools: BTreeMap<String, String>,
    /// Names of all cases, of the other parts too, in order.
    #[serde(deserialize_with = "names")]
    pub cases: Vec<String>,
    /// Cases that the manifest excludes.
    pub excluded: Vec<Excluded>,
}

/// Bytes of the name of a case, which files have with an ending.
const LONGEST: usize = 200;

/// True if this is a valid name of files and folders that cannot lead outside of its folder.
pub(super) fn plain(name: &str) -> bool {
    !matches!(name, "" | "." | "..")
        && name.len() <= LONGEST
        && !name.contains(|character: char| character.is_control() || "/\\".contains(character))
}

/// Names of cases: what is read, copied and removed is called after them.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let mut seen = BTreeSet::new();
    match names.iter().find(|name| !plain(name) || !seen.insert(name.as_str())) {
        Some(name) => Err(D::Error::custom(format!("`{name}` is not the name of exactly one case"))),
        None => Ok(names),
    }
}

impl RunInputs {
    /// Differences from `other`, as text, except the part of the cases.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let parts = [
            ("the regression's name", self.name != other.name),
            ("the manifest", self.manifest != other.manifest),
            ("the program", self.executable != other.executable),
            ("the baseline", self.baseline != other.baseline),
            ("the injected fault", self.inject != other.inject),
            ("the list of cases", self.cases != other.cases || self.excluded != other.excluded),
        ];
        let parts = parts.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned());
        // One part of the cases may need fewer tools than another.
        let tools = self.tools.iter().filter_map(|(tool, ours)| {
            let theirs = other.tools.get(tool).filter(|theirs| *theirs != ours)?;
            Some(format!("{tool} (`{ours}` and `{theirs}`)"))
        });
        parts.chain(tools).collect()
    }

    /// Names of the cases of this part.
    pub fn selected(&self) -> impl Iterator<Item = &str> {
        let mine = |position: &usize| self.shard.is_none_or(|shard| shard.has(*position));
        (0..self.cases.len()).filter(mine).map(|position| self.cases[position].as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baselines_and_tools_that_both_name_tell_runs_apart() {
        let tools = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned())).collect()
        };
        let a = RunInputs { tools: tools(&[("vvp", "1"), ("yosys", "0.50")]), ..RunInputs::default() };
        let b = RunInputs { tools: tools(&[("g++", "12"), ("yosys", "0.51")]), ..RunInputs::default() };
        assert_eq!(a.differences(&b), ["yosys (`0.50` and `0.51`)"]);
        assert!(a.differences(&RunInputs::default()).is_empty() && a.differences(&a).is_empty());
        let held = RunInputs { baseline: Some("hash".into()), ..RunInputs::default() };
        assert_eq!(held.differences(&a), ["the baseline"]);
    }
}
