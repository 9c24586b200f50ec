//! Other numbers in a manifest's text; its comments stay.

use serde_json::Value as Json;
use toml_edit::{DocumentMut, Item, Value};

use super::{Manifest, ManifestError, Problem};

impl Manifest {
    /// The number at `key`, such as `network.groups[0].leak`, whether it is written or a default. `None` where there is
    /// no whole number from 0 to 2^32 - 1.
    pub fn number(&self, key: &str) -> Option<u32> {
        let description = serde_json::to_value(&self.description).ok()?;
        steps(key)?
            .into_iter()
            .try_fold(&description, |at, step| match step {
                Step::Key(key) => at.get(key),
                Step::Index(index) => at.get(index),
            })
            .and_then(Json::as_u64)
            .and_then(|number| u32::try_from(number).ok())
    }

    /// The same manifest with other numbers at some keys.
    ///
    /// # Errors
    /// A key has no number, or cannot have this one.
    pub fn with(&self, numbers: &[(&str, u32)]) -> Result<Self, ManifestError> {
        let mut document: DocumentMut =
            self.text.parse().map_err(|_| self.error(vec![missing("the manifest")]))?;
        for (key, number) in numbers {
            if set(document.as_item_mut(), key, *number).is_none() {
                return Err(self.error(vec![missing(key)]));
            }
        }
        Self::parse(self.file.clone(), self.folder.clone(), document.to_string())
    }
}

fn missing(key: &str) -> Problem {
    Problem {
        key: key.into(),
        what: "there is no number to be varied".into(),
        remedy: "name the path of a number, such as controller.error_gain or network.groups[0].threshold"
            .into(),
    }
}

/// `a.b[1].c` in steps; `None` if it is no such path.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        steps.push(Step::Key(pieces.next()?));
        for piece in pieces {
            steps.push(Step::Index(piece.strip_suffix(']')?.parse().ok()?));
        }
    }
    Some(steps)
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Sets the number at `path`. The last key may be absent from its table, and so may tables above it; items of a list may
/// not.
fn set(document: &mut Item, path: &str, number: u32) -> Option<()> {
    let steps = steps(path)?;
    let (Step::Key(last), above) = steps.split_last()? else { return None };
    let table = above
        .iter()
        .try_fold(document, |at, step| match *step {
            Step::Key(key) => Some(at.as_table_like_mut()?.entry(key).or_insert_with(toml_edit::table)),
            Step::Index(index) => at.get_mut(index),
        })?
        .as_table_like_mut()?;
    let mut value = Value::from(i64::from(number));
    if let Some(old) = table.get(last).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    // `insert` would lose the comment in front of the key.
    match table.get_mut(last) {
        Some(item) => *item = Item::Value(value),
        None => _ = table.insert(last, Item::Value(value)),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_change_and_all_else_stays() {
        let manifest = Manifest::preset("digits").unwrap();
        let (threshold, spread) = ("network.groups[0].threshold", "network.projections[0].spread");
        assert_eq!(manifest.number(threshold), Some(5120));
        let changed = manifest
            .with(&[(threshold, 77), (spread, 3), ("learning.phases[2].epochs", 9), ("task.train", 500)])
            .unwrap();
        let description = &changed.description;
        assert_eq!(description.network.groups[0].threshold, 77);
        assert_eq!(description.network.projections[0].spread, 3);
        assert_eq!(description.learning.phases[2].epochs, 9);
        assert_eq!(description.task.train, Some(500));
        assert_eq!(changed.number(threshold), Some(77));
        let differing: Vec<_> =
            manifest.text.lines().filter(|line| !changed.text.lines().any(|other| other == *line)).collect();
        assert_eq!(differing.len(), 3, "{differing:?}");
        assert!(changed.text.contains("threshold = 77     # membrane units"), "{}", changed.text);
        let back = changed.with(&[(threshold, 5120), (spread, 0), ("learning.phases[2].epochs", 3)]).unwrap();
        assert_eq!(back.text.replace("train = 500\n", ""), manifest.text);
    }

    #[test]
    fn a_table_that_is_left_out_is_added() {
        let digits = Manifest::preset("digits").unwrap();
        let mut document: DocumentMut = digits.text.parse().unwrap();
        document.remove("controller").unwrap();
        let without = Manifest::parse(digits.file, digits.folder, document.to_string()).unwrap();
        assert_eq!(without.number("controller.error_gain"), Some(0));
        let changed = without.with(&[("controller.error_gain", 9), ("controller.threshold", 7)]).unwrap();
        assert_eq!(changed.number("controller.error_gain"), Some(9));
        assert_eq!(changed.number("controller.threshold"), Some(7));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let manifest = Manifest::preset("digits").unwrap();
        for key in
            ["", "task", "task.name", "network.groups[7].leak", "network.groups[x].leak", "task.nothing"]
        {
            assert_eq!(manifest.number(key), None, "{key}");
        }
        for key in
            ["network.groups[7].leak", "nowhere.leak", "network.groups[0]", "task.nothing", "task.name"]
        {
            assert!(manifest.with(&[(key, 1)]).is_err(), "{key}");
        }
        let error = manifest.with(&[("network.groups[0].leak", 300)]).unwrap_err().to_string();
        assert!(error.contains("network.groups[0].leak"), "{error}");
    }
}
