//! All missing keys of a manifest, reported together: a parser stops at the first.

use toml_edit::{Array, DocumentMut, InlineTable, Value};

use super::explain::explain;
use super::path::set;
use super::problem::Problem;
use super::schema::Description;

/// Maximum number of reported keys.
const MOST: usize = 32;
/// Size in bytes up to which all are reported: each needs another parse. For a longer manifest the
/// first is reported.
const LONGEST: usize = 64 << 10;
/// Kinds of values that replace missing ones, tried in this order.
const KINDS: usize = 6;

/// A value of the kind with this number.
fn stand_in(kind: usize) -> Value {
    match kind {
        0 => Value::from(1),
        1 => Value::from("x"),
        2 => Value::from(true),
        3 => Value::from(1.5),
        4 => Value::Array(Array::new()),
        _ => Value::InlineTable(InlineTable::new()),
    }
}

/// The first problem of `text`, and every missing key after it: each is inserted with a value of an
/// accepted kind, until none is missing.
pub(super) fn problems(text: &str, first: Problem) -> Vec<Problem> {
    if text.len() > LONGEST || missing(&first).is_none() {
        return vec![first];
    }
    let Ok(mut document) = text.parse::<DocumentMut>() else { return vec![first] };
    let mut problems = vec![first];
    while let Some(key) = problems.last().and_then(missing).filter(|_| problems.len() < MOST) {
        match put_in(&mut document, &key) {
            Some(next) => problems.push(next),
            None => break,
        }
    }
    problems
}

/// The key that is missing.
fn missing(problem: &Problem) -> Option<String> {
    let name = problem.what.strip_suffix("` is missing")?.strip_prefix('`')?;
    Some(if problem.key.is_empty() { name.to_owned() } else { format!("{}.{name}", problem.key) })
}

/// Inserts a value at `key` and returns the next problem; none if there is none, or no value is
/// accepted.
fn put_in(document: &mut DocumentMut, key: &str) -> Option<Problem> {
    for kind in 0..KINDS {
        set(document.as_item_mut(), key, stand_in(kind))?;
        let mut next = parsed(document);
        // Of a list of words one must be taken.
        if let Some(word) = next.as_ref().and_then(|next| word(next, key)) {
            set(document.as_item_mut(), key, Value::from(word))?;
            next = parsed(document);
        }
        let refused = next.as_ref().is_some_and(|next| {
            next.key == key && missing(next).is_none() || next.key.starts_with(&format!("{key}["))
        });
        if !refused {
            return next;
        }
    }
    None
}

/// The current problem of a document.
fn parsed(document: &DocumentMut) -> Option<Problem> {
    let text = document.to_string();
    let error = toml::from_str::<Description>(&text).err()?;
    Some(explain(&text, error.message(), error.span().map(|span| span.start)))
}

/// The first word that `key` could be, if a list of them is advised.
fn word(problem: &Problem, key: &str) -> Option<String> {
    let listed = problem.key == key && problem.what.starts_with("unknown variant");
    problem.remedy.split('`').nth(1).filter(|_| listed).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::read::Manifest;

    /// Keys of a preset without these lines that are reported missing, each with its line.
    fn missing(leave_out: &[&str]) -> Vec<String> {
        let preset = include_str!("../../presets/iris.toml");
        for line in leave_out {
            assert!(preset.lines().any(|known| known.starts_with(line)), "{line}");
        }
        let left = preset.lines().filter(|line| !leave_out.iter().any(|out| line.starts_with(out)));
        let text = left.collect::<Vec<_>>().join("\n");
        let error = Manifest::parse("m.toml".into(), "".into(), text).unwrap_err().to_string();
        error.lines().map(str::to_owned).collect()
    }

    #[test]
    fn all_missing_keys_are_reported_at_once_with_the_lines_of_their_tables() {
        let found = missing(&["lanes", "weight_bits", "threshold = 4171", "from", "inputs =", "steps ="]);
        let has = |table: &str, key: &str| {
            found.iter().any(|line| {
                line.contains(table) && line.contains(&format!("`{key}` is missing; add `{key}`"))
            })
        };
        for (table, key) in [
            ("m.toml:9: geometry:", "lanes"),
            ("geometry:", "weight_bits"),
            ("network.groups[0]:", "threshold"),
            ("network.projections[0]:", "from"),
            ("task:", "inputs"),
            ("task:", "steps"),
        ] {
            assert!(has(table, key), "{key}: {found:#?}");
        }
        assert_eq!(found.len(), 6, "{found:#?}");
    }

    #[test]
    fn a_missing_word_of_a_list_hides_nothing() {
        let found = missing(&["name = \"iris\"        #", "outputs"]);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found.iter().any(|line| line.contains("`outputs` is missing")), "{found:#?}");
    }

    #[test]
    fn an_empty_manifest_lacks_every_table() {
        let error = Manifest::parse("m".into(), "".into(), String::new()).unwrap_err().to_string();
        for table in ["project", "geometry", "network", "task"] {
            assert!(error.contains(&format!("`{table}` is missing")), "{table}: {error}");
        }
    }
}
