//! Offsets of fields.
//!
//! A description says `get_bits::<{ fields::LEAK.bits }>(fields::LEAK.low)`; Rust-HDL writes the
//! offset as the name `fields$LEAK$low`, which no declaration knows. It becomes the number of the
//! register map, or of a neuron model.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use spindle_spec::NeuronModel;
use spindle_spec::register_map::{Field, REGISTERS};

static OFFSET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:fields\$)?([A-Z_]+)\$low").expect("a valid expression"));

fn field(name: &str) -> Option<&'static Field> {
    let models = NeuronModel::ALL.into_iter().filter_map(NeuronModel::descriptor);
    let of_models = models.flat_map(|model| model.parameters).map(|parameter| &parameter.field);
    REGISTERS.iter().flat_map(|register| register.fields).chain(of_models).find(|field| field.name == name)
}

/// Puts numbers in place of the offsets; a name that the register map lacks stays, and is an
/// unknown signal.
pub fn resolve(raw: &str) -> Cow<'_, str> {
    OFFSET.replace_all(raw, |name: &Captures| {
        field(&name[1]).map_or_else(|| name[0].to_owned(), |field| format!("32'h{:x}", field.low))
    })
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn offsets_become_numbers() {
        assert_eq!(
            resolve("a[(fields$FINE_LEAK$low)+:(4)] | b[fields$LEAK$low]"),
            "a[(32'hc)+:(4)] | b[32'h0]"
        );
        assert_eq!(resolve("a[fields$UNHEARD$low]"), "a[fields$UNHEARD$low]");
    }
}
