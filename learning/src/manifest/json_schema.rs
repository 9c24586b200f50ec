//! A manifest's keys as a JSON schema, by which editors complete, explain and check them.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::schema::Description;

/// Name of the file that stands beside a manifest, which names it in its first line.
pub const SCHEMA_FILE: &str = "spindle.schema.json";

/// The schema in draft 7, which editors of TOML read.
pub fn json_schema() -> Value {
    let mut schema =
        SchemaSettings::draft07().into_generator().into_root_schema_for::<Description>().to_value();
    schema["title"] = "Spindle manifest".into();
    plain(&mut schema);
    schema
}

/// Takes the links of rustdoc, which no editor follows, out of every description.
fn plain(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "description" => {
                        *text = text.replace("[`", "`").replace("`]", "`");
                    }
                    _ => plain(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}
