//! The shape of a core, fixed when its Verilog is generated (`GEO-1` to `GEO-3`).

use serde::{Deserialize, Serialize};

use crate::models::NeuronModel;
use crate::register_map::fields;

/// Shape of a core. Lanes, depths and counts are free within the bounds of [`Geometry::validate`];
/// widths come from a stated set, because Rust-HDL fixes bit widths when it is compiled.
#[allow(clippy::struct_excessive_bools, reason = "each states whether one unit is built")]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Geometry {
    /// Lanes `L`: weights read, and neurons updated, per cycle. 1, 2, 4, 8 or 16.
    pub lanes: usize,
    /// Neurons, 1 … 4096.
    pub neurons: usize,
    /// Depth of each lane's weight memory, in words, 1 … 65,536.
    pub weight_words: usize,
    /// Entries of the projection table, 1 … 16.
    #[serde(default = "default_projections")]
    pub projections: usize,
    /// Depth of the input event FIFO, in words, 2 … 4096.
    #[serde(default = "default_depth")]
    pub event_depth: usize,
    /// Depth of the output spike FIFO, in entries, 2 … 4096.
    #[serde(default = "default_depth")]
    pub spike_depth: usize,
    /// Stored weight width `W`: 4, 8 or 16 bits.
    pub weight_bits: usize,
    /// Membrane width `M`: 12, 16 or 24 bits.
    pub membrane_bits: usize,
    /// Weight scale `F`, 0 … 8: a used weight `u` adds `u · 2^F` membrane units (`NUM-3`).
    pub weight_scale: usize,
    /// Source traces of the predictive pass (`GEO-5`), 0 … 4096; 0 builds a core without it.
    #[serde(default)]
    pub predictive_sources: usize,
    /// True if weights can learn (`GEO-6`).
    #[serde(default = "built")]
    pub learning: bool,
    /// True if neurons can have controllers (`GEO-7`).
    #[serde(default = "built")]
    pub controllers: bool,
    /// True if controllers can emit spikes, and neurons have modulators (`GEO-8`).
    #[serde(default = "built")]
    pub modulators: bool,
    /// True if the core has its retire ports (`GEO-9`).
    #[serde(default = "built")]
    pub retire: bool,
    /// The leaks of the controllers, if the hardware fixes them (`GEO-11`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_leaks: Option<Leaks>,
    /// Neuron model (`GEO-12`).
    #[serde(default, skip_serializing_if = "NeuronModel::is_lif")]
    pub neuron_model: NeuronModel,
    /// Registers that have a reset (`GEO-13`).
    #[serde(default, skip_serializing_if = "Reset::is_control")]
    pub reset: Reset,
}

/// Registers that `reset` sets.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reset {
    /// Registers that control something; the others are written before they are used.
    #[default]
    Control,
    /// All registers but those of memories, for an ASIC.
    All,
}

impl Reset {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_control(&self) -> bool {
        *self == Self::Control
    }
}

/// Leak shift codes of all controllers, 0 … 15 (`CTL-2`, `CTL-5`, `CTL-7`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leaks {
    /// Leak of the error trace.
    pub error: u8,
    /// Leak of the proportional trace.
    pub proportional: u8,
    /// Leak of the integral trace.
    pub integral: u8,
    /// Leak of the integral trace of modulated neurons; 0 in a core without modulators.
    #[serde(default)]
    pub modulatory: u8,
}

impl Leaks {
    /// All of them with their names, in the order of `MAP-2`.
    pub fn named(&self) -> [(&'static str, u8); 4] {
        [
            ("error_leak", self.error),
            ("proportional_leak", self.proportional),
            ("integral_leak", self.integral),
            ("modulatory_leak", self.modulatory),
        ]
    }

    /// The first that is not as in `fixed`: its name, its value here and there.
    pub fn difference(&self, fixed: &Self) -> Option<(&'static str, u8, u8)> {
        let mut pairs = self.named().into_iter().zip(fixed.named());
        pairs.find_map(|((name, own), (_, fixed))| (own != fixed).then_some((name, own, fixed)))
    }

    /// The word of `MAP-2`.
    pub fn word(&self) -> u32 {
        fields::ERROR_LEAK.put(self.error.into())
            | fields::PROPORTIONAL_LEAK.put(self.proportional.into())
            | fields::INTEGRAL_LEAK.put(self.integral.into())
            | fields::MODULATORY_LEAK.put(self.modulatory.into())
    }
}

impl Default for Geometry {
    /// A core of 8 lanes, 16 neurons and 8,192 8-bit weights, with everything but a predictive
    /// unit.
    fn default() -> Self {
        Self {
            lanes: 8,
            neurons: 16,
            weight_words: 1024,
            projections: default_projections(),
            event_depth: default_depth(),
            spike_depth: default_depth(),
            weight_bits: 8,
            membrane_bits: 16,
            weight_scale: 4,
            predictive_sources: 0,
            learning: true,
            controllers: true,
            modulators: true,
            retire: true,
            fixed_leaks: None,
            neuron_model: NeuronModel::Lif,
            reset: Reset::Control,
        }
    }
}

fn built() -> bool {
    true
}

fn default_projections() -> usize {
    4
}

fn default_depth() -> usize {
    64
}

/// A value outside of the buildable range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("geometry.{key} = {}: {remedy}", shown(key, *value))]
pub struct GeometryError {
    /// Name of the offending key.
    pub key: &'static str,
    /// Its value; 0 and 1 for false and true.
    pub value: usize,
    /// Accepted values.
    pub remedy: &'static str,
}

impl GeometryError {
    /// Description of the problem, without the key.
    pub fn what(&self) -> String {
        match self.key {
            "controllers" => "without controllers nothing learns or is modulated".into(),
            "learning" => "the predictive pass learns".into(),
            _ => format!("{} is out of range", self.value),
        }
    }
}

/// A value as a manifest writes it.
fn shown(key: &str, value: usize) -> String {
    match key {
        "learning" | "controllers" => (value != 0).to_string(),
        _ => value.to_string(),
    }
}

impl Geometry {
    /// Words of `L` neurons, `NW` (`GEO-2`).
    pub fn neuron_words(&self) -> usize {
        self.neurons.div_ceil(self.lanes)
    }

    /// Checks every bound of `GEO-1` to `GEO-8` and `GEO-11`.
    ///
    /// # Errors
    /// The first key that is out of range, with the accepted values.
    pub fn validate(&self) -> Result<(), GeometryError> {
        let check = |ok: bool, key, value, remedy| {
            if ok { Ok(()) } else { Err(GeometryError { key, value, remedy }) }
        };
        let one_of = |set: &[usize], value: usize| set.contains(&value);
        check(one_of(&[1, 2, 4, 8, 16], self.lanes), "lanes", self.lanes, "choose 1, 2, 4, 8 or 16")?;
        check((1..=4096).contains(&self.neurons), "neurons", self.neurons, "choose 1 to 4096")?;
        check(
            (1..=65_536).contains(&self.weight_words),
            "weight_words",
            self.weight_words,
            "choose 1 to 65536 words per lane",
        )?;
        check((1..=16).contains(&self.projections), "projections", self.projections, "choose 1 to 16")?;
        check((2..=4096).contains(&self.event_depth), "event_depth", self.event_depth, "choose 2 to 4096")?;
        check((2..=4096).contains(&self.spike_depth), "spike_depth", self.spike_depth, "choose 2 to 4096")?;
        check(one_of(&[4, 8, 16], self.weight_bits), "weight_bits", self.weight_bits, "choose 4, 8 or 16")?;
        check(
            one_of(&[12, 16, 24], self.membrane_bits),
            "membrane_bits",
            self.membrane_bits,
            "choose 12, 16 or 24",
        )?;
        check(self.weight_scale <= 8, "weight_scale", self.weight_scale, "choose 0 to 8")?;
        let alone = "set it to true, or learning and modulators to false as well";
        check(self.controllers || !(self.learning || self.modulators), "controllers", 0, alone)?;
        if let Some(leaks) = self.fixed_leaks {
            let largest = leaks.named().into_iter().map(|(_, leak)| leak).max().unwrap_or(0);
            check(largest <= 15, "fixed_leaks", largest.into(), "choose 0 to 15 for each")?;
            let modulatory = usize::from(leaks.modulatory);
            let absent = "0, or left out, in a core without modulators";
            check(self.modulators || modulatory == 0, "fixed_leaks.modulatory", modulatory, absent)?;
            let key = "fixed_leaks.error";
            check(self.controllers, key, leaks.error.into(), "leave fixed_leaks out, or build controllers")?;
        }
        let sources = self.predictive_sources;
        check(sources <= 4096, "predictive_sources", sources, "choose 0 to 4096")?;
        if sources > 0 {
            let key = "predictive_sources";
            check(self.weight_bits == 16, "weight_bits", self.weight_bits, "the predictive pass needs 16")?;
            check(
                self.membrane_bits == 24,
                "membrane_bits",
                self.membrane_bits,
                "the predictive pass needs 24",
            )?;
            check(sources <= self.weight_words, key, sources, "choose at most geometry.weight_words")?;
            check(self.learning, "learning", 0, "set it to true, or leave predictive_sources out")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAKS: Leaks = Leaks { error: 1, proportional: 2, integral: 3, modulatory: 15 };

    #[test]
    fn fixed_leaks_are_those_of_map_2() {
        assert_eq!(LEAKS.word(), 0xF321);
    }

    #[test]
    fn a_core_without_controllers_neither_learns_nor_modulates() {
        let core = |learning, modulators| {
            let geometry = Geometry { learning, controllers: false, modulators, ..Geometry::default() };
            geometry.validate().map_err(|error| error.to_string())
        };
        assert_eq!(core(false, false), Ok(()));
        for (learning, modulators) in [(true, true), (true, false), (false, true)] {
            let error = core(learning, modulators).unwrap_err();
            assert!(
                error.contains("controllers = false") && error.contains("modulators to false"),
                "{error}"
            );
        }
    }

    #[test]
    fn leaks_that_no_hardware_can_have_are_refused() {
        let refused = |leaks, modulators, controllers| {
            let units = Geometry { modulators, controllers, learning: controllers, ..Geometry::default() };
            Geometry { fixed_leaks: Some(leaks), ..units }.validate().map_err(|error| error.key)
        };
        assert_eq!(refused(LEAKS, true, true), Ok(()));
        assert_eq!(refused(Leaks { integral: 16, ..LEAKS }, true, true), Err("fixed_leaks"));
        assert_eq!(refused(LEAKS, false, true), Err("fixed_leaks.modulatory"));
        assert_eq!(refused(Leaks { modulatory: 0, ..LEAKS }, false, true), Ok(()));
        assert_eq!(refused(Leaks { modulatory: 0, ..LEAKS }, false, false), Err("fixed_leaks.error"));
    }
}
