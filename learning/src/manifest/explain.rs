//! Errors of the TOML parser, in a manifest's words and with the keys and lines that they are
//! about.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

use super::problem::Problem;

/// A key's path, the position of the key, and the end of its value.
pub(super) struct KeyPlace {
    pub(super) path: String,
    pub(super) start: usize,
    value: std::ops::Range<usize>,
}

/// Bytes of the path of a key. Deeper or longer paths are unknown keys, and get the position of
/// their parent.
const PATH: usize = 512;

/// Every key of a document with its place, or nothing if it is not TOML.
pub(super) fn places(text: &str) -> Vec<KeyPlace> {
    fn table(prefix: &str, table: &DeTable<'_>, places: &mut Vec<KeyPlace>) {
        for (key, item) in table {
            let name = key.get_ref();
            let path = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
            value(path, key.span().start, item, places);
        }
    }
    fn value(path: String, start: usize, item: &toml::Spanned<DeValue<'_>>, places: &mut Vec<KeyPlace>) {
        if path.len() > PATH {
            return;
        }
        match item.get_ref() {
            DeValue::Table(inner) => table(&path, inner, places),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    value(format!("{path}[{index}]"), item.span().start, item, places);
                }
            }
            _ => {}
        }
        places.push(KeyPlace { path, start, value: item.span() });
    }
    let mut places = Vec::new();
    if let Ok(document) = DeTable::parse(text) {
        table("", document.get_ref(), &mut places);
    }
    places
}

/// Positions of line ends.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(offset, _)| offset).collect())
    }

    /// Line, from 1, of a byte offset.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}

/// Position of a key, or of the table that would contain a missing one.
pub(super) fn start_of_key(starts: &HashMap<&str, usize>, key: &str) -> Option<usize> {
    let mut path = key;
    loop {
        if let Some(start) = starts.get(path) {
            return Some(*start);
        }
        path = &path[..path.rfind(['.', '['])?];
    }
}

/// Turns serde's message at `offset` into a problem with a remedy.
pub(super) fn explain(text: &str, message: &str, offset: Option<usize>) -> Problem {
    let places = places(text);
    let at = offset.and_then(|offset| {
        let covers = |place: &&KeyPlace| {
            // What is missing is missing in a value; the key before it stands in the table around
            // that.
            let key = !message.starts_with("missing field");
            key && place.start <= offset && offset < place.value.end.max(place.start + 1)
                || place.value.contains(&offset)
        };
        places.iter().filter(covers).max_by_key(|place| place.path.len())
    });
    let (what, remedy) = reworded(message, at.is_some());
    Problem { key: at.map_or(String::new(), |place| place.path.clone()), what, remedy }
}

/// Serde's message in terms of a manifest, and the remedy; `located`: the place is known.
pub(super) fn reworded(message: &str, located: bool) -> (String, String) {
    let message = message.trim().replace('\n', ", ");
    match message.split_once(", expected") {
        Some((what, expected)) if what.starts_with("unknown") => {
            let wrong = what.split('`').nth(1).unwrap_or_default();
            let known = expected.split('`').skip(1).step_by(2);
            let likely = closest(wrong, known, 2).first().map(|name| format!(" (did you mean `{name}`?)"));
            (
                what.to_owned(),
                format!("use{}{}", expected.trim_start_matches(" one of"), likely.unwrap_or_default()),
            )
        }
        Some((what, expected)) => (what.to_owned(), format!("expected {}", kind(expected.trim_start()))),
        None => match message.strip_prefix("missing field ") {
            Some(field) => (format!("{field} is missing"), format!("add {field}")),
            None if !located => (message, "correct the TOML there".to_owned()),
            None => (message, "`spindle new DIR` writes a manifest with every key explained".to_owned()),
        },
    }
}

/// Serde's name of a type, in terms of a manifest.
fn kind(expected: &str) -> &str {
    match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number from 0 on",
        "i16" => "a whole number from -32768 to 32767",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list, [ … ]",
        _ if expected.starts_with("struct ") || expected == "a map" => "a table, { key = value, … }",
        _ => expected,
    }
}

/// The names at an edit distance of at most `limit`, nearest first.
fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    if name.len() > PATH {
        return Vec::new();
    }
    let mut near: Vec<_> = known.map(|known| (strsim::damerau_levenshtein(name, known), known)).collect();
    near.retain(|(distance, _)| *distance <= limit);
    near.sort_unstable();
    near.into_iter().map(|(_, known)| known).collect()
}
