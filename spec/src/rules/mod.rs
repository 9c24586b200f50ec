//! Plasticity rules: how the weights of a projection learn, described once. Words of the projection
//! table, checks, images of state and documentation are made of the description.
//!
//! A rule is a file here with a [`Descriptor`], a variant of [`PlasticityRule`], a file in
//! `golden/src/rules` and one in `hdl/src/core/rules`.

pub mod feedback;
pub mod predictive;

use serde::{Deserialize, Serialize};

use crate::configuration::{Configuration, Projection};
use crate::fit::FitError;
use crate::geometry::Geometry;
use crate::register_map::{Field, Unit};

/// Time at which the weights of a projection act, and their learning rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Rule"))]
#[serde(rename_all = "lowercase")]
pub enum PlasticityRule {
    /// At each spike; they learn from the feedback current alone (`SYN-4`).
    #[default]
    Feedback,
    /// In each step's predictive pass; they learn from prediction errors, too (section 13).
    Predictive,
}

/// A parameter of a projection: a field of its table entry.
#[derive(Debug)]
pub struct Parameter {
    /// Key of a configuration, in the object of the rule.
    pub key: &'static str,
    /// Its bits; every value that they hold is allowed.
    pub field: Field,
    /// Takes the value out of a projection.
    pub get: fn(&Projection) -> u32,
    /// Puts a value that the field holds into a projection.
    pub set: fn(&mut Projection, u32),
}

/// A number that a rule keeps from step to step.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleState {
    /// Image: its name, or the kind of the images of lanes.
    pub image: &'static str,
    /// Width, unsigned.
    pub bits: usize,
    /// Meaning, with its unit.
    pub meaning: &'static str,
}

/// Description of a plasticity rule.
#[derive(Debug)]
pub struct Descriptor {
    /// Name, as `rule` of a manifest's projection has it.
    pub name: &'static str,
    /// Part of the core that it needs.
    pub unit: Unit,
    /// Bit that entries of the rule have set; `None` if it holds for every entry.
    pub mark: Option<Field>,
    /// Parameters of a projection, by words and bits.
    pub parameters: &'static [Parameter],
    /// State beside the weights.
    pub state: &'static [RuleState],
}

impl PlasticityRule {
    /// All rules.
    pub const ALL: [Self; 2] = [Self::Feedback, Self::Predictive];

    /// Its description.
    pub fn descriptor(self) -> &'static Descriptor {
        match self {
            Self::Feedback => &feedback::DESCRIPTOR,
            Self::Predictive => &predictive::DESCRIPTOR,
        }
    }

    /// True if `projection` has its parameters. Those of feedback hold in every projection.
    pub fn holds(self, projection: &Projection) -> bool {
        match self {
            Self::Feedback => true,
            Self::Predictive => projection.predictive.is_some(),
        }
    }

    /// Checks the requirements of a rule beside the ranges of its parameters.
    pub(crate) fn validate(self, configuration: &Configuration, geometry: &Geometry) -> Result<(), FitError> {
        match self {
            Self::Feedback => Ok(()),
            Self::Predictive => predictive::validate(configuration, geometry),
        }
    }

    /// The rules whose parameters `projection` has.
    pub fn of(projection: &Projection) -> impl Iterator<Item = &'static Descriptor> {
        Self::ALL.into_iter().filter(|rule| rule.holds(projection)).map(Self::descriptor)
    }
}

impl Descriptor {
    /// The first parameter of `projection` that its field cannot hold, and its value.
    pub fn misfit(&self, projection: &Projection) -> Option<(&'static Parameter, u32)> {
        let values = self.parameters.iter().map(|parameter| (parameter, (parameter.get)(projection)));
        values.into_iter().find(|(parameter, value)| *value > parameter.field.most())
    }

    /// Adds the fields of `projection` to the words of its table entry, which become as many as
    /// that takes.
    pub(crate) fn pack(&self, projection: &Projection, words: &mut Vec<u32>) {
        let values = self.parameters.iter().map(|parameter| (parameter.field, (parameter.get)(projection)));
        for (field, value) in self.mark.map(|mark| (mark, 1)).into_iter().chain(values) {
            words.resize(words.len().max(field.word + 1), 0);
            words[field.word] |= field.put(value);
        }
    }

    /// Takes the fields of a table entry's words, if it is one of the rule, into `projection`.
    pub(crate) fn unpack(&self, words: [u32; 4], projection: &mut Projection) {
        if self.mark.is_none_or(|mark| mark.get(words[mark.word]) == 1) {
            for Parameter { field, set, .. } in self.parameters {
                set(projection, field.get(words[field.word]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::Predictive;
    use crate::register_map::{Register, addresses, register};

    fn table() -> &'static Register {
        register(addresses::PROJECTION_BASE).expect("the projection table")
    }

    #[test]
    fn parameters_are_fields_of_the_table_that_belong_to_the_unit_of_their_rule() {
        for (index, rule) in PlasticityRule::ALL.into_iter().enumerate() {
            let rule = rule.descriptor();
            let fields: Vec<Field> = rule
                .mark
                .into_iter()
                .chain(rule.parameters.iter().map(|parameter| parameter.field))
                .collect();
            assert!(fields.iter().all(|field| table().fields.contains(field) && field.unit == rule.unit));
            assert!(fields.is_sorted_by_key(|field| (field.word, field.low)), "{}", rule.name);
            let others = PlasticityRule::ALL[..index].iter().map(|other| other.descriptor());
            assert!(others.into_iter().all(|other| other.name != rule.name && other.mark != rule.mark));
        }
        assert_eq!(
            PlasticityRule::ALL.map(|rule| rule.descriptor().name),
            ["feedback", "predictive"],
            "as serde has them"
        );
    }

    #[test]
    fn entries_by_hand() {
        let entry = Projection {
            source_base: 0x8001,
            source_count: 3,
            weight_base: 0x1234,
            post_base: 0xABC,
            row_words: 0x1001,
            rate_shift: 9,
            learn: true,
            modulatory: false,
            predictive: None,
        };
        assert_eq!(entry.words(), [0x0003_8001, 0x0ABC_1234, 0x0019_1001]);
        assert_eq!(Projection { modulatory: true, learn: false, ..entry }.words()[2], 0x0029_1001);
        let predictive =
            Predictive { trace_base: 0x0102, rate: 200, rate_shift: 5, learn: true, ..Predictive::default() };
        let words = |predictive| Projection { predictive: Some(predictive), ..entry }.words();
        assert_eq!(words(predictive), [0x0003_8001, 0x0ABC_1234, 0x0919_1001, 0x05C8_0102]);
        assert_eq!(words(Predictive::default())[2..], [0x0119_1001, 0]);
        assert_eq!(words(Predictive { logarithmic: true, ..predictive })[2], 0x0B19_1001);
        assert_eq!(words(Predictive { bounded: true, learn: false, ..predictive })[2], 0x0519_1001);
    }

    #[test]
    fn entries_are_read_as_they_are_written() {
        let read = Projection::from_words([0x0003_8001, 0x0ABC_1234, 0x0F39_1001, 0x05C8_0102]);
        let predictive = Predictive {
            trace_base: 0x0102,
            rate: 200,
            rate_shift: 5,
            learn: true,
            logarithmic: true,
            bounded: true,
        };
        assert_eq!((read.rate_shift, read.learn, read.modulatory), (9, true, true));
        assert_eq!((read.source_base, read.source_count, read.weight_base), (0x8001, 3, 0x1234));
        assert_eq!((read.post_base, read.row_words, read.predictive), (0xABC, 0x1001, Some(predictive)));
        // Without the mark the other fields of the rule do not count.
        assert_eq!(Projection::from_words([0, 0, 0x0E00_0000, 0x05C8_0102]), Projection::default());
        for rule in PlasticityRule::ALL.map(PlasticityRule::descriptor) {
            for Parameter { key, field, get, set } in rule.parameters {
                let mut entry = read;
                for value in [0, field.most()] {
                    set(&mut entry, value);
                    let words = entry.words();
                    assert_eq!((get(&entry), field.get(words[field.word])), (value, value), "{key}");
                    assert_eq!(Projection::from_words(words.try_into().expect("four")), entry, "{key}");
                }
            }
        }
    }

    #[test]
    fn values_that_a_field_cannot_hold_are_found() {
        let misfits = |projection: Projection| {
            let rules = PlasticityRule::of(&projection);
            let found = rules.filter_map(|rule| rule.misfit(&projection));
            found.map(|(parameter, value)| (parameter.key, value)).collect::<Vec<_>>()
        };
        let shifts = |feedback, prediction| Projection {
            rate_shift: feedback,
            predictive: Some(Predictive { rate: 255, rate_shift: prediction, ..Predictive::default() }),
            ..Projection::default()
        };
        assert_eq!(misfits(shifts(15, 15)), []);
        assert_eq!(misfits(shifts(16, 17)), [("rate_shift", 16), ("rate_shift", 17)]);
        assert_eq!(misfits(Projection { predictive: None, ..shifts(15, 99) }), []);
        let geometry = Geometry { predictive_sources: 1, ..Geometry::default() };
        let refused = |projection| {
            let configuration =
                Configuration { projections: vec![projection], ..Configuration::blank(&geometry) };
            configuration.validate(&geometry).expect_err("it does not fit").to_string()
        };
        assert_eq!(refused(shifts(16, 0)), "projection 0: feedback rate_shift 16 does not fit: at most 15");
        assert_eq!(refused(shifts(0, 17)), "projection 0: predictive rate_shift 17 does not fit: at most 15");
    }
}
