//! From a manifest to its list of cases, and from a case to a network and its events.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_hdl::memory_map::Event;
use spindle_sim::backend::{NAMES, by_name};
use wildmatch::WildMatch;

use super::adapt::{Rule, adapt};
use super::cells;
use super::plan::{Directed, Exclude, Matrix, Plan, PlanError, Random};
use crate::manifest::{Manifest, PRESETS};
use crate::verify::{Case, directed, random};
use spindle_sim::random::{Purpose, stream};

/// The value of an axis that leaves the network as it is.
const OWN: &str = "own";

/// A case of a regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Its name, unique in the manifest: what `--case` takes, and the name of its file.
    pub name: String,
    /// What is compared.
    pub source: Source,
    /// With what.
    pub check: Check,
}

impl Spec {
    /// Name under which the case is recorded: all simulators must give the same trace, so they share one.
    pub(super) fn recorded(&self) -> &str {
        match &self.check {
            Check::Backend(name) => self.name.strip_suffix(&format!(".{name}")).unwrap_or(&self.name),
            Check::Cells(_) => &self.name,
        }
    }
}

/// Where a network and its events come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A network of a matrix.
    Network {
        /// Preset or file.
        network: String,
        /// Name of the geometry.
        geometry: String,
        /// Name of the format.
        format: String,
        /// How it learns.
        rule: Rule,
        /// Seed of weights and events.
        seed: u64,
        /// Steps of random events.
        steps: u32,
    },
    /// A directed case, by its title.
    Directed(String),
    /// A random network.
    Random {
        /// Which of the manifest's random tables.
        table: usize,
        /// Its seed.
        seed: u64,
    },
}

impl Source {
    /// Seed of what a fault breaks.
    pub fn seed(&self) -> u64 {
        match self {
            Self::Network { seed, .. } | Self::Random { seed, .. } => *seed,
            Self::Directed(_) => 1,
        }
    }
}

/// What a case is held against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// A simulator.
    Backend(String),
    /// The recorded count of cells of a family of devices.
    Cells(String),
}

impl Check {
    /// As names of cases end.
    pub fn name(&self) -> String {
        match self {
            Self::Backend(name) => name.clone(),
            Self::Cells(family) => format!("cells:{family}"),
        }
    }
}

/// A case that the manifest leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// A name for a file and a command line: small letters, digits and single hyphens.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.chars().map(|character| character.to_ascii_lowercase()) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

impl Plan {
    /// All cases in their order, and what is left out.
    ///
    /// # Errors
    /// A name that stands for nothing, a case twice, no case at all.
    pub fn cases(&self) -> Result<(Vec<Spec>, Vec<Excluded>), PlanError> {
        let (mut specs, mut excluded) = (Vec::new(), Vec::new());
        for (index, matrix) in self.matrix.iter().enumerate() {
            self.product(&format!("matrix[{index}]"), matrix, &mut specs, &mut excluded)?;
        }
        for (index, table) in self.directed.iter().enumerate() {
            self.corners(&format!("directed[{index}]"), table, &mut specs)?;
        }
        for (index, table) in self.random.iter().enumerate() {
            self.drawn(index, table, &mut specs)?;
        }
        let (mut seen, mut recorded) = (BTreeSet::new(), BTreeMap::new());
        for spec in &specs {
            if !seen.insert(&spec.name) {
                return Err(self.unusable(&spec.name, "two cases have this name", "ask for it once"));
            }
            if *recorded.entry(spec.recorded()).or_insert(&spec.source) != &spec.source {
                let what = "another simulator's case of this name has other steps or another universe";
                return Err(self.unusable(&spec.name, what, "give it another seed"));
            }
        }
        if specs.is_empty() {
            return Err(self.unusable(
                "matrix",
                "there is no case",
                "add a [[matrix]], [[directed]] or [[random]]",
            ));
        }
        Ok((specs, excluded))
    }

    fn product(
        &self,
        key: &str,
        matrix: &Matrix,
        specs: &mut Vec<Spec>,
        excluded: &mut Vec<Excluded>,
    ) -> Result<(), PlanError> {
        self.known(&format!("{key}.geometries"), &matrix.geometries, self.geometries.keys())?;
        self.known(&format!("{key}.formats"), &matrix.formats, self.formats.keys())?;
        let mut used = vec![false; matrix.exclude.len()];
        let checks = self.checks(key, &matrix.backends, &matrix.resources)?;
        for network in &matrix.networks {
            for geometry in &matrix.geometries {
                for format in &matrix.formats {
                    for rule in &matrix.rules {
                        for check in &checks {
                            // What is built depends on no seed.
                            let seeds = match check {
                                Check::Backend(_) => matrix.seeds.as_slice(),
                                Check::Cells(_) => matrix.seeds.get(..1).unwrap_or_default(),
                            };
                            for seed in seeds {
                                let source = Source::Network {
                                    network: network.clone(),
                                    geometry: geometry.clone(),
                                    format: format.clone(),
                                    rule: *rule,
                                    seed: *seed,
                                    steps: matrix.steps,
                                };
                                let stem = Path::new(network).file_stem().unwrap_or_default();
                                let parts = [
                                    slug(&stem.to_string_lossy()),
                                    geometry.clone(),
                                    format.clone(),
                                    rule.name().to_owned(),
                                    seed.to_string(),
                                    check.name(),
                                ];
                                let name = parts.join(".");
                                let out =
                                    matrix.exclude.iter().position(|exclude| exclude.holds(&source, check));
                                if let Some(index) = out {
                                    used[index] = true;
                                    let reason = matrix.exclude[index].reason.clone();
                                    excluded.push(Excluded { name, reason });
                                } else {
                                    specs.push(Spec { name, source, check: check.clone() });
                                }
                            }
                        }
                    }
                }
            }
        }
        match used.iter().position(|used| !used) {
            Some(index) => {
                Err(self.unusable(format!("{key}.exclude[{index}]"), "it leaves nothing out", "remove it"))
            }
            None => Ok(()),
        }
    }

    fn corners(&self, key: &str, table: &Directed, specs: &mut Vec<Spec>) -> Result<(), PlanError> {
        let checks = self.checks(key, &table.backends, &[])?;
        let titles: Vec<(String, String)> =
            directed::cases().into_iter().map(|case| (slug(&case.name), case.name)).collect();
        for pattern in &table.cases {
            let matches = WildMatch::new(pattern);
            let chosen: Vec<_> = titles.iter().filter(|(slug, _)| matches.matches(slug)).collect();
            if chosen.is_empty() {
                let known: Vec<&str> = titles.iter().map(|(slug, _)| slug.as_str()).collect();
                let remedy = format!("the directed cases are {}", known.join(", "));
                let what = format!("no directed case is called `{pattern}`");
                return Err(self.unusable(format!("{key}.cases"), what, &remedy));
            }
            for (slug, title) in chosen {
                for check in &checks {
                    specs.push(Spec {
                        name: format!("directed.{slug}.{}", check.name()),
                        source: Source::Directed(title.clone()),
                        check: check.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    fn drawn(&self, index: usize, table: &Random, specs: &mut Vec<Spec>) -> Result<(), PlanError> {
        table.universe.validate().map_err(|source| PlanError::Universe {
            file: self.file.clone(),
            index,
            source,
        })?;
        let checks = self.checks(&format!("random[{index}]"), &table.backends, &[])?;
        for seed in table.seed..table.seed.saturating_add(table.count) {
            for check in &checks {
                specs.push(Spec {
                    name: format!("random.{seed}.{}", check.name()),
                    source: Source::Random { table: index, seed },
                    check: check.clone(),
                });
            }
        }
        Ok(())
    }

    /// Simulators and families, each known.
    fn checks(&self, key: &str, backends: &[String], families: &[String]) -> Result<Vec<Check>, PlanError> {
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

    fn known<'a>(
        &self,
        key: &str,
        names: &[String],
        known: impl Iterator<Item = &'a String> + Clone,
    ) -> Result<(), PlanError> {
        let missing = names.iter().find(|name| *name != OWN && !known.clone().any(|known| known == *name));
        let Some(name) = missing else { return Ok(()) };
        let list: Vec<&str> = known.map(String::as_str).chain([OWN]).collect();
        Err(self.unusable(
            key,
            format!("`{name}` is not defined"),
            &format!("choose from {}", list.join(", ")),
        ))
    }

    /// The network and the events of a case.
    ///
    /// # Errors
    /// A network that cannot be read, or does not go together with its geometry, format or rule.
    pub fn case(&self, spec: &Spec) -> Result<Case, PlanError> {
        let mut case = match &spec.source {
            Source::Directed(title) => {
                let found = directed::cases().into_iter().find(|case| case.name == *title);
                found.ok_or_else(|| self.unusable(&spec.name, "no such directed case", "correct the name"))?
            }
            Source::Random { table, seed } => {
                let Random { universe, steps, .. } = &self.random[*table];
                random::draw(universe, *seed, *steps as usize)
            }
            Source::Network { network, geometry, format, rule, seed, steps } => {
                let wrap =
                    |source| PlanError::Network { file: self.file.clone(), case: spec.name.clone(), source };
                let manifest = self.network(network).map_err(wrap)?;
                let shape = self.geometries.get(geometry);
                let format = self.formats.get(format);
                let (description, placement) = adapt(manifest, shape, format, *rule, *seed).map_err(wrap)?;
                let geometry = description.geometry;
                let mut configuration = placement.configuration;
                let mut rng = stream(*seed, Purpose::Events, 0);
                let mut events = random::events(&mut rng, &geometry, &configuration, *steps as usize);
                configuration.weights = random::weights(&mut rng, &geometry);
                if *rule == Rule::None {
                    for event in &mut events {
                        if let Event::Control { feedback, clear, .. } = Event::decode(event.word) {
                            event.word = Event::Control { feedback, learning: false, clear }.encode();
                        }
                    }
                }
                Case::new("", geometry, configuration, events)
            }
        };
        case.name.clone_from(&spec.name);
        Ok(case)
    }

    fn network(&self, name: &str) -> Result<Manifest, crate::manifest::ManifestError> {
        if PRESETS.iter().any(|(preset, _)| *preset == name) {
            Manifest::preset(name)
        } else {
            Manifest::load(&self.folder.join(name))
        }
    }

    /// Everything that decides what the cases are: this manifest's text, and those of its networks.
    ///
    /// # Errors
    /// A network's manifest that cannot be read.
    pub fn texts(&self) -> Result<Vec<String>, PlanError> {
        let mut texts = vec![self.text.clone()];
        for (index, matrix) in self.matrix.iter().enumerate() {
            for network in &matrix.networks {
                let manifest = self.network(network).map_err(|source| PlanError::Network {
                    file: self.file.clone(),
                    case: format!("matrix[{index}].networks"),
                    source,
                })?;
                texts.push(manifest.text);
            }
        }
        Ok(texts)
    }
}

impl Exclude {
    fn holds(&self, source: &Source, check: &Check) -> bool {
        let Source::Network { network, geometry, format, rule, .. } = source else { return false };
        let same = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|name| name == value);
        same(&self.network, network)
            && same(&self.geometry, geometry)
            && same(&self.format, format)
            && self.rule.is_none_or(|wanted| wanted == *rule)
            && same(&self.backend, &check.name())
    }
}
