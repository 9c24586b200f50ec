//! Checks of a matrix manifest: each refusal names the key and the remedy.

use std::collections::{BTreeMap, BTreeSet};

use spindle_sim::backend::{NAMES, by_name};

use super::cells;
use super::matrix::{Check, Excluded, OWN, Spec};
use super::plan::{Plan, PlanError};
use super::run::plain;

impl Plan {
    /// Each name once, whether it is run or left out; simulators of one name get the same.
    pub(super) fn distinct(&self, specs: &[Spec], excluded: &[Excluded]) -> Result<(), PlanError> {
        let (mut seen, mut recorded) = (BTreeSet::new(), BTreeMap::new());
        for spec in specs {
            if !plain(&spec.name) {
                let what = "files are named after the case, and this is not a valid file name";
                return Err(self.unusable(&spec.name, what, "name geometries and formats without a slash"));
            }
            if !seen.insert(&spec.name) {
                return Err(self.unusable(&spec.name, "two cases have this name", "list it once"));
            }
            if *recorded.entry(spec.recorded()).or_insert(&spec.source) != &spec.source {
                let what = "another simulator's case of this name has other steps or other generator ranges";
                return Err(self.unusable(&spec.name, what, "give it another seed"));
            }
        }
        match excluded.iter().find(|excluded| !seen.insert(&excluded.name)) {
            Some(Excluded { name, .. }) => {
                let what = "an exclude leaves it out, and another table requests it";
                Err(self.unusable(name, what, "list it once, or remove the exclude"))
            }
            None => Ok(()),
        }
    }

    /// Names of built-in (identity) entries are reserved.
    pub(super) fn reserved<'a>(
        &self,
        key: &str,
        mut names: impl Iterator<Item = &'a String>,
    ) -> Result<(), PlanError> {
        match names.find(|name| *name == OWN) {
            Some(_) => {
                let what = "this name is reserved for the network's own";
                Err(self.unusable(format!("{key}.{OWN}"), what, "choose another name"))
            }
            None => Ok(()),
        }
    }

    /// Lists of which each must hold something: a product with nothing is nothing.
    pub(super) fn filled(&self, key: &str, lists: &[(&str, bool)]) -> Result<(), PlanError> {
        match lists.iter().find(|(_, empty)| *empty) {
            Some((name, _)) => {
                let what = "it is empty, so this table makes no case";
                Err(self.unusable(format!("{key}.{name}"), what, "fill it, or remove the table"))
            }
            None => Ok(()),
        }
    }

    /// Simulators and families, each known.
    pub(super) fn checks(
        &self,
        key: &str,
        backends: &[String],
        families: &[String],
    ) -> Result<Vec<Check>, PlanError> {
        if let Some(name) = backends.iter().find(|name| by_name(name).is_none()) {
            let remedy = format!("choose from {}", NAMES.join(", "));
            return Err(self.unusable(format!("{key}.backends"), format!("no simulator `{name}`"), &remedy));
        }
        if let Some(name) = families.iter().find(|name| !cells::FAMILIES.contains(&name.as_str())) {
            let remedy = format!("choose from {}", cells::FAMILIES.join(", "));
            return Err(self.unusable(format!("{key}.resources"), format!("no family `{name}`"), &remedy));
        }
        if backends.is_empty() && families.is_empty() {
            return Err(self.unusable(
                format!("{key}.backends"),
                "nothing to compare with",
                "name a simulator",
            ));
        }
        let simulators = backends.iter().cloned().map(Check::Backend);
        Ok(simulators.chain(families.iter().cloned().map(Check::Cells)).collect())
    }

    pub(super) fn known<'a>(
        &self,
        key: &str,
        names: &[String],
        known: impl Iterator<Item = &'a String> + Clone,
    ) -> Result<(), PlanError> {
        let all: BTreeSet<&String> = known.clone().collect();
        let missing = names.iter().find(|name| *name != OWN && !all.contains(name));
        let Some(name) = missing else { return Ok(()) };
        let list: Vec<&str> = known.map(String::as_str).chain([OWN]).collect();
        Err(self.unusable(
            key,
            format!("`{name}` is not defined"),
            &format!("choose from {}", list.join(", ")),
        ))
    }
}
