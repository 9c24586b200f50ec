//! Other numbers in a manifest's text; its comments stay.

use serde::Deserialize;
use serde_json::Value as Json;
use toml_edit::DocumentMut;

use super::explain::reworded;
use super::path::{Step, set, steps};
use super::problem::Problem;
use super::read::{Manifest, ManifestError};
use super::schema::Description;

impl Manifest {
    /// The number at `key`, such as `network.groups[0].leak`, whether it is written or a default.
    /// `None` if it is not a whole number from 0 to 2^32 - 1.
    pub fn number(&self, key: &str) -> Option<u32> {
        self.numbers().get(key)
    }

    /// All of its numbers, for reading or trying many of them.
    pub fn numbers(&self) -> Numbers {
        // Keys are texts and no writer fails.
        Numbers(serde_json::to_value(&self.description).unwrap_or_default())
    }

    /// The same manifest with other numbers at some keys.
    ///
    /// # Errors
    /// A key has no number, or cannot have this one.
    pub fn with(&self, numbers: &[(&str, u32)]) -> Result<Self, ManifestError> {
        let mut document: DocumentMut =
            self.text.parse().map_err(|_| self.error(vec![missing("the manifest")]))?;
        for (key, number) in numbers {
            if set(document.as_item_mut(), key, i64::from(*number).into()).is_none() {
                return Err(self.error(vec![missing(key)]));
            }
        }
        Self::parse(self.file.clone(), self.folder.clone(), document.to_string())
    }
}

/// The numbers of a manifest.
#[derive(Debug)]
pub struct Numbers(Json);

impl Numbers {
    /// As [`Manifest::number`].
    pub fn get(&self, key: &str) -> Option<u32> {
        let found = steps(key)?.into_iter().try_fold(&self.0, |at, step| step.of(at));
        u32::try_from(found?.as_u64()?).ok()
    }

    /// The manifest with another number at `key`, in time independent of its text.
    ///
    /// # Errors
    /// The key has no number, or cannot have this one, and why.
    pub fn with(&mut self, key: &str, number: u32) -> Result<Description, String> {
        let path = steps(key).ok_or_else(|| missing(key).what)?;
        let before = self.replace(&path, Some(number.into())).ok_or_else(|| missing(key).what)?;
        let description = Description::deserialize(&self.0).map_err(|error| {
            let (what, remedy) = reworded(&error.to_string(), true);
            format!("{what}; {remedy}")
        });
        let (depth, old) = before;
        self.replace(&path[..depth], old);
        description
    }

    /// Puts a value, or nothing, at `path`; tables that are absent are made, items of lists are
    /// not. Returns the number of steps to the first missing one, or to the end, and the previous
    /// value.
    fn replace(&mut self, path: &[Step<'_>], value: Option<Json>) -> Option<(usize, Option<Json>)> {
        let depth = (self.present(path) + 1).min(path.len());
        let (Step::Key(last), above) = path.split_last()? else { return None };
        if path[depth - 1..].iter().any(|step| matches!(step, Step::Index(_))) {
            return None;
        }
        let table = above.iter().try_fold(&mut self.0, |at, step| match *step {
            Step::Key(key) => {
                Some(at.as_object_mut()?.entry(key).or_insert_with(|| Json::Object(serde_json::Map::new())))
            }
            Step::Index(index) => at.get_mut(index),
        })?;
        let table = table.as_object_mut()?;
        let old = match value {
            Some(value) => table.insert((*last).to_owned(), value),
            None => table.remove(*last),
        };
        Some((depth, old))
    }

    /// Number of leading steps of `path` that exist.
    fn present(&self, path: &[Step<'_>]) -> usize {
        let mut at = Some(&self.0);
        let there = path.iter().take_while(|step| {
            at = at.and_then(|at| step.of(at));
            at.is_some()
        });
        there.count()
    }
}

fn missing(key: &str) -> Problem {
    Problem {
        key: key.into(),
        what: "there is no number to vary".into(),
        remedy: "name the path of a number, such as controller.error_gain or network.groups[0].threshold"
            .into(),
    }
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

    /// Each trial is of the manifest alone, whatever was tried before.
    #[test]
    fn numbers_are_tried_one_at_a_time() {
        let manifest = Manifest::preset("digits").unwrap();
        let mut numbers = manifest.numbers();
        for (key, number) in [
            ("network.groups[0].threshold", 77),
            ("learning.patience", 3),
            ("study.weight_bits", 6),
            ("task.train", 500),
            ("network.projections[0].spread", 3),
        ] {
            let changed = manifest.with(&[(key, number)]).unwrap();
            assert_eq!(numbers.with(key, number).unwrap(), changed.description, "{key}");
            assert_eq!(numbers.0, manifest.numbers().0, "{key}");
        }
        let deep = "a.".repeat(20_000) + "a";
        for key in [
            "",
            "task",
            "nowhere.leak",
            "nowhere[0].leak",
            "network.groups[9].leak",
            "task.name",
            "task.x",
            &deep,
        ] {
            assert!(numbers.with(key, 1).is_err(), "{key}");
            assert_eq!(numbers.0, manifest.numbers().0, "{key}");
        }
        assert!(manifest.with(&[(&deep, 1)]).is_err());
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
