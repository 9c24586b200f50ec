//! Varied parameters and their ranges.

use serde::{Deserialize, Serialize};
use spindle_learning::manifest::{Manifest, ManifestError, Numbers, Problem, validate};
use spindle_spec::register_map::fields;

/// A number that is varied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Path of its key in the manifest.
    pub key: String,
    /// Least value.
    pub low: u32,
    /// Greatest value.
    pub high: u32,
    /// Scale between them.
    pub scale: Scale,
}

/// Scale of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Evenly: for shifts, which are exponents already.
    Linear,
    /// Evenly in the logarithm of the value plus one.
    Logarithmic,
}

impl Parameter {
    /// Position of `value` on an even scale; neighbours are about a whole number apart if linear.
    pub fn position(&self, value: u32) -> f64 {
        match self.scale {
            Scale::Linear => value.into(),
            Scale::Logarithmic => f64::from(value).ln_1p(),
        }
    }

    /// Positions from the first to just before the second belong to the parameter's values.
    pub fn bounds(&self) -> (f64, f64) {
        match self.scale {
            Scale::Linear => (f64::from(self.low) - 0.5, f64::from(self.high) + 0.5),
            Scale::Logarithmic => ((f64::from(self.low) + 0.5).ln(), (f64::from(self.high) + 1.5).ln()),
        }
    }

    /// The value nearest to a position.
    pub fn value(&self, position: f64) -> u32 {
        let value = match self.scale {
            Scale::Linear => position,
            Scale::Logarithmic => position.exp_m1(),
        };
        (value.round().clamp(0.0, u32::MAX.into()) as u32).clamp(self.low, self.high)
    }
}

/// Numbers that are varied without a table that lists them.
const VARIED: usize = 256;
/// Shifts are tried this far up and down.
const SHIFT: u32 = 3;
/// Other numbers are tried down to this part of themselves, and up to as many times.
const FACTOR: u32 = 4;
/// A number that is 0 is tried up to this part of the largest that the format allows.
const FROM_ZERO: u32 = 16;

/// Parameters of `manifest` to vary: those of its table `tune` or, without one, initial weights,
/// controller, learning rate, thresholds, leaks and rates, around their values.
///
/// # Errors
/// The table names something that is not a number, or a value that the core cannot have.
pub fn space(manifest: &Manifest) -> Result<Vec<Parameter>, ManifestError> {
    if manifest.description.tune.is_empty() {
        let derived = derived(manifest);
        if derived.len() > VARIED {
            let what = format!("without this table {} numbers would be varied", derived.len());
            let remedy = "add it, and list those that matter".into();
            return Err(manifest.error(vec![Problem { key: "tune".into(), what, remedy }]));
        }
        return Ok(derived);
    }
    let (mut problems, mut space, mut numbers) = (Vec::new(), Vec::new(), manifest.numbers());
    for (key, [low, high]) in &manifest.description.tune {
        let parameter = Parameter { key: key.clone(), low: *low, high: *high, scale: scale(key) };
        match complaint(&mut numbers, &parameter) {
            Some((what, remedy)) => {
                problems.push(Problem { key: format!("tune.{key}"), what, remedy: remedy.into() });
            }
            None => space.push(parameter),
        }
    }
    if problems.is_empty() { Ok(space) } else { Err(manifest.error(problems)) }
}

/// The problem of a stated range, and the remedy.
fn complaint(numbers: &mut Numbers, parameter: &Parameter) -> Option<(String, &'static str)> {
    let Parameter { key, low, high, .. } = parameter;
    if ["task.test", "task.validation"].contains(&key.as_str()) {
        return Some(("the parts of the data are not for a search".into(), "leave it out"));
    }
    if low >= high {
        return Some((format!("{low} is not below {high}"), "write [least, greatest]"));
    }
    for value in [*low, *high] {
        let checked = numbers.with(key, value).and_then(|changed| {
            validate(&changed).map(|_| ()).map_err(|problems| {
                // One is enough, as without the change there is none.
                let first = problems.into_iter().next();
                first.map_or(String::new(), |p| format!("{}: {}; {}", p.key, p.what, p.remedy))
            })
        });
        if let Err(error) = checked {
            return Some((format!("{value} does not do: {error}"), "choose another range"));
        }
    }
    None
}

fn scale(key: &str) -> Scale {
    if key.ends_with("leak") || key.ends_with("rate_shift") { Scale::Linear } else { Scale::Logarithmic }
}

/// Ranges around the values that the manifest has.
fn derived(manifest: &Manifest) -> Vec<Parameter> {
    let description = &manifest.description;
    let membrane = (1 << (description.geometry.membrane_bits - 1)) - 1;
    let weight = (1 << (description.geometry.weight_bits - 1)) - 1;
    let slowest = description.learning.phases.iter().map(|phase| phase.slower.min(15)).max().unwrap_or(0);
    let numbers = manifest.numbers();
    let mut space = Vec::new();
    let mut add = |key: String, limit: u32| {
        let Some(value) = numbers.get(&key) else { return };
        let scale = scale(&key);
        let (low, high) = match scale {
            Scale::Linear => (value.saturating_sub(SHIFT), value.saturating_add(SHIFT)),
            Scale::Logarithmic if value == 0 => (0, limit / FROM_ZERO),
            Scale::Logarithmic => ((value / FACTOR).max(1), value.saturating_mul(FACTOR)),
        };
        if low < high.min(limit) {
            space.push(Parameter { key, low, high: high.min(limit), scale });
        }
    };
    for index in 0..description.network.groups.len() {
        add(format!("network.groups[{index}].threshold"), membrane);
        add(format!("network.groups[{index}].leak"), 15);
    }
    for (index, projection) in description.network.projections.iter().enumerate() {
        // What is copied from other weights is not drawn.
        if !projection.transposed {
            add(format!("network.projections[{index}].spread"), weight);
        }
        if projection.learn {
            add(
                format!("network.projections[{index}].rate_shift"),
                fields::RATE_SHIFT.most() - u32::from(slowest),
            );
        }
    }
    for name in ["error", "proportional", "integral"] {
        add(format!("controller.{name}_leak"), 15);
    }
    if description.network.groups.iter().any(|group| group.modulated) {
        add("controller.modulatory_leak".into(), 15);
    }
    for name in ["error_gain", "threshold", "proportional_gain", "integral_gain"] {
        add(format!("controller.{name}"), 0x7FFF);
    }
    if description.task.feature_rate > 0 {
        add("task.feature_rate".into(), 256);
    }
    if description.task.bias_rate > 0 {
        add("task.bias_rate".into(), 256);
    }
    if !description.task.target.in_steps() {
        add("task.target_rate".into(), 255);
        add("task.other_rate".into(), 255);
    }
    space
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_place_within_the_bounds_and_is_found_there() {
        for scale in [Scale::Linear, Scale::Logarithmic] {
            for (low, high) in [(0, 15), (1, 4), (0, 1), (60, 70)] {
                let parameter = Parameter { key: String::new(), low, high, scale };
                let (first, last) = parameter.bounds();
                for value in low..=high {
                    let position = parameter.position(value);
                    assert!(first <= position && position < last, "{parameter:?}: {value}");
                    assert_eq!(parameter.value(position), value, "{parameter:?}");
                }
                assert_eq!(parameter.value(first + 1e-9), low, "{parameter:?}");
                assert_eq!(parameter.value(last - 1e-9), high, "{parameter:?}");
            }
        }
    }

    #[test]
    fn many_numbers_are_listed_or_not_varied() {
        let digits = Manifest::preset("digits").unwrap();
        let with = |count: usize| {
            let table =
                |n| format!("[[network.groups]]\nname = \"g{n}\"\nsize = 1\nthreshold = 9\nleak = 1\n");
            let tables = (0..count).map(table).collect::<Vec<_>>().concat();
            let text =
                digits.text.replacen("[[network.projections]]", &(tables + "[[network.projections]]"), 1);
            space(&Manifest::parse("m.toml".into(), digits.folder.clone(), text).unwrap())
        };
        assert!(with(50).unwrap().len() > 100);
        let error = with(200).unwrap_err().to_string();
        assert!(error.contains("tune: without this table 4") && error.contains("list those"), "{error}");
    }

    #[test]
    fn ranges_lie_around_the_values_and_within_the_formats() {
        let manifest = Manifest::preset("digits").unwrap();
        let space = space(&manifest).unwrap();
        let range = |key: &str| space.iter().find(|p| p.key == key).map(|p| (p.low, p.high));
        assert_eq!(range("network.groups[0].threshold"), Some((1280, 20480)));
        assert_eq!(range("controller.error_gain"), Some((32, 512)));
        assert_eq!(range("controller.integral_leak"), Some((12, 15)));
        // The last phase makes it slower by 5, and 15 is the largest shift.
        assert_eq!(range("network.projections[0].rate_shift"), Some((7, 10)));
        assert_eq!(range("network.projections[0].spread"), Some((0, 7)));
        assert_eq!(range("task.feature_rate"), Some((51, 256)));
        assert_eq!(range("task.bias_rate"), None);
        assert_eq!(range("controller.modulatory_leak"), None);
        let hidden = Manifest::preset("digits-hidden").unwrap();
        let keys: Vec<String> = super::space(&hidden).unwrap().into_iter().map(|p| p.key).collect();
        for key in [
            "controller.modulatory_leak",
            "network.groups[1].threshold",
            "network.groups[1].leak",
            "network.projections[0].rate_shift",
            "network.projections[1].rate_shift",
        ] {
            assert!(keys.iter().any(|known| known == key), "{key} of {keys:?}");
        }
        assert!(!keys.contains(&"network.projections[2].spread".to_owned()), "it is copied");
        for Parameter { key, low, high, .. } in &space {
            for value in [*low, *high] {
                let changed = manifest.with(&[(key, value)]).unwrap();
                assert!(validate(&changed.description).is_ok(), "{key} = {value}");
            }
        }
    }
}
