//! From a manifest to its list of cases.

use std::path::Path;

use serde::{Deserialize, Serialize};
use spindle_spec::Geometry;
use wildmatch::WildMatch;

use super::adapt::{Format, Rule};
use super::plan::{Directed, Exclude, Matrix, Plan, PlanError, Random};
use crate::verify::directed;

/// The value of an axis that leaves the network as it is.
pub(super) const OWN: &str = "own";

/// A case of a regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Its name, unique in the manifest: what `--case` takes, and the name of its file.
    pub name: String,
    /// Subject of the comparison.
    pub source: Source,
    /// With what.
    pub check: Check,
}

impl Spec {
    /// Name under which the case is recorded: all simulators must give the same trace, so they
    /// share one.
    pub(super) fn recorded(&self) -> &str {
        match &self.check {
            Check::Backend(name) => self.name.strip_suffix(&format!(".{name}")).unwrap_or(&self.name),
            Check::Cells(_) => &self.name,
        }
    }
}

/// Source of a network and its events.
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
        /// Learning of the network.
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

/// Reference of a case.
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

/// Cases of a manifest: each is a process, and a file of its result.
const CASES: usize = 10_000;
/// Steps of random events of a case, which are made before it runs.
const STEPS: u32 = 1_000_000;

/// Exclusions of a table: each is compared with all of its cases.
const EXCLUDES: usize = 256;

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
    /// An unknown name, a duplicate case, a table without a case, no case at all.
    pub fn cases(&self) -> Result<(Vec<Spec>, Vec<Excluded>), PlanError> {
        self.reserved("geometries", self.geometries.keys())?;
        self.reserved("formats", self.formats.keys())?;
        self.in_range()?;
        self.limited()?;
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
        self.distinct(&specs, &excluded)?;
        if specs.is_empty() {
            return Err(self.unusable(
                "matrix",
                "there is no case",
                "add a [[matrix]], [[directed]] or [[random]]",
            ));
        }
        Ok((specs, excluded))
    }

    /// Shapes and formats that cores can have, whatever the network.
    fn in_range(&self) -> Result<(), PlanError> {
        let own = Geometry::default();
        let shapes = self.geometries.iter().map(|(name, shape)| {
            let geometry = Geometry {
                lanes: shape.lanes.unwrap_or(own.lanes),
                event_depth: shape.event_depth.unwrap_or(own.event_depth),
                spike_depth: shape.spike_depth.unwrap_or(own.spike_depth),
                ..own.clone()
            };
            (format!("geometries.{name}"), geometry)
        });
        let formats = self.formats.iter().map(|(name, format)| {
            let Format { weight_bits, membrane_bits, weight_scale } = *format;
            let geometry = Geometry { weight_bits, membrane_bits, weight_scale, ..own.clone() };
            (format!("formats.{name}"), geometry)
        });
        for (key, geometry) in shapes.chain(formats) {
            geometry.validate().map_err(|error| {
                let what = format!("{} is out of range", error.value);
                self.unusable(format!("{key}.{}", error.key), what, error.remedy)
            })?;
        }
        Ok(())
    }

    /// Neither more cases nor longer ones than could ever end.
    fn limited(&self) -> Result<(), PlanError> {
        let titles = directed::cases().len();
        let product = |lengths: &[usize]| {
            lengths
                .iter()
                .try_fold(1usize, |product, length| product.checked_mul(*length))
                .unwrap_or(usize::MAX)
        };
        let matrices = self.matrix.iter().map(|m| {
            let checks = m.backends.len() + m.resources.len();
            let [networks, geometries] = [m.networks.len(), m.geometries.len()];
            product(&[networks, geometries, m.formats.len(), m.rules.len(), m.seeds.len(), checks])
        });
        // More patterns than there are cases would list one twice.
        let corners = self
            .directed
            .iter()
            .map(|d| product(&[d.cases.len().saturating_sub(titles).max(1), titles, d.backends.len()]));
        let drawn = self.random.iter().map(|r| product(&[r.count as usize, r.backends.len()]));
        let count = matrices.chain(corners).chain(drawn).fold(0usize, usize::saturating_add);
        if count > CASES {
            let what = format!("{count} cases are too many");
            return Err(self.unusable(
                "matrix, directed, random",
                what,
                &format!("list at most {CASES} in all"),
            ));
        }
        if let Some(index) = self.matrix.iter().position(|m| m.exclude.len() > EXCLUDES) {
            let what = format!("{} are too many", self.matrix[index].exclude.len());
            let remedy = format!("list at most {EXCLUDES}; one that names fewer keys leaves out more");
            return Err(self.unusable(format!("matrix[{index}].exclude"), what, &remedy));
        }
        let steps = self.matrix.iter().map(|m| m.steps).chain(self.random.iter().map(|r| r.steps));
        match steps.max() {
            Some(steps) if steps > STEPS => {
                let what = format!("{steps} are too many");
                Err(self.unusable("steps", what, &format!("choose at most {STEPS}")))
            }
            _ => Ok(()),
        }
    }

    fn product(
        &self,
        key: &str,
        matrix: &Matrix,
        specs: &mut Vec<Spec>,
        excluded: &mut Vec<Excluded>,
    ) -> Result<(), PlanError> {
        let lists = [
            ("networks", matrix.networks.is_empty()),
            ("geometries", matrix.geometries.is_empty()),
            ("formats", matrix.formats.is_empty()),
            ("rules", matrix.rules.is_empty()),
            ("seeds", matrix.seeds.is_empty()),
        ];
        self.filled(key, &lists)?;
        if !matrix.resources.is_empty() && self.baseline.is_none() {
            let what = "no baseline is recorded for cells";
            let remedy = "add baseline = \"FILE\" to the manifest, and record them with --bless";
            return Err(self.unusable(format!("{key}.resources"), what, remedy));
        }
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
        self.filled(key, &[("cases", table.cases.is_empty())])?;
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
        let key = format!("random[{index}]");
        if table.count == 0 {
            let what = "it is 0, so this table makes no case";
            return Err(self.unusable(format!("{key}.count"), what, "raise it, or remove the table"));
        }
        table.universe.validate().map_err(|source| PlanError::Universe {
            file: self.file.clone(),
            index,
            source,
        })?;
        let checks = self.checks(&key, &table.backends, &[])?;
        let Some(last) = table.seed.checked_add(table.count - 1) else {
            let what = format!("{} seeds from {} on exceed the largest", table.count, table.seed);
            return Err(self.unusable(format!("{key}.seed"), what, "begin with a smaller one"));
        };
        for seed in table.seed..=last {
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
