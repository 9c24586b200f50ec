//! From a case to its network and its events, and what a manifest reads for that.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use spindle_learning::files::hex;
use spindle_learning::manifest::{Manifest, ManifestError, PRESETS};
use spindle_spec::memory_map::Event;
use spindle_spec::random::{Purpose, stream};

use super::adapt::{Rule, adapt};
use super::matrix::{Source, Spec};
use super::plan::{Plan, PlanError, Random};
use crate::verify::{Case, directed, random};

impl Plan {
    /// Reads the networks that the matrices name, each once: what is hashed is then what cases are
    /// made from.
    ///
    /// # Errors
    /// A network's manifest that cannot be read.
    pub(super) fn with_networks(mut self) -> Result<Self, PlanError> {
        let mut networks = BTreeMap::new();
        for (index, matrix) in self.matrix.iter().enumerate() {
            for name in &matrix.networks {
                if networks.contains_key(name) {
                    continue;
                }
                let manifest = self.read_network(name).map_err(|source| PlanError::Network {
                    file: self.file.clone(),
                    case: format!("matrix[{index}].networks"),
                    source,
                });
                networks.insert(name.clone(), manifest?);
            }
        }
        self.networks = networks;
        Ok(self)
    }

    fn read_network(&self, name: &str) -> Result<Manifest, ManifestError> {
        if PRESETS.iter().any(|(preset, _)| *preset == name) {
            Manifest::preset(name)
        } else {
            Manifest::load(&self.folder.join(name))
        }
    }

    /// Hash of everything that decides what the cases are: this manifest's text, and those of its
    /// networks.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let networks = self.networks.values().map(|manifest| &manifest.text);
        for text in std::iter::once(&self.text).chain(networks) {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hex(&hash.finalize())
    }

    /// The network and the events of a case.
    ///
    /// # Errors
    /// A network that does not go together with its geometry, format or rule.
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
                let manifest = self.networks.get(network).cloned().ok_or_else(|| {
                    self.unusable(&spec.name, format!("no matrix names {network}"), "add it to one")
                })?;
                let shape = self.geometries.get(geometry);
                let format = self.formats.get(format);
                let (description, mapping) =
                    adapt(manifest, shape, format, *rule, *seed).map_err(|source| PlanError::Network {
                        file: self.file.clone(),
                        case: spec.name.clone(),
                        source,
                    })?;
                let geometry = description.geometry;
                let mut configuration = mapping.configuration;
                let mut rng = stream(*seed, Purpose::Events, 0);
                let mut events = random::events(&mut rng, &geometry, &configuration, *steps as usize);
                configuration.weights = random::weights(&mut rng, &geometry);
                if *rule == Rule::None {
                    for event in &mut events {
                        if let Event::Control { feedback, clear, clear_targets, .. } =
                            Event::decode(event.word)
                        {
                            event.word =
                                Event::Control { feedback, learning: false, clear, clear_targets }.encode();
                        }
                    }
                }
                Case::new("", geometry, configuration, events)
            }
        };
        case.name.clone_from(&spec.name);
        Ok(case)
    }
}
