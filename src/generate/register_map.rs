//! The register map in the forms that hosts read.

use std::fmt::Write;

use serde_json::{Value, json};
use spindle_spec::Geometry;
use spindle_spec::register_map::{Register, registers};

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
    for register in registers().iter().filter(|register| register.words == 1) {
        let (address, mode) = (WORD * register.address, mode(register));
        let _ = writeln!(text, "csr_register,spindle_{},{address:#010x},1,{mode}", register.name);
    }
    for (name, value) in BUS {
        let _ = writeln!(text, "constant,{name},{value},,");
    }
    for (name, value) in constants(geometry) {
        let _ = writeln!(text, "constant,spindle_{name},{value},,");
    }
    for region in registers().iter().filter(|register| register.words > 1) {
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
    for register in registers() {
        if register.words == 1 {
            let entry = json!({ "addr": WORD * register.address, "size": 1, "type": mode(&register) });
            registers_of.insert(name(&register), entry);
        } else {
            let entry =
                json!({ "base": WORD * register.address, "size": WORD * register.words, "type": "io" });
            regions.insert(name(&register), entry);
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

/// A table as Markdown.
pub fn markdown(geometry: &Geometry) -> String {
    let mut text = String::from("# Register map\n\n32-bit words; addresses count words, 24 bits.\n\n");
    text += "| name | address | words | access | bits | meaning |\n|---|---|---|---|---|---|\n";
    for Register { name, address, words, access, bits, meaning } in registers() {
        let _ = writeln!(text, "| `{name}` | `{address:#08x}` | {words} | {access} | {bits} | {meaning} |");
    }
    text += "\n## This core\n\n| | |\n|---|---|\n";
    for (name, value) in constants(geometry) {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text
}
