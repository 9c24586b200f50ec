//! The register map in the forms that hosts read.

use std::fmt::Write;

use serde_json::{Value, json};
use spindle_spec::memory_map::MODEL_BASE;
use spindle_spec::register_map::{Field, REGISTERS, Register};
use spindle_spec::{Geometry, PlasticityRule};

/// Bytes of a bus word: the files give byte addresses, as `LiteX` does.
const WORD: u32 = 4;

fn constants(geometry: &Geometry) -> [(&'static str, usize); 9] {
    [
        ("lanes", geometry.lanes),
        ("neurons", geometry.neurons),
        ("neuron_words", geometry.neuron_words()),
        ("weight_words", geometry.weight_words),
        ("projections", geometry.projections),
        ("weight_bits", geometry.weight_bits),
        ("membrane_bits", geometry.membrane_bits),
        ("weight_scale", geometry.weight_scale),
        ("event_depth", geometry.event_depth),
    ]
}

/// Bus parameters that `LiteX`'s clients need before reading.
const BUS: [(&str, u32); 2] = [("config_csr_data_width", 32), ("config_bus_address_width", 32)];

/// `LiteX`'s word for how a register can be used.
fn mode(register: &Register) -> &'static str {
    match register.access {
        "r" => "ro",
        "w" => "wo",
        _ => "rw",
    }
}

/// `LiteX`'s `csr.csv`: registers, regions as memory regions, the geometry as constants.
pub fn csv(geometry: &Geometry) -> String {
    let mut text = String::from("csr_base,spindle,0x00000000,,\n");
    for register in REGISTERS.iter().filter(|register| register.words == 1) {
        let (address, mode) = (WORD * register.address, mode(register));
        let _ = writeln!(text, "csr_register,spindle_{},{address:#010x},1,{mode}", register.name);
    }
    for (name, value) in BUS {
        let _ = writeln!(text, "constant,{name},{value},,");
    }
    for (name, value) in constants(geometry) {
        let _ = writeln!(text, "constant,spindle_{name},{value},,");
    }
    for region in REGISTERS.iter().filter(|register| register.words > 1) {
        let _ = writeln!(
            text,
            "memory_region,spindle_{},{:#010x},{},io",
            region.name,
            WORD * region.address,
            WORD * region.words
        );
    }
    text
}

/// `LiteX`'s `csr.json`.
pub fn json(geometry: &Geometry) -> String {
    let name = |register: &Register| format!("spindle_{}", register.name);
    let mut registers_of = serde_json::Map::new();
    let mut regions = serde_json::Map::new();
    for register in REGISTERS {
        if register.words == 1 {
            let entry = json!({ "addr": WORD * register.address, "size": 1, "type": mode(register) });
            registers_of.insert(name(register), entry);
        } else {
            let entry =
                json!({ "base": WORD * register.address, "size": WORD * register.words, "type": "io" });
            regions.insert(name(register), entry);
        }
    }
    let constants: serde_json::Map<String, Value> = constants(geometry)
        .into_iter()
        .map(|(key, value)| (format!("spindle_{key}"), value.into()))
        .chain(BUS.map(|(key, value)| (key.to_owned(), value.into())))
        .collect();
    let map = json!({
        "csr_bases": { "spindle": 0 },
        "csr_registers": registers_of,
        "constants": constants,
        "memories": regions,
    });
    format!("{map:#}\n")
}

/// Bits of a field in its word, the highest first.
fn place(field: &Field) -> String {
    let high = field.low + field.bits - 1;
    if field.bits == 1 { field.low.to_string() } else { format!("{high}:{}", field.low) }
}

/// Fields of a register with their bits; those of a region's later words are marked `+1`, `+2` …
fn described(fields: &[Field]) -> String {
    let mut word = 0;
    let described = fields.iter().map(|field| {
        let first = std::mem::replace(&mut word, field.word) != field.word;
        let mark = if first { format!("+{}: ", field.word) } else { String::new() };
        format!("{mark}{} {}", field.meaning, place(field))
    });
    described.collect::<Vec<_>>().join(", ")
}

/// Fields of a register in a core of `geometry`: those of the model word are its neuron model's.
fn fields_of(register: &Register, geometry: &Geometry) -> Vec<Field> {
    match geometry.neuron_model.descriptor() {
        Some(model) if register.address == MODEL_BASE => {
            model.parameters.iter().map(|parameter| parameter.field).collect()
        }
        _ => register.fields.to_vec(),
    }
}

/// A C header: word addresses, and of each field its lowest bit and mask within its word.
pub fn header(geometry: &Geometry) -> String {
    let mut text = String::from(
        "/* Register map of a Spindle core. Addresses count 32-bit words; a bus of bytes takes four times as much. */\n\
         #ifndef SPINDLE_CSR_H\n#define SPINDLE_CSR_H\n\n",
    );
    for (name, value) in constants(geometry) {
        let _ = writeln!(text, "#define SPINDLE_CORE_{} {value}u", name.to_uppercase());
    }
    for register in REGISTERS {
        let name = register.name.to_uppercase();
        let _ = writeln!(text, "\n/* {} ({}) */", register.meaning, register.access);
        let _ = writeln!(text, "#define SPINDLE_{name}_ADDRESS {:#08x}u", register.address);
        if register.words > 1 {
            let _ = writeln!(text, "#define SPINDLE_{name}_WORDS {}u", register.words);
        }
        for field in fields_of(register, geometry) {
            let prefix = format!("SPINDLE_{name}_{}", field.name);
            let mark = if field.word > 0 { format!("+{}: ", field.word) } else { String::new() };
            let _ = writeln!(text, "#define {prefix}_LOW {} /* {mark}{} */", field.low, field.meaning);
            let _ = writeln!(text, "#define {prefix}_MASK {:#010x}u", field.mask());
        }
    }
    text + "\n#endif\n"
}

/// The plasticity rules of a core, with the fields of a projection's table entry.
fn rules(geometry: &Geometry) -> String {
    let rules = PlasticityRule::ALL.map(PlasticityRule::descriptor);
    let built: Vec<_> = rules.into_iter().filter(|rule| rule.unit.built(geometry)).collect();
    if built.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n## Plasticity rules\n\nFields of an entry of the projection table.\n\n");
    text += "| rule | field | word | bits | largest | meaning |\n|---|---|---|---|---|---|\n";
    for rule in built {
        let parameters = rule.parameters.iter().map(|parameter| (parameter.key, parameter.field));
        for (key, field) in rule.mark.map(|mark| (rule.name, mark)).into_iter().chain(parameters) {
            let Field { word, meaning, .. } = field;
            let (rule, bits, most) = (rule.name, place(&field), field.most());
            let _ = writeln!(text, "| {rule} | `{key}` | {word} | {bits} | {most} | {meaning} |");
        }
    }
    text
}

/// A table for people.
pub fn markdown(geometry: &Geometry) -> String {
    let mut text = String::from("# Register map\n\n32-bit words; addresses count words, 24 bits.\n\n");
    text += "| name | address | words | access | bits | meaning |\n|---|---|---|---|---|---|\n";
    for register in REGISTERS {
        let Register { name, address, words, access, meaning, .. } = register;
        let bits = register.bits();
        let _ = writeln!(
            text,
            "| `{name}` | `{address:#08x}` | {words} | {access} | {bits} | {meaning}: {} |",
            described(&fields_of(register, geometry))
        );
    }
    text += &rules(geometry);
    text += "\n## This core\n\n| | |\n|---|---|\n";
    for (name, value) in constants(geometry) {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_a_core_are_listed_with_their_fields() {
        let predictive = Geometry { predictive_sources: 4, ..Geometry::default() };
        let lines = |geometry: &Geometry| {
            let text = rules(geometry);
            text.lines().filter(|line| line.starts_with('|')).skip(2).map(str::to_owned).collect::<Vec<_>>()
        };
        let all = lines(&predictive);
        assert_eq!(
            all[..4],
            [
                "| feedback | `rate_shift` | 2 | 19:16 | 15 | rate shift |",
                "| feedback | `learn` | 2 | 20 | 1 | learn |",
                "| predictive | `predictive` | 2 | 24 | 1 | predictive |",
                "| predictive | `logarithmic` | 2 | 25 | 1 | logarithmic |",
            ]
        );
        assert_eq!(
            all[8..],
            ["| predictive | `rate_shift` | 3 | 27:24 | 15 | shift of the predictive rate |"]
        );
        assert_eq!(lines(&Geometry::default()), all[..2]);
        let without = Geometry { learning: false, ..Geometry::default() };
        assert_eq!(rules(&without), "");
    }
}
